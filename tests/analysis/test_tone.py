"""Tone in figures: intervals, reprints, voices kept apart, windows, turns, who speaks how about whom."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.analysis import tone
from pipeline.analysis.turns import SIGNIFICANCE, turns

START = pd.Timestamp("2031-03-01", tz="UTC")
SCORES = {"negative": -0.8, "neutral": 0.0, "positive": 0.8}


def tones(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Rows of the table `tones` with defaults for what a test does not care about."""
    filled = []
    for place, row in enumerate(rows):
        label = str(row.get("label", "neutral"))
        defaults = {
            "tone_id": f"t{place}",
            "published_at": START + pd.Timedelta(hours=place),
            "voice": "speaker",
            "actor_id": "ada-norlander",
            "side": "partner",
            "source": "The Veyra Post",
            "source_id": "post",
            "target_id": "sudland",
            "label": label,
            "score": SCORES[label],
            "echo_id": f"e{place}",
        }
        filled.append(defaults | row)
    return pd.DataFrame(filled, columns=list(defaults))


def series(labels_by_day: list[list[str]]) -> pd.DataFrame:
    return tones(
        [
            {"published_at": START + pd.Timedelta(days=day, minutes=minute), "label": label}
            for day, labels in enumerate(labels_by_day)
            for minute, label in enumerate(labels)
        ]
    )


def test_wilson_gives_the_published_values() -> None:
    # Newcombe 1998, table I: 81/263 and 15/148, score method without continuity correction
    low, high = tone.wilson([81, 15], [263, 148])
    assert low == pytest.approx([0.2553, 0.0624], abs=5e-5)
    assert high == pytest.approx([0.3662, 0.1605], abs=5e-5)
    assert np.isnan(tone.wilson(0, 0)[0])


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share(case: tuple[int, int]) -> None:
    hits, n = case
    low, high = tone.wilson(hits, n)
    assert 0 <= low <= hits / n + 1e-12
    assert hits / n - 1e-12 <= high <= 1


def test_shares_add_up_and_carry_n_net_and_mark() -> None:
    rows = [{"label": label} for label in ("negative", "negative", "negative", "neutral", "positive")]
    (row,) = tone.shares(tone.of_voice(tones(rows), "speaker")).to_dict("records")
    assert (row["n"], row["negative"], row["neutral"], row["positive"]) == (5, 0.6, 0.2, 0.2)
    assert row["net"] == pytest.approx((3 * -0.8 + 0.8) / 5)
    assert row["negative_low"] < 0.6 < row["negative_high"]
    assert row["net_low"] < row["net"] < row["net_high"]
    assert not row["few"]
    assert tone.shares(tone.of_voice(tones(rows[:4]), "speaker"))["few"].all()


def test_a_reprint_counts_once_and_the_earliest_stands_for_it() -> None:
    frame = tones(
        [
            {"echo_id": "same", "source": "The Late Copy", "published_at": START + pd.Timedelta(days=2)},
            {"echo_id": "same", "source": "The First", "published_at": START},
            {"echo_id": "same", "target_id": "norland"},
            {"echo_id": "other"},
            {"echo_id": None},
            {"echo_id": None},
        ]
    )
    kept = tone.unique(frame)
    assert list(kept.index) == [1, 2, 3, 4, 5]
    voiced = tone.of_voice(frame, "speaker")
    assert tone.shares(voiced)["n"].item() == 4  # one of the statements has two targets
    assert tone.shares(voiced, ["target_id"])["n"].sum() == 5


def test_a_statement_about_several_counts_once_and_each_target_a_part() -> None:
    frame = tones(
        [
            {"echo_id": "much", "target_id": "norland", "label": "negative", "score": -0.9},
            {"echo_id": "much", "target_id": "sudland", "label": "negative", "score": -0.6},
            {"echo_id": "much", "target_id": "veyra", "label": "neutral", "score": 0.0},
            {"echo_id": "little", "target_id": "norland", "label": "positive", "score": 0.9},
        ]
    )
    (row,) = tone.shares(tone.of_voice(frame, "speaker"), ["side"]).to_dict("records")
    assert row["n"] == 2
    assert (row["negative"], row["neutral"], row["positive"]) == pytest.approx((1 / 3, 1 / 6, 1 / 2))
    assert row["net"] == pytest.approx((-0.5 + 0.9) / 2)
    low, high = tone.wilson(1, 2)
    assert (row["positive_low"], row["positive_high"]) == pytest.approx((float(low), float(high)))
    days = tone.daily(tone.of_voice(frame, "speaker"), "side")
    assert days["n"].sum() == pytest.approx(2)
    towards = tone.shares(tone.of_voice(frame, "speaker"), ["target_id"]).set_index("target_id")
    assert towards["n"].to_dict() == {"norland": 2, "sudland": 1, "veyra": 1}


