"""Maps of donor states: the world and Europe, drawn as plain shapes, so that nothing is fetched from outside.

Plotly's own maps fetch their outlines from a content network even where outlines are given. Here the outlines of
seeds/world.geojson are projected (Equal Earth: Šavrič, Patterson and Jenny, 2018) and filled as lines of a scatter.
"""

import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from pipeline.pages.parts.charts import blank
from pipeline.pages.parts.names import name_of
from pipeline.pages.parts.text import safe
from pipeline.pages.parts.theme import Palette, money
from pipeline.seeds import seed

Part = Literal["world", "Europe"]
Point = tuple[float, float]
Ring = tuple[Point, ...]
WINDOWS: dict[Part, tuple[float, float, float, float]] = {"world": (-170, 180, -54, 79), "Europe": (-10, 34, 35, 69)}
"""Longitudes and latitudes, west to east and south to north, that a map shows."""

HEIGHTS: dict[Part, int] = {"world": 300, "Europe": 360}  # pixels
STEPS = 46  # of the invisible grid that hears the pointer, across a map
_CENTRE = (10.0, 52.0)  # of the map of Europe, as in ETRS89-LAEA
_SCALE: tuple[tuple[float, str], ...] = ((0.0, "#CFE3F1"), (0.6, "#4391C6"), (1.0, "#08406B"))
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796


@dataclass(frozen=True, slots=True)
class State:
    """One state on a map: its projected outlines and the point where its mark stands."""

    code: str
    rings: tuple[Ring, ...]
    middle: Point


def equal_earth(longitude: float, latitude: float) -> Point:
    """Return x and y (radians on the unit sphere) of a place in degrees in the Equal Earth projection."""
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    down = 9 * _A4 * theta**8 + 7 * _A3 * theta**6 + 3 * _A2 * theta**2 + _A1
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * down)
    return round(x, 4), round(_A4 * theta**9 + _A3 * theta**7 + _A2 * theta**3 + _A1 * theta, 4)


def equal_area(longitude: float, latitude: float) -> Point:
    """Return x and y of a place in degrees in Lambert's azimuthal equal-area projection about the centre of Europe."""
    east, north = math.radians(longitude - _CENTRE[0]), math.radians(latitude)
    middle = math.radians(_CENTRE[1])
    facing = math.sin(middle) * math.sin(north) + math.cos(middle) * math.cos(north) * math.cos(east)
    k = math.sqrt(2 / max(1 + facing, 1e-6))
    up = math.cos(middle) * math.sin(north) - math.sin(middle) * math.cos(north) * math.cos(east)
    return round(k * math.cos(north) * math.sin(east), 4), round(k * up, 4)


def _project(part: Part, place: Sequence[float]) -> Point:
    return (equal_earth if part == "world" else equal_area)(place[0], place[1])


@cache
def states(part: Part) -> tuple[State, ...]:
    """Return the states of seeds/world.geojson on a map; the smallest have a point and no outline."""
    with seed("world.geojson").open(encoding="utf-8") as handle:
        features = json.load(handle)["features"]
    west, east, south, north = WINDOWS[part]
    out = []
    for feature in features:
        shape = feature["geometry"]
        rings = [polygon[0] for polygon in shape["coordinates"]] if shape["type"] == "MultiPolygon" else []
        middle = feature["properties"]["middle"] if rings else shape["coordinates"]
        rings = [ring for ring in rings if any(west <= x <= east and south <= y <= north for x, y in ring)]
        if rings or (west <= middle[0] <= east and south <= middle[1] <= north):
            drawn = tuple(tuple(_project(part, place) for place in ring) for ring in rings)
            out.append(State(feature["id"], drawn, _project(part, middle)))
    return tuple(out)


