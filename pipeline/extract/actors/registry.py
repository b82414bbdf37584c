"""Who is who: actors, the offices they held on a given day, countries and their governments.

Everything comes from seeds/actors.csv, offices.csv and countries.csv; nothing here knows a name. Text is compared
through `fold` (case, diacritics and the two spellings of "defence" do not matter).
"""

import csv
import datetime as dt
import functools
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar, cast, get_args

from pipeline.errors import SeedError
from pipeline.records import SIDES, Side
from pipeline.seeds import seeds_folder

ActorKind = Literal["person", "government", "ministry", "armed-force", "institution", "group", "company"]

T = TypeVar("T")

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'", "‘": "'"})
_SHORT = 40  # characters of a name or a word
_SPELLINGS = {"defense": "defence", "advisor": "adviser", "centre": "center"}


@dataclass(frozen=True, slots=True)
class Actor:
    """One listed actor. `ambiguous_aliases` may name it only after a full mention or with a title."""

    actor_id: str
    name: str
    kind: ActorKind
    country: str  # ISO 3166-1 alpha-3 or an organisation's short name
    side: Side | None
    gender: str  # m, f, "" for what is no person
    aliases: tuple[str, ...]
    ambiguous_aliases: tuple[str, ...] = ()

    @property
    def is_person(self) -> bool:
        """Return whether the actor is a human being."""
        return self.kind == "person"


@dataclass(frozen=True, slots=True)
class Office:
    """One office held by one actor from `start` to the day before `end` (open: None)."""

    actor_id: str
    title: str  # the generic name, e.g. "foreign minister"
    aliases: tuple[str, ...]
    country: str
    start: dt.date
    end: dt.date | None
    verified_until: dt.date
    certain: bool
    singular: bool  # one holder at a time: only such rows may support a wrong-holder flag
    acting: bool

    @property
    def label(self) -> str:
        """Return the name that the country itself uses ("foreign secretary"), for display."""
        return self.title if " of " in self.title or not self.aliases else self.aliases[0]

    def covers(self, day: dt.date, grace: int = 0) -> bool:
        """Return whether the office was held on `day`, give or take `grace` days."""
        slack = dt.timedelta(days=grace)
        return self.start - slack <= day and (self.end is None or day < self.end + slack)

    def is_known_on(self, day: dt.date) -> bool:
        """Return whether the row says anything about `day`: an open row only up to its last evidence."""
        return self.end is not None or day <= self.verified_until


