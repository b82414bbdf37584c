"""What the hover of a bar says: the newest sentences, escaped and short; who is heard most where nothing is read."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.analysis.selection import Selection
from pipeline.pages.parts import data, hovers
from pipeline.pages.parts.views import over_time
from pipeline.settings import load_settings


@pytest.fixture(autouse=True)
def on_store(hostile: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("UKRAINE_MONITOR_STORE", str(hostile))
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


def drawn():
    frame = data.select("statements", Selection(count="mentions"))
    return frame, over_time(frame, frame["side"].astype(object), Selection(), step="month")


def test_a_bar_tells_its_newest_three_sentences():
    frame, series = drawn()
    told = hovers.said(frame, series)
    cells = {(start, name) for name in series.table for start, n in series.table[name].items() if n}
    assert set(told) == cells
    for (start, name), text in told.items():
        assert text.count("<br>") == min(hovers.EACH, series.table.loc[start, name])


def test_sentences_of_strangers_are_escaped_and_short():
    told = "".join(hovers.said(*drawn()).values())
    assert "<script" not in told
    assert "&lt;script&gt;" in told
    assert "\u202e" not in told
    assert max(map(len, told.replace("&lt;", "<").split("<br>"))) < 300


def test_old_bars_tell_who_is_heard_most(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hovers, "READ", 1)
    frame, series = drawn()
    told = hovers.said(frame, series)
    first = min(start for start, _ in told)
    assert all(text.startswith("<br>heard most: ") for (start, _), text in told.items() if start == first)


def test_no_more_bars_are_told_than_may_be_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hovers, "BARS", 2)
    assert len(hovers.said(*drawn())) == 2


@pytest.mark.parametrize("read", [1, hovers.READ])
def test_rows_without_a_label_are_in_no_bar(monkeypatch: pytest.MonkeyPatch, read: int):
    monkeypatch.setattr(hovers, "READ", read)
    frame, series = drawn()
    has_one = (series.labels != "russia").to_numpy()
    assert 0 < has_one.sum() < len(frame)
    labelled = hovers.said(frame[has_one], replace(series, labels=series.labels[has_one]))
    assert hovers.said(frame, replace(series, labels=series.labels.where(has_one))) == labelled


def test_categories_and_texts_tell_the_same():
    frame, series = drawn()
    assert hovers.said(frame, replace(series, labels=frame["side"])) == hovers.said(frame, series)
