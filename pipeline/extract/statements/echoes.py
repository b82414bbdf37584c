"""The same words of the same speaker in several outlets are one statement: each gets the id of the earliest.

Two statements are echoes when one actor is reported within 14 days with the same quoted words: equal, one cut out of
the other, or near-identical (rapidfuzz); of reported words without marks all the content counts. Candidates come from
winnowed word shingles (Schleimer, Wilkerson and Aiken 2003: every shared run of five words shares a fingerprint), so
that the cost grows with the rows, not with their pairs. The rows are taken in order of time: any order of input gives
the same ids.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
from rapidfuzz import fuzz

WINDOW = pd.Timedelta(days=14)
LEAST_QUOTED = 5  # words in quotation marks that can be recognised
LEAST_WHOLE = 6  # words of content without marks
LEAST_NEAR = 8  # words that need not be equal to the letter
LEAST_CUT = 12  # words that may be cut out of a longer quotation and still differ a little
NEAR, NEAR_IN_STORY, NEAR_CUT = 90.0, 82.0, 95.0  # rapidfuzz ratios, 0 to 100
MOST_IN_BUCKET = 12  # recent fragments kept for one fingerprint
MOST_CHARACTERS = 4000  # of one quotation that are compared

_SHINGLE, _WINNOW = 3, 3  # words, shingles: a shared run of 3 + 3 - 1 words is always found
_MANY_MARKS = 5  # from so many fingerprints on, two must be shared before words are compared
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")
_MARKED = re.compile(r"[“„«\"]([^“”„«»\"]{12,})[”»“\"]|(?<!\w)[‘']([^‘]{12,}?)[’'](?!\w)")


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words of a statement that are compared: in quotation marks (`quoted`), or its whole content."""

    text: str  # words in lower case joined by single spaces
    words: int
    quoted: bool
    names: frozenset[str]  # capitalised words but the first: what is unlike in these is said of somebody else


def fragments_of(quote: str) -> list[Fragment]:
    """Return what of a statement's words is compared: its quoted parts of five words or more, else all of it."""
    quote = quote[:MOST_CHARACTERS]
    quoted = [_fragment(match[1] or match[2], True) for match in _MARKED.finditer(quote)]
    long = [fragment for fragment in quoted if fragment.words >= LEAST_QUOTED]
    if long:
        return long
    whole = _fragment(quote, False)
    return [whole] if whole.words >= LEAST_WHOLE else []


def link_echoes(frame: pd.DataFrame) -> "pd.Series[str]":
    """Return the echo id of each row: the statement_id of the earliest statement with the same words.

    `frame`: statement_id (str), actor_id (str or null), speaker (str), published_at (UTC), quote (str), story_id (str).
    The series has the frame's index, dtype str. Rows without echo have their own id.
    """
    ordered = frame.sort_values(["published_at", "statement_id"])
    linker = _Linker()
    columns = (ordered[name].tolist() for name in ("statement_id", "actor_id", "speaker", "quote", "story_id"))
    ids = [
        linker.link(statement_id, _who(actor_id, speaker), _text(quote), _text(story_id), time)
        for statement_id, actor_id, speaker, quote, story_id, time in zip(
            *columns, ordered["published_at"].tolist(), strict=True
        )
    ]
    return pd.Series(ids, index=ordered.index, dtype="str", name="echo_id").reindex(frame.index)


@dataclass(frozen=True, slots=True)
class _Known:
    """A fragment seen before: whose statement was the first with it, when, in which story."""

    fragment: Fragment
    leader: str
    since: pd.Timestamp
    story: str


