"""When a feed is asked next: its habit and its wishes where it answers, a kind of patience for each kind of failure.

Pure: the clock and the jitter come in as arguments. Failures are temporary (the host asked to wait), soft (slow, half
an answer, a server's bad hour: half as long again each time) or hard (no such page, a refusal, no such name: double).
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.ingest.results import STATE_COLUMNS, StateRow
from pipeline.records import Feed
from pipeline.settings import Settings

ANSWERED = ("ok", "not-modified")
DEFAULT_INTERVAL = 900.0
ASKED_TO_WAIT = "asked to wait until"
DEFAULT_WAIT = dt.timedelta(hours=1)
HARD_START = 3_600.0
MOVE_AFTER = 3
"""Rounds a permanent redirect must hold before the feed's address is changed: some servers redirect by mistake."""

JITTER = 0.1
SILENT_GAPS = 10.0
SILENT_DAYS = 3.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt gave, as far as the schedule and the state are concerned."""

    status: str
    error: str = ""
    hard: bool = False  # a failure that waiting a little will not mend
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    max_age_s: float | None = None  # Cache-Control
    ttl_s: float | None = None  # ttl or sy:updatePeriod of the feed
    wait: dt.timedelta | None = None  # Retry-After
    moved_to: str = ""
    suggestion: str = ""
    dates: Sequence[dt.datetime] = ()  # of the entries, past ones only


def new_state(feed: Feed, now: dt.datetime) -> StateRow:
    """Return the row of table `feeds` of a feed that was never asked."""
    row: StateRow = dict.fromkeys(STATE_COLUMNS, "")
    row |= dict.fromkeys(("next_due_at", "failing_since", "last_ok_at", "last_item_at", "silent_since"))
    row |= {"items_per_day": None, "failures": 0, "moved_rounds": 0, "old_urls": "[]", "enabled": True}
    return row | {"url": feed.url, "interval_s": DEFAULT_INTERVAL, "updated_at": now} | _description(feed)


def current_state(feed: Feed, stored: Mapping[str, Any] | None, now: dt.datetime) -> StateRow:
    """Return the state to go on from; a feed whose address was changed by hand starts anew."""
    if stored is None:
        return new_state(feed, now)
    row = {name: _plain(stored.get(name)) for name in STATE_COLUMNS}
    if feed.url not in (row["url"], *old_urls(row)):
        return new_state(feed, now)
    return row | _description(feed)


def _description(feed: Feed) -> StateRow:
    names = ("feed_id", "title", "site_url", "country", "language", "kind", "focus")
    return {name: getattr(feed, name) for name in names}


def _plain(value: Any) -> Any:
    """Return None for every kind of missing value that a frame holds (NaN, NaT, NA)."""
    return None if value is None or value != value or str(value) in ("NaT", "<NA>") else value


def old_urls(row: Mapping[str, Any]) -> list[str]:
    """Return the addresses that the feed had before."""
    try:
        found = json.loads(row.get("old_urls") or "[]")
    except ValueError:
        return []
    return [str(url) for url in found] if isinstance(found, list) else []


def is_due(row: Mapping[str, Any], now: dt.datetime, settings: Settings) -> bool:
    """Tell whether a feed is to be asked; a time absurdly far ahead (the clock was set back) counts as due."""
    if row["enabled"] is False or row["enabled"] == 0:
        return False
    due = row.get("next_due_at")
    if due is None or due <= now:
        return True
    return bool(due > now + dt.timedelta(seconds=settings.max_interval * 1.2) + dt.timedelta(days=2))


def must_wait(row: Mapping[str, Any], now: dt.datetime) -> bool:
    """Tell whether asking is forbidden even by hand: the host said how long to wait, and that is not over."""
    due = row.get("next_due_at")
    told = row.get("health") == "rate-limited" and str(row.get("last_error")).startswith(ASKED_TO_WAIT)
    return bool(told and due is not None and due > now)


def wait_reason(until: dt.datetime, why: str) -> str:
    """Return the reason of a wait whose end the host named; `must_wait` knows it by its beginning."""
    return f"{ASKED_TO_WAIT} {until:%Y-%m-%d %H:%M:%S} UTC ({why})"


def next_state(row: StateRow, outcome: Outcome, now: dt.datetime, jitter: float, settings: Settings) -> StateRow:
    """Return the feed's new row after an attempt; `jitter` in [0, 1) spreads feeds that would come at once."""
    answered = outcome.status in ANSWERED
    changed = row | {"health": outcome.status, "last_error": outcome.error[:500], "updated_at": now}
    changed |= {"suggestion": outcome.suggestion or ("" if answered else row["suggestion"])}
    changed |= _answered(changed, outcome, now, settings) if answered else _failed(changed, outcome, now, settings)
    changed |= _moved(changed, outcome) if answered else {}
    changed["next_due_at"] = now + _spread(changed, outcome, jitter)
    if outcome.status == "gone":
        changed |= {"enabled": False, "next_due_at": None}
    return changed


