"""The card "Statements per step, by side", whose bars open their statements."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from pipeline.analysis import timeline
from pipeline.analysis.selection import Selection
from pipeline.pages.parts.cards import HOW, card, foot, look, period_words
from pipeline.pages.parts.charts import HEIGHT, bars, key_line
from pipeline.pages.parts.hovers import said
from pipeline.pages.parts.names import side_name
from pipeline.pages.parts.picks import chart
from pipeline.pages.parts.theme import SIDE_COLOURS, SIDE_NAMES
from pipeline.pages.parts.views import Series, behind, gaps_in, over_time


def draw(
    frame: pd.DataFrame,
    selection: Selection,
    what: str,
    *,
    key: str,
    name: str,
    height: int = HEIGHT,
    below: Callable[[Series], None] = lambda series: None,
) -> pd.DataFrame | None:
    """Draw the card for `frame` ("12 statements" or the like in `what`); return the rows of the chosen bars.

    None stands for no choice. `name` is that of the CSV; `below` draws between the chart and the foot of the card.
    """
    series = over_time(frame, timeline.filled(frame["side"], "unlisted"), selection, order=SIDE_NAMES)
    title = f"Statements per {series.step}, by side"
    note = f"{what}, {period_words(selection, frame['published_at'])}"
    with card(title, note, key=key):
        st.html(key_line(list(series.table.columns), SIDE_COLOURS, side_name, series.table.sum()))
        figure = bars(
            series.table,
            SIDE_COLOURS,
            side_name,
            series.step,
            look(),
            gaps=gaps_in(series),
            said=said(frame, series),
            height=height,
        )
        picked = chart(figure, key=f"chart-{key}", alt=f"{title}. {note}.")
        below(series)
        foot(series.table, key=key, name=name, how=HOW["statements"], selection=selection, rows="statements")
    return behind(frame, series, picked) if picked else None
