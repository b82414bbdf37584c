"""Rounds over a replay of real feeds: the first into an empty store, later ones that find nothing new.

    python -m tests.bench.ingest --replay REPLAY.py

Starts the replay server on a loopback port and runs `ukraine-monitor ingest --no-full-text` three times: without tone
into an empty store, again to score the tone that waits, and once more when there is nothing to do. Wall time and
processor time (of the command, not of its reading workers) are kept, with the load of the machine, without which they
say little.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from pipeline.store.tables import Store
from tests.bench.replay import replay
from tests.bench.results import keep


def main() -> None:
    """Measure, print and keep the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--replay", type=Path, required=True, help="the replay server's script")
    given = options.parse_args()
    with replay(given.replay) as (host, opml), tempfile.TemporaryDirectory() as folder:
        figures = measure(host, opml, Path(folder))
    figures["command"] = f"python -m tests.bench.ingest --replay {given.replay.name}"
    keep("ingest", figures)
    print(json.dumps(figures, indent=2))


def measure(host: str, opml: bytes, folder: Path) -> dict[str, Any]:
    """Run three rounds into a store below `folder`; return their figures and the counts of the tables."""
    (folder / "feeds.opml").write_bytes(opml)
    command = [sys.executable, "-m", "pipeline", "ingest", "--store", str(folder / "store"), "--json", "--force"]
    command += ["--feeds", str(folder / "feeds.opml"), "--no-full-text", "--host-delay", "0", "--allow-host", host]
    rounds = {"first, tone left": [*command, "--no-tone"], "tone of it": command, "nothing new": command}
    figures: dict[str, Any] = {name: run_round(each) for name, each in rounds.items()}
    store = Store.open(folder / "store", create=False)
    figures["rows"] = {name: store.count(name) for name in ("articles", "statements", "aid", "tones", "flags")}
    return figures


def run_round(command: list[str]) -> dict[str, Any]:
    """Run one round; return what it reports, its seconds and its peak in MB."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    report = json.loads(done.stdout)
    kept = ("asked", "answered", "new_articles", "updated_articles", "statements", "aid", "tone")
    return {name: report[name] for name in kept} | {
        "wall_s": round(wall, 1),
        "cpu_s": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        "peak_mb": round(after.ru_maxrss / 1024),
        "load": round(os.getloadavg()[0], 1),
    }


if __name__ == "__main__":
    main()
