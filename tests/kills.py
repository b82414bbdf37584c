"""Runs rounds in forked children and kills them at random moments: `python -m tests.kills STORE KILLS SEED EDITIONS`.

A process of its own, which never opens a store itself: a fork of a process that has used Delta Lake would not be safe.
"""

import datetime as dt
import os
import random
import signal
import sys
import time

from pipeline.rounds import keeping
from pipeline.run import ingest_round
from pipeline.store.tables import Store
from tests.fakes import NOON, feed, poll_edition, settings, stages

FEEDS = [feed(number) for number in range(4)]


def play(location: str, edition: int) -> None:
    """Run one whole round of `edition`."""
    keeping.BATCH_ARTICLES = 10
    store = Store.open(location)
    with store.lock(wait=10):
        ingest_round(
            store, FEEDS, settings(), now=NOON + dt.timedelta(days=edition), stages=stages(poll_edition(edition))
        )


def attempt(location: str, edition: int, seconds: float | None) -> bool:
    """Play `edition` in a child and kill it after `seconds`; return whether it ended by itself."""
    child = os.fork()
    if child == 0:
        play(location, edition)
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        sys.exit(f"a round of edition {edition} failed")
    return os.WIFEXITED(status)


def main(location: str, kills: int, seed: int, editions: int) -> None:
    """Play the editions in order, killing each a few times; print how often a round was killed in its middle."""
    rng = random.Random(seed)
    killed, usual = 0, 1.0
    for edition in range(editions):
        while killed < kills * (edition + 1) / editions:
            if attempt(location, edition, rng.uniform(0, 0.9 * usual)):
                break
            killed += 1
        started = time.monotonic()
        attempt(location, edition, None)
        usual = time.monotonic() - started
    print(killed)


if __name__ == "__main__":
    main(sys.argv[1], *(int(value) for value in sys.argv[2:]))
