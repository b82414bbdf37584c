"""Every fault of HTTP has its status and its words, costs no more than its limit, and stops no other feed."""

import datetime as dt
import gzip
import socket
import time
import zlib
from typing import Any

import brotli
import pandas as pd
import pytest
import zstandard

from pipeline.ingest.fetch import Answer, Fetcher, judge, option_headers, retry_after, user_agent
from pipeline.ingest.known import Known
from pipeline.ingest.poller import poll
from tests.ingest.server import (
    NOON,
    counted,
    drip,
    half,
    in_turn,
    item,
    later,
    message,
    redirect,
    reply,
    reset,
    rss,
    silent,
)

FEED = rss(item())
BOMB = b"\0" * 40_000_000


def zipped(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", zipped(FEED)),
        ("x-gzip", zipped(FEED[:100]) + zipped(FEED[100:])),
        ("deflate", zlib.compress(FEED)),
        ("deflate", zlib.compress(FEED)[2:-4]),
        ("br", brotli.compress(FEED)),
        ("zstd", zstandard.compress(FEED)),
        ("gzip, br", brotli.compress(zipped(FEED))),
        ("gzip", FEED),
        ("", zipped(FEED)),
        ("identity", FEED),
    ],
)
def test_every_packing_is_undone(rounds: Any, server: Any, encoding: str, body: bytes) -> None:
    server.paths["/f"] = reply(200, body, {"Content-Encoding": encoding})
    result = rounds.one("/f")
    assert (result.fetch.status, result.fetch.entries, result.fetch.bytes) == ("ok", 1, len(body))


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", zipped(BOMB)),
        ("gzip", zipped(zipped(BOMB))),
        ("gzip, gzip", zipped(zipped(BOMB))),
        ("deflate", zlib.compress(BOMB)),
        ("br", brotli.compress(BOMB, quality=5)),
        ("zstd", zstandard.compress(BOMB)),
    ],
)
def test_a_bomb_costs_no_more_than_the_limit(rounds: Any, server: Any, encoding: str, body: bytes) -> None:
    server.paths["/f"] = reply(200, body, {"Content-Encoding": encoding})
    assert rounds.one("/f").fetch.status in ("too-large", "not-a-feed")


@pytest.mark.parametrize(
    "headers",
    [{"Content-Encoding": "gzip"}, {"Content-Encoding": "br"}, {"Content-Encoding": "zstd"}],
)
def test_damaged_packing_is_an_error_in_words(rounds: Any, server: Any, headers: dict[str, str]) -> None:
    packed = {"gzip": zipped(FEED), "br": brotli.compress(FEED), "zstd": zstandard.compress(FEED)}
    server.paths["/f"] = reply(200, packed[headers["Content-Encoding"]][:-20], headers)
    result = rounds.one("/f")
    assert result.fetch.status in ("error", "not-a-feed")
    assert result.fetch.error


def test_unknown_and_manifold_packing_is_refused(rounds: Any, server: Any) -> None:
    server.paths["/a"] = reply(200, b"\x01" + FEED, {"Content-Encoding": "sparkle"})
    server.paths["/b"] = reply(200, FEED, {"Content-Encoding": "gzip, gzip, gzip"})
    assert [result.fetch.status for result in rounds.ask("/a", "/b")] == ["error", "error"]


def test_an_answer_too_large_on_the_wire_is_cut_off(rounds: Any, server: Any) -> None:
    big = FEED + b" " * 400_000
    server.paths["/announced"] = reply(200, big)
    server.paths["/unannounced"] = reply(200, big, {"Content-Length": ""})
    statuses = {result.fetch.feed_id: result.fetch.status for result in rounds.ask("/announced", "/unannounced")}
    assert statuses == {"announced": "too-large", "unannounced": "too-large"}


def test_slow_senders_are_cut_off(rounds: Any, server: Any) -> None:
    rounds.hurry()
    server.paths["/head"] = drip(message(200, FEED))
    server.paths["/body"] = lambda connection, request: (
        connection.sendall(message(200, FEED)[:-500]),
        drip(FEED[-500:])(connection, request),
    )
    server.paths["/nothing"] = silent(1.5)
    results = {result.fetch.feed_id: result for result in rounds.ask("/head", "/body", "/nothing")}
    assert {result.fetch.status for result in results.values()} == {"slow"}
    assert "0.6 s" in results["head"].fetch.error


def test_a_feed_may_have_a_longer_time_of_its_own(rounds: Any, server: Any) -> None:
    rounds.hurry()
    server.paths["/f"] = later(0.45, reply(200, FEED))
    assert rounds.one("/f").fetch.status == "slow"
    assert rounds.one(rounds.feed("/f", options=(("timeout", "3"),))).fetch.status == "ok"


