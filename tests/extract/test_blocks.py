"""Long texts in blocks: nothing is left out, and every offset points into the whole text."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import blocks as module
from pipeline.extract.blocks import blocks
from pipeline.extract.reading import read

DAY = dt.date(2024, 5, 1)
PART = (
    'Mara Toll, a baker, said that the bridge was closed. "The ferry of Oder will not run before the summer," she '
    "added.\nNorway will give Ukraine 30 million euros in military aid, the government said.\n"
)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", 400)
    monkeypatch.setattr(module, "_BACK", 300)


@given(st.text(alphabet="ab .\n", max_size=2_000))
def test_blocks_follow_each_other_and_hold_the_whole_text(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", 100)
        patch.setattr(module, "_BACK", 30)
        spans = list(blocks(text))
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(end - start <= 100 for start, end in spans)
    assert all(start < end for start, end in spans) or text == ""


@pytest.mark.parametrize(
    ("text", "end"),
    [("a" * 90 + "\n" + "b. " * 30, 91), ("a" * 80 + ". " + "b " * 40, 82), ("a" * 90 + " " + "b" * 90, 91)],
)
def test_a_block_ends_with_a_line_else_a_sentence_else_a_word(
    monkeypatch: pytest.MonkeyPatch, text: str, end: int
) -> None:
    monkeypatch.setattr(module, "BLOCK", 100)
    monkeypatch.setattr(module, "_BACK", 30)
    assert next(blocks(text)) == (0, end)


@pytest.mark.usefixtures("small")
def test_what_is_found_behind_the_first_block_has_its_place_in_the_whole_text() -> None:
    text = PART * 6
    reading, once = read(text, DAY), read(PART, DAY)
    assert len(reading.statements) == 6 * len(once.statements) > 6
    assert len(reading.aid) == len(list(blocks(text))) > 1
    for statement in reading.statements:
        assert statement.quote == " ... ".join(text[start:end] for start, end in statement.content)
        assert text[slice(*statement.sentence)].strip()
        assert statement.cue is not None
        assert text[slice(*statement.cue)] in ("said", "added")
    assert {text[slice(*mention.span)] for mention in reading.aid} == {PART[slice(*once.aid[0].span)]}
    assert {text[slice(*t.span)] for statement in reading.statements for t in statement.targets} == {
        PART[slice(*t.span)] for statement in once.statements for t in statement.targets
    }


@pytest.mark.usefixtures("small")
def test_a_later_block_has_no_headline() -> None:
    before = "The bridge of the town was closed for the day, and the ferry went twice as often as before. " * 4
    reading = read(f"{before}\nMayor on bridge: “It is closed”", DAY)
    assert len(list(blocks(before + "x" * 40))) > 1
    assert [statement.rule for statement in reading.statements if statement.rule.startswith("headline")] == []


def test_a_text_of_one_block_is_read_whole() -> None:
    assert list(blocks("x" * module.BLOCK)) == [(0, module.BLOCK)]
