"""Near-identical articles in different outlets as one story: wire copy, reprints, mirrors.

Candidates come from MinHash signatures in locality-sensitive buckets (Broder 1997; library rensa) and are decided on
the true Jaccard similarity of their three-word shingles. A headline of some words that two outlets share to the letter
decides, too: feeds often give one of them without a text. Where one has no text, a headline that differs in a word or
two is enough ("… in the south", "… officials say"), if it has words enough and names and numbers are the same. An
article belongs to the earliest article that it repeats, never to a chain of neighbours, so that a daily report of the
same form does not become one story of a year. Where there is little to compare, other names are another story:
explosions in one town are not those in the next.
"""

import csv
import datetime as dt
import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
from rapidfuzz.distance import Levenshtein
from rensa import RMinHash, RMinHashLSH

from pipeline.ingest.relevance import default_lexicon
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

FEW_WORDS = 60
"""Words up to which two texts that name other places or people are two stories, however alike they are."""

ALIKE = 0.5
"""Similarity of spelling that two spellings of one name have at least, beside the same consonants (Kyiv and Kiev)."""

_VOWELS = re.compile("[aeiouyjаеиоуыэюяй\u0454\u0456ьъ'’]+")  # і, є; й, j and y are written for each other
_ONE_SOUND = (
    ("kh", "h"),
    ("ch", "h"),
    ("ph", "f"),
    ("ck", "k"),
    ("w", "v"),
    ("z", "s"),
    ("q", "k"),
    ("g", "h"),
    ("г", "х"),
)
_TWICE = re.compile(r"(..?)\1+")  # zhzh, too

TITLE_CASE = 0.6
"""Share of longer words with a capital letter from which on capitals do not tell names."""

_DENIALS = frozenset(["not", "no", "never", "none", "nor"])
_AMOUNTS = frozenset(
    ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozens", "hundreds", "thousands")
)
_WORD = re.compile(r"[^\W_]+")
_LATER = re.compile(r"(?<![.!?:\n] )(?<!^)\b[^\W\d_][^\W_]+", re.MULTILINE)  # words not at the beginning of a sentence
_LABEL = re.compile(r"^[^\W\d_]{3,12}: ")  # analysis:, live:, watch:


