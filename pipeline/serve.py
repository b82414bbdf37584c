"""The server: the Streamlit script wrapped in an ASGI app with downloads, feeds, health and security headers."""

import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config
from streamlit.web import bootstrap

from pipeline.errors import InputError
from pipeline.seeds import dashboard_script
from pipeline.serving.assets import Assets
from pipeline.serving.headers import SecurityHeaders
from pipeline.serving.health import health_routes
from pipeline.serving.ingester import Ingester
from pipeline.serving.routes import routes
from pipeline.serving.warming import Visits, warmed
from pipeline.settings import Settings, load_settings
from pipeline.store.tables import Store

NO_INGESTER = {"state": "none", "restarts": 0, "last_error": ""}


def build_app(
    settings: Settings, ingester: Callable[[], dict[str, Any]] | None = None, visits: Visits | None = None
) -> st.App:
    """Return the ASGI app; `ingester` tells the state of the ingesting process for the health route.

    `visits` is told whenever a page is asked for.
    """
    state = ingester or (lambda: dict(NO_INGESTER))
    seen = visits or Visits()
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    assets = Middleware(
        Assets,
        folder=Path(st.__file__).parent / "static",
        base=f"/{base}" if base else "",
        on_visit=seen.note,
    )
    return st.App(
        dashboard_script(),
        lifespan=warmed(seen),
        routes=[*routes(settings), *health_routes(settings, state)],
        middleware=[Middleware(SecurityHeaders), assets],
    )


def serve(settings: Settings, *, offline: bool) -> None:
    """Serve until interrupted, with ingestion in a process of its own.

    Raises `InputError` where the address cannot be used and `StoreError` where the store cannot be written.
    """
    gc.disable()  # until the first page is warm: a start makes little garbage, the search for it costs a tenth of it
    _check_address(settings.host, settings.port)
    if not offline:
        from pipeline.commands.feeds import feed_list

        feed_list(settings)
    Store.open(settings.store, options=settings.storage_options)
    _tell_children(settings)
    visits = Visits()
    ingester = Ingester(offline, visits.calm)
    script = dashboard_script()
    sys.argv = [str(script)]  # Streamlit looks for its config beside the script that was started
    options = {"server.address": settings.host, "server.port": settings.port, "server.headless": True}
    configure(script, options)
    app = build_app(settings, ingester.state, visits)
    ingester.start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app.run(config=options)
    except KeyboardInterrupt:
        return
    finally:
        ingester.stop()


def configure(script: Path, options: dict[str, Any]) -> None:
    """Let Streamlit read its configuration beside `script`, with `options` over it, before anything asks for one.

    Else the first to ask gets that of the working folder; when the server starts, Streamlit reads it again and says
    that it has to be restarted.
    """
    config._main_script_path = str(script.resolve())
    bootstrap.load_config_options(options)


def _check_address(host: str, port: int) -> None:
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, proto) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise InputError(f"cannot serve on {host}:{port}: {error.strerror or error}; choose another --port") from error


def _tell_children(settings: Settings) -> None:
    """Put the settings into the environment, from where the pages and the ingesting process take theirs."""
    for name, value in settings.model_dump(mode="json").items():
        if value is None:
            continue
        text = value if isinstance(value, str) else json.dumps(value)
        os.environ[f"UKRAINE_MONITOR_{name.upper()}"] = text
    load_settings.cache_clear()
