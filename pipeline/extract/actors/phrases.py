"""The noun phrases of a source: "Russia's foreign minister, Sergei Lavrov" is two, each with its head noun."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.actors.mention import Mention
from pipeline.extract.actors.registry import fold
from pipeline.extract.actors.roles import roles
from pipeline.extract.document import Document
from pipeline.records import Span

_SEPARATORS = frozenset({",", "(", ")", ";", ":", "–", "—", "/", "[", "]"})
CONJUNCTIONS = frozenset({"and", "&"})
_BREAKS = _SEPARATORS | CONJUNCTIONS
_TRAILING = frozenset(
    {"himself", "herself", "itself", "themselves", "also", "alike", "too", "later", "then", "both", "now"}
)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})  # of a name: "Odo Marn III"
_MOST_TOKENS = 60  # of a source that are read
_SHORTEST_PARTICIPLE = 5  # letters


class Phrase(NamedTuple):
    """Tokens first..last-1 are one noun phrase with its head noun; `link` is what joins it to the one before."""

    first: int
    last: int
    head: int
    words: tuple[str, ...]  # folded
    link: str
    head_word: str  # the head noun, folded, without a possessive or a contraction ("he'll")

    @classmethod
    def of(cls, first: int, head: int, words: Sequence[str], link: str = "") -> "Phrase":
        """Return the phrase of `words`, folded, whose first one is token `first` of its text."""
        return cls(first, first + len(words), head, tuple(words), link, words[head - first].partition("'")[0])


def split_phrases(document: Document, source: Span, mentions: Sequence[Mention]) -> list[Phrase]:
    """Return the noun phrases of `source`; what stands inside one of `mentions` is never split."""
    tokens = document.tokens
    first, last = tokens.first_at(source[0]), tokens.last_before(source[1])
    last = min(last, first + _MOST_TOKENS)
    last = next((i for i in range(first + 1, last - 1) if _describes(document, i)), last)
    words = tokens.words[first:last]
    if not all(map(str.isascii, words)):
        words = [word if word.isascii() else fold(word) for word in words]
    if len(words) == 1:
        return [Phrase.of(first, first, words)]
    if _BREAKS.isdisjoint(words) and roles()["breaker"].isdisjoint(words):
        return [Phrase.of(first, _last_noun(words, first, last) - 1, words)] if words else []
    whole = {
        index
        for mention in mentions
        for index in range(tokens.first_at(mention.span[0]) + 1, tokens.last_before(mention.span[1]))
    }
    named = whole | {tokens.first_at(mention.span[0]) for mention in mentions}  # "the WHO" is no relative
    phrases: list[Phrase] = []
    start, link = first, ""
    for index in range(first, last + 1):
        word = words[index - first] if index < last else ","
        if index < last and (index in whole or not (word in _SEPARATORS or word in CONJUNCTIONS)):
            continue
        if (
            word == ","
            and first < index < last - 1
            and words[index - first - 1].isdigit()
            and _is_thousand(words[index - first + 1])
        ):
            continue
        if index > start:
            phrases.append(_phrase(start, index, words[start - first : index - first], named, link))
            link = ""
        link = word if word in CONJUNCTIONS or not link else link
        start = index + 1
    return phrases


def _describes(document: Document, index: int) -> bool:
    """Tell whether a participle tells what the people before it do: "students | fleeing Vantia"."""
    before, word = document.tokens.words[index - 1], document.tokens.words[index]
    if not (word.endswith("ing") and len(word) > _SHORTEST_PARTICIPLE and before.endswith("s")):
        return False
    people = any(
        before in roles()[kind] or before[:-1] in roles()[kind] for kind in ("people", "official", "anonymous")
    )
    return people and document.text[document.tokens.starts[index]].islower()


def _is_thousand(word: str) -> bool:
    return len(word) == 3 and word.isdigit()  # "100,000 people"


def _phrase(first: int, last: int, words: list[str], named: set[int], link: str) -> Phrase:
    breakers = roles()["breaker"]
    end = next((i for i in range(first + 1, last) if i not in named and words[i - first] in breakers), last)
    return Phrase.of(first, _last_noun(words, first, end) - 1, words, link)


def _last_noun(words: Sequence[str], first: int, end: int) -> int:
    """Return `end` moved before marks, words like "himself" and the suffix of a name that may close a phrase."""
    while end - 1 > first and _may_close(words[end - 1 - first]):
        end -= 1
    return end


def _may_close(word: str) -> bool:
    return word in _TRAILING or word in _SUFFIXES or not word[0].isalnum()
