"""Statements of a text: attributions with their speaker resolved."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Protocol

from pipeline.extract.actions import may_have_term, quad_class
from pipeline.extract.actors.mention import Mention
from pipeline.extract.actors.targets import Targets
from pipeline.extract.actors.unnamed import RELATIVES
from pipeline.extract.document import Document
from pipeline.extract.scored import is_governed
from pipeline.extract.statements.attribution import Attribution
from pipeline.extract.statements.attributions import find_attributions
from pipeline.extract.statements.confidence import confidence_of
from pipeline.extract.statements.grammar import Grammar
from pipeline.extract.statements.words import Range
from pipeline.records import CoSpeaker, Side, Span, SpeakerKind, Statement, StatementKind

_AUTHORS = frozenset({"i", "we", "you"})
_END = itemgetter(1)


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
    @property
    def others(self) -> "Sequence[Speaker]": ...


class Resolves(Protocol):
    """What finds the speaker behind the words of a source; `at` is where the attribution stands."""

    def resolve(self, source: Span | None, at: int) -> Speaker: ...


def find_statements(
    document: Document, mentions: Sequence[Mention], resolver: Resolves, targets: Targets
) -> tuple[Statement, ...]:
    """Return the outermost statements of a text, sorted by where their words start; linear in its length."""
    words, attributions = find_attributions(document, mentions)
    read = [_statement(words, attribution, resolver, targets) for attribution in attributions]
    found = [statement for statement in read if not _is_nobodys(statement)]
    return tuple(sorted(found, key=lambda statement: (statement.content[0], statement.cue or (0, 0))))


def _is_nobodys(statement: Statement) -> bool:
    """Tell whether nothing names who speaks: the author or the reader ("..., as we reported"), or somebody of whom a
    clause only tells ("no one who says"), unless it gives the words.
    """
    if statement.actor_id is not None:
        return False
    word = statement.speaker.lower()
    return word in _AUTHORS or (word in RELATIVES and statement.kind == "indirect")


def _statement(words: Grammar, attribution: Attribution, resolver: Resolves, targets: Targets) -> Statement:
    content = tuple([words.span(part) for part in attribution.content])
    source = words.span(attribution.source) if attribution.source else None
    cue = words.span(attribution.cue) if attribution.cue else None
    who = resolver.resolve(source, source[0] if source else content[0][0])
    quote = " ... ".join([_on_one_line(words.text[start:end]) for start, end in content])
    return Statement(
        kind=_kind(words, attribution.content),
        content=content,
        source=source,
        cue=cue,
        quote=quote,
        speaker=who.speaker,
        actor_id=who.actor_id,
        speaker_kind=who.kind,
        office=who.office,
        country=who.country,
        side=who.side,
        sentence=_sentence(words, content, source, cue),
        rule=attribution.rule,
        confidence=confidence_of(attribution.rule),
        action=quad_class(quote) if may_have_term(quote, _words_of(words, attribution.content)) else "",
        targets=targets.within(content, None if who.others else who.actor_id),  # of several each may mean another
        co_speakers=tuple([_co_speaker(other) for other in who.others]),
        governed=is_governed(attribution.rule, attribution.lemma),
    )


def _on_one_line(text: str) -> str:
    """Return `text` with one space for each run of space in it."""
    return text if text.isprintable() and "  " not in text else " ".join(text.split())


def _words_of(words: Grammar, content: Sequence[Range]) -> list[str]:
    (start, end), *others = content
    return words.words[start:end] + [word for part in others for word in words.words[slice(*part)]]


def _co_speaker(who: Speaker) -> CoSpeaker:
    return CoSpeaker(who.speaker, who.actor_id, who.kind, who.office, who.country, who.side)


def _kind(words: Grammar, content: Sequence[Range]) -> StatementKind:
    """Tell by the marks alone: all words inside quotation marks, some, or none."""
    marked = [words.quoted[start:end] for start, end in content]
    if not any(map(any, marked)):
        return "indirect"
    if all(map(all, marked)):
        return "direct"
    quoted = {
        bool(number)
        for (start, end), numbers in zip(content, marked, strict=True)
        for word, number in zip(words.words[start:end], numbers, strict=True)
        if word[0].isalnum()
    }
    if True not in quoted:
        return "indirect"
    return "mixed" if False in quoted else "direct"


def _sentence(words: Grammar, content: Sequence[Span], source: Span | None, cue: Span | None) -> Span:
    """Return the span from the first to the last sentence that a part of the statement stands in."""
    parts = [*content, source or content[0], cue or content[0]]
    first = words.document.sentence_at(min(parts)[0])
    end = max(parts, key=_END)[1]
    return first if end <= first[1] else (first[0], words.document.sentence_at(end - 1)[1])
