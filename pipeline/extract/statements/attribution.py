"""One unit read for attributions: which words report speech, whose, and what was said, by the order they stand in.

Two passes. First what stands behind its words ("..., Marn said", "..., said Marn", "according to Marn"): such a cue
takes the whole clause before it. Then what announces its words ("Marn said that ...", "Marn called it ..."). Only
the outermost attribution counts: a cue inside the words of another is not read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.extract.statements.cues import Cue
from pipeline.extract.statements.grammar import Grammar
from pipeline.extract.statements.units import Unit
from pipeline.extract.statements.words import Range


@dataclass(slots=True)
class Attribution:
    """One attribution in token ranges; `rule` names the order and the complement that found it."""

    cue: Range | None
    source: Range | None
    content: list[Range]
    rule: str
    lemma: str
    unit: Unit


class Hit(NamedTuple):
    """A reporting word in the text: the token of its verb, where the cue ends (idioms run on), and its row."""

    at: int
    end: int
    cue: Cue


@dataclass(frozen=True, slots=True)
class Pending:
    """A cue at the end of its unit whose words come next: "Marn said:"."""

    cue: Range
    source: Range | None
    lemma: str


class Scan:
    """What is known of one unit while it is read: its cues, what they have claimed, the attributions found."""

    def __init__(self, words: Grammar, unit: Unit, hits: list[Hit]) -> None:
        lo, end, _ = unit
        self.t, self.unit, self.hits = words, unit, hits
        self.lo = self._first = lo  # a headline is read in parts: `lo`, `end` and `hits` are those of one part then
        self.found: list[Attribution] = []
        self.used: set[int] = set()
        self.subjects: list[tuple[Range, Range]] = []  # cue and source of what was read, told or not
        self.pending: Pending | None = None
        self._claimed = bytearray(end - lo + 1)
        self.bracketed = words.words[lo] == "(" and words.words[end - 1] == ")"  # "(“...,” said Marn.)"
        if self.bracketed:
            end -= 1
        while end > lo and words.words[end - 1] in ".!?…" and not words.quoted[end - 1]:
            end -= 1
        self.end = end  # before the full stop

    def is_claimed(self, i: int) -> bool:
        """Tell whether token `i` is among the words of an attribution already found."""
        return bool(self._claimed[i - self._first])

    def unclaimed_end(self, i: int) -> int:
        """Return the first token from `i` on that is claimed and in no quotation, the end of the unit where none is."""
        at = self._claimed.find(1, i - self._first)
        while 0 <= at < self.end - self._first:
            if not self.t.quoted[at + self._first]:
                return at + self._first
            at = self._claimed.find(1, at + 1)
        return self.end

    def add(self, cue: Range, source: Range | None, content: list[Range], rule: str, lemma: str) -> None:
        """Keep an attribution and claim its words; nothing where no words are left after trimming."""
        parts = [part for part in map(self._trimmed, content) if part[0] < part[1]]
        if not self._says_something(parts):
            return
        for start, end in parts:
            self._claimed[start - self._first : end - self._first] = b"\1" * (end - start)
        self.found.append(Attribution(cue, source, parts, rule, lemma, self.unit))
        if source is not None:
            self.subjects.append((cue, source))

    def _says_something(self, parts: list[Range]) -> bool:
        """Tell whether there is more than one word, or one that is a name or in quotation marks."""
        t, words = self.t, 0
        for start, end in parts:
            for i in range(start, min(end, start + 6)):
                if not t.is_mark(i):
                    words += 1
                    if words > 1 or t.quoted[i] or t.is_capital(i):
                        return True
        return False

    def _trimmed(self, tokens: Range) -> Range:
        start, end = tokens
        t = self.t
        while start < end and not t.quoted[start] and t.words[start] in ",;:—–-.…":
            start += 1
        if self.bracketed and start == self.lo:
            start += 1
        while end > start and not t.quoted[end - 1] and t.words[end - 1] in ",;:.—–-":
            end -= 1
        return start, end

    def is_boundary(self, i: int) -> bool:
        """Tell whether the unit ends at `i` or a mark that separates clauses stands there."""
        return i >= self.end or (self.t.words[i] in ",;.—–-" and not self.t.quoted[i])

    def is_long_quote(self, i: int) -> bool:
        """Tell whether the quotation around token `i` has more than one word in its marks."""
        first, after = self.t.quote_range[self.t.quoted[i] - 1]
        return after - first > 3

    def inherited(self, i: int) -> Range | None:
        """Return the source of the nearest reporting verb before `i`, else the subject of the unit's first clause."""
        for cue, source in reversed(self.subjects[-8:]):
            if cue[0] < i and self.t.words[source[1] - 1] not in ("that", "which"):
                return source
        return self.t.clause_subject(self.lo, i)


def _is_name_part(words: Grammar, i: int, lo: int) -> bool:
    """Tell whether a capitalised cue is part of a name ("United States") and not the verb of a headline in capitals."""
    if i == lo:
        return False
    lower = sum(not words.is_capital(k) and not words.is_mark(k) for k in range(lo, min(lo + 12, len(words.words))))
    return lower > 4 or words.words[i - 1] in ("united", "the")


def _is_subject(words: Grammar, i: int, hi: int) -> bool:
    """Tell whether another reporting verb follows at once: "the island states | said"; not a noun that looks like one:
    "the mayor claims | reports are false".
    """
    following = words.cue_at(i + 1) if i + 1 < hi and not words.quoted[i + 1] else None
    if following is None or not following.speaks:
        return False
    if following.form == "base":  # "media reports | say"
        return not following.is_noun_too and words.words[i].endswith("s")
    return following.form == "past" or (following.form == "third" and not following.is_noun_too)


def hits_among(words: Grammar, cues: Sequence[int], lo: int, hi: int) -> list[Hit]:
    """Return the reporting words that stand outside quotation marks, longest idiom first; `cues` are the tokens of a
    range that are forms of them.
    """
    hits: list[Hit] = []
    for i in cues:
        if words.quoted[i] or words.is_hyphened(i) or (words.is_capital(i) and _is_name_part(words, i, lo)):
            continue
        for rest, cue in words.cues[words.words[i]]:
            if cue.is_noun_too and cue.form in ("base", "third") and _is_subject(words, i, hi):
                continue
            end = i + 1 + len(rest)
            if not rest or (end <= hi and tuple(words.words[i + 1 : end]) == rest):
                hits.append(Hit(i, end, cue))
                if cue.form not in ("base", "third") or not cue.is_noun_too:
                    break
    return hits
