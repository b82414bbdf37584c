"""Statements as feed entries: who said what on which day, in own words, quoted only where the words may be quoted."""

import re
import zlib
from collections.abc import Sequence

from pipeline.extract.actors.registry import Registry, fold
from pipeline.seeding.facts import StatementFact
from pipeline.seeding.words import day_in_words, enumerate_words

REPORTING = frozenset(
    [
        "says",
        "argues",
        "warns",
        "announces",
        "claims",
        "accuses",
        "rejects",
        "calls",
        "demands",
        "asks",
        "urges",
        "condemns",
        "denies",
        "predicts",
        "praises",
        "tells",
        "concedes",
        "promises",
        "expects",
        "explains",
        "hopes",
        "insists",
        "thanks",
        "describes",
        "welcomes",
        "declines",
        "reacts",
    ]
)
"""Verbs of a gist that make it an indirect statement; a gist without one tells an act, not words."""

NAMED_BY_OFFICE = ("Kremlin", "NATO", "EU ", "of the European", " of Estonia", "Pope")
"""Parts of an office that already say for whom it is held."""

ADJECTIVES = {"UN": "UN", "USA": "US", "GBR": "British", "VAT": ""}
"""What stands before an office where the first form in countries.csv is no adjective of the language of news."""


_REMARK = re.compile(r"\s*\([^)]*\)")
_SAYS = re.compile(r"\bsays (?!that\b)")
_SUM = re.compile(r"[$€£]\s?\d")


def is_statement(fact: StatementFact) -> bool:
    """Return whether the fact can be told as a statement: its words may be quoted, or its gist reports words.

    A gist with a sum is left to the aid facts, which hold each sum once.
    """
    reported = bool(REPORTING & set(fact.gist.split())) and not _SUM.search(fact.gist)
    return bool(fact.quote) or (reported and _surname(fact) is not None)


def headline(facts: Sequence[StatementFact]) -> str:
    """Return the entry's headline: the gist where the text below quotes and no sum is named, else who spoke on what."""
    first = facts[0]
    if first.quote and not _SUM.search(first.gist):
        surname = _surname(first) or first.gist
        named = (
            first.speaker if first.office in first.speaker else surname
        )  # "Pope Francis": a given name alone is none
        return _set_off(first.gist, surname).replace(surname, named, 1).removesuffix(".")
    speakers = enumerate_words(list(dict.fromkeys(fact.speaker for fact in facts)))
    return f"{speakers} on {enumerate_words(list(first.about))}"


def paragraphs(facts: Sequence[StatementFact], registry: Registry) -> tuple[str, ...]:
    """Return the entry's text: one paragraph a statement, then the occasions."""
    texts = [_quoted(fact, registry) if fact.quote else _told(fact, registry) for fact in facts]
    occasions = "; ".join(dict.fromkeys(_REMARK.sub("", fact.venue) for fact in facts))
    return (*texts, f"Occasion: {occasions}, {day_in_words(facts[0].said_on)}.")


def person(fact: StatementFact, registry: Registry) -> str:
    """Return office and full name as news writes them: "Finnish President Alexander Stubb"."""
    if fact.office in fact.speaker:
        return fact.speaker
    if any(part in f"{fact.office} " for part in NAMED_BY_OFFICE):
        return f"{fact.office} {fact.speaker}"
    adjective = ADJECTIVES.get(fact.country)
    if adjective is None:
        adjective = registry.countries[fact.country].demonyms[0]
    return f"{adjective} {fact.office} {fact.speaker}".strip()


def _quoted(fact: StatementFact, registry: Registry) -> str:
    who, day = person(fact, registry), day_in_words(fact.said_on)
    if fact.quote[0].islower():
        return f"On {day}, {who} said in part: “{fact.quote}”{_stop(fact.quote)}"
    if zlib.crc32(fact.quote.encode()) % 2:
        return f"On {day}, {who} said: “{fact.quote}”{_stop(fact.quote)}"
    words = fact.quote if fact.quote[-1] in "!?" else fact.quote.removesuffix(".") + ","
    return f"“{words}” {who} said on {day}."


def _stop(quote: str) -> str:
    return "" if quote[-1] in ".!?" else "."


def _told(fact: StatementFact, registry: Registry) -> str:
    surname = _surname(fact)
    if surname is None:
        raise ValueError(f"the gist of {fact.speaker} on {fact.said_on} does not name the speaker: {fact.gist}")
    return _SAYS.sub("says that ", _set_off(fact.gist, surname).replace(surname, person(fact, registry), 1))


def _set_off(gist: str, surname: str) -> str:
    """Return the gist with a comma between what leads in and the speaker: "In Kyiv, Rutte praises"."""
    lead, name, rest = gist.partition(surname)
    return f"{lead.rstrip(' ,')}, {name}{rest}" if lead else gist


def _surname(fact: StatementFact) -> str | None:
    """Return the words of the gist that name the speaker, None where it does not name them."""
    names = fact.speaker.split()
    words = re.findall(r"[^\s.,]+", fact.gist)
    surnames = [names[first:] for first in range(len(names))]
    for name in [*surnames, names[:1]]:  # a few cultures put the surname first
        folded = [fold(word) for word in name]
        for start in range(len(words) - len(name) + 1):
            if [fold(word) for word in words[start : start + len(name)]] == folded:
                first = start - 1 if start and words[start - 1] == "the" else start  # "the Pope"
                return " ".join(words[first : start + len(name)])
    return None
