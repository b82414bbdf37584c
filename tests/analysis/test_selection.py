"""The shared filters: reading, applying and writing them."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.analysis.once import numbered, unique
from pipeline.analysis.selection import COUNTS, PERIODS, Selection, unknown_names
from pipeline.records import SIDES

NOW = dt.datetime(2031, 5, 20, 15, 30, tzinfo=dt.UTC)


def statements() -> pd.DataFrame:
    days = ["2031-05-20T10:00", "2031-05-20T09:00", "2031-05-14T00:00", "2031-05-13T23:59", "2031-01-02T08:00"]
    return pd.DataFrame(
        {
            "statement_id": list("abcde"),
            "published_at": pd.to_datetime(days, utc=True),
            "source_id": pd.Categorical(["north", "south", "north", "east", "east"]),
            "actor_id": pd.Categorical(["ada-quill", "ada-quill", "bo-marsh", None, "bo-marsh"]),
            "side": pd.Categorical(["ukraine", "ukraine", "russia", None, "russia"]),
            "country": pd.Categorical(["UKR", "UKR", "RUS", None, "RUS"]),
            "kind": pd.Categorical(["direct", "direct", "indirect", "mixed", "direct"]),
            "quote": ["We hold the bridge", "We hold the bridge", "Trains (slow) run", "Nothing", "Old words"],
            "targets": ['["RUS", "bo-marsh"]', '["RUS"]', "[]", None, '["UKR"]'],
            "echo_id": ["b", "b", "c", "", "e"],
        }
    )


def chosen(selection: Selection, frame: pd.DataFrame | None = None) -> list[str]:
    frame = statements() if frame is None else frame
    rows = selection.apply(frame, NOW)
    assert selection.index(frame, NOW).tolist() == rows.index.tolist()
    return list(rows["statement_id"])


def test_a_relative_period_rolls_over_at_midnight():
    assert chosen(Selection(period="7d", count="mentions")) == ["a", "b", "c"]
    assert Selection(period="7d").window(NOW).start == pd.Timestamp("2031-05-14", tz="UTC")


def test_24_hours_roll_by_the_minute():
    late = dt.datetime(2031, 5, 21, 9, 30, tzinfo=dt.UTC)
    kept = Selection(period="24h", count="mentions").apply(statements(), late)
    assert list(kept["statement_id"]) == ["a"]


def test_custom_days_are_both_included():
    custom = Selection(period="custom", since=dt.date(2031, 5, 13), until=dt.date(2031, 5, 14))
    assert chosen(custom) == ["c", "d"]


def test_unique_keeps_the_earliest_among_the_chosen_rows_and_all_without_an_id():
    assert chosen(Selection()) == ["b", "c", "d", "e"]
    assert chosen(Selection(source=("north",))) == ["a", "c"]  # the earlier copy stands in a source not chosen
    assert chosen(Selection(count="mentions")) == list("abcde")


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6)), max_size=30),
    st.sampled_from(["24h", "7d", "30d", "all"]),
    st.sampled_from(COUNTS),
    st.sampled_from([1, 10_000]),
)
def test_rows_in_order_and_numbered_ids_give_the_same_as_any_others(
    rows: list[tuple[int, int]], period: str, count: str, spread: int
):
    times = [pd.Timestamp(NOW) - pd.Timedelta(days=days) for days, _ in rows]
    frame = pd.DataFrame(
        {
            "statement_id": [str(number) for number in range(len(rows))],
            "published_at": pd.Series(times, dtype="datetime64[us, UTC]"),
            "echo_id": pd.Series([echo * spread for _, echo in rows], dtype="int32"),
        }
    )
    selection = Selection(period=period, count=count)
    ordered = frame.sort_values("published_at", kind="stable")
    expected = chosen(selection, frame.astype({"echo_id": "str"}))
    assert sorted(chosen(selection, frame)) == sorted(expected)
    assert sorted(chosen(selection, ordered)) == sorted(expected)


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(side=("russia",)), "ce"),
        (Selection(actor=("ada-quill",)), "b"),
        (Selection(country=("RUS",)), "ce"),
        (Selection(kind=("mixed", "indirect")), "cd"),
        (Selection(kind=("military",)), "bcde"),  # a kind of aid says nothing about statements
        (Selection(target=("bo-marsh",)), "a"),
        (Selection(q="BRIDGE hold"), "b"),
        (Selection(q="(slow)"), "c"),
        (Selection(donor=("DEU",)), "bcde"),
    ],
)
def test_each_filter_keeps_its_rows(selection: Selection, expected: str):
    assert chosen(selection) == list(expected)


def test_aid_is_filtered_by_day_of_announcement_donor_and_kind():
    aid = pd.DataFrame(
        {
            "statement_id": list("abc"),
            "announced_on": [dt.date(2031, 5, 20), dt.date(2031, 5, 19), dt.date(2030, 1, 1)],
            "published_at": pd.to_datetime(["2031-05-20"] * 3, utc=True),
            "donor": ["DEU+NOR", "ISL", "NOR"],
            "kind": ["military", "energy", "military"],
            "event_id": ["x", "y", "z"],
        }
    )
    assert chosen(Selection(period="7d", donor=("NOR",)), aid) == ["a"]
    assert chosen(Selection(kind=("energy", "direct")), aid) == ["b"]


def test_tones_towards_two_targets_of_one_statement_both_stay():
    tones = pd.DataFrame(
        {
            "statement_id": list("abcd"),
            "published_at": pd.to_datetime(["2031-05-20"] * 4, utc=True),
            "voice": pd.Categorical(["speaker"] * 4),
            "target_id": pd.Categorical(["RUS", "UKR", "RUS", "UKR"]),
            "echo_id": [7, 7, 7, 8],
        }
    )
    assert chosen(Selection(), tones) == ["a", "b", "d"]


@given(st.lists(st.sampled_from(["e", "f", "", None]), max_size=12))
def test_numbers_are_the_same_where_ids_are(ids: list[str | None]):
    numbers = numbered(pd.Series(ids, dtype="str")).tolist()
    assert all(0 <= number < 2 * len(ids) + 1 for number in numbers)
    for one, first in enumerate(ids):
        for other, second in enumerate(ids[:one]):
            assert (numbers[one] == numbers[other]) == (first == second and bool(first))


@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["x", "y", None]), st.sampled_from("ab")), max_size=30),
    st.sampled_from([1, 10_000]),
)
def test_numbered_tones_repeat_each_other_where_any_others_do(rows: list[tuple[int, str | None, str]], spread: int):
    frame = pd.DataFrame(
        {
            "tone_id": [str(number) for number in range(len(rows))],
            "voice": pd.Categorical([voice for *_, voice in rows], categories=["b", "a"]),
            "target_id": pd.Categorical([target for _, target, _ in rows]),
            "echo_id": pd.Series([echo * spread for echo, *_ in rows], dtype="int32"),
        }
    )
    again = frame.duplicated(["echo_id", "voice", "target_id"])
    assert unique(frame)["tone_id"].tolist() == frame["tone_id"][~again].tolist()


def test_unusable_values_fall_back_with_a_note():
    given_params = {"period": "9y", "side": ["moon", "russia"], "since": "yesterday", "count": "all", "actor": "<b>"}
    selection, notes = Selection.from_params(given_params)
    assert selection == Selection(side=("russia",))
    assert len(notes) == 5
    assert all(name in " ".join(notes) for name in ("period=9y", "side=moon", "since=yesterday", "count=all", "<b>"))


def test_days_in_the_wrong_order_are_left_out_with_a_note():
    selection, notes = Selection.from_params({"since": "2031-02-02", "until": "2031-01-01"})
    assert (selection.since, selection.until, len(notes)) == (None, None, 1)


def test_days_alone_make_the_period_custom():
    selection, notes = Selection.from_params({"since": "2031-02-02"})
    assert (selection.period, selection.since, notes) == ("custom", dt.date(2031, 2, 2), [])


def test_names_that_are_no_filter_are_told():
    assert unknown_names(["actor", "acter", "q"]) == ["acter"]


ids = st.lists(st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True), max_size=4, unique=True).map(tuple)


@given(
    selection=st.builds(
        Selection,
        period=st.sampled_from([name for name in PERIODS if name != "custom"]),
        side=st.lists(st.sampled_from(SIDES), unique=True).map(tuple),
        actor=ids,
        source=ids,
        q=st.text(max_size=50).map(lambda text: " ".join(c for c in text.split() if c.isprintable())),
        count=st.sampled_from(COUNTS),
    )
)
def test_a_selection_survives_its_own_url(selection: Selection):
    again, notes = Selection.from_params(selection.to_params())
    assert (again, notes) == (selection, [])


@given(
    st.dictionaries(st.sampled_from(["period", "since", "side", "actor", "q", "count", "kind"]), st.text(max_size=300))
)
def test_no_url_makes_it_fail(params: dict[str, str]):
    selection, _ = Selection.from_params(params)
    assert isinstance(selection.apply(statements(), NOW), pd.DataFrame)
