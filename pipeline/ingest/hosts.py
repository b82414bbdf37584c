"""Politeness by host: one request at a time, a pause between two, and silence for as long as a host asks for it."""

import datetime as dt
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.ingest.urls import host_of


class Hosts:
    """What is known of each host in this process; safe to share between threads."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._guard = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}
        self._free_at: dict[str, float] = {}
        self._closed_until: dict[str, dt.datetime] = {}

    @contextmanager
    def turn(self, host: str, delay: float | None = None) -> Iterator[None]:
        """Hold the host for one request, waiting for the one before and for the pause after it (seconds)."""
        with self._guard:
            turn = self._turns.setdefault(host, threading.Lock())
        with turn:
            pause = self._free_at.get(host, 0.0) - time.monotonic()
            if pause > 0:
                time.sleep(pause)
            try:
                yield
            finally:
                self._free_at[host] = time.monotonic() + max(self._delay, delay or 0.0)

    def errand(self, delay: float | None = None) -> "Errand":
        """Return what asks for the turn of every host that one errand leads to, the redirects' hosts as well."""
        return Errand(self, delay)

    def close_until(self, host: str, until: dt.datetime) -> None:
        """Note that the host asked not to be asked before `until`."""
        with self._guard:
            self._closed_until[host] = max(until, self._closed_until.get(host, until))

    def closed_until(self, host: str, now: dt.datetime) -> dt.datetime | None:
        """Return when the host may be asked again, None where it may be asked now."""
        until = self._closed_until.get(host)
        return until if until and until > now else None


class Errand:
    """The turns of the requests that one answer takes; `began` is when the first one was free to go (monotonic)."""

    def __init__(self, hosts: Hosts, delay: float | None) -> None:
        self._hosts = hosts
        self._delay = delay
        self.began: float | None = None

    @contextmanager
    def __call__(self, url: str) -> Iterator[None]:
        """Hold the host of an address for one request."""
        with self._hosts.turn(host_of(url), self._delay):
            self.began = self.began or time.monotonic()
            yield
