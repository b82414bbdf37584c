"""Stores of obviously synthetic rows, and a way to run the dashboard's script without a server."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pipeline.settings import load_settings
from pipeline.store.tables import Store
from tests.bench.synthetic import make_store

HOSTILE = (
    '=HYPERLINK("x") <script>alert(1)</script> **bold** \u202egnp.exe $x$ :material/home: [a](javascript:alert(1))'
)

Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of 600 statements of the last 60 days."""
    folder = tmp_path_factory.mktemp("filled") / "store"
    make_store(folder, 600, days=60)
    return folder


@pytest.fixture
def hostile(filled: Path, tmp_path: Path) -> Path:
    """The filled store with one row more in every table: its texts and links try to do something."""
    folder = tmp_path / "hostile"
    shutil.copytree(filled, folder)
    store = Store.open(folder)
    now = dt.datetime.now(dt.UTC)
    columns = ("title", "source", "speaker", "office", "quote", "sentence", "message", "donor_name")
    for name in ("statements", "tones", "aid", "flags", "articles"):
        row = store.read(name).head(1)
        changed = {column: HOSTILE for column in columns if column in row}
        changed |= {column: now for column in ("published_at", "announced_on") if column in row}
        store.append(name, row.assign(**changed, url="javascript:alert(1)", **{row.columns[0]: "hostile"}))
    return folder


@pytest.fixture
def open_page(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Run one page of the dashboard on a store; `open_page(store, "statements", side="russia")`."""

    def run(store: Path, page: str, **params: str | list[str]) -> AppTest:
        monkeypatch.setenv("UKRAINE_MONITOR_STORE", str(store))
        load_settings.cache_clear()
        app = AppTest.from_file(str(root / "dashboard.py"), default_timeout=60)
        for name, value in params.items():
            app.query_params[name] = value
        if page != "overview":
            app._page_hash = calc_hash(page)  # pages of `st.navigation` that are functions have no file to switch to
        return app.run()

    yield run
    load_settings.cache_clear()
    st.cache_data.clear()
    st.cache_resource.clear()
