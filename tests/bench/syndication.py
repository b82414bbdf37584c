"""Precision and recall of finding reprints: `python -m tests.bench.syndication --items FOLDER [--show]`.

FOLDER holds the archived items of 21 feeds (`full_days/<day>/*_entries.json`, `ukraine_items/*.jsonl`);
tests/data/story_labels.csv holds 200 pairs of them, by article id, of similarity 0.06 to 1, labelled by reading both:
the same article printed again (perhaps with another headline, a shorter or a corrected teaser), not, or two numbers of
a series in one outlet. Few pairs in the archive are of two outlets; so each is judged as if two had printed it. Series
are counted apart: the program never links articles of one outlet.
"""

import argparse
import csv
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.ingest.syndication import link_stories
from pipeline.ingest.text import to_line, to_text
from pipeline.ingest.urls import canonical_url, short_hash
from tests.bench.results import keep

LABELS = Path(__file__).resolve().parent.parent / "data" / "story_labels.csv"
NOON = dt.datetime(2022, 11, 1, 12, tzinfo=dt.UTC)


def items(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield every archived item."""
    for path in sorted(folder.glob("full_days/*/*_entries.json")):
        yield from json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(folder.glob("ukraine_items/*.jsonl")):
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def texts(folder: Path) -> dict[str, str]:
    """Return the text of each item by article id, as the program would keep it."""
    found: dict[str, str] = {}
    for item in items(folder):
        text = f"{to_line(item['title'])}\n\n{to_text(item.get('description') or '')}"
        found.setdefault(short_hash("url", canonical_url(item["link"])), text)
    return found


def is_linked(left: str, right: str) -> bool:
    """Tell whether two texts of two outlets on one day are one story."""
    rows = {"article_id": ["a", "b"], "source_id": ["x", "y"], "published_at": [NOON, NOON], "text": [left, right]}
    return link_stories(pd.DataFrame(rows)).nunique() == 1


def main() -> None:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print what was judged wrong")
    given = parser.parse_args()
    known = texts(given.items)
    counts: dict[tuple[str, bool], int] = {}
    with LABELS.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            left, right = known[row["article_id"]], known[row["other_id"]]
            verdict = row["same_article"], is_linked(left, right)
            counts[verdict] = counts.get(verdict, 0) + 1
            if given.show and verdict in (("yes", False), ("no", True)):
                print(*verdict, repr(left[:150]), repr(right[:150]), sep="\n  ")
    right, extra, missed = counts["yes", True], counts.get(("no", True), 0), counts.get(("yes", False), 0)
    figures: dict[str, object] = {
        "command": "python -m tests.bench.syndication --items FOLDER",
        "pairs": sum(counts.values()),
        "same_article": right + missed,
        "precision": round(right / (right + extra), 3),
        "recall": round(right / (right + missed), 3),
        "series": counts.get(("series", True), 0) + counts.get(("series", False), 0),
        "series_alike_if_of_two_outlets": counts.get(("series", True), 0),
    }
    print(figures)
    keep("syndication", figures)


if __name__ == "__main__":
    main()
