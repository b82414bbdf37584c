"""Who gives: the parties named in a sentence and the one that pays for a sum or a thing.

A party is a state, an institution or a group of states; persons stand for the country of their office. Names are
rows of
seeds/countries.csv and seeds/lexicons/aid_donors.csv.
"""

import csv
import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from pipeline.extract.aid.cues import read_rows
from pipeline.extract.document import Document, Tokens
from pipeline.records import Span
from pipeline.seeds import seed

MANY = "MULTI"
GROUPS = frozenset({MANY, "G7"})
NEVER_DONORS = frozenset({"UKR", "RUS", "BLR", "IRN", "PRK", "SYR", "VEN", "CUB", "CHN"})


class NamedMention(Protocol):
    """What this module needs of `pipeline.extract.actors.mentions.Mention`."""

    @property
    def actor_id(self) -> str | None: ...
    @property
    def span(self) -> Span: ...


class CountryOfActor(Protocol):
    """What this module needs of `pipeline.extract.actors.registry.Actor`."""

    @property
    def kind(self) -> str: ...
    @property
    def country(self) -> str: ...


class CountryOfOffice(Protocol):
    """What this module needs of `pipeline.extract.actors.registry.Office`."""

    @property
    def country(self) -> str: ...


class ActorRegistry(Protocol):
    """What this module needs of `pipeline.extract.actors.registry.Registry`."""

    def actor(self, actor_id: str) -> CountryOfActor | None:
        """Return the actor, or None where none is listed."""

    def office_on(self, actor_id: str, day: dt.date) -> CountryOfOffice | None:
        """Return the office held that day, or None."""


@dataclass(frozen=True, slots=True)
class Party:
    """One party in a sentence. `kind`: state, adjective, capital, institution, group, other, weak, person."""

    donor: str
    kind: str
    span: Span
    possessive: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    words: tuple[str, ...]
    donor: str
    kind: str
    form: str


@cache
def _names() -> dict[str, list[_Name]]:
    """Return the known names by first word, longest first."""
    listed: dict[tuple[str, ...], _Name] = {}
    for form, donor, kind in _listed():
        words = tuple(Tokens.of(form).words)
        if words:
            listed.setdefault(words, _Name(words, donor, kind, form))
    by_first: dict[str, list[_Name]] = {}
    for name in sorted(listed.values(), key=lambda n: (-len(n.words), n.words)):
        by_first.setdefault(name.words[0], []).append(name)
    return by_first


def _listed() -> Iterable[tuple[str, str, str]]:
    for row in read_rows("aid_donors"):
        yield row["name"], row["donor"], row["class"]
    with seed("countries.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            code, organisation = (
                row["country_iso3_or_org"],
                len(row["country_iso3_or_org"]) != 3 or row["name"].isupper(),
            )
            yield row["name"], code, "institution" if organisation else "state"
            for form in row["demonyms"].split(";"):
                if form and not form.endswith(("'s", "'")):
                    yield form, code, "institution" if organisation else "adjective"


@cache
def donor_names() -> dict[str, str]:
    """Return the name shown for each donor code: {"GBR": "United Kingdom", ...}."""
    with seed("countries.csv").open(encoding="utf-8", newline="") as handle:
        names = {row["country_iso3_or_org"]: row["name"] for row in csv.DictReader(handle)}
    for row in read_rows("aid_donors"):
        if row["class"] in ("state", "institution"):
            names.setdefault(row["donor"], row["name"])
    return {**names, MANY: "Several donors", "G7": "G7"}


def donor_name(donor_id: str) -> str:
    """Return the name shown for a donor code; joint donors ("DEU+NOR") are joined with "and"."""
    names = [donor_names().get(code, code) for code in donor_id.split("+")]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


