"""Lists of feeds as OPML 2.0, read as leniently and written as strictly as other readers need it.

Own fields travel in an own namespace, which readers ignore; names of attributes are read in any case; folders and the
`category` attribute both name a group; a list with a document type or entities is refused.
"""

import datetime as dt
import email.utils
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import lxml.etree

from pipeline.errors import InputError
from pipeline.ingest.decode import decode
from pipeline.ingest.text import to_line
from pipeline.ingest.urls import canonical_url, resolve, short_hash
from pipeline.records import Feed

NAMESPACE = "urn:ukraine-monitor:opml"
MAX_BYTES = 10_000_000
MAX_DEPTH = 10
OWN_FIELDS = ("country", "kind", "focus")
"""Attributes of the own namespace that describe a feed; every other one is an option (timeout, delay, header-NAME)."""

_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_BARE_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")


def read_opml(path: Path) -> list[Feed]:
    """Return the feeds of an OPML file in its order, each address once.

    Raises `InputError` where the file is missing, unreadable, no OPML, too large, or declares entities.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"cannot read the feed list {path}: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise InputError(f"the feed list {path} is larger than {MAX_BYTES / 1e6:g} MB")
    return parse_opml(decode(data), str(path))


def parse_opml(text: str, name: str = "OPML") -> list[Feed]:
    """Return the feeds of OPML text; `name` stands in messages. Raises `InputError`."""
    body = _body(text, name)
    feeds: dict[str, Feed] = {}
    taken: set[str] = set()
    for outline, group in _outlines(body, "", 0):
        attributes = _attributes_of(outline)
        url = resolve("", attributes.get("xmlurl", ""))
        if not url or canonical_url(url) in feeds:
            continue
        feed = _feed(outline, url, group, taken)
        taken.add(feed.feed_id)
        feeds[canonical_url(url)] = feed
    return list(feeds.values())


def _body(text: str, name: str) -> lxml.etree._Element:
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    if "<!DOCTYPE" in text[:10_000].upper() or "<!ENTITY" in text.upper():
        raise InputError(f"the feed list {name} declares a document type or entities, which is refused")
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml.etree.fromstring(_BARE_AMPERSAND.sub("&amp;", text).encode("utf-8", "replace"), parser)
    except lxml.etree.XMLSyntaxError as error:
        raise InputError(f"the feed list {name} is no well-formed OPML: {error}") from error
    if not isinstance(root.tag, str) or _local(root.tag) != "opml":
        raise InputError(f"the feed list {name} is no OPML: its root is <{to_line(str(root.tag))[:40]}>, not <opml>")
    body = next((child for child in root if isinstance(child.tag, str) and _local(child.tag) == "body"), None)
    if body is None:
        raise InputError(f"the feed list {name} has no <body>")
    return body


def _outlines(node: lxml.etree._Element, group: str, depth: int) -> Iterator[tuple[lxml.etree._Element, str]]:
    for child in node:
        if not isinstance(child.tag, str) or _local(child.tag) != "outline":
            continue
        attributes = _attributes_of(child)
        if "xmlurl" in attributes:
            yield child, group
        if depth < MAX_DEPTH:
            folder = to_line(attributes.get("text") or attributes.get("title") or "") or group
            yield from _outlines(child, group if "xmlurl" in attributes else folder, depth + 1)


def _feed(outline: lxml.etree._Element, url: str, group: str, taken: set[str]) -> Feed:
    attributes = _attributes_of(outline)
    title = to_line(attributes.get("text") or attributes.get("title") or "")[:200] or url
    category = attributes.get("category", "").split(",")[0].strip().strip("/")
    return Feed(
        feed_id=_identifier(title, url, taken),
        url=url,
        title=title,
        site_url=resolve(url, attributes.get("htmlurl", "")),
        country=attributes.get("country", "")[:20],
        language=attributes.get("language", "")[:2].lower(),
        kind=attributes.get("kind", "")[:40],
        focus=attributes.get("focus", "")[:40],
        group=group or category,
        options=_options(outline),
    )


def _attributes_of(outline: lxml.etree._Element) -> dict[str, str]:
    return {_local(name): value for name, value in outline.attrib.items()}


def _options(outline: lxml.etree._Element) -> tuple[tuple[str, str], ...]:
    prefix = f"{{{NAMESPACE}}}"
    own = ((name[len(prefix) :], value) for name, value in outline.attrib.items() if name.startswith(prefix))
    return tuple((name.replace("header-", "header:"), value) for name, value in own if name not in OWN_FIELDS)


def _identifier(title: str, url: str, taken: set[str]) -> str:
    """Return a short, readable name of the title; where two feeds share it, a hash of the address tells them apart."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii").lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
    if not name or name in taken or name == "baseline":
        return f"{name or 'feed'}-{short_hash(canonical_url(url))[:6]}"
    return name


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()


def write_opml(feeds: Iterable[Feed], now: dt.datetime | None = None) -> str:
    """Return the feeds as OPML 2.0 that Miniflux, FreshRSS, reader and Feedly import, in folders by group."""
    root = lxml.etree.Element("opml", version="2.0", nsmap={"um": NAMESPACE})
    head = lxml.etree.SubElement(root, "head")
    lxml.etree.SubElement(head, "title").text = "Ukraine Monitor"
    if now is not None:
        lxml.etree.SubElement(head, "dateCreated").text = email.utils.format_datetime(now)
    body = lxml.etree.SubElement(root, "body")
    folders: dict[str, lxml.etree._Element] = {"": body}
    for feed in feeds:
        if feed.group not in folders:
            folders[feed.group] = lxml.etree.SubElement(body, "outline", text=feed.group, title=feed.group)
        lxml.etree.SubElement(folders[feed.group], "outline", _attributes(feed))
    data: bytes = lxml.etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return data.decode("utf-8")


def _attributes(feed: Feed) -> dict[str, str]:
    row = {"type": "rss", "text": feed.title, "title": feed.title, "xmlUrl": feed.url, "htmlUrl": feed.site_url}
    row |= {"language": feed.language, "category": f"/{feed.group}" if feed.group else ""}
    own = {"country": feed.country, "kind": feed.kind, "focus": feed.focus}
    own |= {name.replace("header:", "header-"): value for name, value in feed.options}
    row |= {f"{{{NAMESPACE}}}{name}": value for name, value in own.items()}
    return {name: value for name, value in row.items() if value}
