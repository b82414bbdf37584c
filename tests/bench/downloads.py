"""CSV of many rows through the server's route: time to the first byte, to the last, and processor time of the server.

    python -m tests.bench.downloads --rows 1000000 [--store FOLDER]

Makes a store of synthetic rows, serves it in a process of its own as `ukraine-monitor run` does (without pages), and
asks for all statements with the columns that they have, twice; the second figures are kept.
"""

import argparse
import http.client
import json
import multiprocessing
import resource
import socket
import tempfile
import time
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette

from pipeline.serving.routes import routes
from pipeline.settings import make_settings
from tests.bench.results import keep
from tests.bench.synthetic import make_store

QUERIES = {"all": "count=mentions", "unique": "count=unique", "one_side": "side=ukraine&count=mentions&period=30d"}


def serve(store: str, port: int) -> None:
    """Serve the routes on a loopback port."""
    uvicorn.run(Starlette(routes=routes(make_settings(store=store))), host="127.0.0.1", port=port, log_level="error")


def ask(port: int, path: str) -> dict[str, Any]:
    """Return seconds to the first byte and to the last, bytes and rows of one answer."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    started = time.perf_counter()
    link.request("GET", path)
    answer = link.getresponse()
    size, rows = len(answer.read(1)), -1
    first = time.perf_counter() - started
    while block := answer.read(1 << 20):
        size += len(block)
        rows += block.count(b"\n")
    total = time.perf_counter() - started
    return {"first_byte_s": round(first, 3), "all_s": round(total, 3), "megabytes": round(size / 1e6, 1), "rows": rows}


def main() -> None:
    """Measure, print and keep the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--store", type=Path, help="a store that this benchmark made before")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as made:
        store = given.store or Path(made) / "store"
        if not store.exists():
            make_store(store, given.rows)
        figures: dict[str, Any] = {"command": f"python -m tests.bench.downloads --rows {given.rows}"}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = multiprocessing.Process(target=serve, args=(str(store), port))
        server.start()
        while True:
            try:
                ask(port, "/csv/feeds.csv")
                break
            except OSError:
                time.sleep(0.1)
        for name, query in QUERIES.items():
            for _ in range(2):
                figures[name] = ask(port, f"/csv/statements.csv?{query}")
        server.terminate()
        server.join()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures["server_cpu_s"] = round(used.ru_utime + used.ru_stime, 1)
    figures["server_peak_mb"] = round(used.ru_maxrss / 1024)
    keep("downloads", figures)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
