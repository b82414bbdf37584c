"""Each state of a feed is said in words: what, since when, what next, what to do."""

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from pipeline.analysis.health import describe
from pipeline.records import FETCH_STATUSES
from tests.ingest.server import NOON


def state(**changes: Any) -> dict[str, Any]:
    plain = {"health": "ok", "enabled": True, "next_due_at": NOON + dt.timedelta(hours=3), "silent_since": pd.NaT}
    return (
        plain | {"failures": 0, "failing_since": pd.NaT, "last_error": "", "suggestion": "", "moved_to": ""} | changes
    )


@pytest.mark.parametrize("status", FETCH_STATUSES)
def test_every_status_has_words(status: str) -> None:
    failing = {"failures": 2, "failing_since": NOON, "last_error": "no such page (404)"}
    good = status in ("ok", "not-modified")
    health = describe(state(health=status, **({} if good else failing)), NOON)
    assert health.good == good
    assert health.sentence.endswith((".", ")"))
    assert good or ("no such page" in health.what and "2 times" in health.since and health.advice)


def test_what_happens_next_is_said() -> None:
    assert describe(state(), NOON).next == "It is asked again in 3 hours."
    assert describe(state(next_due_at=NOON), NOON).next == "It is asked again in the next round."
    assert describe(state(health="gone", enabled=False), NOON).next == "It will not be asked again."
    assert describe(state(health=""), NOON).what == "Has not been asked yet."


def test_silence_is_no_health() -> None:
    health = describe(state(silent_since=NOON - dt.timedelta(days=20)), NOON)
    assert not health.good
    assert "20 days" in health.since


def test_a_suggestion_and_a_move_are_shown() -> None:
    assert "https://x.example/f" in describe(state(health="not-a-feed", suggestion="https://x.example/f"), NOON).advice
    assert "moved to https://x.example/g" in describe(state(moved_to="https://x.example/g"), NOON).sentence
