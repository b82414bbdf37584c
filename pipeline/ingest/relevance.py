"""Whether an entry is about Russia's war against Ukraine, by a weighted list of words (`seeds/lexicons/relevance.csv`).

A rule is a row: words (`tank*` is the beginning of one, "front line" a sequence), their weight, and whether they name a
party or place of this war. The score is the sum of the weights of the different rows that occur, a title's half as much
again; an entry is kept from 1.0 on, where something of this war is named. Precision and recall are measured by
`python -m tests.bench.relevance` on hand-labelled items of five days of general feeds.
"""

import csv
import functools
import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import SeedError
from pipeline.seeds import seed

THRESHOLD = 1.0
TITLE_FACTOR = 1.5
MAX_TEXT = 6_000
"""Characters of the text that are read: what an article is about is said at its beginning."""

_TOKEN = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W_]+\*?")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The score of an entry, and the words that made it."""

    score: float
    words: tuple[str, ...]
    named: bool  # a party or a place of the war is named, or the feed is about it

    @property
    def relevant(self) -> bool:
        """Tell whether the entry is about this war: words of war alone may be about another one."""
        return self.named and self.score >= THRESHOLD

    @property
    def reason(self) -> str:
        """Return the verdict in words, for the list of rejected entries."""
        found = ", ".join(self.words[:6]) or "no word of the war"
        unnamed = "" if self.named or not self.words else "; no party or place of this war"
        return f"score {self.score:.2f} of {THRESHOLD:g}: {found}{unnamed}"


class Lexicon:
    """The rows of the word list, laid out so that a text costs one look-up a word, however long the list is."""

    def __init__(self, rows: list[tuple[str, float, bool]]) -> None:
        self._weights = [weight for _, weight, _ in rows]
        self._most_against = -sum(weight for weight in self._weights if weight < 0)
        self._names = {number for number, row in enumerate(rows) if row[2]}
        self._phrases: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        self._starts: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for number, (text, _, _) in enumerate(rows):
            for part in text.lower().split("|"):
                self._add(number, tuple(_WORD.findall(part)))
        self._lengths = sorted({len(start) for start in self._starts})
        self._candidates = functools.lru_cache(maxsize=50_000)(self._look_up)

    def _add(self, number: int, words: tuple[str, ...]) -> None:
        if not words:
            raise ValueError("a row without words")
        table, first = (self._starts, words[0][:-1]) if words[0].endswith("*") else (self._phrases, words[0])
        table.setdefault(first, []).append((number, words[1:]))

    def judge(self, title: str, text: str, prior: float = 0.0, *, named: bool = False) -> Judgement:
        """Return the judgement of an entry; `prior` is what its feed's subject adds, `named` that it is this war.

        Where the title settles the matter, whatever the text adds, the text is not looked at.
        """
        scores: dict[int, tuple[float, str]] = {}
        for part, factor in ((title, TITLE_FACTOR), (text[:MAX_TEXT], 1.0)):
            for number, words in self._find(part):
                if number not in scores:
                    scores[number] = (self._weights[number] * factor, words)
            total = prior + sum(score for score, _ in scores.values())
            is_named = named or not self._names.isdisjoint(scores)
            if is_named and total >= THRESHOLD + self._most_against:
                break
        heaviest = tuple(word for _, word in sorted(scores.values(), reverse=True))
        return Judgement(total, heaviest, is_named)

    def _find(self, text: str) -> list[tuple[int, str]]:
        tokens = _TOKEN.findall(text.lower())
        found: list[tuple[int, str]] = []
        candidates = self._candidates
        for at, token in enumerate(tokens):
            for number, rest in candidates(token):
                if not rest or _follows(rest, tokens, at + 1):
                    found.append((number, " ".join(tokens[at : at + 1 + len(rest)])))
        return found

    def _look_up(self, token: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
        rows = list(self._phrases.get(token, ()))
        for length in self._lengths:
            if length > len(token):
                break
            rows += self._starts.get(token[:length], ())
        return tuple(rows)


def _follows(rest: tuple[str, ...], tokens: list[str], at: int) -> bool:
    for word, token in zip(rest, tokens[at : at + len(rest)], strict=False):
        if not (token.startswith(word[:-1]) if word.endswith("*") else token == word):
            return False
    return at + len(rest) <= len(tokens)


def load_lexicon(path: Path) -> Lexicon:
    """Read the word list (columns words, weight, names, example); raise `SeedError` naming the row that is wrong."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    try:
        return Lexicon([(row["words"], float(row["weight"]), row["names"] == "yes") for row in rows])
    except (KeyError, TypeError, ValueError) as error:
        raise SeedError(f"{path}: a row needs words and a weight ({error})") from error


@functools.lru_cache(maxsize=1)
def default_lexicon() -> Lexicon:
    """Return the shipped word list, read once."""
    return load_lexicon(seed("lexicons/relevance.csv"))


def judge(title: str, text: str, focus: str = "") -> Judgement:
    """Judge one entry; `focus` is the feed's subject as the feed list names it."""
    return default_lexicon().judge(title, text, PRIORS.get(focus, 0.0), named=focus in OWN_SUBJECT)


PRIORS = {"ukraine-only": 0.4, "region": 0.1}
"""What the subject of a feed adds: in a feed on Ukraine, a missile or a negotiator needs few further words."""

OWN_SUBJECT = frozenset({"ukraine-only"})
"""Subjects of feeds in which words of war are about this war, whoever they name."""
