"""Work in other processes comes back in order, and nothing of them stays when it is done."""

from collections.abc import Sequence
from multiprocessing import active_children, forkserver
from pathlib import Path

from pipeline.rounds.workers import CHUNK, Workers


def doubled(items: Sequence[int]) -> list[int]:
    return [2 * item for item in items]


def test_results_come_in_order_and_no_process_stays() -> None:
    with Workers(2) as workers:
        assert list(workers.map(doubled, range(3 * CHUNK))) == [2 * n for n in range(3 * CHUNK)]
        server = forkserver._forkserver._forkserver_pid
        assert Path(f"/proc/{server}").exists()
    assert not Path(f"/proc/{server}").exists()
    assert not active_children()


def test_a_pool_can_follow_another() -> None:
    for _ in range(2):
        with Workers(2) as workers:
            assert list(workers.map(doubled, [1, 2])) == [2, 4]
