"""Atom 1.0 (RFC 4287) of new statements and new aid announcements."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd

from pipeline.analysis.reported import reporting

NAMESPACE = "http://www.w3.org/2005/Atom"
TITLE = 120  # characters of an entry's title
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Row = Mapping[Any, Any]
Entry = dict[str, str]


def statement_entry(row: Row) -> Entry:
    """Return one statement as an entry: who said what, in which outlet."""
    return {
        "id": f"urn:ukraine-monitor:statement:{row['statement_id']}",
        "title": _cut(f"{_text(row['speaker']) or 'Unnamed'}{_with(row)}: {_told(row)}"),
        "link": _text(row["url"]),
        "updated": _iso(row["published_at"]),
        "summary": f"{_text(row['sentence'])}\n\n{_text(row['source'])}: {_text(row['title'])}",
    }


def _told(row: Row) -> str:
    return f"{reporting(row)} {_text(row['quote'])}".strip()


def _with(row: Row) -> str:
    others = json.loads(_text(row["joint_with"]) or "[]")
    return f", with {', '.join(others)}" if others else ""


def aid_entry(row: Row) -> Entry:
    """Return one aid announcement as an entry: who gives what, and the sentence that says so."""
    gift: str = f"{row['amount']:,.0f} {_text(row['currency'])}" if pd.notna(row["amount"]) else _text(row["kind"])
    return {
        "id": f"urn:ukraine-monitor:aid:{row['event_id']}",
        "title": _cut(f"{_text(row['donor_name']) or 'Unnamed donor'}: {gift} ({_text(row['status'])})"),
        "link": _text(row["url"]),
        "updated": _iso(row["published_at"]),
        "summary": f"{_text(row['sentence'])}\n\n{_text(row['source'])}: {_text(row['title'])}",
    }


def atom(title: str, address: str, entries: Sequence[Entry]) -> bytes:
    """Return an Atom document; `address` is its own, entries come newest first."""
    ET.register_namespace("", NAMESPACE)
    feed = ET.Element(_name("feed"))
    _add(feed, "title", title)
    _add(feed, "id", address)
    ET.SubElement(feed, _name("link"), {"rel": "self", "href": _clean(address)})
    _add(feed, "updated", entries[0]["updated"] if entries else "1970-01-01T00:00:00Z")
    author = ET.SubElement(feed, _name("author"))
    _add(author, "name", "Ukraine Monitor")
    for entry in entries:
        node = ET.SubElement(feed, _name("entry"))
        for name in ("id", "title", "updated", "summary"):
            _add(node, name, entry[name])
        if entry["link"].startswith(("http://", "https://")):
            ET.SubElement(node, _name("link"), {"href": _clean(entry["link"])})
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _name(name)).text = _clean(text)


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _clean(text: str) -> str:
    """Return text without the characters that XML 1.0 does not allow."""
    return _NOT_XML.sub("", text)


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _cut(text: str) -> str:
    return text if len(text) <= TITLE else f"{text[: TITLE - 1]}…"


def _iso(time: Any) -> str:
    return str(pd.Timestamp(time).strftime("%Y-%m-%dT%H:%M:%SZ"))
