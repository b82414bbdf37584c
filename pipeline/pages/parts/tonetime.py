"""Net tone over time: moving means with their intervals and numbers, turns marked, the sentences behind a point."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pipeline.analysis.selection import Selection
from pipeline.analysis.tone import FEW, LABELS
from pipeline.analysis.turns import Turn
from pipeline.pages.parts import toneviews
from pipeline.pages.parts.cards import HOW, foot, look
from pipeline.pages.parts.charts import Note, blank, mark_days, name_ends
from pipeline.pages.parts.lines import Row, records
from pipeline.pages.parts.patterns import DASHES, SYMBOLS, places
from pipeline.pages.parts.picks import chart
from pipeline.pages.parts.sentences import tone_list
from pipeline.pages.parts.text import plain, safe
from pipeline.pages.parts.theme import OTHER_COLOUR, Palette, day
from pipeline.pages.parts.timeaxis import TICKS, TICKS_BESIDE_NAMES, date_ticks, set_axis
from pipeline.records import Voice

BANDS = 3  # lines up to which each has the band of its interval
POINTS = 120  # of a line
LONG = 120  # days from which means are of a month


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines are drawn: one a value of `column` among what is selected of a voice."""

    selection: Selection
    voice: Voice
    column: str
    groups: Sequence[str]
    names: Callable[[str], str]
    colours: dict[str, str]


def window_days(tones: pd.DataFrame) -> int:
    """Return over how many days the means of these rows (not none, oldest first) are taken."""
    return 7 if (tones["published_at"].iloc[-1] - tones["published_at"].iloc[0]).days <= LONG else 30


def note(tones: pd.DataFrame, voice: Voice, lines: int) -> str:
    """Return how the lines are to be read."""
    band = "; band: 95 % interval" if lines <= BANDS else ""
    return f"means of {window_days(tones)} days; hollow: fewer than {FEW} {toneviews.UNITS[voice]}s{band}"


def draw(asked: Asked, tones: pd.DataFrame, *, by: str, key: str, alt: str, marked: bool = True) -> None:
    """Draw the lines, their CSV, and the sentences behind a chosen point; `tones` are the selected rows, not none."""
    days = window_days(tones)
    tables = {
        group: _thin(toneviews.windows(asked.selection, asked.voice, asked.column, group, days))
        for group in asked.groups
    }
    figure = lines(tables, asked.colours, asked.names, look())
    if marked:
        mark_days(figure, _turn_notes(asked), figure.layout.yaxis.range[1] / 1.12, look())
    picked = chart(figure, key=f"chart-{key}", alt=alt)
    whole = pd.concat([table.assign(**{by: group}) for group, table in tables.items()]).assign(voice=asked.voice)
    whole = whole[["voice", by, *(name for name in whole.columns if name not in ("voice", by))]]
    foot(whole, key=key, name=f"tone-by-{by}-{asked.voice}", how=HOW["tone"], selection=asked.selection)
    if picked:
        end = pd.Timestamp(picked[0][0], tz="UTC") + pd.Timedelta(days=1)
        inside = (tones["published_at"] < end) & (tones["published_at"] >= end - pd.Timedelta(days=days))
        upto = day(pd.Timestamp(picked[0][0]))
        st.caption(plain(f"{asked.names(picked[0][1])}, {days} days up to {upto}", markdown=True))
        tone_list(tones[inside & (tones[asked.column] == picked[0][1])], key=key)


