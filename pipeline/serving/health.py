"""/health as JSON for people and monitors, /metrics as Prometheus text (exposition format 0.0.4)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from pipeline.errors import MonitorError
from pipeline.serving.routes import open_store
from pipeline.settings import Settings
from pipeline.store.schema import TABLES

State = Callable[[], dict[str, Any]]  # what the ingesting process is doing


def health_routes(settings: Settings, ingester: State) -> list[Route]:
    """Return /health and /metrics."""

    def health(_: Request) -> Response:
        found = look(settings, ingester)
        return JSONResponse(found, 200 if found["status"] == "ok" else 503)

    def metrics(_: Request) -> Response:
        return PlainTextResponse(prometheus(look(settings, ingester)), media_type="text/plain; version=0.0.4")

    return [Route("/health", health), Route("/metrics", metrics)]


def look(settings: Settings, ingester: State) -> dict[str, Any]:
    """Return the state of store, feeds and ingestion; `status` is ok or the reason in words."""
    working = ingester()
    found: dict[str, Any] = {"status": "ok", "store": settings.store, "ingester": working}
    try:
        store = open_store(settings)
        feeds = store.read("feeds", ["health", "last_ok_at", "last_item_at"])
    except MonitorError as error:
        return found | {"status": str(error)}
    if working["state"] == "failing":
        found["status"] = f"ingestion fails: {working['last_error']}"
    return found | {
        "version": store.version(),
        "rows": {name: store.count(name) for name in TABLES},
        "feeds": {str(name): int(count) for name, count in feeds["health"].value_counts().items() if count},
        "newest_item": _iso(feeds["last_item_at"].max()),
        "last_answer": _iso(feeds["last_ok_at"].max()),
    }


def prometheus(found: dict[str, Any]) -> str:
    """Return what `look` found as Prometheus text."""
    lines = ["# HELP ukraine_monitor_up 1 where the store can be read and ingestion works."]
    lines += ["# TYPE ukraine_monitor_up gauge", f"ukraine_monitor_up {int(found['status'] == 'ok')}"]
    lines += _series("rows", "Rows of a table.", "table", found.get("rows", {}))
    lines += _series("feeds", "Feeds by health.", "health", found.get("feeds", {}))
    for key, help_ in (("newest_item", "Time of the newest item."), ("last_answer", "Time of the last answer.")):
        if found.get(key):
            seconds = dt.datetime.fromisoformat(found[key]).timestamp()
            lines += _series(f"{key}_timestamp_seconds", help_, "", {"": seconds})
    lines += _series("ingester_restarts", "Restarts of the ingesting process.", "", {"": found["ingester"]["restarts"]})
    return "\n".join(lines) + "\n"


def _series(name: str, help_: str, label: str, values: dict[str, float]) -> list[str]:
    full = f"ukraine_monitor_{name}"
    lines = [f"# HELP {full} {help_}", f"# TYPE {full} gauge"]
    return lines + [
        f'{full}{{{label}="{key}"}} {value}' if label else f"{full} {value}" for key, value in values.items()
    ]


def _iso(time: Any) -> str | None:
    return None if pd.isna(time) else str(time.isoformat())
