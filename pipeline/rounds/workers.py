"""Work on many items in chunks, in this process or in worker processes; results come in the order of the items."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Self, TypeVar

from pipeline.errors import MonitorError

T = TypeVar("T")
R = TypeVar("R")

CHUNK = 64  # items handed to a worker at once
AHEAD = 3  # chunks in work for each worker
PRELOAD = ("pipeline.rounds.warm",)  # imported once, before workers are forked
ANY_LANGUAGE = (*PRELOAD, "pipeline.rounds.warm_language")  # for texts whose language is not told


class Workers:
    """A pool of processes that starts when it is first needed; use it as a context manager."""

    def __init__(self, count: int = 0, preload: Sequence[str] = PRELOAD) -> None:
        """`count` 0 is one for each processor, 1 works in this process; the modules `preload` are shared by all."""
        self.count = count or os.cpu_count() or 1
        self._preload = preload
        self._pool: ProcessPoolExecutor | None = None
        self._parent: Future[int] | None = None  # of the workers: the fork server's process id
        self._starting = threading.RLock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the processes behind the work that goes on: they import for a second what reading needs."""
        if self.count > 1:
            threading.Thread(target=self._warm, name="start-workers", daemon=True).start()

    def close(self) -> None:
        """End the processes; what is still waiting is dropped."""
        with self._starting:
            self._closed = True
            if self._pool is not None and self._parent is not None:
                server = None
                with contextlib.suppress(BrokenProcessPool):
                    server = self._parent.result()
                self._pool.shutdown(cancel_futures=True)
                self._pool = None
                if server is not None:
                    _end(server)

    @property
    def running(self) -> bool:
        """Return whether processes have been started."""
        return self._pool is not None

    def map(self, work: Callable[[Sequence[T]], list[R]], items: Iterable[T]) -> Iterator[R]:
        """Yield the results of `work` on chunks of `items`, in order, holding only the chunks that are in work.

        `work` is a function of a module, so that it can be sent to another process; what it raises is raised here.
        """
        source = iter(items)
        if self.count == 1:
            while chunk := list(islice(source, CHUNK)):
                yield from work(chunk)
            return
        waiting: deque[Future[list[R]]] = deque()
        pool = self._started()
        with _explained():
            while True:
                while len(waiting) < AHEAD * self.count and (chunk := list(islice(source, CHUNK))):
                    waiting.append(pool.submit(work, chunk))
                if not waiting:
                    return
                yield from waiting.popleft().result()

    def _warm(self) -> None:
        with self._starting:
            if not self._closed:
                self._started()

    def _started(self) -> ProcessPoolExecutor:
        with self._starting:
            if self._pool is None:
                # a fork server forks from a process without threads; this one has those of HTTP, Arrow, the tone model
                context = multiprocessing.get_context("forkserver")
                context.set_forkserver_preload(list(self._preload))
                self._pool = ProcessPoolExecutor(self.count, mp_context=context, initializer=_ignore_interrupts)
                self._parent = self._pool.submit(os.getppid)  # a pool has no process before its first work
            return self._pool


def _ignore_interrupts() -> None:
    """Leave Ctrl-C, which a terminal sends to all processes of a command, to the one that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end(server: int) -> None:
    """End the fork server, which would hold the lexicons until this process ends.

    It is left to be waited for: multiprocessing does that before it starts another one. One that ended on its own and
    was waited for is no child of this process any more, and its id may be that of a stranger: that one is left alone,
    as is any where the system cannot tell (no `waitid`), which ends with this process.
    """
    if not hasattr(os, "waitid"):
        return
    with contextlib.suppress(ChildProcessError, ProcessLookupError):
        if os.waitid(os.P_PID, server, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:  # a child that runs
            os.kill(server, signal.SIGTERM)
            os.waitid(os.P_PID, server, os.WEXITED | os.WNOWAIT)


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise MonitorError("a reading process was killed (out of memory?); try again with fewer workers") from error
