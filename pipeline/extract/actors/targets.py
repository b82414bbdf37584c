"""Whom statements and sentences are about: the actors named in reported words, and in the outlet's own voice.

A target is named (a person, body, state or capital), is not the only speaker, and is no mere place ("in Kyiv"). Each
counts once in a statement or sentence, at its first mention.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.extract.actors.mention import Mention
from pipeline.extract.actors.roles import roles
from pipeline.extract.document import Document
from pipeline.extract.quotations import find_quotations, has_double_mark
from pipeline.records import Portrayal, Span, Statement, Target

MOST_TARGETS = 10  # of one statement: hardly one of a thousand real ones names more
MOST_PORTRAYALS = 30  # of one text; the first of a longer one

_STATES = frozenset({"country", "metonym"})


def add_targets(
    document: Document, mentions: Sequence[Mention], statements: Sequence[Statement]
) -> tuple[Statement, ...]:
    """Return `statements` with their targets, at most `MOST_TARGETS` each, in the order of the text."""
    if not statements:
        return ()
    starts = [mention.span[0] for mention in mentions]
    out = []
    for statement in statements:
        named = (mention for span in statement.content for mention in _within(mentions, starts, span))
        alone = None if statement.co_speakers else statement.actor_id  # of several each may speak of another
        targets = _targets(document, named, alone)
        out.append(replace(statement, targets=targets) if targets else statement)
    return tuple(out)


def find_portrayals(
    document: Document, mentions: Sequence[Mention], statements: Sequence[Statement]
) -> tuple[Portrayal, ...]:
    """Return the targets of the sentences that report nobody's words, at most `MOST_PORTRAYALS`, in the order of the
    text.

    A sentence with a quotation mark is left out whether a statement was found in it or not: its words are not all the
    outlet's.
    """
    starts = [mention.span[0] for mention in mentions]
    quoted = [(found.start, found.end) for found in find_quotations(document.text, document.paragraphs)]
    reported = _Spans([*(span for statement in statements for span in statement.content), *quoted])
    found: list[Portrayal] = []
    for sentence in document.sentences:
        if len(found) >= MOST_PORTRAYALS:
            break
        if not reported.touches(sentence) and not has_double_mark(document.text, sentence):
            targets = _targets(document, _within(mentions, starts, sentence), None)
            found += [Portrayal(sentence, target) for target in targets]
    return tuple(found[:MOST_PORTRAYALS])


class _Spans:
    """Spans of a text, to tell which sentences hold nothing of them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touches(self, span: Span) -> bool:
        index = bisect_left(self._ends, span[0] + 1)
        return index < len(self._starts) and self._starts[index] < span[1]


def _within(mentions: Sequence[Mention], starts: Sequence[int], span: Span) -> Iterator[Mention]:
    for index in range(bisect_left(starts, span[0]), len(mentions)):
        if mentions[index].span[1] > span[1]:
            return
        yield mentions[index]


def _targets(document: Document, mentions: Iterator[Mention], speaker: str | None) -> tuple[Target, ...]:
    found: dict[str, Target] = {}
    for mention in mentions:
        if len(found) >= MOST_TARGETS:
            break
        target_id = mention.actor_id
        if target_id is None or target_id == speaker or target_id in found or mention.kind == "demonym":
            continue
        if mention.bearer is None and not _is_place(document, mention):
            found[target_id] = Target(target_id, mention.span)
    return tuple(found.values())


def _is_place(document: Document, mention: Mention) -> bool:
    """Tell whether a country or capital only says where: "in Kyiv", "across Ukraine", "the Kyiv region"."""
    if mention.kind not in _STATES:
        return False
    words = document.tokens.words
    first, last = document.tokens.first_at(mention.span[0]), document.tokens.last_before(mention.span[1])
    before = words[first - 1] if first else ""
    if before == "the" and first > 1:
        before = words[first - 2]
    after = words[last] if last < len(words) else ""
    return before in roles()["location"] or (after in roles()["place"] and not mention.possessive)
