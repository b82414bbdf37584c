"""Entries as articles: identity, date, relevance, language, and what is new against the store."""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from pipeline.extract.language import detect
from pipeline.ingest.dates import is_future
from pipeline.ingest.feed import Entry
from pipeline.ingest.known import Known, Seen
from pipeline.ingest.relevance import judge
from pipeline.ingest.urls import canonical_url, host_of, short_hash
from pipeline.records import Article, Feed, Rejected

DateFrom = Literal["feed", "page", "first-seen", "given"]
Detect = Callable[[str], str]

MAX_TEXT = 400_000
"""Characters of an article's text that are kept; the longest speech in the collected samples has 150,000."""

MAX_REVISIONS = 20
"""Revisions of one article; later ones replace the last, so that a page's counter does not fill the history."""

SHARED_LINK = 3
"""Entries of one feed with the same link under different titles, from which on the link identifies none of them."""


@dataclass(slots=True)
class Sorted:
    """The entries of one feed, sorted: new or revised articles, what is not about the war, and how many of each.

    `left` are new ones beyond what is taken of one feed in a day.
    """

    articles: list[Article] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    new: int = 0
    updated: int = 0
    left: int = 0


class Sorter:
    """Turns entries into what the store does not hold yet; shared by the threads of a round."""

    def __init__(
        self, feeds: Iterable[Feed], known: Known, detect_language: Detect = detect, most_a_day: int | None = None
    ) -> None:
        """`most_a_day` bounds the new entries of one feed: one that makes up entries would fill the disk."""
        self._most_a_day = most_a_day
        self._feeds = {feed.feed_id: feed for feed in feeds}
        self._known = known
        self._detect = detect_language
        self._lock = threading.Lock()

    def sort(self, feed: Feed, entries: Iterable[Entry], now: dt.datetime, *, accept: bool = False) -> Sorted:
        """Return what is new in `entries`; `accept` takes every entry as being about the war."""
        out = Sorted()
        for identity, entry in _distinct(feed, entries).items():
            self._sort_one(out, feed, identity, entry, now, accept)
        return out

    def _sort_one(self, out: Sorted, feed: Feed, identity: str, entry: Entry, now: dt.datetime, accept: bool) -> None:
        text = f"{entry.title}\n\n{entry.text[:MAX_TEXT]}"
        content_hash = short_hash(text)
        with self._lock:
            before = self._known.articles.get(identity)
            is_new = before is None and identity not in self._known.rejected
        if before and (before.content_hash == content_hash and before.source_id == feed.feed_id):
            return
        if is_new and not accept and not self._has_room(feed, out):
            out.left += 1
            return
        verdict = None if accept else judge(entry.title, entry.text, feed.focus)
        if before is None and verdict and not verdict.relevant:
            if self._claim_rejected(identity):
                out.rejected.append(_rejected(feed, identity, entry, now, verdict.reason))
            return
        seen = self._claim(feed, identity, content_hash, entry, now)
        if seen is None:
            return
        out.articles.append(self._article(feed, identity, entry, text, seen, now))
        out.new += before is None
        out.updated += before is not None and seen.revision > before.revision

    def _has_room(self, feed: Feed, out: Sorted) -> bool:
        taken = self._known.taken.get(feed.feed_id, 0) + out.new + len(out.rejected)
        return self._most_a_day is None or taken < self._most_a_day

    def _claim_rejected(self, identity: str) -> bool:
        with self._lock:
            if identity in self._known.rejected:
                return False
            self._known.rejected.add(identity)
            return True

    def _claim(self, feed: Feed, identity: str, content_hash: str, entry: Entry, now: dt.datetime) -> Seen | None:
        """Note the article as this feed's, None where the store has it or another feed owns it.

        The owner of an article that several feeds carry does not depend on their order: a feed of the article's own
        site before others, then the first feed by name. Only the owner revises it.
        """
        with self._lock:
            before = self._known.articles.get(identity)
            revision, first = (before.revision, before.first_seen_at) if before else (1, now)
            if before and before.source_id == feed.feed_id:
                if before.content_hash == content_hash:
                    return None
                revision = max(revision, min(revision + 1, MAX_REVISIONS))
            elif before and self._rank(feed.feed_id, entry.link) >= self._rank(before.source_id, entry.link):
                return None
            seen = Seen(content_hash, revision, first, feed.feed_id)
            self._known.articles[identity] = seen
            return seen

    def _rank(self, feed_id: str, link: str) -> tuple[bool, str]:
        feed = self._feeds.get(feed_id)
        own = feed is not None and _site(feed.site_url or feed.url) == _site(link)
        return (not own, feed_id)

    def _article(self, feed: Feed, identity: str, entry: Entry, text: str, seen: Seen, now: dt.datetime) -> Article:
        published, date_from, marks = _date(entry, seen.first_seen_at, now)
        return Article(
            article_id=identity,
            url=entry.link or feed.site_url or feed.url,
            canonical_url=canonical_url(entry.link) if entry.link else "",
            source_id=feed.feed_id,
            source=feed.title,
            title=entry.title,
            text=text,
            text_from="feed",
            published_at=published,
            date_from=date_from,
            first_seen_at=seen.first_seen_at,
            language=self._detect(text) or feed.language,
            content_hash=seen.content_hash,
            story_id=identity,
            revision=seen.revision,
            marks=(*entry.marks, *marks),
        )


