"""Tone as diverging bars: shares of negative, neutral and positive, each with its n; under five marked."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pipeline.analysis.selection import Selection
from pipeline.analysis.tone import LABELS
from pipeline.pages.parts import toneviews
from pipeline.pages.parts.cards import HOW, card, empty, foot, look
from pipeline.pages.parts.charts import blank, key_line
from pipeline.pages.parts.names import name_of
from pipeline.pages.parts.picks import chart
from pipeline.pages.parts.sentences import tone_list
from pipeline.pages.parts.text import safe
from pipeline.pages.parts.theme import TONE_COLOURS, Palette
from pipeline.pages.parts.timeaxis import set_axis
from pipeline.records import Voice

MOST = 12
LONGEST = 26  # letters of a name beside a bar


def draw(
    selection: Selection,
    voice: Voice,
    by: str,
    title: str,
    unit: str,
    *,
    key: str,
    names: Callable[[str], str] = name_of,
) -> None:
    """Draw a card of bars, one a value of column `by`, most frequent first; a chosen bar shows its sentences."""
    table = toneviews.shares(selection, voice, (by,))
    with card(title, f"{toneviews.counted(selection, voice, by)}; {unit}", key=key):
        if table.empty:
            empty(toneviews.nothing(selection, voice))
            return
        if table["few"].all():
            st.caption(f"Too few {toneviews.UNITS[voice]}s to conclude from: no group has five.")
        st.html(key_line(LABELS, TONE_COLOURS, str))
        bars = figure(table.head(MOST).set_index(by), names, look())
        picked = chart(bars, key=f"chart-{key}", alt=f"{title}: {unit}")
        foot(table, key=key, name=f"tone-{key}-{voice}", how=HOW["tone"], selection=selection)
        if picked:
            tones = toneviews.rows(selection, voice, by)
            tones = tones[tones[by] == picked[0][0]]
            tone_list(tones[tones["label"] == picked[0][1]], key=key)


def figure(table: pd.DataFrame, names: Callable[[str], str], look: Palette) -> go.Figure:
    """Return the bars: negative to the left of the line, positive to the right, neutral halved; n at the right edge."""
    bars = blank(look, height=60 + 30 * len(table))
    places = list(range(len(table)))
    half = table["neutral"] / 2
    starts = {"negative": -table["negative"] - half, "neutral": -half, "positive": half}
    rows = _rows(table)
    bars.add_traces(
        [
            {
                "type": "bar",
                "x": table[name].to_list(),
                "base": starts[name].to_list(),
                "y": places,
                "orientation": "h",
                "marker": {"color": TONE_COLOURS[name], "opacity": [0.4 if few else 1 for few in table["few"]]},
                "customdata": [[str(label), name] for label in table.index],
                "hovertext": [_words(names(str(row["label"])), name, row) for row in rows],
                "hoverinfo": "text",
                "unselected": {"marker": {"opacity": 0.35}},
            }
            for name in LABELS
        ]
    )
    bars.layout.barmode, bars.layout.bargap, bars.layout.margin.r = "overlay", 0.25, 82
    set_axis(
        bars.layout.yaxis,
        tickmode="array",
        tickvals=places,
        ticktext=[safe(names(str(label)), most=LONGEST) for label in table.index],
        autorange="reversed",
        showgrid=False,
        tickfont={"color": look.ink, "size": 13},
    )
    set_axis(bars.layout.xaxis, range=[-1.02, 1.02], showticklabels=False, zeroline=True, zerolinecolor=look.grey)
    bars.layout.annotations = [
        {
            "x": 1,
            "xref": "paper",
            "y": place,
            "text": f"n = {n:,}{' (few)' if few else ''}",
            "showarrow": False,
            "xanchor": "left",
            "xshift": 6,
            "font": {"size": 12, "color": look.grey},
        }
        for place, n, few in zip(places, table["n"], table["few"], strict=True)
    ]
    return bars


def _rows(table: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(k): v for k, v in row.items()} for row in table.rename_axis("label").reset_index().to_dict("records")]


def _words(name: str, label: str, row: dict[str, object]) -> str:
    few = "<br>too few to conclude from" if row["few"] else ""
    between = f", interval {row['net_low']:+.2f} to {row['net_high']:+.2f}" if row["n"] != 1 else ""
    return (
        f"<b>{safe(name)}</b><br>{row[label]:.0%} {label}, interval {row[f'{label}_low']:.0%} to "
        f"{row[f'{label}_high']:.0%}, n = {row['n']:,}<br>net tone {row['net']:+.2f}{between}{few}"
    )
