"""Downloads hold exactly the rows that a selection asks for, and never the texts of articles."""

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from pipeline import downloads
from pipeline.analysis.selection import Selection
from pipeline.downloads import Download, newest, prepare
from pipeline.run import keep_articles
from pipeline.store.tables import Store
from tests.fakes import NOON, article, settings, stages


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Five articles on five days; the same words of Bo Varga in all, one of Ruta Lind, aid in two."""
    made = Store.open(tmp_path_factory.mktemp("downloads"))
    for day in (3, 1, 4, 0, 2):
        text = f"Head {day}\n\nBo Varga: we hold\n" + ("Ruta Lind: we wait\n+100" if day > 2 else "")
        one = article(f"a{day}", text, f"feed-{day % 2}", published_at=NOON + dt.timedelta(days=day))
        keep_articles(made, [one], settings(), now=NOON, stages=stages())
    return made


def rows(download: Download) -> pd.DataFrame:
    parts = list(download.batches())
    return pa.Table.from_batches(parts).to_pandas() if parts else pd.DataFrame()


def asked(store: Store, what: str, **params: Any) -> pd.DataFrame:
    selection, notes = Selection.from_params({"count": "mentions", **params})
    assert not notes
    download = prepare(store, what, selection, NOON + dt.timedelta(days=4))
    found = rows(download)
    assert len(found) == download.rows == int(download.about["rows"])
    return found


@pytest.mark.parametrize(
    ("what", "params", "count"),
    [
        ("statements", {}, 7),
        ("statements", {"count": "unique"}, 2),
        ("statements", {"actor": "p-ruta"}, 2),
        ("statements", {"actor": "p-nobody"}, 0),
        ("statements", {"source": "feed-1"}, 3),
        ("statements", {"q": "WAIT"}, 2),
        ("statements", {"target": "UKR", "side": "partner"}, 7),
        ("statements", {"since": "2024-05-02", "until": "2024-05-03"}, 2),
        ("aid", {"donor": "NOR"}, 2),
        ("aid", {"donor": "DEU"}, 0),
        ("aid-events", {}, 1),
        ("aid-events", {"source": "feed-1"}, 1),
        ("aid-events", {"q": "nothing like it"}, 0),
        ("tones", {"target": "RUS"}, 7),
        ("tones", {"q": "WAIT"}, 4),
        ("tones", {"q": "lind"}, 4),
        ("flags", {}, 7),
        ("articles", {"source": "feed-0"}, 3),
        ("fetches", {}, 0),
    ],
)
def test_a_download_holds_the_rows_asked_for(store: Store, what: str, params: dict[str, str], count: int) -> None:
    assert len(asked(store, what, **params)) == count


def test_rows_come_in_the_order_of_time(store: Store) -> None:
    assert asked(store, "statements")["published_at"].is_monotonic_increasing


def test_many_rows_are_sent_as_they_lie_and_are_the_same_ones(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ordered = asked(store, "statements")["statement_id"].tolist()
    monkeypatch.setattr(downloads, "ORDERED", 0)
    sent = asked(store, "statements")["statement_id"].tolist()
    assert sent != ordered
    assert sorted(sent) == sorted(ordered)


def test_texts_of_articles_are_left_out_unless_asked_for(store: Store) -> None:
    assert "text" not in asked(store, "articles")
    whole = prepare(store, "articles", Selection(), NOON, with_text=True)
    assert "text" in rows(whole)


def test_what_is_prepared_does_not_see_later_commits(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store")
    keep_articles(store, [article("a1", "H\nBo Varga: one")], settings(), now=NOON, stages=stages())
    download = prepare(store, "statements", Selection(), NOON)
    keep_articles(store, [article("a2", "H\nBo Varga: two")], settings(), now=NOON, stages=stages())
    assert rows(download)["quote"].tolist() == ["one"]
    assert download.version != store.version()


def test_the_newest_come_first_and_only_aid_that_counts(store: Store) -> None:
    found = newest(store, "statements", Selection(count="mentions"), NOON, 3)
    assert found["published_at"].is_monotonic_decreasing
    assert len(found) == 3
    assert newest(store, "aid", Selection(), NOON, 9)["counted"].all()
