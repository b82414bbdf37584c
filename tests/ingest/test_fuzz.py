"""Whatever a server sends, asking it ends with one result: no exception, no hang, nothing in it that cannot be kept.

`UKRAINE_MONITOR_FUZZ=5000 pytest tests/ingest/test_fuzz.py` tries so many examples of each kind; a few by default.
"""

import contextlib
import gzip
import os
import resource
import signal
import zlib
from collections.abc import Iterator

import brotli
import pandas as pd
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.ingest.feed import parse_feed
from pipeline.ingest.known import Known
from pipeline.ingest.pagetext import read_page
from pipeline.ingest.poller import poll
from pipeline.ingest.results import PollResult
from pipeline.records import FETCH_STATUSES, Feed
from pipeline.settings import Settings
from tests.ingest.hostile import ENTRIES, GOOD, XML
from tests.ingest.server import NOON, Server, collected, serving

EXAMPLES = int(os.environ.get("UKRAINE_MONITOR_FUZZ", "25"))
LONGEST = 30  # seconds for one answer
MOST = 500_000_000  # bytes that this process may grow by
SEEDS = [GOOD, *(body for body in (collected(case.answer) for case in XML + ENTRIES) if len(body) < 20_000)]
_TOKENS = """
< > & ]]> <![CDATA[ <!-- --> </item> <item> <entry> <!DOCTYPE&#32;r&#32;[ &#x0; &a; \x00 \xff\xfe \xef\xbb\xbf
xml:base='http://[' encoding="utf-7" { [ " \\ud800
"""
TOKENS = st.sampled_from(
    [token.encode("latin-1").replace(b"&#32;", b" ") for token in _TOKENS.split()] + [b"\xed\xa0\x80"]
)
PACK = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstandard.compress}
_NAMES = """
Content-Type Content-Length Content-Encoding Transfer-Encoding Location Retry-After ETag Last-Modified Date
Cache-Control Connection Set-Cookie X
"""
_VALUES = """
0 -1 5 99999999999 gzip chunked /x http://[ file:///x max-age=99999999999 "a" keep-alive close \xff\x80 charset=utf-16
"""
VALUES = st.sampled_from([*_VALUES.split(), "", "Fri, 10 May 2024 12:00:00 GMT", "Fri, 99 Foo 0000", "br, gzip"])
LETTERS = st.text(st.characters(max_codepoint=255), max_size=30)
HEADERS = st.lists(st.tuples(st.sampled_from(_NAMES.split()), VALUES | LETTERS), max_size=6)
many = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Return a feed with a few places cut out, doubled or overwritten."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 400))
        piece = draw(TOKENS | st.binary(max_size=8) | st.just(data[at : at + length] * 2))
        data = data[:at] + piece * draw(st.sampled_from([1, 1, 1, 50])) + data[at + length :]
    return data


BODIES = mutated() | st.binary(max_size=400)


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    """Return what a server may send: mostly HTTP, its parts drawn apart, cut off somewhere."""
    body = draw(BODIES)
    packing = draw(st.sampled_from(["", "", *PACK]))
    lines = [f"HTTP/1.1 {draw(st.sampled_from([200, 200, 200, 301, 304, 404, 429, 503]) | st.integers(0, 1_100))} X"]
    lines += [f"{name}: {value}" for name, value in draw(HEADERS)]
    lines += [f"Content-Encoding: {packing}"] if packing else []
    head = draw(st.sampled_from(["\r\n", "\r\n", "\n"])).join([*lines, "", ""]).encode("latin-1")
    data = (
        draw(st.binary(max_size=4) | st.just(b"")) * draw(st.booleans())
        + head
        + (PACK[packing](body) if packing else body)
    )
    return data[: draw(st.integers(0, len(data)) | st.just(len(data)))]  # fmt: skip


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """Fail where the block hangs, or needs more memory than a round may."""

    def late(*_: object) -> None:
        raise TimeoutError(f"still busy after {LONGEST} s")

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    previous = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < MOST


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def ask(server: Server, data: bytes) -> PollResult:
    server.paths["/f"] = lambda connection, _: connection.sendall(data)
    limits = {"connect_timeout": 1, "read_timeout": 0.5, "total_timeout": 1, "max_body_bytes": 1_000_000}
    patient = Settings(allow_hosts=(server.host,), baseline=False, host_delay=0, concurrency=1, **limits)
    feed = Feed("f", server.url("/f"), "F", focus="ukraine-only")
    (result,) = poll([feed], pd.DataFrame(), Known(), patient, now=NOON)
    return result


@many
@given(data=answers() | st.binary(max_size=300))
def test_any_answer_has_a_verdict(server: Server, data: bytes) -> None:
    with bounded():
        result = ask(server, data)
    assert result.fetch.status in FETCH_STATUSES
    assert "this program failed" not in result.fetch.error
    assert bool(result.fetch.error) == (result.fetch.status not in ("ok", "not-modified"))
    for article in result.articles:
        assert article.text.encode()
        assert article.url.startswith(("http://", "https://"))


@many
@given(
    data=BODIES,
    kind=st.sampled_from(["", "text/xml", "application/json", "text/html; charset=koi8-r", "a; charset=zlib"]),
)
def test_any_bytes_are_a_feed_or_none(data: bytes, kind: str) -> None:
    with bounded():
        parsed = parse_feed(data, {"content-type": kind}, "https://news.example/feed")
    assert (parsed.status == "ok") == bool(parsed.entries)
    assert bool(parsed.problem) == (parsed.status != "ok")


@many
@given(data=BODIES, kind=st.sampled_from(["text/html", "text/html; charset=utf-16", ""]))
def test_any_bytes_are_a_page_or_none(data: bytes, kind: str) -> None:
    with bounded(), contextlib.suppress(ValueError):
        assert read_page(data, kind, "https://news.example/a").text.encode() is not None
