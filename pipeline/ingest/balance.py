"""Tags of a feed's entries in pairs: what is opened and not closed in an entry would swallow all entries behind it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_START = re.compile(r"<(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry)(?:\s[^<>]{0,2000})?>", re.IGNORECASE)
_END = re.compile(r"</(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry)\s*>", re.IGNORECASE)
_PIECE = re.compile(r"<!\[CDATA\[|<!--|<(/?)([A-Za-z_][\w:.-]{0,60})[^<>]*?(/?)>")
_FIELD_NAMES = """
title link guid id description summary content encoded pubdate published updated modified issued date author creator
category comments body
"""
_FIELDS = frozenset(_FIELD_NAMES.split())
"""What an entry is made of: such an element ends where the next begins, if nothing ends it."""


@dataclass(slots=True)
class _Tag:
    """A tag of an entry; `partner` is the number of the one that closes or opens it, -1 for none."""

    name: str
    first: int
    last: int
    closes: bool
    partner: int = -1

    @property
    def is_field(self) -> bool:
        return not self.closes and self.name.lower().rpartition(":")[2] in _FIELDS


def in_pairs(text: str) -> str:
    """Return feed text without the tags within its entries that open or close nothing; what they stand around stays.

    A field of the entry that nothing closes is closed where the next one begins. Names that differ by capitals are one
    name, as for feedparser; the closing tag is then written as the opening one.
    """
    kept: list[str] = []
    at = 0
    for start, end in _entries(text):
        kept.append(text[at:start])
        place = start
        for first, last, instead in _changes(text, start, end):
            kept += [text[place:first], instead]
            place = last
        kept.append(text[place:end])
        at = end
    return "".join([*kept, text[at:]])


def _entries(text: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where the inner part of each entry goes."""
    at = 0
    while (start := _START.search(text, at)) and (end := _END.search(text, start.end())):
        yield start.end(), end.start()
        at = end.end()


def _changes(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Return from where to where the text changes and what stands there then, in order."""
    tags, end = _tags(text, start, end)
    _pair(tags)
    changes: list[tuple[int, int, str]] = []
    for number, tag in enumerate(tags):
        if tag.partner >= 0:
            opened = tags[tag.partner].name
            if tag.closes and tag.name != opened:
                changes.append((tag.first, tag.last, f"</{opened}>"))
        elif tag.is_field:
            place = _end_of_field(tags, number, end)
            changes.append((place, place, f"</{tag.name}>"))
        else:
            changes.append((tag.first, tag.last, ""))
    return sorted(changes, key=lambda change: change[:2])


def _tags(text: str, start: int, end: int) -> tuple[list[_Tag], int]:
    """Return the tags outside comments and CDATA sections, and where the first of these begins that has no end."""
    found: list[_Tag] = []
    at = start
    while piece := _PIECE.search(text, at, end):
        at = piece.end()
        if piece.group(2):
            if not piece.group(3):
                found.append(_Tag(piece.group(2), *piece.span(), bool(piece.group(1))))
            continue
        close = "-->" if piece.group() == "<!--" else "]]>"
        at = text.find(close, at, end)
        if at < 0:
            return found, piece.start()
    return found, end


def _pair(tags: list[_Tag]) -> None:
    """Let each closing tag close the last open one of its name; what was opened since and is open has no partner."""
    waiting: list[int] = []
    counts: Counter[str] = Counter()
    for number, tag in enumerate(tags):
        name = tag.name.lower()
        if not tag.closes:
            waiting.append(number)
            counts[name] += 1
        elif counts[name]:
            while waiting and tag.partner < 0:
                opened = waiting.pop()
                counts[tags[opened].name.lower()] -= 1
                if tags[opened].name.lower() == name:
                    tag.partner, tags[opened].partner = opened, number


def _end_of_field(tags: list[_Tag], number: int, end: int) -> int:
    """Return where the next field begins, or what the field stands in ends."""
    at = number + 1
    while at < len(tags):
        tag = tags[at]
        if tag.is_field or (tag.closes and tag.partner >= 0):
            return tag.first
        at = max(at, tag.partner) + 1
    return end
