"""Units of attribution: sentences, joined where a quotation runs over their border."""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from pipeline.extract.statements.grammar import Grammar

_NEAR = 12  # tokens in which the verb of `"Why?" Odo Marn, L-Ha., asked` stands


class Unit(NamedTuple):
    """A range of tokens that is read in one go, and the number of its paragraph."""

    lo: int
    hi: int
    paragraph: int


def units_of(words: Grammar) -> list[Unit]:
    """Return the sentences as token ranges; those that one quotation spans are one unit, as is `"Why?" Marn asked.`"""
    document = words.document
    starts, ends = document.tokens.starts, document.tokens.ends
    ranges = [(bisect_right(ends, start), bisect_left(starts, end)) for start, end in document.sentences]
    out: list[Unit] = []
    paragraph, paragraph_end = 0, document.paragraphs[0][1] if document.paragraphs else 0
    for (lo, hi), start in zip(ranges, document.sentence_starts, strict=True):
        if lo >= hi:
            continue
        while start >= paragraph_end:
            paragraph += 1
            paragraph_end = document.paragraphs[paragraph][1]
        if words.quoted[lo - 1] and out and out[-1].paragraph == paragraph and _continues(words, lo, hi):
            out[-1] = Unit(out[-1].lo, hi, paragraph)
        else:
            out.append(Unit(lo, hi, paragraph))
    return out


def _continues(words: Grammar, lo: int, hi: int) -> bool:
    """Tell whether the quotation that ends before `lo`, or goes on there, takes the sentence into its unit."""
    number = words.quoted[lo - 1]
    if number == words.quoted[lo]:
        return True
    if words.quote_range[number - 1][1] != lo:
        return False
    last = words.words[lo - 2] if words.words[lo - 2] != "'" else words.words[lo - 3]
    if last not in "?!…,-—":
        return False
    near = range(lo, min(hi, lo + _NEAR))
    return any(cue is not None and cue.speaks for cue in map(words.cue_at, near))
