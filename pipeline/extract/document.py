"""A text cut into paragraphs, sentences and words, once, so that every reader of it shares the same offsets."""

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from pipeline.extract.lexicon import word_list
from pipeline.extract.marks import offsets_of
from pipeline.records import Span

# Letters and digits of most words, which re looks up in a table; those of a category it asks one by one. No possessive
# quantifiers: with them Python 3.11.2, which Debian 12 has, takes an apostrophe at the end of a word for a letter.
_COMMON = "0-9a-zª²³µ¹º¼-¾À-ÖØ-öø-ɏЀ-ҁҊ-ԯḀ-ỿ"
_TOKEN = re.compile(
    rf"([{_COMMON}]+(?=[ ,.])|(?! )(?:[^\W_]+(?:'[^\W_]+)*"
    r"|[^\w\s\u200b-\u200f\u2060\ufeff]|_))"  # no mark without width
)
_FORMS = (("’", "'"), ("―", "—"), ("‒", "–"), ("--", "——"))  # one form of the apostrophe and of each dash
BULLETS = "•▪■●◦‣"  # before the items of a list that stands in one line
_STOPS = ".!?…"
_END = re.compile(r"[.!?…]{1,8}[\"'”’»)\]]{0,3}(?=\s)")
_OPENERS = "\"'“‘«„([•-–—"
_BREAK = re.compile(r"[\s(\"“‘'’/–—-]")  # before the word that a stop follows
_INITIALS = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]")
_NO_WORD = re.compile(r"\W")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words and punctuation marks of a text in order: parallel lists of start, end and word.

    A word is in lower case with straight apostrophes; a mark is itself, dashes in their usual form.
    """

    starts: list[int]
    ends: list[int]
    words: list[str]

    @classmethod
    def of(cls, text: str) -> "Tokens":
        """Return the tokens of `text`: words keep inner apostrophes, every other visible character stands alone."""
        parts = _TOKEN.split(_lower(text))  # by turns what stands between tokens, and a token
        offsets = list(accumulate(map(len, parts)))
        return cls(offsets[:-1:2], offsets[1::2], parts[1::2])

    def first_at(self, offset: int) -> int:
        """Return the index of the first token that ends after `offset` (the number of tokens where there is none)."""
        return bisect_right(self.ends, offset)

    def last_before(self, offset: int) -> int:
        """Return the index after the last token that starts before `offset`."""
        return bisect_right(self.starts, offset - 1)


@dataclass(frozen=True, slots=True)
class Document:
    """One text with its publication date and its cuts; all spans are offsets into `text`, sorted, not overlapping.

    `publisher` is the country whose own organ published the text, "" for all others; `home` is the country that its
    outlet writes for, "" where that is not known.

    A paragraph is a line, or an item behind a bullet, with something on it; sentences never cross paragraphs.
    """

    text: str
    published: dt.date
    paragraphs: tuple[Span, ...]
    sentences: tuple[Span, ...]
    tokens: Tokens
    publisher: str
    home: str
    sentence_starts: list[int]

    @classmethod
    def of(cls, text: str, published: dt.date, publisher: str = "", home: str = "") -> "Document":
        """Return `text` cut into paragraphs, sentences and tokens; linear in its length, never fails."""
        paragraphs = tuple(_paragraphs(text))
        sentences = tuple(_sentences(text, paragraphs))
        return cls(text, published, paragraphs, sentences, Tokens.of(text), publisher, home, [s for s, _ in sentences])

    def sentence_at(self, offset: int) -> Span:
        """Return the sentence that holds `offset`, or the last one that starts before it; (0, 0) in an empty text."""
        if not self.sentences:
            return (0, 0)
        return self.sentences[max(bisect_right(self.sentence_starts, offset) - 1, 0)]


def _lower(text: str) -> str:
    """Return `text` in lower case and plain marks, character by character the same length."""
    for form, plain in _FORMS:
        text = text.replace(form, plain)
    lower = text.lower()
    if len(lower) != len(text):  # a few capitals have lower-case forms of two characters
        lower = "".join(c if len(c.lower()) > 1 else c.lower() for c in text)
    return lower


def _paragraphs(text: str) -> list[Span]:
    """Return the lines of `text`, and the items behind bullets in a line, without the space around them."""
    for bullet in BULLETS:
        text = text.replace(bullet, "\n")
    out: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        words = line.rstrip()
        if words:
            out.append((start + len(words) - len(words.lstrip()), start + len(words)))
        start += len(line)
    return out


def _sentences(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    out: list[Span] = []
    stops = iter(offsets_of(text, _STOPS))
    stop = next(stops, len(text))
    for begin, end in paragraphs:
        while stop < end:
            match = _END.match(text, stop, end) if stop >= begin else None
            after = match.end() if match is not None else stop + 1
            if match is not None and _ends_sentence(text, stop, after, begin, end):
                out.append((begin, after))
                begin = after
                while begin < end and text[begin].isspace():
                    begin += 1
            while stop < after:
                stop = next(stops, len(text))
        if begin < end:
            out.append((begin, end))
    return out


def _ends_sentence(text: str, stop: int, after: int, begin: int, end: int) -> bool:
    """Tell whether the marks text[stop:after] end a sentence: not after "Mr." or an initial, not before a word in
    lower case.
    """
    plain = after == stop + 1 and text[stop] == "."
    while after < end and text[after].isspace():
        after += 1
    if after >= end:
        return False
    following = text[after]
    while following in _OPENERS and after + 1 < end:
        after += 1
        following = text[after]
    if following.islower():
        return False
    return not (plain and _abbreviated(text, begin, stop, after))


def _abbreviated(text: str, begin: int, stop: int, after: int) -> bool:
    """Tell whether the word before the full stop at `stop` is cut short; the next word starts at `after`."""
    word = text[max(begin, stop - 12) : stop].rpartition(" ")[2]
    if not word.isalnum():
        word = _BREAK.split(word)[-1]
    if word.lower() in word_list("abbreviations"):
        return True
    if word.lower() in word_list("abbreviations_of_figures"):
        return text[after].isdigit()
    if (len(word) > 1 and word.isalnum()) or _INITIALS.fullmatch(word) is None:
        return False
    if len(word) == 1:
        return word.isupper() and word != "I"
    return _NO_WORD.split(text[after : after + 12].lower())[0] not in word_list("sentence_openers")