def test_the_interval_is_that_of_statements_not_of_their_targets() -> None:
    """Five targets of a statement spread, the statements do not."""
    rows = [
        {"echo_id": echo, "target_id": f"t{place}", "score": score, "label": "neutral"}
        for echo in ("one", "other")
        for place, score in enumerate((-0.9, -0.5, 0.0, 0.5, 0.9))
    ]
    (row,) = tone.shares(tone.of_voice(tones(rows), "speaker")).to_dict("records")
    assert row["n"] == 2
    assert (row["net"], row["net_low"], row["net_high"]) == pytest.approx((0, 0, 0))


def test_a_statement_counts_whole_on_the_day_of_its_first_print() -> None:
    frame = tones(
        [
            {"echo_id": "e", "target_id": "norland", "score": -0.9, "label": "negative"},
            {"echo_id": "e", "target_id": "sudland", "score": 0.9, "published_at": START + pd.Timedelta(days=1)},
            {"echo_id": "f", "target_id": "sudland", "score": 0.3, "published_at": START + pd.Timedelta(days=1)},
        ]
    )
    days = tone.windows(tone.daily(tone.of_voice(frame, "speaker"), "side"), 1)
    assert days["n"].tolist() == [1, 1]
    assert days["net"].tolist() == pytest.approx([0, 0.3])


def test_one_statement_with_two_sides_counts_for_each() -> None:
    rows = [
        {"echo_id": "e", "target_id": t, "side": side}
        for t, side in (("a", "ukraine"), ("b", "russia"), ("c", "russia"))
    ]
    table = tone.shares(tone.of_voice(tones(rows), "speaker"), ["side"]).set_index("side")
    assert table["n"].to_dict() == {"russia": 1, "ukraine": 1}
    assert table["net"].notna().all()


@pytest.mark.parametrize("blank", [None, ""])
def test_rows_without_an_echo_each_count(blank: str | None) -> None:
    frame = tones([{"echo_id": blank, "target_id": name} for name in "abc"])
    assert tone.shares(tone.Voiced("speaker", frame))["n"].item() == 3


def test_by_outlet_what_each_printed_counts() -> None:
    printed = [
        {"voice": "outlet", "source_id": outlet, "target_id": target, "echo_id": "sentence"}
        for outlet in ("post", "times")
        for target in ("norland", "veyra")
    ]
    table = tone.shares(tone.Voiced("outlet", tones(printed)), ["source_id"]).set_index("source_id")
    assert table["n"].to_dict() == {"post": 1, "times": 1}


def test_speakers_and_outlets_are_never_mixed() -> None:
    frame = tones(
        [
            {"voice": "speaker", "label": "negative"},
            {"voice": "outlet", "label": "positive", "actor_id": None},
            {"voice": "outlet", "label": "positive", "actor_id": None, "source": "Norland Today"},
        ]
    )
    assert tone.shares(tone.of_voice(frame, "speaker"))["negative"].item() == 1
    assert tone.shares(tone.of_voice(frame, "outlet"))["positive"].item() == 1
    assert set(tone.shares(tone.of_voice(frame, "outlet"), ["source"])["source"]) == {"The Veyra Post", "Norland Today"}
    assert tone.daily(tone.of_voice(frame, "speaker"))["n"].sum() == 1


def test_pairs_have_a_row_each_and_unknown_speakers_are_left_out() -> None:
    frame = tones(
        [
            {"label": "negative"},
            {"label": "positive"},
            {"target_id": "norland"},
            {"actor_id": "bo-sudman", "side": "other"},
            {"actor_id": None, "side": None},
        ]
    )
    pairs = tone.shares(tone.of_voice(frame, "speaker"), ["actor_id", "target_id"])
    assert list(zip(pairs["actor_id"], pairs["target_id"], pairs["n"], strict=True)) == [
        ("ada-norlander", "sudland", 2),
        ("ada-norlander", "norland", 1),
        ("bo-sudman", "sudland", 1),
    ]
    assert pairs["net"].tolist() == [0, 0, 0]
    assert set(tone.shares(tone.of_voice(frame, "speaker"), ["side", "target_id"])["side"]) == {"partner", "other"}


def test_categories_without_rows_make_no_groups() -> None:
    frame = tones([{}, {"target_id": "norland"}]).astype({"target_id": "category", "label": "category"})
    norland = tone.of_voice(frame[frame["target_id"] == "norland"], "speaker")
    assert list(tone.shares(norland, ["target_id"])["target_id"]) == ["norland"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(list(SCORES))), min_size=5, max_size=40))
def test_groups_are_the_same_among_few_and_among_very_many_that_could_be(cases: list[tuple[str, str]]) -> None:
    few = tones([{"target_id": target, "label": label, "score": SCORES[label] / 3} for target, label in cases])
    few["target_id"] = pd.Categorical(few["target_id"])
    many = few.assign(target_id=few["target_id"].cat.add_categories([f"d{number}" for number in range(100)]))
    for frame in (few, many):
        assert set(tone.shares(tone.of_voice(frame, "speaker"), ["target_id"])["target_id"]) == {t for t, _ in cases}
    pd.testing.assert_frame_equal(
        *(
            tone.shares(tone.of_voice(frame, "speaker"), ["target_id"]).astype({"target_id": str})
            for frame in (few, many)
        )
    )


