"""Seconds from the start of the server to the first chart: `python -m tests.bench.first_chart --store DIR [--keep]`.

DIR is a store that `ukraine-monitor ingest` has filled, for example with the baseline.
"""

import argparse
import json
import os
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench.pages import ARGS, chromium_of, start, visit, wait_for_server
from tests.bench.results import keep


def measure(store: Path, chromium: str) -> dict[str, object]:
    """Return the seconds until the server answers and until the first chart of a cold browser is drawn."""
    began = time.perf_counter()
    process, url = start(store)
    try:
        wait_for_server(url)
        up = time.perf_counter() - began
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
            visit(browser, url)
            drawn = time.perf_counter() - began
            browser.close()
    finally:
        process.terminate()
        process.wait(30)
    return {"server_up_s": round(up, 2), "first_chart_s": round(drawn, 2), "load_average": os.getloadavg()[0]}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, required=True, help="a filled store")
    parser.add_argument("--keep", action="store_true", help="write the figures to tests/bench/results.json")
    options = parser.parse_args()
    figures = measure(options.store, chromium_of(parser)) | {"command": "python -m tests.bench.first_chart --store DIR"}
    if options.keep:
        keep("first-chart", figures)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
