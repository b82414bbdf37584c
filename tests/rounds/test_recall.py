"""What the store holds is known to the next round."""

import datetime as dt
from pathlib import Path

from pipeline.ingest.known import Seen
from pipeline.records import Fetch, Rejected
from pipeline.rounds.recall import read_known
from pipeline.rounds.rows import fetch_rows, rejected_rows
from pipeline.run import keep_articles
from pipeline.store.tables import Store
from tests.fakes import NOON, article, settings, stages


def test_articles_rejected_entries_and_what_feeds_gave_in_a_day_are_known(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    keep_articles(store, [article("a1", "Headline", "gazette")], settings(), now=NOON, stages=stages())
    store.append("rejected", rejected_rows([Rejected("r1", "gazette", "Football", "https://x.example", NOON, "sport")]))
    fetches = [
        Fetch("gazette", NOON - dt.timedelta(hours=hours), "ok", new_articles=3, rejected=hours) for hours in (1, 5, 25)
    ]
    store.append("fetches", fetch_rows([*fetches, Fetch("courier", NOON, "error")]))
    known = read_known(store, NOON)
    row = store.read("articles").iloc[0]
    assert known.articles.stored("a1") == Seen(row["content_hash"], 1, row["first_seen_at"], "gazette")
    assert known.articles.get("a2") is None
    assert "r1" in known.rejected
    assert "r2" not in known.rejected
    assert known.taken == {"gazette": 12, "courier": 0}


def test_nothing_is_known_of_a_new_store(tmp_path: Path) -> None:
    known = read_known(Store.open(tmp_path), NOON)
    assert not known.articles.any_stored()
    assert known.taken == {}
