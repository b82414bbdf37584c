"""Full texts: the page of an article whose feed gives a summary only, read politely, kept where it says more."""

import atexit
import datetime as dt
import functools
import queue
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.errors import FetchError
from pipeline.extract.language import detect
from pipeline.ingest.articles import MAX_TEXT
from pipeline.ingest.dates import is_future
from pipeline.ingest.extractor import Extractor
from pipeline.ingest.fetch import ACCEPT_PAGE, Answer, Fetcher, retry_after
from pipeline.ingest.hosts import Hosts
from pipeline.ingest.results import PageText
from pipeline.ingest.robots import Robots
from pipeline.ingest.urls import host_of
from pipeline.records import Article
from pipeline.settings import Settings

FULL_TEXT = 2_000
"""Characters from which a feed's text counts as the whole article: the longest summaries seen have about 1,000."""

MAX_PAGES_PER_HOST = 60
"""Pages of one host in one round; what is left keeps the feed's text."""

MAX_SECONDS_PER_HOST, MAX_SECONDS = 300.0, 900.0
"""How long the pages of one host, and those of a round, are asked for: servers that answer by the drop, or want half a
minute between two requests, would hold up a round for hours."""

_HTML = ("text/html", "application/xhtml")


class _ForbiddenError(FetchError):
    """A page that robots.txt does not permit to be read."""


class PageReader:
    """Reads article pages; keep one for the life of a process, it remembers what hosts permit."""

    def __init__(
        self, settings: Settings, *, fetcher: Fetcher | None = None, extractor: Extractor | None = None
    ) -> None:
        self._settings = settings
        self._fetcher = fetcher or Fetcher(settings)
        self._extractor = extractor or Extractor()
        self._hosts = Hosts(settings.host_delay)
        self._robots = Robots(self._fetcher, self._hosts, _beside(settings.store))

    def close(self) -> None:
        """End the worker and close every connection."""
        self._extractor.close()
        self._fetcher.close()

    def read(self, articles: Iterable[Article], now: dt.datetime) -> Iterator[Article]:
        """Yield every article once, in the order they are ready: with the page's text where that says more.

        The content hash stays that of the feed's text, by which the next round tells revisions apart. What stood in
        the way is in the marks: paywall, consent-wall, live-blog, video, noarchive, robots, no-page.
        """
        by_host: dict[str, list[Article]] = {}
        for article in articles:
            if wants_page(article):
                by_host.setdefault(host_of(article.url), []).append(article)
            else:
                yield article
        if by_host:
            yield from self._read_hosts(by_host, now)
            self._robots.save(now)

    def _read_hosts(self, by_host: dict[str, list[Article]], now: dt.datetime) -> Iterator[Article]:
        ready: queue.Queue[Article] = queue.Queue()
        stop = threading.Event()
        until = time.monotonic() + MAX_SECONDS
        pool = ThreadPoolExecutor(self._settings.concurrency, thread_name_prefix="page")
        try:
            for host, group in by_host.items():
                pool.submit(self._read_host, host, group, now, ready, stop, until)
            for _ in range(sum(map(len, by_host.values()))):
                yield ready.get()
        finally:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)

    def _read_host(
        self,
        host: str,
        articles: list[Article],
        now: dt.datetime,
        ready: "queue.Queue[Article]",
        stop: threading.Event,
        until: float,
    ) -> None:
        until = min(until, time.monotonic() + MAX_SECONDS_PER_HOST)
        for number, article in enumerate(articles):
            if stop.is_set():
                return
            late = number >= MAX_PAGES_PER_HOST or time.monotonic() > until
            if late or self._hosts.closed_until(host, now):
                ready.put(_marked(article, "no-page"))
            else:
                ready.put(self._read_one(host, article, now))

    def _read_one(self, host: str, article: Article, now: dt.datetime) -> Article:
        try:
            answer = self._fetcher.get(
                article.url, {"Accept": ACCEPT_PAGE}, turn=functools.partial(self._turn, now=now)
            )
            problem = _unfit(answer, article.url)
            if problem:
                self._obey(host, answer, now)
                return _marked(article, problem)
            page = self._extractor.read(answer.body, answer.headers.get("content-type", ""), answer.url)
        except _ForbiddenError:
            return _marked(article, "robots")
        except FetchError:
            return _marked(article, "no-page")
        except Exception:  # noqa: BLE001 - an article is never lost to its page
            return _marked(article, "no-page")
        return merge(article, _with_header_marks(page, answer), now)

    @contextmanager
    def _turn(self, url: str, now: dt.datetime) -> Iterator[None]:
        """Hold a host for one request, where its robots.txt permits it; a redirect's target has a word in it, too."""
        if not self._robots.allows(url, now):
            raise _ForbiddenError("blocked", "robots.txt forbids it")
        with self._hosts.turn(host_of(url), self._robots.delay(url, now)):
            yield

    def _obey(self, host: str, answer: Answer, now: dt.datetime) -> None:
        wait = retry_after(answer.headers, now) if answer.status in (429, 503) else None
        if wait:
            self._hosts.close_until(host, now + wait)


