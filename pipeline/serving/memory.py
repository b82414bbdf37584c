"""Memory that is done with goes back to the system, so that a server that runs for weeks does not grow.

Streamlit draws each refresh of the wall in a thread of its own, and Arrow's usual allocator (mimalloc) keeps what a
thread leaves behind: the server grew by steps of 2 to 15 MB. The allocator of the C library reuses it, and gives whole
pages back when it is asked to.
"""

import asyncio

import pyarrow as pa

from pipeline.store.memory import give_back

EVERY_S = 60.0


def use_system_memory() -> None:
    """Let Arrow allocate from now on where `give_back` (pipeline/store/memory.py) can reach it."""
    pa.set_memory_pool(pa.system_memory_pool())


async def keep_small() -> None:
    """Give memory back every minute, for ever."""
    while True:
        await asyncio.sleep(EVERY_S)
        await asyncio.to_thread(give_back)
