"""Streamlit's files: sent whole and for good where they are known, everything else is passed on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from pipeline.serving.assets import SENT_AT_ONCE, Assets, early_links

SCRIPT = "export default 1;" * SENT_AT_ONCE  # several pieces


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scripts = tmp_path / "static" / "js"
    scripts.mkdir(parents=True)
    (scripts / "PlotlyChart.abc.js").write_text(SCRIPT)
    (scripts / "empty.css").touch()
    (tmp_path / "secret.txt").write_text("outside static/")
    return tmp_path


def client(folder: Path, base: str = "", on_visit: Callable[[], None] = lambda: None) -> TestClient:
    async def page(request: Request) -> Response:
        return HTMLResponse("<p>page</p>")

    async def rest(request: Request) -> Response:
        return PlainTextResponse("passed on", 404)

    routes = [Route("/", page), Route("/{path:path}", rest, methods=["GET", "POST"])]
    assets = Middleware(Assets, folder=folder, base=base, on_visit=on_visit)
    return TestClient(Starlette(routes=routes, middleware=[assets]))


def test_a_known_file_is_sent_whole_to_be_kept(folder: Path) -> None:
    answer = client(folder).get("/static/js/PlotlyChart.abc.js")
    assert answer.text == SCRIPT
    assert answer.headers["content-type"].split("/")[1].startswith("javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert client(folder).get("/static/js/empty.css").content == b""


@pytest.mark.parametrize(
    "path", ["/static/js/other.js", "/static/js/../../secret.txt", "/static/%2e%2e/secret.txt", "/secret.txt"]
)
def test_what_is_not_listed_is_passed_on(folder: Path, path: str) -> None:
    assert client(folder).get(path).text == "passed on"


def test_questions_that_need_more_are_passed_on(folder: Path) -> None:
    path = "/static/js/PlotlyChart.abc.js"
    assert client(folder).post(path).text == "passed on"
    assert client(folder).get(path, headers={"range": "bytes=0-3"}).text == "passed on"


def test_files_lie_below_the_base_path(folder: Path) -> None:
    below = client(folder, "/monitor")
    assert below.get("/monitor/static/js/PlotlyChart.abc.js").text == SCRIPT
    assert below.get("/static/js/PlotlyChart.abc.js").text == "passed on"


def test_a_page_announces_the_largest_script_and_nothing_else_does(folder: Path) -> None:
    site = client(folder)
    assert site.get("/").headers["link"].startswith("<./static/js/PlotlyChart.abc.js>; rel=modulepreload")
    assert "link" not in site.get("/other").headers
    assert early_links(["static/js/Other.js"]) == b""


def test_pages_and_their_files_count_as_visits_and_nothing_else_does(folder: Path) -> None:
    seen: list[str] = []
    site = client(folder, on_visit=lambda: seen.append("visit"))
    site.get("/other")
    assert not seen
    site.get("/")
    site.get("/static/js/PlotlyChart.abc.js")
    assert len(seen) == 2
