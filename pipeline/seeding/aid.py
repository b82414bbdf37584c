"""Aid announcements as feed entries: donor, sum, kind, status, things and programme in one sentence of own words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.errors import InputError
from pipeline.records import AidKind, AidStatus
from pipeline.seeding.facts import AidFact
from pipeline.seeding.programmes import MODELS, PHRASES
from pipeline.seeding.words import day_in_words, enumerate_words

PURPOSES: dict[str, str] = {
    "military": "in military aid to Ukraine",
    "financial": "in financial aid to Ukraine",
    "humanitarian": "in humanitarian aid to Ukraine",
    "energy": "in energy aid to Ukraine",
    "reconstruction": "for the reconstruction of Ukraine",
    "training": "for the training of Ukrainian troops",
    "mixed": "in aid of several kinds to Ukraine",
}
MILITARY_AND_CIVILIAN = "in military and civilian aid to Ukraine"
"""Purpose of a mixed sum whose note, things or programme are in part military."""

VERBS: dict[AidStatus, str] = {
    "proposed": "proposed",
    "pledged": "committed",  # "pledged" is a verb of saying: the sentence would count as a statement too
    "approved": "approved",
    "allocated": "allocated",
    "delivered": "delivered",
    "paused": "paused",
    "resumed": "resumed",
    "cancelled": "cancelled",
}
TRANSFERS = {"approved": "the transfer of ", "paused": "deliveries of ", "resumed": "deliveries of "}
"""What stands between the verb and things: one approves or pauses the transfer, not the thing."""

PAID = "disbursed"
"""What a donor did with money that has arrived; things are delivered."""

SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
DOLLARS = {"CAD": "Canadian dollars", "AUD": "Australian dollars", "NZD": "New Zealand dollars"}
OWN_DOLLAR = ("AUS", "CAN", "NZL", "TWN")
"""Donors with a dollar of their own: a sum in the dollar of the United States says so."""

WITH_ARTICLE = ("United", "Netherlands", "European", "Czech Republic", "Nordic", "IMF", "EBRD")
"""Beginnings of donors' names that take an article."""

SHORT_DONORS = {"UK": "United Kingdom"}
MOST_ITEMS = 4
"""Things named in a sentence; a longer list reads badly and is shortened with "among other things"."""

_QUALIFIER = re.compile(r"\b(about|up to|more than|nearly|over|at least)\b\D{0,6}(\d[\d.,]*)\s*(m|bn)\b", re.I)
_INSTRUMENT = re.compile(r"\b(loan guarantee|guarantee|loan|grant)\b", re.I)
_COUNTED = re.compile(r"(about )?(\d+)x (.+)")
_LOCATOR = re.compile(r"(?:entry|drawdown no\.|package no\.) ?(\w+)")
_NUMBERED = re.compile(r"(\d+(?:st|nd|rd|th)) package")
_MILITARY = re.compile(r"military|Patriot|Nansen")  # the Nansen programme has a military and a civilian part by law
_PLAIN_NOUN = re.compile(r"[a-z]{3,}|Missile")
_NO_NOUN = re.compile(r"anti-\w+|IT")  # an adjective or a field, no thing


@dataclass(frozen=True, slots=True)
class Told:
    """One aid fact as a sentence, with what a reader of it must find."""

    fact: AidFact
    sentence: str
    kind: AidKind
    status: AidStatus


def tell(fact: AidFact) -> Told:
    """Return the sentence that tells the fact."""
    kind, status = _kind(fact), _status(fact)
    what = _sum(fact, kind, status) if fact.amount is not None else _things(fact, kind, status)
    sentence = f"On {day_in_words(fact.announced_on)}, {donor(fact)} {what}."
    return Told(fact, sentence, kind, status)


def headline(told: Sequence[Told]) -> str:
    """Return the entry's headline: what for, from whom, when; the sums stand in the text."""
    donors = list(dict.fromkeys(donor(each.fact) for each in told))
    kinds = list(dict.fromkeys(_noun(each.kind) for each in told))
    what = enumerate_words(kinds)
    return f"{what[0].upper()}{what[1:]} for Ukraine from {enumerate_words(donors)}"


def locator(fact: AidFact) -> str:
    """Return the place in the source that holds the fact ("UKF1", "4"), "" where the source is about nothing else."""
    match = _LOCATOR.search(fact.source_title)
    return match[1] if match else ""


def donor(fact: AidFact) -> str:
    """Return the donor as a sentence names it: "the United Kingdom", "Denmark, Norway and Sweden"."""
    names = [name.strip() for name in fact.donor_name.removesuffix("(joint)").split(",")]
    full = [SHORT_DONORS.get(name, name) for name in names]
    return enumerate_words([f"the {name}" if name.startswith(WITH_ARTICLE) else name for name in full])


