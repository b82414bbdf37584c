"""Speakers, flags and echoes on data that is not shipped:
`python -m tests.bench.speakers --war WAR.jsonl --quotes DEV.jsonl --items FOLDER [--show]`.

WAR is the file of labelled feed items (text, published, statements with source and actor_id), DEV the quotation corpus
(text, date, attributions with source and the silver antecedent of pronouns), FOLDER the feed snapshots (see
snapshots.py). Speakers are resolved from the labelled sources, so that the figures show the resolver alone. Flags are
counted twice: on the items' own dates, where the outlets name offices rightly and a flag is a false alarm, and as if
printed three years later, where many offices have changed hands.
"""

import argparse
import csv
import datetime as dt
import html
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pipeline.extract.actors.checks import check
from pipeline.extract.actors.mentions import find_mentions
from pipeline.extract.actors.registry import default_registry
from pipeline.extract.actors.resolve import Resolver
from pipeline.extract.document import Document
from tests.bench.results import keep

YEARS_LATER = dt.timedelta(days=1100)


def resolver_of(text: str, day: str) -> Resolver:
    """Return the resolver of one text."""
    document, registry = Document.of(text, dt.date.fromisoformat(day[:10])), default_registry()
    return Resolver(document, find_mentions(document, registry), registry)


def measure_actors(path: Path, show: bool) -> dict[str, object]:
    """Return the share of labelled sources whose actor is right, required statements only."""
    right = count = 0
    for item in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        resolver = resolver_of(item["text"], item["published"])
        for label in sorted((s for s in item["statements"] if s["source"]), key=lambda s: s["source"][0]):
            found = resolver.resolve((label["source"][0], label["source"][1]), label["source"][0])
            good = found.actor_id in {label["actor_id"], *(label.get("actor_alt") or [])}
            right, count = right + (good and not label.get("optional")), count + (not label.get("optional"))
            if show and not good:
                print(item["text"][slice(*label["source"])], "->", found.actor_id, "not", label["actor_id"])
    return {"sources": count, "right_actor": round(right / count, 4)}


def measure_pronouns(path: Path) -> dict[str, object]:
    """Return the share of he, she, his and her whose last name agrees with the silver antecedent."""
    right = count = 0
    for item in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        resolver = resolver_of(item["text"], item["date"])
        for label in sorted((a for a in item["attributions"] if a["source"]), key=lambda a: a["source"][0][0]):
            span = (label["source"][0][0], label["source"][-1][1])
            found = resolver.resolve(span, span[0])
            silver = label.get("silver") or {}
            if silver.get("last") and silver["pronoun"].lower() in {"he", "she", "him", "her", "his"}:
                count += 1
                right += found.speaker.split()[-1].lower() == silver["last"].lower()
    return {"pronouns": count, "silver_agreement": round(right / count, 4)}


def dated_items(folder: Path) -> Iterator[tuple[dt.date, str]]:
    """Yield day and text of each snapshot item and press release."""
    for path in sorted(folder.glob("*/ukraine_items/*.jsonl")):
        for item in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            yield _day(item["date_published"]), f"{item['title']}\n\n{_plain(item.get('description', ''))}"
    csv.field_size_limit(sys.maxsize)
    for path in sorted(folder.glob("*/press_release_data/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield _day(row["date"]), f"{row['headline']}\n\n{row['body']}"


def count_flags(folder: Path, shift: dt.timedelta, show: bool) -> Counter[str]:
    """Return the flags raised on all items by kind, their dates moved by `shift`."""
    counts: Counter[str] = Counter()
    registry = default_registry()
    for day, text in dated_items(folder):
        document = Document.of(text, day + shift)
        for flag in check(document, find_mentions(document, registry), (), registry):
            counts[flag.kind] += 1
            if show:
                print(document.published, flag.kind, text[slice(*flag.span)], "|", flag.expected)
    return counts


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text[:10])


def _plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", text or ""))


def main() -> None:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--war", type=Path, required=True)
    parser.add_argument("--quotes", type=Path, required=True)
    parser.add_argument("--items", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print wrong actors and every flag")
    arguments = parser.parse_args()
    figures: dict[str, object] = {
        "command": "python -m tests.bench.speakers --war WAR.jsonl --quotes DEV.jsonl --items FOLDER",
        "actors_of_labelled_sources": measure_actors(arguments.war, arguments.show),
        "pronouns_of_labelled_sources": measure_pronouns(arguments.quotes),
        "items": sum(1 for _ in dated_items(arguments.items)),
        "flags_on_their_dates": dict(count_flags(arguments.items, dt.timedelta(), arguments.show)),
        "flags_three_years_later": dict(count_flags(arguments.items, YEARS_LATER, False)),
    }
    print(json.dumps(figures, indent=2))
    keep("speakers", figures)


if __name__ == "__main__":
    main()
