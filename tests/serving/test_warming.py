"""Work for later waits until nobody waits for a page: the rest of the warm-up, and ingestion."""

import asyncio
import logging
import logging.handlers
import queue
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from pipeline.pages.parts import data, filters
from pipeline.serving import ingester, warming
from pipeline.serving.warming import CALM_S, PATIENCE_S, Visits
from pipeline.settings import load_settings
from pipeline.store.tables import Store
from tests.bench.synthetic import make_store
from tests.loops import run_apart

PATIENT = 30.0  # seconds before a test gives up


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_is_calm_some_seconds_after_the_last_question() -> None:
    clock = Clock()
    visits = Visits(clock, lambda: 0.0)
    assert not visits.calm()
    clock.now += CALM_S
    assert visits.calm()
    assert not visits.came()
    visits.note()
    assert visits.came()
    assert not visits.calm()
    clock.now += CALM_S
    assert visits.calm()


def test_nobody_waits_for_ever() -> None:
    clock = Clock()
    visits = Visits(clock, lambda: 0.0)
    clock.now += PATIENCE_S
    visits.note()
    assert visits.calm()


def test_a_busy_process_is_not_calm() -> None:
    clock, work = Clock(), Clock()
    visits = Visits(clock, work)
    for _ in range(12):
        clock.now += CALM_S / 2
        work.now += CALM_S / 4
        assert not visits.calm()
    clock.now += CALM_S
    assert visits.calm()
    assert not visits.came()


async def _started(visits: Visits) -> asyncio.Task[None]:
    """Start the warm-up of an app; return the task that lives as long as it does."""

    async def live() -> None:
        async with warming.warmed(visits)(None):
            await asyncio.sleep(PATIENT)

    return asyncio.create_task(live())


async def _until(done: list[str], length: int) -> None:
    end = time.monotonic() + PATIENT
    while len(done) < length and time.monotonic() < end:
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("visited", [True, False])
def test_the_script_is_not_run_for_nobody_while_a_visitor_waits(monkeypatch: pytest.MonkeyPatch, visited: bool) -> None:
    done: list[str] = []
    clock = Clock()
    visits = Visits(clock, lambda: 0.0)

    async def rehearse() -> None:
        done.append("script")

    monkeypatch.setattr(warming, "_read_shared", lambda: done.append("shared"))
    monkeypatch.setattr(warming, "_rehearse", rehearse)
    monkeypatch.setattr(warming, "LOOK_S", 0.001)

    async def run() -> None:
        clock.now += 1
        if visited:
            visits.note()
        task = await _started(visits)
        await _until(done, 1)
        await asyncio.sleep(0.05)
        assert done == (["shared"] if visited else ["shared", "script"])
        clock.now += CALM_S
        await _until(done, 2)
        task.cancel()

    run_apart(run())
    assert done == ["shared", "script"]


def test_ingestion_begins_when_it_is_calm(monkeypatch: pytest.MonkeyPatch) -> None:
    started = threading.Event()

    class Process:
        def __init__(self, *_: Any, **__: Any) -> None:
            started.set()

        def wait(self) -> int:
            return 0

        def poll(self) -> int:
            return 0

    calm = threading.Event()
    monkeypatch.setattr(subprocess, "Popen", Process)
    monkeypatch.setattr(ingester, "LOOK", 0.001)
    watched = ingester.Ingester(offline=True, calm=calm.is_set)
    watched.start()
    assert not started.wait(0.1)
    calm.set()
    assert started.wait(PATIENT)
    watched.stop()
    assert watched.state()["state"] == "done"


def test_ingestion_that_never_began_can_be_stopped() -> None:
    watched = ingester.Ingester(offline=True, calm=lambda: False)
    watched.start()
    assert watched.state()["state"] == "waiting"
    watched.stop()
    assert not watched._thread.is_alive()


def test_what_all_pages_share_is_read_before_a_visitor_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_store(tmp_path / "store", 100, days=10)
    monkeypatch.setenv("UKRAINE_MONITOR_STORE", str(tmp_path / "store"))
    load_settings.cache_clear()
    warming._read_shared()
    monkeypatch.setattr(Store, "snapshot", lambda *_: pytest.fail("read a second time"))
    assert len(data.statements()) == 100
    assert all(filters.options(name) for name in warming.FILTERS)
    load_settings.cache_clear()


def test_the_operator_is_not_warned_of_the_thread_that_reads_for_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(tmp_path / "store", 100, days=10)
    monkeypatch.setenv("UKRAINE_MONITOR_STORE", str(tmp_path / "store"))
    load_settings.cache_clear()
    told = queue.SimpleQueue[logging.LogRecord]()
    handler = logging.handlers.QueueHandler(told)
    logger = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    logger.addHandler(handler)
    try:
        get_script_run_ctx()
        reading = threading.Thread(target=warming._read_shared)
        reading.start()
        reading.join()
    finally:
        logger.removeHandler(handler)
        load_settings.cache_clear()
    assert "missing ScriptRunContext" in told.get_nowait().getMessage()  # which a thread of ours would have caused, too
    assert told.empty()


def test_a_store_that_cannot_be_read_is_told_to_the_visitor_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no store")
    monkeypatch.setenv("UKRAINE_MONITOR_STORE", str(tmp_path / "file"))
    load_settings.cache_clear()
    warming._read_shared()
    load_settings.cache_clear()
