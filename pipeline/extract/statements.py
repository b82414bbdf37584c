"""Statements of a text: attributions with their speaker resolved."""

from collections.abc import Sequence
from typing import Protocol

from pipeline.extract.attribution import Attribution, Pending, Scan, hits_between
from pipeline.extract.confidence import confidence_of
from pipeline.extract.document import Document
from pipeline.extract.grammar import Range, Words
from pipeline.extract.headlines import read_headline
from pipeline.extract.leading import read_leading
from pipeline.extract.mentions import Mention
from pipeline.extract.quotations import find_quotations
from pipeline.extract.trailing import read_trailing
from pipeline.extract.transcripts import find_turns
from pipeline.extract.units import Unit, units_of
from pipeline.extract.voices import Voices
from pipeline.records import Side, Span, SpeakerKind, Statement, StatementKind


def find_attributions(document: Document, mentions: Sequence[Mention]) -> tuple[Words, list[Attribution]]:
    """Return the words of a text and its attributions in token ranges, in the order of their units."""
    words = Words(document, find_quotations(document.text, document.paragraphs))
    voices = Voices(words, mentions)
    found = find_turns(words, voices)
    turns = iter([attribution.unit for attribution in found])
    turn = next(turns, None)
    pending: Pending | None = None
    last: Attribution | None = None
    previous: Unit | None = None
    for unit in units_of(words):
        while turn is not None and turn.hi <= unit.lo:
            turn = next(turns, None)
        if turn is not None and turn.lo <= unit.lo:
            continue
        scan = _scan(words, unit, voices)
        lead = _leading_quote(words, unit)
        signed = _signature(words, unit)
        if signed is not None:
            if last is not None and last.content and last.content[-1] == signed.content[0]:
                last.content.pop()
            last = signed
            found.append(signed)
            previous = unit
            continue
        if pending is not None and not scan.found and (lead is not None or pending.lemma != ":"):
            scan.add(pending.cue, pending.source, [(unit.lo, unit.hi)], "announced", pending.lemma)
        elif lead is not None and last is not None and previous is not None and not _is_read(scan, lead):
            if previous.paragraph == unit.paragraph or _runs_on(words, previous, last):
                last.content.append(lead)
        pending = scan.pending
        found += scan.found
        if scan.found:
            spoken = [a for a in scan.found if any(words.quoted[k] for c in a.content for k in (c[0], c[1] - 1))]
            last = spoken[-1] if spoken else scan.found[-1]
        elif lead is None:
            last = None
        previous = unit
    return words, [attribution for attribution in found if attribution.content]


def _scan(words: Words, unit: Unit, voices: Voices) -> Scan:
    scan = Scan(words, unit, hits_between(words, unit.lo, unit.hi))
    read_headline(scan, voices)
    if scan.hits or words.according_between(unit.lo, unit.hi):
        read_trailing(scan)
        read_leading(scan)
        scan.found.sort(key=lambda attribution: attribution.content[0][0])
    return scan


def _is_read(scan: Scan, tokens: Range) -> bool:
    return any(start <= tokens[0] < end for a in scan.found for start, end in a.content)


def _signature(words: Words, unit: Unit) -> Attribution | None:
    """Return the attribution of `“...” — Odo Marn`: a quotation with a name behind a dash and nothing more."""
    end = unit.hi
    for k in range(end - 1, max(unit.lo - 1, end - 8), -1):
        if words.words[k] in "—–" and words.quoted[k] == 0:
            number = words.quoted[k - 1] if k else 0
            named = k + 1 < end and words.is_capital(k + 1) and words.phrase_after(k + 1, end) == end
            if not number or not named:
                return None
            first, after = words.quote_range[number - 1]
            whole = first >= unit.lo or k == unit.lo
            return Attribution((k, k + 1), (k + 1, end), [(first, after)], "quote-dash", "-", unit) if whole else None
    return None


def _leading_quote(words: Words, unit: Unit) -> Range | None:
    number = words.quoted[unit.lo]
    if not number:
        return None
    first, after = words.quote_range[number - 1]
    return (first, min(after, unit.hi)) if after - first > 4 else None


def _runs_on(words: Words, unit: Unit, last: Attribution) -> bool:
    """Tell whether a quotation of `last` ends its paragraph: the next one goes on with the same voice."""
    return any(words.quoted[end - 1] for _, end in last.content[-1:]) or bool(words.quoted[unit.hi - 1])


class Speaker(Protocol):
    """Who a source is, as `resolve.py` tells it."""

    @property
    def speaker(self) -> str: ...
    @property
    def actor_id(self) -> str | None: ...
    @property
    def kind(self) -> SpeakerKind: ...
    @property
    def office(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def side(self) -> Side | None: ...


class Resolves(Protocol):
    """What finds the speaker behind the words of a source; `at` is where the attribution stands."""

    def resolve(self, source: Span | None, at: int) -> Speaker: ...


def find_statements(document: Document, mentions: Sequence[Mention], resolver: Resolves) -> tuple[Statement, ...]:
    """Return the outermost statements of a text, sorted by where their words start; linear in its length, never fails."""
    words, attributions = find_attributions(document, mentions)
    found = [_statement(words, attribution, resolver) for attribution in attributions]
    return tuple(sorted(found, key=lambda statement: (statement.content[0], statement.cue or (0, 0))))


def _statement(words: Words, attribution: Attribution, resolver: Resolves) -> Statement:
    content = tuple(words.span(part) for part in attribution.content)
    source = words.span(attribution.source) if attribution.source else None
    cue = words.span(attribution.cue) if attribution.cue else None
    who = resolver.resolve(source, source[0] if source else content[0][0])
    return Statement(
        kind=_kind(words, attribution.content),
        content=content,
        source=source,
        cue=cue,
        quote=" ... ".join(" ".join(words.text[start:end].split()) for start, end in content),
        speaker=who.speaker,
        actor_id=who.actor_id,
        speaker_kind=who.kind,
        office=who.office,
        country=who.country,
        side=who.side,
        sentence=_sentence(words, content, source, cue),
        rule=attribution.rule,
        confidence=confidence_of(attribution.rule),
    )


def _kind(words: Words, content: Sequence[Range]) -> StatementKind:
    """Tell by the marks alone: all words inside quotation marks, some, or none."""
    spoken = [bool(words.quoted[i]) for start, end in content for i in range(start, end) if not words.is_mark(i)]
    if not any(spoken):
        return "indirect"
    return "direct" if all(spoken) else "mixed"


def _sentence(words: Words, content: Sequence[Span], source: Span | None, cue: Span | None) -> Span:
    """Return the span from the first to the last sentence that a part of the statement stands in."""
    parts = [*content, *(span for span in (source, cue) if span)]
    first = words.document.sentence_at(min(start for start, _ in parts))
    last = words.document.sentence_at(max(end for _, end in parts) - 1)
    return first[0], last[1]
