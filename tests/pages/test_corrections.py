"""What outlets changed: told on the Coverage page and in the evidence of a statement; the articles behind a bar."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from pipeline.store.tables import Store
from tests.pages.conftest import HOSTILE, Open
from tests.pages.test_pages import words


@pytest.fixture
def changed(filled: Path, tmp_path: Path) -> Path:
    """The filled store in which the article of the newest statement had another headline and one statement more."""
    folder = tmp_path / "changed"
    shutil.copytree(filled, folder)
    store = Store.open(folder)
    newest = store.read("statements").sort_values("published_at").iloc[-1]
    gone = {"speaker": f"Somebody {HOSTILE}", "quote": "we said this once"}
    now = dt.datetime.now(dt.UTC)
    row = {
        "revision_id": "r1",
        "article_id": newest["article_id"],
        "revision": 1,
        "replaced_at": now - dt.timedelta(hours=1),
        "title": "An earlier headline",
        "text": "",
        "statements": json.dumps([gone, {"speaker": newest["speaker"], "quote": newest["quote"]}]),
        "aid": "[]",
    }
    store.append("revisions", pd.DataFrame([row]))
    return folder


def test_the_coverage_page_tells_what_outlets_changed(open_page: Open, changed: Path):
    app = open_page(changed, "coverage", period="7d")
    assert not app.exception
    shown = words(app)
    assert "the headline was “An earlier headline”" in shown
    assert "1 statement gone: Somebody" in shown
    assert "we said this once" in shown
    assert "<script" not in shown
    newest = Store.open(changed).read("statements").sort_values("published_at").iloc[-1]
    other = next(name for name in ("feed-00", "feed-01") if name != newest["source_id"])
    assert "An earlier headline" not in words(open_page(changed, "coverage", period="7d", source=other))


def test_the_evidence_of_a_statement_tells_what_was_changed(open_page: Open, changed: Path):
    shown = words(open_page(changed, "statements", period="all", count="mentions"))
    assert "evidence (article changed)" in shown
    assert "Changed by the outlet: " in shown
    assert shown.count("evidence (article changed)") < shown.count("<summary>evidence")


def test_without_changes_nothing_is_said(open_page: Open, filled: Path):
    assert "article changed" not in words(open_page(filled, "statements", period="all"))
    assert "No article that was read has been changed" in words(open_page(filled, "coverage", period="all"))


def test_a_bar_of_articles_opens_its_headlines(open_page: Open, filled: Path):
    whole = open_page(filled, "coverage", period="all")
    mark = whole.multiselect(key="pick-articles").options[0]
    n = int(mark.split(": ")[1].split()[0].replace(",", ""))
    app = open_page(filled, "coverage", period="all")
    app.multiselect(key="pick-articles").select(mark).run()
    assert not app.exception
    assert any(f"**{n:,} article{'s' if n > 1 else ''} behind the chosen bars**" in m.value for m in app.markdown)
    assert words(app).count("Synthetic headline") >= min(n, 25)
