"""One server, one synthetic store and one real Chromium for all browser tests; nothing may leave the machine."""

import datetime as dt
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from pipeline.store.tables import Store
from tests.bench.synthetic import make_store
from tests.pages.conftest import HOSTILE

PATIENCE_MS = 60_000
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SERVE = """
from pipeline.serve import serve
from pipeline.settings import make_settings
serve(make_settings(), offline=True)
"""


@dataclass
class Site:
    """A running dashboard, which can be stopped and started again on the same port."""

    root: Path
    store: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        settings = {"STORE": str(self.store), "PORT": str(self.port), "HOST": "127.0.0.1", "BASELINE": "false"}
        env = os.environ | {f"UKRAINE_MONITOR_{name}": value for name, value in settings.items()}
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE], cwd=self.root, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)


@dataclass
class Visit:
    """A page in the browser with every request that it made."""

    page: Page
    home: str
    requests: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        self.requests.append(request.url)

    def open(self, path: str) -> Page:
        """Open a path of the dashboard and wait until it is drawn."""
        self.page.goto(f"{self.home}/{path}")
        self.ready()
        return self.page

    def ready(self) -> None:
        """Wait until the script has run and nothing is being loaded."""
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        self.page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")

    def strangers(self) -> list[str]:
        """Return the requests that left the machine."""
        own = (self.home, self.home.replace("http", "ws"), "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]


@pytest.fixture(scope="session")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The dashboard on a store of 2,000 synthetic statements."""
    store = tmp_path_factory.mktemp("browser") / "store"
    make_store(store, 2_000, days=60)
    _add_hostile_statement(Store.open(store))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Site(root, store, port)
    running.start()
    yield running
    running.stop()


def _add_hostile_statement(store: Store) -> None:
    """Add a statement whose texts and link try to do something."""
    row = store.read("statements").head(1)
    texts = dict.fromkeys(("title", "source", "speaker", "office", "quote", "sentence"), HOSTILE)
    ids = {"statement_id": "hostile", "echo_id": "hostile", "published_at": dt.datetime.now(dt.UTC)}
    store.append("statements", row.assign(**texts, **ids, url="javascript:alert(1)"))


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield launched
        launched.close()


@pytest.fixture
def visit(site: Site, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh visitor; the test fails where one of the requests left the machine."""
    theme = getattr(request, "param", "light")
    context = browser.new_context(
        viewport={"width": 1440, "height": 1000}, color_scheme=theme, accept_downloads=True, timezone_id="UTC"
    )
    context.set_default_timeout(PATIENCE_MS)
    visitor = Visit(context.new_page(), site.url)
    visitor.page.on("request", visitor.note)
    yield visitor
    strangers = visitor.strangers()
    context.close()
    assert not strangers, json.dumps(strangers[:5])
