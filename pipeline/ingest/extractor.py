"""Reads article pages in a process of its own, so that a page that hangs or eats memory costs that page only.

The parent writes a frame (length, then JSON head, newline, page) to the child's input and reads one from its output.
The child (`pageworker`) limits its own memory; the parent limits its time and starts a new one where it ends.
"""

import contextlib
import datetime as dt
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time

from pipeline.errors import FetchError
from pipeline.ingest.results import PageText

LENGTH = struct.Struct(">I")
"""What stands before each frame: its length in bytes."""

_MAX_REPLY = 20_000_000


class Extractor:
    """The parent's side: one child, started when it is first needed; safe to share between threads."""

    def __init__(self, seconds: float = 20.0, memory: int = 300_000_000) -> None:
        self._seconds = seconds
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def read(self, body: bytes, content_type: str, url: str) -> PageText:
        """Return the text of a page; raise `FetchError` (slow, too-large, error) where it cannot be read."""
        head = json.dumps({"content_type": content_type, "url": url}).encode()
        with self._turn:
            child = self._running()
            try:
                reply = self._ask(child, head + b"\n" + body)
            except OSError as error:
                self._end()
                raise FetchError("error", "the reader of pages ended; this page was too much for it") from error
            except FetchError:
                self._end()
                raise
        return _unpack(reply)

    def close(self) -> None:
        """End the child."""
        with self._turn:
            self._end()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._child is None or self._child.poll() is not None:
            command = [sys.executable, "-m", "pipeline.ingest.pageworker", str(self._memory)]
            self._child = subprocess.Popen(  # noqa: S603 - own module, no shell, no input of others in the command
                command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            assert self._child.stdin is not None
            os.set_blocking(self._child.stdin.fileno(), False)
            self._wait(self._child, time.monotonic() + 60, 1)  # the child says that it has loaded its libraries
        return self._child

    def _ask(self, child: "subprocess.Popen[bytes]", frame: bytes) -> bytes:
        until = time.monotonic() + self._seconds
        self._send(child, until, LENGTH.pack(len(frame)) + frame)
        size = LENGTH.unpack(self._wait(child, until, LENGTH.size))[0]
        if size > _MAX_REPLY:
            raise FetchError("too-large", "the page gave more text than an article has")
        return self._wait(child, until, size)

    def _send(self, child: "subprocess.Popen[bytes]", until: float, data: bytes) -> None:
        """Write in pieces: a child that hangs reads nothing, and a pipe holds less than a page."""
        assert child.stdin is not None
        left = memoryview(data)
        while left:
            self._await(child.stdin.fileno(), select.POLLOUT, until)
            left = left[os.write(child.stdin.fileno(), left) :]

    def _await(self, pipe: int, event: int, until: float) -> None:
        ready = select.poll()
        ready.register(pipe, event)
        left = until - time.monotonic()
        if left <= 0 or not ready.poll(left * 1_000):
            raise FetchError("slow", f"the page took more than {self._seconds:g} s to read")

    def _wait(self, child: "subprocess.Popen[bytes]", until: float, size: int) -> bytes:
        assert child.stdout is not None
        out = b""
        while len(out) < size:
            self._await(child.stdout.fileno(), select.POLLIN, until)
            piece = os.read(child.stdout.fileno(), size - len(out))
            if not piece:
                raise OSError("the child ended")
            out += piece
        return out

    def _end(self) -> None:
        if self._child is None:
            return
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._child = None


def _unpack(reply: bytes) -> PageText:
    data = json.loads(reply)
    if "error" in data:
        raise FetchError("error", str(data["error"])[:300])
    date = dt.datetime.fromisoformat(data["date"]) if data["date"] else None
    return PageText(str(data["title"]), str(data["text"]), date, tuple(data["marks"]))
