"""Feeds as nearly all publishers write them, read straight from the tree: feedparser takes ten times as long.

What is read, and which of several elements counts, is feedparser's (6.0), so that it does not matter which of the two
reads a feed; a test holds them together. What is not listed here (markup that is not escaped, base64, `base`, elements
where none belong) is left to feedparser.
"""

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

import lxml.etree

from pipeline.ingest.dates import parse_date
from pipeline.ingest.elements import UnusualError, name_of
from pipeline.ingest.rawfeed import FULL_TEXT, PAGE_TYPES, Draft, RawFeed, links_of, seconds_to_live

Element: TypeAlias = "lxml.etree._Element"

_TEXT_TYPES = frozenset(["", "text", "plain", "html", "text/plain", "text/html"])
_IN_IMAGE = frozenset(["title", "link", "description", "url", "href", "width", "height"])
_IN_TEXTINPUT = frozenset(["title", "link", "description", "name"])
_SOURCE_NAMES = "title link id updated subtitle rights icon logo author name uri email category generator contributor"
_IN_SOURCE = frozenset(_SOURCE_NAMES.split())
_OTHER_NAMES = """
item entry channel feed rss rdf_rdf abstract body xhtml_body fullitem textinput  svg math xhtml_div links date
date_parsed published_parsed updated_parsed modified_parsed issued_parsed entries guidislink
"""
_LEFT_TO_OTHERS = frozenset(_OTHER_NAMES.split())
_NOT_OF_HEAD = frozenset(["content", "content_encoded", "summary", "itunes_summary"])
_CP1252 = {code: letter for code in range(0x80, 0xA0) if (letter := bytes([code]).decode("cp1252", "ignore"))}
_C1 = re.compile("[\x80-\x9f]")
_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+-.]*://)/+")
_BASE = re.compile(rb"\bbase\s*=")
_FALSE_REFERENCE = re.compile(r"&([A-Za-z0-9_]+);")


def read_plain(data: bytes) -> RawFeed | None:
    """Read a sound feed, as `mend.as_xml` returns it; None where feedparser is needed."""
    if _BASE.search(data):
        return None
    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml.etree.fromstring(data, parser)
        head, items = _parts(root)
        drafts = [_read_entry(item) for item in items]
        return _read_head(root, head, drafts) if drafts else None
    except (lxml.etree.XMLSyntaxError, UnusualError):
        return None


def _parts(root: Element) -> tuple[list[Element], list[Element]]:
    """Return the elements that tell of the feed, and its entries."""
    kind = name_of(root)
    if kind == "feed":
        return _split(root, "entry")
    channels = [child for child in root if name_of(child) == "channel"]
    if len(channels) != 1 or kind not in ("rss", "rdf_rdf"):
        raise UnusualError
    head, items = _split(channels[0], "item")
    if kind == "rss":
        if len(root) != 1:
            raise UnusualError
        return head, items
    beside, others = _split(root, "item")
    if items or any(name_of(each) not in ("channel", "image", "textinput") for each in beside):
        raise UnusualError
    return head, others


def _split(parent: Element, entry: str) -> tuple[list[Element], list[Element]]:
    head: list[Element] = []
    entries: list[Element] = []
    for child in parent:
        (entries if name_of(child) == entry else head).append(child)
    return head, entries


