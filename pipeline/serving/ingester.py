"""The process that ingests behind the server, and the watch over it.

`python -m pipeline.serving.ingester [--offline]` runs rounds until its stdin closes, which happens when the server
ends, however it ends. A round may be cut off at any moment: the next one repairs what it left.
"""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.errors import MonitorError
from pipeline.settings import Settings, make_settings
from pipeline.store.memory import be_frugal

log = logging.getLogger("ukraine-monitor")

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0  # seconds before a restart, doubled each time
STEADY = 600.0  # seconds after which a process counts as having worked
CARE_EVERY = 7 * 86_400.0  # seconds between two rounds of maintenance
CARE_FILE = ".maintained"  # its time of change is that of the last maintenance
LOCK_WAIT = 600.0  # seconds to wait for another process that writes the store
LOOK = 0.25  # seconds between two looks whether the first visitor is served
KINDNESS = 10  # niceness of ingestion, so that a page never waits for it


class Ingester:
    """Keeps one ingesting process alive until `stop`; it begins when `calm` says that no visitor waits for a page."""

    def __init__(self, offline: bool, calm: Callable[[], bool] = lambda: True) -> None:
        self._calm = calm
        self._command = [sys.executable, "-m", "pipeline.serving.ingester", *(["--offline"] if offline else [])]
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="ingester", daemon=True)
        self._process: subprocess.Popen[bytes] | None = None
        self._restarts = 0
        self._last_error = ""

    def start(self) -> None:
        """Start the process and the thread that watches it."""
        self._thread.start()

    def stop(self) -> None:
        """End the process and the watch."""
        self._stopped.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
        self._thread.join(10)

    def state(self) -> dict[str, Any]:
        """Return what the process does: state (waiting, running, done, failing), restarts, last_error."""
        code = None if self._process is None else self._process.poll()
        begun = "waiting" if self._process is None else "running"
        state = begun if code is None else "done" if code == 0 else "failing"
        return {"state": state, "restarts": self._restarts, "last_error": self._last_error}

    def _watch(self) -> None:
        pause = FIRST_PAUSE
        while not self._calm() and not self._stopped.wait(LOOK):
            pass
        while not self._stopped.is_set():
            started = time.monotonic()
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE)  # noqa: S603 - fixed words
            code = self._process.wait()
            if code == 0 or self._stopped.is_set():
                return
            pause = FIRST_PAUSE if time.monotonic() - started > STEADY else min(2 * pause, LONGEST_PAUSE)
            self._restarts += 1
            self._last_error = f"the process ended with {code}"
            log.warning("ingestion ended with %s; starting it again in %.0f s", code, pause)
            self._stopped.wait(pause)


def work(settings: Settings, offline: bool) -> None:
    """Run rounds for ever, `settings.every` seconds apart; `offline` reads the baseline once."""
    from pipeline.commands.feeds import feed_list
    from pipeline.run import ingest_round
    from pipeline.store.tables import Store

    while True:
        started = time.monotonic()
        try:
            feeds = [] if offline else feed_list(settings)
            store = Store.open(settings.store, options=settings.storage_options)
            with store.lock(LOCK_WAIT, log.warning):
                report = ingest_round(store, feeds, settings)
                log.info("round: %s", report.as_dict() | {"failed": len(report.failed)})  # each fetch has its own line
                _care_if_due(store, settings)
        except MonitorError as error:
            log.error("the round failed: %s", error)
        if offline:
            return
        time.sleep(max(1.0, settings.every - (time.monotonic() - started)))


def _care_if_due(store: Any, settings: Settings) -> None:
    from pipeline.maintain import maintain

    if store.remote:
        return
    stamp = Path(store.location) / CARE_FILE
    if not stamp.exists():  # a new store needs no care yet
        stamp.touch()
    elif time.time() - stamp.stat().st_mtime > CARE_EVERY:
        log.info("maintenance: %s", maintain(store, settings.keep_texts_days))
        stamp.touch()


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 4096):  # not through a buffer, whose lock would outlive the interpreter
        pass
    os._exit(0)


def main() -> None:
    """Run rounds in this process until its stdin closes; it and its children step back for the server."""
    os.nice(KINDNESS)
    be_frugal()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for noisy in ("httpx", "httpcore", "trafilatura"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        work(make_settings(), "--offline" in sys.argv[1:])
    except KeyboardInterrupt:
        os._exit(0)


if __name__ == "__main__":
    main()
