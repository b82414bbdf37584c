"""What a reader of one format hands over before texts, links and dates are made plain."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

FULL_TEXT = ("full-text", "yandex_full-text", "fulltext", "full_text")
"""Elements outside every standard that hold the whole article (Suspilne and other Ukrainian publishers)."""

PAGE_TYPES = frozenset(["html", "xhtml", "text/html", "application/xhtml+xml"])
"""Types of a link that leads to a page; a link without a type is one, too (RFC 4287 leaves it open)."""

_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


@dataclass(frozen=True, slots=True)
class Draft:
    """One entry as the feed wrote it; `links` in order of trust, `bodies` in HTML or plain text."""

    guid: str
    links: list[str]
    title: str
    bodies: list[str]
    published: str
    updated: str
    fallback: Any = None  # time.struct_time, UTC, that the parser made of the date
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A feed's head and its drafts."""

    title: str
    link: str
    language: str
    ttl_s: float | None
    drafts: list[Draft] = field(default_factory=list)


def links_of(links: Iterable[tuple[str, str, str]], plain: str, guid: str) -> list[str]:
    """Return an entry's links in order of trust.

    Those of rel alternate come first, and of them pages before other forms (JSON, PDF) of the article; then the plain
    one, then the guid where it is one. `links` are triples of rel, type and address.
    """
    others = [(kind, address) for rel, kind, address in links if address and rel == "alternate"]
    others.sort(key=lambda each: each[0].partition(";")[0].strip().lower() not in PAGE_TYPES)
    found = [address for _, address in others]
    found.append(plain)
    if guid.startswith(("http://", "https://")):
        found.append(guid)
    return found


def seconds_to_live(ttl: str, period: str, frequency: str) -> float | None:
    """Return the seconds that `ttl` (minutes) or `sy:updatePeriod` ask for, None where they say nothing sensible."""
    ttl, times = ttl.strip(), frequency.strip()
    if ttl.isdecimal() and int(ttl[:7]) > 0:
        return float(int(ttl[:7]) * 60)
    named = _PERIODS.get(period.strip().lower())
    if named is None:
        return None
    return named / (int(times[:4]) if times.isdecimal() and int(times[:4]) else 1)
