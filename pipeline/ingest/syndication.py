"""Near-identical articles in different outlets as one story: wire copy, reprints, mirrors.

Candidates come from MinHash signatures in locality-sensitive buckets (Broder 1997; library rensa) and are decided on
the true Jaccard similarity of their three-word shingles. A headline of some words that two outlets share to the letter
decides, too: feeds often give one of them without a text. Where one has no text, a headline that differs in a word or
two is enough ("… in the south", "… officials say"), if it has words enough and names and numbers are the same. An
article belongs to the earliest article that it repeats, never to a chain of neighbours, so that a daily report of the
same form does not become one story of a year.
"""

import csv
import datetime as dt
import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
from rapidfuzz.distance import Levenshtein
from rensa import RMinHash, RMinHashLSH

from pipeline.seeds import seed

SIMILAR = 0.5
"""Jaccard similarity of shingles from which two texts are one story (measured: `tests/bench/syndication.py`)."""

WITHIN = dt.timedelta(days=3)
MAX_WORDS = 400
MIN_WORDS = 6
BANDS, ROWS = 30, 3
"""Buckets: two texts of similarity 0.5 meet in one with probability 0.98, of 0.1 with 0.03."""

SIMILAR_HEADLINE = 0.6
"""Share of common words from which a headline without a text is another's; 0.56 is the highest that is none."""

MIN_HEADLINE = 8
HEADLINE_BANDS, HEADLINE_ROWS = 30, 5
"""Buckets of headlines: 0.6 meets in one with probability 0.91, 0.75 with 0.999, 0.2 with 0.01."""

SHORT = 3
"""Letters of words that are too short to be told from others ("the", "of")."""

_DENIALS = frozenset(["not", "no", "never", "none", "nor"])
_AMOUNTS = frozenset(
    ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozens", "hundreds", "thousands")
)
_WORD = re.compile(r"[^\W_]+")
_LABEL = re.compile(r"^[^\W\d_]{3,12}: ")  # analysis:, live:, watch:


@dataclass(frozen=True, slots=True)
class _Copy:
    article_id: str
    source_id: str
    published: float  # seconds since 1970
    shingles: frozenset[str]
    headline: str  # its words, "" where they are few
    bare: bool  # nothing but a headline

    @property
    def words(self) -> frozenset[str]:
        """Return the words of the headline, in any order."""
        return frozenset(self.headline.split())


def link_stories(articles: pd.DataFrame) -> "pd.Series[str]":
    """Return the story of each article: the id of the earliest near-identical article of another source, else its own.

    `articles` has article_id, source_id, published_at (UTC) and text; the result is indexed by article_id. The order of
    rows does not matter. Give new articles together with those published within three days of them.
    """
    copies = sorted(_copies(articles), key=lambda copy: (copy.published, copy.article_id))
    stories = {str(article_id): str(article_id) for article_id in articles["article_id"]}
    buckets = RMinHashLSH(SIMILAR, BANDS * ROWS, BANDS)
    headlines: defaultdict[str, list[int]] = defaultdict(list)
    similar = _Headlines(copies)
    for number, (copy, signature) in enumerate(zip(copies, _signatures(copies), strict=True)):
        near = {*buckets.query(signature), *headlines[copy.headline], *similar.near(number)}
        leader = _leader(copy, (copies[key] for key in sorted(near)))
        if leader is None:
            buckets.insert(number, signature)
            if copy.headline:
                headlines[copy.headline].append(number)
            similar.add(number)
        else:
            stories[copy.article_id] = leader.article_id
    return pd.Series(stories, name="story_id", dtype="str").rename_axis("article_id")


class _Headlines:
    """Finds headlines of many common words; where both articles have a text, their headlines do not decide."""

    def __init__(self, copies: Sequence[_Copy]) -> None:
        self._bare = [copy.bare for copy in copies]
        numbers = [number for number, copy in enumerate(copies) if len(copy.words) >= MIN_HEADLINE]
        size = HEADLINE_BANDS * HEADLINE_ROWS
        sets = [copies[number].words for number in numbers]
        self._signatures = dict(zip(numbers, RMinHash.from_token_sets(sets, num_perm=size, seed=1), strict=True))
        self._of_bare, self._of_others = (RMinHashLSH(SIMILAR_HEADLINE, size, HEADLINE_BANDS) for _ in range(2))

    def near(self, number: int) -> list[int]:
        """Return the leaders that an article's headline may be the same as."""
        signature = self._signatures.get(number)
        if signature is None:
            return []
        tables = (self._of_bare, self._of_others) if self._bare[number] else (self._of_bare,)
        return [key for table in tables for key in table.query(signature)]

    def add(self, number: int) -> None:
        """Let an article be found by later ones."""
        signature = self._signatures.get(number)
        if signature is not None:
            (self._of_bare if self._bare[number] else self._of_others).insert(number, signature)


