"""Tags of a feed's entries in pairs: what is opened and not closed in an entry would swallow all entries behind it."""

import re
from collections import Counter
from collections.abc import Iterator

_START = re.compile(r"<(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry)(?:\s[^<>]{0,2000})?>")
_END = re.compile(r"</(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry)\s*>")
_PIECE = re.compile(r"<!\[CDATA\[|<!--|<(/?)([A-Za-z_][\w:.-]{0,60})[^<>]*?(/?)>")


def in_pairs(text: str) -> str:
    """Return feed text without the tags within its entries that open or close nothing; what they stand around stays."""
    kept: list[str] = []
    at = 0
    for start, end in _entries(text):
        kept.append(text[at:start])
        place = start
        for first, last in _unpaired(text, start, end):
            kept.append(text[place:first])
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


def _unpaired(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return from where to where each tag goes that has no partner, in their order."""
    odd: list[tuple[int, int]] = []
    waiting: list[tuple[str, tuple[int, int]]] = []
    counts: Counter[str] = Counter()
    for piece in _tags(text, start, end):
        closing, name, itself = piece.groups()
        if itself:
            continue
        if not closing:
            waiting.append((name, piece.span()))
            counts[name] += 1
        elif counts[name]:
            odd += _closed_by(name, waiting, counts)
        else:
            odd.append(piece.span())
    return sorted([*odd, *(span for _, span in waiting)])


def _tags(text: str, start: int, end: int) -> Iterator["re.Match[str]"]:
    """Yield the tags outside comments and CDATA sections."""
    at = start
    while piece := _PIECE.search(text, at, end):
        at = piece.end()
        if piece.group(2):
            yield piece
            continue
        close = "-->" if piece.group() == "<!--" else "]]>"
        at = text.find(close, at, end)
        if at < 0:
            return


def _closed_by(
    name: str, waiting: list[tuple[str, tuple[int, int]]], counts: Counter[str]
) -> Iterator[tuple[int, int]]:
    """Take what waits off, up to the tag that `name` closes; yield what was opened since and never closed."""
    while waiting:
        opened, span = waiting.pop()
        counts[opened] -= 1
        if opened == name:
            return
        yield span
