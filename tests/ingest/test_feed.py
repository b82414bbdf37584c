"""Feeds as they really arrive give the entries a careful reader would see, and nothing a hostile one wants."""

import codecs
import datetime as dt
import json
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.articles import Sorter
from pipeline.ingest.feed import Entry, ParsedFeed, parse_feed
from pipeline.ingest.known import Known
from pipeline.ingest.mend import as_xml
from pipeline.records import Feed
from tests.ingest.server import NOON, item, rss

URL = "https://news.example/feed/rss.xml"
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'


def parse(body: bytes | str, content_type: str = "application/xml") -> ParsedFeed:
    data = body.encode() if isinstance(body, str) else body
    return parse_feed(data, {"content-type": content_type}, URL)


def only(body: bytes | str, content_type: str = "application/xml") -> Entry:
    parsed = parse(body, content_type)
    assert parsed.status == "ok", parsed.problem
    (entry,) = parsed.entries
    return entry


RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"><title>C</title></channel>
<item rdf:about="https://news.example/a"><title>Dam news</title><link>https://news.example/a</link>
<dc:date>2024-05-10T12:00:00Z</dc:date><description>Text.</description></item></rdf:RDF>"""
ATOM_FEED = f"""<feed {ATOM}><title>C</title><entry><id>tag:x</id><title>Dam news</title>
<link href="https://news.example/a"/>
<updated>2024-05-10T12:00:00Z</updated><summary>Text.</summary></entry></feed>"""
RSS_091 = """<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>C</title><item>
<title>Dam news</title><link>https://news.example/a</link><description>Text.</description>
<pubDate>Fri, 10 May 2024 12:00:00 GMT</pubDate></item>
</channel></rss>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "C",
        "items": [
            {
                "id": 7,
                "url": "https://news.example/a",
                "title": "Dam news",
                "content_html": "<p>Text.</p>",
                "date_published": "2024-05-10T12:00:00Z",
            },
            "no item",
        ],
    }
)


@pytest.mark.parametrize("body", [RDF, ATOM_FEED, RSS_091, JSON_FEED], ids=["rdf", "atom", "rss091", "json"])
def test_every_format_gives_the_same_entry(body: str) -> None:
    entry = only(body)
    assert (entry.title, entry.link, entry.text, entry.date) == ("Dam news", "https://news.example/a", "Text.", NOON)


WORDS = "Київ: «перемога» і їжа"


def declared(encoding: str, words: str = WORDS) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?><rss><channel>{item(words)}</channel></rss>'


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (f"<rss><channel>{item(WORDS)}</channel></rss>".encode(), "text/xml; charset=iso-8859-1"),
        (declared("windows-1251").encode(), "text/xml"),
        (declared("windows-1251").encode("cp1251"), "text/xml"),
        (f"<rss><channel>{item(WORDS)}</channel></rss>".encode("cp1251"), "text/xml; charset=windows-1251"),
        (declared("utf-8", WORDS * 5).encode("cp1251"), "text/xml"),
        (codecs.BOM_UTF8 + declared("latin-1").encode(), ""),
        (declared("utf-16").encode("utf-16"), "text/xml"),
        (declared("utf-8").encode("utf-16-le"), "text/xml; charset=utf-8"),
        (declared("zlib").encode(), "text/xml; charset=undefined"),
        (b"\n\n " + declared("utf-8").encode(), "text/html"),
    ],
)
def test_an_encoding_is_found_whatever_is_claimed(body: bytes, content_type: str) -> None:
    assert WORDS in only(body, content_type).title