def test_a_reset_and_half_a_body_are_retried_once(rounds: Any, server: Any) -> None:
    server.paths["/reset"] = in_turn(reset, reply(200, FEED))
    server.paths["/half"] = in_turn(half(FEED), reply(200, FEED))
    server.paths["/always"] = half(FEED)
    results = {result.fetch.feed_id: result.fetch for result in rounds.ask("/reset", "/half", "/always")}
    assert [results[name].status for name in ("reset", "half", "always")] == ["ok", "ok", "error"]
    assert server.count("/always") == 2
    assert "twice" in results["always"].error


def test_what_a_server_sends_behind_an_answer_is_no_answer_to_the_next_request(server: Any, settings: Any) -> None:
    def twice(connection: socket.socket, _: Any) -> None:
        connection.sendall(message(200, FEED, {"Connection": ""}))
        time.sleep(0.1)
        connection.sendall(message(200, b"smuggled"))

    server.paths |= {"/twice": twice, "/next": reply(200, b"its own")}
    fetcher = Fetcher(settings)
    try:
        bodies = [fetcher.get(server.url(path)).body for path in ("/twice", "/next")]
    finally:
        fetcher.close()
    assert bodies == [FEED, b"its own"]


def test_redirects_are_followed_at_most_five_times(rounds: Any, server: Any) -> None:
    for number in range(7):
        server.paths[f"/{number}"] = redirect(f"/{number + 1}")
    server.paths["/7"] = reply(200, FEED)
    assert rounds.one("/2").fetch.status == "ok"
    assert rounds.one("/0").fetch.status == "error"


def test_a_circle_of_redirects_is_ended(rounds: Any, server: Any) -> None:
    server.paths["/a"] = redirect("/b")
    server.paths["/b"] = redirect("/a")
    result = rounds.one("/a")
    assert result.fetch.status == "error"
    assert "circle" in result.fetch.error
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "location", ["", "http://[", "file:///etc/passwd", "javascript:1", "ftp://x.example/f", "http://x:y/"]
)
def test_a_redirect_to_nowhere_is_a_recorded_failure(rounds: Any, server: Any, location: str) -> None:
    server.paths["/f"] = redirect(location)
    assert rounds.one("/f").fetch.status in ("blocked", "error")


def test_a_permanent_redirect_moves_the_feed_after_three_rounds(rounds: Any, server: Any) -> None:
    server.paths["/old"] = redirect("/new", 301)
    server.paths["/new"] = reply(200, FEED, {"ETag": '"1"'})
    states = [rounds.one("/old").state for _ in range(3)]
    assert [state["url"] for state in states] == [server.url("/old"), server.url("/old"), server.url("/new")]
    assert server.url("/old") in states[-1]["old_urls"]
    assert rounds.one("/old").fetch.status == "not-modified"
    assert server.count("/old") == 3


def test_a_temporary_redirect_moves_nothing(rounds: Any, server: Any) -> None:
    server.paths["/old"] = redirect("/mid", 301)
    server.paths["/mid"] = redirect("/new", 302)
    server.paths["/new"] = reply(200, FEED)
    states = [rounds.one("/old").state for _ in range(4)]
    assert {state["url"] for state in states} == {server.url("/old")}


def test_conditional_requests_send_back_both_validators(rounds: Any, server: Any) -> None:
    dated = "Fri, 10 May 2024 10:00:00 GMT"
    server.paths["/f"] = in_turn(reply(200, FEED, {"ETag": 'W/"a"', "Last-Modified": dated}), reply(304))
    assert len(rounds.one("/f").articles) == 1
    second = rounds.one("/f")
    assert (second.fetch.status, second.articles) == ("not-modified", [])
    assert server.requests[-1].headers["if-none-match"] == 'W/"a"'
    assert server.requests[-1].headers["if-modified-since"] == dated


def test_everything_is_asked_for_once_a_day_and_after_a_failure(rounds: Any, server: Any) -> None:
    """Some servers say "not modified" for ever."""
    server.paths["/f"] = in_turn(
        reply(200, FEED, {"ETag": '"1"'}), reply(304), reply(500), reply(200, FEED), reply(304)
    )
    statuses = [rounds.one("/f", later=dt.timedelta(minutes=n)).fetch.status for n in range(4)]
    assert statuses == ["ok", "not-modified", "error", "not-modified"]
    assert ["if-none-match" in request.headers for request in server.requests] == [False, True, True, False]
    tomorrow = rounds.one("/f", later=dt.timedelta(days=1)).fetch
    assert "if-none-match" not in server.requests[-1].headers
    assert (tomorrow.status, "304" in tomorrow.error) == ("error", True)


