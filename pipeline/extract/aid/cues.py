"""The cue lists of the aid rooms: rows of seeds/lexicons/aid_*.csv compiled to one pattern for each opening of a word.

A row holds `value` (what it means), `pattern` (a regular expression of plain words), `rank`, `scope` and an
`example`. A text is walked
word by word and only the rows that can begin with its first letters are tried: far faster than one long alternation.
"""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.errors import SeedError
from pipeline.records import Span
from pipeline.seeds import seed

LETTERS = 5  # of a word by which its rows are told
_WORD = re.compile(rf"(?<!\w)\w{{1,{LETTERS}}}")
_PLAIN = re.compile(r"(?:[^\W_]|[ /’€£]|-(?!.))+")  # stand for themselves in a pattern


@dataclass(frozen=True, slots=True)
class Hit:
    """One cue in a text: what it means, how strong it is, where it stands."""

    value: str
    rank: int
    scope: str
    span: Span


Rows = tuple[tuple[int, re.Pattern[str]], ...]  # index of the row and its pattern, in order


@dataclass(frozen=True, slots=True)
class WordPatterns:
    """Patterns by the letters that a word opens with, each with the indices of its rows; the first row that matches at
    a word wins.
    """

    rows_at: Callable[[str], Rows]  # the opening of a word -> the rows that can begin there

    @classmethod
    def of(cls, patterns: list[str], flags: int = re.IGNORECASE) -> "WordPatterns":
        """Compile `patterns`; raise `re.error` for a bad one and `ValueError` for one with a capturing group."""
        compiled = [_compiled(pattern, flags) for pattern in patterns]
        rows_of: dict[str, set[int]] = {}
        for index, pattern in enumerate(patterns):
            for opening in openings(pattern):
                rows_of.setdefault(opening, set()).add(index)

        @lru_cache(maxsize=4096)  # most words of a text occur again
        def rows_at(key: str) -> Rows:
            rows = set().union(*(rows_of.get(key[:length], ()) for length in range(len(key) + 1)))
            return tuple((row, compiled[row]) for row in sorted(rows))

        return cls(rows_at)

    def find(self, text: str, start: int, stop: int) -> list[tuple[int, Span]]:
        """Return (row index, span) of the matches in `text[start:stop]` in order, not overlapping."""
        out: list[tuple[int, Span]] = []
        free = start
        for at, rows in self._candidates(text, start, stop):
            for row, pattern in rows:
                match = pattern.match(text, at, stop) if at >= free else None
                if match is not None:
                    out.append((row, match.span()))
                    free = match.end()
                    break
        return out

    def _candidates(self, text: str, start: int, stop: int) -> list[tuple[int, Rows]]:
        rows_at = self.rows_at
        return [(at, rows) for at, key in _words(text, start, stop) if (rows := rows_at(key))]


@lru_cache(maxsize=8)  # all lists look through the same sentence, one after the other
def _words(text: str, start: int, stop: int) -> list[tuple[int, str]]:
    """Return where each word of `text[start:stop]` starts and how it opens: letters, a blank behind a shorter word."""
    return [(word.start(), (word[0].lower() + " ")[:LETTERS]) for word in _WORD.finditer(text, start, stop)]


def _compiled(pattern: str, flags: int) -> re.Pattern[str]:
    compiled = re.compile(f"(?:{pattern})" + r"(?:(?<=\W)|(?!\w))", flags)
    if compiled.groups:
        raise ValueError("use (?:…) rather than (…)")
    return compiled


def openings(pattern: str) -> set[str]:
    """Return the lower-case letters, at most `LETTERS`, that a match can begin with; "" where that cannot be told.

    A blank stands for the end of the word; what opens with a mark ("€90") is left out, no word begins so.
    """
    found = {(letters + " ")[:LETTERS] if ended else letters for letters, ended in _openings(pattern, LETTERS)}
    return found - {" "}


Opening = tuple[str, bool]  # the letters, and whether the pattern goes on right behind them


