"""Statements that marks attribute: headlines, transcripts, signed quotations; and topics that speak for nobody."""

import datetime as dt

import pytest

from pipeline.extract.actors.mentions import find_mentions
from pipeline.extract.actors.registry import Registry
from pipeline.extract.document import Document
from pipeline.extract.statements.attributions import find_attributions

DAY = dt.date(2024, 9, 1)


def said(text: str, registry: Registry) -> list[tuple[str, str]]:
    document = Document.of(text, DAY)
    words, found = find_attributions(document, find_mentions(document, registry))

    def shown(tokens: tuple[int, int]) -> str:
        return text[slice(*words.span(tokens))]

    return [(shown(a.source) if a.source else "", " ... ".join(map(shown, a.content))) for a in found]


@pytest.mark.parametrize(
    ("headline", "source", "content"),
    [
        ("Oxley: The bridge must hold", "Oxley", "The bridge must hold"),
        ("Oxley: If Vantia wants peace, it must leave", "Oxley", "If Vantia wants peace, it must leave"),
        ("Oxley: We must talk, pointing out the flood", "Oxley", "We must talk, pointing out the flood"),
        ("Vantia talks: bridge must hold - Oxley", "Oxley", "bridge must hold"),
        ("Bridge must hold – minister", "minister", "Bridge must hold"),
        ("Bridge must hold, says Oxley", "Oxley", "Bridge must hold"),
        ("Vantia: ‘We will not leave the bridge’", "Vantia", "‘We will not leave the bridge’"),
        ("Vantia: ‘No boats left’ after the flood", "Vantia", "‘No boats left’ after the flood"),
        ("No deal in sight, says Oxley", "Oxley", "No deal in sight"),
        ("‘It fell in one night’: Oxley on the bridge", "Oxley", "‘It fell in one night’"),
        (
            "‘The bridge fell in one night and took the ferry along’: Oxley returns",
            "Oxley",
            "‘The bridge fell in one night and took the ferry along’",
        ),
        ("‘We have no boats left here’: Oxley's words for Oster", "Oxley's", "‘We have no boats left here’"),
        ("Oxley accuses Oster of breaking the truce", "Oxley", "Oster of breaking the truce"),
        ("Oxley says bridge must hold as Oster troops arrive", "Oxley", "bridge must hold"),
        ("Dana Orlik: Bridge may fall, says Oxley", "Oxley", "Bridge may fall"),
        ("Bridge Will Not Hold, State Media Say", "State Media", "Bridge Will Not Hold"),
        ("Oxley says bridge must hold – as it happened", "Oxley", "bridge must hold"),
        ("Oxley says bridge must hold – live updates", "Oxley", "bridge must hold"),
        ("Bridge must hold - address by President Mara Oxley", "President Mara Oxley", "Bridge must hold"),
    ],
)
def test_headline_with_a_speaker(headline: str, source: str, content: str, world: Registry) -> None:
    assert said(headline + "\n\nMore at eight.", world) == [(source, content)]


@pytest.mark.parametrize(
    "headline",
    [
        "Vantia war: Bridge closed again",
        "Bridge falls in Vantia – video",
        "Your Tuesday Briefing: The bridge of Vantia",
        "The bridge that fell – and why | Mara Oxley",
        "Oxley's new plan: a bridge for all",
        "Council of Vantia 63: Statement by the ministers ‘on the bridge’",
        "Newspaper headlines: the ‘very bad day’ of Vantia",
        "Vantia-Oster war live: Mara Oxley in the ‘city of bridges’",
        "Homes for Vantia: ‘It is slow and sad’",
        "War in Vantia: ‘I saw the bridge fall’",
        "Vantia: ‘I saw the bridge fall’",
        "Vantia: ‘How much longer until this is over?’",
        "Children and volunteers: victims of the flood in Vantia",
        "Military analyst: What the loss of the bridge could mean",
        "Mara Oxley: Has the flood changed her?",
        "Mara Oxley v Dana Orlik: the bout ‘very close’",
        "On the road to the bridge, a Vantian town fears for the worst",
    ],
)
def test_topics_and_bylines_speak_for_nobody(headline: str, world: Registry) -> None:
    assert said(headline + "\n\nMore at eight.", world) == []


def test_turns_of_a_transcript(world: Registry) -> None:
    text = "Talks\n\nMara Oxley: Good day to all.\n\nIvo Kessandr: We stay here.\n\nMara Oxley: That is well."
    assert said(text, world) == [
        ("Mara Oxley", "Good day to all."),
        ("Ivo Kessandr", "We stay here."),
        ("Mara Oxley", "That is well."),
    ]


def test_turns_that_run_on_in_one_paragraph(world: Registry) -> None:
    text = "Talks\n\nPresident of Oster Ivo Kessandr: Good day. We stay. Mara Oxley: That is well."
    assert said(text, world) == [
        ("President of Oster Ivo Kessandr", "Good day. We stay."),
        ("Mara Oxley", "That is well."),
    ]


def test_a_list_of_figures_is_no_transcript(world: Registry) -> None:
    assert said("Votes\n\nMara Oxley: 1,501\n\nTom Burr: 2,383\n\nMara Oxley: 12", world) == []


def test_each_part_of_a_joined_headline_has_its_own_speaker(world: Registry) -> None:
    found = said("Oxley: The bridge must hold; Ivo Kessandr: It has fallen\n\nTalks go on.", world)
    assert found == [("Oxley", "The bridge must hold"), ("Ivo Kessandr", "It has fallen")]


def test_what_a_later_part_of_a_headline_says_is_read_once(world: Registry) -> None:
    found = said("Oxley: The bridge must hold; Ivo Kessandr: Norland says that it has fallen\n\nTalks go on.", world)
    assert found == [("Oxley", "The bridge must hold"), ("Ivo Kessandr", "Norland says that it has fallen")]


def test_the_books_of_a_review_say_nothing(world: Registry) -> None:
    assert said("Oxley: A Life in Vantia; Ivo Kessandr: His Times reviews\n\nTwo books.", world) == []


def test_a_verb_and_a_colon_are_one_attribution(world: Registry) -> None:
    assert said("Oxley tells Dana Orlik: “The bridge must hold”\n\nTalks.", world) == [
        ("Oxley", "“The bridge must hold”")
    ]


@pytest.mark.parametrize("text", ["Odo Marn spoke at length – the", "Ada Toll in Oder today — The", "It held - the\n"])
def test_a_headline_may_end_behind_the_article_of_a_dash(text: str, world: Registry) -> None:
    assert said(text, world) == []


def test_the_quotation_of_a_headline_is_of_its_subject_not_of_its_object(world: Registry) -> None:
    assert said("‘They never left’: residents welcome Vantian soldiers in Orel\n\nA day.", world) == [
        ("residents", "‘They never left’")
    ]
