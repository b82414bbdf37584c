import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.statements.echoes import link_echoes
from pipeline.extract.statements.wordings import differing_quotes, exchanged_words

LONG = "“We shall mend the old bridge before the first snow falls on it”"


def rows(*statements: tuple[str, str | None, str, int, str]) -> pd.DataFrame:
    """Statements as (id, actor, quote, day of January 2025, story)."""
    return pd.DataFrame(
        {
            "statement_id": [row[0] for row in statements],
            "actor_id": [row[1] for row in statements],
            "speaker": [row[1] or "residents" for row in statements],
            "published_at": [pd.Timestamp(2025, 1, row[3], tz="UTC") for row in statements],
            "quote": [row[2] for row in statements],
            "story_id": [row[4] for row in statements],
        }
    )


def linked(*statements: tuple[str, str | None, str, int, str]) -> list[str]:
    return link_echoes(rows(*statements)).tolist()


@pytest.mark.parametrize(
    "other",
    [
        LONG,
        '"We shall mend the old bridge before the first snow falls on it,"',
        "that they would “mend the old bridge before the first snow falls”",
        "“We shall mend the old bridge before the first snow falls on it. And then we rest.”",
        "“We shall mend our old bridge before the first snow falls on it”",
    ],
)
def test_the_same_words_elsewhere_are_an_echo_of_the_earliest(other: str) -> None:
    assert linked(("b", "mara-oxley", other, 4, "s2"), ("a", "mara-oxley", LONG, 3, "s1")) == ["a", "a"]


@pytest.mark.parametrize(
    ("other", "actor", "day"),
    [
        (LONG, "tom-burr", 4),
        (LONG, "mara-oxley", 20),
        ("“We shall never again walk over the old bridge in the first snow”", "mara-oxley", 4),
        ("“the old bridge”", "mara-oxley", 4),
    ],
)
def test_another_speaker_time_or_sentence_is_none(other: str, actor: str, day: int) -> None:
    assert linked(("a", "mara-oxley", LONG, 3, "s1"), ("b", actor, other, day, "s2")) == ["a", "b"]


def test_numbers_and_names_must_agree() -> None:
    said = "the {} ships from {} would arrive in the harbour within a few days"
    first = ("a", "mara-oxley", said.format(4, "Vantis"), 3, "s1")
    assert linked(first, ("b", "mara-oxley", said.format(5, "Vantis"), 4, "s2")) == ["a", "b"]
    assert linked(first, ("b", "mara-oxley", said.format(4, "Osterburg"), 4, "s2")) == ["a", "b"]
    assert linked(first, ("b", "mara-oxley", "that " + said.format(4, "Vantis"), 4, "s2")) == ["a", "a"]


def test_unlisted_speakers_are_told_apart_by_their_name() -> None:
    frame = rows(("a", None, LONG, 3, "s1"), ("b", None, LONG, 3, "s2"), ("c", None, LONG, 3, "s3"))
    frame["speaker"] = ["Dana Orlik", "Wim Zwart", "dana orlik"]
    assert link_echoes(frame).tolist() == ["a", "b", "a"]


def test_nulls_are_no_words_and_no_story() -> None:
    frame = rows(("a", "mara-oxley", LONG, 3, "s1"), ("b", "mara-oxley", LONG, 4, "s2"), ("c", None, LONG, 4, "s3"))
    frame.loc[1, "quote"] = None
    frame["story_id"] = None
    frame["actor_id"] = frame["actor_id"].astype("category")
    assert link_echoes(frame).tolist() == ["a", "b", "c"]


def test_an_empty_frame_has_no_echoes() -> None:
    assert link_echoes(rows()).tolist() == []


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["mara-oxley", "tom-burr"]),
            st.sampled_from(
                [LONG, LONG.replace("snow", "rain"), LONG[:40] + "”", "that the bridge is closed for all of us"]
            ),
            st.integers(1, 28),
        ),
        max_size=12,
    ),
    st.randoms(),
)
def test_any_order_gives_the_same_echoes(drawn: list[tuple[str, str, int]], random: object) -> None:
    frame = rows(*((f"id{i:02}", actor, quote, day, "") for i, (actor, quote, day) in enumerate(drawn)))
    echoes = link_echoes(frame)
    assert set(echoes) <= set(frame["statement_id"])
    shuffled = frame.sample(frac=1, random_state=len(drawn))
    assert link_echoes(shuffled).sort_index().tolist() == echoes.tolist()


def test_a_word_exchanged_in_a_quotation_is_told_with_both_wordings() -> None:
    frame = rows(("a", "mara-oxley", LONG, 3, "s1"), ("b", "mara-oxley", LONG.replace("snow", "rain"), 4, "s2"))
    frame["source_id"], frame["country"] = ["daily", "weekly"], "GBR"
    frame["echo_id"] = link_echoes(frame)
    (found,) = differing_quotes(frame).to_dict("records")
    assert found["statement_id"] == "b"
    assert "“rain” for “snow”" in found["message"]
    assert "first snow falls" in found["expected"]
    assert differing_quotes(frame.assign(country="FRA")).empty
    assert differing_quotes(frame.assign(source_id="daily")).empty


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("we shall mend the old bridge before snow falls", "we will shall mend the old bridge before snow falls"),
        ("we shall honour the old bridge before snow falls", "we shall honor the old bridge before snow falls"),
        ("we shall mend the 2 bridges before snow falls", "we shall mend the two bridges before snow falls"),
        ("we shall mend the old bridge before snow falls", "a dog may cross the wide river when rain falls"),
    ],
)
def test_added_words_spellings_numbers_and_other_sentences_do_not_count(first: str, second: str) -> None:
    assert exchanged_words(first.split(), second.split()) == []
