"""The whole reading of a text: what it costs, and what it leaves behind."""

import cProfile
import datetime as dt
import gc
import pstats

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


PIECES = (
    "Ukraine", "Norland", "Odo Marn", "U.S.", "said", "says", "claims", "told", "according to", "that", "gave",
    "$5,000", "100,000", "5.000", "42%", "€1.5bn", "million", "half a", "not", "there", "who", "and", "of", "as", "Jr.",
    ",", ".", ";", ":", "—", "-", "“", "”", "'", '"', "(", ")", "\n\n", "|", "…",
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(("", " ")))))
def test_no_text_of_words_that_tell_something_makes_reading_fail(pieces: list[tuple[str, str]]) -> None:
    text = "".join(piece + space for piece, space in pieces)
    found = read(text, DAY, language="en")
    assert all(text[slice(*statement.content[0])] for statement in found.statements)
