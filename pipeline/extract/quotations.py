"""Where a text is in quotation marks: curly, straight, low, guillemets, single marks of headlines, marks left open
over paragraphs.

Each paragraph is read once from left to right. An apostrophe, a plural possessive ("the ministers' talks") and feet
or minutes are no marks; a mark that turns the wrong way is taken for what its neighbours make of it. A quotation
that a paragraph opens and does not close runs to the paragraph's end: news prose opens every paragraph of a long
quotation and closes the last.
"""

import functools
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from pipeline.extract.marks import offsets_of
from pipeline.records import Span

_PAIRS = ("``", "''", "’’", "‘‘")
_DOUBLE = (*_PAIRS, *'"“”„‟«»″＂')
_ANY_DOUBLE = re.compile("|".join(_DOUBLE))
_SINGLE = re.compile(r"[‘’'‚‛`]")
_SINGLE_OPENS = "‘'‚‛`"
_OPEN = frozenset(("“", "„", "‟", "«", "``", "‘‘"))
_CLOSE = frozenset(("”", "»", "’’"))
_BEFORE_OPENING = frozenset(" \t\u00a0\u2009\u200a([{—–-/:;,‘'…*|>")
_AFTER_CLOSING = frozenset(" \t\u00a0\u2009\u200a)]}—–-/.,;:!?’'…*|<")
_ELISION = re.compile(r"(?:\d0?s?|\d\d|em|til|tis|twas|cause|n)\b", re.IGNORECASE)


class Quotation(NamedTuple):
    """One stretch in quotation marks, marks included; `closed` is False where it runs to the end of its paragraph."""

    start: int
    end: int
    closed: bool = True
    single: bool = False


def find_quotations(text: str, paragraphs: Sequence[Span]) -> list[Quotation]:
    """Return the quotations of each paragraph, sorted, never nested; linear in the length of `text`."""
    return list(_find_quotations(text, tuple(paragraphs)))


def has_double_mark(text: str, span: Span) -> bool:
    """Tell whether a double quotation mark stands in text[span], one without its partner too."""
    return _ANY_DOUBLE.search(text, *span) is not None


@functools.lru_cache(maxsize=1)  # the readers of one text ask for them one after the other
def _find_quotations(text: str, paragraphs: tuple[Span, ...]) -> list[Quotation]:
    found: list[Quotation] = []
    singles = [mark for mark in _SINGLE_OPENS if mark in text]
    marks = offsets_of(text, _DOUBLE)
    taken = 0
    for start, end in paragraphs:
        after = bisect_left(marks, end, taken)
        doubles = _double_marks(text, start, end, marks[taken:after]) if after > taken else []
        taken = after
        found += doubles
        if any(text.find(single, start, end) >= 0 for single in singles):  # else there are curly apostrophes only
            found += _single_marks(text, start, end, doubles)
    found.sort(key=attrgetter("start"))
    return found


def _double_marks(text: str, start: int, end: int, marks: Iterable[int]) -> list[Quotation]:
    found: list[Quotation] = []
    opened = -1
    depth = 0
    read = start
    for at in marks:
        if at < read:
            continue
        mark = text[at : at + 2] if text[at : at + 2] in _PAIRS else text[at]
        after = at + len(mark)
        before_char = text[at - 1] if at > start else " "
        after_char = text[after] if after < end else " "
        turn = _turn(mark, before_char, after_char, opened >= 0, at == start)
        if turn > 0:
            if opened < 0 or (mark not in _OPEN and text[opened] not in "“„‟«"):
                opened, depth = at, 1
            else:
                depth += 1
        elif not turn and mark in _CLOSE and not found and before_char in ",.!?…":
            found.append(Quotation(start, after))  # its opening mark is lost
        elif turn < 0 and opened >= 0:
            depth -= 1
            if depth <= 0 or mark not in _CLOSE:
                if mark == "''" and after_char == "'":  # the mark of a quotation in it, closed at once
                    after = read = after + 1
                found.append(Quotation(opened, after))
                opened = -1
    if 0 <= opened < end - 2:
        found.append(Quotation(opened, end, closed=False))
    return found


def _turn(mark: str, before: str, after: str, inside: bool, first: bool) -> int:
    """Return 1 for a mark that opens, -1 for one that closes, 0 for a stray one."""
    can_open = not after.isspace() and (first or before in _BEFORE_OPENING)
    can_close = not before.isspace() and (after in _AFTER_CLOSING or after.isspace())
    if mark in _OPEN:
        if after.isspace() and not first:
            return -1 if inside else 0
        return -1 if inside and can_close and not can_open else 1
    if mark in _CLOSE:
        return -1 if inside else int(can_open and not can_close)
    if not inside:
        return int(first or can_open or not (can_close or after.isspace()))
    return 1 if can_open and not can_close else -1


def _single_marks(text: str, start: int, end: int, doubles: Sequence[Quotation]) -> list[Quotation]:
    found: list[Quotation] = []
    opened = -1
    taken = iter(doubles)
    double = next(taken, None)
    for match in _SINGLE.finditer(text, start, end):
        at = match.start()
        while double is not None and double.end <= at:
            double = next(taken, None)
        if double is not None and double.start <= at:
            opened = -1
            continue
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        if after in "'`‘’" or before in "'`‘’":
            continue
        if opened < 0:
            if match.group() != "’" and _opens_single(text, at, before, after):
                opened = at
        elif match.group() != "‘" and _closes_single(text, at, end, before, after):
            if double is None or opened < double.start:
                found.append(Quotation(opened, at + 1, single=True))
            opened = -1
    return found


def _opens_single(text: str, at: int, before: str, after: str) -> bool:
    if not (before in _BEFORE_OPENING and (after.isalnum() or after in "[($…")):
        return False
    return _ELISION.match(text, at + 1) is None


def _closes_single(text: str, at: int, end: int, before: str, after: str) -> bool:
    if before.isspace() or not (after in _AFTER_CLOSING or after.isspace()):
        return False
    possessive = before == "s" and after == " " and text[at + 2 : at + 3].islower()
    return not (possessive and _SINGLE_CLOSE_AHEAD.search(text, at + 1, min(end, at + 200)) is not None)


_SINGLE_CLOSE_AHEAD = re.compile(r"['’](?=[\s.,;:!?]|$)")
