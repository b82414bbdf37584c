"""Memory of one round in all its processes: `python -m tests.bench.memory --replay REPLAY.py`.

Runs `ukraine-monitor ingest --no-full-text` over the replay into an empty store, reading and tone included, and adds up
four times a second what its processes hold (PSS: shared pages are counted once). Kept are the peak of the sum, what
each kind of process held then, and each one's own peak, in MB.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.replay import replay
from tests.bench.results import keep

EVERY = 0.25  # seconds between two looks


def family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [member for child in children.read_text().split() for member in family(int(child))]
        except OSError:  # it has ended
            continue
    return found


def held(pid: int) -> float:
    """Return the MB that a process holds, its share of shared pages included; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
    except OSError:
        return 0.0


def kind(pid: int, main: int) -> str:
    """Return what a process of the round does."""
    if pid == main:
        return "round"
    try:
        command = Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return "ended"
    if "resource_tracker" in command:
        return "tracker"
    parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return "fork server" if parent == main else f"reader {pid}"


def watch(command: list[str]) -> dict[str, object]:
    """Run the command to its end; return its peaks."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most: dict[str, float] = {}
    peak: dict[str, float] = {}
    while process.poll() is None:
        now = {kind(pid, process.pid): held(pid) for pid in family(process.pid)}
        most |= {name: max(size, most.get(name, 0.0)) for name, size in now.items()}
        peak = max(peak, now, key=lambda sizes: sum(sizes.values()))
        time.sleep(EVERY)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    readers = sorted((name for name in most if name.startswith("reader ")), key=lambda name: int(name.split()[1]))
    names = {name: f"reader {number}" for number, name in enumerate(readers, 1)}

    def rounded(sizes: dict[str, float]) -> dict[str, int]:
        return {names.get(name, name): round(size) for name, size in sizes.items() if size >= 1}

    return {"peak_of_all_mb": round(sum(peak.values())), "then_mb": rounded(peak), "own_peaks_mb": rounded(most)}


def main() -> None:
    """Measure, print and keep the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--replay", type=Path, required=True, help="the replay server's script")
    given = options.parse_args()
    with replay(given.replay) as (host, opml), tempfile.TemporaryDirectory() as folder:
        Path(folder, "feeds.opml").write_bytes(opml)
        command = [
            sys.executable,
            "-m",
            "pipeline",
            "ingest",
            "--store",
            f"{folder}/store",
            "--force",
            "--no-full-text",
        ]
        command += ["--feeds", f"{folder}/feeds.opml", "--host-delay", "0", "--allow-host", host]
        figures = watch(command)
    figures["command"] = f"python -m tests.bench.memory --replay {given.replay.name}"
    print(json.dumps(figures, indent=2))
    keep("ingest-memory", figures)


if __name__ == "__main__":
    main()
