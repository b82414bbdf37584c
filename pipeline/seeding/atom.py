"""The baseline's feed files: Atom 1.0, one entry an event, text in paragraphs, link to the source.

Atom and not RSS, because a channel of RSS needs a web site of its own and the baseline has none.
"""

import datetime as dt
import html
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as ET  # only written here, never parsed

ATOM = "http://www.w3.org/2005/Atom"
NAMESPACE = "urn:ukraine-monitor:baseline"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `key` is stable and unique, `published` a day (said or announced), the source linked."""

    key: str
    title: str
    link: str
    published: dt.date
    paragraphs: tuple[str, ...]
    source_title: str = ""
    related: tuple[str, ...] = ()  # further addresses that prove it


def feed_file(name: str, title: str, entries: Iterable[Entry]) -> str:
    """Return one Atom document, entries oldest first; a day is written as its noon UTC."""
    ordered = sorted(entries, key=lambda entry: (entry.published, entry.key))
    ET.register_namespace("", ATOM)
    feed = ET.Element(_tag("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    _text(feed, "id", f"{NAMESPACE}:{name}")
    _text(feed, "title", title)
    _text(feed, "updated", _noon(ordered[-1].published))
    _text(ET.SubElement(feed, _tag("author")), "name", "Ukraine Monitor")
    for entry in ordered:
        feed.append(_entry(entry))
    ET.indent(feed, space=" ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _entry(entry: Entry) -> ET.Element:
    element = ET.Element(_tag("entry"))
    _text(element, "id", f"{NAMESPACE}:{entry.key}")
    _text(element, "title", entry.title)
    ET.SubElement(element, _tag("link"), href=entry.link)
    for address in entry.related:
        ET.SubElement(element, _tag("link"), rel="related", href=address)
    _text(element, "published", _noon(entry.published))
    _text(element, "updated", _noon(entry.published))
    if entry.source_title:
        _text(ET.SubElement(element, _tag("source")), "title", entry.source_title)
    content = ET.SubElement(element, _tag("content"), type="html")
    content.text = "".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in entry.paragraphs)
    return element


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _tag(name)).text = text


def _tag(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _noon(day: dt.date) -> str:
    return f"{day.isoformat()}T12:00:00Z"