@dataclass(frozen=True, slots=True)
class _Copy:
    article_id: str
    source_id: str
    published: float  # seconds since 1970
    shingles: frozenset[str]
    headline: str  # its words, "" where they are few
    bare: bool  # nothing but a headline
    text: str

    @property
    def names(self) -> frozenset[str] | None:
        """Return what a text of few words names, in lower case: looked for only where two texts are alike."""
        return _names_in_few(self.text)

    @property
    def named(self) -> frozenset[str]:
        """Return what the headline names, in lower case."""
        return _names_of(self.text.partition("\n")[0])

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
    columns = (articles[name].astype("str").tolist() for name in ("article_id", "source_id", "text"))
    times = articles["published_at"].astype("datetime64[us, UTC]").astype("int64") / 1e6
    rows = (
        (
            article_id,
            source,
            when,
            _shingles(text),
            _headline(text),
            _is_bare(text),
            text,
        )
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
        alike = least <= len(other.shingles) <= most and _jaccard(copy.shingles, other.shingles) >= SIMILAR
        if alike and not _name_others(copy.names, other.names):
            return other
    return None


def _is_headline_of(copy: _Copy, other: _Copy) -> bool:
    left, right = copy.words, other.words
    if not (copy.bare or other.bare) or min(len(left), len(right)) < MIN_HEADLINE:
        return False
    alike = _jaccard(left, right) >= SIMILAR_HEADLINE and _say_the_same(copy.headline.split(), other.headline.split())
    return alike and not _name_others(copy.named, other.named)


@functools.lru_cache(maxsize=8_192)
def _names_of(line: str) -> frozenset[str]:
    """Return what a headline names, by capital letters and by the list of what this war is about."""
    long = [word for word in _WORD.findall(line) if len(word) > SHORT]
    in_title_case = sum(word[0].isupper() for word in long) > TITLE_CASE * len(long)
    later = [] if in_title_case else _LATER.findall(line)
    named = {word.lower() for word in (*later, *_subject(line)) if len(word) > SHORT and word[0].isupper()}
    return _listed(line) | named | _short_names(line)


def _short_names(line: str) -> frozenset[str]:
    """Return the states that a line names by their initials (US, EU): "us" is another word."""
    if line.isupper():
        return frozenset()
    initials = (word.lower() for word in _WORD.findall(line) if len(word) <= SHORT and word.isupper())
    return frozenset(word for word in initials if word in _states())


def _subject(line: str) -> list[str]:
    """Return the first word of a headline, which may be a name though every first word has a capital letter.

    Of two headlines that are alike but for it, each has another subject; where it stands in the other headline as well,
    or is another form of what stands there, nothing differs.
    """
    first = _WORD.search(_LABEL.sub("", line))
    return [first[0]] if first else []


def _listed(text: str) -> frozenset[str]:
    words = (word for word in _WORD.findall(text) if len(word) > SHORT)
    return frozenset(
        word.lower()
        for word in words
        if _is_of_the_war(word.lower()) or (word[0].isupper() and word.lower() in _states())
    )


@functools.lru_cache(maxsize=1_024)
def _names_in_few(text: str) -> frozenset[str] | None:
    """Return what a headline alone names, or the few words below one; None for a text of many words."""
    headline, _, body = text.partition("\n")
    if not body.strip():
        return _names_of(headline)
    return _listed(body) if len(_WORD.findall(body[: FEW_WORDS * 12])) <= FEW_WORDS else None


@functools.lru_cache(maxsize=65_536)
def _is_of_the_war(word: str) -> bool:
    return default_lexicon().judge(word, "").named


def _name_others(left: frozenset[str] | None, right: frozenset[str] | None) -> bool:
    """Tell whether each of two texts names what the other does not, spellings of one name apart."""
    if left is None or right is None:
        return False
    return not (_all_in(left - right, right) or _all_in(right - left, left))


def _all_in(names: Iterable[str], others: Iterable[str]) -> bool:
    return all(any(_is_alike(name, other) for other in others) for name in names)


def _is_alike(left: str, right: str) -> bool:
    """Tell whether two words are one name: of one state, or spellings of the same consonants."""
    states = _states().get(left), _states().get(right)
    if all(states):
        return states[0] == states[1]
    if any(states) and not _other_states().isdisjoint((left, right)):  # Niger and Nigeria
        return False
    return _skeleton(left) == _skeleton(right) and Levenshtein.normalized_similarity(left, right) >= ALIKE


@functools.lru_cache(maxsize=8_192)
def _skeleton(name: str) -> str:
    """Return the consonants of a name in one way of writing them, behind its first letter where that is a vowel.

    Transliterations of one name differ in vowels, and in few consonants in known ways: Kharkiv, Charkiw and Kharkov.
    """
    letters = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    for written, sound in _ONE_SOUND:
        letters = letters.replace(written, sound)
    return _TWICE.sub(r"\1", letters[:1] * bool(_VOWELS.match(letters)) + _VOWELS.sub("", letters))


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
def _states() -> dict[str, str]:
    """Return the states by each word that stands for one alone: its name, its people, with an s, too."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows("countries.csv"):
        for name in f"{row['name']};{row['other_names']};{row['demonyms']}".lower().split(";"):
            if _WORD.fullmatch(name) and len(name) > 1:
                found[name].add(row["country_iso3_or_org"])
                found[f"{name}s"].add(row["country_iso3_or_org"])
    return {word: next(iter(states)) for word, states in found.items() if len(states) == 1}


@functools.cache
def _other_states() -> frozenset[str]:
    """Return the words that stand for one of the states that countries.csv does not list."""
    lines = seed("lexicons/other_states.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@functools.cache
def _names() -> frozenset[str]:
    """Return the words by which states, their people, their capitals and the listed actors are called."""
    found: set[str] = set()
    for file, columns in (("countries.csv", ("name", "demonyms", "capital")), ("actors.csv", ("name",))):
        for row in _rows(file):
            found.update(_WORD.findall(" ".join(row[column].lower() for column in columns)))
    return frozenset(word for word in found if len(word) > SHORT)


def _rows(file: str) -> list[dict[str, str]]:
    with seed(file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    shared = len(left & right)
    return shared / (len(left) + len(right) - shared) if shared else 0.0
