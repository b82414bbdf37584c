"""The maps of donors: plain shapes that fetch nothing, and marks that hear the pointer all over a state."""

import csv
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.pages.parts import worldmap
from pipeline.pages.parts.theme import DARK, LIGHT
from pipeline.seeds import seed

SUMS = pd.Series({"USA": 5e10, "EST": 2e8, "MLT": 1e6, "EU": 9e10})


@pytest.mark.parametrize("part", ["world", "Europe"])
@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_a_map_is_made_of_plain_shapes(part: worldmap.Part, look: object) -> None:
    figure = worldmap.outlines(SUMS, look, part)  # type: ignore[arg-type]  # either palette
    assert {trace.type for trace in figure.data} == {"scatter"}


def test_a_state_hears_the_pointer_far_from_its_dot() -> None:
    marks = worldmap.outlines(SUMS, LIGHT, "world").data[-1]
    places = [x for x, (code,) in zip(marks.x, marks.customdata, strict=True) if code == "USA"]
    assert max(places) - min(places) > 0.5  # radians: from coast to coast
    assert {code for (code,) in marks.customdata} == {"USA", "EST", "MLT"}


def test_the_dot_of_a_state_comes_last_and_is_seen_on_one_map_only() -> None:
    for part, seen in (("world", {"USA": 1.0, "EST": 0.0}), ("Europe", {"EST": 1.0})):
        marks = worldmap.outlines(SUMS, LIGHT, part).data[-1]  # type: ignore[arg-type]  # either part
        last = {code: opacity for (code,), opacity in zip(marks.customdata, marks.marker.opacity, strict=True)}
        assert {code: last[code] for code in seen} == seen


def test_more_money_is_darker() -> None:
    shapes = worldmap.outlines(pd.Series({"NOR": 1e7, "SWE": 1e10}), LIGHT, "Europe").data[1:3]
    light, dark = (sum(map(int, shape.fillcolor[4:-1].split(","))) for shape in shapes)
    assert dark < light


def test_a_period_without_sums_is_a_pale_map() -> None:
    figure = worldmap.outlines(pd.Series(dtype="float64"), LIGHT, "world")
    assert figure.data[0].fillcolor == LIGHT.rule
    assert len(figure.data[-1].x) == 0


def test_every_state_with_a_gdp_is_on_the_world_map() -> None:
    with seed("gdp.csv").open(encoding="utf-8", newline="") as lines:
        donors = {row["country_iso3"] for row in csv.DictReader(lines)}
    assert donors <= {state.code for state in worldmap.states("world")} | {"EU", "TWN"}


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_equal_earth_keeps_sides_and_bounds(longitude: float, latitude: float) -> None:
    x, y = worldmap.equal_earth(longitude, latitude)
    assert abs(x) < 2.71
    assert abs(y) < 1.32
    assert worldmap.equal_earth(-longitude, -latitude) == (pytest.approx(-x), pytest.approx(-y))


@given(st.floats(-10, 34), st.floats(35, 69))
def test_the_map_of_europe_keeps_north_up_and_east_right(longitude: float, latitude: float) -> None:
    x, y = worldmap.equal_area(longitude, latitude)
    assert worldmap.equal_area(longitude + 0.5, latitude)[0] > x
    assert worldmap.equal_area(longitude, latitude + 0.5)[1] > y
    assert math.hypot(x, y) < 0.6
