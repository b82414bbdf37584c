"""Memory of a process that works for minutes and then waits, or goes on with something else."""

import ctypes
import os
import sys

ARENAS = 2
"""Heaps of the C library's allocator; by default each of a round's forty threads gets one, which keeps what it had."""

_M_ARENA_MAX = -8  # mallopt(3)


def be_frugal() -> None:
    """Make this process keep little memory that it does not use; call it before pyarrow is imported.

    Arrow's own allocator holds on to the largest batch it has seen, for speed that a round does not need.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    share_heaps()


def share_heaps(count: int = ARENAS) -> None:
    """Let the threads of this process share `count` heaps; call it before numpy, which starts threads, is imported.

    In a server that draws every page in a new thread one is enough, since mostly one thread holds the interpreter: in a
    heap of its own each would ask the system again for all the memory that the page before has just been done with.
    """
    _call("mallopt", _M_ARENA_MAX, count)


def give_back() -> bool:
    """Return to the system what was freed, before the tone model is loaded, for instance; tell whether any was."""
    return bool(_call("malloc_trim", 0))


def _call(name: str, *arguments: int) -> int:
    """Call a function of the C library where it has it, which only glibc does; return what it returns, else 0."""
    function = getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
    return int(function(*arguments)) if function is not None else 0
