"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

from pipeline.ingest.mend import MAX_ELEMENTS, MAX_ENTRIES
from pipeline.ingest.rawfeed import Draft, RawFeed

VERSION = "https://jsonfeed.org/version/"
_DECODER = json.JSONDecoder()
_ITEMS = re.compile(r'"items"\s*:\s*\[')
_OPENS = re.compile(r"[{\[]")
_BETWEEN = re.compile(r"[\s,]*")


def read_json_feed(text: str) -> RawFeed | None:
    """Return the feed of a JSON text, None where it is none; unfit items and those behind a limit are passed over."""
    text = _within(text)
    data = _whole(text) or _before_the_break(text)
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        return None
    if not _text(data, "version").replace("http:", "https:").replace("www.", "").startswith(VERSION):
        return None
    return RawFeed(
        title=_text(data, "title"),
        link=_text(data, "home_page_url"),
        language=_text(data, "language"),
        ttl_s=None,
        drafts=[_draft(item) for item in data["items"][:MAX_ENTRIES] if isinstance(item, dict)],
    )


def is_too_large(text: str) -> bool:
    """Tell whether a JSON text has more objects and lists than a feed."""
    return text.count("{") + text.count("[") > MAX_ELEMENTS


def _within(text: str) -> str:
    """Return the text up to the limit of objects and lists."""
    if not is_too_large(text):
        return text
    return text[: next(itertools.islice(_OPENS.finditer(text), MAX_ELEMENTS, None)).start()]


def _whole(text: str) -> Any:
    """Return the value that the text begins with, None where it is damaged; what stands behind it is no matter."""
    try:
        return _DECODER.raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _before_the_break(text: str) -> Any:
    """Return a damaged feed with the items before the place where it is cut off or broken, None where it has none."""
    start = _ITEMS.search(text)
    head = _whole(f"{text[: start.start()].rstrip(' ,')}}}") if start else None
    if start is None or not isinstance(head, dict):
        return None
    items = list(_items(text, start.end()))
    return head | {"items": items} if items else None


def _items(text: str, at: int) -> Iterator[Any]:
    while text.startswith("{", at := _BETWEEN.match(text, at).end()):  # type: ignore[union-attr]  # matches nothing, too
        try:
            item, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield item


def _draft(item: dict[str, Any]) -> Draft:
    return Draft(
        guid=_text(item, "id"),
        links=[_text(item, "url"), _text(item, "external_url"), _text(item, "id")],
        title=_text(item, "title"),
        bodies=[body for body in (_text(item, key) for key in ("content_html", "content_text", "summary")) if body],
        published=_text(item, "date_published"),
        updated=_text(item, "date_modified"),
    )


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
