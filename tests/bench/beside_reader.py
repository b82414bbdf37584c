"""Fetch + parse + store beside lemon24/reader, in one run: `python -m tests.bench.beside_reader --reader-python PATH`.

PATH is the Python of an environment with `pip install reader sgmllib3k`. Both ask the same loopback servers: the feeds
of `--replay REPLAY.py`, where it is given, and a made set of 300 feeds with 100 entries. Each keeps them in a new store
with 20 workers, twice; what is measured is the update itself, without imports. Ours also tells relevance, language and
reprints; texts are not read. CPU seconds of the process stand beside wall seconds, because machines are shared.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.ingest.opml import parse_opml, write_opml
from pipeline.records import Feed
from tests.bench.polling import made
from tests.bench.replay import replay
from tests.bench.results import keep

READER = """
import json, sys, time
from reader import make_reader
urls = json.load(open(sys.argv[2]))
reader = make_reader(sys.argv[1])
for url in urls:
    reader.add_feed(url)
rounds = []
for _ in range(2):
    wall, cpu = time.perf_counter(), time.process_time()
    reader.update_feeds(workers=20, scheduled=False)
    rounds.append([time.perf_counter() - wall, time.process_time() - cpu, reader.get_entry_counts().total])
print(json.dumps(rounds))
"""


def ours(store: str, opml: str, host: str) -> None:
    """Run two rounds and print [wall, CPU, articles and rejected entries] of each; the child's side."""
    import dataclasses
    import time

    from pipeline.ingest.opml import read_opml
    from pipeline.records import Reading
    from pipeline.rounds.stages import Stages
    from pipeline.run import ingest_round
    from pipeline.settings import make_settings
    from pipeline.store.tables import Store

    settings = make_settings(allow_hosts=(host,), host_delay=0, baseline=False, full_text=False, workers=1)
    real = Stages.real(settings)
    stages = dataclasses.replace(real, read=lambda *_: Reading("en"), load_scorer=lambda: None)
    feeds, rounds = read_opml(Path(opml)), []
    for _ in range(2):
        wall, cpu = time.perf_counter(), time.process_time()
        kept = Store.open(store)
        with kept.lock(60):
            ingest_round(kept, feeds, settings, force=True, stages=stages)
        spent = time.perf_counter() - wall, time.process_time() - cpu
        rounds.append([*spent, kept.count("articles") + kept.count("rejected")])
    print(json.dumps(rounds))


def compare(feeds: list[Feed], host: str, reader_python: Path) -> dict[str, Any]:
    """Run both, one after the other, and return the figures of both rounds and their ratios (ours to reader's)."""
    with tempfile.TemporaryDirectory() as folder:
        opml, urls = Path(folder, "feeds.opml"), Path(folder, "urls.json")
        opml.write_text(write_opml(feeds), encoding="utf-8")
        urls.write_text(json.dumps([feed.url for feed in feeds]), encoding="utf-8")
        theirs = _run([str(reader_python), "-c", READER, f"{folder}/reader.sqlite", str(urls)])
        command = [sys.executable, "-m", "tests.bench.beside_reader", "--child", f"{folder}/store", str(opml), host]
        own = _run(command)
    figures: dict[str, Any] = {"feeds": len(feeds), "load": round(os.getloadavg()[0], 1)}
    for name, one, other in zip(("first", "second"), own, theirs, strict=True):
        for who, row in (("ours", one), ("reader", other)):
            figures[f"{name}_{who}"] = {"wall_s": round(row[0], 2), "cpu_s": round(row[1], 2), "entries": row[2]}
    figures["first_cpu_ratio"] = round(own[0][1] / theirs[0][1], 2)
    figures["first_wall_ratio"] = round(own[0][0] / theirs[0][0], 2)
    figures["second_to_first_cpu"] = round(own[1][1] / own[0][1], 3)
    return figures


def _run(command: list[str]) -> list[list[float]]:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rounds: list[list[float]] = json.loads(done.stdout.splitlines()[-1])
    return rounds


@contextmanager
def replayed(script: Path) -> Iterator[tuple[list[Feed], str]]:
    """Serve the replay; yield its feeds and the host to allow."""
    with replay(script) as (host, opml):
        yield parse_opml(opml.decode()), host


def main() -> None:
    """Compare, print and keep the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reader-python", type=Path)
    parser.add_argument("--replay", type=Path)
    parser.add_argument("--child", nargs=3)
    given = parser.parse_args()
    if given.child:
        ours(*given.child)
        return
    figures: dict[str, object] = {"command": "python -m tests.bench.beside_reader --reader-python PATH --replay PATH"}
    if given.replay:
        with replayed(given.replay) as (feeds, host):
            figures["replay"] = compare(feeds, host, given.reader_python)
    with made(300) as (feeds, host):
        figures["made"] = compare(feeds, host, given.reader_python)
    print(json.dumps(figures, indent=2))
    keep("beside_reader", figures)


if __name__ == "__main__":
    main()
