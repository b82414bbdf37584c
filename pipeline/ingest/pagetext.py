"""An article page as text, with what the page says of itself: paywall, live blog, video, no archive, date.

Pure, and trusted with nothing: it runs in a worker process of bounded memory and time (see `pageworker`).
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

import lxml.etree
import lxml.html
import trafilatura
from trafilatura.settings import Document

from pipeline.ingest.dates import parse_date
from pipeline.ingest.decode import decode
from pipeline.ingest.results import PageText
from pipeline.ingest.text import clean, to_line

MAX_PAGE = 6_000_000
MAX_DEPTH = 200
"""Nesting no editor writes (libxml2 flattens from 256 on); trafilatura returns boilerplate for such pages."""

MAX_ELEMENTS = 60_000
STUB = 1_200
"""Characters under which an article that asks for a subscription counts as its beginning only."""

_PAYWALL = re.compile(
    r"subscribe to (?:continue|read|unlock)|to continue reading|already a subscriber|subscribers only|for subscribers"
    r"|this article is (?:reserved|exclusive)|réservé aux abonnés|la suite est réservée|il vous reste [\d.,]+ ?% de"
    r"|weiterlesen mit|nur für abonnenten|jetzt abonnieren|dostęp dla subskrybentów|dla prenumerator"
    r"|только для подписчиков",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"we value your privacy|before you continue|accept (?:all )?cookies|cookie (?:policy|settings|preferences|consent)"
    r"|we (?:and our partners )?(?:use|store) (?:cookies|and/or access)"
    r"|manage (?:your )?(?:consent|privacy|preferences)"
    r"|our \d+ partners|legitimate interest|wir (?:und unsere partner )?(?:verwenden|nutzen) cookies|einwilligung"
    r"|cookies accepter|nous utilisons des cookies|gérer mes choix|szanujemy twoją prywatność|pliki cookie"
    r"|enable javascript|checking your browser|verify you are (?:a )?human|are you a robot|access denied",
    re.IGNORECASE,
)
_LIVE_URL = re.compile(r"/live/|/live-(?:news|updates|blog)|-live(?:-\d|blog|$)|/liveblog|live-updates", re.IGNORECASE)
_VIDEO_URL = re.compile(r"/videos?/|/av/|/watch\b", re.IGNORECASE)
_NO_ARCHIVE = re.compile(r"\b(?:noarchive|none)\b", re.IGNORECASE)


def read_page(body: bytes, content_type: str, url: str) -> PageText:
    """Return the article of an HTML page. Raises `ValueError` where the page is too large or nested too deep."""
    if len(body) > MAX_PAGE:
        raise ValueError(f"a page of {len(body) / 1e6:.1f} MB")
    page = decode(body, content_type)
    root = _parse(page)
    _check_size(root)
    about = list(_json_ld(root))
    text, found_date = _article(page, url)
    marks = _marks(root, about, text, url)
    date = _date(root, about) or found_date
    return PageText(_title(root), "" if "consent-wall" in marks else text, date, marks)


def _parse(page: str) -> "lxml.etree._Element":
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True)
    try:
        root = lxml.etree.fromstring(page.encode("utf-8", "replace"), parser)
    except lxml.etree.LxmlError as error:
        raise ValueError(f"no HTML: {error}") from error
    if root is None:
        raise ValueError("an empty page")
    return root


def _check_size(root: "lxml.etree._Element") -> None:
    depth = elements = 0
    for event, _ in lxml.etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        if depth > MAX_DEPTH or elements > MAX_ELEMENTS:
            raise ValueError(f"a page nested {MAX_DEPTH} deep or of more than {MAX_ELEMENTS} elements")


def _article(page: str, url: str) -> tuple[str, dt.datetime | None]:
    found = trafilatura.bare_extraction(
        page, url=url, include_comments=False, include_tables=False, with_metadata=True, favor_precision=True
    )
    if not isinstance(found, Document):
        return "", None
    paragraphs = (clean(line) for line in str(found.text or "").split("\n"))
    return "\n\n".join(line for line in paragraphs if line), parse_date(str(found.date or ""))


def _json_ld(root: "lxml.etree._Element") -> Iterator[dict[str, Any]]:
    """Yield the objects of a page's JSON-LD, graphs opened up; unreadable blocks are passed over."""
    for script in root.xpath('//script[@type="application/ld+json"]')[:20]:
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        waiting = [data]
        for _ in range(200):
            if not waiting:
                break
            item = waiting.pop()
            if isinstance(item, list):
                waiting += item[:50]
            elif isinstance(item, dict):
                yield item
                waiting += [item[key] for key in ("@graph", "mainEntity", "hasPart") if key in item]


def _marks(root: "lxml.etree._Element", about: list[dict[str, Any]], text: str, url: str) -> tuple[str, ...]:
    kinds = {str(kind) for item in about for kind in _listed(item.get("@type"))}
    story = any(kind.endswith("Article") or kind in ("BlogPosting", "Report") for kind in kinds)
    visible = text or clean(" ".join(root.xpath("//body//text()[not(ancestor::script or ancestor::style)]"))[:5_000])
    found = {
        "noarchive": bool(_NO_ARCHIVE.search(_meta(root, "robots"))),
        "paywall": _is_locked(root, about) or (len(text) < STUB and bool(_PAYWALL.search(visible))),
        "consent-wall": len(text) < STUB and len(_CONSENT.findall(visible)) >= 2,
        "live-blog": "LiveBlogPosting" in kinds or bool(_LIVE_URL.search(url)),
        "video": (not story and (_meta(root, "og:type").startswith("video") or "VideoObject" in kinds))
        or (bool(_VIDEO_URL.search(url)) and len(text) < STUB),
    }  # fmt: skip
    return tuple(name for name, holds in found.items() if holds)


def _is_locked(root: "lxml.etree._Element", about: list[dict[str, Any]]) -> bool:
    """Read schema.org isAccessibleForFree and the content tier that Facebook's readers look at."""
    free = [str(item["isAccessibleForFree"]).lower() for item in about if "isAccessibleForFree" in item]
    return any(value in ("false", "0", "no", "https://schema.org/false") for value in free) or _meta(
        root, "article:content_tier"
    ).lower() in ("locked", "metered")


def _date(root: "lxml.etree._Element", about: list[dict[str, Any]]) -> dt.datetime | None:
    named = [str(item["datePublished"]) for item in about if item.get("datePublished")]
    named += [_meta(root, name) for name in ("article:published_time", "datePublished", "dc.date", "date")]
    return next((date for date in map(parse_date, named) if date), None)


def _title(root: "lxml.etree._Element") -> str:
    heads = [
        _meta(root, "og:title"),
        *(str(title.text or "") for title in root.iter("title")),
        *root.xpath("//h1//text()"),
    ]
    return next((line for line in map(to_line, heads) if line), "")[:1_000]


def _meta(root: "lxml.etree._Element", name: str) -> str:
    for meta in root.iter("meta"):
        if str(meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower() == name.lower():
            return str(meta.get("content") or "")
    return ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
