"""How a text is cut: paragraphs, sentences, tokens."""

import datetime as dt
import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.document import BULLETS, Document

DAY = dt.date(2024, 5, 1)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in Document.of(text, DAY).sentences]


def test_sentences_end_at_stops_before_capitals() -> None:
    assert cut("Odo Marn spoke. He left! Did he? Yes.") == ["Odo Marn spoke.", "He left!", "Did he?", "Yes."]


def test_titles_initials_and_dotted_names_do_not_end_a_sentence() -> None:
    assert cut("Gen. R. Toll met Mr. Marn of the U.S. State Department.") == [
        "Gen. R. Toll met Mr. Marn of the U.S. State Department."
    ]


def test_no_is_cut_short_before_a_number_only() -> None:
    assert cut("Marn lives at No. 10 in Oder. Toll said no. Burr left.") == [
        "Marn lives at No. 10 in Oder.",
        "Toll said no.",
        "Burr left.",
    ]


def test_a_dotted_name_ends_a_sentence_before_a_usual_opening_word() -> None:
    assert cut("He left the U.S. The deal fell.") == ["He left the U.S.", "The deal fell."]


def test_a_closing_mark_belongs_to_its_sentence() -> None:
    assert cut("“We stay.” The crowd left.") == ["“We stay.”", "The crowd left."]


def test_lines_are_paragraphs_and_sentences_never_cross_them() -> None:
    document = Document.of("A headline\n\nBody one\r\nBody two", DAY)
    assert [document.text[s:e] for s, e in document.paragraphs] == ["A headline", "Body one", "Body two"]
    assert document.sentences == document.paragraphs


def test_sentence_at_finds_the_sentence_of_an_offset() -> None:
    document = Document.of("One here. Two here.", DAY)
    assert [document.sentence_at(at) for at in (0, 8, 10, 18)] == [(0, 9), (0, 9), (10, 19), (10, 19)]
    assert Document.of("", DAY).sentence_at(5) == (0, 0)


def test_tokens_keep_apostrophes_inside_words() -> None:
    tokens = Document.of("Marn’s men don't, he said", DAY).tokens
    assert tokens.words == ["marn's", "men", "don't", ",", "he", "said"]


@given(st.text())
def test_every_visible_character_is_in_one_sentence_and_one_token(text: str) -> None:
    document = Document.of(text, DAY)
    for spans in (
        document.paragraphs,
        document.sentences,
        tuple(zip(document.tokens.starts, document.tokens.ends, strict=True)),
    ):
        assert all(a < b for a, b in spans)
        assert all(one[1] <= two[0] for one, two in pairwise(spans))
    inside = {i for s, e in document.sentences for i in range(s, e)}
    assert all(
        i in inside or text[i] in BULLETS
        for s, e in zip(document.tokens.starts, document.tokens.ends, strict=True)
        for i in range(s, e)
    )
    assert len(document.tokens.words) == len(document.tokens.starts)


def test_an_item_behind_a_bullet_is_a_paragraph_of_its_own() -> None:
    text = "• Marn will testify in Dorvale • Opinion: The cranes that could change it\n▪ Pumps arrive"
    assert cut(text) == [
        "Marn will testify in Dorvale",
        "Opinion: The cranes that could change it",
        "Pumps arrive",
    ]


@given(st.text(alphabet="aZé'’ß漢Жﬁ𝐛ệ9_ .-\n"))
def test_words_are_the_longest_runs_of_letters_and_digits_of_any_script(text: str) -> None:
    document = Document.of(text, DAY)
    straight = text.replace("’", "'")
    runs = [match.span() for match in re.finditer(r"[^\W_]+(?:'[^\W_]+)*", straight)]
    words = zip(document.tokens.starts, document.tokens.ends, document.tokens.words, strict=True)
    assert [(start, end) for start, end, word in words if word[0].isalnum()] == runs
