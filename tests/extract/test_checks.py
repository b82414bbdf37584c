import datetime as dt
from dataclasses import replace

import pytest

from pipeline.extract.actors.checks import check
from pipeline.extract.actors.mentions import find_mentions
from pipeline.extract.actors.registry import Registry
from pipeline.extract.document import Document
from pipeline.records import Flag

DAY = dt.date(2025, 1, 10)


def flags(text: str, world: Registry, day: dt.date = DAY) -> list[Flag]:
    document = Document.of(text, day)
    return list(check(document, find_mentions(document, world), (), world))


def test_an_office_held_by_somebody_else_is_flagged_with_the_holder(world: Registry) -> None:
    text = "Plans of Vantian Prime Minister Mara Oxley meet doubts."
    (flag,) = flags(text, world)
    assert flag.kind == "wrong-office"
    assert text[slice(*flag.span)] == "Vantian Prime Minister Mara Oxley"
    assert flag.expected == "Tom Burr held the office on this date (since 2024-07-05)"


@pytest.mark.parametrize(
    "text",
    [
        "Plans of Vantian Prime Minister Tom Burr meet doubts.",
        "Plans of former Vantian Prime Minister Mara Oxley meet doubts.",
        "Plans of Vantia's then prime minister Mara Oxley meet doubts.",
        "Plans of Vantian deputy prime minister Mara Oxley meet doubts.",
        "Plans of the Vantian prime minister, Mara Oxley, meet doubts.",
        "“Vantian Prime Minister Mara Oxley is here,” he said.",
        "In 2023, Vantian Prime Minister Mara Oxley had doubts.",
        "Years ago Vantian Prime Minister Mara Oxley had doubts.",
        "An aide to the Prime Minister Mara Oxley had doubts.",
        "Osterian Prime Minister Mara Oxley had doubts.",
        "Vantian shadow prime minister Mara Oxley had doubts.",
        "Vantian Prime Minister Anna Oxley had doubts.",
    ],
)
def test_right_former_quoted_and_historical_titles_are_not(world: Registry, text: str) -> None:
    assert flags(text, world) == []


def test_a_hand_over_leaves_a_week(world: Registry) -> None:
    text = "Plans of Vantian Prime Minister Mara Oxley meet doubts."
    assert flags(text, world, dt.date(2024, 7, 11)) == []
    assert len(flags(text, world, dt.date(2024, 7, 20))) == 1


def test_nothing_is_flagged_beyond_the_evidence_or_where_it_is_uncertain(world: Registry) -> None:
    text = "Plans of Vantian Prime Minister Mara Oxley meet doubts."
    assert flags(text, world, dt.date(2026, 3, 1)) == []
    unsure = replace(world, all_offices=tuple(replace(office, certain=False) for office in world.all_offices))
    assert flags(text, unsure) == []


def test_former_of_somebody_in_post(world: Registry) -> None:
    text = "Plans of former Osterian President Ivo Kessandr meet doubts."
    (flag,) = flags(text, world)
    assert (flag.kind, text[slice(*flag.span)]) == ("former-in-post", "former Osterian President Ivo Kessandr")


def test_a_future_that_has_begun(world: Registry) -> None:
    text = "Aid may change under a future Kessandr administration."
    (flag,) = flags(text, world)
    assert (flag.kind, text[slice(*flag.span)]) == ("date-contradiction", "future Kessandr administration")
    assert flags("They had feared a future Kessandr administration.", world) == []
    assert flags("Aid may change under a future Burr administration.", world, dt.date(2024, 7, 8)) == []


def test_a_day_to_come_that_is_past(world: Registry) -> None:
    text = "The talks will take place in Vantis on 5 March 2024."
    (flag,) = flags(text, world)
    assert flag.kind == "date-contradiction"
    assert flags(text, world, dt.date(2024, 3, 1)) == []
    assert flags("The talks will take place on 35 March 2024.", world) == []
