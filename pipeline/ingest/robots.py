"""robots.txt of the hosts whose article pages are read (RFC 9309), kept for a day."""

import datetime as dt
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from pipeline.errors import FetchError
from pipeline.ingest.fetch import Fetcher
from pipeline.ingest.hosts import Hosts
from pipeline.ingest.urls import host_of

AGENT = "ukraine-monitor"
KEPT = dt.timedelta(days=1)
KEPT_FAILURE = dt.timedelta(hours=1)
MAX_BYTES = 500_000
"""RFC 9309, section 2.5: at least 500 kibibytes must be read; the rest may be ignored."""

MAX_DELAY = 30.0


@dataclass(frozen=True, slots=True)
class _Rules:
    rules: Protego | None  # None: nobody may read anything, the host did not say what holds
    until: dt.datetime


class Robots:
    """What each host permits; safe to share between threads."""

    def __init__(self, fetcher: Fetcher, hosts: Hosts) -> None:
        self._fetcher = fetcher
        self._hosts = hosts
        self._known: dict[str, _Rules] = {}
        self._lock = threading.Lock()

    def allows(self, url: str, now: dt.datetime) -> bool:
        """Tell whether a page may be read. A host whose robots.txt fails with 5xx or not at all permits nothing."""
        rules = self._rules(url, now).rules
        return rules is not None and bool(rules.can_fetch(url, AGENT))

    def delay(self, url: str, now: dt.datetime) -> float:
        """Return the seconds the host wants between two requests, at most 30; 0 where it says nothing."""
        rules = self._rules(url, now).rules
        return min(float(rules.crawl_delay(AGENT) or 0.0), MAX_DELAY) if rules else 0.0

    def _rules(self, url: str, now: dt.datetime) -> _Rules:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            known = self._known.get(origin)
        if known and known.until > now:
            return known
        fresh = self._ask(origin, now)
        with self._lock:
            self._known[origin] = fresh
        return fresh

    def _ask(self, origin: str, now: dt.datetime) -> _Rules:
        try:
            with self._hosts.turn(host_of(origin)):
                answer = self._fetcher.get(f"{origin}/robots.txt", {"Accept": "text/plain, */*;q=0.1"})
        except FetchError:
            return _Rules(None, now + KEPT_FAILURE)
        if answer.status >= 500 or answer.status == 429:
            return _Rules(None, now + KEPT_FAILURE)
        text = answer.body[:MAX_BYTES].decode("utf-8", "replace") if answer.status == 200 else ""
        return _Rules(Protego.parse(text), now + KEPT)
