"""Whether the wall grows: `python -m tests.bench.wall_soak --minutes 30 --refresh 1 [--rows N] [--json] [--keep]`.

Shows the wall on a synthetic store in a real Chromium, all scenes in turn, and keeps, once a minute: resident memory of
the server and of all processes of the browser, the page's JavaScript heap after a collection, and its DOM nodes. Growth
is the slope of a straight line through the second half of the samples, so that filling caches does not count as growth;
memory is MB, growth MB an hour. The store does not change meanwhile.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.bench.pages import ARGS, PATIENCE_MS, chromium_of, memory_mb, start, wait_for_server
from tests.bench.results import keep
from tests.bench.synthetic import make_store

SAMPLE_S = 60.0
SCENE_S = 5  # so that each scene is shown often
WATCH = """() => { window.umTicks = 0; window.umScenes = {}; let last = '';
 setInterval(() => { const m = document.querySelector('.wall main'); if (!m || m.dataset.tick === last) return;
 last = m.dataset.tick; window.umTicks++; window.umScenes[m.dataset.scene] = 1; }, 100); }"""


def resident_mb(pids: Iterable[int]) -> float:
    """Return the memory of some processes in MB; pages that they share count once (proportional set size)."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue  # gone meanwhile
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return round(total / 1024, 1)


def descendants(root: int) -> list[int]:
    """Return the ids of the processes below `root`."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, waiting = [], [root]
    while waiting:
        for child in parents.get(waiting.pop(), []):
            found.append(child)
            waiting.append(child)
    return found


def sample(page: Page, session: CDPSession, server_mb: float, browser_mb: float) -> dict[str, float]:
    """Return one line of figures."""
    session.send("HeapProfiler.collectGarbage")
    metrics = {entry["name"]: entry["value"] for entry in session.send("Performance.getMetrics")["metrics"]}
    return {
        "server_mb": server_mb,
        "browser_mb": browser_mb,
        "heap_mb": round(metrics["JSHeapUsedSize"] / 1e6, 2),
        "nodes": metrics["Nodes"],
        "ticks": page.evaluate("() => window.umTicks"),
    }


def growth(samples: list[dict[str, float]], name: str, step_s: float) -> float:
    """Return the slope of the second half of the samples, an hour."""
    half = [line[name] for line in samples[len(samples) // 2 :]]
    return round(float(np.polyfit(np.arange(len(half)) * step_s / 3600, half, 1)[0]), 2) if len(half) > 2 else 0.0


def soak(store: Path, chromium: str, minutes: float, refresh: float) -> dict[str, object]:
    """Show the wall for so long; return the figures."""
    process, url = start(store)
    try:
        wait_for_server(url)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
            page = browser.new_page(viewport={"width": 1920, "height": 1080})
            page.set_default_timeout(PATIENCE_MS)
            page.goto(f"{url}/wall?every={SCENE_S}&refresh={refresh:g}")
            page.locator(".wall main").wait_for()
            session = page.context.new_cdp_session(page)
            session.send("Performance.enable")
            page.evaluate(WATCH)
            samples = []
            began = time.monotonic()
            while time.monotonic() - began < minutes * 60:
                page.wait_for_timeout(min(SAMPLE_S, minutes * 60 / 4) * 1000)
                own = set(descendants(os.getpid())) - {process.pid, *descendants(process.pid)}
                samples.append(sample(page, session, memory_mb(process), resident_mb(own)))
            seconds = time.monotonic() - began
            scenes = page.evaluate("() => Object.keys(window.umScenes).length")
            browser.close()
    finally:
        process.terminate()
        process.wait(30)
    step = seconds / len(samples)
    figures: dict[str, object] = {
        "minutes": round(seconds / 60, 1),
        "scenes": scenes,
        "refreshes": samples[-1]["ticks"],
    }
    for name in ("server_mb", "browser_mb", "heap_mb", "nodes"):
        figures[name] = [samples[0][name], samples[len(samples) // 2][name], samples[-1][name]]
        figures[f"{name}_growth_an_hour"] = growth(samples, name, step)
    for name in ("server_mb", "browser_mb"):
        figures[f"{name}_each_5_minutes"] = [line[name] for line in samples[4::5]]
    return figures


def main() -> None:
    """Make the store, show the wall, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--refresh", type=float, default=1.0, help="seconds between two looks at the data")
    parser.add_argument("--rows", type=int, default=10_000, help="statements in the store")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--keep", action="store_true", help="write the figures to tests/bench/results.json")
    options = parser.parse_args()
    chromium = chromium_of(parser)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        make_store(store, options.rows)
        figures = soak(store, chromium, options.minutes, options.refresh)
    command = f"python -m tests.bench.wall_soak --minutes {options.minutes:g} --refresh {options.refresh:g}"
    figures |= {"load_average": os.getloadavg()[0], "command": f"{command} --rows {options.rows}"}
    if options.keep:
        keep("wall_soak", figures)
    print(json.dumps(figures, indent=2) if options.json else "\n".join(f"{k}: {v}" for k, v in figures.items()))


if __name__ == "__main__":
    main()