def test_a_new_etag_with_the_same_body_is_nothing_new(rounds: Any, server: Any) -> None:
    server.paths["/f"] = in_turn(reply(200, FEED, {"ETag": '"1"'}), reply(200, FEED, {"ETag": '"2"'}))
    rounds.one("/f")
    second = rounds.one("/f")
    assert (second.fetch.status, second.articles, second.state["etag"]) == ("not-modified", [], '"2"')


def test_a_head_that_tells_the_time_is_nothing_new(rounds: Any, server: Any) -> None:
    bodies = [rss(item(), head=f"<lastBuildDate>Fri, 10 May 2024 12:0{n}:00 GMT</lastBuildDate>") for n in range(2)]
    server.paths["/f"] = in_turn(*(reply(200, body) for body in bodies))
    assert [rounds.one("/f").fetch.status for _ in range(2)] == ["ok", "not-modified"]


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (401, {}, "blocked"),
        (403, {}, "blocked"),
        (404, {}, "error"),
        (410, {}, "gone"),
        (418, {}, "error"),
        (429, {}, "rate-limited"),
        (500, {}, "error"),
        (503, {}, "error"),
        (503, {"Retry-After": "60"}, "rate-limited"),
        (204, {}, "empty"),
        (206, {}, "error"),
    ],
)
def test_each_status_has_its_meaning(
    rounds: Any, server: Any, status: int, headers: dict[str, str], expected: str
) -> None:
    body = b"" if status == 204 else b"<p>no</p>"
    server.paths["/f"] = reply(status, body, headers)
    fetch = rounds.one("/f").fetch
    assert (fetch.status, fetch.http_status) == (expected, status)
    assert fetch.error


def test_a_feed_that_is_gone_is_never_asked_again_not_even_by_force(rounds: Any, server: Any) -> None:
    server.paths["/f"] = reply(410, b"gone")
    state = rounds.one("/f").state
    assert (state["enabled"], state["next_due_at"], state["health"]) == (False, None, "gone")
    server.paths["/f"] = reply(200, FEED)
    for force in (False, True):
        assert rounds.ask("/f", force=force, later=dt.timedelta(days=30)) == []
    assert server.count("/f") == 1


def test_a_feed_without_news_says_since_when_it_is_silent(rounds: Any, server: Any) -> None:
    entries = [item(f"Ukraine: pump {n}", f"https://n.example/{n}", NOON - dt.timedelta(hours=n)) for n in range(6)]
    server.paths["/f"] = reply(200, rss(*entries))
    assert rounds.one("/f").state["silent_since"] is None
    late = rounds.one("/f", later=dt.timedelta(days=9)).state
    assert (late["health"], late["silent_since"]) == ("not-modified", NOON)


def test_an_empty_answer_is_a_visible_state(rounds: Any, server: Any) -> None:
    server.paths["/blank"] = reply(200, b" \n")
    server.paths["/no-entries"] = reply(200, rss())
    results = {result.fetch.feed_id: result.fetch.status for result in rounds.ask("/blank", "/no-entries")}
    assert results == {"blank": "empty", "no-entries": "empty"}


def test_a_wait_is_kept_by_the_whole_host(rounds: Any, server: Any) -> None:
    server.paths["/a"] = reply(429, b"", {"Retry-After": "120"})
    server.paths["/b"] = reply(200, FEED)
    results = rounds.ask("/a", "/b")
    assert [result.fetch.status for result in results] == ["rate-limited", "rate-limited"]
    assert server.count("/b") == 0
    assert rounds.ask("/a", "/b", later=dt.timedelta(seconds=60)) == []
    server.paths["/a"] = reply(200, FEED)
    later = rounds.ask("/a", "/b", later=dt.timedelta(minutes=5))
    assert [result.fetch.status for result in later] == ["ok", "ok"]


def test_a_wait_is_kept_in_later_rounds_by_feeds_that_were_not_told(rounds: Any, server: Any) -> None:
    server.paths |= {"/a": reply(429, b"", {"Retry-After": "3600"}), "/b": reply(200, FEED)}
    rounds.ask("/a")
    (result,) = rounds.ask("/a", "/b", later=dt.timedelta(minutes=1))
    assert (result.fetch.feed_id, result.fetch.status) == ("b", "rate-limited")
    assert rounds.ask("/a", "/b", later=dt.timedelta(minutes=1)) == []
    assert server.count("/b") == 0
    server.paths["/a"] = reply(200, FEED)
    done = rounds.ask("/a", "/b", later=dt.timedelta(hours=2))
    assert [result.fetch.status for result in done] == ["ok", "ok"]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("1.5", 1.5),
        ("5, 500", 500),
        ("5, soon", None),
        ("Fri, 10 May 2024 12:10:00 GMT", 600),
        ("Fri, 10 May 2024 11:00:00 GMT", 0),
        ("99999999", 172_800),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(value: str, seconds: float | None) -> None:
    found = retry_after({"retry-after": value}, NOON)
    assert (found.total_seconds() if found is not None else None) == seconds


