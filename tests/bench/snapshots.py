"""Real items of the war year 2022 that labels refer to by key: (key, text) of each item in a folder of feed
snapshots.

The folder holds `*/ukraine_items/*.jsonl` (feed items with title, description, link) and `*/press_release_data/*.csv`
(link, headline, body). A key is the start of the SHA-1 of the link, a text the title, a blank line and the body
without its tags.
"""

import csv
import hashlib
import html
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

KEY_LENGTH = 12


def texts_by_key(folder: Path) -> dict[str, str]:
    """Return the text of each item, the first seen where a link occurs twice."""
    texts: dict[str, str] = {}
    for link, title, body in _items(folder):
        key = hashlib.sha1(link.encode(), usedforsecurity=False).hexdigest()[:KEY_LENGTH]
        texts.setdefault(key, f"{_plain(title)}\n\n{_plain(body)}")
    return texts


def _items(folder: Path) -> Iterator[tuple[str, str, str]]:
    for path in sorted(folder.glob("*/ukraine_items/*.jsonl")):
        if "tvn24" in path.name or "polsat" in path.name:
            continue  # Polish
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield row.get("link", ""), row.get("title", ""), row.get("description", "")
    csv.field_size_limit(sys.maxsize)
    for path in sorted(folder.glob("*/press_release_data/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield row["link"], row["headline"], row["body"]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text or ""))).strip()
