"""Streamlit's own scripts, styles and fonts, sent as fast as a first visit needs them.

A first visit asks for more than a hundred files. Streamlit's route reads each in a thread behind four layers (4 ms of
processor time a file, and as many waits for the interpreter); here one look into a table of names and one answer do.
A page also names the largest script in its header, so that it is on its way before the page knows that it needs it.
"""

import mimetypes
import os
from collections.abc import Callable, Sequence
from email.utils import formatdate
from pathlib import Path

from pipeline.serving.headers import App, Message, Receive, Scope, Send

FOREVER = b"public, immutable, max-age=31536000"  # a file's name changes with what it holds
EARLY = ("PlotlyChart",)  # chunks that every page but Method needs, the largest first
SENT_AT_ONCE = 1 << 18  # bytes


class Assets:
    """ASGI middleware that answers for the files under `folder`/static and announces those that pages need.

    `on_visit` is called for each page and each file that is asked for.
    """

    def __init__(self, app: App, folder: Path, base: str = "", on_visit: Callable[[], None] = lambda: None) -> None:
        self._app = app
        self._on_visit = on_visit
        files = {path.relative_to(folder).as_posix(): path for path in _files(folder / "static")}
        self._files = {f"{base}/{name}": path for name, path in files.items()}
        self._early = early_links(tuple(files))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for a known file; pass everything else on, with the header that announces scripts on a page."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        path = self._files.get(scope["path"])
        if path is not None and not any(name in (b"range", b"if-none-match") for name, _ in scope["headers"]):
            self._on_visit()
            await _send_file(path, send)
            return
        await self._app(scope, receive, self._announcing(send))

    def _announcing(self, send: Send) -> Send:
        async def send_with_links(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                self._on_visit()
                if self._early:
                    message["headers"] = [*message["headers"], (b"link", self._early)]
            await send(message)

        return send_with_links


def early_links(names: Sequence[str]) -> bytes:
    """Return the Link header (RFC 8288) that lets a browser fetch the scripts `EARLY` among `names`; b"" for none."""
    found = [name for stem in EARLY for name in names if name.rsplit("/", 1)[-1].startswith(f"{stem}.")]
    return ", ".join(f"<./{name}>; rel=modulepreload; fetchpriority=low" for name in found).encode()


def _is_page(message: Message) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])


def _files(folder: Path) -> list[Path]:
    return [Path(root) / name for root, _, names in os.walk(folder) for name in names]


async def _send_file(path: Path, send: Send) -> None:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    body = path.read_bytes()  # from the page cache: less than a hop to a thread and back
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", FOREVER),
        (b"last-modified", formatdate(path.stat().st_mtime, usegmt=True).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for start in range(0, len(body) or 1, SENT_AT_ONCE):
        part = body[start : start + SENT_AT_ONCE]
        await send({"type": "http.response.body", "body": part, "more_body": start + len(part) < len(body)})