def test_a_date_is_counted_from_the_servers_own_clock() -> None:
    headers = {"retry-after": "Fri, 10 May 2024 12:10:00 GMT", "date": "Fri, 10 May 2024 12:09:00 GMT"}
    assert retry_after(headers, NOON) == dt.timedelta(minutes=1)


def test_who_asks_is_said_with_a_contact(rounds: Any, server: Any) -> None:
    server.paths["/f"] = reply(200, FEED)
    rounds.one(rounds.feed("/f", options=(("header:Accept", "text/xml"), ("header:X-Bad", "a\r\nb: c"))))
    headers = server.requests[0].headers
    assert headers["user-agent"].startswith("ukraine-monitor/")
    assert headers["accept"] == "text/xml"
    assert "x-bad" not in headers
    assert "desk@example.org" in user_agent("desk@example.org\r\nX: y")
    assert "\n" not in user_agent("desk@example.org\r\nX: y")


def test_unfit_option_headers_are_left_out() -> None:
    options = {"header:Accept": "a", "header:Bad Name": "x", "header:Long": "x" * 600, "timeout": "3"}
    assert option_headers(options) == {"Accept": "a"}


def test_an_unmodified_answer_needs_no_body() -> None:
    assert judge(Answer("http://x.example/", 304, {}, b"", 0)) == ("not-modified", "")


def test_no_server_and_no_name_are_errors_in_words(rounds: Any, server: Any) -> None:
    results = rounds.ask(
        rounds.feed("/a", url="http://no-such-name.invalid/feed"),
        rounds.feed("/b", url="http://127.0.0.1:1/feed"),
    )
    statuses = {result.fetch.feed_id: (result.fetch.status, bool(result.fetch.error)) for result in results}
    assert statuses == {"a": ("error", True), "b": ("blocked", True)}


def test_a_failing_feed_never_stops_the_others(rounds: Any, server: Any) -> None:
    rounds.hurry()
    server.paths |= {"/good": reply(200, FEED), "/reset": reset, "/half": half(FEED), "/no": silent(1.0)}
    results = {result.fetch.feed_id: result.fetch.status for result in rounds.ask("/reset", "/no", "/half", "/good")}
    assert results == {"reset": "error", "no": "slow", "half": "error", "good": "ok"}


def test_one_request_a_host_at_a_time(rounds: Any, server: Any) -> None:
    waiting: list[int] = []
    answer = counted(0.03, reply(200, FEED), waiting)
    server.paths |= {f"/{number}": answer for number in range(6)}
    rounds.ask(*(f"/{number}" for number in range(6)))
    assert waiting == [1] * 6


def test_validators_that_cannot_be_sent_are_left_out(rounds: Any, server: Any) -> None:
    server.paths["/f"] = reply(200, FEED, {"ETag": '"\xe4\xff"'})
    assert [rounds.one("/f").fetch.status for _ in range(2)] == ["ok", "not-modified"]


def test_each_attempt_is_one_line_of_log_without_secrets(
    rounds: Any, server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    server.paths["/f"] = redirect("x:\x85y")
    with caplog.at_level("INFO", "pipeline.ingest.poller"):
        rounds.one(rounds.feed("/f", url=server.url("/f?token=SECRET")))
    (line,) = caplog.messages
    assert "SECRET" not in line
    assert "\n" not in line
    assert "status=blocked" in line


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"SSH-2.0-x\r\n",
        b"HTTP/1.1 999 Odd\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n<rss/>",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n12345",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 500,
        b"HTTP/1.1 302 Found\r\nLocation: /\xff\xfe\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_answers_that_are_no_http_are_recorded(rounds: Any, server: Any, raw: bytes) -> None:
    server.paths["/f"] = lambda connection, _: connection.sendall(raw)
    fetch = rounds.one("/f").fetch
    assert fetch.status in ("error", "slow", "empty", "not-a-feed")
    assert fetch.error


def test_a_round_can_be_left_early(rounds: Any, server: Any) -> None:
    server.paths |= {f"/{n}": reply(200, FEED) for n in range(30)}
    feeds = [rounds.feed(f"/{n}") for n in range(30)]
    results = poll(feeds, pd.DataFrame(), Known(), rounds.settings, now=NOON)
    assert next(results).fetch.status == "ok"
    results.close()
    assert len(server.requests) < 30
