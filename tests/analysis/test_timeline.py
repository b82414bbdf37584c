"""Counts over time, spikes and words."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.analysis import timeline
from pipeline.analysis.selection import Window

NOW = pd.Timestamp("2031-05-20T15:30", tz="UTC")


def times(*values: str) -> "pd.Series[pd.Timestamp]":
    return pd.Series(pd.to_datetime(list(values), utc=True).as_unit("us"))


@pytest.mark.parametrize(
    ("step", "expected"),
    [("hour", "2031-05-20T15:00"), ("day", "2031-05-20"), ("week", "2031-05-19"), ("month", "2031-05-01")],
)
def test_a_bucket_begins_where_people_expect_it(step: timeline.Step, expected: str):
    numbers = timeline.bucket_numbers(times("2031-05-20T15:59:59"), step)
    assert timeline.bucket_starts(numbers, step)[0] == pd.Timestamp(expected)


def test_a_week_begins_on_monday_at_midnight():
    sunday, monday = timeline.bucket_numbers(times("2031-05-18T23:59:59", "2031-05-19T00:00:00"), "week")
    assert monday == sunday + 1


days_of_years = st.lists(st.integers(-800, 25_000), min_size=1, max_size=30)


@given(days_of_years, st.booleans())
def test_a_month_is_that_of_the_calendar_for_few_and_for_many_rows(days: list[int], many: bool):
    rows = [*days, *range(min(days), min(days) + 3000)] * (9 if many else 1)
    column = pd.Series(pd.DatetimeIndex(np.array(rows, dtype="datetime64[D]")).as_unit("us").tz_localize("UTC"))
    expected = (column.dt.year - 1970) * 12 + column.dt.month - 1
    assert timeline.bucket_numbers(column, "month").tolist() == expected.tolist()


@given(st.integers(-(10**9), 10**9), st.integers(1, 900), st.sampled_from(timeline.STEPS))
def test_many_times_in_order_fall_into_the_buckets_of_times_in_any_order(start: int, apart: int, step: timeline.Step):
    moments = np.arange(start, start + 2000 * apart, apart).astype("datetime64[s]")
    column = pd.Series(pd.DatetimeIndex(moments).as_unit("us").tz_localize("UTC"))
    backwards = timeline.bucket_numbers(column[::-1], step)
    assert timeline.bucket_numbers(column, step).tolist() == backwards[::-1].tolist()


@given(st.lists(st.integers(-9, 9), max_size=40), st.integers(1, 10**6))
def test_numbers_are_tallied_as_pandas_counts_them(numbers: list[int], apart: int):
    drawn = np.array(numbers, dtype=np.int64) * apart
    pd.testing.assert_series_equal(
        timeline.tallied(drawn), pd.Series(drawn).value_counts(), check_names=False, check_index_type=False
    )


@given(st.lists(st.sampled_from(["c", "a", "b", None]), max_size=12), st.permutations(["a", "b", "c", "d"]))
def test_categories_are_coded_as_pandas_codes_them(values: list[str | None], categories: list[str]):
    column = pd.Series(pd.Categorical(values, categories=categories))
    codes, names = timeline.coded(column)
    expected, uniques = pd.factorize(column, sort=True)
    assert (codes.tolist(), names) == (expected.tolist(), list(uniques))


def test_empty_buckets_count_zero_and_nulls_are_left_out():
    table = timeline.counts(
        times("2031-05-18", "2031-05-20", "2031-05-20"),
        pd.Series(["a", "b", None]),
        "day",
        pd.Timestamp("2031-05-17", tz="UTC"),
        NOW,
    )
    assert table.to_dict("list") == {"a": [0, 1, 0, 0], "b": [0, 0, 0, 1]}


def test_weights_are_summed():
    table = timeline.counts(times("2031-05-18", "2031-05-18"), None, "month", NOW, NOW, pd.Series([1.5, 2.0]))
    assert table["n"].tolist() == [3.5]


stamps = st.datetimes(pd.Timestamp("2022-01-01"), pd.Timestamp("2031-05-20")).map(lambda t: pd.Timestamp(t, tz="UTC"))


@given(
    st.lists(st.tuples(stamps, st.sampled_from("abc")), min_size=1, max_size=40), st.sampled_from(timeline.STEPS[1:])
)
def test_the_cells_add_up_to_the_rows(rows: list[tuple[pd.Timestamp, str]], step: timeline.Step):
    column = pd.Series(pd.DatetimeIndex([stamp for stamp, _ in rows]).as_unit("us"))
    table = timeline.counts(column, pd.Series([label for _, label in rows]), step, column.min(), column.max())
    assert table.to_numpy().sum() == len(rows)


def test_the_span_is_the_window_and_where_it_is_open_the_data_and_now():
    rows = times("2031-01-01")
    assert timeline.span(rows, Window(None, None), NOW) == (rows[0], NOW)
    window = Window(pd.Timestamp("2031-05-01", tz="UTC"), pd.Timestamp("2031-05-03", tz="UTC"))
    start, end = timeline.span(rows, window, NOW)
    assert (start, end.floor("D")) == (window.start, pd.Timestamp("2031-05-02", tz="UTC"))


def test_days_without_a_zone_are_days_in_utc():
    start, _ = timeline.span(pd.Series(pd.to_datetime(["2031-01-01"])), Window(None, None), NOW)
    assert start == pd.Timestamp("2031-01-01", tz="UTC")


def test_small_series_become_other_and_other_comes_last():
    labels = pd.Series(["a"] * 3 + ["b"] * 2 + ["c", "other", None])
    turned = timeline.top_labels(labels, 2)
    assert list(turned.dropna()) == ["a"] * 3 + ["b"] * 2 + ["other"] * 2
    table = pd.DataFrame({"other": [9], "b": [2], "a": [3]})
    assert list(timeline.in_order(table)) == ["a", "b", "other"]


@pytest.mark.parametrize("dtype", ["object", "category", "str"])
def test_nulls_get_a_label_in_every_dtype_and_are_counted_with_it(dtype: str):
    labels = pd.Series(["a", None, "b", None, "b", "b"], dtype=dtype)
    named = timeline.filled(labels, "none")
    assert list(named) == ["a", "none", "b", "none", "b", "b"]
    assert list(timeline.filled(named, "none")) == list(named)
    assert list(timeline.top_labels(named, 1)) == ["other", "other", "b", "other", "b", "b"]


def test_a_chosen_actor_keeps_its_series_however_small():
    turned = timeline.top_labels(pd.Series(["a", "a", "b", "b", "c"]), 2, always=["c"])
    assert set(turned) == {"a", "c", "other"}


def test_a_share_is_of_all_that_was_monitored_and_null_where_nothing_was():
    table, whole = pd.DataFrame({"a": [1, 0]}), pd.DataFrame({"n": [4, 0]})
    shares = timeline.shares(table, whole)["a"]
    assert shares[0] == 0.25
    assert pd.isna(shares[1])


def test_a_spike_stands_far_above_its_own_past():
    days = pd.date_range("2031-01-01", periods=20)
    series = pd.Series([3, 4, 2, 3, 4, 3, 2, 4, 3, 3, 4, 2, 3, 30, 3, 4, 3, 2, 3, 4], index=days)
    found = timeline.spikes(series)
    assert [(spike.bucket, spike.n, spike.usual) for spike in found] == [(days[13], 30, 3.0)]
    assert timeline.spikes(pd.Series([1, 0, 1, 0, 4, 0], index=days[:6])) == []


def test_words_are_counted_once_a_text_without_the_silent_ones():
    words = timeline.frequent_words(["Ferry, ferry and Ferry’s bell", "the ferry"], {"the", "and"})
    assert words.to_dict() == {"ferry": 2, "bell": 1}


def test_telling_words_are_those_the_background_lacks():
    background = ["harvest weather harbour"] * 20
    assert timeline.telling_words(["lantern harvest", "lantern harbour", "lantern"], background, set(), 1) == [
        "lantern"
    ]


def test_outlets_are_counted_and_the_first_is_named():
    frame = pd.DataFrame({"echo_id": [1, 1, 1, 2], "source_id": pd.Categorical(["north", "south", "north", "east"])})
    table = timeline.outlets(frame, pd.Series([1, 2]))
    assert table["outlets"].to_dict() == {1: 2, 2: 1}
    assert table["first"].to_dict() == {1: "north", 2: "east"}
