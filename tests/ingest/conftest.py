"""What the tests of ingest share: a misbehaving server and a round that asks it."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.ingest.known import Known
from pipeline.ingest.poller import poll
from pipeline.ingest.results import PollResult
from pipeline.records import Feed
from pipeline.settings import Settings
from tests.ingest.server import NOON, Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def settings(server: Server, tmp_path: Path) -> Settings:
    """Settings that permit the test's server and nothing else that is not public, with small limits."""
    return Settings(
        store=str(tmp_path),
        allow_hosts=(server.host,),
        baseline=False,
        host_delay=0,
        connect_timeout=5,
        read_timeout=10,
        total_timeout=10,
        max_wire_bytes=300_000,
        max_body_bytes=1_000_000,
        concurrency=4,
    )


class Rounds:
    """Keeps what a store would keep between rounds."""

    def __init__(self, settings: Settings, server: Server) -> None:
        self.settings = settings
        self.server = server
        self.known = Known()
        self.states: dict[str, dict[str, Any]] = {}
        self.now = NOON + dt.timedelta(hours=1)

    def hurry(self) -> None:
        """Wait for a fraction of a second only, from now on."""
        limits = {"connect_timeout": 0.5, "read_timeout": 0.3, "total_timeout": 0.6}
        self.settings = self.settings.model_copy(update=limits)

    def feed(self, path: str, **changes: Any) -> Feed:
        plain = Feed(path.strip("/") or "root", self.server.url(path), f"Feed {path}", focus="ukraine-only")
        return dataclasses.replace(plain, **changes)

    def ask(self, *feeds: Feed | str, force: bool = True, later: dt.timedelta = dt.timedelta(0)) -> list[PollResult]:
        """Run one round `later` than the last one, and keep its states."""
        self.now += later
        asked = [self.feed(feed) if isinstance(feed, str) else feed for feed in feeds]
        frame = pd.DataFrame(list(self.states.values()))
        results = list(poll(asked, frame, self.known, self.settings, force=force, now=self.now))
        self.states |= {result.fetch.feed_id: result.state for result in results}
        return results

    def one(self, feed: Feed | str, **options: Any) -> PollResult:
        """Run one round with one feed that is asked, and return its result."""
        (result,) = self.ask(feed, **options)
        return result


@pytest.fixture
def rounds(settings: Settings, server: Server) -> Rounds:
    return Rounds(settings, server)
