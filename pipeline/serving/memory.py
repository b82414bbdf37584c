"""Memory that is done with goes back to the system, so that a server that runs for weeks does not grow.

Streamlit draws each refresh of the wall in a thread of its own, and Arrow's usual allocator (mimalloc) keeps what a
thread leaves behind: the server grew by steps of 2 to 15 MB. The allocator of the C library reuses it, and gives whole
pages back when it is asked to.
"""

import asyncio
import ctypes
import sys

import pyarrow as pa

EVERY_S = 60.0


def use_system_memory() -> None:
    """Let Arrow allocate from now on where `give_back` can reach it."""
    pa.set_memory_pool(pa.system_memory_pool())


def give_back() -> bool:
    """Return free memory to the system; return whether the C library can (that of GNU)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    return bool(trim is not None and trim(0))


async def keep_small() -> None:
    """Give memory back every minute, for ever."""
    while True:
        await asyncio.sleep(EVERY_S)
        await asyncio.to_thread(give_back)
