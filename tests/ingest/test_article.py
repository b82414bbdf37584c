"""Article pages: read politely and within bounds, kept where they say more, marked where they say less."""

import dataclasses
import datetime as dt
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import FetchError
from pipeline.ingest.article import FULL_TEXT, PageReader, fetch_full_texts, merge
from pipeline.ingest.extractor import Extractor
from pipeline.ingest.pagetext import read_page
from pipeline.ingest.results import PageText
from pipeline.records import Article
from tests.ingest.server import NOON, half, redirect, reply

NOW = NOON + dt.timedelta(hours=1)
SENTENCE = "The mayor of Dorvale, Ilse Brandt, said the pumps would leave for Ukraine in the morning. "
PARAGRAPHS = [
    SENTENCE + f"Convoy number {n} carries hoses, fuel and spare parts for the flooded villages. " * 2 for n in range(8)
]
HTML = {"Content-Type": "text/html; charset=utf-8"}


def page(*paragraphs: str, head: str = "", title: str = "Dorvale sends pumps") -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs or PARAGRAPHS)
    return f"""<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body><nav><a href="/">Home</a></nav>
    <article><h1>{title}</h1>{body}</article><footer>Imprint</footer></body></html>""".encode()


def ld(**fields: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | fields)}</script>'


def article(url: str, **changes: Any) -> Article:
    title = "Dorvale sends pumps"
    text = f"{title}\n\nPumps for Ukraine."
    plain = Article("id", url, url, "courier", "Courier", title, text, "feed", NOON, "feed", NOON, "en", "hash")
    return dataclasses.replace(plain, **changes)


@pytest.fixture(scope="module")
def extractor() -> Iterator[Extractor]:
    worker = Extractor(seconds=15)
    yield worker
    worker.close()


@pytest.fixture
def reader(settings: Any, extractor: Extractor) -> PageReader:
    return PageReader(settings, extractor=extractor)


def read(reader: PageReader, *articles: Article) -> list[Article]:
    return list(reader.read(articles, NOW))


def test_the_page_replaces_a_summary_and_the_hash_stays(reader: PageReader, server: Any) -> None:
    server.paths["/a"] = reply(200, page(), HTML)
    (found,) = read(reader, article(server.url("/a")))
    assert (found.text_from, found.content_hash, found.marks) == ("page", "hash", ())
    assert found.text.startswith("Dorvale sends pumps\n\nThe mayor of Dorvale")
    assert found.text.count("Convoy number 7") == 2
    assert "Imprint" not in found.text


def test_a_process_asks_robots_once_over_several_calls(server: Any, settings: Any) -> None:
    server.paths |= {"/a": reply(200, page(), HTML), "/robots.txt": reply(200, b"", HTML)}
    for _ in range(2):
        (found,) = fetch_full_texts([article(server.url("/a"))], settings, now=NOW)
        assert found.text_from == "page"
    assert (server.count("/a"), server.count("/robots.txt")) == (2, 1)
    list(fetch_full_texts([article(server.url("/a"))], settings, now=NOW + dt.timedelta(days=2)))
    assert server.count("/robots.txt") == 2


def test_the_next_process_knows_what_hosts_permit(settings: Any, server: Any, extractor: Extractor) -> None:
    rules = reply(200, b"User-agent: *\nDisallow: /private", {"Content-Type": "text/plain"})
    server.paths |= {"/a": reply(200, page(), HTML), "/private": reply(200, page(), HTML), "/robots.txt": rules}
    for _ in range(2):  # each with a reader of its own, as two processes have
        one, other = read(
            PageReader(settings, extractor=extractor),
            article(server.url("/a")),
            article(server.url("/private"), article_id="2"),
        )
        assert (one.text_from, other.marks) == ("page", ("robots",))
    assert server.count("/robots.txt") == 1
    (Path(settings.store) / ".robots.json").write_text("[{", encoding="utf-8")
    read(PageReader(settings, extractor=extractor), article(server.url("/a")))
    assert server.count("/robots.txt") == 2


def test_a_feed_that_gives_the_full_text_is_not_asked_again(reader: PageReader, server: Any) -> None:
    long = article(server.url("/a"), text="T\n\n" + "word " * FULL_TEXT)
    baseline = article(server.url("/b"), source_id="baseline")
    assert read(reader, long, baseline) == [long, baseline]
    assert server.requests == []


@pytest.mark.parametrize(
    ("answer", "mark"),
    [
        (reply(404, b"gone", HTML), "no-page"),
        (reply(500, page(), HTML), "no-page"),
        (reply(200, b"%PDF-1.4", {"Content-Type": "application/pdf"}), "no-page"),
        (redirect("/"), "no-page"),
        (redirect("http://169.254.169.254/"), "no-page"),
        (half(page()), "no-page"),
        (reply(200, b"x" * 400_000, HTML), "no-page"),
        (reply(200, page("<div>" * 2_000), HTML), "no-page"),
        (reply(200, page(head='<meta name="robots" content="noarchive">'), HTML), "noarchive"),
        (reply(200, page(), HTML | {"X-Robots-Tag": "noarchive"}), "noarchive"),
    ],
)
def test_an_unfit_page_leaves_the_feeds_text(reader: PageReader, server: Any, answer: Any, mark: str) -> None:
    server.paths |= {"/a": answer, "/": reply(200, page(), HTML)}
    given = article(server.url("/a"))
    (found,) = read(reader, given)
    assert (found.text, found.text_from, found.marks) == (given.text, "feed", (mark,))


