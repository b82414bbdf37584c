"""Who speaks how about whom: a heatmap of net tone, with the sentences of a chosen cell."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pipeline.analysis.selection import Selection
from pipeline.pages.parts import toneviews, url
from pipeline.pages.parts.cards import HOW, card, foot, look
from pipeline.pages.parts.charts import blank
from pipeline.pages.parts.names import name_of, side_name
from pipeline.pages.parts.picks import chart
from pipeline.pages.parts.sentences import tone_list
from pipeline.pages.parts.text import plain, safe
from pipeline.pages.parts.theme import TONE_COLOURS, Palette

ROWS, COLUMNS = 12, 10
LONGEST = 22  # letters of a name at an edge
SCALE = [[0.0, TONE_COLOURS["negative"]], [0.5, "#F4F4F0"], [1.0, TONE_COLOURS["positive"]]]


def draw(selection: Selection, tones: pd.DataFrame) -> None:
    """Draw the heatmap of `selection` for the speakers' own words; `tones` are its rows."""
    note = f"{toneviews.counted(selection, 'speaker')}; net tone from −1 to 1, n in each cell; faint: fewer than 5"
    with card("Who speaks how about whom", note, key="heat"):
        by = url.choice("Rows", ["side", "actor"], name="rows")
        column = {"side": "side", "actor": "actor_id"}[by]
        names = {"side": side_name, "actor": name_of}[by]
        table = toneviews.shares(selection, "speaker", (column, "target_id"))
        speakers = _largest(table, column, ROWS)
        targets = _largest(table, "target_id", COLUMNS)
        figure = heatmap(table, column, speakers, targets, names, look())
        picked = chart(figure, key=f"chart-heat-{by}", alt=f"Net tone of each {by} towards each target. {note}")
        foot(table, key="heat", name=f"tone-of-{by}-to-target-speaker", how=HOW["tone"], selection=selection)
        if not picked:
            return
        speaker, target = picked[0]
        st.caption(plain(f"{names(speaker)} towards {name_of(target)}", markdown=True))
        tone_list(tones[(tones[column] == speaker) & (tones["target_id"] == target)], key="heat")


def heatmap(
    table: pd.DataFrame,
    column: str,
    speakers: list[str],
    targets: list[str],
    names: Callable[[str], str],
    look: Palette,
) -> go.Figure:
    """Return the cells as squares that can be chosen; customdata is [speaker, target]."""
    shown = table[table[column].isin(speakers) & table["target_id"].isin(targets)]
    figure = blank(look, height=90 + 34 * len(speakers))
    place_x = {target: place for place, target in enumerate(targets)}
    place_y = {speaker: place for place, speaker in enumerate(speakers)}
    rows = list(zip(shown[column], shown["target_id"], shown["net"], shown["n"], shown["few"], strict=True))
    figure.add_bar(
        x=[place_x[target] for _, target, *_ in rows],
        y=[0.92] * len(rows),
        base=[place_y[speaker] - 0.46 for speaker, *_ in rows],
        width=0.96,
        marker={
            "color": [net for _, _, net, *_ in rows],
            "colorscale": SCALE,
            "cmin": -0.8,
            "cmax": 0.8,
            "opacity": [0.35 if few else 1 for *_, few in rows],
            "line": {"width": 1, "color": look.rule},
        },
        text=[f"{net:+.2f}  ({n:,})" for _, _, net, n, _ in rows],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"size": 12, "color": [_ink(net, few, look) for _, _, net, _, few in rows]},
        constraintext="none",
        customdata=[[speaker, target] for speaker, target, *_ in rows],
        hovertext=[
            f"<b>{safe(names(speaker))}</b> towards <b>{safe(name_of(target))}</b><br>net tone {net:+.2f}, n = {n:,}"
            + ("<br>too few to conclude from" if few else "")
            for speaker, target, net, n, few in rows
        ],
        hoverinfo="text",
        unselected={"marker": {"opacity": 0.35}},
    )
    figure.update_layout(barmode="overlay", bargap=0)
    figure.update_xaxes(
        tickmode="array",
        tickvals=list(place_x.values()),
        ticktext=[safe(name_of(target), most=LONGEST) for target in targets],
        side="top",
        range=[-0.5, len(targets) - 0.5],
        tickfont={"color": look.ink},
    )
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(place_y.values()),
        ticktext=[safe(names(speaker), most=LONGEST) for speaker in speakers],
        range=[len(speakers) - 0.5, -0.5],
        showgrid=False,
        tickfont={"color": look.ink, "size": 13},
    )
    return figure


def _ink(net: float, few: bool, look: Palette) -> str:
    """Return the colour of the figures in a cell: a faint one lets the page shine through."""
    if few:
        return look.ink
    return "#FFFFFF" if abs(net) > 0.45 else "#1B1E21"


def _largest(table: pd.DataFrame, column: str, most: int) -> list[str]:
    return [str(name) for name in table.groupby(column)["n"].sum().sort_values(ascending=False).index[:most]]