class _Fields:
    """What is known so far of one entry, or of the feed."""

    def __init__(self, *, entry: bool) -> None:
        self.entry = entry
        self.texts: dict[str, str] = {}
        self.links: list[tuple[str, str, str]] = []  # rel, type and address
        self.contents: list[str] = []
        self.title_depth = -1
        self._has_content = False
        self._depths: dict[str, int] = {}

    def keep(self, key: str, text: str, depth: int) -> None:
        """Keep a text; in an entry one that lies deeper does not replace one that is there."""
        if not self.entry or depth <= self._depths.get(key, depth):
            self._depths[key] = depth
            self.texts[key] = text

    def title(self, element: Element, depth: int, *, media: bool = False) -> None:
        text = _content(element)
        if not -1 < self.title_depth <= depth:
            self.keep("title", text, depth)
        if text and not media:
            self.title_depth = depth

    def media_title(self, element: Element, depth: int) -> None:
        self.title(element, depth, media=True)

    def link(self, element: Element, depth: int) -> None:
        given = _attributes(element)
        rel = given.get("rel", "alternate").lower()
        kind = given.get("type", "application/atom+xml" if rel == "self" else "text/html").lower()
        address = given.get("url", given.get("uri", given.get("href")))
        if not address and "href" not in given:
            text = _address(_text(element))
            if "&" in text:
                text = _FALSE_REFERENCE.sub(r"&\1", text.replace("&amp;", "&") if self.entry else text)
            self.texts["link"] = text
            self.links.append((rel, kind, text))
            return
        if len(element):
            raise UnusualError
        found = _address(address or "")
        self.links.append((rel, kind, found))
        if rel == "alternate" and kind in PAGE_TYPES:
            self.texts["link"] = found

    def guid(self, element: Element, depth: int) -> None:
        text = _text(element)
        is_link = _attributes(element).get("ispermalink", "true") == "true"
        text = _address(text) if is_link else text
        self.keep("id", text, depth)
        if is_link:
            self.texts.setdefault("link", text)

    def description(self, element: Element, depth: int) -> None:
        if "summary" in self.texts and not self._has_content:
            self.content(element, depth)
        else:
            self.keep("summary", _content(element), depth)

    def content(self, element: Element, depth: int) -> None:
        self._has_content = True
        text = _content(element)
        self.contents.append(text)
        self.texts.setdefault("summary", text)

    def published(self, element: Element, depth: int) -> None:
        self._date("published", element, depth)

    def updated(self, element: Element, depth: int) -> None:
        self._date("updated", element, depth)

    def _date(self, key: str, element: Element, depth: int) -> None:
        text = _text(element)
        if text and parse_date(text) is None:
            raise UnusualError  # feedparser knows further ways to write one
        self.keep(key, text, depth)

    def source(self, element: Element, depth: int) -> None:
        """Pass over what is told of the feed that an entry was taken from."""
        self.title_depth = -1
        for inner, at in _walk(element, depth + 1):
            name = name_of(inner)
            if name not in _IN_SOURCE:
                raise UnusualError
            if name == "title" and _content(inner):
                self.title_depth = at

    def image(self, element: Element, depth: int) -> None:
        self.title_depth = -1
        if any(name_of(inner) not in (("url",) if self.entry else _IN_IMAGE) or len(inner) for inner in element):
            raise UnusualError

    def textinput(self, element: Element, depth: int) -> None:
        self.title_depth = -1
        if any(name_of(inner) not in _IN_TEXTINPUT or len(inner) for inner in element):
            raise UnusualError

    def language(self, element: Element, depth: int) -> None:
        self.texts["language"] = _text(element)


Handle = Callable[[_Fields, Element, int], None]

_OF_BOTH: dict[str, Handle] = {
    "title": _Fields.title,
    "dc_title": _Fields.title,
    "media_title": _Fields.media_title,
    "link": _Fields.link,
    "guid": _Fields.guid,
    "id": _Fields.guid,
    "source": _Fields.source,
    "image": _Fields.image,
}
_ENTRY: dict[str, Handle] = {
    **_OF_BOTH,
    "description": _Fields.description,
    "dc_description": _Fields.description,
    "media_description": _Fields.description,
    "summary": _Fields.description,
    "itunes_summary": _Fields.description,
    "content": _Fields.content,
    "content_encoded": _Fields.content,
    "published": _Fields.published,
    "issued": _Fields.published,
    "pubdate": _Fields.published,
    "dcterms_issued": _Fields.published,
    "updated": _Fields.updated,
    "modified": _Fields.updated,
    "lastbuilddate": _Fields.updated,
    "dc_date": _Fields.updated,
    "dcterms_modified": _Fields.updated,
}
_HEAD: dict[str, Handle] = {
    **_OF_BOTH,
    "language": _Fields.language,
    "dc_language": _Fields.language,
    "textinput": _Fields.textinput,
}
_TIMES = frozenset(["ttl", "sy_updateperiod", "sy_updatefrequency"])
_SKIPPED = frozenset(["source", "image", "textinput"])