def _thin(table: pd.DataFrame) -> pd.DataFrame:
    """Return every n-th day of a table of windows, the last one among them: a line has at most POINTS points."""
    every = -(-len(table) // POINTS)
    return table.iloc[::-1].iloc[::every].iloc[::-1] if every > 1 else table


def _turn_notes(asked: Asked) -> list[Note]:
    turns = {group: toneviews.turns(asked.selection, asked.voice, asked.column, group) for group in asked.groups}
    return [_turn_note(asked.names(group), turn) for group, found in turns.items() for turn in found]


def _turn_note(name: str, turn: Turn) -> Note:
    words = f"{name}: net tone from {turn.before:+.2f} to {turn.after:+.2f}, p = {turn.p:.3f}"
    return Note(turn.day, safe(words))


def lines(
    tables: dict[str, pd.DataFrame], colours: dict[str, str], names: Callable[[str], str], look: Palette
) -> go.Figure:
    """Return lines of net tone with bands of their 95 % intervals; points of few are hollow.

    One line alone has bars below that tell of how many statements or sentences its points are made.
    """
    drawn = {group: table for group, table in tables.items() if table["n"].any()}
    figure = blank(look, 360)
    same = places(list(tables), colours, OTHER_COLOUR)
    traces: list[dict[str, Any]] = []
    for group, table in drawn.items():
        if len(tables) <= BANDS:
            traces.append(_band(table, colours[group]))
        traces.append(_line(table, group, names(group), colours[group], same[group], look))
    figure.add_traces(traces)
    seen = ["net", "net_low", "net_high"] if len(tables) <= BANDS else ["net"]
    widest = max((float(table[seen].abs().max().max()) for table in drawn.values()), default=1.0)
    edge = min(1.0, max(0.25, -(-widest // 0.25) * 0.25)) * 1.05
    if len(tables) > 1:  # one alone is named by the title
        last = pd.DataFrame({group: [table.loc[table["n"] > 0, "net"].iloc[-1]] for group, table in drawn.items()})
        name_ends(figure, last, colours, names, 1.5 * edge)
        figure.layout.margin.r = 150
    vertical = {"range": [-edge, edge], "nticks": 6, "tickformat": "+.2f", "zeroline": True}
    set_axis(figure.layout.yaxis, **vertical, zerolinecolor=look.grey)
    edges = [pd.Timestamp(table["day"].iloc[place]) for table in tables.values() if len(table) for place in (0, -1)]
    if edges:
        most = TICKS_BESIDE_NAMES if len(tables) > 1 else TICKS
        date_ticks(figure, min(edges), (max(edges) - min(edges)).days + 1, "day", most)
    if len(tables) == 1:
        for table in drawn.values():
            _counts_below(figure, table, look)
    return figure


def _band(table: pd.DataFrame, colour: str) -> dict[str, Any]:
    """Return the trace of the intervals of a line, broken where the line is: at windows without a sentence."""
    x: list[pd.Timestamp | None] = []
    y: list[float | None] = []
    empty = table["n"] == 0
    for _, part in table[~empty].groupby(empty.cumsum()[~empty]):
        x += [*part["day"], *part["day"][::-1], None]  # of parts that a null divides each is filled by itself
        y += [*part["net_high"].fillna(part["net"]), *part["net_low"].fillna(part["net"])[::-1], None]
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "lines",
        "fill": "toself",
        "fillcolor": colour,
        "opacity": 0.13,
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def _line(table: pd.DataFrame, group: str, name: str, colour: str, place: int, look: Palette) -> dict[str, Any]:
    """Return the trace of a line."""
    broken = table.assign(net=table["net"].where(table["n"] > 0))  # days without a sentence break the line
    title = safe(name)
    return {
        "type": "scatter",
        "x": broken["day"],
        "y": [None if pd.isna(net) else net for net in broken["net"]],
        "mode": "lines+markers",
        "line": {"color": colour, "width": 2, "dash": DASHES[place]},
        "marker": {
            "size": 6,
            "symbol": SYMBOLS[place],
            "color": [look.paper if few else colour for few in broken["few"]],
            "line": {"color": colour, "width": 1.5},
        },
        "customdata": [[stamp.isoformat(), group] for stamp in broken["day"]],
        "hovertext": [f"<b>{title}</b><br>up to {day(row['day'])}: {_figures(row)}" for row in records(broken)],
        "hoverinfo": "text",
    }


def _figures(row: Row) -> str:
    """Return the figures of a window as HTML: net tone, shares, each with its interval, and n."""
    between: str = "" if pd.isna(row["net_low"]) else f" ({row['net_low']:+.2f} to {row['net_high']:+.2f})"
    shares = ", ".join(
        f"{row[label]:.0%} {label} ({row[f'{label}_low']:.0%}–{row[f'{label}_high']:.0%})"
        for label in LABELS
        if label != "neutral"
    )
    few = "<br>too few to conclude from" if row["few"] else ""
    return f"net tone {row['net']:+.2f}{between}<br>{shares}<br>n = {row['n']:,}{few}"


def _counts_below(figure: go.Figure, table: pd.DataFrame, look: Palette) -> None:
    """Draw the n of each window as bars in a strip below the line."""
    top = int(table["n"].max())
    figure.add_traces(
        {
            "type": "bar",
            "x": table["day"],
            "y": table["n"].tolist(),
            "yaxis": "y2",
            "marker": {"color": [look.rule if few else look.grey for few in table["few"]], "line": {"width": 0}},
            "hovertext": [f"up to {day(row['day'])}: n = {row['n']:,}" for row in records(table)],
            "hoverinfo": "text",
        }
    )
    figure.layout.xaxis.anchor = "y2"
    figure.layout.yaxis.domain = [0.24, 1]
    figure.layout.yaxis2 = {
        "domain": [0, 0.15],
        "anchor": "x",
        "range": [0, top * 1.1],
        "tickmode": "array",
        "tickvals": [top],
        "ticktext": [f"n = {top:,}"],
        "showgrid": False,
        "fixedrange": True,
        "automargin": True,
        "tickfont": {"color": look.grey, "size": 12},
    }
