"""The axes of charts over time: where they begin and end, which dates stand below."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.basedatatypes import BasePlotlyType

from pipeline.analysis.timeline import Step

WIDTHS_MS: dict[str, float] = {"hour": 3.6e6, "day": 8.64e7, "week": 7 * 8.64e7, "month": 30 * 8.64e7}
TICKS = 7  # dates under a chart at most: as many as fit on a phone
TICKS_BESIDE_NAMES = 5  # where names stand at the ends of the lines
EVERY: dict[str, tuple[int, ...]] = {  # buckets between two dates
    "hour": (1, 2, 3, 6, 12, 24),
    "day": (1, 2, 7, 14, 28),
    "week": (1, 2, 4, 8, 13, 26, 52),
    "month": (1, 2, 3, 6, 12, 24, 60),
}
HEADROOM = 1.12  # of the highest bar
DIGIT, COMMA, PADDING, TWO_LINES = 5.96, 3.0, 11, 43  # pixels of labels of 12 px in the font of the charts


def frame_time(figure: go.Figure, index: pd.Index, step: Step, top: float) -> None:
    """Let the axes of a chart span its buckets from zero to a little above `top`."""
    if not len(index):
        return
    width = pd.Timedelta(milliseconds=WIDTHS_MS[step])
    left, right = pd.Timestamp(index[0]), pd.Timestamp(index[-1]) + width
    edge = (right - left) * 0.01
    figure.layout.xaxis.range = [left - edge, right + edge]
    date_ticks(figure, left, len(index), step)
    set_axis(figure.layout.yaxis, range=[0, top * HEADROOM if top else 1], nticks=6, tickformat=",")


def make_room(figure: go.Figure, top: float) -> None:
    """Give whole numbers beside a chart up to `top` and the dates below it the margins that Plotly finds they need.

    Plotly finds it by drawing the chart, and then draws it anew; where this is too little, it still does.
    """
    widest = f"{int(top * HEADROOM):,}"
    figure.layout.margin.l = PADDING + round(sum(COMMA if letter == "," else DIGIT for letter in widest))
    figure.layout.margin.b = TWO_LINES


def set_axis(axis: BasePlotlyType, **values: Any) -> None:
    """Give an axis these properties: a third of the time of `update_xaxes`, which copies what it merges."""
    for name, value in values.items():
        axis[name] = value


def date_ticks(figure: go.Figure, first: pd.Timestamp, buckets: int, step: Step, most: int = TICKS) -> None:
    """Let dates stand under the starts of buckets: at most about `most`, the first of them below `first`."""
    set_axis(
        figure.layout.xaxis,
        type="date",
        tickformat={"hour": "%H:%M\n%-d %b", "month": "%b\n%Y"}.get(step, "%-d %b\n%Y"),
        tick0=first,
        dtick=_between_ticks(buckets, step, most),
    )


def _between_ticks(buckets: int, step: Step, most: int) -> float | str:
    """Return the distance of the dates under a chart as plotly wants it: milliseconds, or "M3" for months."""
    every = next((n for n in EVERY[step] if n * most >= buckets), -(-buckets // most))
    return f"M{every}" if step == "month" else WIDTHS_MS[step] * every


def whole_ticks(figure: go.Figure) -> None:
    """Let the y axis of counts that are few have whole numbers only."""
    span = figure.layout.yaxis.range
    if span and span[1] < TICKS:
        figure.layout.yaxis.dtick = 1
