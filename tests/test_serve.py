"""The server: routes hand out what the pages show, errors are one line, and `run` ingests, serves and ends cleanly."""

import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from pipeline.cli import call
from pipeline.seeds import dashboard_script
from pipeline.serving.atom import atom
from pipeline.serving.headers import SecurityHeaders
from pipeline.serving.health import health_routes
from pipeline.serving.routes import routes
from pipeline.settings import load_settings, make_settings
from pipeline.store.tables import Store
from tests.feedserver import NEWS, opml, serve

ATOM = "{http://www.w3.org/2005/Atom}"
RUNNING = {"state": "running", "restarts": 0, "last_error": ""}


def client(location: str, ingester: dict[str, Any] | None = None) -> TestClient:
    settings = make_settings(store=location)
    state = ingester or RUNNING
    app = Starlette(
        routes=[*routes(settings), *health_routes(settings, lambda: state)], middleware=[Middleware(SecurityHeaders)]
    )
    return TestClient(app)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store that a round of the loopback feeds has filled, through the command line."""
    place = tmp_path_factory.mktemp("served")
    with serve() as host, pytest.MonkeyPatch.context() as patch:
        patch.setenv("UKRAINE_MONITOR_BASELINE", "false")
        (place / "list.opml").write_bytes(opml(host, NEWS))
        options = ["--feeds", str(place / "list.opml"), "--allow-host", host, "--no-full-text", "--host-delay", "0"]
        assert call(["ingest", "--store", str(place / "store"), *options]) == 0
    return str(place / "store")


def rows(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_csv_routes_hold_the_rows_of_the_store(filled: str) -> None:
    web, store = client(filled), Store.open(filled)
    for name in ("statements", "aid", "tones", "articles", "flags", "feeds", "fetches"):
        answer = web.get(f"/csv/{name}.csv?count=mentions")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert f"ukraine-monitor-{name}_all_count-mentions_v" in answer.headers["content-disposition"]
        assert len(rows(answer)) == store.count(name)
    assert "text" not in rows(web.get("/csv/articles.csv"))[0]
    assert rows(web.get("/csv/articles.csv?source=south"))[0]["title"].startswith("'=HYPERLINK")
    assert len(rows(web.get("/csv/aid-events.csv?donor=DEU"))) == len(rows(web.get("/csv/aid-events.csv"))) == 1


def test_a_page_shows_what_the_round_brought(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UKRAINE_MONITOR_STORE", filled)
    load_settings.cache_clear()
    app = AppTest.from_file(str(dashboard_script()), default_timeout=120)
    app.query_params["period"] = "all"
    app.run()
    assert not app.exception
    shown = " ".join(element.proto.body for element in app.get("html"))
    shown += " ".join(element.value for element in app.markdown)
    assert "We will rebuild every house here." in shown
    load_settings.cache_clear()


def test_filters_narrow_and_slips_are_refused(filled: str) -> None:
    web = client(filled)
    assert len(rows(web.get("/csv/statements.csv?q=rebuild"))) == 1
    assert web.get("/csv/statements.csv?actr=x").status_code == 400
    wrong = web.get("/csv/statements.csv?since=yesterday")
    assert (wrong.status_code, wrong.text.count("\n")) == (400, 1)
    assert web.get("/csv/passwords.csv").status_code == 404
    assert web.get("/feeds/passwords.atom").status_code == 404


def test_a_header_on_request_says_what_the_file_holds(filled: str) -> None:
    lines = client(filled).get("/csv/statements.csv?header=1&q=rebuild").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "# ukraine-monitor: statements"
    assert "# rows: 1" in lines


def test_an_unchanged_answer_is_not_sent_again(filled: str) -> None:
    web = client(filled)
    first = web.get("/csv/statements.csv")
    again = web.get("/csv/statements.csv", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert web.get("/csv/statements.csv?q=x", headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_atom_feeds_tell_what_is_new(filled: str) -> None:
    web = client(filled)
    said = ET.fromstring(web.get("/feeds/statements.atom?q=rebuild").content)
    (entry,) = said.findall(f"{ATOM}entry")
    assert "We will rebuild every house here." in str(entry.findtext(f"{ATOM}title"))
    assert entry.find(f"{ATOM}link").attrib["href"] == "https://south.example/0"  # type: ignore[union-attr]
    aid = ET.fromstring(web.get("/feeds/aid.atom").content)
    assert "200,000,000 EUR" in str(aid.findtext(f"{ATOM}entry/{ATOM}title"))


def test_atom_escapes_what_is_hostile() -> None:
    hostile = "<script>\x00\x1b ]]> &"
    entry = {"id": "urn:x", "title": hostile, "link": "javascript:x", "updated": "2024-05-01T00:00:00Z", "summary": ""}
    feed = ET.fromstring(atom("t", "http://here.example/?a=<b>", [entry]))
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "<script> ]]> &"
    assert feed.find(f"{ATOM}entry/{ATOM}link") is None


def test_health_and_metrics_count(filled: str) -> None:
    web = client(filled)
    found = web.get("/health").json()
    assert (found["status"], found["rows"]["articles"], found["feeds"]["ok"]) == ("ok", 3, 2)
    metrics = web.get("/metrics").text
    assert "ukraine_monitor_up 1" in metrics
    assert 'ukraine_monitor_rows{table="articles"} 3' in metrics
    failing = client(filled, {"state": "failing", "restarts": 3, "last_error": "the process ended with 1"})
    assert failing.get("/health").status_code == 503
    assert "ukraine_monitor_ingester_restarts 3" in failing.get("/metrics").text


def test_a_missing_store_is_one_line_not_a_traceback(tmp_path: Path) -> None:
    web = client(str(tmp_path / "nowhere"))
    for path in ("/csv/statements.csv", "/feeds/aid.atom"):
        answer = web.get(path)
        assert (answer.status_code, answer.text.count("\n")) == (503, 1)
    assert web.get("/health").json()["status"].startswith("there is no store")


def test_every_answer_has_the_security_headers(filled: str) -> None:
    web = client(filled)
    for path in ("/csv/statements.csv", "/health", "/nothing"):
        headers = web.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert "object-src 'none'" in headers["content-security-policy"]
        assert "unsafe-eval" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str) -> tuple[Any, bytes]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return answer, answer.read()


def wait_for(port: int, path: str, found: str, process: "subprocess.Popen[bytes]") -> str:
    """Ask until the answer holds `found`; fail when the process ends first."""
    for _ in range(600):
        assert process.poll() is None
        try:
            body = get(port, path)[1].decode()
            if found in body:
                return body
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"{path} never held {found!r}")


@pytest.mark.slow
def test_run_ingests_serves_and_ends_with_its_child(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    port = free_port()
    place = str(tmp_path / "store")
    with serve() as host:
        (tmp_path / "list.opml").write_bytes(opml(host, NEWS))
        environment = os.environ | {
            "UKRAINE_MONITOR_BASELINE": "false",
            "UKRAINE_MONITOR_ALLOW_HOSTS": json.dumps([host]),
            "UKRAINE_MONITOR_FULL_TEXT": "false",
        }
        command = [sys.executable, "-m", "pipeline", "run", "--store", place, "--port", str(port)]
        command += ["--feeds", str(tmp_path / "list.opml"), "--every", "1h"]
        process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        try:
            wait_for(port, "/health", '"articles":3', process)
            answer, page = get(port, "/")
            assert b"<html" in page
            assert "script-src 'self'" in answer.headers["content-security-policy"]
            script = answer.headers["link"].split("<.")[1].split(">")[0]  # announced by the page, known to the server
            assert b"plotly" in get(port, script)[1][:2_000_000].lower()
            assert b"rebuild every house" in get(port, "/csv/statements.csv")[1]
            assert call(["run", "--store", place, "--port", str(port)]) == 2
            assert capsys.readouterr().err.count("\n") == 1
        finally:
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert b"Traceback" not in errors
    with Store.open(place).lock():  # nobody writes any more
        pass


def test_the_first_page_is_found_by_its_name_too(filled: str):
    answer = client(filled).get("/overview?period=7d&side=ukraine", follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"] == "./?period=7d&side=ukraine"


STARTED = """
import sys
import streamlit as st
from streamlit.web import bootstrap
from pipeline.seeds import dashboard_script
from pipeline.serve import build_app, configure
from pipeline.settings import load_settings
options = {"server.address": "127.0.0.1", "server.port": 18_765, "server.headless": True}
configure(dashboard_script(), options)
build_app(load_settings())
bootstrap.load_config_options(options)  # as the server does when it starts
print(st.get_option("server.port"), st.get_option("server.fileWatcherType"))
"""


def test_the_configuration_is_read_beside_the_script_and_asks_for_no_restart(tmp_path: Path, root: Path):
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text("[server]\nmaxUploadSize = 7\n")
    here = {**os.environ, "PYTHONPATH": str(root), "UKRAINE_MONITOR_STORE": str(tmp_path / "store")}
    done = subprocess.run(
        [sys.executable, "-c", STARTED], cwd=tmp_path, env=here, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["18765", "none"]
    assert "restart" not in done.stderr
