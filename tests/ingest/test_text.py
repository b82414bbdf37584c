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


@pytest.mark.parametrize("unseen", ["\u200d", "\u200c", "\u034f", "\ufe0f", "\ufe00", "\U000e0100"])
@pytest.mark.parametrize("times", [1, 2, 7])
@pytest.mark.parametrize(
    "word", ["Kyiv", "\u041a\u0438\u0457\u0432", "\u00c5l\u00e9", "\u039a\u03af\u03b5\u03b2\u03bf"]
)
def test_no_run_of_joiners_hides_a_word(word: str, times: int, unseen: str) -> None:
    assert to_line(f"{(unseen * times).join(word)}{unseen * times} says") == f"{word} says"
    mixed = unseen * times + "\u200b\u200d"
    assert to_line(mixed.join(word)) == word


@pytest.mark.parametrize(
    "text",
    [
        "\u0645\u06cc\u200c\u06af\u0648\u06cc\u062f",  # Persian "says", whose parts stay apart
        "\u0915\u094d\u200d\u0937 \u0915\u094d\u200c\u0937",  # Hindi, half and whole letters
        "Dam\u200c\u0647\u0627",
        "\u2764\ufe0f\u200d\U0001f525 1\ufe0f\u20e3 \u00a9\ufe0f \u2139\ufe0f",
        "\U0001f3f3\ufe0f\u200d\U0001f308",
    ],
)
def test_joiners_stay_where_letters_and_pictures_need_them(text: str) -> None:
    assert to_line(text) == text


@given(
    st.text(
        alphabet="a\u00e9\u0438e\u0301\u0338\u200c\u200d\u034f\ufe0f\u200b\u00ad\u0645\u2764\x00 \u212b1", max_size=30
    )
)
def test_cleaning_of_unseen_letters_is_done_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
