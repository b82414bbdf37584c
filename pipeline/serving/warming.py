"""What the first visitor would wait for, done while their browser still loads: the script is run once for nobody.

That imports the pages, reads the store into the frames that all sessions share and draws each kind of figure once. A
visitor who comes meanwhile waits for the same frames, not for a second reading.
"""

import asyncio
import contextlib
import gc
import logging
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

from streamlit.runtime import get_instance

log = logging.getLogger("ukraine-monitor")

SWITCH_S = 0.0005  # longest wait for the interpreter; Python's default lets an answer wait ten times as long


@contextlib.asynccontextmanager
async def warmed(app: object) -> AsyncIterator[dict[str, Any] | None]:
    """Lifespan of the app: warm up beside the first answers."""
    sys.setswitchinterval(SWITCH_S)
    task = asyncio.create_task(_rehearse())
    yield None
    task.cancel()


async def _rehearse() -> None:
    """Run the script once, then spare the collector of garbage all that stays as long as the server."""
    started = time.monotonic()
    try:
        good, reason = await get_instance().does_script_run_without_error()
    finally:
        gc.freeze()  # without a collection before, which would hold up everybody for half a second
        gc.enable()
    if good:
        log.info("warm after %.1f s", time.monotonic() - started)
    else:
        log.warning("the first run of the script failed (%s); a visitor will see why", reason)