def _holds(ring: Ring, point: Point) -> bool:
    """Tell whether a point lies in a ring: a ray from it crosses the line an odd number of times."""
    x, y = point
    crossed = sum(
        (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
        for (x1, y1), (x2, y2) in itertools.pairwise(ring)
    )
    return crossed % 2 == 1


@cache
def _frame(part: Part) -> tuple[float, float, float, float]:
    """Return the projected edges of a map: left, right, bottom, top."""
    west, east, south, north = WINDOWS[part]
    if part == "world":
        return equal_earth(west, 0)[0], equal_earth(east, 0)[0], equal_earth(0, south)[1], equal_earth(0, north)[1]
    lon, lat = _CENTRE
    return (
        equal_area(west, south + 3)[0],
        equal_area(east, lat)[0],
        equal_area(lon, south)[1],
        equal_area(lon, north)[1],
    )


@cache
def _grid(code: str, part: Part) -> tuple[Point, ...]:
    """Return the points of a grid over a map that lie in a state."""
    left, right, bottom, top = _frame(part)
    step = (right - left) / STEPS
    rings = next(state.rings for state in states(part) if state.code == code)
    xs = [left + step * (i + 0.5) for i in range(STEPS)]
    ys = [bottom + step * (j + 0.5) for j in range(int((top - bottom) / step))]
    return tuple((x, y) for x in xs for y in ys if any(_holds(ring, (x, y)) for ring in rings))


def outlines(sums: "pd.Series[float]", look: Palette, part: Part) -> go.Figure:
    """Return a map of states, darker for more (logarithmic), pale without a sum.

    `sums` are EUR by ISO 3166-1 alpha-3 code. customdata is [code], anywhere in a state. Europe is left to its own map
    where the world shows no marks.
    """
    left, right, bottom, top = _frame(part)
    figure = blank(look, height=HEIGHTS[part])
    given = {str(code): float(value) for code, value in sums.items() if value > 0}
    shown = states(part)
    figure.add_scatter(**_shape([s for s in shown if s.code not in given], look.rule, look))
    donors = sorted((s for s in shown if s.code in given), key=lambda s: given[s.code])
    shares = _shares(given)
    for state in donors:
        if state.rings:
            figure.add_scatter(**_shape([state], _shade(shares[state.code]), look))
    _add_marks(figure, donors, given, look, part)
    figure.update_xaxes(range=[left, right], showticklabels=False, showline=False, constrain="domain")
    figure.update_yaxes(range=[bottom, top], showticklabels=False, showgrid=False, showline=False, rangemode="normal")
    figure.update_yaxes(scaleanchor="x", scaleratio=1, constrain="domain")
    figure.update_layout(margin={"l": 0, "r": 0, "t": 4, "b": 0}, hovermode="closest", hoverdistance=14)
    return figure


def _shares(given: dict[str, float]) -> dict[str, float]:
    """Return how dark each donor is, 0 to 1: from a million euros up to the largest sum, by powers of ten."""
    most = math.log10(max([*given.values(), 1e7]))
    return {code: max(0.0, (math.log10(max(value, 1.0)) - 6) / (most - 6)) for code, value in given.items()}


def _shape(shown: Sequence[State], colour: str, look: Palette) -> dict[str, object]:
    """Return a scatter that fills the outlines of states, a gap between two rings."""
    points = np.concatenate([_line(state) for state in shown] or [np.empty((0, 2), "float32")])
    return {
        "x": points[:, 0],
        "y": points[:, 1],
        "mode": "lines",
        "fill": "toself",
        "fillcolor": colour,
        "line": {"width": 0.6, "color": look.paper},
        "hoverinfo": "skip",
    }


@cache
def _line(state: State) -> "npt.NDArray[np.float32]":
    """Return the outlines of a state, shape (n, 2), float32, a row of NaN behind each ring."""
    rows = [point for ring in state.rings for point in (*ring, (math.nan, math.nan))]
    return np.array(rows, "float32").reshape(-1, 2)


def _shade(share: float) -> str:
    """Return the colour of a share, 0 to 1, between the steps of the scale."""
    upper = next(i for i in range(1, len(_SCALE)) if share <= _SCALE[i][0] or i == len(_SCALE) - 1)
    (low, first), (high, last) = _SCALE[upper - 1], _SCALE[upper]
    part = min(max((share - low) / (high - low), 0.0), 1.0)
    mixed = [
        round(int(first[i : i + 2], 16) + part * (int(last[i : i + 2], 16) - int(first[i : i + 2], 16)))
        for i in (1, 3, 5)
    ]
    return f"rgb({mixed[0]},{mixed[1]},{mixed[2]})"


def _add_marks(figure: go.Figure, donors: Sequence[State], given: dict[str, float], look: Palette, part: Part) -> None:
    """Add what hears the pointer: unseen points all over each donor, and its dot, which comes last."""
    elsewhere = {state.code for state in states("Europe")} if part == "world" else set()
    marks: list[tuple[str, Point, float]] = []
    for state in donors:
        marks += [(state.code, point, 0.0) for point in _grid(state.code, part)]
        marks.append((state.code, state.middle, 0.0 if state.code in elsewhere else 1.0))
    words = {code: f"<b>{safe(name_of(code))}</b><br>{money(value)}" for code, value in given.items()}
    figure.add_scatter(
        x=[x for _, (x, _), _ in marks],
        y=[y for _, (_, y), _ in marks],
        mode="markers+text",
        marker={
            "size": 6,
            "opacity": [seen for *_, seen in marks],
            "color": look.ink,
            "line": {"width": 1, "color": look.paper},
        },
        text=[code if seen else "" for code, _, seen in marks],
        textposition="top center",
        textfont={"size": 10, "color": look.ink, "shadow": "auto"},  # legible on any blue
        customdata=[[code] for code, *_ in marks],
        hovertext=[words[code] for code, *_ in marks],
        hoverinfo="text",
    )
