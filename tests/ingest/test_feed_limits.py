"""What is left of a feed that is cut, too large, or dated by nonsense."""

import datetime as dt

import pytest

from pipeline.ingest.feed import parse_feed
from tests.ingest.server import item, rss


def swollen(inner: str) -> bytes:
    """Return a feed of 4,000 entries, each with `inner` at its end."""
    entries = (item(f"Ukraine {n}", f"https://news.example/{n}") for n in range(4_000))
    return rss("".join(entry.replace("</item>", f"{inner}</item>") for entry in entries))


def test_what_only_the_slow_reader_knows_is_read_up_to_a_limit() -> None:
    inner = '<x xml:base="https://other.example/">a</x>' * 40
    parsed = parse_feed(swollen(inner), {}, "https://news.example/")
    assert parsed.status == "ok"
    assert 2_000 < len(parsed.entries) < 2_500
    alone = parse_feed(rss(item().replace("</item>", f"{inner * 3_000}</item>")), {}, "https://news.example/")
    assert (alone.status, alone.entries) == ("not-a-feed", ())
    assert "more elements" in alone.problem


@pytest.mark.parametrize("date", ["10000-05-10T00:00:00Z", "2024-W19", "99999-99-99", "2024년 05월 28일 오후 11:31:58"])
def test_a_date_that_is_not_written_is_not_believed(date: str) -> None:
    (entry,) = parse_feed(rss(item(date=date)), {}, "https://news.example/").entries
    assert (entry.date, entry.dated) == (None, True)


@pytest.mark.parametrize("date", ["Fri May 10 12:00:00 2024", "Παρ, 10 Μάι 2024 07:00:00 EST"])
def test_what_feedparser_alone_can_read_is_believed(date: str) -> None:
    (entry,) = parse_feed(rss(item(date=date)), {}, "https://news.example/").entries
    assert entry.date == dt.datetime(2024, 5, 10, 12, tzinfo=dt.UTC)


def test_a_json_feed_that_is_cut_gives_the_items_before_the_break() -> None:
    head = '{"version": "https://jsonfeed.org/version/1.1", "title": "C", "items": ['
    parsed = parse_feed(f'{head}{{"title": "a"}}, {{"title": "b"}}, {{"title'.encode(), {}, "https://news.example/")
    assert (parsed.title, [entry.title for entry in parsed.entries]) == ("C", ["a", "b"])


def test_entries_before_the_limit_of_elements_stay() -> None:
    inner = "<x>a</x>" * 86
    parsed = parse_feed(swollen(inner), {}, "https://news.example/")
    assert parsed.status == "ok"
    assert 3_000 < len(parsed.entries) < 3_500
    assert parsed.entries[0].title == "Ukraine 0"


def test_items_of_a_json_feed_before_the_limit_of_elements_stay() -> None:
    head = '{"version": "https://jsonfeed.org/version/1.1", "title": "C", "items": ['
    items = ", ".join(f'{{"title": "Ukraine {n}", "x": [{", ".join(["{}"] * 128)}]}}' for n in range(3_000))
    parsed = parse_feed(f"{head}{items}]}}".encode(), {}, "https://news.example/")
    assert (parsed.status, parsed.title) == ("ok", "C")
    assert 2_200 < len(parsed.entries) < 2_400


@pytest.mark.parametrize("text", ["[" * 390_000, '{"items": [{"x": [' + "{}," * 390_000])
def test_json_of_nothing_but_braces_is_refused_for_its_elements(text: str) -> None:
    parsed = parse_feed(text.encode(), {}, "https://news.example/")
    assert (parsed.status, parsed.entries) == ("not-a-feed", ())
    assert "more elements" in parsed.problem
