"""Identity, dates and revisions of entries: each article once, whatever feed, order, link variant or crash."""

import dataclasses
import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest

from pipeline.ingest.articles import Sorter
from pipeline.ingest.feed import Entry
from pipeline.ingest.known import Known
from pipeline.records import Article, Feed
from tests.ingest.server import NOON, item, reply, rss

NOW = NOON + dt.timedelta(hours=1)
LINK = "https://news.example/story-1"


def feed(name: str = "courier", site: str = "https://courier.example/") -> Feed:
    return Feed(name, f"https://{name}.example/rss", name.title(), site, language="en", focus="ukraine-only")


def entry(**changes: Any) -> Entry:
    plain = Entry("", LINK, "Ukraine thanks Dorvale", "The pumps have arrived in Kyiv.", NOON, None, True)
    return dataclasses.replace(plain, **changes)


def sort(*entries: Entry, known: Known | None = None, source: Feed | None = None) -> list[Article]:
    source = source or feed()
    return Sorter([feed("courier"), feed("beacon"), source], known or Known()).sort(source, entries, NOW).articles


@pytest.mark.parametrize(
    "variant",
    [
        f"{LINK}?utm_source=rss",
        f"{LINK}#0",
        f"{LINK}#2024-05-10T12:00:00Z",
        "http://www.news.example/story-1/",
        f"{LINK}?at_medium=RSS&at_campaign=KARANGA",
    ],
)
def test_variants_of_a_link_are_one_article(variant: str) -> None:
    known = Known()
    (first,) = sort(entry(), known=known)
    assert sort(entry(link=variant), known=known) == []
    assert sort(entry(link=variant))[0].article_id == first.article_id


def test_a_text_that_differs_each_time_does_not_fill_the_history() -> None:
    known = Known()
    found = [sort(entry(text=f"The pumps have arrived. Read {n} times."), known=known)[0] for n in range(30)]
    assert [article.revision for article in found] == [*range(1, 21), *[20] * 10]
    assert len({article.content_hash for article in found}) == 30
    assert sort(entry(text="The pumps have arrived. Read 29 times."), known=known) == []


def test_an_edit_is_a_new_revision_that_keeps_its_first_sight() -> None:
    known = Known()
    sort(entry(), known=known)
    (second,) = sort(entry(text="The pumps have arrived in Odesa."), known=known)
    assert (second.revision, second.first_seen_at) == (2, NOW)
    assert sort(entry(text="The pumps have arrived in Odesa."), known=known) == []


def test_of_two_versions_in_one_feed_the_newer_counts() -> None:
    old, new = (
        entry(link=f"{LINK}#0"),
        entry(link=f"{LINK}#1", text="Corrected: Kyiv.", updated=NOON + dt.timedelta(hours=1)),
    )
    for order in ((old, new), (new, old)):
        (article,) = sort(*order)
        assert "Corrected" in article.text


def test_entries_with_the_same_guid_and_other_links_are_kept() -> None:
    articles = sort(*(entry(guid="1", link=f"https://news.example/{n}") for n in range(3)))
    assert len({article.article_id for article in articles}) == 3


def test_a_guid_whose_link_changes_is_another_article_and_loses_nothing() -> None:
    known = Known()
    (before,) = sort(entry(guid="1", link="https://news.example/draft"), known=known)
    (after,) = sort(entry(guid="1", link="https://news.example/final"), known=known)
    assert before.article_id != after.article_id
    assert (after.revision, sort(entry(guid="1", link="https://news.example/draft"), known=known)) == (1, [])


@pytest.mark.parametrize("link", ["", "https://news.example/", "https://news.example"])
def test_without_a_link_of_its_own_the_guid_or_the_title_tells_entries_apart(link: str) -> None:
    by_guid = sort(entry(link=link, guid="a"), entry(link=link, guid="b"))
    by_title = sort(entry(link=link), entry(link=link, title="Ukraine asks for more pumps"))
    assert [len(by_guid), len(by_title)] == [2, 2]
    assert all(article.url for article in by_guid)


def test_a_link_that_many_entries_share_identifies_none_of_them() -> None:
    entries = [entry(title=f"Ukraine: pump {n}", guid=str(n)) for n in range(4)]
    assert len({article.article_id for article in sort(*entries)}) == 4


def test_the_owner_of_a_shared_article_does_not_depend_on_order() -> None:
    owners = set()
    for names in (("courier", "beacon"), ("beacon", "courier")):
        known, kept = Known(), {}
        for name in names:
            for article in sort(entry(), known=known, source=feed(name)):
                kept[article.article_id] = article
        owners.add(tuple((article.source_id, article.revision) for article in kept.values()))
    assert owners == {(("beacon", 1),)}


