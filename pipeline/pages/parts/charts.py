"""Figures from tables of aggregates: pure functions of a table and a palette, tested without a server.

Plotly reads HTML in its texts: a function `names` returns plain text, which is cut and escaped here. Only `said`,
`hover` and the text of a `Note` are HTML already.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pipeline.analysis.timeline import Step
from pipeline.pages.parts.gaps import hatch
from pipeline.pages.parts.patterns import BARS, DASHES, SIGNS, SYMBOLS, places
from pipeline.pages.parts.text import safe
from pipeline.pages.parts.theme import OTHER_COLOUR, Palette, day, faint
from pipeline.pages.parts.timeaxis import WIDTHS_MS, frame_time, make_room, set_axis, whole_ticks

FONT = "Source Sans, Source Sans Pro, sans-serif"
HEIGHT = 320
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": "reset", "showTips": False}
NOTHING_SAID: Mapping[tuple[pd.Timestamp, str], str] = {}
ALL_ALIKE: Mapping[str, int] = {}
LONGEST, LONGEST_END = 34, 20  # letters of a name beside a bar, at the end of a line
FEW = 5  # observations below which an estimate is marked


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened on a day, marked above a chart."""

    at: pd.Timestamp
    text: str  # HTML


def blank(colours: Palette, height: int = HEIGHT) -> go.Figure:
    """Return an empty figure in the look of the pages.

    Streamlit hands each figure that can be clicked to Plotly, then a copy of it. `datarevision` says that the copy is
    not new, and it is not drawn again, as long as the values of its traces are lists (Plotly always takes arrays of
    numbers, which are sent as bytes, for new) and it has no template. A new figure is a new element on the page.
    """
    axis: dict[str, Any] = {
        "gridcolor": colours.rule,
        "linecolor": colours.rule,
        "zeroline": False,
        "tickfont": {"color": colours.grey, "size": 12},
        "title": None,
        "automargin": True,
        "fixedrange": True,
    }
    layout = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 22, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "color": colours.ink, "size": 13},
        "showlegend": False,
        "hoverlabel": {
            "bgcolor": colours.paper,
            "bordercolor": colours.rule,
            "font": {"family": FONT, "color": colours.ink, "size": 13},
            "align": "left",
        },
        "bargap": 0.12,
        "barmode": "stack",
        "dragmode": False,
        "clickmode": "event+select",
        "datarevision": 1,
        "xaxis": {**axis, "showgrid": False},
        "yaxis": {**axis, "rangemode": "tozero"},
        "template": {},  # in place of Streamlit's, of which nothing is used; it has four fifths of an empty figure
    }
    figure = go.Figure(layout=layout)  # a tenth of the time of `update_layout`
    figure.layout.template = None
    return figure


def bucket_name(start: pd.Timestamp, step: Step) -> str:
    """Return the words for one bucket: "6 Mar 2025, 14:00", "6 Mar 2025", "week of 3 Mar 2025", "Mar 2025"."""
    if step == "hour":
        return f"{day(start)}, {start:%H:%M} UTC"
    if step == "month":
        return f"{start:%b %Y}"
    return f"week of {day(start)}" if step == "week" else day(start)


