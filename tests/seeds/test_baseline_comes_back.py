"""The measured gate: what the baseline says comes back from ingest and extraction."""

import pytest

from tests.bench.baseline import Tally, manifest, measure, readings


@pytest.fixture(scope="module")
def tally() -> Tally:
    return measure(manifest(), readings())


@pytest.mark.parametrize("what", ["statement", "aid"])
def test_at_least_95_in_100_come_back_right(tally: Tally, what: str) -> None:
    right, all_of_them = tally.counts[f"{what} right"], tally.counts[what]
    assert right >= 0.95 * all_of_them, "\n".join(fault for fault in tally.faults if fault.startswith(what))
