"""Lists of feeds come in from every reader and go out as every reader takes them."""

from pathlib import Path

import lxml.etree
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.ingest.opml import NAMESPACE, parse_opml, read_opml, write_opml
from pipeline.records import Feed
from tests.ingest.server import NOON


def opml(body: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return f'{head}<opml version="2.0" xmlns:um="{NAMESPACE}"><head><title>x</title></head><body>{body}</body></opml>'


MINIFLUX = (
    '<outline text="News"><outline title="Courier" text="Courier" xmlUrl="https://c.example/f" type="rss"/></outline>'
)
FRESHRSS = '<outline text="News"><outline text="Courier" type="rss" xmlUrl="https://c.example/f" htmlUrl="https://c.example/"/></outline>'
READER = '<outline type="rss" title="Courier" text="Courier" xmlUrl="https://c.example/f" category="/News,Other"/>'
LOOSE = '<outline TEXT="Courier" XMLURL="https://c.example/f" Category="News"/>'
NESTED = f'<outline text="World"><outline text="News">{READER}</outline></outline>'


@pytest.mark.parametrize("body", [MINIFLUX, FRESHRSS, READER, LOOSE, NESTED])
def test_the_lists_of_other_readers_are_read(body: str) -> None:
    (feed,) = parse_opml(opml(body))
    assert (feed.feed_id, feed.title, feed.url, feed.group) == ("courier", "Courier", "https://c.example/f", "News")


def test_own_fields_and_options_come_through() -> None:
    body = (
        '<outline text="A" xmlUrl="http://a.example/f" language="uk" um:country="UKR" um:kind="media" um:timeout="60"/>'
    )
    (feed,) = parse_opml(opml(body))
    assert (feed.language, feed.country, feed.kind, feed.options) == ("uk", "UKR", "media", (("timeout", "60"),))


def test_doubles_and_what_is_no_address_are_left_out() -> None:
    urls = [
        "https://c.example/f",
        "http://www.c.example/f/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "",
        "https://d.example/",
    ]
    feeds = parse_opml(opml("".join(f'<outline text="F" xmlUrl="{url}"/>' for url in urls)))
    assert [feed.url for feed in feeds] == ["https://c.example/f", "https://d.example/"]
    assert len({feed.feed_id for feed in feeds}) == 2


def test_small_mistakes_are_forgiven() -> None:
    body = '<outline text="A & B" xmlUrl="https://a.example/f?x=1&y=2"/>'
    (feed,) = parse_opml(opml(body, head='\ufeff<?xml version="1.0" encoding="utf8"?>\n'))
    assert (feed.title, feed.url) == ("A & B", "https://a.example/f?x=1&y=2")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no well-formed OPML"),
        ("<opml><body>", "no well-formed OPML"),
        ("<rss/>", "its root is <rss>"),
        ("<opml version='2.0'/>", "no <body>"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><opml><body/></opml>', "refused"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><opml><body/></opml>', "refused"),
    ],
)
def test_what_is_no_list_is_an_input_error(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text(text)
    with pytest.raises(InputError, match=words) as caught:
        read_opml(path)
    assert "feeds.opml" in str(caught.value)


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        read_opml(tmp_path / "none.opml")
    with pytest.raises(InputError, match="cannot read"):
        read_opml(tmp_path)


def test_a_deep_list_ends() -> None:
    assert parse_opml(opml('<outline text="x">' * 100 + READER + "</outline>" * 100)) == []


NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)


@settings(max_examples=30)
@given(st.lists(st.tuples(NAMES, NAMES, st.sampled_from(["", "60"])), max_size=6, unique_by=lambda row: row[0]))
def test_what_is_written_is_read_again(rows: list[tuple[str, str, str]]) -> None:
    feeds = [
        Feed("", f"https://x.example/{number}", title, "https://x.example/", "UKR", "uk", "media", "world", group,
             (("timeout", timeout), ("header:Accept", "text/xml")) if timeout else ())
        for number, (title, group, timeout) in enumerate(rows)
    ]  # fmt: skip
    found = parse_opml(write_opml(feeds, NOON))
    by_url = {feed.url: feed for feed in found}
    for feed in feeds:
        read = by_url[feed.url]
        assert (read.country, read.language, read.kind, read.focus) == (
            feed.country,
            feed.language,
            feed.kind,
            feed.focus,
        )
        assert read.options == feed.options


def test_the_written_list_has_what_other_readers_need() -> None:
    text = write_opml([Feed("c", "https://c.example/f", "Courier", "https://c.example/", group="News")], NOON)
    root = lxml.etree.fromstring(text.encode())
    folder = root.find("body/outline")
    assert folder is not None
    assert (folder.get("text"), folder.get("title")) == ("News", "News")
    outline = folder[0]
    assert {name: outline.get(name) for name in ("type", "text", "title", "xmlUrl", "htmlUrl")} == {
        "type": "rss",
        "text": "Courier",
        "title": "Courier",
        "xmlUrl": "https://c.example/f",
        "htmlUrl": "https://c.example/",
    }
    assert root.findtext("head/dateCreated")