def fold(text: str) -> str:
    """Return `text` in lower case without diacritics, curly apostrophes and American spellings of common titles."""
    return _fold_again(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    folded = text.lower()
    if not folded.isascii():
        folded = folded.translate(_LETTERS)
        if not folded.isascii():
            plain = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
            folded = plain or folded  # a mark without a letter stays
    if any(american in folded for american in _SPELLINGS):
        folded = " ".join(_SPELLINGS.get(word, word) for word in folded.split(" "))
    return folded


_fold_again = functools.lru_cache(maxsize=4096)(_fold)  # names and words come again and again


def fold_title(text: str) -> str:
    """Return `text` folded for comparing offices: hyphens are spaces too."""
    return fold(text.replace("-", " "))


@dataclass(frozen=True, slots=True)
class Country:
    """One country, or an organisation that acts as one (EU, NATO, UN, ...)."""

    code: str  # ISO 3166-1 alpha-3 or the organisation's short name
    name: str
    other_names: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    capital: str = ""
    leader: str = ""  # the office of whom news call "the Vantian leader"

    @property
    def names(self) -> tuple[str, ...]:
        """Return its name and its other names, without adjectives."""
        return (self.name, *self.other_names)


@dataclass(frozen=True, eq=False)
class Registry:
    """Actors, dated offices and countries with their indexes; build it with `load` or from records in tests."""

    actors: dict[str, Actor]
    all_offices: tuple[Office, ...]
    countries: dict[str, Country]

    @classmethod
    def load(cls, seeds: Path | None = None) -> "Registry":
        """Read the three seed files in `seeds` (default: the shipped ones); raise `SeedError` naming the bad row."""
        folder = seeds or seeds_folder()
        actors = {actor.actor_id: actor for actor in _read(folder / "actors.csv", _actor)}
        offices = tuple(_read(folder / "offices.csv", _office))
        for office in offices:
            if office.actor_id not in actors:
                raise SeedError(f"{folder / 'offices.csv'}: office of {office.actor_id!r}, who is not in actors.csv")
        countries = {country.code: country for country in _read(folder / "countries.csv", _country)}
        return cls(actors, offices, countries)

    def actor(self, actor_id: str | None) -> Actor | None:
        """Return the actor with that id, None where it is not listed."""
        return self.actors.get(actor_id) if actor_id else None

    def offices(self, actor_id: str) -> tuple[Office, ...]:
        """Return all offices of an actor, the main ones first (the order of the seed file)."""
        return self._offices_by_actor.get(actor_id, ())

    def offices_on(self, actor_id: str, day: dt.date) -> tuple[Office, ...]:
        """Return the offices an actor held on `day`, the main one first."""
        held = [office for office in self.offices(actor_id) if office.covers(day)]
        return tuple(sorted(held, key=lambda office: (office.acting, not office.singular)))

    def office_on(self, actor_id: str, day: dt.date) -> Office | None:
        """Return the main office an actor held on `day`, None where none is recorded."""
        held = self.offices_on(actor_id, day)
        return held[0] if held else None

    def offices_named(self, title: str, country: str) -> tuple[Office, ...]:
        """Return every row, of any time, of the office that `title` names in `country`."""
        return self._offices_by_title.get((fold_title(title), country), ())

    def holder(self, title: str, country: str, day: dt.date) -> Actor | None:
        """Return who held the office named `title` in `country` on `day`; None where nobody or more than one did."""
        held = [office for office in self.offices_named(title, country) if office.covers(day)]
        for rows in ([o for o in held if o.singular and not o.acting], [o for o in held if o.singular], held):
            ids = {office.actor_id for office in rows}
            if ids:
                return self.actors[ids.pop()] if len(ids) == 1 else None
        return None

    def country(self, name: str) -> str | None:
        """Return the code that a country's name, adjective or possessive stands for, None where it is none."""
        return self.country_index.get(fold(name))

    def government(self, country: str) -> Actor | None:
        """Return the actor that speaks for a country or organisation as a whole."""
        return self._governments.get(country)

    def body_named(self, name: str) -> Actor | None:
        """Return the listed body, company or government of that name or alias, None where there is none."""
        return self._bodies.get(fold(name).removeprefix("the "))

    def side(self, country: str) -> Side | None:
        """Return the side of a country: its government's, else that of most of its actors."""
        return self._sides.get(country)

    @functools.cached_property
    def titles(self) -> dict[str, frozenset[str]]:
        """Folded office titles and aliases -> countries that have such an office."""
        found: dict[str, set[str]] = defaultdict(set)
        for title, country in self._offices_by_title:
            found[title].add(country)
        return {title: frozenset(countries) for title, countries in found.items()}

    @functools.cached_property
    def singular_titles(self) -> dict[str, frozenset[str]]:
        """Folded office titles and aliases -> countries that have one such office with one holder at a time."""
        found: dict[str, set[str]] = defaultdict(set)
        for (title, country), rows in self._offices_by_title.items():
            if any(row.singular for row in rows):
                found[title].add(country)
        return {title: frozenset(countries) for title, countries in found.items()}

    @functools.cached_property
    def country_index(self) -> dict[str, str]:
        """Folded names, adjectives and possessives of countries -> code."""
        index: dict[str, str] = {}
        for country in self.countries.values():
            for form in (*country.names, *country.demonyms, country.code):
                for variant in (form, f"{form}'s", f"{form}'", f"the {form}"):
                    index.setdefault(fold(variant), country.code)
        return index

    @functools.cached_property
    def country_names(self) -> dict[str, str]:
        """Code -> name of every country and organisation."""
        return {country.code: country.name for country in self.countries.values()}

    @functools.cached_property
    def _offices_by_actor(self) -> dict[str, tuple[Office, ...]]:
        found: dict[str, list[Office]] = defaultdict(list)
        for office in self.all_offices:
            found[office.actor_id].append(office)
        return {actor_id: tuple(offices) for actor_id, offices in found.items()}

    @functools.cached_property
    def _offices_by_title(self) -> dict[tuple[str, str], tuple[Office, ...]]:
        found: dict[tuple[str, str], list[Office]] = defaultdict(list)
        for office in self.all_offices:
            for title in {fold_title(name) for name in (office.title, *office.aliases)}:
                found[title, office.country].append(office)
        return {key: tuple(offices) for key, offices in found.items()}

    @functools.cached_property
    def _bodies(self) -> dict[str, Actor]:
        return {
            fold(name).removeprefix("the "): actor
            for actor in self.actors.values()
            if not actor.is_person
            for name in (*actor.aliases, actor.name)
        }

    @functools.cached_property
    def _governments(self) -> dict[str, Actor]:
        found: dict[str, Actor] = {}
        for actor in self.actors.values():
            names = {fold(name) for name in (actor.name, *actor.aliases, *actor.ambiguous_aliases)}
            if actor.kind == "government":
                found[actor.country] = actor
            elif not actor.is_person and fold(self.country_names.get(actor.country, "-")) in names:
                found.setdefault(actor.country, actor)
        return found

    @functools.cached_property
    def _sides(self) -> dict[str, Side | None]:
        votes: dict[str, dict[Side | None, int]] = defaultdict(lambda: defaultdict(int))
        for actor in self.actors.values():
            votes[actor.country][actor.side] += 1
        most = {country: max(count, key=lambda side: count[side]) for country, count in votes.items()}
        return most | {country: actor.side for country, actor in self._governments.items()}


@functools.lru_cache(maxsize=1)
def default_registry() -> Registry:
    """Return the registry of the shipped seeds, read once per process."""
    return Registry.load()


def _read(path: Path, parse: Callable[[dict[str, str]], T]) -> Iterator[T]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines), start=2):
                try:
                    yield parse(row)
                except (KeyError, ValueError) as error:
                    raise SeedError(f"{path}, line {number}: {error}") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SeedError(f"{path} cannot be read: {error}") from error


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(";") if name.strip())


