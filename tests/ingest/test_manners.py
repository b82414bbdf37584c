"""What holds between requests: how many at once, where redirects may carry what, and waits that end."""

import dataclasses
import datetime as dt
import itertools
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pandas as pd
import pytest

from pipeline.ingest.article import PageReader
from pipeline.ingest.extractor import Extractor
from pipeline.ingest.fetch import Fetcher, going_along
from pipeline.ingest.guard import Guard
from pipeline.ingest.known import Known
from pipeline.ingest.poller import poll
from pipeline.ingest.results import PollResult
from pipeline.records import Article, Feed
from tests.ingest.server import NOON, Request, Server, counted, in_turn, item, redirect, reply, rss, serving

FEED = rss(item())
NOW = NOON + dt.timedelta(hours=1)


@pytest.fixture
def other() -> Iterator[Server]:
    """A second host."""
    with serving() as running:
        yield running


def allowing(settings: Any, *servers: Server, **changes: Any) -> Any:
    return settings.model_copy(update={"allow_hosts": tuple(server.host for server in servers), **changes})


def ask(settings: Any, *urls: str, resolve: Any = None, **options: str) -> dict[str, PollResult]:
    """Run one round of feeds at these addresses; return the results by address."""
    feeds = [Feed(f"f{n}", url, f"Feed {n}", options=tuple(options.items())) for n, url in enumerate(urls)]
    fetcher = Fetcher(settings, Guard(settings.allow_hosts, resolve)) if resolve else None
    results = poll(feeds, pd.DataFrame(), Known(), settings, now=NOW, fetcher=fetcher)
    return {urls[int(result.fetch.feed_id[1:])]: result for result in results}


def test_hosts_are_asked_side_by_side_up_to_a_limit(settings: Any) -> None:
    waiting: list[int] = []
    answer = counted(0.1, reply(200, FEED), waiting)
    with ExitStack() as stack:
        servers = [stack.enter_context(serving()) for _ in range(9)]
        for server in servers:
            server.paths["/f"] = answer
        ask(allowing(settings, *servers, concurrency=3), *(server.url("/f") for server in servers))
    assert len(waiting) == 9
    assert 1 < max(waiting) <= 3


def test_a_redirect_waits_for_the_turn_of_its_host(server: Server, other: Server, settings: Any) -> None:
    waiting: list[int] = []
    answer = counted(0.1, reply(200, FEED), waiting)
    other.paths |= {f"/{n}": answer for n in range(6)}
    server.paths |= {f"/{n}": redirect(other.url(f"/{n}")) for n in range(3)}
    urls = [*(server.url(f"/{n}") for n in range(3)), *(other.url(f"/{n}") for n in range(3, 6))]
    results = ask(allowing(settings, server, other), *urls)
    assert {result.fetch.status for result in results.values()} == {"ok"}
    assert waiting == [1] * 6


def test_hosts_that_redirect_to_each_other_do_not_wait_for_ever(server: Server, other: Server, settings: Any) -> None:
    for one, two in ((server, other), (other, server)):
        one.paths |= {"/a": redirect(two.url("/b")), "/b": reply(200, FEED)}
    results = ask(allowing(settings, server, other), server.url("/a"), other.url("/a"))
    assert {result.fetch.status for result in results.values()} == {"ok"}


