"""Whether a stretch of words names somebody who can speak: a person, a body, a state, a role."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import Literal

from pipeline.extract.actors.mention import Mention
from pipeline.extract.actors.roles import roles
from pipeline.extract.statements.grammar import Grammar
from pipeline.extract.statements.words import Range

Voice = Literal["person", "state", ""]

_ROLE_CLASSES = ("spokesperson", "official", "anonymous", "people", "title")
_STATES = frozenset({"country", "metonym", "demonym"})
_HEAD_ENDS = frozenset({"of", "for", "in", "at", "on", "from", "to", "with"})


@cache
def _role_words() -> frozenset[str]:
    return frozenset(word for name in _ROLE_CLASSES for word in roles()[name] if " " not in word)


def _start(mention: Mention) -> int:
    return mention.span[0]


class Voices:
    """The mentions of a text, asked by token range."""

    def __init__(self, words: Grammar, mentions: Sequence[Mention]) -> None:
        self._words = words
        self._mentions = mentions

    def _between(self, start: int, end: int) -> Sequence[Mention]:
        """Return the mentions that start from one offset to before another."""
        first = bisect_left(self._mentions, start, key=_start)
        return self._mentions[first : bisect_left(self._mentions, end, first, key=_start)]

    def of(self, tokens: Range) -> Voice:
        """Return what kind of speaker the phrase `tokens` names: person (roles and bodies too), state or none."""
        t = self._words
        first, after = tokens
        head = next((k for k in range(first + 1, after) if t.words[k] in _HEAD_ENDS), after) - 1
        start, end = t.starts[first], t.ends[after - 1]
        named = t.ends[head] - 2 * t.words[head].endswith("'s")  # a mention ends before "'s"
        found: Voice = ""
        for mention in self._between(start, end):
            if mention.kind not in _STATES:
                found = "person" if mention.span[1] >= named else found
            elif not found and head == after - 1 and mention.span[1] >= named:
                found = "state"
        if found != "person" and t.words[head] in _role_words():
            return "person"
        return found

    def is_known(self, tokens: Range) -> bool:
        """Tell whether the phrase names a listed actor or a role ("Former adviser"), not just any capitalised name."""
        t = self._words
        start, end = t.starts[tokens[0]], t.ends[tokens[1] - 1]
        last = t.words[tokens[1] - 1]
        role = last in _role_words() and (last not in roles()["people"] or not last.endswith("s"))
        return role or any(mention.actor_id and mention.kind not in _STATES for mention in self._between(start, end))
