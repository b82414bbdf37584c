"""What a reader of one format hands over before texts, links and dates are made plain."""

from dataclasses import dataclass, field
from typing import Any


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