def test_a_broken_byte_costs_one_letter() -> None:
    body = rss(item(WORDS * 20)).replace("перемога".encode(), "пере".encode() + b"\xff" + "мога".encode(), 1)
    assert only(body).title.count("перемога") == 19


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Bread &amp; salt", "Bread & salt"),
        ("Bread &amp;amp; salt", "Bread & salt"),
        ("Bread & salt", "Bread & salt"),
        ("Bread&nbsp;&mdash;&nbsp;salt", "Bread — salt"),
        ("Bread&amp;nbsp;salt", "Bread salt"),
        ("&#8220;Bread&#8221; &#x2014; salt", "“Bread” — salt"),
        ("&#147;Bread&#148;", "“Bread”"),
        ("<![CDATA[<b>Bread</b> & salt]]>", "Bread & salt"),
        ("Bread &lt;script&gt;alert(1)&lt;/script&gt; salt", "Bread salt"),
        ("&lt;img src=x onerror=alert(1)&gt;Bread", "Bread"),
        ("Bread &unknown; salt", "Bread &unknown; salt"),
        ("Bread &#0;&#x1F;&#xD800;&#99999999;&#xFFFFFFFFFF; salt", "Bread salt"),
        ("Bread\x0b\x00 \u202esalt\u200f", "Bread salt"),
        ("3 &lt; 4 and 5 &gt; 2", "3 < 4 and 5 > 2"),
        ("  two\n lines ", "two lines"),
    ],
)
def test_titles_become_one_plain_line(written: str, read: str) -> None:
    assert (
        only(
            f"<rss><channel><item><title>{written}</title><link>https://x.example/a</link></item></channel></rss>"
        ).title
        == read
    )


def test_bodies_become_paragraphs() -> None:
    body = "<p>One &quot;two&quot;.</p><ul><li>Three<style>x</style></li></ul>Four<br>five"
    entry = only(rss(item(body=body)))
    assert entry.text == 'One "two".\n\nThree\n\nFour\n\nfive'


def test_entities_and_documents_of_others_never_expand() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    items = item("Bomb &amp;e11; end").replace("&amp;amp;", "&") + item("File").replace("File", "&x;", 1)
    body = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "boom"><!ENTITY x SYSTEM "file:///etc/passwd">{bomb}]>
    <rss><channel>{items}</channel></rss>"""
    parsed = parse(body)
    shown = str(parsed)
    assert "boom" not in shown
    assert "root:" not in shown
    assert len(shown) < 5_000
    assert parsed.entries[0].title == "Bomb &e11; end"


def test_truncated_xml_gives_the_entries_before_the_break() -> None:
    whole = rss(*(item(f"Story {n}", f"https://news.example/{n}") for n in range(10)))
    for cut in (len(whole) - 5, len(whole) - 60, len(whole) // 2, len(whole) // 3):
        entries = parse(whole[:cut]).entries
        expected = whole[:cut].count(b"</item>")
        assert [entry.title for entry in entries] == [f"Story {n}" for n in range(expected)]
        assert all(entry.text.endswith("Ukraine.") for entry in entries)


def test_mistakes_of_xml_cost_no_other_entry() -> None:
    body = f"""<rss><channel>{item("One", "https://x.example/1")}<item><title>Two <b>bold</title><atom:link href="x"/>
    <link>https://x.example/2?a=1&b=2</link></item>{item("Three", "https://x.example/3")}</channel></rss>"""
    parsed = parse(body)
    assert [entry.link for entry in parsed.entries] == [
        "https://x.example/1",
        "https://x.example/2?a=1&b=2",
        "https://x.example/3",
    ]


def test_a_web_page_is_recognised_and_its_feed_offered() -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/news/rss">'
    parsed = parse(f"<!DOCTYPE html><html><head>{link}</head><body>x</body></html>", "text/html")
    assert (parsed.status, parsed.suggestion) == ("not-a-feed", "https://news.example/news/rss")
    assert parse("<html><body>Please enable cookies</body></html>").suggestion == ""
    hostile = '<html><head><link rel="alternate" type="application/rss+xml" href="javascript:alert(1)"></head></html>'
    assert parse(hostile).suggestion == ""


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (rss(), "empty"),
        (b"hello", "not-a-feed"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not-a-feed"),
        (b"<?xml version='1.0'?><opml/>", "not-a-feed"),
        (b'{"error": "no"}', "not-a-feed"),
        (b"[" * 100_000, "not-a-feed"),
        (b"<rss", "not-a-feed"),
    ],
)
def test_what_is_no_feed_says_so(body: bytes, status: str) -> None:
    parsed = parse(body)
    assert parsed.status == status
    assert parsed.problem