def bars(
    table: pd.DataFrame,
    colours: Mapping[str, str],
    names: Callable[[str], str],
    step: Step,
    look: Palette,
    *,
    unit: str = "statements",
    texts: Callable[[float], str] | None = None,
    said: Mapping[tuple[pd.Timestamp, str], str] = NOTHING_SAID,
    gaps: Sequence[tuple[pd.Timestamp, pd.Timestamp]] = (),
    notes: Sequence[Note] = (),
    height: int = HEIGHT,
) -> go.Figure:
    """Return stacked bars of counts (index: start of bucket, one column a series), gaps hatched, days marked.

    The customdata of a bar is [start of its bucket (ISO), series]; `said` adds HTML to the hover of a bar.
    """
    figure = blank(look, height)
    shown = texts or (lambda value: f"{value:,.0f} {unit.removesuffix('s') if value == 1 else unit}")
    width = WIDTHS_MS[step] * 0.86
    starts = [(start, start.isoformat(), bucket_name(start, step)) for start in table.index]
    same = places(list(table.columns), colours, OTHER_COLOUR)
    traces: list[dict[str, Any]] = []
    for label in table.columns:
        title = safe(names(label))
        traces.append(
            {
                "type": "bar",
                "x": table.index,
                "y": table[label].tolist(),
                "name": title,
                "width": width,
                "offset": 0,
                "marker": {
                    "color": colours.get(label, OTHER_COLOUR),
                    "line": _outline(colours.get(label, OTHER_COLOUR), look),
                    **_pattern(same[label], look),
                },
                "customdata": [[iso, label] for _, iso, _ in starts],
                "hovertext": [
                    f"<b>{title}</b><br>{words}: {shown(value)}{said.get((start, label), '')}"
                    for (start, _, words), value in zip(starts, table[label], strict=True)
                ],
                "hoverinfo": "text",
                "selected": {"marker": {"opacity": 1}},
                "unselected": {"marker": {"opacity": 0.35}},
            }
        )
    figure.add_traces(traces)
    top = float(table.clip(lower=0).sum(axis=1).max()) if len(table) else 0
    frame_time(figure, table.index, step, top)
    if texts is None:
        whole_ticks(figure)
        make_room(figure, top)
    hatch(figure, gaps, top, look)
    mark_days(figure, notes, top, look)
    return figure


def lines(
    table: pd.DataFrame,
    colours: Mapping[str, str],
    names: Callable[[str], str],
    step: Step,
    look: Palette,
    *,
    texts: Callable[[float], str] = lambda value: f"{value:,.0f}",
    said: Mapping[tuple[pd.Timestamp, str], str] = NOTHING_SAID,
    percent: bool = False,
    gaps: Sequence[tuple[pd.Timestamp, pd.Timestamp]] = (),
    notes: Sequence[Note] = (),
    height: int = HEIGHT,
) -> go.Figure:
    """Return lines with markers and their names at the right end; same table and customdata as `bars`."""
    figure = blank(look, height)
    same = places(list(table.columns), colours, OTHER_COLOUR)
    traces: list[dict[str, Any]] = []
    for name in table.columns:
        colour, title = colours.get(name, OTHER_COLOUR), safe(names(name))
        traces.append(
            {
                "type": "scatter",
                "x": table.index,
                "y": table[name].tolist(),
                "name": title,
                "mode": "lines+markers",
                "line": {"color": colour, "width": 2, "dash": DASHES[same[name]]},
                "marker": {
                    "color": colour,
                    "size": 6,
                    "symbol": SYMBOLS[same[name]],
                    "line": _outline(colour, look),
                },
                "customdata": [[start.isoformat(), name] for start in table.index],
                "hovertext": [
                    f"<b>{title}</b><br>{bucket_name(start, step)}: {texts(value)}{said.get((start, name), '')}"
                    for start, value in zip(table.index, table[name], strict=True)
                ],
                "hoverinfo": "text",
            }
        )
    figure.add_traces(traces)
    top = float(table.max().max()) if table.size else 0
    name_ends(figure, table, colours, names, top, same)
    frame_time(figure, table.index, step, top)
    figure.layout.margin.r = 152
    if percent:
        figure.layout.yaxis.tickformat = ".0%"
    hatch(figure, gaps, top, look)
    mark_days(figure, notes, top, look)
    return figure


def across(
    values: "pd.Series[float] | pd.Series[int]",
    colours: Mapping[str, str],
    names: Callable[[str], str],
    look: Palette,
    *,
    texts: Callable[[float], str] = lambda value: f"{value:,.0f}",
    hover: Mapping[str, str] | None = None,
    patterns: Mapping[str, str] | None = None,
) -> go.Figure:
    """Return horizontal bars, the first value on top, each with its figure at the end; customdata is [label]."""
    figure = blank(look, height=max(90, 34 + 28 * len(values)))
    labels = [str(label) for label in values.index]
    figure.add_bar(
        x=values.to_list(),
        y=list(range(len(labels))),
        orientation="h",
        marker={
            "color": [colours.get(label, OTHER_COLOUR) for label in labels],
            "pattern": {"shape": [(patterns or {}).get(label, "") for label in labels], "fillmode": "replace"},
        },
        text=[texts(value) for value in values],
        textposition="outside",
        textfont={"color": look.ink},
        cliponaxis=False,
        customdata=[[label] for label in labels],
        hovertext=[(hover or {}).get(label, f"{safe(names(label))}: {texts(values[label])}") for label in values.index],
        hoverinfo="text",
    )
    set_axis(
        figure.layout.yaxis,
        tickmode="array",
        tickvals=list(range(len(labels))),
        ticktext=[safe(names(label), most=LONGEST) for label in labels],
        autorange="reversed",
        showgrid=False,
        tickfont={"color": look.ink, "size": 13},
    )
    longest = max((len(texts(value)) for value in values), default=0)
    set_axis(
        figure.layout.xaxis,
        showticklabels=False,
        showgrid=False,
        range=[0, float(values.max() or 1) * (1.12 + 0.02 * longest)],
    )
    return figure


