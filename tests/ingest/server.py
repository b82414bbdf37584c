"""A small loopback server that misbehaves to order: each path answers with a function that writes to the socket."""

import datetime as dt
import email.utils
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape

NOON = dt.datetime(2024, 5, 10, 12, tzinfo=dt.UTC)


@dataclass
class Request:
    """One request: its path and headers (lower case)."""

    path: str
    headers: dict[str, str]


Answering = Callable[[socket.socket, Request], None]


@dataclass
class Server:
    """Answers each request with what `paths` holds for its path (without query), and counts."""

    port: int
    paths: dict[str, Answering] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def host(self) -> str:
        """Return HOST:PORT, as `--allow-host` takes it."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://{self.host}{path}"

    def count(self, path: str) -> int:
        """Return how often a path was asked."""
        return sum(request.path.partition("?")[0] == path for request in self.requests)

    def handle(self, connection: socket.socket) -> None:
        """Answer one connection."""
        try:
            request = _read_request(connection)
            if request is None:
                return
            with self._lock:
                self.requests.append(request)
            answer = self.paths.get(request.path.partition("?")[0], reply(404, b"no such page"))
            answer(connection, request)
        except OSError:
            return
        finally:
            connection.close()


def _read_request(connection: socket.socket) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        if not piece:
            return None
        data += piece
    first, *lines = data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return Request(first.split(" ")[1], {name.lower(): value.strip() for name, _, value in pairs})


@contextmanager
def serving() -> Iterator[Server]:
    """Serve on a free port of the loopback until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=100)
    server = Server(listener.getsockname()[1])
    stopped = threading.Event()

    def accept() -> None:
        while not stopped.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=server.handle, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        stopped.set()
        listener.close()


def message(status: int, body: bytes, headers: dict[str, str] | None = None) -> bytes:
    """Return an HTTP/1.1 message; Content-Length is set unless `headers` have it, an empty value leaves one out."""
    fields = {"Content-Type": "application/rss+xml", "Content-Length": str(len(body)), "Connection": "close"}
    fields |= headers or {}
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in fields.items() if value)]
    head = "\r\n".join(lines)
    return head.encode("latin-1" if max(head) < "\u0100" else "utf-8") + b"\r\n\r\n" + body


def reply(status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> Answering:
    """Answer with one whole message."""
    return lambda connection, _: connection.sendall(message(status, body, headers))


def collected(answer: Answering) -> bytes:
    """Return the body that an answer sends at once."""
    left, right = socket.socketpair()
    with left, right:
        writer = threading.Thread(target=lambda: (answer(left, Request("/", {})), left.shutdown(socket.SHUT_WR)))
        writer.start()
        data = b"".join(iter(lambda: right.recv(65_536), b""))
        writer.join()
    return data.partition(b"\r\n\r\n")[2]


def redirect(location: str, status: int = 302) -> Answering:
    """Answer with a redirect."""
    return reply(status, b"", {"Location": location})


def drip(data: bytes, pause: float = 0.05, head: bytes = b"") -> Answering:
    """Send one byte at a time, for ever within any read timeout; `head` at once before."""

    def answer(connection: socket.socket, _: Request) -> None:
        connection.sendall(head)
        for byte in data:
            connection.sendall(bytes([byte]))
            time.sleep(pause)

    return answer


def endless(head: bytes, piece: bytes) -> Answering:
    """Send the head and then the same again and again, as fast as it is taken."""

    def answer(connection: socket.socket, _: Request) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)

    return answer


def silent(seconds: float = 5.0) -> Answering:
    """Accept the request and say nothing."""
    return lambda _, __: time.sleep(seconds)


def reset(connection: socket.socket, _: Request) -> None:
    """End the connection with a TCP reset in the middle of the head."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Le")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def half(body: bytes) -> Answering:
    """Announce the whole body and send half of it."""
    return reply(200, body[: len(body) // 2], {"Content-Length": str(len(body))})


def later(seconds: float, answer: Answering) -> Answering:
    """Wait before answering."""

    def waiting(connection: socket.socket, request: Request) -> None:
        time.sleep(seconds)
        answer(connection, request)

    return waiting


def counted(seconds: float, answer: Answering, waiting: list[int]) -> Answering:
    """Wait, note in `waiting` how many requests waited at that time, and answer: before that nobody else may ask."""
    lock = threading.Lock()
    open_now = 0

    def counting(connection: socket.socket, request: Request) -> None:
        nonlocal open_now
        with lock:
            open_now += 1
            waiting.append(open_now)
        time.sleep(seconds)
        with lock:
            open_now -= 1
        answer(connection, request)

    return counting


def in_turn(*answers: Answering) -> Answering:
    """Answer the first request with the first, and so on; the last one stays."""
    waiting = list(answers)

    def answer(connection: socket.socket, request: Request) -> None:
        (waiting.pop(0) if len(waiting) > 1 else waiting[0])(connection, request)

    return answer


def item(
    title: str = "Ukraine: Dorvale sends pumps to Kyiv",
    link: str = "https://news.example/story-1",
    date: dt.datetime | str | None = NOON,
    body: str = "The town of Dorvale said on Friday it would send pumps to Ukraine.",
    extra: str = "",
) -> str:
    """Return an RSS item with invented content."""
    when = email.utils.format_datetime(date) if isinstance(date, dt.datetime) else date
    dated = f"<pubDate>{when}</pubDate>" if when else ""
    linked = f"<link>{escape(link)}</link>" if link else ""
    return f"<item><title>{escape(title)}</title>{linked}{dated}<description>{escape(body)}</description>{extra}</item>"


def rss(*items: str, head: str = "") -> bytes:
    """Return an RSS 2.0 feed."""
    inner = f"<title>Dorvale Courier</title><link>https://news.example/</link>{head}{''.join(items)}"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>{inner}</channel></rss>'.encode()
