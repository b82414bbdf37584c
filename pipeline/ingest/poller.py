"""One round: ask every feed that is due, in parallel over hosts and one at a time within a host.

Results come as they are ready; a feed that fails is a result like any other and never stops the rest. The caller keeps
them as `pipeline.ingest.results` says.
"""

import datetime as dt
import hashlib
import json
import logging
import queue
import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.errors import FetchError
from pipeline.ingest.articles import Sorter
from pipeline.ingest.baseline import BASELINE, baseline_files, hash_of, parse_bodies, read_bodies
from pipeline.ingest.feed import ParsedFeed, parse_feed
from pipeline.ingest.fetch import ACCEPT_FEED, Answer, Fetcher, is_header_value, judge, option_headers, retry_after
from pipeline.ingest.hosts import Hosts
from pipeline.ingest.known import Known
from pipeline.ingest.results import PollResult, StateRow
from pipeline.ingest.schedule import ANSWERED, Outcome, current_state, is_due, must_wait, next_state, wait_reason
from pipeline.ingest.urls import host_of, redact, short_hash
from pipeline.records import Feed, Fetch
from pipeline.seeds import seeds_folder
from pipeline.settings import Settings

log = logging.getLogger(__name__)

READER_VERSION = b"1"
"""Part of a body's hash: raised when reading changes, so that unchanged feeds are read once more."""

_FIRST_ENTRY = re.compile(rb"<(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry)[\s>]")
_MAX_AGE = re.compile(r"\b(?:s-maxage|max-age)\s*=\s*(\d{1,9})")
_WAITING_RESULTS = 64


def poll(
    feeds: Sequence[Feed],
    states: pd.DataFrame,
    known: Known,
    settings: Settings,
    *,
    force: bool = False,
    now: dt.datetime,
    fetcher: Fetcher | None = None,
) -> Iterator[PollResult]:
    """Ask the feeds that are due (`force`: all that may be asked) and yield a result for each, the baseline first.

    `states` is table `feeds` of the store (may be empty); `known` is added to. `force` does not override a host's
    request to wait nor revive a feed that is gone. Close the iterator to stop early; requests under way end first.
    """
    stored = _rows(states)
    current = {feed.feed_id: current_state(feed, stored.get(feed.feed_id), now) for feed in feeds}
    work = _Round(feeds, known, settings, now, fetcher or Fetcher(settings))
    work.keep_waits(current.values())
    if settings.baseline:
        result = work.baseline(current_state(BASELINE, stored.get("baseline"), now), baseline_files(seeds_folder()))
        if result:
            yield result
    due = [
        feed
        for feed in feeds
        if is_due(current[feed.feed_id], now, settings)
        or (force and current[feed.feed_id]["enabled"] and not must_wait(current[feed.feed_id], now))
    ]
    yield from work.ask_all(due, current)


def _rows(states: pd.DataFrame) -> dict[str, dict[str, Any]]:
    records = ({str(name): value for name, value in row.items()} for row in states.to_dict("records"))
    return {str(row["feed_id"]): row for row in records}


