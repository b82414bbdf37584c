"""Fetch + parse + sort, without a store: `python -m tests.bench.polling --opml URL_OR_FILE --allow-host HOST:PORT`.

Start the feeds first (a replay server), or make them: `--made 300` serves as many feeds of 100 entries. Two rounds are
measured, the second unchanged; the process' own CPU seconds stand beside wall seconds, because machines are shared.
"""

import argparse
import datetime as dt
import resource
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from pipeline.ingest.known import Known
from pipeline.ingest.opml import parse_opml
from pipeline.ingest.poller import poll
from pipeline.records import Feed
from pipeline.settings import make_settings
from tests.bench.results import keep
from tests.ingest.server import item, reply, rss, serving


def read_feeds(source: str) -> list[Feed]:
    """Return the feeds of an OPML file or address."""
    if source.startswith("http"):
        with urllib.request.urlopen(source) as answer:
            return parse_opml(answer.read().decode())
    return parse_opml(Path(source).read_text(encoding="utf-8"))


@contextmanager
def made(count: int) -> Iterator[tuple[list[Feed], str]]:
    """Serve `count` feeds of 100 entries; yield them and the host to allow."""
    with serving() as server:
        for number in range(count):
            entries = (
                item(f"Ukraine: pump {number}.{n} arrives in Kyiv", f"https://n{number}.example/{n}")
                for n in range(100)
            )
            server.paths[f"/{number}"] = reply(200, rss(*entries), {"ETag": f'"{number}"'})
        feeds = [Feed(f"f{n:03}", server.url(f"/{n}"), f"Feed {n}", language="en") for n in range(count)]
        yield feeds, server.host


def measure(feeds: list[Feed], host: str) -> dict[str, object]:
    """Poll twice and return the figures of both rounds."""
    settings = make_settings(allow_hosts=(host,), host_delay=0, baseline=False)
    known, states = Known(), pd.DataFrame()
    figures: dict[str, object] = {"feeds": len(feeds)}
    for name in ("first", "second"):
        wall, cpu = time.perf_counter(), time.process_time()
        results = list(poll(feeds, states, known, settings, force=True, now=dt.datetime.now(dt.UTC)))
        figures[f"{name}_seconds"] = round(time.perf_counter() - wall, 2)
        figures[f"{name}_cpu_seconds"] = round(time.process_time() - cpu, 2)
        figures[f"{name}_entries"] = sum(result.fetch.entries for result in results)
        figures[f"{name}_articles"] = sum(len(result.articles) for result in results)
        states = pd.DataFrame([result.state for result in results])
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def main() -> None:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--opml", default="")
    parser.add_argument("--allow-host", default="")
    parser.add_argument("--made", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.made:
        with made(arguments.made) as (feeds, host):
            name, figures = f"polling_made_{arguments.made}", measure(feeds, host)
    else:
        name, figures = "polling_replay", measure(read_feeds(arguments.opml), arguments.allow_host)
    print(figures)
    keep(name, figures)


if __name__ == "__main__":
    main()
