"""Rounds: nothing twice, nothing lost, history kept, links made, whatever fails and whenever it is killed."""

import datetime as dt
import json
import logging
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.ingest.results import PollResult
from pipeline.records import Article, Fetch
from pipeline.rounds.keeping import Report
from pipeline.run import ingest_round, keep_articles
from pipeline.store.schema import TABLES
from pipeline.store.tables import Store
from tests.fakes import NOON, article, feed, poll_edition, settings, stages

FEEDS = [feed(number) for number in range(3)]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "store")


def play(store: Store, edition: int = 0, **more: Any) -> Report:
    now = NOON + dt.timedelta(days=edition)
    return ingest_round(store, FEEDS, settings(), now=now, stages=stages(poll_edition(edition), **more))


def tables(location: str | Path) -> dict[str, pd.DataFrame]:
    """Return every table in one order, but for the attempts to fetch, of which a killed run has more."""
    store = Store.open(location, create=False)
    frames = {}
    for name, table in TABLES.items():
        if name == "fetches":
            continue
        frame = store.read(name)
        frame = frame.sort_values(table.key, ignore_index=True)
        frames[name] = frame.astype({c.name: "str" for c in table.columns if c.dtype == "category"})
    return frames


def assert_same(first: dict[str, pd.DataFrame], second: dict[str, pd.DataFrame]) -> None:
    assert first.keys() == second.keys()
    for name in first:
        pd.testing.assert_frame_equal(first[name], second[name], obj=name)


def test_a_second_identical_round_adds_nothing(store: Store) -> None:
    first = play(store)
    assert (first.new_articles, first.updated_articles, first.asked, first.answered) == (18, 0, 3, 3)
    assert first.statements == 18
    assert first.tone == "fake-1"
    before = tables(store.location)
    second = play(store)
    assert (second.new_articles, second.updated_articles, second.statements, second.answered) == (0, 0, 0, 3)
    after = tables(store.location)
    assert_same({**before, "feeds": after["feeds"]}, after)
    assert len(store.read("rejected")) == 3


def test_every_id_is_there_once_and_every_row_has_its_article(store: Store) -> None:
    play(store)
    play(store, 1)
    ids = set(store.read("articles")["article_id"])
    for name, table in TABLES.items():
        frame = store.read(name)
        assert name in ("fetches", "kiel") or len(frame)
        assert frame[table.key].is_unique
        if "article_id" in frame and name != "rejected":
            assert set(frame["article_id"]) <= ids


def test_a_revision_replaces_the_old_statements_and_keeps_them_in_the_history(store: Store) -> None:
    play(store)
    report = play(store, 1)
    assert report.updated_articles == 3
    revised = store.read("articles", where={"revision": 2})
    assert len(revised) == 3
    statements = store.read("statements", where={"article_id": revised["article_id"].tolist()})
    assert statements.groupby("article_id").size().tolist() == [2, 2, 2]
    history = store.read("revisions")
    assert set(history["article_id"]) == set(revised["article_id"])
    assert (history["revision"] == 1).all()
    assert all(len(json.loads(found)) == 1 for found in history["statements"])
    assert not history["text"].str.contains("amended").any()


def test_echoes_and_events_are_linked_to_the_first_and_their_tones_follow(store: Store) -> None:
    play(store)
    play(store, 1)
    statements = store.read("statements").sort_values(["published_at", "statement_id"])
    first = statements.groupby(["speaker", "quote"], observed=True)["statement_id"].transform("first")
    assert (statements["echo_id"] == first).all()
    assert statements["echo_id"].nunique() < len(statements)
    said = store.read("tones", where={"voice": "speaker"}).set_index("statement_id")["echo_id"]
    assert said.to_dict() == statements.set_index("statement_id")["echo_id"].to_dict()
    aid = store.read("aid").sort_values(["published_at", "aid_id"])
    assert (aid["event_id"] == aid.groupby("amount")["aid_id"].transform("first")).all()


def test_editions_in_another_order_link_the_same(tmp_path: Path) -> None:
    orders = [Store.open(tmp_path / "forward"), Store.open(tmp_path / "backward")]
    batch = [
        article(f"a{i}", f"Head {i}\n\nBo Varga: we hold\n+100", published_at=NOON + dt.timedelta(days=i))
        for i in range(4)
    ]
    for one in batch:
        keep_articles(orders[0], [one], settings(), now=NOON, stages=stages())
    for one in reversed(batch):
        keep_articles(orders[1], [one], settings(), now=NOON, stages=stages())
    assert_same(*(tables(store.location) for store in orders))
    assert orders[0].read("statements")["echo_id"].nunique() == 1


