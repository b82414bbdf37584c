"""All attributions of a text, unit by unit, and what goes on over the borders of units.

A quotation may be announced in the sentence before it ("Marn said:"), go on behind its attribution ("A," Marn said.
"B."), over further paragraphs, or be signed by a name behind a dash.
"""

from collections.abc import Sequence

from pipeline.extract.actors.mention import Mention
from pipeline.extract.document import Document
from pipeline.extract.quotations import find_quotations
from pipeline.extract.statements.attribution import Attribution, Pending, Scan, hits_among
from pipeline.extract.statements.grammar import Grammar
from pipeline.extract.statements.headlines import read_headline
from pipeline.extract.statements.leading import read_leading
from pipeline.extract.statements.trailing import read_trailing
from pipeline.extract.statements.transcripts import find_turns
from pipeline.extract.statements.units import Unit, units_of
from pipeline.extract.statements.voices import Voices
from pipeline.extract.statements.words import REACH, Range

_SIGNATURE = 8  # tokens of a name behind a dash


def find_attributions(document: Document, mentions: Sequence[Mention]) -> tuple[Grammar, list[Attribution]]:
    """Return the words of a text and its attributions in token ranges: turns first, then unit by unit."""
    words = Grammar(document, find_quotations(document.text, document.paragraphs))
    voices = Voices(words, mentions)
    turns = find_turns(words, voices)
    thread = _Thread(words, voices)
    spoken = iter(turns)
    turn = next(spoken, None)
    for unit in units_of(words):
        while turn is not None and turn.unit.hi <= unit.lo:
            turn = next(spoken, None)
        if turn is None or turn.unit.lo > unit.lo:
            thread.read(unit)
    return words, turns + [attribution for attribution in thread.found if attribution.content]


class _Thread:
    """Reads unit after unit and remembers who spoke last and what is still to come."""

    def __init__(self, words: Grammar, voices: Voices) -> None:
        self.words = words
        self.voices = voices
        self.found: list[Attribution] = []
        self._pending: Pending | None = None
        self._last: Attribution | None = None
        self._previous: Unit | None = None

    def read(self, unit: Unit) -> None:
        """Add the attributions of one unit, or its quotation to the attribution before it."""
        if _is_boilerplate(self.words, unit):
            return
        cues = self.words.cues_between(unit.lo, unit.hi)
        if not cues and self._pending is None and _is_plain(self.words, unit):
            self._last = None
        elif (signed := _signature(self.words, unit)) is not None:
            self._sign(signed)
        else:
            self._attribute(unit, cues)
        self._previous = unit

    def _sign(self, signed: Attribution) -> None:
        if self._last is not None and self._last.content[-1:] == signed.content:
            self._last.content.pop()  # it was taken for the end of the quotation before it
        self._last = signed
        self.found.append(signed)

    def _attribute(self, unit: Unit, cues: Sequence[int]) -> None:
        scan = _scan(self.words, unit, cues, self.voices)
        lead = _leading_quote(self.words, unit)
        pending = self._pending
        if pending is not None and not scan.found and (lead is not None or pending.lemma != ":"):
            scan.add(pending.cue, pending.source, [(unit.lo, unit.hi)], "announced", pending.lemma)
        elif lead is not None and self._goes_on(unit, lead, scan) and self._last is not None:
            self._last.content.append(lead)
        self._pending = scan.pending
        self.found += scan.found
        if scan.found:
            self._last = self._voice(scan.found)
        elif lead is None:
            self._last = None

    def _goes_on(self, unit: Unit, lead: Range, scan: Scan) -> bool:
        """Tell whether a quotation that opens `unit` belongs to the last attribution."""
        if self._last is None or self._previous is None or _is_read(scan, lead):
            return False
        if self._previous.paragraph == unit.paragraph:
            return True
        quoted = self.words.quoted
        return any(quoted[end - 1] for _, end in self._last.content[-1:]) or bool(quoted[self._previous.hi - 1])

    def _voice(self, found: list[Attribution]) -> Attribution:
        """Return the attribution whose quotation may go on: the last with marks, else the last."""
        if len(found) == 1:
            return found[0]
        quoted = self.words.quoted
        spoken = [a for a in found if any(quoted[start] or quoted[end - 1] for start, end in a.content)]
        return spoken[-1] if spoken else found[-1]


def _is_plain(words: Grammar, unit: Unit) -> bool:
    """Tell whether a unit without a reporting word stands below the headline and has nothing else that could attribute
    words to anybody: no quotation, no "according to", and no dash at its start, behind which `_signature` reads a name.
    """
    lo, hi = unit.lo, unit.hi
    if unit.paragraph == 0 or words.quoted[lo] or words.is_dash(lo):
        return False
    return not (words.quotes_between(lo, hi) or words.according_between(lo, hi))


def _scan(words: Grammar, unit: Unit, cues: Sequence[int], voices: Voices) -> Scan:
    scan = Scan(words, unit, hits_among(words, cues, unit.lo, unit.hi))
    if unit.paragraph == 0:
        read_headline(scan, voices)
    if scan.hits or words.according_between(unit.lo, unit.hi) or words.quotes_between(unit.lo, unit.hi):
        read_trailing(scan)
        read_leading(scan)
        if len(scan.found) > 1:
            scan.found.sort(key=lambda attribution: attribution.content[0][0])
    return scan


def _is_read(scan: Scan, tokens: Range) -> bool:
    return any(start <= tokens[0] < end for a in scan.found for start, end in a.content)


def _is_boilerplate(words: Grammar, unit: Unit) -> bool:
    """Tell whether a unit is the line that blogs put under a summary: "The post ... appeared first on ..."."""
    if words.words[unit.lo] != "the" or words.words[unit.lo + 1 : unit.lo + 2] != ["post"]:
        return False
    near = range(unit.lo, min(unit.hi, unit.lo + REACH))
    return any(words.words[k : k + 3] == ["appeared", "first", "on"] for k in near)


def _signature(words: Grammar, unit: Unit) -> Attribution | None:
    """Return the attribution of `“...” — Odo Marn`: a quotation with a name behind a dash and nothing more."""
    end = unit.hi
    near = words.words[max(unit.lo, end - _SIGNATURE) : end]
    if "—" not in near and "–" not in near:
        return None
    for k in range(end - 1, max(unit.lo - 1, end - _SIGNATURE), -1):
        if words.words[k] not in "—–" or words.quoted[k]:
            continue
        number = words.quoted[k - 1] if k else 0
        named = k + 1 < end and words.is_capital(k + 1) and words.phrase_after(k + 1, end) == end
        if not number or not named:
            return None
        first, after = words.quote_range[number - 1]
        whole = first >= unit.lo or k == unit.lo
        return Attribution((k, k + 1), (k + 1, end), [(first, after)], "quote-dash", "-", unit) if whole else None
    return None


def _leading_quote(words: Grammar, unit: Unit) -> Range | None:
    number = words.quoted[unit.lo]
    if not number:
        return None
    first, after = words.quote_range[number - 1]
    return (first, min(after, unit.hi)) if after - first > 4 else None