@pytest.mark.parametrize(
    ("robots", "asked"),
    [
        (reply(200, b"User-agent: *\nDisallow: /private", {"Content-Type": "text/plain"}), (1, 0)),
        (reply(200, b"User-agent: *\nDisallow: /", {"Content-Type": "text/plain"}), (0, 0)),
        (reply(200, b"User-agent: ukraine-monitor\nDisallow: /a\n\nUser-agent: *\nDisallow: /", HTML), (0, 1)),
        (reply(404), (1, 1)),
        (reply(403), (1, 1)),
        (reply(500), (0, 0)),
        (reply(200, b"\xff\xfe<html>not robots</html>", HTML), (1, 1)),
    ],
)
def test_robots_are_obeyed_and_asked_once(reader: PageReader, server: Any, robots: Any, asked: tuple[int, int]) -> None:
    server.paths |= {"/robots.txt": robots, "/a": reply(200, page(), HTML), "/private": reply(200, page(), HTML)}
    found = read(reader, article(server.url("/a")), article(server.url("/private"), article_id="2"))
    assert (server.count("/a"), server.count("/private")) == asked
    assert server.count("/robots.txt") == 1
    refused = {one.article_id: "robots" in one.marks for one in found}
    assert refused == {"id": not asked[0], "2": not asked[1]}


@pytest.mark.parametrize("limit", ["MAX_SECONDS", "MAX_SECONDS_PER_HOST"])
def test_a_host_that_is_slow_does_not_hold_up_the_round(
    reader: PageReader, server: Any, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(f"pipeline.ingest.article.{limit}", -1.0)
    server.paths["/a"] = reply(200, page(), HTML)
    given = article(server.url("/a"))
    (found,) = read(reader, given)
    assert (found.text, found.marks, server.requests) == (given.text, ("no-page",), [])


def test_a_wait_of_the_host_is_kept(reader: PageReader, server: Any) -> None:
    server.paths |= {"/1": reply(429, b"", {"Retry-After": "100"}), "/2": reply(200, page(), HTML)}
    read(reader, article(server.url("/1")), article(server.url("/2"), article_id="2"))
    assert server.count("/2") == 0


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        (page(head=ld(isAccessibleForFree=False)), "paywall"),
        (page(head=ld(isAccessibleForFree="False")), "paywall"),
        (
            page(head='<script type="application/ld+json">{"@graph":[{"isAccessibleForFree":false}]}</script>'),
            "paywall",
        ),
        (page(head='<meta property="article:content_tier" content="locked">'), "paywall"),
        (page(SENTENCE, "Subscribe to continue reading. Already a subscriber? Sign in."), "paywall"),
        (
            page(
                "We value your privacy.", "We and our partners use cookies. Manage preferences or accept all cookies."
            ),
            "consent-wall",
        ),
        (
            page("Checking your browser before accessing the site.", "Please enable JavaScript and cookies."),
            "consent-wall",
        ),
        (page(head=ld(**{"@type": "LiveBlogPosting"})), "live-blog"),
        (page("A clip.", head='<meta property="og:type" content="video.other">'), "video"),
    ],
)
def test_what_a_page_is_gets_marked(body: bytes, mark: str) -> None:
    assert mark in read_page(body, "text/html", "https://news.example/a").marks


def test_an_ordinary_page_has_no_mark() -> None:
    free = page(
        head=ld(isAccessibleForFree=True, datePublished="2024-05-10T12:00:00Z") + ld(broken="x").replace("}", "")
    )
    found = read_page(free, "", "https://news.example/a")
    assert (found.marks, found.date, found.title) == ((), NOON, "Dorvale sends pumps")


def test_a_page_in_another_encoding_is_read() -> None:
    words = "Мер Дорвеля сказала, що насоси поїдуть в Україну вранці, і подякувала водіям за роботу. " * 5
    body = (
        page(words, words + "Друга колона.", head='<meta charset="windows-1251">').decode().encode("cp1251", "ignore")
    )
    assert "Друга колона" in read_page(body, "text/html", "").text


def test_the_page_dates_what_the_feed_did_not() -> None:
    undated = article("https://x.example/", date_from="first-seen", published_at=NOW)
    found = merge(undated, PageText("", "Short.", NOON, ()), NOW)
    assert (found.published_at, found.date_from, found.text) == (NOON, "page", undated.text)
    future = PageText("", "", NOW + dt.timedelta(days=9), ())
    assert merge(undated, future, NOW).date_from == "first-seen"
    assert merge(article("https://x.example/"), future, NOW).published_at == NOON


@pytest.mark.parametrize("more", [b"", b"<!---->" * 300_000], ids=["fits into the pipe", "does not"])
def test_a_page_that_hangs_costs_that_page_only(more: bytes) -> None:
    worker = Extractor(seconds=0.3)
    child = worker._running()
    os.kill(child.pid, signal.SIGSTOP)  # hangs for certain, however fast the machine is
    with pytest.raises(FetchError) as caught:
        worker.read(page() + more, "text/html", "")
    assert caught.value.status == "slow"
    assert child.poll() is not None  # it is ended, and the next page starts another
    worker.close()


def test_memory_is_bounded_and_the_next_page_is_read() -> None:
    worker = Extractor(seconds=15, memory=20_000_000)
    with pytest.raises(FetchError):
        worker.read(b"<p>" + b"<b>word</b> " * 400_000, "text/html", "")
    assert "Convoy" in worker.read(page(), "text/html", "").text
    worker.close()