def key_line(
    labels: Sequence[str],
    colours: Mapping[str, str],
    names: Callable[[str], str],
    sums: "pd.Series[int] | None" = None,
) -> str:
    """Return the HTML of a line that names colours and patterns of a chart, in their order.

    `sums` are what each label comes to in the chart.
    """
    same = places(labels, colours, OTHER_COLOUR)
    told = {label: "" if sums is None else f" <b>{int(sums[label]):,}</b>" for label in labels}
    marks = (
        f'<span class="um-key"><i class="um-pattern-{same[label]}" '
        f'style="background-color:{colours.get(label, OTHER_COLOUR)}"></i>{safe(names(label))}{told[label]}</span>'
        for label in labels
    )
    return f'<div class="um-keys">{"".join(marks)}</div>'


def _outline(colour: str, look: Palette) -> dict[str, Any]:
    """Return the line around an area: of the paper, between neighbours, but grey where the area itself is faint."""
    return {"width": 1, "color": look.grey} if faint(colour, look.paper) else {"width": 0.6, "color": look.paper}


def _pattern(place: int, look: Palette) -> dict[str, Any]:
    if not place:
        return {}
    return {"pattern": {"shape": BARS[place], "fillmode": "overlay", "fgcolor": look.paper, "size": 6, "solidity": 0.3}}


def mark_days(figure: go.Figure, notes: Sequence[Note], top: float, look: Palette) -> None:
    """Mark days by a dotted line and a triangle on top whose hover tells what happened."""
    if not notes:
        return
    high = top * 1.12 or 1
    dots = {"width": 1, "dash": "dot", "color": look.grey}
    rules = [{"type": "line", "x0": note.at, "x1": note.at, "y0": 0, "y1": high, "line": dots} for note in notes]
    figure.layout.shapes = (*figure.layout.shapes, *rules)
    figure.add_scatter(
        x=[note.at for note in notes],
        y=[high * 0.985] * len(notes),
        mode="markers",
        marker={"symbol": "triangle-down", "size": 10, "color": look.accent},
        hovertext=[f"{day(note.at)}<br>{note.text}" for note in notes],
        hoverinfo="text",
        unselected={"marker": {"opacity": 1}},
        name="notes",
    )


def name_ends(
    figure: go.Figure,
    table: pd.DataFrame,
    colours: Mapping[str, str],
    names: Callable[[str], str],
    top: float,
    marks: Mapping[str, int] = ALL_ALIKE,
) -> None:
    """Write each line's name at its end behind its mark (`marks`: its place in SIGNS), apart where ends are close."""
    ends = table.ffill().iloc[-1].fillna(0).sort_values() if len(table) else pd.Series(dtype=float)
    least, place = (top or 1) * 0.075, float("-inf")
    written: list[dict[str, Any]] = []
    for name, value in ends.items():
        place = max(float(value), place + least)
        sign = SIGNS[marks.get(str(name), 0)]
        written.append(
            {
                "x": 1,
                "xref": "paper",
                "y": place,
                "text": f'<span style="color:{colours.get(str(name), OTHER_COLOUR)}">{sign}</span> '
                f"{safe(names(str(name)), most=LONGEST_END)}",
                "xanchor": "left",
                "showarrow": False,
                "xshift": 6,
                "font": {"size": 12},
            }
        )
    figure.layout.annotations = (*figure.layout.annotations, *written)
