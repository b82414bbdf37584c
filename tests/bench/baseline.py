"""How much of the shipped baseline comes back from ingest and extraction: `python -m tests.bench.baseline [--show N]`.

An aid row of the manifest is right where exactly one counted mention of its article has its donor, amount, currency,
status and kind; a statement is right where a statement of its article has its actor (and, for a quotation, holds the
quoted words).
"""

import argparse
import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.extract.reading import read
from pipeline.ingest.baseline import baseline_files, parse_bodies, read_bodies
from pipeline.records import AidMention, Reading
from pipeline.seeds import seeds_folder
from tests.bench.results import keep

Row = dict[str, str]
AID_FIELDS = ("donor", "amount", "currency", "kind", "status")


@dataclass
class Tally:
    """Counts of one run, and lines that say what went wrong."""

    counts: Counter[str]
    faults: list[str]


def readings() -> dict[str, tuple[str, Reading]]:
    """Return text and reading of every entry of the baseline by its link."""
    entries = parse_bodies(read_bodies(baseline_files(seeds_folder())))
    found = {}
    for entry in entries:
        assert entry.date is not None, entry.link
        text = f"{entry.title}\n\n{entry.text}"
        found[entry.link] = (text, read(text, entry.date.date()))
    return found


def manifest() -> list[Row]:
    """Return the rows of the manifest, joint donors in alphabetical order."""
    path: Path = seeds_folder() / "baseline" / "manifest.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [row | {"donor": _in_order(row["donor"])} for row in csv.DictReader(lines)]


def measure(rows: list[Row], found: dict[str, tuple[str, Reading]]) -> Tally:
    """Compare what the manifest expects with what was read."""
    tally = Tally(Counter(), [])
    expected_in = Counter(row["url"] for row in rows if row["what"] == "aid")
    for row in rows:
        text, reading = found[row["url"]]
        tally.counts[row["what"]] += 1
        wrong = list(_statement_faults(row, reading) if row["what"] == "statement" else _aid_faults(row, reading))
        tally.counts[f"{row['what']} right"] += not wrong
        for fault in wrong:
            tally.counts[f"{row['what']} fault: {fault.partition(':')[0]}"] += 1
            tally.faults.append(f"{row['what']} {fault} | {text.partition(chr(10) * 2)[2][:260]!r}")
    for url, (text, reading) in found.items():
        extra = len(reading.aid) - expected_in[url]
        if extra > 0:
            tally.counts["aid mentions beyond the manifest"] += extra
            kept = [(each.donor_id, each.amount, each.currency, each.status) for each in reading.aid]
            tally.faults.append(f"extra aid {kept} | {text[:260]!r}")
    return tally


def _statement_faults(row: Row, reading: Reading) -> Iterator[str]:
    own = [each for each in reading.statements if each.actor_id == row["actor_id"]]
    if not reading.statements:
        yield "no statement"
    elif not own:
        yield f"wrong actor: {[each.actor_id or each.speaker for each in reading.statements]} not {row['actor_id']}"
    elif row["quote"] and not any(row["quote"].rstrip(".,") in each.quote for each in own):
        yield f"words missing: {[each.quote for each in own]}"


def _aid_faults(row: Row, reading: Reading) -> Iterator[str]:
    want = {field: row[field] for field in AID_FIELDS}
    got = [_shown(mention) for mention in reading.aid]
    if not got:
        yield f"no aid: {[(each.reason, each.amount) for each in reading.not_counted]}"
        return
    matching = [each for each in got if each == want]
    if len(matching) > 1:
        yield "found twice"
    elif not matching:
        nearest = max(got, key=lambda each: sum(each[field] == want[field] for field in AID_FIELDS))
        wrong = [
            f"{field}={nearest[field] or 'none'} not {want[field]}"
            for field in AID_FIELDS
            if nearest[field] != want[field]
        ]
        yield f"wrong {'+'.join(field.partition('=')[0] for field in wrong)}: {', '.join(wrong)}"


def _shown(mention: AidMention) -> Row:
    amount = "" if mention.amount is None else f"{mention.amount:.0f}"
    return {
        "donor": _in_order(mention.donor_id or ""),
        "amount": amount,
        "currency": mention.currency or "",
        "kind": mention.kind,
        "status": mention.status,
    }


def _in_order(donors: str) -> str:
    return "+".join(sorted(donors.split("+")))


def main() -> None:
    """Print the figures and keep them in results.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", type=int, default=0, help="print up to that many faults")
    options = parser.parse_args()
    tally = measure(manifest(), readings())
    shares = {what: round(tally.counts[f"{what} right"] / tally.counts[what], 4) for what in ("aid", "statement")}
    for name, count in sorted(tally.counts.items()):
        print(f"{name:50} {count}")
    print(*tally.faults[: options.show], sep="\n")
    print({f"share of {what} right": share for what, share in shares.items()})
    keep(
        "baseline",
        {"command": "python -m tests.bench.baseline", "shares": shares, "counts": dict(sorted(tally.counts.items()))},
    )


if __name__ == "__main__":
    main()
