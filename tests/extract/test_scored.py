"""Which words tone is scored on: the speaker's own, with what the outlet puts around them left out."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.actors.registry import Registry
from pipeline.extract.reading import read
from pipeline.extract.scored import LEFT_OUT, joined, spoken

DAY = dt.date(2025, 1, 10)


def words_of(text: str, world: Registry) -> list[str]:
    """Return what is scored of each target of a text's statements, the target in braces."""
    out = []
    for statement in read(text, DAY, registry=world, language="en").statements:
        for target in statement.targets:
            words, (start, end) = spoken(text, statement, target.span)
            out.append(f"{words[:start]}{{{words[start:end]}}}{words[end:]}")
    return out


@pytest.mark.parametrize(
    ("text", "scored"),
    [
        ("In a cruel and cowardly lie, Tom Burr said Oster had sent grain.", "{Oster} had sent grain"),
        (
            "“Oster has sent,” Tom Burr said in a cruel tone, “its grain.”",
            f"“{{Oster}} has sent,”{LEFT_OUT}“its grain.”",
        ),
        ("The disgraced Tom Burr accused Oster of stealing grain.", "accused {Oster} of stealing grain"),
        ("Tom Burr doubted that Oster wanted peace.", "doubted that {Oster} wanted peace"),
        ("Tom Burr denied Oster had sent grain.", "denied {Oster} had sent grain"),
        ("Tom Burr asked whether Oster was a reliable ally.", "asked whether {Oster} was a reliable ally"),
        ("Tom Burr is afraid that Oster will win.", "afraid that {Oster} will win"),
        ("Oster was accused by Tom Burr of stealing grain.", f"{{Oster}} was accused by{LEFT_OUT}of stealing grain"),
        ("Tom Burr refused to talk to Oster.", "refused to talk to {Oster}"),
        ("Tom Burr said that Oster had sent grain, a shameful lie.", "that {Oster} had sent grain"),
    ],
)
def test_only_the_words_of_the_speaker_are_scored(text: str, scored: str, world: Registry) -> None:
    (found,) = words_of(text, world)
    assert found.startswith(scored)
    for foreign in ("cruel", "disgraced", "lied"):
        assert foreign not in found


@pytest.mark.parametrize("text", ["Tom Burr is not critical of Oster.", "Tom Burr was never afraid of Oster."])
def test_what_somebody_is_not_is_no_statement(text: str, world: Registry) -> None:
    assert words_of(text, world) == []


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), min_size=1, max_size=5)


@given(text=st.text(min_size=90, max_size=90), spans=SPANS, chosen=st.integers(0, 4), offset=st.integers(0, 19))
def test_the_target_stays_in_its_place(text: str, spans: list[tuple[int, int]], chosen: int, offset: int) -> None:
    parts = sorted((start, start + length) for start, length in spans)
    start, end = parts[chosen % len(parts)]
    target = (min(start + offset, end - 1), end)
    words, (first, last) = joined(text, parts, target)
    assert words[first:last] == text[slice(*target)]