def similarity(left: str, right: str) -> float:
    """Return the Jaccard similarity of the three-word shingles of two texts, 0 to 1."""
    return _jaccard(_shingles(left), _shingles(right))


def _copies(articles: pd.DataFrame) -> list[_Copy]:
    columns = (articles[name].tolist() for name in ("article_id", "source_id", "text"))
    times = articles["published_at"].astype("datetime64[us, UTC]").astype("int64") / 1e6
    rows = (
        (str(article_id), str(source), when, _shingles(str(text)), _headline(str(text)), _is_bare(str(text)))
        for when, article_id, source, text in zip(times.tolist(), *columns, strict=True)
    )
    return [_Copy(*row) for row in rows if row[3]]


def _shingles(text: str) -> frozenset[str]:
    words = _WORD.findall(text[: MAX_WORDS * 12].lower())[:MAX_WORDS]
    if len(words) < MIN_WORDS:
        return frozenset()
    return frozenset(map(" ".join, zip(words, words[1:], words[2:], strict=False)))


def _headline(text: str) -> str:
    words = _WORD.findall(_LABEL.sub("", text.partition("\n")[0].lower()))
    return " ".join(words) if len(words) >= MIN_WORDS else ""


def _is_bare(text: str) -> bool:
    return not text.partition("\n")[2].strip()


def _signatures(copies: Sequence[_Copy]) -> list[RMinHash]:
    return list(RMinHash.from_token_sets([copy.shingles for copy in copies], num_perm=BANDS * ROWS, seed=1))


def _leader(copy: _Copy, candidates: Iterable[_Copy]) -> _Copy | None:
    """Return the first candidate that the copy repeats; within one source the same words again are another report."""
    since = copy.published - WITHIN.total_seconds()
    most, least = len(copy.shingles) / SIMILAR, len(copy.shingles) * SIMILAR
    for other in candidates:
        if other.source_id == copy.source_id or other.published < since:
            continue
        if copy.headline and (copy.headline == other.headline or _is_headline_of(copy, other)):
            return other
        if least <= len(other.shingles) <= most and _jaccard(copy.shingles, other.shingles) >= SIMILAR:
            return other
    return None


def _is_headline_of(copy: _Copy, other: _Copy) -> bool:
    left, right = copy.words, other.words
    if not (copy.bare or other.bare) or min(len(left), len(right)) < MIN_HEADLINE:
        return False
    return _jaccard(left, right) >= SIMILAR_HEADLINE and _say_the_same(copy.headline.split(), other.headline.split())


def _say_the_same(left: list[str], right: list[str]) -> bool:
    """Tell whether two headlines differ by no name of a state or an actor, by no number and by no "not"."""
    for change in Levenshtein.opcodes(left, right):
        differing = [*left[change.src_start : change.src_end], *right[change.dest_start : change.dest_end]]
        if change.tag == "replace" and not _names().isdisjoint(differing):
            return False
        if change.tag != "equal" and any(map(_counts, differing)):
            return False
    return True


def _counts(word: str) -> bool:
    return word in _DENIALS or word in _AMOUNTS or any(map(str.isdigit, word))


@functools.cache
def _names() -> frozenset[str]:
    """Return the words by which states, their people, their capitals and the listed actors are called."""
    found: set[str] = set()
    for file, columns in (("countries.csv", ("name", "demonyms", "capital")), ("actors.csv", ("name",))):
        with seed(file).open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                found.update(_WORD.findall(" ".join(row[column].lower() for column in columns)))
    return frozenset(word for word in found if len(word) > SHORT)


def _jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    shared = len(left & right)
    return shared / (len(left) + len(right) - shared) if shared else 0.0
