"""What the first visitor would wait for, done while their browser still loads; the rest when nobody waits.

First the pages are imported, and the statements and the values of the filters, which most pages need, are read into
what all sessions share: a visitor who comes meanwhile waits for the same frame, not for a second reading. Then the
script is run once for nobody, which reads the other frames and draws each kind of figure once; but not while a
visitor's browser asks for parts of a page, since the two would share the interpreter.
"""

import asyncio
import contextlib
import gc
import logging
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

from streamlit.runtime import get_instance

from pipeline.errors import MonitorError
from pipeline.serving.memory import keep_small, use_system_memory
from pipeline.serving.nodelay import send_at_once

log = logging.getLogger("ukraine-monitor")
_SESSIONS = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")

SWITCH_S = 0.0005  # longest wait for the interpreter; Python's default lets an answer wait ten times as long
CALM_S = 3.0  # without a question after which a visitor has the page
BUSY = 0.1  # of one processor: a process that does more works for somebody
PATIENCE_S = 20.0  # after which what waits for calm begins all the same
FILTERS = ("actor", "country", "source", "target")  # whose values are read from the store
LOOK_S = 0.25  # between two looks whether it is calm

Lifespan = Callable[[object], AbstractAsyncContextManager[dict[str, Any] | None]]


class Visits:
    """When the server began, and when it last had something to do for a visitor.

    A page or a part of one that is asked for counts (`note`), and so does a busy process: reruns of the script come by
    a socket that nobody else sees.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, work: Callable[[], float] = time.process_time
    ) -> None:
        self._clock, self._work = clock, work
        self._began = self._last = self._looked = clock()
        self._worked = work()
        self._asked = False

    def note(self) -> None:
        """Say that somebody asks for a page or a part of one."""
        self._asked, self._last = True, self._clock()

    def came(self) -> bool:
        """Return whether anybody has asked for anything."""
        return self._asked

    def calm(self) -> bool:
        """Return whether nobody waits for a page, or work has waited for that long enough; ask it now and then."""
        now, worked = self._clock(), self._work()
        if now - self._looked >= LOOK_S:
            if worked - self._worked > BUSY * (now - self._looked):
                self._last = now
            self._looked, self._worked = now, worked
        return now - self._last >= CALM_S or now - self._began >= PATIENCE_S


def warmed(visits: Visits) -> Lifespan:
    """Return the lifespan of the app: warm up beside the first answers, keep small afterwards."""

    @contextlib.asynccontextmanager
    async def lifespan(app: object) -> AsyncIterator[dict[str, Any] | None]:
        sys.setswitchinterval(SWITCH_S)
        send_at_once(asyncio.get_running_loop())
        use_system_memory()
        tasks = [asyncio.create_task(_warm_up(visits)), asyncio.create_task(keep_small())]
        yield None
        for task in tasks:
            task.cancel()

    return lifespan


async def _warm_up(visits: Visits) -> None:
    """Read what is shared, run the script when it is calm, then spare the collector of garbage all that stays."""
    try:
        await asyncio.to_thread(_read_shared)
        while visits.came() and not visits.calm():
            await asyncio.sleep(LOOK_S)
        await _rehearse()
    finally:
        gc.freeze()  # without a collection before, which would hold up everybody for half a second
        gc.enable()


def _read_shared() -> None:
    from pipeline.pages.parts import data, filters  # imports all pages: here, so that the server answers before

    try:
        with _unwarned():
            data.statements()
            for name in FILTERS:
                filters.options(name)
    except MonitorError as error:
        log.warning("the statements cannot be read (%s); a visitor will see why", error)


@contextlib.contextmanager
def _unwarned() -> Iterator[None]:
    """Keep Streamlit from warning of a thread without a session, which this one is on purpose."""
    level = _SESSIONS.level
    _SESSIONS.setLevel(logging.ERROR)
    try:
        yield
    finally:
        _SESSIONS.setLevel(level)


async def _rehearse() -> None:
    started = time.monotonic()
    good, reason = await get_instance().does_script_run_without_error()
    if good:
        log.info("warm after %.1f s", time.monotonic() - started)
    else:
        log.warning("the first run of the script failed (%s); a visitor will see why", reason)
