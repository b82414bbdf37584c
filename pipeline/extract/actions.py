"""What kind of action a text speaks of: the quad classes of event data, by words. A word index, not a reading of who
does what to whom.

The classes are those of CAMEO and PLOVER (verbal or material, cooperation or conflict); the words are
seeds/lexicons/actions.csv, a curated list, not the CAMEO dictionaries. A text has the class that most of its listed
words have, at a tie the one named first; "" where it has none.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache

from pipeline.errors import SeedError
from pipeline.extract.lexicon import places_of
from pipeline.extract.statements.cues import inflect
from pipeline.records import Span
from pipeline.seeds import seed

CLASSES = ("verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict")
NEGATION_REACH = 3  # words before a listed word in which a negation undoes it

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_DIGITS = "0123456789"
_GLUED = re.compile(r"\d[^\W\d_]|[^\W\d_]\d")
_NEGATIONS = frozenset({"not", "no", "never", "without", "neither", "nor", "cannot"})


def quad_class(text: str) -> str:
    """Return one of `CLASSES`, or "" where the text has no listed word."""
    names = [name for *_, name in _found(_WORD.findall(_plain(text)))]
    return max(names, key=names.count, default="")  # the first of equals


def may_have_term(text: str, tokens: Iterable[str]) -> bool:
    """Tell whether a listed term may stand in `text`: a test that costs next to nothing and spares most texts the
    search.

    `tokens` are its words in lower case, parted at hyphens; digits may be part of them ("attacked12", with the mark of
    a footnote), as they are not of the words that are searched.
    """
    if not _openers().isdisjoint(tokens):
        return True
    return any(map(text.__contains__, _DIGITS)) and _GLUED.search(text) is not None


def action_spans(text: str) -> Iterator[tuple[Span, str]]:
    """Yield (offsets, class) of each listed term in its order, longest first, none inside another."""
    matches = list(_WORD.finditer(_plain(text)))
    for first, after, name in _found([match[0] for match in matches]):
        yield (matches[first].start(), matches[after - 1].end()), name


def _plain(text: str) -> str:
    """Return `text` in lower case with straight apostrophes, character by character."""
    low = text.lower()
    if len(low) != len(text):  # a few letters are longer in lower case: offsets must stay those of the text
        low = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    return low.replace("’", "'")


def _found(words: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield first word, word after the last and class of each listed term in `words` that no negation undoes."""
    terms, after = _terms(), 0
    for i in places_of(terms, words):
        if i < after:
            continue
        for term, name in terms[words[i]]:
            if words[i : i + len(term)] == term:
                after = i + len(term)
                if not _is_negated(words, i):
                    yield i, after, name
                break


def _is_negated(words: list[str], i: int) -> bool:
    before = words[max(0, i - NEGATION_REACH) : i]
    return any(word in _NEGATIONS or word.endswith("n't") for word in before)


@cache
def _openers() -> frozenset[str]:
    """Return the words in `_terms`, up to a hyphen: "cease" of "cease-fire"."""
    return frozenset(word.partition("-")[0] for word in _terms())


@cache
def _terms() -> dict[str, list[tuple[list[str], str]]]:
    """Return every form of every term in words with its class, by the first word, the longest first."""
    terms: dict[tuple[str, ...], str] = {}
    with seed("lexicons/actions.csv").open(encoding="utf-8", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), start=2):
            if row["class"] not in CLASSES or row["kind"] not in _FORMS:
                raise SeedError(f"lexicons/actions.csv line {number}: unknown class or kind in {row}")
            for form in _FORMS[row["kind"]](row["term"]):
                terms.setdefault(tuple(form.split()), row["class"])
    by_first: dict[str, list[tuple[list[str], str]]] = {}
    for words, name in sorted(terms.items(), key=lambda item: -len(item[0])):
        by_first.setdefault(words[0], []).append((list(words), name))
    return by_first


def _verb_forms(term: str) -> list[str]:
    verb, *rest = term.split()
    return [" ".join((form, *rest)) for form in inflect(verb).values()]


def _noun_forms(term: str) -> list[str]:
    *first, noun = term.split()
    return [term, " ".join((*first, inflect(noun)["third"]))]  # a plural is written as a verb's third person is


def _fixed_form(term: str) -> list[str]:
    return [term]


_FORMS = {"verb": _verb_forms, "noun": _noun_forms, "fixed": _fixed_form}
