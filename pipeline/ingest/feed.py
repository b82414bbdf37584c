"""A feed's bytes as entries: RSS 0.91 to 2.0, RDF, Atom, JSON Feed, and what really arrives under these names.

The text is decoded, mended and defused (`decode`, `mend`), then read by `plainfeed`, or by feedparser where a feed is
unusual; around them, all is bounded.
"""

import calendar
import datetime as dt
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import feedparser
import feedparser.api

from pipeline.ingest.dates import parse_date
from pipeline.ingest.decode import decode
from pipeline.ingest.discover import find_feed_link, find_header_link
from pipeline.ingest.jsonfeed import is_too_large, read_json_feed
from pipeline.ingest.mend import MAX_ENTRIES, ROOT, as_xml, beginning
from pipeline.ingest.plainfeed import read_plain
from pipeline.ingest.rawfeed import FULL_TEXT, Draft, RawFeed, links_of, seconds_to_live
from pipeline.ingest.text import clean, to_line, to_text
from pipeline.ingest.urls import resolve, strip_revision, without_user

MAX_LOOSE, MAX_LOOSE_TAGS = 3_000_000, 50_000
"""Characters and tags up to which feedparser's forgiving parser, slow on large input, is tried."""

_HTML_START = re.compile(
    r"^\s*(?:<\?xml[^>]{0,300}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*(?:<!doctype html|<html|<head|<body)",
    re.IGNORECASE | re.DOTALL,
)
_CLOCK = re.compile(r"\d{1,2}(?::\d{1,2})+")
_ROOT_WITHIN = 200_000
"""Characters from the beginning within which the root must stand: what a document type may declare before it."""

_HEADERS = {"content-type": "application/xml; charset=utf-8"}


def _leave_out(parser: Any, *_: object) -> None:
    """Take the place of what feedparser does with categories and authors.

    Neither is read here, and each category is compared with all before it: 30,000 in one entry take 40 seconds.
    """
    parser._get_context().setdefault("tags", [])


for _parser in (feedparser.api.StrictFeedParser, feedparser.api.LooseFeedParser):
    _parser._add_tag = _parser._sync_author_detail = _leave_out


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: texts are plain, `link` is absolute or "", `date` is the publication time or the time of an edit."""

    guid: str
    link: str
    title: str
    text: str
    date: dt.datetime | None
    updated: dt.datetime | None
    dated: bool  # the feed gave a date, readable or not
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What an answer held: `status` is ok, empty or not-a-feed; `problem` says why in words."""

    status: str
    problem: str = ""
    title: str = ""
    link: str = ""
    language: str = ""
    ttl_s: float | None = None  # how long the feed asks to be left alone
    entries: tuple[Entry, ...] = ()
    suggestion: str = ""  # the feed that an HTML page names


def parse_feed(body: bytes, headers: Mapping[str, str], url: str) -> ParsedFeed:
    """Read a feed; never raises and never runs away, whatever the bytes are.

    `headers` have lower-case names; `url` is the address that finally answered, for relative links.
    """
    parsed = _parse(body, headers, url)
    if parsed.status != "not-a-feed" or parsed.suggestion:
        return parsed
    named = find_header_link(headers.get("link", ""), url)
    return replace(parsed, suggestion=named, problem=f"{parsed.problem}; its header names a feed") if named else parsed


def _parse(body: bytes, headers: Mapping[str, str], url: str) -> ParsedFeed:
    text = decode(body, headers.get("content-type", "")).lstrip("\ufeff \t\r\n")
    if not text.strip():
        return ParsedFeed("empty", "the answer is blank")
    if text.startswith(("{", "[")):
        raw = read_json_feed(text)
        why = "JSON of more elements than a feed has" if is_too_large(text) else "JSON that is no JSON Feed"
        return _finish(raw, url) if raw else ParsedFeed("not-a-feed", why)
    if _HTML_START.match(text[:4_000]) and not ROOT.search(text[:4_000]):
        return _web_page(text, url)
    if not ROOT.search(text, 0, _ROOT_WITHIN):
        return ParsedFeed("not-a-feed", f"neither RSS, RDF, Atom nor JSON Feed; it begins {clean(text[:60])!r}")
    return _finish(_read_xml(text, url), url)


def _read_xml(text: str, url: str) -> RawFeed | None:
    data = as_xml(text)
    if data is None:
        if len(text) > MAX_LOOSE or text.count("<") > MAX_LOOSE_TAGS:
            return None
        data = text.encode("utf-8", "replace")
    plain = read_plain(data)
    if plain is not None:
        return plain
    first = beginning(data)
    return None if first is None else read_with_feedparser(first, url)


