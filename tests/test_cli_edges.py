"""The command line at its edges: odd outputs, readers that leave, closed streams, addresses that are none."""

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipeline.cli import call

TEXT = '"We will rebuild every house here," mayor Ruta Lind said on Monday.'


@pytest.fixture
def text(tmp_path: Path) -> str:
    (tmp_path / "one.txt").write_text(TEXT)
    return str(tmp_path / "one.txt")


def shell(command: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    line = command.replace("UM", f"{sys.executable} -m pipeline")
    root = str(Path(__file__).parents[1])
    environment = os.environ | {"PYTHONPATH": root}
    return subprocess.run(["bash", "-c", line], cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_a_pipe_is_written_into_and_not_replaced(text: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    assert call(["extract", text, "--json", "-o", str(pipe)]) == 0
    reader.join(30)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert json.loads(got[0])["statements"]


def test_a_link_stays_a_link(text: str, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real.json")
    assert call(["extract", text, "--json", "-o", str(tmp_path / "link")]) == 0
    assert (tmp_path / "link").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text())["statements"]


@pytest.mark.parametrize("target", ["", "x" * 300, "one.txt/below", "."])
def test_an_output_that_cannot_be_is_one_line(
    target: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(["extract", text, "-o", target]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["one.txt"]


def test_a_line_of_brackets_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.jsonl").write_text("[" * 100_000)
    assert call(["extract", "--jsonl", str(tmp_path / "in.jsonl"), "--workers", "1"]) == 2
    assert "line 1: " in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["http://"],
        ["https://desk example/rss"],
        ["https://desk.example/rss", "--title", "a\x07b"],
        ["https://desk.example/\nrss"],
        ["https://desk.example/\u202erss"],
        ["https://reader@desk.example/rss"],
        ["https://reader:secret@desk.example/rss"],
        ["https://desk.example/rss", "--country", "XYZ"],
        ["https://desk.example/rss", "--country", "Ukraine"],
        ["https://desk.example/rss", "--language", "ukr"],
        ["https://desk.example/rss", "--store", "{tmp}/one.txt"],
    ],
)
def test_a_feed_that_cannot_be_listed_is_one_line(
    arguments: list[str], text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [part.format(tmp=tmp_path) for part in arguments]
    assert call(["feeds", "add", *given, *([] if "--store" in given else ["--store", str(tmp_path / "s")])]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert [path.name for path in tmp_path.rglob("*.*") if path.name != "one.txt"] == []


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("UM feeds list | head -c 1; echo ${PIPESTATUS[0]} >&2", 0, "0\n"),
        ("UM extract --jsonl many.jsonl --workers 1 | head -c 1; echo ${PIPESTATUS[0]} >&2", 0, "0\n"),
        ("UM feeds list >&-", 2, "ukraine-monitor: stdout is closed"),
        ("UM extract - <&-", 2, "ukraine-monitor: stdin is closed"),
        ("UM nonsense 2>&-", 2, ""),
        ("UM feeds list >/dev/full", 2, "ukraine-monitor: cannot write to stdout: No space left"),
        ("UM feeds export >/dev/full", 2, "ukraine-monitor: cannot write to stdout: No space left"),
        ("UM --help >/dev/full", 2, "ukraine-monitor: cannot write to stdout: No space left"),
    ],
)
def test_streams_that_end_early_are_no_traceback(command: str, code: int, said: str, tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_text(
        "".join(f'{{"id": {n}, "text": "{"Towns hold. " * 9}"}}\n' for n in range(900))
    )
    done = shell(command, tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (code, 1 if said else 0)
    assert done.stderr.startswith(said)


@pytest.mark.parametrize("name", ["allow_hosts", "storage_options"])
def test_a_variable_that_is_no_json_is_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(f"UKRAINE_MONITOR_{name.upper()}", "{")
    assert call(["status", "--store", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert name in error
    assert error.count("\n") == 1


def test_a_group_without_a_command_shows_its_help_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["feeds"]) == 2
    out, err = capsys.readouterr()
    assert "Usage: ukraine-monitor feeds" in out
    assert err == ""


def test_a_document_of_a_day_to_come_is_refused_and_a_row_with_one_is_dated_today(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, rows, store = tmp_path / "talk.txt", tmp_path / "rows.csv", str(tmp_path / "store")
    text.write_text("Odo Marn said that the bridge in Toll was closed for the winter.")
    assert call(["add", str(text), "--store", store, "--published", "9999-12-31"]) == 2
    assert "9999-12-31 is no day" in capsys.readouterr().err
    rows.write_text("title,text,date\nBridge shut,Odo Marn said the bridge was closed.,9999-12-31\n")
    assert call(["add", str(rows), "--store", store]) == 0
    assert call(["add", str(text), "--store", store]) == 0


@pytest.mark.parametrize("store", ["", "foo://bar", "http://example.org/store"])
def test_an_address_that_names_no_store_is_refused(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["status", "--store", store]) == 2
    assert "names no store" in capsys.readouterr().err


def test_a_list_is_not_put_into_a_folder_that_is_no_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letters.doc").write_text("x")
    assert call(["feeds", "add", "https://example.org/feed", "--store", str(tmp_path)]) == 2
    assert "is not a store" in capsys.readouterr().err
    assert not (tmp_path / "feeds.opml").exists()


def test_a_list_without_a_feed_that_can_be_polled_is_not_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "list.opml"
    source.write_text('<opml version="2.0"><body><outline text="x" xmlUrl="javascript:1"/></body></opml>')
    assert call(["feeds", "import", str(source), "--store", str(tmp_path / "store")]) == 2
    assert "lists no feed" in capsys.readouterr().err
