"""Whom statements and sentences are about: the actors named in reported words, and in the outlet's own voice.

A target is named (a person, body, state or capital), is not the only speaker, and is no mere place ("in Kyiv"). Each
counts once in a statement or sentence, at its first mention.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from pipeline.extract.actors.mention import Mention
from pipeline.extract.actors.roles import roles
from pipeline.extract.document import Document
from pipeline.extract.quotations import find_quotations, has_double_mark
from pipeline.records import Portrayal, Span, Statement, Target

MOST_TARGETS = 10  # of one statement: hardly one of a thousand real ones names more
MOST_PORTRAYALS = 30  # of one text; the first of a longer one

_STATES = frozenset({"country", "metonym"})


class Targets:
    """The actors that a text names so that something may be said of them, in the order of the text."""

    def __init__(self, document: Document, mentions: Sequence[Mention]) -> None:
        self._document = document
        self._named = [
            (mention.actor_id, mention.span)
            for mention in mentions
            if mention.actor_id is not None and mention.bearer is None and _may_be_meant(document, mention)
        ]
        self._starts = [span[0] for _, span in self._named]

    def within(self, spans: Iterable[Span], speaker: str | None = None) -> tuple[Target, ...]:
        """Return the targets of the words in `spans`, at most `MOST_TARGETS`, without who speaks them."""
        found: dict[str, Target] = {}
        for start, end in spans:
            for target_id, span in self._named[bisect_left(self._starts, start) : bisect_left(self._starts, end)]:
                if len(found) < MOST_TARGETS and span[1] <= end and target_id != speaker and target_id not in found:
                    found[target_id] = Target(target_id, span)
        return tuple(found.values())

    def portrayals(self, statements: Sequence[Statement]) -> tuple[Portrayal, ...]:
        """Return the targets of the sentences that report nobody's words, at most `MOST_PORTRAYALS`.

        A sentence with a quotation mark is left out whether a statement was found in it or not: its words are not all
        the outlet's.
        """
        if not self._named:
            return ()
        text = self._document.text
        quoted = [(found.start, found.end) for found in find_quotations(text, self._document.paragraphs)]
        reported = _Spans([*(span for statement in statements for span in statement.content), *quoted])
        found: list[Portrayal] = []
        for sentence in dict.fromkeys(map(self._document.sentence_at, self._starts)):
            if len(found) >= MOST_PORTRAYALS:
                break
            if not reported.touches(sentence) and not has_double_mark(text, sentence):
                found += [Portrayal(sentence, target) for target in self.within([sentence])]
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


def _may_be_meant(document: Document, mention: Mention) -> bool:
    return mention.kind != "demonym" and not _is_place(document, mention)


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
