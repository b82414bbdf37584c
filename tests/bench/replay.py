"""The replay server of archived feeds, for as long as a benchmark needs it."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replay(script: Path) -> Iterator[tuple[str, bytes]]:
    """Run the replay server on a free port of the loopback; yield HOST:PORT and its feed list."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{probe.getsockname()[1]}"
    server = subprocess.Popen([sys.executable, str(script), "--port", host.partition(":")[2]])
    try:
        yield host, _fetch(f"http://{host}/feeds.opml")
    finally:
        server.terminate()
        server.wait()


def _fetch(address: str) -> bytes:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return bytes(answer.read())
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"the replay server does not answer at {address}")
