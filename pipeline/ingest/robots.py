"""robots.txt of the hosts whose article pages are read (RFC 9309), kept for a day, in a file for the next process."""

import datetime as dt
import json
import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from protego import Protego

from pipeline.errors import FetchError
from pipeline.ingest.fetch import Fetcher
from pipeline.ingest.hosts import Hosts

AGENT = "ukraine-monitor"
KEPT = dt.timedelta(days=1)
KEPT_FAILURE = dt.timedelta(hours=1)
MAX_BYTES = 500_000
"""RFC 9309, section 2.5: at least 500 kibibytes must be read; the rest may be ignored."""

MAX_DELAY = 30.0
MAX_KEPT = 20_000
"""Characters of the longest robots.txt that is kept in the file; longer ones are asked for anew by each process."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Rules:
    rules: Protego | None  # None: nobody may read anything, the host did not say what holds
    until: dt.datetime
    text: str = ""


class Robots:
    """What each host permits; safe to share between threads."""

    def __init__(self, fetcher: Fetcher, hosts: Hosts, file: Path | None = None) -> None:
        """`file` is where to keep what hosts permit; None: in this process only."""
        self._fetcher = fetcher
        self._hosts = hosts
        self._file = file
        self._known = _load(file) if file else {}
        self._lock = threading.Lock()

    def save(self, now: dt.datetime) -> None:
        """Write what still holds at `now` into the file; a file that cannot be written is told in the log only."""
        if self._file is None:
            return
        with self._lock:
            holding = {origin: rules for origin, rules in self._known.items() if rules.until > now}
        rows = {
            origin: {"until": rules.until.isoformat(), "text": rules.text if rules.rules else None}
            for origin, rules in holding.items()
            if len(rules.text) <= MAX_KEPT
        }
        part = self._file.with_name(f"{self._file.name}.{os.getpid()}.part")
        try:
            part.write_text(json.dumps(rows), encoding="utf-8")
            part.replace(self._file)
        except OSError as error:
            log.warning("cannot keep robots.txt of hosts in %s: %s", self._file, error.strerror)
            part.unlink(missing_ok=True)

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
            headers = {"Accept": "text/plain, */*;q=0.1"}
            answer = self._fetcher.get(f"{origin}/robots.txt", headers, turn=self._hosts.errand())
        except FetchError:
            return _Rules(None, now + KEPT_FAILURE)
        if answer.status >= 500 or answer.status == 429:
            return _Rules(None, now + KEPT_FAILURE)
        text = answer.body[:MAX_BYTES].decode("utf-8", "replace") if answer.status == 200 else ""
        return _Rules(Protego.parse(text), now + KEPT, text)


def _load(file: Path) -> dict[str, _Rules]:
    """Return what an earlier process kept; nothing where the file is missing or damaged."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        return {str(origin): _rules_of(row) for origin, row in rows.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _rules_of(row: Mapping[str, Any]) -> _Rules:
    until, text = dt.datetime.fromisoformat(row["until"]), row["text"]
    return _Rules(None if text is None else Protego.parse(text), until.astimezone(dt.UTC), text or "")