def _walk(parent: Element, depth: int) -> Iterator[tuple[Element, int]]:
    for child in parent:
        yield child, depth
        if len(child) and name_of(child) not in _SKIPPED:
            yield from _walk(child, depth + 1)


def _read_entry(item: Element) -> Draft:
    given = _attributes(item)
    if "lastmod" in given or "href" in given:
        raise UnusualError
    fields = _Fields(entry=True)
    about = item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
    if about:
        fields.texts["id"] = about
    for element, depth in _walk(item, 1):
        name = name_of(element)
        handle = _ENTRY.get(name)
        if handle is not None:
            handle(fields, element, depth)
        elif name in FULL_TEXT:
            fields.keep(name, _text(element), depth)
        elif name in _LEFT_TO_OTHERS:
            raise UnusualError
    return _draft(fields)


def _draft(fields: _Fields) -> Draft:
    texts = fields.texts
    bodies = [*fields.contents, *(texts.get(name, "") for name in ("summary", *FULL_TEXT))]
    guid = texts.get("id", "")
    return Draft(
        guid=guid,
        links=links_of(fields.links, texts.get("link", ""), guid),
        title=texts.get("title", ""),
        bodies=list(dict.fromkeys(filter(None, bodies))),
        published=texts.get("published", ""),
        updated=texts.get("updated", ""),
    )


def _read_head(root: Element, head: list[Element], drafts: list[Draft]) -> RawFeed:
    fields = _Fields(entry=False)
    language = root.get("{http://www.w3.org/XML/1998/namespace}lang", root.get("lang", ""))
    if language and name_of(root) in ("feed", "rss"):
        fields.texts["language"] = language
    for child in head:
        for element, depth in [(child, 1), *(() if name_of(child) in _SKIPPED else _walk(child, 2))]:
            name = name_of(element)
            handle = _HEAD.get(name)
            if handle is not None:
                handle(fields, element, depth)
            elif name in _TIMES:
                fields.texts[name] = _text(element) if not element.attrib else ""
            elif name in _LEFT_TO_OTHERS or name in _NOT_OF_HEAD:
                raise UnusualError
    texts = fields.texts
    return RawFeed(
        title=texts.get("title", ""),
        link=texts.get("link", ""),
        language=texts.get("language", ""),
        ttl_s=seconds_to_live(*(texts.get(name, "") for name in ("ttl", "sy_updateperiod", "sy_updatefrequency"))),
        drafts=drafts,
    )


def _attributes(element: Element) -> dict[str, str]:
    """Return the attributes without a namespace, their names in lower case."""
    if not element.attrib:
        return {}
    return {str(name).lower(): str(value) for name, value in element.attrib.items() if not str(name).startswith("{")}


def _content(element: Element) -> str:
    """Return the text of an element whose attributes may say that it is something else than text."""
    if element.attrib:
        given = _attributes(element)
        if "mode" in given or given.get("type", "").lower() not in _TEXT_TYPES:
            raise UnusualError
    return _text(element)


def _text(element: Element) -> str:
    if len(element):
        raise UnusualError
    text = (element.text or "").strip()
    return text if text.isascii() else _repaired(text)


def _repaired(text: str) -> str:
    """Return the text with UTF-8 that somebody took for Latin-1 read right."""
    with contextlib.suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8")
    return text.translate(_CP1252) if _C1.search(text) else text


def _address(text: str) -> str:
    return _SLASHES.sub(r"\1", text) if ":///" in text else text
