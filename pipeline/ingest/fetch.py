"""One HTTP request, with every limit: connect, read and whole-request time, bytes on the wire and unpacked, redirects.

`Fetcher.get` returns an `Answer` for whatever status a server gives and raises `FetchError` where there is no usable
answer. No cookie, no proxy of the environment and no credential is ever sent.
"""

import contextlib
import datetime as dt
import email.utils
import importlib.metadata
import re
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpcore
import httpx

from pipeline.errors import FetchError
from pipeline.ingest.guard import Guard
from pipeline.ingest.transport import GuardedTransport, deadline
from pipeline.ingest.unpack import unpack
from pipeline.ingest.urls import host_of, redact, resolve
from pipeline.settings import Settings

Turn = Callable[[str], contextlib.AbstractContextManager[None]]

PERMANENT = (301, 308)
REDIRECTS = (301, 302, 303, 307, 308)
MAX_HEADER = 4_000
"""Characters of a header's value that are kept: more than the longest address that is followed."""

MAX_RETRY_AFTER = dt.timedelta(days=2)
ACCEPT_FEED = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
ACCEPT_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"

_ENDED = re.compile("closed connection|disconnected")  # in what the libraries say of an answer that ends too soon
_SECONDS = re.compile(r"\d{1,9}(\.\d{1,6})?")
_SAFE_OPTION = re.compile(r"^[A-Za-z0-9-]{1,40}$")
_FOR_EVERY_HOST = ("accept", "if-none-match", "if-modified-since")
_RETRIED = (httpcore.ReadError, httpcore.WriteError, httpcore.RemoteProtocolError)


def _at_once(_: str) -> contextlib.AbstractContextManager[None]:
    return contextlib.nullcontext()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: header names are lower case; `moved_to` is set where every redirect on the way was permanent."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    wire_bytes: int
    moved_to: str = ""