def _openings(pattern: str, most: int) -> set[Opening]:
    return {opening for branch in _branches(pattern) for opening in _openings_of(branch, most)}


def _openings_of(branch: str, most: int) -> set[Opening]:
    """Return how a branch begins, element by element: a group, a class of letters, or a letter."""
    if not branch:
        return {("", True)}
    if most <= 0:
        return {("", False)}
    if branch.startswith("(?") and not branch.startswith("(?:"):
        return _openings_of(branch[_closing(branch) + 1 :], most)  # a look-around
    end = _element_end(branch)
    if branch.startswith("(?:"):
        element = _openings(branch[3 : end - 1], most)
    else:
        letters = branch[1 : end - 1] if branch[0] == "[" else branch[0]
        element = {_letter(letter) for letter in letters} if _PLAIN.fullmatch(letters) else {("", False)}
    mark = branch[end : end + 1]
    rest = branch[end + 1 :] if mark in ("?", "*") else branch[end:]
    if mark == "{" or mark == "+" or mark == "*":
        element = {(letters, False) for letters, _ in element}
    found = {opening for first in element for opening in _continued(first, rest, most)}
    if mark == "{" and branch[end + 1 : end + 2] == "0":
        found.add(("", False))
    return found | _openings_of(rest, most) if mark in ("?", "*") else found


def _letter(letter: str) -> Opening:
    return (letter.lower(), True) if letter.isalnum() else (" ", False)


def _continued(first: Opening, rest: str, most: int) -> set[Opening]:
    letters, goes_on = first
    if not goes_on:
        return {first}
    return {(letters + more, open_end) for more, open_end in _openings_of(rest, most - len(letters))}


def _element_end(branch: str) -> int:
    if branch.startswith("(?:"):
        return _closing(branch) + 1
    return branch.index("]", 2) + 1 if branch[0] == "[" else 1


def _closing(branch: str) -> int:
    depth = 0
    for at, character in enumerate(branch):
        if branch[at - 1 : at] == "\\":
            continue
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return at
    return len(branch) - 1


def _branches(pattern: str) -> list[str]:
    out, depth, begin = [], 0, 0
    for at, character in enumerate(pattern):
        if pattern[at - 1 : at] == "\\":
            continue
        depth += (character in "([") - (character in ")]")
        if character == "|" and depth == 0:
            out.append(pattern[begin:at])
            begin = at + 1
    return [*out, pattern[begin:]]


@dataclass(frozen=True, slots=True)
class CueList:
    """A compiled cue list; the first row that matches at a place wins."""

    patterns: WordPatterns
    rows: tuple[tuple[str, int, str], ...]

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Hit]:
        """Return the cues in `text[start:end]` in order, not overlapping."""
        stop = len(text) if end is None else end
        return [Hit(*self.rows[row], span) for row, span in self.patterns.find(text, start, stop)]

    def first(self, text: str, start: int = 0, end: int | None = None) -> Hit | None:
        """Return the first cue in `text[start:end]`, or None."""
        return next(iter(self.find(text, start, end)), None)


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of seeds/lexicons/`name`.csv; raise `SeedError` where the file is missing."""
    with seed(f"lexicons/{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def word_patterns(name: str, rows: list[dict[str, str]], flags: int = re.IGNORECASE) -> WordPatterns:
    """Return the column `pattern` of a lexicon compiled; raise `SeedError` for a damaged row."""
    try:
        return WordPatterns.of([row["pattern"] for row in rows], flags)
    except (re.error, KeyError, ValueError) as error:
        raise SeedError(f"seed lexicons/{name}.csv has a damaged row: {error}") from error


@cache
def cue_list(name: str, scope: str = "") -> CueList:
    """Return the cues of seeds/lexicons/`name`.csv (of one `scope` where given); raise `SeedError` for a damaged
    row.
    """
    rows = [row for row in read_rows(name) if not scope or row.get("scope") == scope]
    patterns = word_patterns(name, rows)
    return CueList(patterns, tuple((row["value"], int(row.get("rank") or 0), row.get("scope") or "") for row in rows))
