"""A small world of invented people and states for the readers of texts."""

import datetime as dt
from dataclasses import replace

import pytest

from pipeline.extract.actors.registry import Actor, Country, Office, Registry

ACTORS = (
    Actor("vantia-government", "Government of Vantia", "government", "VAN", "partner", "", ("Vantis",)),
    Actor(
        "vantia-foreign-ministry", "Foreign Ministry", "ministry", "VAN", "partner", "", ("Vantian foreign ministry",)
    ),
    Actor("white-hall", "White Hall", "institution", "VAN", "partner", "", ("the White Hall",)),
    Actor("oster-government", "Government of Oster", "government", "OST", "other", "", ("Osterburg",)),
    Actor("mara-oxley", "Mara Oxley", "person", "VAN", "partner", "f", ("Oxley",)),
    Actor("tom-burr", "Tom Burr", "person", "VAN", "partner", "m", (), ("Burr",)),
    Actor("ned-burr", "Ned Burr", "person", "OST", "other", "m", (), ("Burr",)),
    Actor("ivo-kessandr", "Ivo Kessandr", "person", "OST", "other", "m", ("Kessandr", "Ivor Kessandr")),
    Actor("lena-holm", "Lena Holm", "person", "OST", "other", "f", ("Holm",)),
)


def _office(
    actor_id: str, title: str, country: str, start: str, end: str = "", aliases: tuple[str, ...] = ()
) -> Office:
    first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end) if end else None
    return Office(actor_id, title, aliases, country, first, last, last or dt.date(2025, 12, 31), True, True, False)


OFFICES = (
    _office("mara-oxley", "prime minister", "VAN", "2020-01-01", "2024-07-05", ("PM", "premier")),
    _office("tom-burr", "prime minister", "VAN", "2024-07-05", "", ("PM", "premier")),
    _office("tom-burr", "defence minister", "VAN", "2019-01-01", "2024-07-05", ("defence secretary",)),
    _office("ivo-kessandr", "president", "OST", "2012-05-07", "", ("head of state",)),
    _office("lena-holm", "presidential spokesperson", "OST", "2012-05-07", "", ("White Hall spokeswoman",)),
    _office("ned-burr", "mayor of Osterburg", "OST", "2015-01-01", "", ("Osterburg mayor",)),
)

COUNTRIES = (
    Country("VAN", "Vantia", ("VU",), ("Vantian",), "Vantis", "prime minister"),
    Country("OST", "Oster", (), ("Osterian",), "Osterburg", "president"),
)


@pytest.fixture(scope="session")
def world() -> Registry:
    """Vantia (prime minister Mara Oxley, Tom Burr from 2024-07-05) and Oster (president Ivo Kessandr)."""
    return Registry(
        {actor.actor_id: replace(actor) for actor in ACTORS}, OFFICES, {country.code: country for country in COUNTRIES}
    )