def test_pages_add_to_the_articles_that_want_them(store: Store) -> None:
    whole = settings(full_text=True)
    report = ingest_round(store, FEEDS, whole, now=NOON, stages=stages(poll_edition(0)))
    assert (report.new_articles, report.asked) == (18, 3)
    articles = store.read("articles")
    assert set(articles.loc[articles["text_from"] == "page", "source_id"]) == {"feed-1"}
    found = store.read("statements", where={"quote": "more on the page"})
    assert found["source_id"].tolist() == ["feed-1"] * 6
    assert ingest_round(store, FEEDS, whole, now=NOON, stages=stages(poll_edition(0))).updated_articles == 0


def test_a_text_that_breaks_the_reader_costs_that_text_only(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        report = keep_articles(
            store, [article("a1", "Bad\n!"), article("a2", "Good\nBo Varga: yes")], settings(), stages=stages()
        )
    assert (report.new_articles, report.statements) == (2, 1)
    assert store.read("articles", where={"article_id": "a1"})["unread"].item() == "the reader failed: ValueError"
    assert "could not read" in caplog.text


def test_without_a_tone_model_everything_else_works(store: Store) -> None:
    report = play(store, load_scorer=lambda: None)
    assert report.tone == "missing"
    assert store.read("statements")["tone"].isna().all()
    tones = store.read("tones")
    assert len(tones)
    assert tones[["label", "score", "model"]].isna().all().all()


def test_a_failed_feed_is_told_and_does_not_stop_the_others(store: Store) -> None:
    def poll(feeds: Any, *_: Any, now: dt.datetime, **__: Any) -> Any:
        yield PollResult(
            Fetch("feed-0", now, "slow", error="no answer in 45 s"), {"feed_id": "feed-0", "enabled": True}
        )
        yield from poll_edition(0)(feeds[1:], store.read("feeds"), __["known"], settings(), now=now)

    def with_known(feeds: Any, states: Any, known: Any, *_: Any, now: dt.datetime, **__: Any) -> Any:
        return poll(feeds, now=now, known=known)

    report = ingest_round(store, FEEDS, settings(), now=NOON, stages=stages(with_known))
    assert report.failed == {"feed-0": "slow: no answer in 45 s"}
    assert (report.asked, report.answered, report.new_articles) == (3, 2, 12)


def test_a_file_read_again_is_left_and_a_changed_one_is_a_revision(store: Store) -> None:
    first = article("a1", "Head\n\nBo Varga: we hold")
    changed = article("a1", "Head\n\nBo Varga: we go", first_seen_at=NOON + dt.timedelta(days=1))

    def keep(one: Article) -> Report:
        return keep_articles(store, [one], settings(), now=NOON, stages=stages())

    assert keep(first).new_articles == 1
    again = keep(first)
    assert (again.new_articles, again.updated_articles) == (0, 0)
    assert keep(changed).updated_articles == 1
    row = store.read("articles").iloc[0]
    assert (row["revision"], row["first_seen_at"]) == (2, pd.Timestamp(NOON))
    assert store.read("statements")["quote"].tolist() == ["we go"]


def test_the_reader_is_told_whose_organ_published_a_text(store: Store) -> None:
    told: list[tuple[str, str]] = []

    def listening(text: str, published: dt.date, publisher: str, language: str | None, home: str) -> Any:
        told.append((publisher, home))
        return stages().read(text, published, publisher, language)

    feeds = [replace(FEEDS[0], kind="government", country="NOR"), replace(FEEDS[1], kind="media", country="NOR")]
    ingest_round(store, feeds, settings(), now=NOON, stages=stages(poll_edition(0), read=listening))
    assert set(told) == {("NOR", ""), ("", "NOR")}
    assert told.count(("NOR", "")) * 2 == len(told)


def test_the_same_words_found_twice_in_a_place_are_kept_once(store: Store) -> None:
    def doubled(text: str, published: dt.date, publisher: str, language: str | None, home: str) -> Any:
        reading = stages().read(text, published, publisher, language)
        return type(reading)(reading.language, reading.statements * 2, reading.aid * 2)

    one = article("a1", "Head\n\nBo Varga: we hold\n+100")
    keep_articles(store, [one], settings(), stages=stages(read=doubled))
    assert (store.count("statements"), store.count("aid"), store.count("tones")) == (1, 1, 1)


@pytest.mark.slow
def test_a_store_killed_at_random_moments_ends_like_an_undisturbed_one(tmp_path: Path) -> None:
    def play_all(name: str, kills: int) -> int:
        command = [sys.executable, "-m", "tests.kills", str(tmp_path / name), str(kills), "7", "4"]
        root = Path(__file__).parent.parent
        done = subprocess.run(command, capture_output=True, text=True, cwd=root, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return int(done.stdout)

    assert play_all("calm", 0) == 0
    assert play_all("killed", 26) >= 20
    assert_same(tables(tmp_path / "calm"), tables(tmp_path / "killed"))
