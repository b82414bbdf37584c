"""What is chosen in a chart: by a click in it or, for the keyboard, from a list below it; kept in the URL.

Click and list hold one truth. What is chosen in the list stands out in the chart; a click in the chart
fills the list. A chart that is drawn anew loses what was clicked in it, the list does not.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pipeline.pages.parts import url
from pipeline.pages.parts.charts import CONFIG

MOST = 400  # marks in the list of a chart, newest first; a click reaches all of them
PLACEHOLDER = "Click the chart, or choose here what to read"
FAINT = 0.35  # what is not chosen, beside what is
_BETWEEN = "~"  # the parts of a mark in the URL
_TIME = re.compile(r"\d{4}-\d\d-\d\d")
_TAG = re.compile("<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of a chart that can be chosen: where it is drawn, what it stands for, its words."""

    trace: int
    point: int
    data: tuple[Any, ...]  # its customdata
    words: str

    @property
    def name(self) -> str:
        """Return the mark as the URL names it."""
        return _BETWEEN.join(str(part).removesuffix("T00:00:00") for part in self.data)


def chart(figure: go.Figure, *, key: str, alt: str) -> list[list[Any]]:
    """Draw a figure and the list of its marks; return the customdata of the chosen ones."""
    marks = {mark.name: mark for mark in marks_of(figure)}
    if not marks:
        st.plotly_chart(figure, theme=None, key=key, config=CONFIG, alt=alt)
        return []
    box = f"pick-{key.removeprefix('chart-')}"
    state = st.session_state
    _from_url(box, marks)
    clicked = _names(state.get(key), marks)
    if clicked != state.get(f"{box}-clicked", []):
        _take(box, clicked)
    chosen = [name for name in state[box] if name in marks]
    if state.get(f"{box}-listed"):
        _highlight(figure, [marks[name] for name in chosen])
    event = st.plotly_chart(
        figure, theme=None, key=key, on_select="rerun", selection_mode="points", config=CONFIG, alt=alt
    )
    held = _names(event, marks)
    if held != clicked:  # drawn anew: nothing is clicked in it any more, what was chosen stays
        state[f"{box}-listed"] = True
    state[f"{box}-clicked"] = held
    return [list(marks[name].data) for name in _list(box, marks, chosen, alt)]


def marks_of(figure: go.Figure) -> list[Mark]:
    """Return the marks of a figure that have customdata and a value; those on a time axis newest first."""
    marks = []
    for number, trace in enumerate(figure.data):
        if trace.customdata is None:
            continue
        bar = trace.type == "bar"
        values = trace.x if trace.orientation == "h" else trace.y
        for point, (data, value, hover) in enumerate(zip(trace.customdata, values, trace.hovertext, strict=True)):
            if not (pd.isna(value) or (bar and not value > 0)):
                marks.append(Mark(number, point, tuple(data), _words(str(hover))))
    timed = all(_TIME.match(str(mark.data[0])) for mark in marks)
    return sorted(marks, key=lambda mark: str(mark.data[0]), reverse=True) if timed else marks


def _words(hover: str) -> str:
    """Return the first two lines of a hover as plain text."""
    return " · ".join(html.unescape(_TAG.sub("", line)) for line in hover.split("<br>")[:2])


def _from_url(box: str, marks: dict[str, Mark]) -> None:
    """Let the list hold what the URL names, where the URL has something new to say."""
    state = st.session_state
    named = url.many(box)
    if url.fresh() or box not in state:
        given = named if url.fresh() else []
        asked = [name for name in given if name in marks]
        url.settle(box, asked)
        state[f"{box}-listed"] = bool(asked or state.get(f"{box}-clicked"))
        if len(asked) < len(given):
            st.caption("What the link names in this chart is not in it any more; nothing is chosen instead.")


def _take(box: str, clicked: list[str]) -> None:
    """Let the list hold what was clicked; a second click on the only chosen mark lets go of it."""
    state = st.session_state
    again = state.get(f"{box}-listed") and clicked == state[box]
    url.settle(box, [] if again else clicked)


def _highlight(figure: go.Figure, chosen: Sequence[Mark]) -> None:
    """Draw all marks but the chosen ones fainter, whatever was clicked before; where none is chosen, all alike.

    The chart's own selection is left empty, so that a click on a chosen mark is heard.
    """
    figure.layout.meta = "chosen in the list"
    for number, trace in enumerate(figure.data):
        if trace.customdata is None or not chosen:
            continue
        points = {mark.point for mark in chosen if mark.trace == number}
        held = trace.marker.opacity
        full = [1.0 if held is None else held] * len(trace.customdata) if held is None or np.isscalar(held) else held
        trace.marker.opacity = [value if point in points else value * FAINT for point, value in enumerate(full)]


def _names(event: Any, marks: dict[str, Mark]) -> list[str]:
    points = event.get("selection", {}).get("points", []) if isinstance(event, dict) else []
    names = [Mark(0, 0, tuple(point["customdata"]), "").name for point in points if point.get("customdata")]
    return [name for name in names if name in marks]


def _list(box: str, marks: dict[str, Mark], chosen: list[str], alt: str) -> list[str]:
    """Draw the list; return the names of the marks chosen in it."""
    offered = list(dict.fromkeys([*chosen, *list(marks)[:MOST]]))
    url.settle(box, chosen)
    with st.container(key=f"box-{box}"):
        st.multiselect(
            f"Choose in the chart: {alt}",
            [name for name in marks if name in set(offered)],
            format_func=lambda name: marks[name].words,
            key=box,
            placeholder=PLACEHOLDER,
            label_visibility="collapsed",
            on_change=_chosen_in_list,
            args=(box,),
            select_all=False,
        )
    held = [str(name) for name in st.session_state[box]]
    url.keep(box, held)
    return held


def _chosen_in_list(box: str) -> None:
    st.session_state[f"{box}-listed"] = True
