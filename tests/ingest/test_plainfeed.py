"""The quick reader of sound feeds and feedparser make the same of any feed that both read."""

from dataclasses import replace
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.feed import parse_feed, read_with_feedparser
from pipeline.ingest.mend import as_xml
from pipeline.ingest.plainfeed import read_plain
from pipeline.ingest.rawfeed import RawFeed
from tests.ingest.server import item

URL = "https://news.example/feed"
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:x="https://x.example/ns" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
)
WORDS = (
    *(
        "",
        " ",
        "Dam news",
        "  two\n lines ",
        "<p>Bread &amp; salt</p>",
        "Ð\x9aÐ¸Ñ\x97Ð²",
        "caf\x93é\x94",
        "Київ — “так”",
    ),
    *("https://news.example/a?b=1&c=2", "https:////news.example/a", "/a", "tag:x,2024:1", "&amp;x;", "3 < 4"),
)
DATES = ("", "Fri, 10 May 2024 12:00:00 GMT", "2024-05-10T12:00:00Z", "10 травня 2024, 12:00", "May 10, 2024", "soon")
TEXTS = (
    *("title", "dc:title", "media:title", "description", "dc:description", "media:description", "summary"),
    *("content:encoded", "content", "itunes:summary", "full-text", "x:full-text", "fulltext"),
)
STAMPS = ("pubDate", "published", "updated", "dc:date", "dcterms:modified", "atom:updated", "lastBuildDate", "issued")
OTHERS = ("category", "dc:creator", "author", "comments", "x:thing", "language", "image", "enclosure", "id")
TYPES = (None, None, None, "text", "html", "text/html", "TEXT", "xhtml", "application/json")


def element(name: str, text: str, **attributes: str | None) -> str:
    given = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items() if value is not None)
    return f"<{name}{given}>{text if text.startswith('<') and not text.startswith('<p>') else escape(text)}</{name}>"


words = st.sampled_from(WORDS)
texts = st.builds(
    lambda name, text, kind: element(name, text, type=None if "full" in name else kind),
    st.sampled_from(TEXTS),
    words,
    st.sampled_from(TYPES),
)
stamps = st.builds(element, st.sampled_from(STAMPS), st.sampled_from(DATES))
others = st.builds(element, st.sampled_from(OTHERS), words)
guids = st.builds(
    lambda text, kind: element("guid", text, isPermaLink=kind), words, st.sampled_from([None, "true", "false"])
)
links = st.builds(
    lambda name, text, rel, kind, href: element(name, text, rel=rel, type=kind, href=href),
    st.sampled_from(["link", "atom:link"]),
    words,
    st.sampled_from([None, "alternate", "self", "enclosure", "Alternate"]),
    st.sampled_from([None, "", "text/html", "application/rss+xml"]),
    st.none() | words,
)
simple = texts | stamps | others | guids | links
nested = st.builds(
    lambda name, inner: element(name, "".join(inner) or " "),
    st.sampled_from(["media:group", "media:content", "author", "source", "x:box", "description"]),
    st.lists(simple, max_size=3),
)
fields = st.lists(simple | simple | simple | nested, max_size=7).map("".join)
times = st.builds(element, st.sampled_from(["ttl", "sy:updatePeriod"]), st.sampled_from(["60", "daily", "x"]))
heads = st.lists(texts | links | others | stamps | times, max_size=4).map("".join)


def feed(kind: str, head: str, entries: list[str]) -> str:
    if kind == "rss":
        items = "".join(f"<item>{e}</item>" for e in entries)
        return f'<rss version="2.0" {SPACES}><channel>{head}{items}</channel></rss>'
    if kind == "rdf":
        items = "".join(f'<item rdf:about="https://news.example/{n}">{e}</item>' for n, e in enumerate(entries))
        return f'<rdf:RDF xmlns="http://purl.org/rss/1.0/" {SPACES}><channel>{head}</channel>{items}</rdf:RDF>'
    inner = "".join(f"<entry>{e}</entry>" for e in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="pl" {SPACES}>{head}{inner}</feed>'


def without_fallback(raw: RawFeed) -> RawFeed:
    return replace(raw, drafts=[replace(draft, fallback=None) for draft in raw.drafts])


feeds = st.builds(feed, st.sampled_from(["rss", "rdf", "atom"]), heads, st.lists(fields, min_size=1, max_size=3))


@settings(max_examples=150)
@given(feeds)
def test_both_readers_make_the_same_of_a_feed(text: str) -> None:
    data = as_xml(text)
    assert data is not None
    plain = read_plain(data)
    if plain is None:
        return
    other = read_with_feedparser(data, URL)
    assert other is not None
    assert plain == without_fallback(other)


PLAIN = f"""<rss version="2.0" {SPACES}><channel><title>C</title><link>https://news.example/</link><ttl>60</ttl>
<atom:link rel="self" href="{URL}"/><image><title>C</title><url>https://news.example/i.png</url></image>
{item()}<item><title>Two</title><link>https://news.example/2</link><guid isPermaLink="false">2</guid>
<media:content url="https://news.example/2.jpg"><media:title>Picture</media:title></media:content>
<dc:creator>Ruta Lind</dc:creator><content:encoded>&lt;p&gt;Long.&lt;/p&gt;</content:encoded></item></channel></rss>"""


def test_what_most_publishers_write_is_read_without_feedparser() -> None:
    raw = read_plain(PLAIN.encode())
    assert raw is not None
    assert (raw.title, raw.link, raw.ttl_s) == ("C", "https://news.example/", 3_600)
    assert [draft.title for draft in raw.drafts][1] == "Two"
    assert raw.drafts[1].bodies == ["<p>Long.</p>"]


@pytest.mark.parametrize(
    "unusual",
    [
        '<description type="xhtml"><div>Text</div></description>',
        "<description>Some <b>unescaped</b> words</description>",
        '<content type="application/octet-stream">VGV4dA==</content>',
        '<description mode="base64">VGV4dA==</description>',
        '<link xml:base="https://other.example/">a</link>',
        "<pubDate>하루 전</pubDate>",
        "<item><title>Inner</title></item>",
        f"<{'x' * 400}/>",
    ],
)
def test_what_is_unusual_is_left_to_feedparser(unusual: str) -> None:
    assert read_plain(PLAIN.replace("<title>Two</title>", f"<title>Two</title>{unusual}").encode()) is None


def test_a_whole_article_beside_the_standard_is_read_whatever_its_attributes_say() -> None:
    body = PLAIN.replace("&lt;p&gt;Long.&lt;/p&gt;", "").replace(
        "<title>Two</title>", '<title>Two</title><full-text lang="uk">The whole article.</full-text>'
    )
    for data in (body, body.replace("<rss", '<rss xml:base="https://news.example/"')):
        entry = parse_feed(data.encode(), {}, URL).entries[1]
        assert "lang" not in entry.text
    assert parse_feed(body.encode(), {}, URL).entries[1].text == "The whole article."