def money(amount: float, currency: str, donor_id: str) -> str:
    """Return a sum as news writes it: "€1.2 billion", "500 million Canadian dollars", "NOK 3 billion"."""
    number = next(
        (f"{amount / size:.10g} {word}" for size, word in ((1e9, "billion"), (1e6, "million")) if amount >= size),
        f"{amount:,.0f}",
    )
    if currency in DOLLARS:
        return f"{number} {DOLLARS[currency]}"
    if currency == "USD" and donor_id in OWN_DOLLAR:
        return f"US${number}"
    return f"{SYMBOLS[currency]}{number}" if currency in SYMBOLS else f"{currency} {number}"


def qualifier(fact: AidFact) -> str:
    """Return the word that limits the sum in the note ("nearly", "up to"), "" where it is exact."""
    for match in _QUALIFIER.finditer(fact.note):
        size = 1e9 if match[3].lower() == "bn" else 1e6
        if fact.amount is not None and abs(float(match[2].rstrip(".,").replace(",", "")) * size - fact.amount) < 1:
            return match[1].lower() + " "
    return ""


def _sum(fact: AidFact, kind: AidKind, status: AidStatus) -> str:
    if fact.amount is None:
        raise ValueError(f"no sum in the fact of {fact.donor_name} on {fact.announced_on}")
    verb = PAID if status == "delivered" and kind != "military" else VERBS[status]
    worth = qualifier(fact) + money(fact.amount, fact.currency, fact.donor)
    numbered = _NUMBERED.match(fact.programme)
    if numbered:
        parts = [verb, f"its {numbered[1]} package of {_noun(kind)} to Ukraine, worth {worth}"]
    else:
        parts = [verb, worth, _purpose(fact, kind)]
    instrument = _INSTRUMENT.match(fact.note)
    if instrument:
        parts.append(f"as a {instrument[1].lower()}")
    if fact.programme in PHRASES:
        parts.append(PHRASES[fact.programme])
    text = " ".join(parts)
    named = _items(fact)
    return f"{text}, with {named}" if named else text


def _purpose(fact: AidFact, kind: AidKind) -> str:
    partly_military = _MILITARY.search(f"{fact.note} {fact.items} {fact.programme}")
    return MILITARY_AND_CIVILIAN if kind == "mixed" and partly_military else PURPOSES[kind]


def _things(fact: AidFact, kind: AidKind, status: AidStatus) -> str:
    verb, named = VERBS[status], _items(fact)
    if kind == "intelligence":
        return f"{verb} intelligence sharing with Ukraine"
    if not named:
        return f"{verb} military aid to Ukraine" + (f" {PHRASES[fact.programme]}" if fact.programme in PHRASES else "")
    return f"{verb} {TRANSFERS.get(status, '')}{named} to Ukraine"


def _status(fact: AidFact) -> AidStatus:
    """Return the status of the fact; a pledge that its note calls a proposal still has to be decided."""
    status = next((known for known in VERBS if known == fact.status), None)
    if status is None:
        raise InputError(f"aid of {fact.donor_name} on {fact.announced_on}: status {fact.status!r} is not known")
    return "proposed" if status == "pledged" and "proposal" in fact.note.lower() else status


def _kind(fact: AidFact) -> AidKind:
    kinds: dict[str, AidKind] = {
        "military": "military",
        "financial": "financial",
        "humanitarian": "humanitarian",
        "energy": "energy",
        "reconstruction": "reconstruction",
        "training": "training",
        "mixed": "mixed",
    }
    return "intelligence" if fact.items == ("intelligence sharing",) else kinds[fact.kind]


def _noun(kind: AidKind) -> str:
    return {"mixed": "aid", "intelligence": "intelligence", "training": "military training"}.get(kind, f"{kind} aid")


def _items(fact: AidFact) -> str:
    named = [_item(item) for item in fact.items]
    shown = [item for item in named if item][:MOST_ITEMS]
    more = ", among other things" if shown and len(named) > len(shown) else ""
    return enumerate_words(shown) + more


def _item(item: str) -> str:
    """Return "20 Bushmasters" for "20x Bushmaster"; remarks in brackets are for the collectors, not for readers."""
    plain = re.sub(r"\s*\([^)]*\)", "", item.partition(": ")[2] or item).strip()
    counted = _COUNTED.fullmatch(plain)
    if not counted:
        return "" if _NO_NOUN.fullmatch(plain) else plain
    number, name = int(counted[2]), _classed(counted[3])
    return f"{counted[1] or ''}{number:,} {_plural(name) if number > 1 else name}"


def _classed(name: str) -> str:
    thing = next((thing for model, thing in MODELS.items() if name.endswith(model)), "")
    return f"{name} {thing}".strip()


def _plural(name: str) -> str:
    head, of, rest = name.partition(" of ")
    if of:
        return f"{_plural(head)} of {rest}"
    last = name.split()[-1]
    if last == "armour":
        return f"pieces of {name}"
    if not _PLAIN_NOUN.fullmatch(last) or last.endswith(("s", "equipment", "ammunition")):
        return name
    return f"{name}es" if last.endswith(("x", "ch", "sh")) else f"{name}s"
