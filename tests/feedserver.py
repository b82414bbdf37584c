"""A loopback server of feeds that a test writes: two outlets, invented names, ETags, one feed that fails."""

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape, quoteattr

from tests.fakes import NOON

Item = tuple[str, str]  # headline and summary

NEWS: dict[str, list[Item]] = {
    "north": [
        (
            "Norland pledges 200 million euros in military aid to Ukraine",
            "Germany will give Ukraine 200 million euros in military aid, the government said on Wednesday.",
        ),
        ("Ukraine must be heard, says Ola Norden", '"Ukraine must be heard at the table," minister Ola Norden said.'),
    ],
    "south": [
        ("=HYPERLINK(1) Russia shells a town in Ukraine", 'Mayor Ruta Lind said: "We will rebuild every house here."'),
        ("Football: the cup final", "The final ended in a draw."),
    ],
}


@contextmanager
def serve(news: Mapping[str, list[Item]] = NEWS) -> Iterator[str]:
    """Serve `news` as RSS; yield HOST:PORT. /feeds.opml lists the feeds and one that answers 500."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.strip("/").removesuffix(".xml")
            if name == "feeds.opml":
                self._send(opml(f"127.0.0.1:{self.server.server_address[1]}", news))
            elif name in news:
                self._send(rss(name, news[name]))
            else:
                self.send_error(500)

        def _send(self, body: bytes) -> None:
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            same = self.headers.get("if-none-match") == tag
            self.send_response(304 if same else 200)
            self.send_header("etag", tag)
            self.send_header("content-type", "application/rss+xml")
            self.end_headers()
            if not same:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def rss(name: str, items: list[Item]) -> bytes:
    """Return an RSS 2.0 document."""
    entries = "".join(
        f"<item><title>{escape(title)}</title><description>{escape(summary)}</description>"
        f"<link>https://{name}.example/{number}</link><pubDate>{format_datetime(NOON)}</pubDate></item>"
        for number, (title, summary) in enumerate(items)
    )
    return f'<rss version="2.0"><channel><title>{name}</title>{entries}</channel></rss>'.encode()


def opml(host: str, news: Mapping[str, list[Item]]) -> bytes:
    """Return the list of the feeds, and one that fails."""
    outlines = "".join(
        f"<outline type='rss' text={quoteattr(name.title())} xmlUrl='http://{host}/{name}.xml' language='en'/>"
        for name in (*news, "broken")
    )
    return f'<opml version="2.0"><body>{outlines}</body></opml>'.encode()
