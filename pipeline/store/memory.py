"""Memory of a process that works for minutes and then waits, or goes on with something else."""

import ctypes
import os

ARENAS = 2
"""Heaps of the C library's allocator; by default each of a round's forty threads gets one, which keeps what it had."""

_M_ARENA_MAX = -8  # mallopt(3)


def be_frugal() -> None:
    """Make this process keep little memory that it does not use; call it before pyarrow is imported.

    Arrow's own allocator holds on to the largest batch it has seen, for speed that a round does not need.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    _call("mallopt", _M_ARENA_MAX, ARENAS)


def give_back() -> None:
    """Return to the system what was freed: before the tone model is loaded, for instance."""
    _call("malloc_trim", 0)


def _call(name: str, *arguments: int) -> None:
    """Call a function of the C library where it has it: only glibc does."""
    function = getattr(ctypes.CDLL(None), name, None)
    if function is not None:
        function(*arguments)