def test_relative_links_and_bases_are_made_absolute() -> None:
    assert only(rss(item(link="/story"))).link == "https://news.example/story"
    based = f"""<feed {ATOM} xml:base="https://other.example/dir/"><title>C</title><entry xml:base="sub/">
    <title>T</title><link href="story"/></entry></feed>"""
    assert only(based).link == "https://other.example/dir/sub/story"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", ""])
def test_unsafe_links_are_dropped_and_the_entry_kept(link: str) -> None:
    assert only(rss(item(link=link))).link == ""


def test_a_guid_that_is_an_address_serves_as_link() -> None:
    assert only(rss(item(link="", extra="<guid>https://news.example/g#0</guid>"))).link == "https://news.example/g#0"


def test_the_alternate_link_is_the_article() -> None:
    body = f"""<feed {ATOM}><title>C</title><entry><title>T</title><link rel="enclosure" href="https://cdn.example/a.mp3"/>
    <link rel="self" href="https://news.example/api/1"/><link rel="alternate" href="https://news.example/1"/></entry></feed>"""
    assert only(body).link == "https://news.example/1"


@pytest.mark.parametrize("kind", ['type="text/html"', 'type="application/xhtml+xml; charset=utf-8"', ""])
def test_of_several_forms_of_an_article_the_page_is_linked(kind: str) -> None:
    body = f"""<feed {ATOM}><title>C</title><entry><title>T</title>
    <link rel="alternate" type="application/json" href="https://news.example/1.json"/>
    <link rel="alternate" {kind} href="https://news.example/1"/></entry></feed>"""
    assert only(body).link == "https://news.example/1"


@pytest.mark.parametrize("name", ["content:encoded", "full-text", "yandex:full-text"])
def test_the_longest_text_of_an_entry_is_kept(name: str) -> None:
    long = "A long paragraph about the pumps of Dorvale. " * 20
    head = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:yandex="http://news.yandex.ru"'
    body = rss(item(extra=f"<{name}>{long}</{name}>")).replace(
        b'<rss version="2.0"', f'<rss version="2.0" {head}'.encode()
    )
    assert only(body).text == long.strip()


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (NOON, NOON),
        ("Fri, 10 May 2024 14:00:00 EET", NOON),
        ("Thu,28 Jul 2022 4:35:5 GMT+9", dt.datetime(2022, 7, 27, 19, 35, 5, tzinfo=dt.UTC)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_dates_are_read_or_missing(date: Any, expected: dt.datetime | None) -> None:
    entry = only(rss(item(date=date)))
    assert entry.date == expected
    assert entry.dated == (date is not None)


def test_entries_without_title_take_one_from_their_text() -> None:
    entry = only(rss(item(title="")))
    assert entry.title.startswith("The town of Dorvale")


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("<ttl>30</ttl>", 1_800),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21_600),
        ("<ttl>soon</ttl>", None),
        ("", None),
    ],
)
def test_the_feeds_own_interval_is_read(head: str, seconds: float | None) -> None:
    body = rss(item(), head=head).replace(b"<rss ", b'<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" ')
    assert parse(body).ttl_s == seconds


def test_lone_surrogates_of_json_are_dropped() -> None:
    items = [{"url": "https://x.example/\ud800a?b=\ud800", "title": "Bread\ud800", "content_text": "Salt\udfff."}]
    entry = only(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}))
    assert (entry.link, entry.title, entry.text) == ("https://x.example/a?b=", "Bread", "Salt.")


def test_a_flood_of_entries_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.ingest.mend.MAX_ENTRIES", 200)
    body = rss(*(f"<item><title>{n}</title></item>" for n in range(5_000)))
    assert len(parse(body).entries) == 200


