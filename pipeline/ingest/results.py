"""What one round hands on and what it must be told: the records between the poller and the store.

A caller keeps a result in this order, so that a crash loses nothing: articles and rejected entries first, the feed's
state row last. An article whose `revision` equals the stored one replaces it (another feed owns it now); a higher one
supersedes it, and the old version goes into the history.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from pipeline.records import Article, Fetch, Rejected

StateRow = dict[str, Any]
"""One row of table `feeds`: a value for each of `STATE_COLUMNS`."""

STATE_COLUMNS = (
    *("feed_id", "url", "title", "site_url", "country", "language", "kind", "focus", "enabled"),
    *("etag", "last_modified", "body_hash", "next_due_at", "interval_s", "failures", "failing_since"),
    *("health", "last_error", "last_ok_at", "last_item_at", "items_per_day", "silent_since"),
    *("moved_to", "moved_rounds", "old_urls", "suggestion", "updated_at"),
)
"""The columns of table `feeds` in the store's dictionary, which ingest does not import; a test holds them together."""


@dataclass(frozen=True, slots=True)
class PollResult:
    """What asking one feed gave: the attempt, the feed's new state, and what is new in it."""

    fetch: Fetch
    state: StateRow
    articles: list[Article] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page gave: `text` is paragraphs parted by a blank line, "" where there is no article."""

    title: str
    text: str
    date: dt.datetime | None
    marks: tuple[str, ...]
