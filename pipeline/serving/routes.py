"""Permanent addresses: /csv/TABLE.csv and /feeds/{statements,aid}.atom, with the filters of the pages' URLs.

The first page lies at the root, as Streamlit wants it; whoever asks for it by its name is sent there.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from pipeline.analysis.naming import as_attachment, file_name
from pipeline.analysis.selection import Selection, unknown_names
from pipeline.downloads import newest, prepare
from pipeline.errors import MonitorError
from pipeline.serving.atom import aid_entry, atom, statement_entry
from pipeline.settings import Settings
from pipeline.store.export import csv_chunks
from pipeline.store.schema import EXPORTABLE
from pipeline.store.tables import Store

HEADER = "header"  # parameter of the CSV routes: begin with comment lines
ENTRIES = 100  # of an Atom feed
FIRST_PAGE = "/overview"
ATOM = {"statements": statement_entry, "aid": aid_entry}


class Refused(MonitorError):
    """The query cannot be answered as it was asked."""


def routes(settings: Settings) -> list[Route]:
    """Return the routes on the store that the settings name."""
    return [
        Route("/csv/{name}.csv", _safely(lambda request: _csv(settings, request))),
        Route("/feeds/{name}.atom", _safely(lambda request: _atom(settings, request))),
        Route(FIRST_PAGE, _to_the_root),
    ]


def _to_the_root(request: Request) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"./{query}")


def open_store(settings: Settings) -> Store:
    """Return the store of the settings; raise `StoreError` where there is none yet."""
    return Store.open(settings.store, create=False, options=settings.storage_options)


def _safely(answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Return an endpoint (run in a thread, since it is not async) that turns errors into one line of text."""

    def endpoint(request: Request) -> Response:
        try:
            return answer(request)
        except Refused as error:
            return PlainTextResponse(f"{error}\n", 400)
        except MonitorError as error:
            return PlainTextResponse(f"{error}\n", 503, {"retry-after": "30"})

    return endpoint


def _csv(settings: Settings, request: Request) -> Response:
    name = request.path_params["name"]
    if name not in EXPORTABLE:
        return PlainTextResponse(f"no such table; there are {', '.join(EXPORTABLE)}\n", 404)
    selection = _selection(request.query_params)
    store, now = open_store(settings), dt.datetime.now(dt.UTC)
    tag = _tag(store, request, selection, now)
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"etag": tag})
    download = prepare(store, name, selection, now)
    about = download.about if request.query_params.get(HEADER) == "1" else None
    file = file_name(f"ukraine-monitor-{name}", selection, f"{download.version}_{now:%Y-%m-%d}")
    headers = {
        "content-disposition": as_attachment(file),
        "cache-control": "no-cache",
        "etag": tag,
        "x-data-version": download.version,
    }
    chunks = csv_chunks(download.batches(), download.columns, about)
    return StreamingResponse(chunks, media_type="text/csv; charset=utf-8", headers=headers)


def _atom(settings: Settings, request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ATOM:
        return PlainTextResponse(f"no such feed; there are {', '.join(ATOM)}\n", 404)
    selection = _selection(request.query_params)
    rows = newest(open_store(settings), name, selection, dt.datetime.now(dt.UTC), ENTRIES)
    entries = [ATOM[name](row) for row in rows.to_dict("records")]
    body = atom(f"Ukraine Monitor: {name}", str(request.url), entries)
    return Response(body, media_type="application/atom+xml", headers={"cache-control": "no-cache"})


def _selection(params: QueryParams) -> Selection:
    """Return what a query asks for; a slip in a permanent address is refused, since it would widen the answer."""
    strangers = [name for name in unknown_names(params) if name != HEADER]
    if strangers:
        raise Refused(f"{strangers[0][:40]!r} is no filter")
    selection, notes = Selection.from_params(params)
    if notes:
        raise Refused(" ".join(notes))
    return selection


def _tag(store: Store, request: Request, selection: Selection, now: dt.datetime) -> str:
    rolls = now.strftime("%Y-%m-%d %H:%M" if selection.period == "24h" else "%Y-%m-%d")
    asked: list[Any] = [request.url.path, store.version(), urlencode(sorted(request.query_params.multi_items())), rolls]
    return f'"{hashlib.blake2b(repr(asked).encode(), digest_size=12).hexdigest()}"'
