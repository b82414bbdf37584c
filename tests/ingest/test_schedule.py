"""When a feed is asked next follows its habit, its wishes and the kind of its failure; clocks may jump."""

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from pipeline.ingest.results import STATE_COLUMNS
from pipeline.ingest.schedule import Outcome, current_state, is_due, must_wait, new_state, next_state, wait_reason
from pipeline.records import Feed
from pipeline.settings import Settings
from pipeline.store.schema import FEEDS
from tests.ingest.server import NOON

SETTINGS = Settings(min_interval=300, max_interval=86_400)
FEED = Feed("courier", "https://courier.example/rss", "Courier")


def after(
    outcome: Outcome, row: dict[str, Any] | None = None, now: dt.datetime = NOON, jitter: float = 0.5
) -> dict[str, Any]:
    return next_state(row or new_state(FEED, NOON), outcome, now, jitter, SETTINGS)


def minutes(row: dict[str, Any], now: dt.datetime = NOON) -> float:
    return float((row["next_due_at"] - now).total_seconds() / 60)


def hourly(count: int, step: float = 1.0) -> list[dt.datetime]:
    return [NOON - dt.timedelta(hours=step * n) for n in range(count)]


def test_the_state_has_the_columns_of_the_store() -> None:
    assert FEEDS.names == STATE_COLUMNS
    assert tuple(new_state(FEED, NOON)) == FEEDS.names
    assert set(after(Outcome("ok"))) == set(FEEDS.names)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome("ok", dates=hourly(24)), 29),
        (Outcome("ok", dates=hourly(24, 0.01)), 5),
        (Outcome("ok", dates=hourly(24, 500)), 1_440),
        (Outcome("ok", dates=hourly(24), ttl_s=7_200), 120),
        (Outcome("ok", dates=hourly(24), max_age_s=3_600), 60),
        (Outcome("ok", dates=hourly(24), max_age_s=9_999_999), 1_440),
        (Outcome("ok"), 15),
    ],
)
def test_the_interval_follows_habit_and_wishes_within_bounds(outcome: Outcome, expected: float) -> None:
    assert minutes(after(outcome)) == pytest.approx(expected, abs=1)


def test_jitter_spreads_feeds() -> None:
    due = {after(Outcome("ok"), jitter=jitter)["next_due_at"] for jitter in (0.0, 0.3, 0.99)}
    assert len(due) == 3


@pytest.mark.parametrize(
    ("outcome", "waits"),
    [
        (Outcome("slow"), [5, 7.5, 11.25]),
        (Outcome("error"), [5, 7.5, 11.25]),
        (Outcome("error", hard=True), [60, 120, 240]),
        (Outcome("blocked", hard=True), [60, 120, 240]),
        (Outcome("rate-limited"), [60, 60, 60]),
        (Outcome("rate-limited", wait=dt.timedelta(minutes=7)), [7, 7, 7]),
    ],
)
def test_each_kind_of_failure_has_its_patience(outcome: Outcome, waits: list[float]) -> None:
    row, found = new_state(FEED, NOON), []
    for _ in waits:
        row = after(outcome, row)
        found.append(minutes(row))
    assert found == pytest.approx(waits, abs=1)
    assert (row["failures"], row["failing_since"], row["health"]) == (3, NOON, outcome.status)


def test_patience_has_an_end() -> None:
    row = new_state(FEED, NOON)
    for _ in range(60):
        row = after(Outcome("error", hard=True), row)
    assert minutes(row) == pytest.approx(1_440)


def test_an_answer_forgets_the_failures() -> None:
    row = after(Outcome("ok", dates=hourly(3)), after(Outcome("error", "no such page", hard=True)))
    assert (row["failures"], row["failing_since"], row["last_error"], row["last_ok_at"]) == (0, None, "", NOON)


def test_gone_switches_the_feed_off() -> None:
    row = after(Outcome("gone", "410"))
    assert row["enabled"] is False
    assert not is_due(row, NOON + dt.timedelta(days=99), SETTINGS)


def test_a_failure_keeps_the_validators_and_an_answer_replaces_them() -> None:
    row = after(Outcome("ok", etag='"1"', last_modified="x", body_hash="h"))
    assert after(Outcome("slow"), row)["etag"] == '"1"'
    assert after(Outcome("ok", body_hash="i"), row)["etag"] == ""


def test_a_feed_far_below_its_habit_is_silent_since_its_newest_item() -> None:
    row = after(Outcome("ok", dates=hourly(48)))
    assert row["silent_since"] is None
    week = NOON + dt.timedelta(days=7)
    silent = after(Outcome("not-modified"), row, week)
    assert silent["silent_since"] == NOON
    assert after(Outcome("ok", dates=[week]), silent, week)["silent_since"] is None


def test_a_feed_that_is_rarely_written_is_not_silent() -> None:
    row = after(Outcome("ok", dates=hourly(4, 24 * 10)))
    assert after(Outcome("not-modified"), row, NOON + dt.timedelta(days=20))["silent_since"] is None


def test_a_week_asleep_makes_one_request_due() -> None:
    row = after(Outcome("ok"))
    week = NOON + dt.timedelta(days=7)
    assert is_due(row, week, SETTINGS)
    assert not is_due(after(Outcome("ok"), row, week), week, SETTINGS)


def test_a_clock_that_was_set_back_does_not_stop_a_feed() -> None:
    row = after(Outcome("ok"), now=NOON + dt.timedelta(days=300))
    assert is_due(row, NOON, SETTINGS)


def test_a_wait_binds_until_it_is_over() -> None:
    half = dt.timedelta(minutes=30)
    row = after(Outcome("rate-limited", wait_reason(NOON + half, "429"), wait=half))
    assert must_wait(row, NOON + dt.timedelta(minutes=29))
    assert not must_wait(after(Outcome("rate-limited", "asked to wait")), NOON + dt.timedelta(minutes=1))
    assert not must_wait(row, NOON + dt.timedelta(minutes=40))
    assert not must_wait(after(Outcome("slow")), NOON)


def test_missing_values_of_a_frame_are_missing() -> None:
    row = after(Outcome("ok"))
    stored = pd.DataFrame([row, new_state(FEED, NOON)]).to_dict("records")
    read = current_state(FEED, {str(name): value for name, value in stored[1].items()}, NOON)
    assert read["last_ok_at"] is None
    assert read["items_per_day"] is None
    assert is_due(read, NOON, SETTINGS)


def test_an_address_changed_by_hand_starts_anew_and_a_moved_one_goes_on() -> None:
    gone = after(Outcome("gone"))
    moved = Feed("courier", "https://courier.example/new", "Courier")
    assert current_state(moved, gone, NOON)["enabled"] is True
    row = after(Outcome("ok"))
    for _ in range(3):
        row = after(Outcome("ok", moved_to="https://courier.example/new"), row)
    assert row["url"] == "https://courier.example/new"
    assert current_state(FEED, row, NOON)["url"] == "https://courier.example/new"
