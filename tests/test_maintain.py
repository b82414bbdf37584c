"""Care for the store: what is sound stays as it is, what is not is repaired, old texts go and evidence stays."""

import datetime as dt
from pathlib import Path

import pytest

from pipeline.maintain import in_words, maintain
from pipeline.run import keep_articles
from pipeline.store.tables import Store
from tests.fakes import NOON, article, settings, stages


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.open(tmp_path / "store")
    for day in range(3):
        one = article(f"a{day}", "Head\n\nBo Varga: we hold\n+100", published_at=NOON + dt.timedelta(days=day))
        keep_articles(store, [one], settings(), now=NOON, stages=stages())
    return store


def test_a_sound_store_keeps_every_row_in_fewer_files(store: Store) -> None:
    before = store.read("statements").sort_values("statement_id", ignore_index=True)
    care = maintain(store)
    assert "the store is sound" in in_words(care)
    assert care.rows["articles"] == 3
    after = Store.open(store.location).read("statements").sort_values("statement_id", ignore_index=True)
    assert after.astype("str").equals(before.astype("str"))


def test_orphans_and_duplicates_are_repaired(store: Store) -> None:
    store.append("statements", store.read("statements", where={"article_id": "a1"}))
    store.append(
        "tones", store.read("tones", where={"article_id": "a1"}).assign(article_id="gone", tone_id="t9").head(1)
    )
    care = maintain(store)
    assert care.duplicates["statements"] == 1
    assert care.orphans["tones"] == 1
    assert "repaired" in in_words(care)
    assert "the store is sound" in in_words(maintain(store))
    assert store.count("statements") == 3


def test_old_texts_are_dropped_and_their_statements_stay(store: Store) -> None:
    care = maintain(store, keep_texts_days=1, now=NOON + dt.timedelta(days=2, hours=1))
    assert care.texts_dropped == 2
    texts = store.read("articles", ["article_id", "text"]).set_index("article_id")["text"]
    assert (texts["a0"], texts["a1"]) == ("", "")
    assert texts["a2"].startswith("Head")
    assert (store.read("statements")["sentence"] == "Bo Varga: we hold").all()


def test_files_that_no_version_needs_go_when_they_are_old_enough(store: Store) -> None:
    store.compact("articles", 7 * 24)
    files = len(list(Path(store.uri("articles")).glob("*.parquet")))
    assert store.compact("articles", 0) == files - 1
    assert store.count("articles") == 3
