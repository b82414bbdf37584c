"""Tone as diverging bars: shares of negative, neutral and positive, each with its n; under five marked."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pipeline.analysis.selection import Selection
from pipeline.pages.parts.cards import HOW, card, chart, empty, foot, look
from pipeline.pages.parts.charts import FEW, blank, key_line
from pipeline.pages.parts.names import name_of
from pipeline.pages.parts.sentences import tone_list
from pipeline.pages.parts.theme import TONE_COLOURS, Palette

LABELS = ("negative", "neutral", "positive")
MOST = 12


def label_counts(tones: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return how many tones have each label (negative, neutral, positive, n), one row a value of `by`, most first."""
    table = pd.crosstab(tones[by].astype(object), tones["label"].astype(object)).reindex(columns=LABELS, fill_value=0)
    table["n"] = table.sum(axis=1)
    return table.sort_values("n", ascending=False, kind="stable").rename_axis(by)


def draw(
    tones: pd.DataFrame,
    by: str,
    title: str,
    unit: str,
    *,
    key: str,
    selection: Selection,
    names: Callable[[str], str] = name_of,
) -> None:
    """Draw a card of bars, one a value of `by`; a chosen bar shows its sentences."""
    table = label_counts(tones, by).head(MOST)
    with card(title, f"{len(tones):,} sentences; {unit}; most frequent first", key=key):
        if table.empty:
            empty("No sentence in this period names one.")
            return
        st.html(key_line(LABELS, TONE_COLOURS, str))
        picked = chart(figure(table, names, look()), key=f"chart-{key}", alt=f"{title}: {unit}")
        foot(table, key=key, name=key, how=HOW["tone"], selection=selection)
        if picked:
            rows = tones[tones[by] == picked[0][0]]
            if picked[0][1] in LABELS:
                rows = rows[rows["label"] == picked[0][1]]
            tone_list(rows, key=key)


def figure(table: pd.DataFrame, names: Callable[[str], str], look: Palette) -> go.Figure:
    """Return the bars: negative to the left of the line, positive to the right, neutral halved; n at the right edge."""
    chart_ = blank(look, height=60 + 30 * len(table))
    places = list(range(len(table)))
    n = table["n"].astype(float)
    parts = {name: (table[name] / n).to_list() for name in LABELS}
    starts = {
        "negative": [-a - b / 2 for a, b in zip(parts["negative"], parts["neutral"], strict=True)],
        "neutral": [-b / 2 for b in parts["neutral"]],
        "positive": [b / 2 for b in parts["neutral"]],
    }
    for name in LABELS:
        chart_.add_bar(
            x=parts[name],
            base=starts[name],
            y=places,
            orientation="h",
            marker={"color": TONE_COLOURS[name], "opacity": [1 if count >= FEW else 0.4 for count in n]},
            customdata=[[str(label), name] for label in table.index],
            hovertext=[
                f"<b>{names(str(label))}</b><br>{share:.0%} {name} ({each:,} of {count:,.0f})"
                + ("" if count >= FEW else "<br>too few to conclude")
                for label, share, each, count in zip(table.index, parts[name], table[name], n, strict=True)
            ],
            hoverinfo="text",
            unselected={"marker": {"opacity": 0.35}},
        )
    chart_.update_layout(barmode="overlay", bargap=0.25)
    chart_.update_yaxes(
        tickmode="array",
        tickvals=places,
        ticktext=[_cut(names(str(label))) for label in table.index],
        autorange="reversed",
        showgrid=False,
        tickfont={"color": look.ink, "size": 13},
    )
    chart_.update_xaxes(range=[-1.02, 1.25], showticklabels=False, zeroline=True, zerolinecolor=look.grey)
    for place, count in zip(places, n, strict=True):
        chart_.add_annotation(
            x=1.24,
            y=place,
            text=f"n = {int(count):,}{'' if count >= FEW else ' !'}",
            showarrow=False,
            xanchor="right",
            font={"size": 12, "color": look.grey},
        )
    return chart_


def _cut(name: str, most: int = 26) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"
