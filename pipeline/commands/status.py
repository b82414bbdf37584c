"""`status`: counts, newest item, version of the store, and the health of each feed in words."""

import datetime as dt
from typing import Any

import pandas as pd

from pipeline.analysis.coverage import GOOD
from pipeline.analysis.coverage import in_words as in_words_of
from pipeline.rounds.toning import installed_version
from pipeline.settings import Settings
from pipeline.store.schema import SCHEMA_VERSION, TABLES
from pipeline.store.tables import Store

SHOWN = ["feed_id", "title", "url", "enabled", "health", "failures", "failing_since", "last_error", "last_ok_at"]
SHOWN += ["last_item_at", "items_per_day", "silent_since", "next_due_at", "interval_s", "moved_to", "suggestion"]


def status(settings: Settings, now: dt.datetime | None = None) -> dict[str, Any]:
    """Return what `status --json` prints; times are ISO 8601 in UTC, null where there is none.

    Each feed's health stands there in words, too: good (bool), what, since, next, advice.
    """
    store = Store.open(settings.store, create=False, options=settings.storage_options)
    articles = store.read("articles", ["published_at"])["published_at"]
    feeds = in_words_of(store.read("feeds", SHOWN).sort_values("feed_id"), now or dt.datetime.now(dt.UTC))
    asked = feeds[feeds["feed_id"] != "baseline"]
    return {
        "store": settings.store,
        "schema": SCHEMA_VERSION,
        "version": store.version(),
        "tables": {name: store.count(name) for name in TABLES},
        "newest_item": _iso(articles.max()),
        "answering": int(asked["health"].isin(GOOD).sum()),
        "failing": int((~asked["health"].isin(GOOD)).sum()),
        "tone": installed_version() or "missing",
        "feeds": [{name: _plain(value) for name, value in row.items()} for row in feeds.to_dict("records")],
    }


def in_words(found: dict[str, Any]) -> str:
    """Return `status` as lines for people: the sums, then a sentence for each feed, those in trouble first."""
    counts = ", ".join(f"{count:,} {name}" for name, count in found["tables"].items() if count)
    lines = [
        f"store {found['store']} (version {found['version']}): {counts or 'empty'}",
        f"newest item: {found['newest_item'] or 'none'}; tone model: {found['tone']}",
        f"{found['answering']} feeds answer, {found['failing']} do not",
    ]
    rows = sorted(found["feeds"], key=lambda row: (row["good"], row["feed_id"]))
    return "\n".join(lines + [feed_in_words(row) for row in rows])


def feed_in_words(row: dict[str, Any]) -> str:
    """Return what happened to one feed, since when, what comes next and what can be done."""
    words = (row[part] for part in ("what", "since", "next", "advice"))
    return f"{row['title'] or row['feed_id']}: {' '.join(filter(None, words))}"


def _iso(time: Any) -> str | None:
    return None if pd.isna(time) else str(time.isoformat())


def _plain(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return _iso(value)
    return None if pd.isna(value) else value
