"""Work in other processes comes back in order, and nothing of them stays when it is done."""

import os
import signal
import subprocess
from collections.abc import Sequence
from multiprocessing import active_children
from pathlib import Path

import pytest

from pipeline.errors import MonitorError
from pipeline.rounds import workers as pools
from pipeline.rounds.workers import ANY_LANGUAGE, CHUNK, PRELOAD, Workers

NOTHING = ()  # of what reading needs: these tests read nothing


def doubled(items: Sequence[int]) -> list[int]:
    return [2 * item for item in items]


def parents(items: Sequence[int]) -> list[int]:
    return [os.getppid()] * len(items)


def killed(items: Sequence[int]) -> list[int]:
    os.kill(os.getpid(), signal.SIGKILL)
    return list(items)


def holds_memory(process: int) -> bool:
    statm = Path(f"/proc/{process}/statm")
    return statm.exists() and int(statm.read_text().split()[1]) > 0


def test_results_come_in_order_and_no_process_stays() -> None:
    with Workers(2, NOTHING) as workers:
        assert list(workers.map(doubled, range(3 * CHUNK))) == [2 * n for n in range(3 * CHUNK)]
        (server,) = set(workers.map(parents, range(2 * CHUNK)))
        assert holds_memory(server)
    assert not holds_memory(server)
    assert not active_children()


def test_a_pool_can_follow_another() -> None:
    for preload in (PRELOAD, ANY_LANGUAGE):
        with Workers(2, preload) as workers:
            assert list(workers.map(doubled, [1, 2])) == [2, 4]


def test_a_killed_worker_is_told_in_words_and_the_next_pool_works() -> None:
    with Workers(2, NOTHING) as workers:
        (server,) = workers.map(parents, [1])
        with pytest.raises(MonitorError, match="fewer workers"):
            list(workers.map(killed, [1]))
    assert not holds_memory(server)
    with Workers(2, NOTHING) as workers:
        assert list(workers.map(doubled, [1])) == [2]


def test_closing_before_the_processes_are_there_is_no_harm() -> None:
    workers = Workers(2)
    workers.start()
    workers.close()
    assert not workers.running
    assert not active_children()


def test_a_server_that_was_killed_and_replaced_is_no_harm_to_who_closes_later() -> None:
    with Workers(2, NOTHING) as first, Workers(2, NOTHING) as second:
        (server,) = first.map(parents, [1])
        os.kill(server, signal.SIGKILL)
        os.waitid(os.P_PID, server, os.WEXITED | os.WNOWAIT)
        (other,) = second.map(parents, [1])
        assert other != server
        first.close()
        assert holds_memory(other)
    assert not holds_memory(other)


def test_a_process_that_is_no_child_of_this_one_is_left_alone() -> None:
    orphan = int(subprocess.run(["sh", "-c", "sleep 600 >&- 2>&- & echo $!"], capture_output=True, check=True).stdout)
    try:
        pools._end(orphan)
        assert holds_memory(orphan)
    finally:
        os.kill(orphan, signal.SIGKILL)


def interrupted(items: Sequence[int]) -> list[int]:
    os.kill(os.getpid(), signal.SIGINT)
    return list(items)


def test_an_interrupt_from_the_terminal_is_left_to_the_process_that_started_the_pool() -> None:
    with Workers(2, NOTHING) as workers:
        assert list(workers.map(interrupted, [1, 2])) == [1, 2]