def test_the_publishers_own_feed_owns_its_articles() -> None:
    known = Known()
    own = feed("zebra", "https://www.news.example/")
    sorter = Sorter([feed(), own], known)
    assert len(sorter.sort(feed(), [entry()], NOW).articles) == 1
    (article,) = sorter.sort(own, [entry()], NOW).articles
    assert (article.source_id, article.revision) == ("zebra", 1)
    assert sorter.sort(feed(), [entry(text="Another text from Kyiv.")], NOW).articles == []


@pytest.mark.parametrize(
    ("date", "dated", "date_from", "mark"),
    [
        (NOON, True, "feed", ()),
        (NOON + dt.timedelta(days=400), True, "first-seen", ("future-date",)),
        (NOW + dt.timedelta(minutes=90), True, "feed", ()),
        (None, False, "first-seen", ()),
        (None, True, "first-seen", ("unreadable-date",)),
    ],
)
def test_dates_come_from_the_feed_or_from_first_sight(
    date: dt.datetime | None, dated: bool, date_from: str, mark: tuple[str, ...]
) -> None:
    (article,) = sort(entry(date=date, dated=dated))
    assert (article.date_from, article.marks) == (date_from, mark)
    assert article.published_at == (date if date_from == "feed" else NOW)


def test_a_revision_of_an_undated_article_keeps_its_date() -> None:
    known = Known()
    sort(entry(date=None), known=known)
    source = feed()
    later = Sorter([source], known).sort(source, [entry(date=None, text="New from Kyiv.")], NOW + dt.timedelta(days=9))
    assert later.articles[0].published_at == NOW


def test_what_is_not_about_the_war_is_listed_once_with_a_reason() -> None:
    known, source = Known(), dataclasses.replace(feed(), focus="world")
    other = entry(title="A bakery opens", text="It sells bread.")
    found = Sorter([source], known).sort(source, [other], NOW)
    assert (found.articles, len(found.rejected)) == ([], 1)
    assert found.rejected[0].reason
    assert Sorter([source], known).sort(source, [other], NOW).rejected == []


def test_a_rejected_entry_that_turns_to_the_war_is_kept() -> None:
    known, source = Known(), dataclasses.replace(feed(), focus="world")
    Sorter([source], known).sort(source, [entry(title="Live", text="News of the day.")], NOW)
    found = Sorter([source], known).sort(source, [entry(title="Live", text="Ukraine asks Dorvale for pumps.")], NOW)
    assert [article.revision for article in found.articles] == [1]


def test_the_text_is_title_and_body_and_its_language_is_told() -> None:
    (article,) = sort(entry(title="Ukraine dankt", text="Die Pumpen sind in Kyjiw angekommen und werden verteilt."))
    assert article.text == "Ukraine dankt\n\nDie Pumpen sind in Kyjiw angekommen und werden verteilt."
    assert article.language == "de"


def test_any_order_of_feeds_ends_in_the_same_articles(rounds: Any, server: Any) -> None:
    bodies = {
        f"/{n}": rss(*(item(f"Ukraine: pump {i}", f"https://n.example/{i}") for i in range(n, n + 4))) for n in range(5)
    }
    server.paths |= {path: reply(200, body) for path, body in bodies.items()}
    outcomes = set()
    for seed in range(3):
        order = sorted(bodies)
        random.Random(seed).shuffle(order)
        rounds.known, rounds.states, kept = Known(), {}, {}
        for result in rounds.ask(*order):
            kept |= {article.article_id: article for article in result.articles}
        outcomes.add(tuple(sorted((article.article_id, article.source_id) for article in kept.values())))
    assert len(outcomes) == 1
    assert len(next(iter(outcomes))) == 8


def test_the_baseline_comes_first_and_once(rounds: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = [item(f"Event {n}", "https://source.example/one", extra=f"<guid>urn:{n}</guid>") for n in range(3)]
    (tmp_path / "events.xml").write_bytes(rss(*events))
    monkeypatch.setattr("pipeline.ingest.poller.baseline_files", lambda _: [tmp_path / "events.xml"])
    rounds.settings = rounds.settings.model_copy(update={"baseline": True})
    first = rounds.ask()
    assert [result.fetch.feed_id for result in first] == ["baseline"]
    assert len(first[0].articles) == 3
    assert {article.source for article in first[0].articles} == {"Baseline"}
    monkeypatch.setattr("pipeline.ingest.poller.parse_bodies", None)  # the same bytes are not read again
    assert [result.fetch.status for result in rounds.ask()] == ["not-modified"]
