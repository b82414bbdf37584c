"""Ordinary rounds of a store that is years old: `python -m tests.bench.year --rows 1000000`.

Makes a synthetic store of so many statements, a fifth as many articles and three times as many left-out entries, and
serves a feed of 60 new entries for each round of `ukraine-monitor ingest`, tone included. The same rounds of a store of
10,000 rows stand beside it: what a round costs should depend on what is new.
"""

import argparse
import datetime as dt
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.records import Rejected
from pipeline.rounds.rows import rejected_rows
from tests.bench.ingest import run_round
from tests.bench.results import keep
from tests.bench.synthetic import make_store
from tests.ingest.server import item, reply, rss, serving

SMALL = 10_000
ROUNDS, ENTRIES, CHUNK = 3, 60, 100_000


def main() -> None:
    """Measure, print and keep the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=1_000_000, help="statements of the older store")
    rows = options.parse_args().rows
    figures: dict[str, Any] = {f"{count:,} statements": measure(count) for count in (SMALL, rows)}
    figures["command"] = f"python -m tests.bench.year --rows {rows}"
    keep("year", figures)
    print(json.dumps(figures, indent=2))


def measure(rows: int) -> list[dict[str, Any]]:
    """Make a store, compact it and run rounds; return the figures of each."""
    with tempfile.TemporaryDirectory() as folder, serving() as server:
        store = make_store(Path(folder) / "store", rows)
        for entries in _left_out(3 * rows):
            store.append("rejected", rejected_rows(entries))
        for name in ("statements", "tones", "articles", "rejected"):
            store.compact(name, 0)
        opml = Path(folder) / "feeds.opml"
        opml.write_text(
            f'<opml version="2.0"><body><outline title="Made" xmlUrl="{server.url("/feed")}"/></body></opml>'
        )
        command = [sys.executable, "-m", "pipeline", "ingest", "--json", "--force", "--no-full-text"]
        command += ["--store", store.location, "--feeds", str(opml), "--allow-host", server.host]
        os.environ["UKRAINE_MONITOR_BASELINE"] = "false"
        found = []
        for number in range(ROUNDS):
            server.paths["/feed"] = reply(200, rss(*_entries(number)))
            found.append(run_round(command))
        return found


def _left_out(count: int) -> Iterator[list[Rejected]]:
    now = dt.datetime.now(dt.UTC)
    for first in range(0, count, CHUNK):
        yield [
            Rejected(
                hashlib.blake2b(str(number).encode(), digest_size=8).hexdigest(),
                f"feed-{number % 40:02d}",
                f"Synthetic headline {number} about no war",
                f"https://example.org/left-out/{number}",
                now - dt.timedelta(days=400 * (1 - number / count)),
                "synthetic",
            )
            for number in range(first, min(count, first + CHUNK))
        ]


def _entries(turn: int) -> Iterator[str]:
    now = dt.datetime.now(dt.UTC)
    for number in range(ENTRIES):
        yield item(
            f"Ukraine: pump {turn}.{number} arrives in Kyiv",
            f"https://pumps.example/{turn}/{number}",
            now - dt.timedelta(minutes=number),
            f"“Pump number {number} of turn {turn} will run before the winter,” said Mara Oxley, the mayor of Dorvale.",
        )


if __name__ == "__main__":
    main()
