"""One writer a store: a lock on a file beside the tables, freed by the system when its holder dies."""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.errors import StoreError

NAME = ".writer.lock"
PAUSE = 0.1  # seconds between two tries


@contextlib.contextmanager
def writer_lock(folder: Path, wait: float = 0, on_wait: Callable[[str], None] | None = None) -> Iterator[None]:
    """Hold the writer's lock of `folder`; wait up to `wait` seconds, then raise `StoreError` naming the holder.

    `on_wait` is called once with one line that names the holder, when somebody else has the lock.
    """
    path = folder / NAME
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"cannot lock the store {folder}: {error.strerror}; choose a folder you may write") from error
    try:
        _take(handle, folder, wait, on_wait)
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def _take(handle: int, folder: Path, wait: float, on_wait: Callable[[str], None] | None) -> None:
    deadline = time.monotonic() + wait
    told = False
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            holder = os.pread(handle, 20, 0).decode(errors="replace").strip() or "unknown"
            message = f"the store {folder} is being written by process {holder}"
            if time.monotonic() >= deadline:
                raise StoreError(f"{message}; wait for it, or stop it") from None
            if on_wait and not told:
                on_wait(f"{message}; waiting")
                told = True
            time.sleep(PAUSE)
