"""A feed that something else names is offered."""

from pipeline.ingest.feed import parse_feed
from tests.ingest.server import item, rss


def test_a_feed_that_only_a_header_names_is_offered() -> None:
    link = '</atom>; rel="alternate"; type="application/atom+xml"'
    for body in (b"<!DOCTYPE html><html><body>x</body></html>", b"hello"):
        parsed = parse_feed(body, {"link": link}, "https://news.example/front")
        assert (parsed.status, parsed.suggestion) == ("not-a-feed", "https://news.example/atom")
    page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head></html>'
    assert parse_feed(page, {"link": link}, "https://news.example/").suggestion == "https://news.example/rss"
    assert parse_feed(page, {"link": link}, "https://news.example/rss").suggestion == "https://news.example/atom"
    assert parse_feed(rss(item()), {"link": link}, "https://news.example/").suggestion == ""
    for odd in ("<" * 4_000, "<a>;" * 1_000, "<a>" + ";a=b" * 1_000 + '"', '<a>; rel="x' * 300):
        assert parse_feed(b"hello", {"link": odd}, "https://news.example/").suggestion == ""
