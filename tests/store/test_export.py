"""Exported bytes: spreadsheets run nothing, times are ISO, numbers stay numbers, every format says the same."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.store.export import BOM, csv_chunks, jsonl_chunks, write_parquet
from pipeline.store.frames import rows_of
from pipeline.store.schema import AID, STATEMENTS

NOON = dt.datetime(2024, 5, 1, 12, 30, 15, 999999, tzinfo=dt.UTC)
ROW = {
    "aid_id": "a1",
    "published_at": NOON,
    "counted": True,
    "announced_on": dt.date(2024, 4, 30),
    "donor": "NOR",
    "amount": -2.5,
    "span_start": 7,
    "items": '[[2, "boat"]]',
    "sentence": 'Say "so", they\nsaid — так',
}


def batches(*rows: dict[str, object]) -> Iterator[pa.RecordBatch]:
    table = rows_of(rows, AID)
    donor = table.schema.get_field_index("donor")
    yield from table.set_column(donor, "donor", table["donor"].dictionary_encode()).to_batches()


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_csv_row_reads_back() -> None:
    data = b"".join(csv_chunks(batches(ROW), AID.columns))
    assert data.startswith(BOM)
    (row,) = read_csv(data)
    assert list(row) == list(AID.names)
    assert row["published_at"] == "2024-05-01T12:30:15Z"
    assert row["announced_on"] == "2024-04-30"
    assert (row["counted"], row["amount"], row["span_start"], row["currency"]) == ("true", "-2.5", "7", "")
    assert (row["sentence"], row["items"], row["donor"]) == (ROW["sentence"], ROW["items"], "NOR")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_a_spreadsheet_would_run_is_defused(start: str) -> None:
    hostile = f'{start}HYPERLINK("https://x.example")'
    (row,) = read_csv(b"".join(csv_chunks(batches(ROW | {"sentence": hostile, "donor": hostile}), AID.columns)))
    assert row["sentence"] == row["donor"] == f"'{hostile}"
    assert row["amount"] == "-2.5"


def test_comment_lines_name_what_the_file_holds_and_cannot_be_broken_out_of() -> None:
    data = b"".join(csv_chunks(batches(), AID.columns, {"query": "q=a\r\nb", "rows": "0"})).decode("utf-8-sig")
    assert data.splitlines()[:2] == ["# query: q=a b", "# rows: 0"]
    assert data.splitlines()[2].startswith("aid_id,")
    assert len(data.splitlines()) == 3


def test_jsonl_keeps_types_and_opens_stored_json() -> None:
    (line,) = b"".join(jsonl_chunks(batches(ROW), AID.columns)).decode().splitlines()
    row = json.loads(line)
    assert row["items"] == [[2, "boat"]]
    assert (row["counted"], row["amount"], row["currency"]) == (True, -2.5, None)
    assert (row["published_at"], row["announced_on"]) == ("2024-05-01T12:30:15Z", "2024-04-30")


def test_parquet_keeps_every_value() -> None:
    sink = io.BytesIO()
    write_parquet(batches(ROW, {"aid_id": "a2"}), AID.columns, sink)
    frame = pd.read_parquet(sink)
    assert frame["donor"].tolist()[0] == "NOR"
    assert frame["published_at"][0] == pd.Timestamp(NOON)
    assert frame["sentence"][0] == ROW["sentence"]
    assert frame["amount"].isna().tolist() == [False, True]


@settings(max_examples=60)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30), max_size=5))
def test_any_text_survives_csv_but_for_the_apostrophe(texts: list[str]) -> None:
    rows = [{"statement_id": str(i), "quote": text} for i, text in enumerate(texts)]
    read = read_csv(b"".join(csv_chunks(rows_of(rows, STATEMENTS).to_batches(), STATEMENTS.columns)))
    assert [row["quote"] for row in read] == [
        f"'{t}" if t[:1] in ("=", "+", "-", "@", "\t", "\r") and t else t for t in texts
    ]