@contextmanager
def full_backlog() -> Iterator[int]:
    """Listen without ever accepting, with no place left in the queue: who comes now gets no answer at all."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def test_a_host_that_does_not_take_connections_costs_its_time_only(server: Server, settings: Any) -> None:
    server.paths["/f"] = reply(200, FEED)
    with full_backlog() as port:
        patient = settings.model_copy(
            update={"allow_hosts": (server.host, f"127.0.0.1:{port}"), "connect_timeout": 0.4, "total_timeout": 60}
        )
        deaf = f"http://127.0.0.1:{port}/f"
        results = ask(patient, deaf, server.url("/f"))
    assert results[server.url("/f")].fetch.status == "ok"
    assert (results[deaf].fetch.status, results[deaf].fetch.error) == ("slow", "no connection within 0.4 s")


def test_a_resolver_that_hangs_does_not_hang_the_round(server: Server, settings: Any) -> None:
    released = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        if host == "lost.example":
            released.wait(60)
        return ["127.0.0.1"]

    server.paths["/f"] = reply(200, FEED)
    lost, found = "http://lost.example/f", f"http://found.example:{server.port}/f"
    allowed = ("found.example", "lost.example")
    hurried = settings.model_copy(update={"allow_hosts": allowed, "connect_timeout": 0.4, "total_timeout": 60})
    results = ask(hurried, lost, found, resolve=resolve)
    assert not released.is_set()
    released.set()
    assert results[found].fetch.status == "ok"
    assert results[lost].fetch.status == "slow"
    assert "0.4 s where lost.example is" in results[lost].fetch.error


def test_an_error_of_the_resolver_is_told(settings: Any) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError(-3, "Temporary failure in name resolution")

    result = ask(settings, "http://lost.example/f", resolve=resolve)["http://lost.example/f"]
    assert result.fetch.status == "error"
    assert "Temporary failure" in result.fetch.error


def test_no_cookie_is_ever_sent_back(server: Server, other: Server, settings: Any) -> None:
    cookie = {"Set-Cookie": "session=1; Path=/"}
    server.paths |= {
        "/f": reply(302, b"", {"Location": "/g", **cookie}),
        "/g": reply(302, b"", {"Location": other.url("/h"), **cookie}),
    }
    other.paths["/h"] = reply(200, FEED, cookie)
    for _ in range(2):
        assert ask(allowing(settings, server, other), server.url("/f"))[server.url("/f")].fetch.status == "ok"
    assert len(server.requests + other.requests) == 6
    assert not any("cookie" in request.headers for request in server.requests + other.requests)


def test_headers_of_a_feed_stay_with_its_host(server: Server, other: Server, settings: Any) -> None:
    keys = {"header:Authorization": "Bearer KEY", "header:Cookie": "k=KEY", "header:X-Api-Key": "KEY"}
    server.paths |= {"/f": redirect("/g"), "/g": redirect(other.url("/h"), 301)}
    other.paths["/h"] = redirect(server.url("/i"))
    server.paths["/i"] = reply(200, FEED)
    result = ask(allowing(settings, server, other), server.url("/f"), **keys)[server.url("/f")]
    assert result.fetch.status == "ok"
    first, second, last = server.requests
    for request in (first, second):
        assert (request.headers["authorization"], request.headers["cookie"]) == ("Bearer KEY", "k=KEY")
    for request in (*other.requests, last):
        assert "KEY" not in str(request.headers)
        assert "rss" in request.headers["accept"]


def test_headers_of_a_feed_are_not_sent_in_the_clear_after_a_secure_address() -> None:
    headers = {"Accept": "*/*", "Authorization": "KEY", "If-None-Match": '"1"'}
    assert going_along(headers, "http://x.example/a", "https://x.example/b") == headers
    left = going_along(headers, "https://x.example/a", "http://x.example/b")
    assert left == {"Accept": "*/*", "If-None-Match": '"1"'}


def test_validators_follow_a_permanent_redirect(server: Server, other: Server, rounds: Any) -> None:
    rounds.settings = allowing(rounds.settings, server, other)
    server.paths["/f"] = redirect(other.url("/f"), 301)
    other.paths["/f"] = in_turn(reply(200, FEED, {"ETag": '"1"'}), reply(304))
    assert [rounds.one("/f").fetch.status for _ in range(2)] == ["ok", "not-modified"]
    assert other.requests[1].headers["if-none-match"] == '"1"'


def test_the_target_of_a_redirect_has_a_word_on_its_pages(server: Server, other: Server, settings: Any) -> None:
    html = {"Content-Type": "text/html"}
    server.paths |= {"/robots.txt": reply(404), "/a": redirect(other.url("/a"))}
    other.paths |= {"/robots.txt": reply(200, b"User-agent: *\nDisallow: /a"), "/a": reply(200, b"<p>Pumps</p>", html)}
    title = "Dorvale sends pumps"
    article = Article("id", "", "", "c", "C", title, title, "feed", NOON, "feed", NOON, "en", "hash")
    worker = Extractor(seconds=15)
    reader = PageReader(allowing(settings, server, other), extractor=worker)
    try:
        (found,) = reader.read([dataclasses.replace(article, url=server.url("/a"))], NOW)
    finally:
        worker.close()
    assert found.marks == ("robots",)
    assert (server.count("/a"), other.count("/a")) == (1, 0)


@pytest.mark.parametrize(("delay", "options"), [(0.15, {}), (0.0, {"delay": "0.15"})])
def test_a_host_has_a_pause_between_two_requests(
    server: Server, settings: Any, delay: float, options: dict[str, str]
) -> None:
    times: list[float] = []

    def answer(connection: socket.socket, request: Request) -> None:
        times.append(time.monotonic())
        reply(200, FEED)(connection, request)

    server.paths |= {f"/{n}": answer for n in range(3)}
    ask(allowing(settings, server, host_delay=delay), *(server.url(f"/{n}") for n in range(3)), **options)
    assert len(times) == 3
    assert min(later - before for before, later in itertools.pairwise(times)) > 0.14


def test_a_name_that_is_not_known_is_asked_for_less_and_less(rounds: Any) -> None:
    feed = rounds.feed("/f", url="http://no-such-name.invalid/feed")
    waits = [rounds.one(feed).state["interval_s"] for _ in range(3)]
    assert waits == [3_600, 7_200, 14_400]


def test_a_feed_that_makes_up_entries_gets_no_more_than_a_days_worth(rounds: Any, server: Any) -> None:
    rounds.settings = rounds.settings.model_copy(update={"max_new_a_day": 10})

    def made(first: int) -> bytes:
        war = [
            item(f"Ukraine: pump {n}", f"https://n.example/{n}", body=f"Pump {n} runs.")
            for n in range(first, first + 4)
        ]
        return rss(
            *war, *(item(f"Football {n}", f"https://n.example/f{n}", body="A match.") for n in range(first, first + 4))
        )

    kept = 0
    feed = rounds.feed("/endless", focus="world")
    for turn in range(3):
        server.paths["/endless"] = reply(200, made(100 * turn))
        result = rounds.one(feed)
        kept += len(result.articles) + len(result.rejected)
        rounds.known.taken["endless"] = kept  # as the store's attempts say
    assert kept == 10
    assert result.fetch.status == "too-large"
    assert result.fetch.error == "gives more than 10 new entries a day; 8 are left for later"
    assert result.state["failures"] == 2
    assert result.state["body_hash"] != ""

    server.paths["/endless"] = reply(200, made(100))
    rounds.known.taken.clear()  # the day is over
    again = rounds.one(feed)
    assert again.fetch.status == "ok"
    assert len(again.articles) + len(again.rejected) == 6
