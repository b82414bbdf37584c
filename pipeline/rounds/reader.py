"""Reading many texts: in this process, or spread over worker processes in chunks; the order of the input is kept."""

import contextlib
import datetime as dt
import logging
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Self

from pipeline.errors import MonitorError
from pipeline.records import Reading

log = logging.getLogger(__name__)

Text = tuple[str, dt.date]  # a text and the day it was published
Read = Callable[[str, dt.date], Reading]

CHUNK = 64  # texts handed to a worker at once
AHEAD = 4  # chunks in work for each worker
FEW = 200  # texts below which starting workers costs more than it saves


def read_text(text: str, published: dt.date) -> Reading:
    """Return what `extract.reading.read` finds; imported late, so that commands that read nothing start fast."""
    from pipeline.extract.reading import read

    return read(text, published)


def read_safely(read: Read, text: str, published: dt.date) -> Reading:
    """Return the reading of one text; a text that breaks the reader costs that text only, and says why."""
    try:
        return read(text, published)
    except Exception as error:  # one hostile text must not stop the others; what broke is logged and stored
        log.exception("could not read a text of %s that begins %r", published, text[:80])
        return Reading(language="", unread=f"the reader failed: {type(error).__name__}")


def _read_chunk(read: Read, texts: Sequence[Text]) -> list[Reading]:
    return [read_safely(read, text, published) for text, published in texts]


class Reader:
    """Reads texts, with worker processes where there are many; use it as a context manager."""

    def __init__(self, workers: int = 0, read: Read = read_text) -> None:
        """`workers` 0 is one for each processor, 1 reads in this process."""
        self._workers = workers or os.cpu_count() or 1
        self._read = read
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def read_all(self, texts: Sequence[Text]) -> list[Reading]:
        """Return one reading a text, in order."""
        if self._workers == 1 or (len(texts) < FEW and self._pool is None):
            return _read_chunk(self._read, texts)
        return list(self.stream(texts))

    def stream(self, texts: Iterable[Text]) -> Iterator[Reading]:
        """Yield one reading a text in order, holding only the chunks in work."""
        if self._workers == 1:
            for text, published in texts:
                yield read_safely(self._read, text, published)
            return
        source = iter(texts)
        waiting: deque[Future[list[Reading]]] = deque()
        pool = self._started()
        with _explained():
            while True:
                while len(waiting) < AHEAD * self._workers and (chunk := list(islice(source, CHUNK))):
                    waiting.append(pool.submit(_read_chunk, self._read, chunk))
                if not waiting:
                    return
                yield from waiting.popleft().result()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # a fork server forks from a process without threads; this one has those of HTTP, Arrow and the tone model
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["pipeline.extract.reading"])
            self._pool = ProcessPoolExecutor(self._workers, mp_context=context)
        return self._pool


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise MonitorError("a reading process was killed (out of memory?); try again with fewer workers") from error
