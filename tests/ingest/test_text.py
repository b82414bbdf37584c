"""Text of feeds becomes plain, composed and bounded, in time that grows with its length only."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.text import clean, to_line, to_paragraphs, to_text


def test_letters_and_marks_are_composed() -> None:
    assert clean("Cafe\u0301 na\u0457ve") == unicodedata.normalize("NFC", "Cafe\u0301 na\u0457ve")
    long = "e\u0301" * 1_000
    assert clean(long) == "\u00e9" * 1_000


@pytest.mark.parametrize(
    "text", ["a" + "\u0315\u0300" * 300_000, "\u093c\u094d" * 300_000, "<" * 500_000, "&" * 500_000, "\n \n" * 200_000]
)
def test_no_text_takes_more_than_linear_time(text: str) -> None:
    assert len(to_text(text)) <= len(text) + 1


def test_wrapped_lines_are_joined_and_blank_lines_part_paragraphs() -> None:
    assert to_paragraphs("One\r\ntwo.\r\n\r\nThree.") == "One two.\n\nThree."
    assert to_paragraphs("One.\nTwo.") == "One.\n\nTwo."
    assert to_paragraphs("") == ""


@settings(max_examples=80)
@given(st.text(max_size=300))
def test_cleaning_is_done_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert "\n" not in to_line(text)


def test_what_is_not_seen_hides_no_word() -> None:
    assert to_line("Uk\u00adra\u200bi\u200dne\U000e0041: pumps\u2060") == "Ukraine: pumps"
    assert to_line("\U0001f468\u200d\U0001f692 puts out a fire") == "\U0001f468\u200d\U0001f692 puts out a fire"