def _actor(row: dict[str, str]) -> Actor:
    kind, side = row["kind"], row["side"]
    if kind not in get_args(ActorKind):
        raise ValueError(f"kind {kind!r} is none of {', '.join(get_args(ActorKind))}")
    if side and side not in SIDES:
        raise ValueError(f"side {side!r} is none of {', '.join(SIDES)}")
    return Actor(
        row["actor_id"],
        row["name"],
        cast(ActorKind, kind),
        row["country_iso3_or_org"],
        side or None,
        row["gender"],
        _names(row["aliases"]),
        _names(row["ambiguous_aliases"]),
    )


def _office(row: dict[str, str]) -> Office:
    return Office(
        row["actor_id"],
        row["office"],
        _names(row["office_aliases"]),
        row["country_iso3_or_org"],
        dt.date.fromisoformat(row["start"]),
        dt.date.fromisoformat(row["end"]) if row["end"] else None,
        dt.date.fromisoformat(row["verified_until"]),
        row["certain"] == "yes",
        row["singular"] == "yes",
        row["acting"] == "yes",
    )


def _country(row: dict[str, str]) -> Country:
    return Country(
        row["country_iso3_or_org"],
        row["name"],
        _names(row["other_names"]),
        _names(row["demonyms"]),
        row["capital"],
        row["leader"],
    )
