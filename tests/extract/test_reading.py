"""The whole reading of a text: what it costs, and what it leaves behind."""

import cProfile
import datetime as dt
import gc
import pstats

import pytest

from pipeline.extract.reading import read

DAY = dt.date(2024, 5, 1)
OPENING = "The mayor said on Monday that the old bridge over the river would stay closed until the end of the summer. "
BAD_PIECES = {
    "quotation marks": '"',
    "open quotations": "“a ",
    "single marks": "‘a ’ ",
    "one sentence": "Odo said that ",
    "no spaces": "a",
    "control and right-to-left marks": "\x00\u202e\u0301 said",
    "turns": "Odo Marn: it fell. Ina Toll: it stood. ",
    "sums": "Norland gave Ukraine $5 million. ",
}


def steps(text: str) -> int:
    """Return how many functions reading `text` calls: a cost that no clock and no neighbour disturbs."""
    profile = cProfile.Profile()
    profile.runcall(read, text, DAY)
    return int(pstats.Stats(profile).total_calls)


@pytest.mark.parametrize("piece", BAD_PIECES.values(), ids=BAD_PIECES)
def test_reading_takes_steps_in_proportion_to_the_length(piece: str) -> None:
    read(OPENING + piece, DAY)  # loads what is loaded once
    short, long = (steps(OPENING + piece * (size // len(piece))) for size in (5_000, 40_000))
    assert long < 9 * short


@pytest.mark.parametrize("collecting", [True, False])
def test_reading_leaves_the_collector_as_it_was_and_nothing_for_it(collecting: bool) -> None:
    was = gc.isenabled()
    gc.collect()
    try:
        (gc.enable if collecting else gc.disable)()
        read(OPENING * 50, DAY)
        assert gc.isenabled() is collecting
        assert gc.collect() == 0
    finally:
        (gc.enable if was else gc.disable)()
