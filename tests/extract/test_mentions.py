import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.actors.mention import Mention
from pipeline.extract.actors.mentions import find_mentions
from pipeline.extract.actors.registry import Actor, Registry, default_registry
from pipeline.extract.document import Document

BEFORE, AFTER = dt.date(2024, 1, 10), dt.date(2025, 1, 10)


def found(text: str, registry: Registry, day: dt.date = AFTER) -> list[Mention]:
    return list(find_mentions(Document.of(text, day), registry))


def named(text: str, registry: Registry, day: dt.date = AFTER) -> list[tuple[str, str | None]]:
    """What names somebody, and whom; adjectives aside."""
    return [(m.surface, m.actor_id) for m in found(text, registry, day) if m.kind != "demonym"]


def test_full_names_surnames_and_spellings(world: Registry) -> None:
    text = "Ivo Kessandr met Mara Oxley. Oxley left. Ivor Kessandr stayed."
    assert named(text, world) == [
        ("Ivo Kessandr", "ivo-kessandr"),
        ("Mara Oxley", "mara-oxley"),
        ("Oxley", "mara-oxley"),
        ("Ivor Kessandr", "ivo-kessandr"),
    ]


def test_a_shared_surname_needs_a_full_mention_or_a_title(world: Registry) -> None:
    assert named("Burr spoke.", world) == []
    assert named("Burr spoke. Ned Burr was tired.", world)[0] == ("Burr", "ned-burr")
    assert ("Burr", "tom-burr") in named("Prime minister Burr spoke.", world)


def test_another_person_with_the_surname_is_not_the_listed_one(world: Registry) -> None:
    mentions = found("Anna Kessandr, a singer, sang. Kessandr bowed.", world)
    assert [(m.person, m.actor_id) for m in mentions] == [("Anna Kessandr", None), ("Anna Kessandr", None)]


def test_a_misspelt_given_name_is_the_listed_person(world: Registry) -> None:
    assert named("Iwo Kessandr spoke.", world) in ([("Iwo Kessandr", "ivo-kessandr")], [("Kessandr", "ivo-kessandr")])


@pytest.mark.parametrize(
    "words",
    [
        "the Vantian prime minister",
        "Vantia's prime minister",
        "the prime minister of Vantia",
        "Vantia's youthful premier",
    ],
)
def test_a_title_with_its_country_follows_the_date(world: Registry, words: str) -> None:
    assert ("tom-burr" in dict(named(f"Yesterday {words} spoke.", world)).values()) is True
    assert "mara-oxley" in dict(named(f"Yesterday {words} spoke.", world, BEFORE)).values()


@pytest.mark.parametrize(
    "words", ["the former Vantian prime minister", "Vantia's deputy prime minister", "ex-Vantian PM"]
)
def test_a_qualified_title_has_no_holder(world: Registry, words: str) -> None:
    (mention,) = [m for m in found(f"Yesterday {words} spoke.", world) if m.title]
    assert mention.actor_id is None
    assert mention.qualifiers


def test_a_bare_title_goes_to_the_holder_named_nearest(world: Registry) -> None:
    mentions = found("Ivo Kessandr met Tom Burr. The president left.", world)
    assert [(m.surface, m.actor_id) for m in mentions][-1] == ("president", "ivo-kessandr")
    assert named("The president of a club left.", world) == [("president", None)]


def test_a_bare_title_stays_with_the_one_named_first_and_most(world: Registry) -> None:
    more = replace(world.offices("ivo-kessandr")[0], actor_id="mara-oxley", country="VAN")
    two = replace(world, all_offices=(*world.all_offices, more))
    text = "Mara Oxley spoke. Oxley met Ivo Kessandr. The president left."
    assert named(text, two)[-1] == ("president", "mara-oxley")


@pytest.mark.parametrize(
    "text",
    [
        "Osterian President Ivo Kessandr spoke.",
        "Oster's president, Ivo Kessandr, spoke.",
        "Ivo Kessandr, the president of Oster, spoke.",
    ],
)
def test_a_title_beside_a_name_is_borne_by_it(world: Registry, text: str) -> None:
    (title,) = [m for m in found(text, world) if m.title]
    assert title.actor_id == "ivo-kessandr"
    assert title.bearer is not None
    assert text[slice(*title.bearer)] == "Ivo Kessandr"


def test_bodies_of_a_state(world: Registry) -> None:
    assert ("Vantian foreign ministry", "vantia-foreign-ministry") in named(
        "The Vantian foreign ministry spoke.", world
    )
    (body,) = [m for m in found("Oster's foreign ministry spoke.", world) if m.kind == "body"]
    assert (body.actor_id, body.country, body.title) == (None, "OST", "foreign ministry")


def test_an_adjective_is_no_army(world: Registry) -> None:
    (country,) = found("Oster's military campaign went on.", world)
    assert (country.surface, country.kind) == ("Oster", "country")
    (army,) = found("Oster's military went on.", world)
    assert (army.surface, army.title) == ("Oster's military", "armed forces")


def test_states_speak_by_name_and_capital_but_not_inside_compounds(world: Registry) -> None:
    assert named("Osterburg and Vantia disagree.", world) == [
        ("Osterburg", "oster-government"),
        ("Vantia", "vantia-government"),
    ]
    assert found("A Vantia-backed, anti-Vantian force.", world) == []


def test_an_alias_with_an_article_needs_it(world: Registry) -> None:
    pact = Actor("the-pact", "Pact of Vantis", "group", "VAN", "partner", "", (), ("the pact",))
    more = replace(world, actors={**world.actors, "the-pact": pact})
    assert ("pact", "the-pact") in named("Vantia joined the pact.", more)
    assert ("pact", "the-pact") not in named("Vantia joined a pact.", more)


def test_acronyms_count_in_capitals_only(world: Registry) -> None:
    assert named("vu was seen. VU was seen.", world) == [("VU", "vantia-government")]


def test_unlisted_people_keep_the_country_the_text_gives(world: Registry) -> None:
    for text in ("Osterian lawmaker Dana Orlik spoke.", "Dana Orlik, an Osterian lawmaker, spoke."):
        (person,) = [m for m in found(text, world) if m.kind == "unlisted"]
        assert (person.person, person.country, person.gender) == ("Dana Orlik", "OST", "f")


def test_places_and_firms_are_no_people(world: Registry) -> None:
    assert named("Mala Gorka, a village, and Anna Street and Frank Motors.", world) == []


@given(st.text(alphabet="ABab Mara Oxley's Vantian president, of. \n“”-’łÉ", max_size=200))
def test_offsets_slice_and_never_overlap(text: str) -> None:
    mentions = found(text, default_registry())
    assert all(text[slice(*m.span)] == m.surface for m in mentions)
    assert all(one.span[1] <= other.span[0] for one, other in pairwise(mentions))
