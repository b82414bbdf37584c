"""Names that strangers give (outlets, speakers) are text wherever they stand: in figures, captions and titles."""

import html
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest
import streamlit as st

from pipeline.pages.parts import aidfigures, cards, charts, heat, tonebars, tonetime
from pipeline.pages.parts.theme import LIGHT
from pipeline.store.tables import Store
from tests.pages.conftest import Open
from tests.pages.test_tonetime import windows

NAMES = (
    '<a href="//ev.il">Dorvale Post</a>',
    "Norland'''''''''''''''''''''''''''''''''''''''''''''''''''''''''''''''s Post",
    "&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&",
)
LINK = "[Claim](https://evil.example) <b>x</b>"
ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|#x27);)")
TAG = re.compile(r"</?(?:b|br|span)\b[^<>]*>")  # what the figures themselves write
DAYS = pd.date_range("2031-05-01", periods=2)
COUNTS = pd.DataFrame({"x": [1, 2], "y": [3, 4]}, index=DAYS)
SHARES = {f"{label}{end}": 0.3 for label in ("negative", "neutral", "positive", "net") for end in ("", "_low", "_high")}
TONES = pd.DataFrame([{"n": 9, "few": False, **SHARES}], index=["x"])
PAIRS = TONES.assign(actor_id="x", target_id="y")

Names = Callable[[str], str]

FIGURES: dict[str, Callable[[Names], go.Figure]] = {
    "bars": lambda names: charts.bars(COUNTS, {}, names, "day", LIGHT),
    "lines": lambda names: charts.lines(COUNTS, {}, names, "day", LIGHT),
    "across": lambda names: charts.across(pd.Series({"x": 1}), {}, names, LIGHT),
    "tone bars": lambda names: tonebars.figure(TONES, names, LIGHT),
    "tone over time": lambda names: tonetime.lines(
        {"x": windows(3), "y": windows(3)}, {"x": "#0072B2", "y": "#D55E00"}, names, LIGHT
    ),
    "heatmap": lambda names: heat.heatmap(PAIRS, "actor_id", ["x"], ["y"], names, LIGHT),
    "pairs": lambda names: aidfigures.pairs(pd.DataFrame({"x": [1.0]}), {"x": "x"}, {"x": "#0072B2"}, LIGHT, names),
}


def texts(figure: go.Figure) -> list[str]:
    """Return every text of a figure that Plotly draws as HTML."""
    shown = [str(note.text) for note in figure.layout.annotations]
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        shown += [str(text) for text in axis.ticktext or ()]
    for trace in figure.data:
        shown += [str(trace.name or "")]
        for field in ("hovertext", "text", "y"):
            values = getattr(trace, field, None)
            shown += [value for value in ([] if values is None else values) if isinstance(value, str)]
    return shown


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", list(FIGURES))
def test_a_figure_holds_names_as_text_and_cuts_none_within_an_entity(kind: str, name: str) -> None:
    shown = texts(FIGURES[kind](lambda _: name))
    assert any(html.escape(name)[:3] in text for text in shown)
    assert not [text for text in shown if "<" in TAG.sub("", text) or ENTITY.search(text)]


@pytest.mark.parametrize("name", NAMES)
def test_a_key_holds_names_as_text(name: str) -> None:
    assert html.escape(name) in charts.key_line(["x"], {}, lambda _: name)


def test_the_title_of_a_card_is_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(st, "markdown", seen.append)
    with cards.card(LINK, "", key="x"):
        pass
    assert not re.search(r"(?<!\\)[\[\]()<>]", seen[0])


@pytest.fixture
def titled(filled: Path, tmp_path: Path) -> Path:
    """The filled store, all of whose outlets call themselves a link."""
    store = Store.open(tmp_path / "titled")
    for name in ("articles", "statements", "tones", "feeds", "fetches"):
        rows = Store.open(filled).read(name)
        store.append(name, rows.assign(**{column: LINK for column in ("source", "title") if column in rows}))
    return tmp_path / "titled"


@pytest.mark.parametrize(
    ("page", "params", "box"),
    [
        ("sentiment", {"voice": "outlets", "lines": "outlet"}, "pick-tone-time"),
        ("sentiment", {}, "pick-heat-side"),
        ("sentiment", {"voice": "outlets"}, "pick-by-outlet"),
        ("statements", {"by": "source"}, "pick-series"),
        ("actors", {}, "pick-quoted-by"),
    ],
)
def test_what_is_told_of_a_chosen_mark_has_no_link_of_an_outlet(
    page: str, params: dict[str, str], box: str, titled: Path, open_page: Open
) -> None:
    app = open_page(titled, page, period="all", **params)
    found = [list_ for list_ in app.multiselect if str(list_.key).startswith(box)]
    found[0].select(found[0].options[0]).run()
    assert not app.exception
    told = [element.value for element in (*app.caption, *app.markdown, *app.info, *app.warning)]
    assert not [text for text in told if "](https://evil" in text or "<b>" in text]
    assert "<b>x</b>" not in "".join(element.proto.body for element in app.get("html"))
