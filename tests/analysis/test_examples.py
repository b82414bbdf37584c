"""Examples are drawn by lot: each class has its own, the same ones whatever the order, reprints once."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.analysis.examples import POOL, STRETCH, drawn

CLASSES = ("bad", "plain", "good")
START = pd.Timestamp("2031-03-01", tz="UTC")


def rows(labels: list[str], every: str = "7min") -> pd.DataFrame:
    numbers = range(len(labels))
    return pd.DataFrame(
        {
            "row_id": [f"r{number}" for number in numbers],
            "published_at": pd.date_range(START, periods=len(labels), freq=every),
            "label": labels,
            "echo_id": list(numbers),
        }
    )


@given(st.lists(st.sampled_from(CLASSES), max_size=300), st.integers(1, 4))
def test_each_class_has_as_many_as_there_are_up_to_the_wanted(labels: list[str], each: int) -> None:
    found = drawn(rows(labels), "label", CLASSES, "row_id", each)
    assert found["label"].tolist() == [name for name in CLASSES for _ in range(min(each, labels.count(name)))]
    assert found["row_id"].is_unique


def test_the_order_of_the_rows_does_not_matter() -> None:
    frame = rows(list(CLASSES) * 200)
    found, again = (drawn(one, "label", CLASSES, "row_id") for one in (frame, frame.sample(frac=1, random_state=3)))
    assert again["row_id"].tolist() == found["row_id"].tolist()


def test_a_row_keeps_its_lot_when_others_leave() -> None:
    frame = rows(["plain"] * (10 * POOL))
    found = drawn(frame, "label", CLASSES, "row_id")
    fewer = frame[frame["row_id"].isin(found["row_id"]) | (frame.index % 2 == 0)]
    assert set(found["row_id"]) & set(drawn(fewer, "label", CLASSES, "row_id")["row_id"])
    assert drawn(found, "label", CLASSES, "row_id")["row_id"].tolist() == found["row_id"].tolist()


def test_neither_the_newest_nor_the_oldest_are_preferred() -> None:
    frame = rows(["plain"] * 3000, every="1h")
    places = drawn(frame, "label", CLASSES, "row_id", POOL)["echo_id"]
    assert places.min() < 1000
    assert places.max() >= 2000


@pytest.mark.parametrize("count", [STRETCH + STRETCH // 2, 2 * STRETCH - 1, 3 * STRETCH - 1])
def test_of_more_rows_than_a_stretch_the_newest_can_be_drawn_as_well_as_the_oldest(count: int) -> None:
    frame, places = rows(["plain"] * count, every="1s"), set[int]()
    for _ in range(200):  # which stretch is drawn hangs on the day of the first row
        frame["published_at"] += pd.Timedelta(days=1)
        places.update(drawn(frame, "label", CLASSES, "row_id", POOL)["echo_id"])
    assert min(places) < STRETCH // 10
    assert max(places) >= count - STRETCH // 10


def test_a_reprint_is_drawn_once_and_one_article_not_alone() -> None:
    twice = rows(["good"] * 6).assign(echo_id=[1, 1, 1, 1, 2, 3])
    assert sorted(drawn(twice, "label", CLASSES, "row_id")["echo_id"]) == [1, 2, 3]
    together = rows(["good"] * 6).assign(published_at=[START] * 5 + [START + pd.Timedelta(hours=1)])
    assert drawn(together, "label", CLASSES, "row_id", 2)["published_at"].nunique() == 2


def test_of_very_many_rows_those_of_one_stretch_are_drawn() -> None:
    frame = rows(["plain", "good"] * (2 * STRETCH), every="1s")
    found = drawn(frame, "label", CLASSES, "row_id")
    assert found["label"].tolist() == ["plain"] * 3 + ["good"] * 3
    assert found["echo_id"].max() - found["echo_id"].min() < STRETCH
    frame.loc[7, "label"] = "bad"
    assert drawn(frame, "label", CLASSES, "row_id")["label"].tolist() == ["bad"] + ["plain"] * 3 + ["good"] * 3
