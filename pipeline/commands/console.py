"""The rim of the command line: progress on a terminal, output files that are whole or absent, reading of input."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from pipeline.errors import InputError

Progress = Callable[[str, int, int], None]


def say(line: str) -> None:
    """Write one line to stderr."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


@contextlib.contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """Yield a function that shows progress on stderr; None where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:>8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total or None)
            bar.update(tasks[what], completed=done, total=total or None)

        yield show


@contextlib.contextmanager
def output(target: str) -> Iterator[IO[bytes]]:
    """Yield where to write: stdout for "-", else a file that appears under its name when all of it is written."""
    if target == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as handle:
            yield handle
        part.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def read_bytes(source: str) -> bytes:
    """Return a file's bytes ("-": those of stdin); raise `InputError` where it cannot be read."""
    if source == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {source}: {error.strerror or error}") from error


@contextlib.contextmanager
def lines_of(source: str) -> Iterator[IO[str]]:
    """Yield an open UTF-8 text file ("-": stdin); raise `InputError` where it cannot be opened or is not UTF-8."""
    try:
        with (
            contextlib.nullcontext(sys.stdin)
            if source == "-"
            else Path(source).open(encoding="utf-8-sig", newline="\n")
        ) as handle:
            yield handle
    except UnicodeDecodeError as error:
        raise InputError(f"{source} is not UTF-8 (byte {error.start} of a block): save it as UTF-8") from error
    except OSError as error:
        raise InputError(f"cannot read {source}: {error.strerror or error}") from error