def _date(entry: Entry, first_seen: dt.datetime, now: dt.datetime) -> tuple[dt.datetime, DateFrom, tuple[str, ...]]:
    if entry.date is None:
        return first_seen, "first-seen", ("unreadable-date",) if entry.dated else ()
    if is_future(entry.date, now):
        return first_seen, "first-seen", ("future-date",)
    return entry.date, "feed", ()


def _rejected(feed: Feed, identity: str, entry: Entry, now: dt.datetime, reason: str) -> Rejected:
    when = _date(entry, now, now)[0]
    return Rejected(identity, feed.feed_id, entry.title, entry.link or feed.site_url or feed.url, when, reason)


def _distinct(feed: Feed, entries: Iterable[Entry]) -> dict[str, Entry]:
    """Return the entries by article id; of several versions of one article, the newest, whatever their order."""
    entries = list(entries)
    shared = _shared_links(entries)
    found: dict[str, Entry] = {}
    for entry in entries:
        identity = article_id(feed, entry, shared)
        other = found.get(identity)
        if other is None or _age(entry) > _age(other):
            found[identity] = entry
    return found


def _age(entry: Entry) -> tuple[float, int, str]:
    when = entry.updated or entry.date
    return (when.timestamp() if when else 0.0, len(entry.text), entry.title + entry.text)


def _shared_links(entries: list[Entry]) -> frozenset[str]:
    titles = {(canonical_url(entry.link), entry.title) for entry in entries if entry.link}
    counts = Counter(link for link, _ in titles)
    return frozenset(link for link, count in counts.items() if count >= SHARED_LINK)


def article_id(feed: Feed, entry: Entry, shared: frozenset[str] = frozenset()) -> str:
    """Return the id of an entry: a hash of its canonical link.

    Where there is no link, or the link is a front page or one that several entries share, the guid within the feed
    identifies the entry, or title and date where it has none. The baseline's entries have ids of their own, because
    several events may be told by one source.
    """
    link = canonical_url(entry.link) if entry.link else ""
    if feed.kind == "baseline":
        return short_hash("baseline", entry.guid or link, "" if entry.guid else entry.title)
    if link and link not in shared and not _is_front_page(link):
        return short_hash("url", link)
    named = entry.guid or f"{entry.title}\x1f{entry.date.isoformat() if entry.date else ''}"
    return short_hash("entry", feed.feed_id, link, named)


def _is_front_page(link: str) -> bool:
    return link.count("/") <= 2 and "?" not in link and "#" not in link


def _site(url: str) -> str:
    """Return the last two labels of a host, three where the second is short (co.uk, gov.ua): who publishes it."""
    labels = host_of(url).partition(":")[0].split(".")
    short = len(labels) > 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3:] if short else labels[-2:])
