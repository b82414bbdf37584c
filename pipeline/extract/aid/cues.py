"""The cue lists of the aid rooms: rows of seeds/lexicons/aid_*.csv compiled to one pattern for each first letter.

A row holds `value` (what it means), `pattern` (a regular expression of plain words), `rank`, `scope` and an
`example`. A text is walked
word by word and only the rows that can begin with that letter are tried: ten times faster than one long alternation.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache

from pipeline.errors import SeedError
from pipeline.records import Span
from pipeline.seeds import seed

_WORD = re.compile(r"(?<!\w)\w")
_ANY = "*"


@dataclass(frozen=True, slots=True)
class Hit:
    """One cue in a text: what it means, how strong it is, where it stands."""

    value: str
    rank: int
    scope: str
    span: Span


@dataclass(frozen=True, slots=True)
class WordPatterns:
    """Patterns by first letter, each with the indices of its rows; the first row that matches at a word wins."""

    by_letter: dict[str, tuple[re.Pattern[str], tuple[int, ...]]]
    other: tuple[re.Pattern[str], tuple[int, ...]]

    @classmethod
    def of(cls, patterns: list[str], flags: int = re.IGNORECASE) -> "WordPatterns":
        """Compile `patterns`; raise `re.error` for a bad one and `ValueError` for one with a capturing group."""
        letters: dict[str, list[int]] = {}
        for index, pattern in enumerate(patterns):
            for letter in first_letters(pattern):
                letters.setdefault(letter, []).append(index)
        everywhere = letters.pop(_ANY, [])
        by_letter = {
            letter: _compiled(patterns, sorted({*rows, *everywhere}), flags) for letter, rows in letters.items()
        }
        return cls(by_letter, _compiled(patterns, everywhere, flags))

    def find(self, text: str, start: int, stop: int) -> list[tuple[int, Span]]:
        """Return (row index, span) of the matches in `text[start:stop]` in order, not overlapping."""
        out: list[tuple[int, Span]] = []
        free = start
        for word in _WORD.finditer(text, start, stop):
            at = word.start()
            if at < free:
                continue
            pattern, rows = self.by_letter.get(word.group().lower(), self.other)
            match = pattern.match(text, at, stop)
            if match is not None and match.end() > at:
                out.append((rows[(match.lastindex or 1) - 1], match.span()))
                free = match.end()
        return out


def _compiled(patterns: list[str], rows: list[int], flags: int) -> tuple[re.Pattern[str], tuple[int, ...]]:
    pattern = re.compile(
        "(?:" + ("|".join(f"({patterns[row]})" for row in rows) or "(?!)") + r")(?:(?<=\W)|(?!\w))", flags
    )
    if pattern.groups != len(rows):
        raise ValueError("use (?:…) rather than (…)")
    return pattern, tuple(rows)


def first_letters(pattern: str) -> set[str]:
    """Return the lower-case letters and digits that a match can begin with; {"*"} where that cannot be told."""
    out: set[str] = set()
    for branch in _branches(pattern):
        out |= _first_of(branch)
    return {_ANY} if _ANY in out else out


def _first_of(branch: str) -> set[str]:
    if not branch:
        return {_ANY}
    if branch.startswith("(?"):
        inner_end = _closing(branch)
        rest = branch[inner_end + 1 :]
        if not branch.startswith("(?:"):
            return _first_of(rest)  # a look-around
        inner = first_letters(branch[3:inner_end])
        return inner | _first_of(rest[1:]) if rest[:1] in ("?", "*") else inner
    head = branch[0]
    if not head.isalnum():
        return {_ANY}
    return {head.lower()} | (_first_of(branch[2:]) if branch[1:2] in ("?", "*") else set())


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
