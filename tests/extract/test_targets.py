import datetime as dt

import pytest

from pipeline.extract.actors.mentions import find_mentions
from pipeline.extract.actors.registry import Registry
from pipeline.extract.actors.targets import MOST_PORTRAYALS, Targets
from pipeline.extract.document import Document
from pipeline.records import Span, Statement

DAY = dt.date(2025, 1, 10)


def said(text: str, content: str, actor_id: str | None) -> Statement:
    span = place(text, content)
    return Statement(
        "indirect", (span,), None, None, content, "x", actor_id, "person", "", "", None, (0, len(text)), "test", 0.5
    )


def place(text: str, words: str) -> Span:
    start = text.index(words)
    return start, start + len(words)


def targets(text: str, content: str, actor_id: str | None, world: Registry) -> list[tuple[str, str]]:
    document = Document.of(text, DAY)
    found = Targets(document, find_mentions(document, world)).within([place(text, content)], actor_id)
    return [(target.target_id, text[slice(*target.span)]) for target in found]


def test_targets_are_named_in_the_words_and_not_the_speaker(world: Registry) -> None:
    text = "Mara Oxley said that Tom Burr, the White Hall and Mara Oxley were wrong about Oster."
    assert targets(
        text, "that Tom Burr, the White Hall and Mara Oxley were wrong about Oster", "mara-oxley", world
    ) == [
        ("tom-burr", "Tom Burr"),
        ("white-hall", "White Hall"),
        ("oster-government", "Oster"),
    ]


def test_a_target_counts_once_at_its_first_mention(world: Registry) -> None:
    text = "He said Oster lied, Osterburg lied and Oster lies."
    assert targets(text, "Oster lied, Osterburg lied and Oster lies", None, world) == [("oster-government", "Oster")]


def test_places_and_adjectives_are_no_targets(world: Registry) -> None:
    text = "She said many Osterian homes in Vantis, across Oster and the Osterburg region burn."
    assert targets(text, "many Osterian homes in Vantis, across Oster and the Osterburg region burn", None, world) == []


def test_the_outlet_portrays_where_nobody_is_reported(world: Registry) -> None:
    text = "Vantia stumbles.\n\nTom Burr said that Oster lost. Ivo Kessandr smiled."
    document = Document.of(text, DAY)
    statements = [said(text, "that Oster lost", "tom-burr")]
    found = Targets(document, find_mentions(document, world)).portrayals(statements)
    assert [(p.target.target_id, text[slice(*p.sentence)]) for p in found] == [
        ("vantia-government", "Vantia stumbles."),
        ("ivo-kessandr", "Ivo Kessandr smiled."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "“Oster lies,” it read.",
        'Oster is a "bully" in Vantis.',
        "Banner: «Oster lies».",
        "Tom Burr met 'the butcher of Oster' there.",
        "“Oster lies. Vantia stumbles. Tom Burr smiled.",
        "Oster lies,” it read.",
        "Oster lies ''and cheats.",
    ],
)
def test_a_sentence_with_quoted_words_portrays_nobody(text: str, world: Registry) -> None:
    document = Document.of(text, DAY)
    mentions = find_mentions(document, world)
    assert mentions
    assert Targets(document, mentions).portrayals([]) == ()


def test_an_apostrophe_is_no_quotation(world: Registry) -> None:
    document = Document.of("Vantia's mayor and Oster's ministers don't smile.", DAY)
    assert Targets(document, find_mentions(document, world)).portrayals([])


def test_portrayals_are_bounded(world: Registry) -> None:
    document = Document.of("Vantia stumbles. " * 50, DAY)
    assert len(Targets(document, find_mentions(document, world)).portrayals([])) == MOST_PORTRAYALS