class _Linker:
    """Links one statement after the other, the earliest first; forgets what is out of the window."""

    def __init__(self) -> None:
        self._turn: pd.Timestamp | None = None
        # What was seen in this window and in the one before: equal fragments, and fingerprints of similar ones.
        self._equal: list[dict[tuple[str, str], _Known]] = [{}, {}]
        self._similar: list[dict[int, list[_Known]]] = [{}, {}]

    def link(self, statement_id: str, who: str, quote: str, story: str, time: pd.Timestamp) -> str:
        """Return the id of the first statement with these words, `statement_id` itself where there is none."""
        self._forget(time)
        fragments = fragments_of(quote)
        prints = [_fingerprints(fragment.text, who) for fragment in fragments]
        found = [
            known
            for fragment, marks in zip(fragments, prints, strict=True)
            for known in self._matches(fragment, marks, who, story)
            if time - known.since <= WINDOW
        ]
        leader, since = statement_id, time
        if found:
            first = min(found, key=lambda known: (known.since, known.leader))
            leader, since = first.leader, first.since
        for fragment, marks in zip(fragments, prints, strict=True):
            self._keep(_Known(fragment, leader, since, story), marks, who)
        return leader

    def _forget(self, time: pd.Timestamp) -> None:
        if self._turn is None or time - self._turn > WINDOW:
            again = self._turn is not None and time - self._turn <= 2 * WINDOW
            self._equal = [{}, self._equal[0] if again else {}]
            self._similar = [{}, self._similar[0] if again else {}]
            self._turn = time

    def _matches(self, fragment: Fragment, marks: Sequence[int], who: str, story: str) -> Iterator[_Known]:
        for equal in self._equal:
            if (known := equal.get((who, fragment.text))) is not None:
                yield known
        if fragment.words < LEAST_NEAR:
            return
        shared: dict[int, int] = {}
        enough = 2 if len(marks) >= _MANY_MARKS else 1
        for similar in self._similar:
            for mark in marks:
                for known in similar.get(mark, ()):
                    count = shared[id(known)] = shared.get(id(known), 0) + 1
                    if count == enough and same_words(fragment, known.fragment, same_story=story == known.story != ""):
                        yield known

    def _keep(self, known: _Known, marks: Sequence[int], who: str) -> None:
        key = (who, known.fragment.text)
        before = self._equal[0].get(key)
        self._equal[0][key] = known
        if before is not None and before.leader == known.leader:
            return
        for mark in marks if known.fragment.words >= LEAST_NEAR else ():
            bucket = self._similar[0].setdefault(mark, [])
            bucket.append(known)
            del bucket[:-MOST_IN_BUCKET]


def same_words(one: Fragment, other: Fragment, *, same_story: bool) -> bool:
    """Return whether two fragments of one speaker, eight words or more each, are the same words."""
    if one.text == other.text:
        return True
    short, long = sorted((one, other), key=lambda fragment: fragment.words)
    if short.words < LEAST_NEAR or short.quoted != long.quoted:
        return False
    if f" {short.text} " in f" {long.text} ":
        return short.quoted or short.words >= 0.6 * long.words
    if sorted(_NUMBER.findall(short.text)) != sorted(_NUMBER.findall(long.text)):
        return False
    if not (short.names <= long.names or long.names <= short.names):
        return False
    if short.words >= 0.8 * long.words:
        return fuzz.ratio(short.text, long.text, score_cutoff=NEAR_IN_STORY if same_story else NEAR) > 0
    return (
        short.quoted
        and short.words >= LEAST_CUT
        and fuzz.partial_ratio(short.text, long.text, score_cutoff=NEAR_CUT) > 0
    )


def _fragment(text: str, quoted: bool) -> Fragment:
    words = _WORD.findall(text.replace("’s", "").replace("'s", "").replace("’", "").replace("'", ""))
    names = frozenset(word.lower() for word in words[1:] if word[0].isupper())
    return Fragment(" ".join(words).lower(), len(words), quoted, names)


def _text(cell: object) -> str:
    """Return a cell's text, "" for a null of any kind."""
    return cell if isinstance(cell, str) else ""


def _who(actor_id: object, speaker: object) -> str:
    return actor_id if isinstance(actor_id, str) and actor_id else f"~{speaker}".lower()


def _fingerprints(text: str, who: str) -> list[int]:
    """Return the winnowed hashes of the word shingles of `text`, salted with the speaker."""
    words = text.encode().split(b" ")
    salt = zlib.crc32(who.encode())
    hashes = [zlib.crc32(b" ".join(words[i : i + _SHINGLE]), salt) for i in range(max(len(words) - _SHINGLE + 1, 1))]
    chosen = {min(hashes[i : i + _WINNOW]) for i in range(max(len(hashes) - _WINNOW + 1, 1))}
    return sorted(chosen)
