"""Relative periods roll over at midnight: on the wall, whose tab is never opened anew, and on the pages."""

import datetime as dt
from pathlib import Path

import pytest

from pipeline.pages.parts import data
from tests.pages.conftest import Open
from tests.pages.test_pages import words

MIDNIGHT = dt.datetime.now(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
"""The next one: the data end before it."""


def last_day(app) -> str:
    """Return the day under the last column of the wall."""
    return words(app).split('<div class="axis">')[1].split("</div>")[0].split("<span>")[-1].split("</span>")[0]


def name(day: dt.datetime) -> str:
    return f"{day.day} {day:%b %Y}"


def at(monkeypatch: pytest.MonkeyPatch, moment: dt.datetime) -> None:
    monkeypatch.setattr(data, "now", lambda: moment)


def test_the_wall_moves_on_at_midnight(open_page: Open, filled: Path, monkeypatch: pytest.MonkeyPatch):
    at(monkeypatch, MIDNIGHT - dt.timedelta(seconds=5))
    app = open_page(filled, "wall", scene="sides")
    assert last_day(app) == name(MIDNIGHT - dt.timedelta(days=1))
    at(monkeypatch, MIDNIGHT + dt.timedelta(seconds=5))
    app.run()  # as a refresh does: the same session, the same URL
    assert not app.exception
    assert last_day(app) == name(MIDNIGHT)


def test_seven_days_are_today_and_the_six_before(open_page: Open, filled: Path, monkeypatch: pytest.MonkeyPatch):
    at(monkeypatch, MIDNIGHT - dt.timedelta(seconds=5))
    app = open_page(filled, "overview", period="7d", count="mentions")
    before = app.metric[0].value
    at(monkeypatch, MIDNIGHT + dt.timedelta(days=5, hours=23))
    app.run()
    after = app.metric[0].value
    assert not app.exception
    assert int(after.replace(",", "")) < int(
        before.replace(",", "")
    )  # only what was said on the day before that midnight is left
