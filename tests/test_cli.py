"""The command line: the contract of each command, and one line with exit code 2 for whatever cannot be used."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.cli import call
from pipeline.store.tables import Store
from tests.feedserver import opml, serve

TEXT = 'Towns in Ukraine hold\n\n"We will rebuild every house here," mayor Ruta Lind said on Monday.'
STATEMENT_KEYS = [
    "kind", "content", "source", "cue", "quote", "speaker", "actor_id", "office", "sentence", "targets", "confidence",
]  # fmt: skip
AID_KEYS = [
    "donor", "donor_id", "recipient", "role", "status", "kind", "instrument", "amount", "amount_max", "qualifier",
    "currency", "amount_eur", "items", "programme", "supplier", "span", "sentence", "confidence",
]  # fmt: skip


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process and without the baseline, so that commands are quick."""
    monkeypatch.setenv("UKRAINE_MONITOR_WORKERS", "1")
    monkeypatch.setenv("UKRAINE_MONITOR_BASELINE", "false")


@pytest.fixture
def place(tmp_path: Path) -> str:
    return str(tmp_path / "store")


def ingest(place: str, host: str, tmp_path: Path, *more: str) -> list[str]:
    from tests.feedserver import NEWS

    (tmp_path / "feeds.opml").write_bytes(opml(host, NEWS))
    feeds = ["--feeds", str(tmp_path / "feeds.opml"), "--allow-host", host, "--host-delay", "0", "--no-full-text"]
    return ["ingest", "--store", place, *feeds, *more]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = call(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def test_ingest_status_export_tell_the_same_story(
    place: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    with serve() as host:
        assert call(ingest(place, host, tmp_path, "--json")) == 0
        report = json.loads(capsysbinary.readouterr().out)
        assert (report["asked"], report["answered"], report["new_articles"], report["rejected"]) == (3, 2, 3, 1)
        assert list(report["failed"]) == ["broken"]
        assert call(ingest(place, host, tmp_path, "--json", "--force")) == 0
        again = json.loads(capsysbinary.readouterr().out)
        assert (again["new_articles"], again["updated_articles"], again["rejected"]) == (0, 0, 0)
    assert call(["status", "--store", place, "--json"]) == 0
    status = json.loads(capsysbinary.readouterr().out)
    assert status["tables"]["articles"] == 3
    assert (status["answering"], status["failing"]) == (2, 1)
    assert {feed["feed_id"] for feed in status["feeds"]} == {"north", "south", "broken"}
    assert call(["status", "--store", place]) == 0
    assert b"Broken: Fails. Reason: " in capsysbinary.readouterr().out
    assert call(["export", "articles", "--store", place]) == 0
    data = capsysbinary.readouterr().out
    assert data.count(b"'=HYPERLINK(1)") == 1
    assert b"rebuild every house" not in data
    assert call(["export", "statements", "--store", place, "--format", "jsonl"]) == 0
    said = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
    assert "We will rebuild every house here." in {row["quote"].strip('“”"') for row in said}


def test_ingest_exits_with_1_if_no_feed_answers(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "dead.opml").write_bytes(opml("127.0.0.1:9", {}))
    code, out, _ = run(capsys, "ingest", "--store", place, "--feeds", str(tmp_path / "dead.opml"))
    assert code == 1
    assert "broken: blocked" in out


def test_extract_prints_the_contracts_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"{TEXT} Norway will give Ukraine 30 million euros in military aid, the government said."
    (tmp_path / "one.txt").write_text(text)
    out = tmp_path / "one.json"
    assert call(["extract", str(tmp_path / "one.txt"), "--published", "2024-05-01", "--json", "-o", str(out)]) == 0
    found = json.loads(out.read_text())
    assert list(found) == ["id", "statements", "aid", "not_counted", "flags"]
    assert found["statements"]
    assert found["aid"]
    for statement in found["statements"]:
        assert list(statement) == STATEMENT_KEYS
        assert statement["quote"] == " ... ".join(text[a:b] for a, b in statement["content"])
        assert all(list(target) == ["target_id", "span", "label", "score"] for target in statement["targets"])
    assert list(found["aid"][0]) == AID_KEYS
    assert (found["aid"][0]["donor_id"], found["aid"][0]["amount"]) == ("NOR", 30e6)
    assert call(["extract", str(tmp_path / "one.txt"), "-o", str(out)]) == 0
    assert "Norway: 30,000,000 EUR" in out.read_text()


def test_workers_change_neither_order_nor_bytes(tmp_path: Path) -> None:
    lines = [json.dumps({"id": i, "text": f"{TEXT} {i}", "date": "2024-05-01"}) for i in range(150)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n\n")
    for workers in ("1", "2"):
        target = str(tmp_path / f"{workers}.jsonl")
        assert call(["extract", "--jsonl", str(tmp_path / "in.jsonl"), "-o", target, "--workers", workers]) == 0
    one, two = ((tmp_path / f"{n}.jsonl").read_bytes() for n in "12")
    assert one == two
    assert [json.loads(line)["id"] for line in one.splitlines()] == list(range(150))


def test_a_bad_line_is_named_and_leaves_no_half_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 1, "text": "fine"}\n{"id": 2}\n')
    code, _, err = run(capsys, "extract", "--jsonl", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "out.jsonl"))
    assert code == 2
    assert "line 2: 'text' is missing" in err
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_add_keeps_documents_and_a_second_time_nothing(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.txt").write_text(TEXT)
    add = ["add", str(tmp_path / "one.txt"), "--store", place, "--published", "2024-05-01", "--source", "Desk"]
    assert run(capsys, *add)[1].startswith("1 new and 0 changed documents: 1 statements")
    assert run(capsys, *add)[1].startswith("0 new and 0 changed documents")
    article = Store.open(place).read("articles").iloc[0]
    assert (article["source"], str(article["published_at"].date())) == ("Desk", "2024-05-01")


def test_feeds_are_listed_added_removed_and_travel_as_opml(
    place: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    def said(*arguments: str) -> str:
        assert call(["feeds", *arguments, "--store", place]) == 0
        return capsysbinary.readouterr().out.decode()

    shipped = said("list").splitlines()
    assert len(shipped) > 100
    said("add", "https://desk.example/rss", "--title", "The Desk", "--country", "sgp", "--language", "EN")
    assert any("https://desk.example/rss\tThe Desk" in line for line in said("list").splitlines())
    assert [(row["country"], row["language"]) for row in json.loads(said("list", "--json"))][-1] == ("SGP", "en")
    said("export", "-o", str(tmp_path / "out.opml"))
    said("remove", "https://desk.example/rss")
    assert said("list").splitlines() == shipped
    assert said("import", str(tmp_path / "out.opml")).startswith("added 1 feeds")
    assert len(json.loads(said("list", "--json"))) == len(shipped) + 1


def test_export_writes_parquet_and_names_its_data(place: str, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(TEXT)
    assert call(["add", str(tmp_path / "one.txt"), "--store", place]) == 0
    assert (
        call(["export", "statements", "--store", place, "--format", "parquet", "-o", str(tmp_path / "s.parquet")]) == 0
    )
    assert len(pd.read_parquet(tmp_path / "s.parquet")) == 1
    assert (
        call(["export", "statements", "--store", place, "--header", "--side", "russia", "-o", str(tmp_path / "s.csv")])
        == 0
    )
    lines = (tmp_path / "s.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[2] == "# query: period=all&side=russia&count=mentions"
    assert "# rows: 0" in lines


def test_maintain_says_what_it_did(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.txt").write_text(TEXT)
    run(capsys, "add", str(tmp_path / "one.txt"), "--store", place, "--published", "2024-05-01")
    code, out, _ = run(capsys, "maintain", "--store", place, "--keep-texts-days", "30", "--json")
    assert code == 0
    assert (json.loads(out)["texts_dropped"], json.loads(out)["rows"]["articles"]) == (1, 1)
    assert "the store is sound" in run(capsys, "maintain", "--store", place)[1]


BAD: list[list[str]] = [
    ["status", "--store", "{tmp}/nowhere"],
    ["status", "--store", "{tmp}/file"],
    ["ingest", "--store", "{tmp}/file/x"],
    ["ingest", "--store", "{tmp}/s", "--feeds", "{tmp}/none.opml"],
    ["ingest", "--store", "{tmp}/s", "--feeds", "{tmp}/file"],
    ["ingest", "--host-delay", "-1"],
    ["ingest", "--nonsense"],
    ["nonsense"],
    ["export", "nonsense"],
    ["export", "statements", "--store", "{tmp}/nowhere"],
    ["export", "statements", "--store", "{tmp}/nowhere", "--since", "yesterday"],
    ["export", "statements", "--store", "{tmp}/nowhere", "--format", "xls"],
    ["extract"],
    ["extract", "{tmp}/none.txt"],
    ["extract", "{tmp}/latin.txt"],
    ["extract", "{tmp}/file", "--published", "01.05.2024"],
    ["extract", "--jsonl", "{tmp}/file"],
    ["extract", "--jsonl", "{tmp}/latin.txt"],
    ["extract", "{tmp}/file", "-o", "{tmp}/none/out.json"],
    ["tone", "--jsonl", "{tmp}/none.jsonl"],
    ["add", "{tmp}/none.txt", "--store", "{tmp}/s"],
    ["add", "{tmp}/odd.xyz", "--store", "{tmp}/s"],
    ["feeds", "add", "ftp://desk.example", "--store", "{tmp}/s"],
    ["feeds", "remove", "nobody", "--store", "{tmp}/s"],
    ["feeds", "import", "{tmp}/file", "--store", "{tmp}/s"],
    ["maintain", "--store", "{tmp}/nowhere"],
    ["run", "--every", "soon", "--store", "{tmp}/s"],
    ["run", "--every", "0", "--store", "{tmp}/s"],
    ["run", "--port", "70000", "--store", "{tmp}/s"],
]


@pytest.mark.parametrize("arguments", BAD, ids=" ".join)
def test_bad_input_is_one_line_and_exit_code_2(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no JSON, no OPML")
    (tmp_path / "odd.xyz").write_text("text")
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9 society")
    code, out, err = run(capsys, *(part.format(tmp=tmp_path) for part in arguments))
    assert code == 2
    assert out == ""
    assert err.startswith("ukraine-monitor: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "command", ["", "run", "ingest", "add", "extract", "tone", "export", "status", "maintain", "feeds"]
)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *filter(None, (command, "--help")))
    assert code == 0
    assert "Usage: ukraine-monitor" in out


@pytest.mark.parametrize(
    ("command", "words"),
    [("tone", '"span": [start, end]'), ("ingest", "[default: data]"), ("feeds import", "[default: the store's own")],
)
def test_the_help_keeps_what_stands_in_brackets(command: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, *command.split(), "--help")
    assert words in " ".join(out.split())


def test_the_module_is_the_command_and_imports_only_what_it_needs() -> None:
    code = (
        "import sys; from pipeline.cli import call; call(['--help']);"
        "print([m for m in ('pandas', 'streamlit', 'deltalake', 'onnxruntime') if m in sys.modules])"
    )
    done: Any = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
    module = subprocess.run([sys.executable, "-m", "pipeline", "nonsense"], capture_output=True, text=True, check=False)
    assert (module.returncode, module.stderr.count("\n")) == (2, 1)


def test_a_line_that_is_not_utf8_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(b"\xef\xbb\xbfab\xff\n")
    assert "(line 1, byte 6 of it)" in run(capsys, "tone", "--jsonl", str(path), "-o", "-")[2]
    path.write_bytes('\ufeff{"id": 1, "text": "Oster lies.", "span": [0, 5]}\n'.encode() + b'{"id": "caf\xe9"}\n')
    code, out, err = run(capsys, "tone", "--jsonl", str(path), "-o", "-")
    assert (code, out) == (2, "")
    assert f"{path} is not UTF-8 (line 2, byte 12 of it)" in err
