"""How fast the pages are in a real Chromium: `python -m tests.bench.pages --rows N [--store DIR] [--json] [--keep]`.

Makes a synthetic store of N statements and N/5 articles (or takes one that was made so), serves it, and measures:
start of the server to the first chart of a cold browser; a warm change of page to its chart; a filter to the new
chart (median and worst of ten); memory of the server with four visitors; the CSV route's first byte and whole time.
Beside them the start of a script of three lines with one Plotly chart, by `streamlit run`: what of a cold start is
Streamlit's, Plotly's and the browser's on this machine. Times are seconds, memory is resident bytes in MB. Where others
use the machine too, the processor seconds of the server (server_cpu_…) tell more than the times.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.results import keep
from tests.bench.synthetic import make_store

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SERVE = (  # as the command `run` does it
    "from pipeline.store.memory import share_heaps; share_heaps(1); "
    "from pipeline.serve import serve; from pipeline.settings import make_settings as m; serve(m(), offline=True)"
)
BARE = """import plotly.graph_objects as go
import streamlit as st

st.plotly_chart(go.Figure(go.Bar(y=[3, 1, 2])))
"""
PATIENCE_MS = 180_000
ROUND = (("Coverage", "articles"), ("Statements", "series"))  # title of the page, card of its chart
PERIODS = ("90 d", "30 d", "1 y", "7 d", "all") * 2


def chromium_of(parser: argparse.ArgumentParser) -> str:
    """Return the path of a Chromium; end with the parser's error where there is none."""
    chromium = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if chromium is None:
        parser.error(f"no Chromium on the path (looked for {', '.join(BROWSERS)})")
    return chromium


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(store: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start the server on a free port; return it with its address."""
    port = free_port()
    settings = {"STORE": str(store), "PORT": str(port), "HOST": "127.0.0.1", "BASELINE": "false"}
    env = os.environ | {f"UKRAINE_MONITOR_{name}": value for name, value in settings.items()}
    command, quiet = [sys.executable, "-c", SERVE], subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=quiet, stderr=quiet)
    return process, f"http://127.0.0.1:{port}"


def start_bare(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start Streamlit with nothing but one chart on a free port; return it with its address."""
    port = free_port()
    (folder / "bare.py").write_text(BARE)
    options = ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
    command = [sys.executable, "-m", "streamlit", "run", "bare.py", "--browser.gatherUsageStats=false", *options]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return process, f"http://127.0.0.1:{port}"


def wait_for_server(url: str) -> None:
    """Return when the server answers."""
    while True:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.05)


def visit(browser: Browser, url: str) -> Page:
    """Open a page in a visitor's own context and wait for its first chart."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(url)
    page.locator(".trace.bars .point path").first.wait_for()
    return page


def change_page(page: Page, title: str, card: str) -> float:
    """Return the seconds from a click in the navigation to the chart of the next page."""
    began = time.perf_counter()
    page.locator("[data-testid=stSidebarNav] a", has_text=title).click()
    page.locator(f".st-key-card-{card} .trace.bars .point path").first.wait_for()
    return time.perf_counter() - began


def change_filter(page: Page, period: str) -> float:
    """Return the seconds from a click on a period to the chart drawn anew."""
    before = page.evaluate("() => document.querySelector('.st-key-card-series .js-plotly-plot')._fullData[0].x[0]")
    began = time.perf_counter()
    page.locator(".st-key-filters").get_by_text(period, exact=True).click()
    page.wait_for_function(
        "before => { const p = document.querySelector('.st-key-card-series .js-plotly-plot');"
        " return p && p._fullData && p._fullData[0].x[0] !== before; }",
        arg=before,
    )
    return time.perf_counter() - began


def memory_mb(process: subprocess.Popen[bytes]) -> float:
    """Return the resident memory of the server's process."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return round(int(line.split()[1]) / 1024, 1)
    return float("nan")


def cpu_s(process: subprocess.Popen[bytes]) -> float:
    """Return the processor seconds that the server has used, all its threads together."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def csv_times(url: str) -> tuple[float, float, int]:
    """Return seconds to the first byte and to the last, and the bytes, of all statements by the CSV route."""
    began = time.perf_counter()
    with urllib.request.urlopen(f"{url}/csv/statements.csv?count=mentions", timeout=180) as answer:
        answer.read(1)
        first = time.perf_counter() - began
        size = 1
        while part := answer.read(1 << 20):
            size += len(part)
    return round(first, 3), round(time.perf_counter() - began, 2), size


def bare_cold_start(chromium: str) -> float:
    """Return the seconds from the start of Streamlit to the one chart of its page in a cold browser."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        process, url = start_bare(Path(folder))
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
                wait_for_server(url)
                visit(browser, url)
                taken = time.perf_counter() - began
                browser.close()
        finally:
            process.terminate()
            process.wait(30)
    return taken


def measure(store: Path, chromium: str) -> dict[str, object]:
    """Return all figures for one store."""
    began = time.perf_counter()
    process, url = start(store)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
            wait_for_server(url)
            page = visit(browser, f"{url}/statements?by=side")
            cold, cold_cpu = time.perf_counter() - began, cpu_s(process)
            pages = [change_page(page, *stop) for stop in ROUND]
            before = cpu_s(process)
            warm = [change_page(page, *stop) for stop in ROUND * 3]
            between = cpu_s(process)
            filters = [change_filter(page, period) for period in PERIODS]
            after = cpu_s(process)
            for _ in range(3):
                visit(browser, f"{url}/statements?by=side")
            memory = memory_mb(process)
            browser.close()
        csv_before = cpu_s(process)
        first, whole, size = csv_times(url)
        csv_cpu = cpu_s(process) - csv_before
    finally:
        process.terminate()
        process.wait(30)
    return {
        "cold_start_to_first_chart_s": round(cold, 2),
        "first_page_changes_s": [round(value, 2) for value in pages],
        "warm_page_change_median_s": round(statistics.median(warm), 2),
        "filter_change_median_s": round(statistics.median(filters), 2),
        "filter_change_worst_s": round(max(filters), 2),
        "server_memory_four_visitors_mb": memory,
        "csv_first_byte_s": first,
        "csv_whole_s": whole,
        "csv_bytes": size,
        "server_cpu_cold_s": round(cold_cpu, 2),
        "server_cpu_page_change_s": round((between - before) / len(warm), 2),
        "server_cpu_filter_change_s": round((after - between) / len(filters), 2),
        "server_cpu_csv_s": round(csv_cpu, 2),
    }


def main() -> None:
    """Make the store, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000, help="statements in the store")
    parser.add_argument("--store", type=Path, help="a store that was made before")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--keep", action="store_true", help="write the figures to tests/bench/results.json")
    options = parser.parse_args()
    chromium = chromium_of(parser)
    with tempfile.TemporaryDirectory() as folder:
        store = options.store or Path(folder) / "store"
        if options.store is None:
            make_store(store, options.rows)
        figures = measure(store, chromium) | {"bare_cold_start_s": round(bare_cold_start(chromium), 2)}
    figures |= {"load_average": os.getloadavg()[0], "command": f"python -m tests.bench.pages --rows {options.rows}"}
    if options.keep:
        keep(f"pages-{options.rows}", figures)
    print(json.dumps(figures, indent=2) if options.json else "\n".join(f"{k}: {v}" for k, v in figures.items()))


if __name__ == "__main__":
    main()
