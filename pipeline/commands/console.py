"""The rim of the command line: progress on a terminal, output files that are whole or absent, reading of input."""

import contextlib
import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, TextIO

import typer

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
    """Yield where to write: stdout for "-", else a file that appears under its name when all of it is written.

    A device or a pipe is written into as it is; a link stays one, and what it points to is replaced.
    """
    if target == "-":
        with standard_output() as out:
            yield out.buffer
        return
    if not target:
        raise InputError("the name of the output file is empty; name a file, or - for stdout")
    try:
        with _straight(Path(target)) if _is_special(Path(target)) else _whole(Path(target)) as handle:
            yield handle
    except OSError as error:
        raise InputError(f"cannot write {target}: {error.strerror or error}") from error


@contextlib.contextmanager
def standard_output() -> Iterator[TextIO]:
    """Yield stdout and flush it. A reader that has enough, as `head` has, ends the command with 0."""
    if sys.stdout is None:  # what Python makes of a closed one
        raise InputError("stdout is closed; name a file with -o, or leave stdout open")
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError as error:
        drop_stdout()
        raise typer.Exit(0) from error
    except OSError as error:
        drop_stdout()
        raise InputError(f"cannot write to stdout: {error.strerror or error}") from error


def drop_stdout() -> None:
    """Lead stdout nowhere, so that what is left in its buffer fails no second time when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _is_special(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def _straight(path: Path) -> IO[bytes]:
    return path.open("wb")


@contextlib.contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    if path.is_dir():  # said before the work rather than after it
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    path = Path(os.path.realpath(path))
    part = path.with_name(f".ukraine-monitor.{os.getpid()}.part")
    try:
        with part.open("wb") as handle:
            yield handle
        part.replace(path)
    finally:
        with contextlib.suppress(OSError):  # a folder that is none has no part to remove
            part.unlink(missing_ok=True)


def read_bytes(source: str) -> bytes:
    """Return a file's bytes ("-": those of stdin); raise `InputError` where it cannot be read."""
    if source == "-":
        if sys.stdin is None:
            raise InputError("stdin is closed; name a file")
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {source!r}: {error.strerror or error}") from error


@contextlib.contextmanager
def lines_of(source: str) -> Iterator[Iterator[str]]:
    """Yield the lines of a UTF-8 text file ("-": stdin); raise `InputError` where it cannot be opened or one is not
    UTF-8.
    """
    if source == "-" and sys.stdin is None:
        raise InputError("stdin is closed; name a file")
    try:
        opened: IO[bytes] = sys.stdin.buffer if source == "-" else Path(source).open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise InputError(f"cannot read {source!r}: {error.strerror or error}") from error
    with contextlib.nullcontext(opened) if source == "-" else opened as handle:
        yield _decoded(handle, source)


def _decoded(lines: Iterable[bytes], source: str) -> Iterator[str]:
    for number, line in enumerate(_read(lines, source), 1):
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            where = f"line {number}, byte {error.start + 1} of it"
            raise InputError(f"{source} is not UTF-8 ({where}): save it as UTF-8") from error
        yield text.removeprefix("\ufeff") if number == 1 else text


def _read(lines: Iterable[bytes], source: str) -> Iterator[bytes]:
    try:
        yield from lines
    except OSError as error:
        raise InputError(f"cannot read {source!r}: {error.strerror or error}") from error
