import datetime as dt
from pathlib import Path

import pytest

from pipeline.errors import SeedError
from pipeline.extract.actors.registry import Registry, default_registry, fold

ACTORS = """actor_id,name,kind,country_iso3_or_org,side,gender,aliases,wikidata_id,ambiguous_aliases
vantia-government,Government of Vantia,government,UKR,ukraine,,Vantis,,
mara-oxley,Mara Oxley,person,UKR,ukraine,f,Oxley,,
tom-burr,Tom Burr,person,UKR,ukraine,m,,,Burr
"""
HEAD = "actor_id,office,office_aliases,country_iso3_or_org,start,end,verified_until,source,certain,singular,acting,note"
OFFICES = f"""{HEAD}
mara-oxley,defence minister,defence secretary;defense secretary,UKR,2024-03-01,2025-03-01,2025-03-01,x,yes,yes,no,
tom-burr,defence minister,defence secretary;defense secretary,UKR,2025-03-01,,2025-06-01,x,yes,yes,no,
tom-burr,spy chief,,UKR,2020-01-01,,2025-06-01,x,yes,no,no,
mara-oxley,spy chief,,UKR,2020-01-01,,2025-06-01,x,yes,no,no,
"""
COUNTRIES = """country_iso3_or_org,name,other_names,demonyms,capital,leader
UKR,Vantia,,Vantian,Vantis,president
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("actors", ACTORS), ("offices", OFFICES), ("countries", COUNTRIES)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_holder_follows_the_date(folder: Path) -> None:
    registry = Registry.load(folder)
    before, on_the_day = dt.date(2025, 2, 28), dt.date(2025, 3, 1)
    assert registry.holder("Defense Secretary", "UKR", before) == registry.actor("mara-oxley")
    assert registry.holder("defence minister", "UKR", on_the_day) == registry.actor("tom-burr")
    assert registry.holder("defence minister", "UKR", dt.date(2019, 1, 1)) is None


def test_an_office_of_several_has_no_holder(folder: Path) -> None:
    assert Registry.load(folder).holder("spy chief", "UKR", dt.date(2022, 1, 1)) is None


def test_the_main_office_is_the_singular_one(folder: Path) -> None:
    registry = Registry.load(folder)
    office = registry.office_on("mara-oxley", dt.date(2024, 5, 1))
    assert office is not None
    assert office.label == "defence secretary"
    later = registry.office_on("mara-oxley", dt.date(2025, 5, 1))
    assert later is not None
    assert later.title == "spy chief"


def test_an_open_office_is_known_only_up_to_its_last_evidence(folder: Path) -> None:
    (office,) = [o for o in Registry.load(folder).offices("tom-burr") if o.singular]
    assert office.is_known_on(dt.date(2025, 6, 1))
    assert not office.is_known_on(dt.date(2025, 6, 2))


def test_countries_answer_to_name_adjective_and_possessive(folder: Path) -> None:
    registry = Registry.load(folder)
    assert [registry.country(form) for form in ("Vantia", "VANTIAN", "Vantia’s", "Oz")] == ["UKR", "UKR", "UKR", None]
    government = registry.government("UKR")
    assert government is not None
    assert government.actor_id == "vantia-government"
    assert registry.side("UKR") == "ukraine"


@pytest.mark.parametrize(
    ("file", "bad", "says"),
    [
        ("actors.csv", ACTORS.replace("ukraine,f", "blue,f"), "line 3: side 'blue'"),
        ("offices.csv", OFFICES.replace("2024-03-01", "March"), "line 2"),
        ("offices.csv", OFFICES.replace("tom-burr,spy", "nobody,spy"), "nobody"),
        ("countries.csv", "name\nVantia\n", "country_iso3_or_org"),
    ],
)
def test_a_bad_row_is_named(folder: Path, file: str, bad: str, says: str) -> None:
    (folder / file).write_text(bad, encoding="utf-8")
    with pytest.raises(SeedError, match=says):
        Registry.load(folder)


def test_fold_ignores_case_marks_and_spelling() -> None:
    assert fold("Défense Minister’s ŁÓDŹ") == "defence minister's lodz"
    assert fold("\u0301") == "\u0301"


def test_the_shipped_registry_is_consistent() -> None:
    registry = default_registry()
    assert len(registry.actors) > 1000
    assert all(office.end is None or office.start <= office.end for office in registry.all_offices)
    assert all(registry.side(country) for country in registry.country_names)
    assert all(actor.gender in {"m", "f"} for actor in registry.actors.values() if actor.is_person)