class Parties:
    """Finds the parties of a document's sentences."""

    def __init__(self, document: Document, mentions: Sequence[NamedMention], registry: ActorRegistry | None) -> None:
        self._document = document
        self._persons: list[tuple[Span, str]] = []
        for mention in mentions if registry is not None else ():
            actor = registry.actor(mention.actor_id) if registry is not None and mention.actor_id else None
            if registry is None or actor is None or mention.actor_id is None or actor.kind != "person":
                continue
            office = registry.office_on(mention.actor_id, document.published)
            self._persons.append((mention.span, office.country if office is not None else actor.country))
        self._persons.sort()

    def within(self, span: Span) -> list[Party]:
        """Return the parties named in `span`, sorted, not overlapping; a person's own span wins over words inside
        it.
        """
        start, end = span
        first = bisect_left(self._persons, ((start, start), ""))
        last = bisect_left(self._persons, ((end, end), ""), lo=first)
        people = [Party(country, "person", place) for place, country in self._persons[first:last]]
        taken = [party.span for party in people]
        named = [p for p in self._named(span) if not any(p.span[0] < e and s < p.span[1] for s, e in taken)]
        return sorted(people + named, key=lambda party: party.span)

    def _named(self, span: Span) -> list[Party]:
        tokens, names, text = self._document.tokens, _names(), self._document.text
        at, stop = tokens.first_at(span[0]), tokens.last_before(span[1])
        out: list[Party] = []
        for first in [i for i in range(at, stop) if _bare(tokens.words[i]) in names]:
            known = names[_bare(tokens.words[first])] if first >= at else ()
            name = next((n for n in known if self._is(n, first, stop)), None)
            if name is None:
                continue
            last = first + len(name.words) - 1
            span = (tokens.starts[first], tokens.ends[last])
            out.append(Party(name.donor, name.kind, span, _owns(text, tokens, last)))
            at = last + 1
        return out

    def _is(self, name: _Name, at: int, stop: int) -> bool:
        tokens = self._document.tokens
        last = at + len(name.words) - 1
        if last >= stop:
            return False
        words = [*tokens.words[at:last], _bare(tokens.words[last])]
        if tuple(words) != name.words:
            return False
        first = self._document.text[tokens.starts[at] : tokens.ends[at]]
        if name.form.isupper() and len(name.form) < 5:
            return first.rstrip("'’s").isupper() if len(first) > 1 else first.isupper()
        return not name.form[0].isupper() or first[0].isupper()


def _bare(word: str) -> str:
    return word[:-2] if word.endswith("'s") else word


def _owns(text: str, tokens: Tokens, last: int) -> bool:
    return tokens.words[last].endswith("'s") or text[tokens.ends[last] : tokens.ends[last] + 1] in ("'", "’")


