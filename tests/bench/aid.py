"""Aid extraction on labelled sentences and its speed: `python -m tests.bench.aid --traps aid_traps.csv --items
ITEMS.jsonl ...`.

A labelled sentence is right where its expected records and the found ones pair off with equal donor, amount
(within 1 %), currency,
status and kind. Items are JSON lines with "title" and "description" (or "text"); the speed is that of `find_aid`
alone, in articles for
a second of processor time on one core.
"""

import argparse
import csv
import datetime as dt
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

from pipeline.extract.actors.mentions import find_mentions
from pipeline.extract.actors.registry import default_registry
from pipeline.extract.aid.find import find_aid
from pipeline.extract.document import Document
from pipeline.records import AidMention
from tests.bench.results import keep

FIELDS = ("donor", "currency", "status", "kind")
NOT_NEW = {"aggregate", "total_to_date"}
DAY = dt.date(2025, 6, 15)


def read(text: str) -> tuple[AidMention, ...]:
    """Return the aid records of a text."""
    document, registry = Document.of(text, DAY), default_registry()
    return find_aid(document, find_mentions(document, registry), registry)[0]


def fits(wanted: dict[str, Any], found: AidMention) -> bool:
    """Tell whether a record is the one that is wanted."""
    has = {"donor": found.donor_id, "currency": found.currency, "status": found.status, "kind": found.kind}
    if any(name in wanted and wanted[name] != has[name] for name in FIELDS):
        return False
    amount = wanted.get("amount")
    return (amount is None) == (found.amount is None) and (
        amount is None or found.amount is None or abs(amount - found.amount) <= 0.01 * amount
    )


def traps_right(path: Path) -> tuple[int, int, list[str]]:
    """Return how many labelled sentences are right, how many there are, and the ids of the wrong ones."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    wrong = []
    for row in rows:
        wanted = json.loads(row["expected_records_json"])
        found = [record for record in read(row["example"]) if record.role not in NOT_NEW]
        left = list(found)
        for each in wanted:
            match = next((record for record in left if fits(each, record)), None)
            if match is not None:
                left.remove(match)
        if left or len(found) != len(wanted):
            wrong.append(row["id"])
    return len(rows) - len(wrong), len(rows), wrong


def speed(paths: list[Path]) -> dict[str, float]:
    """Return articles, records, reasons and articles a second over items."""
    documents = []
    registry = default_registry()
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            text = item.get("text") or f"{item.get('title') or ''}\n\n{item.get('description') or ''}"
            document = Document.of(text, DAY)
            documents.append((document, find_mentions(document, registry)))
    counts: Counter[str] = Counter()
    begun = time.process_time()
    for document, mentions in documents:
        aid, refused = find_aid(document, mentions, registry)
        counts.update(records=len(aid), not_counted=len(refused))
    seconds = time.process_time() - begun
    return {"articles": len(documents), **counts, "articles_per_second": round(len(documents) / max(seconds, 1e-9))}


def main() -> None:
    """Print the figures and keep them in results.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--traps", type=Path)
    parser.add_argument("--items", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    figures: dict[str, object] = {"command": "python -m tests.bench.aid --traps aid_traps.csv --items ITEMS.jsonl ..."}
    if options.traps:
        right, of, wrong = traps_right(options.traps)
        figures["labelled_sentences"] = {"right": right, "of": of, "wrong": wrong}
    if options.items:
        figures["items"] = speed(options.items)
    print(json.dumps(figures, indent=2))
    keep("aid", figures)


if __name__ == "__main__":
    main()