def test_one_huge_entry_is_bounded() -> None:
    parsed = parse(rss(item(body="word " * 600_000), item("Second", "https://news.example/2")))
    assert [len(entry.text) < 2_100_000 for entry in parsed.entries] == [True, True]


@pytest.mark.parametrize("tag", ["<a/>", "<a>", "<item>", "<title>"])
def test_millions_of_elements_are_refused_at_once(tag: str) -> None:
    inside = parse(rss(f"<item>{tag * 1_000_000}</item>"))
    assert inside.status in ("not-a-feed", "empty", "ok")
    assert len(inside.entries) <= 1


@pytest.mark.parametrize(
    "shape", ["<div>" * 60_000, "&lt;div&gt;" * 60_000, "<!--" * 60_000, "&" * 100_000, "<![CDATA[" * 20_000]
)
def test_deep_and_broken_markup_ends_soon(shape: str) -> None:
    body = f"<rss><channel>{item()}<item><title>T</title><description>{shape}</description></item></channel></rss>"
    assert parse(body).status in ("ok", "not-a-feed")


SEEDS = [RDF.encode(), ATOM_FEED.encode(), RSS_091.encode(), JSON_FEED.encode(), rss(item(), item(WORDS))]
TOKENS = [
    *(
        b"<",
        b">",
        b"&",
        b"&#",
        b"&#x",
        b"&#xD800;",
        b"<![CDATA[",
        b"]]>",
        b"<!DOCTYPE a\\",
        b"<!--",
        b"\xff\xfe",
        b"\x00",
    ),
    *(b"</item>", b"<entry>", b"<rss>", b'encoding="undefined"', b"xml:base='http://['", b"<?xml ", b"&#1114112;"),
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 5))):
        at, gone = draw(st.integers(0, len(data))), draw(st.integers(0, 30))
        data = data[:at] + draw(st.sampled_from(TOKENS) | st.binary(max_size=6)) + data[at + gone :]
    return data


@settings(max_examples=80)
@given(
    mutated() | st.binary(max_size=300),
    st.sampled_from(["", "text/xml", "text/html; charset=utf-16", "a; charset=idna"]),
)
def test_no_bytes_crash_the_reader(data: bytes, content_type: str) -> None:
    parsed = parse_feed(data, {"content-type": content_type}, URL)
    assert (parsed.status == "ok") == bool(parsed.entries)
    for entry in parsed.entries:
        assert not any(character < " " for character in entry.title)
        assert entry.link == "" or entry.link.startswith(("http://", "https://"))
    source = Feed("f", URL, "F", focus="ukraine-only")
    found = Sorter([source], Known()).sort(source, parsed.entries, NOON)
    assert all(article.text.encode() for article in found.articles)


def test_the_end_of_a_cdata_section_that_ends_none_is_text() -> None:
    body = rss(item("Bread ]]> salt").replace("]]&gt;", "]]>"), item(body="<![CDATA[Soup]]> and ]]> oil"))
    body = body.replace(b"&lt;![CDATA[", b"<![CDATA[").replace(b"]]&gt;", b"]]>")
    first, second = parse(body).entries
    assert (first.title, second.text) == ("Bread ]]> salt", "Soup and ]]> oil")


@pytest.mark.parametrize("piece", ["&", "]]>", "\0"])
def test_noise_without_measure_takes_no_more_room_when_it_is_mended(piece: str) -> None:
    body = rss(item(body="Soup")).decode().replace("Soup", "Soup" + piece * 1_100_000)
    data = as_xml(body)
    assert data is not None
    assert len(data) < 1.1 * len(body)
    assert as_xml(rss(item()).decode() + piece * 100_000) == as_xml(rss(item()).decode())


def test_categories_are_not_compared_with_one_another() -> None:
    entry = "<item><title>T</title><category>a</category><media:category>b</media:category></item>"
    body = f"<rss><channel>{entry}</channel></rss>"
    assert feedparser.parse(body).entries[0]["tags"] == []
