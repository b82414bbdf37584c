"""Tone in figures: intervals, reprints, voices kept apart, windows, turns, the matrix, examples."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.analysis import tone

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
    (row,) = tone.shares(tones(rows), "speaker").to_dict("records")
    assert (row["n"], row["negative"], row["neutral"], row["positive"]) == (5, 0.6, 0.2, 0.2)
    assert row["net"] == pytest.approx((3 * -0.8 + 0.8) / 5)
    assert row["negative_low"] < 0.6 < row["negative_high"]
    assert row["net_low"] < row["net"] < row["net_high"]
    assert not row["few"]
    assert tone.shares(tones(rows[:4]), "speaker")["few"].all()


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
    assert tone.shares(frame, "speaker")["n"].item() == 5


def test_speakers_and_outlets_are_never_mixed() -> None:
    frame = tones(
        [
            {"voice": "speaker", "label": "negative"},
            {"voice": "outlet", "label": "positive", "actor_id": None},
            {"voice": "outlet", "label": "positive", "actor_id": None, "source": "Norland Today"},
        ]
    )
    assert tone.shares(frame, "speaker")["negative"].item() == 1
    assert tone.shares(frame, "outlet")["positive"].item() == 1
    assert set(tone.outlets(frame)["source"]) == {"The Veyra Post", "Norland Today"}
    assert tone.matrix(frame)["n"].sum() == 1


def test_the_matrix_has_a_row_for_each_pair_and_leaves_unknown_speakers_out() -> None:
    frame = tones(
        [
            {"label": "negative"},
            {"label": "positive"},
            {"target_id": "norland"},
            {"actor_id": "bo-sudman", "side": "other"},
            {"actor_id": None, "side": None},
        ]
    )
    pairs = tone.matrix(frame)
    assert list(zip(pairs["actor_id"], pairs["target_id"], pairs["n"], strict=True)) == [
        ("ada-norlander", "sudland", 2),
        ("ada-norlander", "norland", 1),
        ("bo-sudman", "sudland", 1),
    ]
    assert pairs["net"].tolist() == [0, 0, 0]
    assert set(tone.matrix(frame, "side")["side"]) == {"partner", "other"}


def test_categories_without_rows_make_no_groups() -> None:
    frame = tones([{}, {"target_id": "norland"}]).astype({"target_id": "category", "label": "category"})
    assert list(tone.shares(frame[frame["target_id"] == "norland"], "speaker", ["target_id"])["target_id"]) == [
        "norland"
    ]


def test_windows_cover_every_day_and_look_back_only() -> None:
    frame = series([["negative"], [], [], ["positive", "positive"]])
    table = tone.windows(frame, "speaker", days=2)
    assert table["day"].tolist() == [pd.Timestamp("2031-03-01") + pd.Timedelta(days=d) for d in range(4)]
    assert table["n"].tolist() == [1, 1, 0, 2]
    assert np.isnan(table["net"][2])
    assert table["positive"][3] == 1


def test_a_turn_is_found_on_its_day_and_a_second_one_too() -> None:
    quiet = [["neutral", "negative", "positive"]] * 40
    frame = series([*quiet, *[["negative", "negative", "neutral"]] * 40, *quiet])
    found = tone.turns(frame, "speaker")
    assert [turn.day for turn in found] == [pd.Timestamp("2031-04-10"), pd.Timestamp("2031-05-20")]
    assert found[0].before == pytest.approx(0)
    assert found[0].after == pytest.approx(-1.6 / 3)
    assert (found[0].n_before, found[0].n_after) == (120, 120)
    assert all(turn.p <= tone.SIGNIFICANCE for turn in found)
    assert tone.turns(frame, "speaker") == found


def test_noise_has_no_turn() -> None:
    rng = np.random.default_rng(7)
    found = [tone.turns(series(rng.choice(tone.LABELS, (60, 3)).tolist()), "speaker") for _ in range(10)]
    assert sum(map(bool, found)) <= 1


def test_too_short_a_stretch_has_no_turn() -> None:
    assert tone.turns(series([["negative"]] * 13 + [["positive"]] * 13), "speaker") == []


def test_nothing_in_nothing_out() -> None:
    empty = tones([{}]).iloc[:0]
    assert tone.shares(empty, "speaker", ["target_id"]).empty
    assert tone.windows(empty, "outlet").empty
    assert tone.turns(empty, "outlet") == []
    assert tone.samples(empty, "speaker", ["target_id"]).empty


def test_samples_show_each_class_of_each_group_and_do_not_change() -> None:
    frame = tones([{"label": label, "target_id": target} for label in SCORES for target in ("norland", "sudland")] * 6)
    chosen = tone.samples(frame, "speaker", ["target_id"], each=2)
    assert chosen.groupby(["target_id", "label"]).size().tolist() == [2] * 6
    assert list(chosen["target_id"])[:6] == ["norland"] * 6
    assert list(chosen["label"])[:6] == ["negative"] * 2 + ["neutral"] * 2 + ["positive"] * 2
    shuffled = tone.samples(frame.sample(frac=1, random_state=3), "speaker", ["target_id"], each=2)
    assert list(shuffled["tone_id"]) == list(chosen["tone_id"])
