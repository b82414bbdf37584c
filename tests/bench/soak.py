"""Random faults, kills and a full disk, then a comparison: `python -m tests.bench.soak --feeds 40 --minutes 3`.

Rounds run in child processes, which poll, link and store as the program does (texts are not read). Feeds on loopback
gain entries and misbehave at random; children are killed at random moments. With `--small FOLDER`, a folder on a small
file system (`mount -t tmpfs -o size=200m none FOLDER`), the disk is full for every fifth round. At the end the feeds
behave, and the store must hold exactly the articles, owners and stories of a store that saw no fault. Ends by itself.
"""

import argparse
import contextlib
import dataclasses
import datetime as dt
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from pipeline.ingest.opml import write_opml
from pipeline.records import Feed
from tests.bench.results import keep
from tests.ingest.server import NOON, Answering, Server, half, in_turn, item, redirect, reply, reset, rss, serving

ENTRIES, GROWTH = 10, 1  # of a feed at first; more with every round
KILLS = 20
COMPARED = ["article_id", "source_id", "title", "text", "story_id"]


def body_of(number: int, edition: int) -> bytes:
    """Return what a feed carries: entries of its own whose text every feed prints, and links that other feeds share."""
    entries = []
    for n in range(ENTRIES + GROWTH * edition):
        when = NOON - dt.timedelta(hours=n % 48, minutes=number)
        entries.append(
            item(f"Ukraine: pump {number}.{n}", f"https://n{number % 7}.example/{number}/{n}", when, words(n))
        )
        entries.append(item(f"Ukraine: wire {n}", f"https://wire{number % 3}.example/{n}", when, words(n)))
    return rss(*entries)


def words(n: int) -> str:
    """Return a text of its own for each number."""
    return " ".join(f"The town of Dorvale{n} sends pump{n}x{part} to Brenholm{part}." for part in range(6))


def faults(body: bytes) -> list[Answering]:
    """Return what may go wrong with one answer."""
    return [
        reset,
        half(body),
        reply(500, b"no"),
        reply(404, b"no"),
        reply(503, b"no", {"Retry-After": "1"}),
        reply(200, b""),
        reply(200, body[: len(body) // 2]),
        reply(200, b"<html><body>maintenance</body></html>"),
        reply(200, b"\x1f\x8bbroken", {"Content-Encoding": "gzip"}),
        redirect("http://10.0.0.1/"),
        lambda connection, _: connection.sendall(b"garbage\r\n\r\n"),
    ]


def serve_edition(server: Server, count: int, edition: int, chance: random.Random | None) -> None:
    """Let the feeds carry an edition, a third of them misbehaving at first where there is chance."""
    for number in range(count):
        body = body_of(number, edition)
        good = reply(200, body, {"ETag": f'"{number}-{edition}"'})
        bad = chance is not None and chance.random() < 0.35
        server.paths[f"/{number}"] = in_turn(chance.choice(faults(body)), good) if chance and bad else good


def start(store: Path, opml: Path, host: str) -> "subprocess.Popen[bytes]":
    """Start one round in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.soak", "--child", str(store), str(opml), host]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL)


def play(store: str, opml: str, host: str) -> None:
    """Run one round; the child's side."""
    from pipeline.ingest.opml import read_opml
    from pipeline.records import Reading
    from pipeline.rounds.stages import Stages
    from pipeline.run import ingest_round
    from pipeline.settings import make_settings
    from pipeline.store.tables import Store

    settings = make_settings(allow_hosts=(host,), host_delay=0, baseline=False, full_text=False, workers=1)
    real = Stages.real(settings)
    stages = dataclasses.replace(real, read=lambda *_: Reading("en"), load_scorer=lambda: None)
    opened = Store.open(store)
    with opened.lock(wait=60):
        ingest_round(opened, read_opml(Path(opml)), settings, force=True, stages=stages)


def articles(store: Path) -> pd.DataFrame:
    """Return what is compared of a store's articles, in one order."""
    from pipeline.store.tables import Store

    found = Store.open(store, create=False).read("articles", COMPARED).astype({"source_id": "str"})
    return found.sort_values("article_id", ignore_index=True)


def fill(folder: Path) -> Path:
    """Take all room that the file system of `folder` has left; return the file that holds it."""
    ballast = folder / ".ballast"
    with ballast.open("wb", buffering=0) as handle, contextlib.suppress(OSError):
        while True:
            handle.write(bytes(65_536))
    return ballast


def disturb(server: Server, place: Path, opml: Path, count: int, end: float, small: bool) -> dict[str, int]:
    """Run rounds until `end`, killing and filling the disk; return how many rounds, kills and failed rounds."""
    chance, done = random.Random(7), {"rounds": 0, "killed": 0, "failed": 0}
    usual, edition = 5.0, 0
    while time.monotonic() < end:
        serve_edition(server, count, edition, chance)
        ballast = fill(place.parent) if small and edition % 5 == 4 else None
        began, child = time.monotonic(), start(place, opml, server.host)
        try:
            child.wait(chance.uniform(0.3, 1.0) * usual if done["killed"] < KILLS and edition % 4 else 900)
            done["failed"] += child.returncode != 0
            usual = time.monotonic() - began
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            done["killed"] += 1
        if ballast:
            ballast.unlink()
        done["rounds"] += 1
        edition += 1
    return done


def main() -> None:
    """Soak one store, compare it with a calm one, print and keep the figures; exit 1 where they differ."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--feeds", type=int, default=40)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--small", type=Path)
    parser.add_argument("--child", nargs=3)
    arguments = parser.parse_args()
    if arguments.child:
        play(*arguments.child)
        return
    with serving() as server, tempfile.TemporaryDirectory() as folder:
        count = arguments.feeds
        opml, calm = Path(folder, "feeds.opml"), Path(folder, "calm")
        soaked = Path(arguments.small or folder) / f"soaked-{os.getpid()}"
        feeds = [Feed(f"f{n:03}", server.url(f"/{n}"), f"Feed {n}", focus="ukraine-only") for n in range(count)]
        opml.write_text(write_opml(feeds), encoding="utf-8")
        end = time.monotonic() + 60 * arguments.minutes
        figures: dict[str, object] = {"feeds": count}
        done = disturb(server, soaked, opml, count, end, arguments.small is not None)
        figures |= done
        serve_edition(server, count, done["rounds"], None)
        time.sleep(2)  # what hosts asked to be left alone for
        codes = [start(store, opml, server.host).wait(900) for store in (soaked, soaked, calm)]
        left, right = articles(soaked), articles(calm)
        figures |= {"articles": len(right), "stories": int(right["story_id"].nunique()), "same": left.equals(right)}
    print(figures)
    keep("soak", figures)
    if any(codes) or not figures["same"]:
        both = left.merge(right, how="outer", indicator=True)
        print(codes, both[both["_merge"] != "both"].head(10).to_string())
        sys.exit(1)


if __name__ == "__main__":
    main()