def test_windows_cover_every_day_and_look_back_only() -> None:
    frame = series([["negative"], [], [], ["positive", "positive"]])
    table = tone.windows(tone.daily(tone.of_voice(frame, "speaker")), 2)
    assert table["day"].tolist() == [pd.Timestamp("2031-03-01") + pd.Timedelta(days=d) for d in range(4)]
    assert table["n"].tolist() == [1, 1, 0, 2]
    assert np.isnan(table["net"][2])
    assert table["positive"][3] == 1


def test_a_turn_is_found_on_its_day_and_a_second_one_too() -> None:
    quiet = [["neutral", "negative", "positive"]] * 90
    frame = series([*quiet, *[["negative", "negative", "neutral"]] * 90, *quiet])
    found = turns(tone.daily(tone.of_voice(frame, "speaker")))
    assert [turn.day for turn in found] == [pd.Timestamp("2031-05-30"), pd.Timestamp("2031-08-28")]
    assert found[0].before == pytest.approx(0)
    assert found[0].after == pytest.approx(-1.6 / 3)
    assert (found[0].n_before, found[0].n_after) == (270, 270)
    assert all(turn.p <= SIGNIFICANCE for turn in found)
    assert turns(tone.daily(tone.of_voice(frame, "speaker"))) == found


def test_noise_has_no_turn() -> None:
    rng = np.random.default_rng(7)
    days = [tone.daily(tone.of_voice(series(rng.choice(tone.LABELS, (60, 3)).tolist()), "speaker")) for _ in range(10)]
    found = [turns(table) for table in days]
    assert sum(map(bool, found)) <= 1


def test_a_rise_of_a_month_is_found_in_four_years() -> None:
    rng = np.random.default_rng(3)
    level = np.where((np.arange(1460) >= 500) & (np.arange(1460) < 530), 0.4, 0.0)
    score = (level + rng.normal(0, 0.15, 1460)) * 20
    days = pd.DataFrame({"day": pd.date_range("2031-03-01", periods=1460), "n": 20.0, "score": score})
    assert [turn.day for turn in turns(days)] == [days["day"][500], days["day"][530]]


def test_days_without_a_figure_make_no_turn() -> None:
    days = pd.DataFrame({"day": pd.date_range("2031-03-01", periods=60), "n": 20.0, "score": np.nan})
    assert turns(days) == []
    assert turns(days.assign(n=0.0, score=0.0)) == []


def test_a_drift_is_seldom_a_turn() -> None:
    """Scores that hang together from day to day (autocorrelation 0.8) differ between halves without any turn."""
    rng = np.random.default_rng(11)
    found = 0
    for _ in range(20):
        level = np.zeros(150)
        for day, push in enumerate(rng.normal(0, 0.09, 149), 1):
            level[day] = 0.8 * level[day - 1] + push
        n = np.full(150, 20.0)
        score = (level + rng.normal(0, 0.1, 150)) * n
        found += bool(turns(pd.DataFrame({"day": pd.date_range("2031-03-01", periods=150), "n": n, "score": score})))
    assert found <= 3


def test_too_short_a_stretch_has_no_turn() -> None:
    assert turns(tone.daily(tone.of_voice(series([["negative"]] * 13 + [["positive"]] * 13), "speaker"))) == []


def test_nothing_in_nothing_out() -> None:
    empty = tones([{}]).iloc[:0]
    assert tone.shares(tone.of_voice(empty, "speaker"), ["target_id"]).empty
    assert tone.windows(tone.daily(tone.of_voice(empty, "outlet"))).empty
    assert turns(tone.daily(tone.of_voice(empty, "outlet"), "target_id")) == []


NAMES = st.sampled_from(["norland", "sudland", "westmark"])


@given(st.lists(st.tuples(NAMES, st.sampled_from(tone.LABELS), st.integers(0, 9)), min_size=1, max_size=40))
def test_the_days_of_each_value_are_those_of_its_rows_alone(cases: list[tuple[str, str, int]]) -> None:
    fields = ("target_id", "label", "published_at")
    rows = [dict(zip(fields, (name, label, START + pd.Timedelta(days=day)), strict=True)) for name, label, day in cases]
    frame = tones(rows).sort_values("published_at").astype({"target_id": "category", "label": "category"})
    table = tone.daily(tone.of_voice(frame, "speaker"), "target_id")
    for name in frame["target_id"].unique():
        own = table[table["target_id"] == name].drop(columns="target_id").reset_index(drop=True)
        pd.testing.assert_frame_equal(own, tone.daily(tone.of_voice(frame[frame["target_id"] == name], "speaker")))
    assert table["n"].sum() == len(cases)
