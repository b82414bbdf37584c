"""Speed and cost of reading: `python -m tests.bench.extract --texts FILE.jsonl`.

FILE.jsonl holds one {"text": ...} a line, news articles of any origin. Prints articles a second on one core for the
whole `read`, the milliseconds of its parts, and how many times longer 2 MB of bad text takes than 100 kB of the same:
by the processor's time, which the caches make longer for the long text, and by the number of functions called.

    --memory N   reads N articles (the file again and again) and prints the process's memory on the way, nothing else
    --workers    times `ukraine-monitor extract --jsonl FILE.jsonl` with one worker and with two, in turn, nothing else
"""

import argparse
import cProfile
import datetime as dt
import json
import pstats
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path

from pipeline.extract.actors.mentions import find_mentions
from pipeline.extract.actors.registry import default_registry
from pipeline.extract.aid.find import find_aid
from pipeline.extract.document import Document
from pipeline.extract.reading import read
from pipeline.extract.statements.attributions import find_attributions
from tests.bench.results import keep

DAY = dt.date(2024, 5, 1)
ROUNDS = 3
OPENING = (
    "The mayor said on Monday that the old bridge over the river would stay closed until the end of the summer. " * 4
)
BAD_TEXTS = {
    "quotation marks": '"',
    "open quotations": "“a ",
    "one sentence": "Odo said that ",
    "no spaces": "a",
    "control and right-to-left marks": "\x00\u202e\u0301 said",
    "turns": "Odo Marn: it fell. Ina Toll: it stood. ",
}


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the processor time of the fastest of `rounds` runs."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def growth(piece: str) -> dict[str, float]:
    """Return how many times longer 2 MB of `piece` takes than 100 kB, and how many times more calls."""
    short, long = (OPENING + piece * (size // len(piece)) for size in (100_000, 2_000_000))
    longer = seconds(lambda: read(long, DAY), 2) / max(seconds(lambda: read(short, DAY)), 1e-3)
    return {"time": round(longer, 1), "calls": round(calls(long) / calls(short), 1)}


def calls(text: str) -> int:
    """Return how many functions reading `text` calls."""
    profile = cProfile.Profile()
    profile.runcall(read, text, DAY)
    return int(pstats.Stats(profile).total_calls)


def memory(texts: Sequence[str], count: int) -> dict[str, int]:
    """Return the resident megabytes of this process after a tenth, a half and all of `count` articles."""
    found: dict[str, int] = {}
    for number, text in enumerate(islice(cycle(texts), count), 1):
        read(text, DAY)
        if number in (count // 10, count // 2, count):
            status = Path("/proc/self/status").read_text(encoding="ascii")
            found[str(number)] = int(status.partition("VmRSS:")[2].split()[0]) // 1024
    return found


def workers(texts: Path, rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Return the wall time of each of `rounds` runs of the command with one worker and with two, taken in turn."""
    command = [sys.executable, "-m", "pipeline", "extract", "--jsonl", str(texts), "-o", "/dev/null", "--workers"]
    found: dict[str, list[float]] = {"1": [], "2": []}
    for _ in range(rounds):
        for count, taken in found.items():
            start = time.perf_counter()
            subprocess.run([*command, count], check=True)
            taken.append(round(time.perf_counter() - start, 1))
    return found


def main() -> None:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--memory", type=int)
    parser.add_argument("--workers", action="store_true")
    arguments = parser.parse_args()
    texts = [json.loads(line)["text"] for line in arguments.texts.read_text(encoding="utf-8").splitlines()]
    if arguments.memory or arguments.workers:
        name = "memory" if arguments.memory else "workers"
        taken = memory(texts, arguments.memory) if arguments.memory else workers(arguments.texts)
        command = f"python -m tests.bench.extract --texts FILE.jsonl --{name}"
        command += f" {arguments.memory}" if arguments.memory else ""
        print(json.dumps(taken))
        keep(f"extract-{name}", {"command": command, "megabytes" if arguments.memory else "seconds": taken})
        return
    registry = default_registry()
    read(texts[0], DAY)
    documents = [Document.of(text, DAY) for text in texts]
    mentions = [find_mentions(document, registry) for document in documents]
    pairs = list(zip(documents, mentions, strict=True))
    parts: dict[str, Callable[[], object]] = {
        "document": lambda: [Document.of(text, DAY) for text in texts],
        "mentions": lambda: [find_mentions(document, registry) for document in documents],
        "attributions": lambda: [find_attributions(document, found) for document, found in pairs],
        "aid": lambda: [find_aid(document, found, registry) for document, found in pairs],
        "read": lambda: [read(text, DAY) for text in texts],
    }
    each = {name: round(1000 * seconds(work) / len(texts), 2) for name, work in parts.items()}
    figures: dict[str, object] = {
        "command": "python -m tests.bench.extract --texts FILE.jsonl",
        "articles": len(texts),
        "mean_characters": round(sum(map(len, texts)) / len(texts)),
        "milliseconds_each": each,
        "articles_per_second": round(1000 / each["read"], 1),
        "times_longer_for_2_MB_than_100_kB": {name: growth(piece) for name, piece in BAD_TEXTS.items()},
    }
    print(json.dumps(figures, indent=1))
    keep("extract", figures)


if __name__ == "__main__":
    main()
