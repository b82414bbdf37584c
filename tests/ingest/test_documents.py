"""Local documents of every kind become articles; what cannot be read is named with file, row and remedy."""

import datetime as dt
import json
import random
from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import InputError
from pipeline.ingest.documents import read_paths
from pipeline.records import Article
from tests.ingest.server import NOON, item, rss

DAY = dt.date(2024, 5, 10)
ROW = {
    "title": "Pumps",
    "text": "The pumps arrived.",
    "url": "https://x.example/a",
    "date": "2024-05-10T12:00:00Z",
    "source": "Courier",
}


def read(*paths: Path, published: dt.date | None = DAY, source: str | None = None) -> list[Article]:
    return list(read_paths(paths, published, source, NOON + dt.timedelta(days=1)))


def test_a_text_has_a_title_and_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "courier.txt"
    path.write_text("Pumps for Ukraine\n\nThe pumps\narrived.\n\nThey work.\n", encoding="utf-8-sig")
    (article,) = read(path)
    assert article.text == "Pumps for Ukraine\n\nThe pumps arrived.\n\nThey work."
    assert (article.title, article.source, article.text_from, article.date_from) == (
        "Pumps for Ukraine",
        "courier",
        "file",
        "given",
    )
    assert article.published_at == NOON


def test_reading_again_gives_the_same_ids_from_anywhere(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    for path in (tmp_path / "a.txt", tmp_path / "one" / "a.txt"):
        path.write_text("Pumps\nThe pumps arrived.")
    first, second = read(tmp_path / "a.txt", tmp_path / "one" / "a.txt")
    assert first.article_id == second.article_id
    assert read(tmp_path / "a.txt", source="Other")[0].article_id != first.article_id


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_tables_give_one_article_a_row(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"rows{suffix}"
    frame = pd.DataFrame([ROW, ROW | {"url": "https://x.example/b", "date": "2024-05-09"}])
    if suffix == ".jsonl":
        path.write_text("\n".join(json.dumps(row) for row in frame.to_dict("records")) + "\n\n")
    elif suffix == ".csv":
        frame.to_csv(path, index=False)
    else:
        frame.to_parquet(path)
    first, second = read(path)
    assert (first.title, first.url, first.source, first.published_at) == (
        "Pumps",
        "https://x.example/a",
        "Courier",
        NOON,
    )
    assert second.published_at == dt.datetime(2024, 5, 9, tzinfo=dt.UTC)
    assert first.source_id == second.source_id


def test_pages_and_feeds_are_read(tmp_path: Path) -> None:
    body = "".join(
        f"<p>Pump number {n} arrived in the village and was tried out at once by its people.</p>" for n in range(9)
    )
    (tmp_path / "a.html").write_text(
        f"<html><head><title>Pumps</title></head><body><article>{body}</article></body></html>"
    )
    (tmp_path / "b.rss").write_bytes(
        rss(item("A bakery opens", "https://x.example/1"), item("Second", "https://x.example/2"))
    )
    (tmp_path / "ignored.png").write_bytes(b"x")
    articles = read(tmp_path)
    assert [article.title for article in articles] == ["Pumps", "A bakery opens", "Second"]
    assert articles[1].source == "Dorvale Courier"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"x", "cannot be read"),
        ("a.txt", b"  ", "empty"),
        ("a.jsonl", b'{"text": "x"}\n{"text":', "line 2"),
        ("a.jsonl", b'["x"]', "object"),
        ("a.jsonl", b'{"body2": "x"}', "no text"),
        ("a.jsonl", b'{"text": "x", "date": "some day"}', "some day"),
        ("a.csv", b"title,text\nPumps,\n", "row 2"),
        ("a.csv", b"title,words\nPumps,x\n", "text"),
        ("a.parquet", b"PAR1 no", "Parquet"),
        ("a.html", b"<html><body></body></html>", "no article text"),
        ("a.xml", b"<opml/>", "no feed"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as caught:
        read(path)
    assert name in str(caught.value)


def test_missing_files_and_empty_folders_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(InputError, match=str(path)):
            read(path)


def test_without_a_date_the_file_dates_its_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Pumps\nThey arrived.")
    (article,) = list(read_paths([path], None, None, dt.datetime.now(dt.UTC)))
    assert dt.datetime.now(dt.UTC) - article.published_at < dt.timedelta(minutes=5)


@pytest.mark.parametrize(
    "content", [random.Random(7).randbytes(3_000), b"%PDF-1.7\n" + bytes(range(256)) * 9, b"\0" * 99]
)
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match="holds no text"):
        read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251", "koi8-r"])
def test_texts_of_every_encoding_are_no_bytes(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(("Насоси прибули.\r\n\r\n\tВони працюють.\f\r\n" * 20).encode(encoding, "replace"))
    assert "працюють" in read(path)[0].text


def test_a_store_is_no_folder_of_documents(tmp_path: Path) -> None:
    table = tmp_path / "store" / "articles"
    (table / "_delta_log").mkdir(parents=True)
    pd.DataFrame([ROW]).to_parquet(table / "part-0.parquet")
    (tmp_path / "one.txt").write_text("The pumps arrived.")
    for path in (tmp_path, tmp_path / "store", table, table / "part-0.parquet"):
        with pytest.raises(InputError, match="is a table of a store"):
            read(path)
    assert len(read(tmp_path / "one.txt")) == 1