def _beside(store: str) -> Path | None:
    """Return the file beside the tables that keeps what hosts permit; a remote store has none."""
    return None if "://" in store or not Path(store).is_dir() else Path(store) / ".robots.json"


def fetch_full_texts(articles: Iterable[Article], settings: Settings, *, now: dt.datetime) -> Iterator[Article]:
    """Yield every article once, with its page's text where the feed gave a summary only (see `PageReader.read`).

    All calls of a process share one reader, so that robots.txt is asked once a day and the worker started once.
    """
    yield from _shared.reader(settings).read(articles, now)


class _Shared:
    """The reader of this process; another one takes its place where the settings differ."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[Settings, PageReader] | None = None
        atexit.register(self.close)

    def reader(self, settings: Settings) -> PageReader:
        with self._lock:
            if self._kept is None or self._kept[0] != settings:
                self._end()
                self._kept = (settings, PageReader(settings))
            return self._kept[1]

    def close(self) -> None:
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._kept is not None:
            self._kept[1].close()
        self._kept = None


_shared = _Shared()


def wants_page(article: Article) -> bool:
    """Tell whether an article's page would say more than its feed."""
    return (
        article.source_id != "baseline"
        and article.text_from == "feed"
        and article.url.startswith(("http://", "https://"))
        and len(article.text) - len(article.title) < FULL_TEXT
    )


def merge(article: Article, page: PageText, now: dt.datetime) -> Article:
    """Return the article with what its page adds: marks always, the date where the feed had none, the longer text."""
    marked = replace(article, marks=tuple(dict.fromkeys((*article.marks, *page.marks))))
    if article.date_from == "first-seen" and page.date and not is_future(page.date, now):
        marked = replace(marked, published_at=page.date, date_from="page")
    body = page.text.removeprefix(article.title).strip()[:MAX_TEXT]
    if "noarchive" in page.marks or len(body) <= len(article.text) - len(article.title):
        return marked
    text = f"{article.title}\n\n{body}"
    return replace(marked, text=text, text_from="page", language=detect(text) or article.language)


def _marked(article: Article, mark: str) -> Article:
    return replace(article, marks=tuple(dict.fromkeys((*article.marks, mark))))


def _unfit(answer: Answer, url: str) -> str:
    """Return the mark of an answer that holds no article, "" where it may hold one."""
    kind = answer.headers.get("content-type", "text/html").lower()
    if answer.status != 200 or not kind.startswith(_HTML) or not answer.body:
        return "no-page"
    if "consent." in host_of(answer.url) and "consent." not in host_of(url):
        return "consent-wall"
    at_front = urlsplit(answer.url).path in ("", "/") and urlsplit(url).path not in ("", "/")
    return "no-page" if at_front else ""


def _with_header_marks(page: PageText, answer: Answer) -> PageText:
    if "noarchive" in answer.headers.get("x-robots-tag", "").lower():
        return replace(page, marks=tuple(dict.fromkeys((*page.marks, "noarchive"))))
    return page
