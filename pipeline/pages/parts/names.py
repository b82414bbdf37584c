"""Names of actors, countries and feeds as the pages show them, from the seeds."""

import functools
from dataclasses import dataclass

import pandas as pd

from pipeline.pages.parts.theme import OTHER, OTHER_COLOUR, SIDE_COLOURS, SIDE_NAMES, actor_colour, tint
from pipeline.seeds import seed


@dataclass(frozen=True, slots=True)
class Listed:
    """One listed actor."""

    actor_id: str
    name: str
    kind: str
    country: str
    side: str
    number: int  # place within its side, decides the tint


@functools.lru_cache(maxsize=1)
def actors() -> dict[str, Listed]:
    """Return all listed actors by id, in the order of the registry."""
    table = pd.read_csv(seed("actors.csv"), dtype="str", keep_default_na=False)
    place = table.groupby("side").cumcount()
    columns = ("actor_id", "name", "kind", "country_iso3_or_org", "side")
    rows = zip(*(table[column] for column in columns), place, strict=True)
    return {row[0]: Listed(row[0], row[1], row[2], row[3], row[4], int(row[5])) for row in rows}


@functools.lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """Return names of countries and organisations by code."""
    table = pd.read_csv(seed("countries.csv"), dtype="str", keep_default_na=False)
    return dict(zip(table["country_iso3_or_org"], table["name"], strict=True))


@functools.lru_cache(maxsize=1)
def _capitals() -> dict[str, str]:
    table = pd.read_csv(seed("countries.csv"), dtype="str", keep_default_na=False)
    return dict(zip(table["country_iso3_or_org"], table["capital"], strict=True))


def country_with_capital(code: str) -> str:
    """Return the name of a country with its capital, by which news name its government: "Russia (Moscow)"."""
    capital = _capitals().get(code)
    return f"{name_of(code)} ({capital})" if capital else name_of(code)


@functools.lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    table = pd.read_csv(seed("languages.csv"), dtype="str", keep_default_na=False)
    return dict(zip(table["code"], table["name"], strict=True))


def language_name(code: str | None) -> str:
    """Return the name of a language by its ISO 639-1 code; the code itself where it is not listed, "" for none."""
    return _languages().get(code or "", code or "")


@functools.lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Return the words that say nothing about a subject."""
    lines = seed("lexicons/stop_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@functools.lru_cache(maxsize=1)
def offices() -> pd.DataFrame:
    """Return all dated offices: actor_id, office, country, start, end (text, ISO days or ""), certain."""
    table = pd.read_csv(seed("offices.csv"), dtype="str", keep_default_na=False)
    return table.rename(columns={"country_iso3_or_org": "country"})


COUNTRY_HUES = ("#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#8C6D1F", "#7F7F7F")
"""In the order of countries.csv, which begins with Ukraine, Russia and the largest donors."""


SEVERAL = "MULTI"  # a donor: states together that the text does not name one by one
STATE = "Government of "  # a state as an actor is shown by the name of its country


def name_of(identity: str | None) -> str:
    """Return the name of an actor, a country or a joint donor (DEU+NOR); the id itself where it is not listed."""
    if not identity:
        return ""
    if identity == SEVERAL:
        return "several donors"
    if identity in actors():
        listed = actors()[identity]
        return countries().get(listed.country, listed.name) if listed.name.startswith(STATE) else listed.name
    if "+" in identity:
        return " + ".join(name_of(part) for part in identity.split("+"))
    return countries().get(identity, identity)


def speaker_name(actor: str | None, surface: str | None) -> str:
    """Return the name of who speaks: as it was read, a state by the name of its country."""
    listed = actors().get(actor or "")
    if listed is not None and listed.name.startswith(STATE):
        return name_of(listed.actor_id)
    return surface or "unnamed speaker"


def side_name(side: str | None) -> str:
    """Return the name of a side; speakers without one are unlisted."""
    return SIDE_NAMES.get(side or "unlisted", side or "")


def colour_of(identity: str) -> str:
    """Return the fixed colour of a side, an actor, or a country or organisation."""
    if identity in SIDE_COLOURS and identity != OTHER:
        return SIDE_COLOURS[identity]
    listed = actors().get(identity)
    if listed:
        return actor_colour(listed.side, listed.number)
    place = list(countries()).index(identity) if identity in countries() else None
    return OTHER_COLOUR if place is None else tint(COUNTRY_HUES[place % len(COUNTRY_HUES)], place // len(COUNTRY_HUES))