def _spread(row: StateRow, outcome: Outcome, jitter: float) -> dt.timedelta:
    if outcome.status == "rate-limited":
        asked = outcome.wait if outcome.wait is not None else DEFAULT_WAIT
        return asked + dt.timedelta(seconds=JITTER * jitter * min(asked.total_seconds(), 600))
    return dt.timedelta(seconds=row["interval_s"] * (1 - JITTER + 2 * JITTER * jitter))


def _answered(row: StateRow, outcome: Outcome, now: dt.datetime, settings: Settings) -> StateRow:
    found: StateRow = {"failures": 0, "failing_since": None, "last_ok_at": now, "last_error": ""}
    if outcome.status == "ok":
        found |= {"etag": outcome.etag, "last_modified": outcome.last_modified, "body_hash": outcome.body_hash}
    elif outcome.etag or outcome.last_modified:
        found |= {"etag": outcome.etag or row["etag"], "last_modified": outcome.last_modified or row["last_modified"]}
    if outcome.dates:
        newest = max(outcome.dates)
        found["last_item_at"] = max(newest, row["last_item_at"]) if row["last_item_at"] else newest
        found["items_per_day"] = _rhythm(row["items_per_day"], outcome.dates)
    merged = row | found
    found["interval_s"] = _interval(merged, outcome, settings)
    found["silent_since"] = _silent(merged, now)
    return found


def _rhythm(before: float | None, dates: Sequence[dt.datetime]) -> float | None:
    """Return items a day, the window of this answer against the habit so far in the proportion 1:3."""
    span = (max(dates) - min(dates)).total_seconds() / 86_400
    if len(dates) < 3 or span <= 0:
        return before
    seen = len(dates) / max(span, 1 / 24)
    return seen if before is None else 0.75 * before + 0.25 * seen


def _interval(row: StateRow, outcome: Outcome, settings: Settings) -> float:
    """Half the mean gap between two items, at least what the feed itself asks for, within the settings' bounds."""
    rate = row["items_per_day"]
    habit = 43_200 / rate if rate else row["interval_s"]
    wished = max(outcome.ttl_s or 0.0, outcome.max_age_s or 0.0)
    return float(min(max(habit, wished, settings.min_interval), settings.max_interval))


def _silent(row: StateRow, now: dt.datetime) -> dt.datetime | None:
    newest, rate = row["last_item_at"], row["items_per_day"]
    if newest is None or not rate:
        return None
    limit = dt.timedelta(days=max(SILENT_DAYS, SILENT_GAPS / rate))
    return newest if now - newest > limit else None


def _failed(row: StateRow, outcome: Outcome, now: dt.datetime, settings: Settings) -> StateRow:
    failures = int(row["failures"] or 0) + 1
    found: StateRow = {"failures": failures, "failing_since": row["failing_since"] or now}
    if outcome.status == "rate-limited":
        return found
    exponent = min(failures - 1, 30)
    wait = HARD_START * 2.0**exponent if outcome.hard else settings.min_interval * 1.5**exponent
    return found | {"interval_s": float(min(max(wait, settings.min_interval), settings.max_interval))}


def _moved(row: StateRow, outcome: Outcome) -> StateRow:
    """Count the rounds that a permanent redirect has held; after the third the new address is the feed's own."""
    if not outcome.moved_to:
        return {"moved_to": "", "moved_rounds": 0}
    rounds = int(row["moved_rounds"] or 0) + 1 if row["moved_to"] == outcome.moved_to else 1
    if rounds < MOVE_AFTER:
        return {"moved_to": outcome.moved_to, "moved_rounds": rounds}
    kept = [*old_urls(row), row["url"]]
    return {"url": outcome.moved_to, "old_urls": json.dumps(kept[-20:]), "moved_to": "", "moved_rounds": 0}
