"""What is chosen in a chart: its marks in words, from the URL, by a click, from the list."""

import json
import re

import pandas as pd

from pipeline.pages.parts import charts, picks
from pipeline.pages.parts.theme import LIGHT
from tests.pages.conftest import Open

TABLE = pd.DataFrame({"north": [1, 0, 3], "south": [2, 2, 0]}, index=pd.date_range("2031-05-01", periods=3))


def figure():
    return charts.bars(TABLE, {}, str.title, "day", LIGHT, said={(TABLE.index[0], "north"): "<br>somebody: words"})


def test_marks_are_the_bars_that_hold_something_newest_first():
    marks = picks.marks_of(figure())
    assert [mark.name for mark in marks] == [
        "2031-05-03~north",
        "2031-05-02~south",
        "2031-05-01~north",
        "2031-05-01~south",
    ]
    assert marks[2].words == "North · 1 May 2031: 1 statement"  # the sentences of the hover stay out of the list


def test_words_of_a_mark_are_text_again():
    bar = charts.across(pd.Series({"a": 2}), {}, lambda _: "A & <b>B</b>", LIGHT)
    assert picks.marks_of(bar)[0].words == "A & <b>B</b>: 2"


def test_what_is_not_chosen_is_drawn_fainter():
    shown = figure()
    picks._highlight(shown, [mark for mark in picks.marks_of(shown) if mark.name == "2031-05-03~north"])
    north, south = (trace for trace in shown.data if trace.type == "bar")
    assert list(north.marker.opacity) == [picks.FAINT, picks.FAINT, 1.0]
    assert set(south.marker.opacity) == {picks.FAINT}


def chart_of(app, key: str):
    return next(chart for chart in app.get("plotly_chart") if key in chart.proto.id)


def first_mark(app) -> str:
    traces = json.loads(chart_of(app, "chart-series").proto.spec)["data"]
    start, series = next(t for t in traces if t["name"] == "Ukraine")["customdata"][-1]
    return f"{start.removesuffix('T00:00:00')}~{series}"


def listed(app) -> int:
    counts = (re.fullmatch(r"([\d,]+) unique statements?", caption.value) for caption in app.caption)
    return int(next(found[1] for found in counts if found).replace(",", ""))


def test_a_link_to_a_bar_opens_its_statements_and_the_list_lets_go_of_them(open_page: Open, filled):
    whole = open_page(filled, "statements", period="90d", by="side", step="month")
    mark = first_mark(whole)
    app = open_page(filled, "statements", **{"period": "90d", "by": "side", "step": "month", "pick-series": mark})
    assert not app.exception
    box = app.multiselect(key="pick-series")
    assert box.value == [mark]
    assert 0 < listed(app) < listed(whole)
    box.set_value([]).run()
    assert not app.exception
    assert listed(app) == listed(whole)


def test_a_link_to_a_bar_that_is_gone_is_told(open_page: Open, filled):
    app = open_page(filled, "statements", **{"period": "90d", "pick-series": "1999-01-01~nobody"})
    assert not app.exception
    assert any("is not in it any more" in note.value for note in app.caption)
    assert app.multiselect(key="pick-series").value == []


def test_a_click_fills_the_list(open_page: Open, filled):
    app = open_page(filled, "statements", period="90d", by="side", step="month")
    mark = first_mark(app)
    start, series = mark.split("~")
    point = {"customdata": [f"{start}T00:00:00", series]}
    app.session_state["chart-series"] = {"selection": {"points": [point], "point_indices": [0]}}
    app.run()
    assert app.multiselect(key="pick-series").value == [mark]


def test_every_chart_that_opens_something_has_its_list(open_page: Open, filled):
    for page in ("overview", "statements", "aid", "sentiment", "actors", "coverage"):
        app = open_page(filled, page, period="all")
        charts_with = [c for c in app.get("plotly_chart") if c.proto.selection_mode]
        boxes = [box for box in app.multiselect if str(box.key).startswith("pick-")]
        assert len(boxes) == len(charts_with) > 0, page