_TO = re.compile(
    r"\b(?:to|for|in|against|with|near|at|into|via|through|on|over|between|inside|across|toward|towards|outside|around|"
    r"visit(?:s|ed)?|join(?:s|ed)?|leav(?:e|es|ing)|urg(?:e|es|ed|ing)|thank(?:s|ed)? (?:to|you)|ask(?:s|ed)|"
    r"than|like|unlike)"
    r"\s+(?:the\s+|its\s+|fellow\s+|neighbou?ring\s+|all\s+|his\s+|her\s+|central\s+|eastern\s+|northern\s+|"
    r"southern\s+|western\s+)?$",
    re.I,
)
_AND_TOO = re.compile(r"\b(?:to|for)\s+(?:the\s+)?(?:Ukraine|Kyiv|Kiev|Moldova)\s+and\s+(?:its\s+|other\s+|the\s+)?$")
_OFFICE_IN = re.compile(
    r"\b(?:cabinet|government|committee|parliament|ministers?|ministry|officials?|lawmakers|senators|"
    r"congressmen|coalition|MPs|Senate|"
    r"leaders?|authorities|administration|budget)\s+in\s+$",
    re.I,
)
_AGENT = re.compile(
    r"\b(?:from|by|of|(?:grateful|thankful|gratitude|thanks|appreciation)(?: \w+)? to)\s+"
    r"(?:the\s+|its\s+|his\s+|both\s+|some\s+|\d+\s+)?$",
    re.I,
)
_TOGETHER = re.compile(r"\b(?:[Tt]ogether|[Aa]long|[Jj]ointly) with (?:the |neighbou?ring )?$")
_TO_GIVE = re.compile(
    r"\s+(?:government\s+|parliament\s+)?to\s+(?:approve|pass|vote|sign|adopt|agree|ratify|release|decide)\b", re.I
)
_GIFT = re.compile(
    r"\s*(?:\w+[-\s]+){0,4}?(?:aid|assistance|package|packages|grant|loan|loans|support|funding|money|gift|"
    r"donation|contribution|"
    r"pledge|help|government|administration|ministry|parliament|guarantees?|plan|deal|military aid)\b",
    re.I,
)
_GOODS = re.compile(
    r"\s*-?\s*(?:security |defen[cs]e |arms |weapons |military |army )?(?:-?made|veterans?|volunteers?|"
    r"fighters?|charit(?:y|ies)|-?built|-?supplied|-?designed|weapons?|arms|"
    r"missiles?|tanks?|firms?|company|companies|drones?|jets?|manufacturers?|makers?|contractors?|"
    r"Patriots?|equipment|site|newspaper|media|outlet|broadcaster|agency|report|reporter|troops|soldiers|"
    r"citizens|border|territory|soil|"
    r"air|airspace|base|bases|bank|banks|analyst|analysts|war|forces|defence firm|defense firm|stocks)\b",
    re.I,
)
_TELLS = re.compile(
    r"[’']?s?\s+(?:\w+\s+){0,4}?(?:said|says|announced|announces|confirmed|told|unveiled|pledged|promised|will|"
    r"has|is|to|gives?|sends?|approved?s?)\b",
    re.I,
)
_CHANNEL = re.compile(
    r"\b(?:back(?:s|ed|ing)?|support(?:s|ed|ing)?|guarantee(?:s|d|ing)?|underwrit\w+|insur\w+|"
    r"top(?:s|ped)? up)\s+(?:an?\s+|the\s+|new\s+)?$",
    re.I,
)
_TOWNSFOLK = re.compile(
    r"\s+(?:chef|man|woman|resident|family|couple|school|hospital|court|police|airport|university|politicians?|"
    r"conference|summit|"
    r"meeting|stock|market|club|bureau|correspondent|talks|hotel|restaurant|museum|office|suburb|flat|home)s?\b",
    re.I,
)
_OWN_GIFT = re.compile(
    r"[\s-]*(?:(?:in|of|worth of)\s+)?(?:(?:new|more|additional|further|fresh|extra|proposed|planned|annual|"
    r"long-term)\s+)*"
)
_IS = re.compile(r"\s+(?:is|are|was|were|comes?|came)\s+(?:from\s+)?(?:the\s+)?")  # "another 500 million is Britain"
_OBSTACLE = re.compile(
    r"[’']?s?\s+(?:\w+\s)?(?:stalemate|veto|block|blockade|objections?|opposition|resistance|deadlock|holdout)\b", re.I
)
_BLOCKS = re.compile(
    r"[\s\w]{0,12}?\b(?:blocks?|blocked|blocking|vetoe?s?|vetoed|opposes?|opposed|stymi\w+|holds? up)\b", re.I
)
_PAYS = re.compile(r"\b(?:it|which|this|that|the money|the sum)\s+(?:is|was|being|comes as)\s+an?\s+(?:\w+\s)?$", re.I)
_JOIN = re.compile(
    r"\s*(?:,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|,?\s+together with\s+|,?\s+along with\s+|\s+plus\s+)(?:the\s+|"
    r"neighbou?ring\s+)?",
    re.I,
)


def is_recipient(text: str, party: Party) -> bool:
    """Tell whether the party is reached by a preposition ("to Moldova", "in Poland") rather than acting itself."""
    if _AGENT.search(text[max(party.span[0] - 36, 0) : party.span[0]]):
        return False
    if _OFFICE_IN.search(text[max(party.span[0] - 40, 0) : party.span[0]]):
        return False
    if _AND_TOO.search(text[max(party.span[0] - 40, 0) : party.span[0]]):
        return True
    if _TOGETHER.search(text[max(party.span[0] - 40, 0) : party.span[0]]):
        return False  # "Together with Iceland, Latvia gave"
    if _TO_GIVE.match(text, party.span[1], party.span[1] + 40):
        return False  # "waiting for the Senate to approve"
    if party.possessive or party.kind == "adjective" or _GIFT.match(text, party.span[1], party.span[1] + 50):
        return False
    return _TO.search(text[max(party.span[0] - 32, 0) : party.span[0]]) is not None


def names_goods(text: str, party: Party) -> bool:
    """Tell whether a party only says whose make or home a thing is: "US weapons", "a German firm", "an east London
    chef".
    """
    if party.kind == "capital":
        return _TOWNSFOLK.match(text, party.span[1], party.span[1] + 24) is not None
    return party.kind in ("adjective", "state") and _GOODS.match(text, party.span[1], party.span[1] + 30) is not None