class _Round:
    def __init__(
        self, feeds: Sequence[Feed], known: Known, settings: Settings, now: dt.datetime, fetcher: Fetcher
    ) -> None:
        self._settings = settings
        self._now = now
        self._started = time.monotonic()
        self._fetcher = fetcher
        self._hosts = Hosts(settings.host_delay)
        self._sorter = Sorter(feeds, known, most_a_day=settings.max_new_a_day)
        self._stop = threading.Event()
        self._parsing = threading.Lock()  # one parser at a time: they share one interpreter, and memory counts

    def keep_waits(self, states: Iterable[StateRow]) -> None:
        """Leave a host alone for as long as it asked for in an earlier round, whichever of its feeds was told so."""
        for state in states:
            if must_wait(state, self._now):
                self._hosts.close_until(host_of(state["url"]), state["next_due_at"])

    def ask_all(self, feeds: Sequence[Feed], states: Mapping[str, StateRow]) -> Iterator[PollResult]:
        """Yield a result for each feed. A thread takes a whole host, so that a busy host never holds up others."""
        by_host: dict[str, list[Feed]] = {}
        for feed in feeds:
            by_host.setdefault(host_of(states[feed.feed_id]["url"]), []).append(feed)
        ready: queue.Queue[PollResult] = queue.Queue(maxsize=_WAITING_RESULTS)
        pool = ThreadPoolExecutor(self._settings.concurrency, thread_name_prefix="poll")
        try:
            for host, group in by_host.items():
                pool.submit(self._ask_host, host, group, states, ready)
            for _ in feeds:
                yield ready.get()
        finally:
            self._stop.set()
            _drain(ready)
            pool.shutdown(wait=True, cancel_futures=True)
            self._fetcher.close()

    def _ask_host(
        self, host: str, feeds: Sequence[Feed], states: Mapping[str, StateRow], ready: queue.Queue[PollResult]
    ) -> None:
        for feed in feeds:
            if self._stop.is_set():
                return
            ready.put(self._guarded(feed, states[feed.feed_id], host))

    def _guarded(self, feed: Feed, state: StateRow, host: str) -> PollResult:
        started = time.monotonic()
        try:
            return self._ask(feed, state, host, started)
        except Exception as error:  # noqa: BLE001 - whatever one feed does, the others go on; it is recorded with its kind
            problem = f"{type(error).__name__}: {error}"[:300]
            return self._result(feed, state, Outcome("error", f"this program failed on it ({problem})"), started)

    def _ask(self, feed: Feed, state: StateRow, host: str, started: float) -> PollResult:
        closed = self._hosts.closed_until(host, self._now)
        if closed:
            outcome = Outcome("rate-limited", wait_reason(closed, f"said by {host}"), wait=closed - self._now)
            return self._result(feed, state, outcome, started)
        errand = self._hosts.errand(_seconds(feed, "delay"))
        headers = _headers(feed, state, self._now)
        try:
            answer = self._fetcher.get(state["url"], headers, timeout=_seconds(feed, "timeout"), turn=errand)
        except FetchError as error:
            outcome = Outcome(error.status, str(error), hard=error.status == "blocked" or "DNS" in str(error))
            return self._result(feed, state, outcome, errand.began or started)
        return self._read(feed, state, host, answer, errand.began or started)

    def _read(self, feed: Feed, state: StateRow, host: str, answer: Answer, started: float) -> PollResult:
        status, problem = judge(answer)
        if status == "not-modified" and not _validators(state, self._now):
            status, problem = "error", "says that nothing has changed (304), although it was asked for everything"
        if status == "rate-limited":
            wait = retry_after(answer.headers, self._now)
            if wait:
                self._hosts.close_until(host, self._now + wait)
                problem = wait_reason(self._now + wait, str(answer.status))
            return self._result(feed, state, Outcome(status, problem, wait=wait), started, answer)
        if status not in ("ok", "not-modified"):
            hard = answer.status in (401, 403, 404, 407, 451)
            return self._result(feed, state, Outcome(status, problem, hard=hard), started, answer)
        body_hash = _hash_of_entries(answer.body)
        if status == "not-modified" or body_hash == state["body_hash"]:
            return self._result(feed, state, _unchanged(answer), started, answer)
        with self._parsing:
            parsed = parse_feed(answer.body, answer.headers, answer.url)
        return self._keep(feed, state, parsed, _fresh(answer, parsed, body_hash, self._now), started, answer)

    def _keep(
        self,
        feed: Feed,
        state: StateRow,
        parsed: ParsedFeed,
        outcome: Outcome,
        started: float,
        answer: Answer,
    ) -> PollResult:
        with self._parsing:
            found = self._sorter.sort(feed, parsed.entries, self._now)
        if found.left:
            most = f"{self._settings.max_new_a_day:,} new entries a day"
            outcome = Outcome("too-large", f"gives more than {most}; {found.left:,} are left for later")
        result = self._result(feed, state, outcome, started, answer, entries=len(parsed.entries))
        fetch = _counted(result.fetch, found.new, found.updated, len(found.rejected))
        return PollResult(fetch, result.state, found.articles, found.rejected)

    def _result(
        self,
        feed: Feed,
        state: StateRow,
        outcome: Outcome,
        started: float,
        answer: Answer | None = None,
        entries: int = 0,
    ) -> PollResult:
        at = self._now + dt.timedelta(seconds=started - self._started)
        fetch = Fetch(
            feed_id=feed.feed_id,
            at=at,
            status=outcome.status,
            http_status=answer.status if answer else None,
            bytes=answer.wire_bytes if answer else 0,
            seconds=round(time.monotonic() - started, 3),
            entries=entries,
            error=outcome.error[:500],
        )
        log.info(
            "fetch feed=%s status=%s http=%s bytes=%d seconds=%.3f entries=%d url=%s error=%s",
            *(feed.feed_id, fetch.status, fetch.http_status or "-", fetch.bytes, fetch.seconds, entries),
            *(redact(state["url"]), json.dumps(fetch.error)),
        )
        jitter = int(short_hash(feed.feed_id, self._now.isoformat())[:8], 16) / 2**32
        return PollResult(fetch, next_state(state, outcome, at, jitter, self._settings))

    def baseline(self, state: StateRow, files: Sequence[Path]) -> PollResult | None:
        """Return the baseline's entries as one feed's result; None where none is shipped."""
        if not files:
            return None
        started = time.monotonic()
        bodies = read_bodies(files)
        body_hash = hash_of(bodies)
        if state["body_hash"] == body_hash:
            unchanged = self._result(BASELINE, state, Outcome("not-modified"), started)
            return PollResult(unchanged.fetch, unchanged.state | {"silent_since": None})  # it changes with the program
        entries = parse_bodies(bodies)
        found = self._sorter.sort(BASELINE, entries, self._now, accept=True)
        dates = [entry.date for entry in entries if entry.date]
        result = self._result(BASELINE, state, Outcome("ok", body_hash=body_hash, dates=dates), started)
        fetch = _counted(result.fetch, found.new, found.updated, 0, entries=len(entries), size=sum(map(len, bodies)))
        return PollResult(fetch, result.state | {"silent_since": None}, found.articles)


