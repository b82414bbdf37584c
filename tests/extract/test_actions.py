"""The word index of actions: classes, inflection, negation, ties, and the lexicon behind it."""

import csv
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.actions import CLASSES, action_spans, may_have_term, quad_class
from pipeline.extract.document import Document
from pipeline.extract.reading import read
from pipeline.seeds import seed

DAY = dt.date(2024, 5, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ministers of Norland and Sudland negotiated until dawn.", "verbal-cooperation"),
        ("Norland donated forty generators to the clinic.", "material-cooperation"),
        ("Sudland's parliament condemned the vote and rejected the terms.", "verbal-conflict"),
        ("Sudland shelled the port of Veyra, killing two people.", "material-conflict"),
        ("The weather in Veyra was mild.", ""),
        ("", ""),
    ],
)
def test_each_class_is_found(text: str, expected: str) -> None:
    assert quad_class(text) == expected


def test_most_words_decide_and_the_first_named_at_a_tie() -> None:
    assert quad_class("They condemned the attack.") == "verbal-conflict"
    assert quad_class("They condemned the attack, the shelling and the siege.") == "material-conflict"


def test_negated_words_do_not_count() -> None:
    assert quad_class("They did not attack.") == ""
    assert quad_class("They didn’t negotiate with anybody.") == ""
    assert quad_class("Not a word was heard before they negotiated.") == "verbal-cooperation"


def test_a_longer_term_hides_the_terms_inside_it() -> None:
    assert list(action_spans("Guns shot down the drone.")) == [((5, 14), "material-conflict")]
    assert list(action_spans("a peace plan")) == [((2, 12), "verbal-cooperation")]
    assert list(action_spans("İzmir: a Peace  plan")) == [((9, 20), "verbal-cooperation")]


def rows() -> list[dict[str, str]]:
    with seed("lexicons/actions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_of_the_lexicon_is_found_in_its_own_example() -> None:
    assert 150 <= len(rows()) <= 250
    for row in rows():
        assert row["class"] in {name for _, name in action_spans(row["example"])}, row


@given(st.text())
def test_any_text_has_one_class_or_none(text: str) -> None:
    assert quad_class(text) in (*CLASSES, "")


def test_a_statement_carries_the_action_its_words_speak_of() -> None:
    text = "Harbour news\n\n“Norland will donate forty generators to the clinic,” Mr Ottersen said on Monday."
    (statement,) = read(text, dt.date(2031, 3, 1)).statements
    assert statement.action == "material-cooperation"


def may_have(text: str) -> bool:
    return may_have_term(text, Document.of(text, DAY).tokens.words)


def test_the_test_by_tokens_passes_every_listed_term_and_not_all_texts() -> None:
    assert all(may_have(row["example"]) for row in rows())
    assert not may_have("The weather in Veyra was mild in 2021.")


PIECES = ("attacked", "cease-fire", "Ceasefire", "negotiated", "Veyra", "12", "3rd", "İ", "ﬁ", "'s", "’", "-", "_", ".")


@given(st.lists(st.sampled_from([*PIECES, " "])).map("".join))
def test_the_test_by_tokens_misses_no_text_that_has_a_class(text: str) -> None:
    assert may_have(text) or not quad_class(text)