def read_with_feedparser(data: bytes, url: str) -> RawFeed | None:
    """Read any feed, or nearly one, in UTF-8; None where nothing can be made of it."""
    # A base makes feedparser join addresses at every tag; links are made absolute here, so only xml:base needs it.
    headers = {**_HEADERS, "content-location": url} if b"xml:base" in data else _HEADERS
    try:
        parsed = feedparser.parse(
            io.BytesIO(data),
            response_headers=headers,
            sanitize_html=False,  # every text becomes plain text here, which no markup survives
            resolve_relative_uris=False,
        )
    except Exception:  # noqa: BLE001 - half a dozen kinds on mutated input; one feed is lost, not the round
        return None
    return _raw(parsed)


def _raw(parsed: Any) -> RawFeed | None:
    if not parsed.get("version") and not parsed.entries:
        return None
    head = parsed.feed
    return RawFeed(
        title=str(head.get("title", "")),
        link=str(head.get("link", "")),
        language=str(head.get("language", "")),
        ttl_s=seconds_to_live(*(str(head.get(name, "")) for name in ("ttl", "sy_updateperiod", "sy_updatefrequency"))),
        drafts=[_draft(entry) for entry in parsed.entries[:MAX_ENTRIES]],
    )


def _draft(entry: Any) -> Draft:
    fields = dict(entry)  # without feedparser's key aliases, which cost more than all the rest
    bodies = [str(part.get("value", "")) for part in fields.get("content", ()) if isinstance(part, dict)]
    bodies += [
        fields[name] for name in ("summary", *FULL_TEXT) if isinstance(fields.get(name), str)
    ]  # some are attributes
    links = [dict(link) for link in fields.get("links", ()) if isinstance(link, dict)]
    guid = str(fields.get("id", ""))
    return Draft(
        guid=guid,
        links=links_of(
            (
                (str(link.get("rel", "alternate")), str(link.get("type", "text/html")), str(link.get("href") or ""))
                for link in links
            ),
            str(fields.get("link", "")),
            guid,
        ),
        title=str(fields.get("title", "")),
        bodies=list(dict.fromkeys(filter(None, bodies))),
        published=str(fields.get("published", "")),
        updated=str(fields.get("updated", "")),
        fallback=fields.get("published_parsed") or fields.get("updated_parsed"),
    )


def _finish(raw: RawFeed | None, url: str) -> ParsedFeed:
    if raw is None:
        return ParsedFeed("not-a-feed", "damaged beyond reading, or of more elements than a feed has")
    entries = tuple(entry for entry in (_entry(draft, url) for draft in raw.drafts[:MAX_ENTRIES]) if entry)
    return ParsedFeed(
        status="ok" if entries else "empty",
        problem="" if entries else "a feed without entries",
        title=to_line(raw.title)[:300],
        link=resolve(url, raw.link),
        language=raw.language[:2].lower(),
        ttl_s=raw.ttl_s,
        entries=entries,
    )


def _entry(draft: Draft, url: str) -> Entry | None:
    title = to_line(draft.title)[:1_000]
    text = max((to_text(body) for body in draft.bodies), key=len, default="")
    if not title and not text:
        return None
    link = without_user(next((found for found in (resolve(url, link) for link in draft.links) if found), ""))
    published, updated = parse_date(draft.published), parse_date(draft.updated)
    return Entry(
        guid=strip_revision(draft.guid.strip())[:500],
        link=link,
        title=title or _headline(text),
        text=text,
        date=published or updated or _fallback(draft.fallback, f"{draft.published} {draft.updated}"),
        updated=updated,
        dated=bool(draft.published.strip() or draft.updated.strip()),
        marks=draft.marks,
    )


def _headline(text: str) -> str:
    line = text.partition("\n")[0]
    return line if len(line) <= 120 else line[:120].rpartition(" ")[0] + " …"


def _fallback(parsed: Any, written: str) -> dt.datetime | None:
    """Return the date that feedparser read, where its year and its day are written, the zone left open.

    It makes 2010 of the year 10000, and a first of the month of what it cannot read.
    """
    try:
        date = parse_date(str(calendar.timegm(parsed))) if parsed else None
    except (ValueError, TypeError, OverflowError):
        return None
    numbers = {int(number) for number in re.findall(r"\d{1,9}", _CLOCK.sub(" ", written[:100]))}
    days = (date + dt.timedelta(days=more) for more in (-1, 0, 1)) if date else ()
    return date if any({day.year, day.day} <= numbers for day in days) else None


def _web_page(text: str, url: str) -> ParsedFeed:
    suggestion = find_feed_link(text, url)
    hint = "; it names a feed" if suggestion else ""
    return ParsedFeed("not-a-feed", f"the address answers with a web page{hint}", suggestion=suggestion)