def _counted(
    fetch: Fetch, new: int, updated: int, rejected: int, entries: int | None = None, size: int | None = None
) -> Fetch:
    return Fetch(
        feed_id=fetch.feed_id,
        at=fetch.at,
        status=fetch.status,
        http_status=fetch.http_status,
        bytes=fetch.bytes if size is None else size,
        seconds=fetch.seconds,
        entries=fetch.entries if entries is None else entries,
        new_articles=new,
        updated_articles=updated,
        rejected=rejected,
        error=fetch.error,
    )


def _headers(feed: Feed, state: StateRow, now: dt.datetime) -> dict[str, str]:
    return {"Accept": ACCEPT_FEED, **option_headers(dict(feed.options)), **_validators(state, now)}


def _validators(state: StateRow, now: dt.datetime) -> dict[str, str]:
    """Return the headers that make a request conditional; none for the first of a day and none after a failure.

    Some servers say "not modified" for ever, once they have said it.
    """
    if state["health"] not in ANSWERED or state["updated_at"].date() != now.date():
        return {}
    named = {"If-None-Match": state["etag"], "If-Modified-Since": state["last_modified"]}
    return {name: value for name, value in named.items() if value and is_header_value(value)}


def _seconds(feed: Feed, name: str) -> float | None:
    """Return a feed's own number of seconds (options timeout, delay), None where it has none that can be used."""
    try:
        value = float(dict(feed.options)[name])
    except (KeyError, ValueError):
        return None
    return value if 0 < value <= 600 else None


def _hash_of_entries(body: bytes) -> str:
    """Return a hash of the body from the first entry on: many heads tell the time of the request."""
    first = _FIRST_ENTRY.search(body)
    part = body[first.start() :] if first else body
    return hashlib.blake2b(part, digest_size=12, person=READER_VERSION).hexdigest() if body else ""


def _unchanged(answer: Answer) -> Outcome:
    return Outcome(
        "not-modified",
        etag=answer.headers.get("etag", ""),
        last_modified=answer.headers.get("last-modified", ""),
        max_age_s=_max_age(answer.headers),
        moved_to=answer.moved_to,
    )


def _fresh(answer: Answer, parsed: ParsedFeed, body_hash: str, now: dt.datetime) -> Outcome:
    return Outcome(
        parsed.status,
        parsed.problem,
        etag=answer.headers.get("etag", ""),
        last_modified=answer.headers.get("last-modified", ""),
        body_hash=body_hash,
        max_age_s=_max_age(answer.headers),
        ttl_s=parsed.ttl_s,
        moved_to=answer.moved_to,
        suggestion=parsed.suggestion,
        dates=[entry.date for entry in parsed.entries if entry.date and entry.date <= now],
    )


def _max_age(headers: Mapping[str, str]) -> float | None:
    found = _MAX_AGE.search(headers.get("cache-control", ""))
    return float(found.group(1)) if found else None


def _drain(ready: "queue.Queue[Any]") -> None:
    """Make room, so that threads that wait to hand over a result can end."""
    while True:
        try:
            ready.get_nowait()
        except queue.Empty:
            return