def _acts(text: str, party: Party) -> bool:
    """Tell whether a party may be the payer where it stands."""
    if text[max(party.span[0] - 1, 0) : party.span[0]] == "-":  # "Anglo-American"
        return False
    if party.donor in NEVER_DONORS or party.kind in ("other", "weak") or is_recipient(text, party):
        return False
    if _OBSTACLE.match(text, party.span[1], party.span[1] + 30):
        return False
    if party.kind == "institution" and _CHANNEL.search(text[max(party.span[0] - 30, 0) : party.span[0]]):
        return False
    return not names_goods(text, party)


def choose_donor(text: str, parties: Sequence[Party], clause: Span, target: Span) -> tuple[str, str]:
    """Return (donor code or "", how it was found) for a sum or thing at `target`.

    In order: "it is a US grant"; "from/by X" behind it; the nearest acting party before it in its clause, joined
    with its
    coordinates; an acting party behind it; the nearest before its clause. Goods ("US weapons") and places are no
    payers.
    """
    override = next(
        (p for p in parties if p.span[0] > target[1] and _PAYS.search(text[max(p.span[0] - 40, 0) : p.span[0]])), None
    )
    if override is not None and override.donor not in NEVER_DONORS:
        return override.donor, "stated"
    acting = [p for p in parties if _acts(text, p)]
    blockers = [p for p in acting if _BLOCKS.match(text, p.span[1], p.span[1] + 30)]
    acting = [p for p in acting if p not in blockers]
    touching = [
        p
        for p in acting
        if p.span[1] <= target[0]
        and text[p.span[0] - 1 : p.span[0]] != "("  # "to the committee (ICRC - 100,000 euros)"
        and not text[p.span[1] : target[0]].strip(" -'’s")
    ]
    if touching:
        return touching[-1].donor, "touching"
    after = [p for p in acting if target[1] <= p.span[0] and _GIFT.match(text, p.span[1], p.span[1] + 50)]
    owned = next((p for p in after[:1] if _OWN_GIFT.fullmatch(text, target[1], p.span[0])), None)
    named = next((p for p in acting if p.span[0] > target[1] and _IS.fullmatch(text, target[1], p.span[0])), owned)
    if named is not None:
        return named.donor, "touching"
    behind = [p for p in acting if target[1] <= p.span[0] < clause[1]]
    telling = [p for p in behind if _TELLS.match(text, p.span[1], p.span[1] + 60)]
    agents = [
        p
        for p in behind
        if re.search(r"\b(?:from|by)\s+(?:the\s+|some\s+|\d+\s+)?$", text[max(p.span[0] - 16, 0) : p.span[0]], re.I)
    ]
    before = [p for p in acting if clause[0] <= p.span[0] < target[0]]
    if agents and not before:
        return _joined(text, acting, agents[0]), "agent"
    if before:
        return _joined(text, acting, before[-1]), "subject"
    if telling:
        return _joined(text, acting, telling[0]), "behind"
    earlier = [p for p in acting if p.span[0] < clause[0]]
    if earlier:
        return _joined(text, acting, earlier[-1]), "earlier"
    if blockers and blockers[0].donor != "USA":
        return "EU", "blocked"  # one member holds up what the Union gives
    return "", ""


def _joined(text: str, acting: Sequence[Party], chosen: Party) -> str:
    """Return the code of a party with its coordinates: "Germany, Norway and Poland" is DEU+NOR+POL."""
    at = acting.index(chosen)
    if chosen.donor in GROUPS:
        return chosen.donor
    first = last = at
    while first > 0 and _JOIN.fullmatch(text, acting[first - 1].span[1], acting[first].span[0]):
        first -= 1
    while last + 1 < len(acting) and _JOIN.fullmatch(text, acting[last].span[1], acting[last + 1].span[0]):
        last += 1
    codes = sorted({party.donor for party in acting[first : last + 1]})
    if any(code in GROUPS for code in codes):
        return MANY
    return "+".join(codes)


def topic_donor(text: str, parties: Sequence[Party]) -> str:
    """Return the donor that a sentence is about, for the sentences after it: its first acting party with its
    coordinates.
    """
    acting = [p for p in parties if _acts(text, p)]
    return _joined(text, acting, acting[0]) if acting else ""


def weak_donor(parties: Sequence[Party]) -> str:
    """Return the donor that only a loose name suggests ("the Senate"), "" where there is none."""
    return next((party.donor for party in parties if party.kind == "weak"), "")