class Fetcher:
    """Fetches under the limits of the settings; safe to share between threads."""

    def __init__(self, settings: Settings, guard: Guard | None = None) -> None:
        self._settings = settings
        self._guard = guard or Guard(settings.allow_hosts)
        self._transport = GuardedTransport(self._guard)
        self._agent = user_agent(settings.contact)
        self._unpacking = threading.Lock()  # twenty bombs at once cost no more memory than one

    def close(self) -> None:
        """Close every connection."""
        self._transport.close()

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        timeout: float | None = None,
        turn: Turn = _at_once,
    ) -> Answer:
        """Fetch one address, following redirects; `timeout` (seconds) replaces the whole-request time.

        `turn` is entered around each request with its address; the time that takes is not counted. Headers other than
        Accept and the validators do not go along to another host. Raises `FetchError` with status slow, too-large,
        blocked (a refused address) or error, and what `turn` raises.
        """
        total = timeout or self._settings.total_timeout
        try:
            return self._follow(url, dict(headers or {}), max(self._settings.read_timeout, timeout or 0), total, turn)
        except httpcore.TimeoutException as error:
            raise FetchError("slow", self._slow(error, total)) from error
        except ssl.SSLError as error:
            raise FetchError("error", f"no secure connection: {error.reason or error}") from error
        except (httpcore.ConnectError, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise FetchError("error", _describe(error)) from error
        except (httpx.InvalidURL, ValueError, UnicodeError) as error:
            raise FetchError("error", f"{redact(url)} cannot be asked: {error}") from error

    def _slow(self, error: Exception, total: float) -> str:
        if isinstance(error, httpcore.ConnectTimeout):
            return f"no connection within {self._settings.connect_timeout:g} s"
        return f"no full answer: nothing came for {self._settings.read_timeout:g} s, or it took more than {total:g} s"

    def _follow(self, url: str, headers: dict[str, str], read: float, left: float, turn: Turn) -> Answer:
        seen: set[str] = set()
        permanent, start = True, url
        while True:
            seen.add(url)
            self._guard.check_url(url)
            with turn(url):
                began = time.monotonic()
                with deadline(left):
                    answer = self._ask_twice(url, headers, read)
                left -= time.monotonic() - began
            location = answer.headers.get("location", "") if answer.status in REDIRECTS else ""
            if not location:
                moved = url if permanent and url != start else ""
                return Answer(url, answer.status, answer.headers, answer.body, answer.wire_bytes, moved)
            permanent = permanent and answer.status in PERMANENT
            target = self._next(url, location, seen)
            url, headers = target, going_along(headers, url, target)

    def _next(self, url: str, location: str, seen: set[str]) -> str:
        target = resolve(url, location)
        if not target:
            raise FetchError("blocked", f"redirects to {location[:100]!r}, which is no http(s) address")
        target = target.partition("#")[0]
        if target in seen:
            raise FetchError("error", f"redirects in a circle, to {redact(target)}")
        if len(seen) > self._settings.max_redirects:
            raise FetchError("error", f"redirects more than {self._settings.max_redirects} times")
        return target

    def _ask_twice(self, url: str, headers: dict[str, str], read: float) -> Answer:
        """Ask, and once more after a reset or half an answer: often one node behind a balancer is being restarted."""
        try:
            return self._ask(url, headers, read)
        except _RETRIED:
            return self._ask(url, headers, read)

    def _ask(self, url: str, headers: dict[str, str], read: float) -> Answer:
        times = {"connect": self._settings.connect_timeout, "read": read, "write": read, "pool": read}
        fields = {"User-Agent": self._agent, "Accept-Encoding": "gzip, deflate, br, zstd", **headers}
        request = httpx.Request("GET", url, headers=fields, extensions={"timeout": times})
        response = self._transport.handle_request(request)
        try:
            packed = b"" if response.status_code in REDIRECTS else self._read(response)
        finally:
            response.close()
        known = {name.lower(): value[:MAX_HEADER] for name, value in response.headers.items()}
        with self._unpacking:
            body = unpack(packed, known.get("content-encoding", ""), self._settings.max_body_bytes)
        return Answer(url, response.status_code, known, body, len(packed))

    def _read(self, response: httpx.Response) -> bytes:
        limit = self._settings.max_wire_bytes
        announced = response.headers.get("content-length", "")
        if announced.isdigit() and int(announced[:20]) > limit:
            raise FetchError("too-large", f"the answer announces {int(announced[:20]) / 1e6:.1f} MB")
        out = bytearray()
        assert isinstance(response.stream, httpx.SyncByteStream)
        for piece in response.stream:
            out += piece
            if len(out) > limit:
                raise FetchError("too-large", f"the answer is larger than {limit / 1e6:g} MB")
        return bytes(out)


def going_along(headers: dict[str, str], url: str, target: str) -> dict[str, str]:
    """Return the headers that may follow a redirect: those a feed's list asks for (keys, cookies) are for its host."""
    downgraded = url.startswith("https:") and not target.startswith("https:")
    if host_of(url) == host_of(target) and not downgraded:
        return headers
    return {name: value for name, value in headers.items() if name.lower() in _FOR_EVERY_HOST}


def user_agent(contact: str) -> str:
    """Return a User-Agent that says who asks and, where it is set, how to reach them."""
    try:
        version = importlib.metadata.version("ukraine-monitor")
    except importlib.metadata.PackageNotFoundError:
        version = "0"
    reach = re.sub(r"[^\x21-\x7e ]", "", contact).strip()
    return f"ukraine-monitor/{version} (feed reader{'; ' + reach if reach else ''})"


def judge(answer: Answer) -> tuple[str, str]:
    """Return the status (see `pipeline.records.FETCH_STATUSES`) and the reason in words of an HTTP status."""
    code = answer.status
    if code == 304:
        return "not-modified", ""
    if code == 410:
        return "gone", "the server says the feed is gone for good (410)"
    if code == 429 or (code == 503 and "retry-after" in answer.headers):
        return "rate-limited", f"asked to wait, and did not say how long ({code})"
    if code in (401, 403, 407, 451):
        return "blocked", f"refuses this network or program ({code})"
    if code == 404:
        return "error", "no such page (404)"
    if code in (204, 205) or (200 <= code < 300 and not answer.body.strip()):
        return "empty", "the answer has no content"
    if 200 <= code < 300 and code != 206:
        return "ok", ""
    return "error", f"the server answered {code}"


def retry_after(headers: Mapping[str, str], now: dt.datetime) -> dt.timedelta | None:
    """Return how long the server asks to wait (seconds or a date, at most two days), None where it says nothing.

    Of several waits (one of the server and one of a proxy before it) the longest counts.
    """
    value = headers.get("retry-after", "").strip()
    waits = [part.strip() for part in value.split(",")]
    if all(_SECONDS.fullmatch(wait) for wait in waits):
        return min(dt.timedelta(seconds=max(map(float, waits))), MAX_RETRY_AFTER)
    asked, sent = _http_date(value), _http_date(headers.get("date", ""))
    if asked is None:
        return None
    return max(dt.timedelta(0), min(asked - (sent or now), MAX_RETRY_AFTER))


def option_headers(options: Mapping[str, str]) -> dict[str, str]:
    """Return the request headers that a feed's options `header:NAME` ask for; unfit names and values are left out."""
    named = {key.partition(":")[2]: value for key, value in options.items() if key.startswith("header:")}
    return {name: value for name, value in named.items() if _SAFE_OPTION.match(name) and is_header_value(value)}


def is_header_value(value: str) -> bool:
    """Tell whether a text may be sent as the value of a header."""
    return len(value) < 500 and all(32 <= ord(character) < 127 for character in value)


def _http_date(text: str) -> dt.datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _describe(error: Exception) -> str:
    text = str(error) or type(error).__name__
    if "CERTIFICATE" in text.upper():
        return f"the certificate is not valid: {text[:150]}"
    if isinstance(error, httpcore.RemoteProtocolError):
        return f"{'half an answer' if _ENDED.search(text) else 'an answer that is no HTTP'}, twice: {text[:150]}"
    if isinstance(error, httpcore.ReadError):
        return f"the connection was reset, twice: {text[:150]}"
    return f"no connection: {text[:150]}"
