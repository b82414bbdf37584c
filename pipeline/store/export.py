"""Rows on their way out, batch by batch: CSV for spreadsheets, JSON lines, Parquet.

CSV is UTF-8 with a byte order mark (Excel reads Cyrillic then), times are ISO 8601 in UTC, and a text that a
spreadsheet would run as a formula is defused by an apostrophe (OWASP, "CSV Injection"); numbers stay numbers.
"""

import io
import itertools
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from pipeline.store.frames import ARROW
from pipeline.store.schema import Column

Format = Literal["csv", "jsonl", "parquet"]
BOM = b"\xef\xbb\xbf"
RUN = np.isin(np.arange(256), list(b"=+-@\t\r"))  # first bytes that make a spreadsheet run a cell
FORMULA = r"^([=+\-@\t\r])"
AHEAD = 2  # batches that are turned into text at once; Arrow does so without holding the interpreter
TEXTS = ("string", "category")  # JSON begins with a bracket


def csv_chunks(
    batches: Iterable[pa.RecordBatch], columns: Sequence[Column], header: Mapping[str, str] | None = None
) -> Iterator[bytes]:
    """Yield a CSV file in pieces: byte order mark, comment lines of `header` (# name: value), column names, rows."""
    comments = "".join(f"# {name}: {' '.join(value.split())}\r\n" for name, value in (header or {}).items())
    yield BOM + comments.encode() + ",".join(column.name for column in columns).encode() + b"\r\n"
    yield from _ahead(batches, lambda batch: _csv_rows(batch, columns))


def _ahead(batches: Iterable[pa.RecordBatch], work: Callable[[pa.RecordBatch], bytes]) -> Iterator[bytes]:
    """Yield `work` of each batch in their order, with the next ones under way in threads."""
    source = iter(batches)
    with ThreadPoolExecutor(AHEAD) as pool:
        waiting: deque[Future[bytes]] = deque(pool.submit(work, batch) for batch in itertools.islice(source, AHEAD))
        while waiting:
            done = waiting.popleft().result()
            waiting.extend(pool.submit(work, batch) for batch in itertools.islice(source, 1))
            yield done


def _csv_rows(batch: pa.RecordBatch, columns: Sequence[Column]) -> bytes:
    cells = [_cells(batch[column.name], column) for column in columns]
    sink = io.BytesIO()
    options = pacsv.WriteOptions(include_header=False, quoting_style="needed", eol="\r\n")
    pacsv.write_csv(pa.Table.from_arrays(cells, [column.name for column in columns]), sink, options)
    return sink.getvalue()


def _cells(values: pa.Array, column: Column) -> pa.Array:
    if column.dtype == "time":
        return _iso(values)
    if column.dtype not in TEXTS or (column.dtype == "string" and column.name.endswith("_id")):
        return values  # our ids are hexadecimal
    if pa.types.is_dictionary(values.type):  # each different text is looked at once
        return defused(values.dictionary).take(values.indices)
    return defused(values)


def _iso(times: pa.Array) -> pa.Array:
    """Return times as 2024-05-01T12:00:00Z; a cast from times without zone is far faster than strftime."""
    plain = times.cast(pa.timestamp("us")).cast(pa.timestamp("s"), safe=False).cast(pa.string())
    return pc.binary_join_element_wise(pc.utf8_replace_slice(plain, 10, 11, "T"), pa.scalar("Z"), "")


def defused(texts: pa.Array) -> pa.Array:
    """Return texts with an apostrophe before a first character that makes a spreadsheet run them."""
    if not RUN[_first_bytes(texts)].any():  # a hundredth of the time of the rest
        return texts
    return pc.replace_substring_regex(texts, pattern=FORMULA, replacement=r"'\1")


def _first_bytes(texts: pa.Array) -> "np.ndarray[tuple[int], np.dtype[np.uint8]]":
    """Return the first byte (UTF-8) of each text that is not empty; a null may count as one."""
    plain = texts.cast(pa.string())
    _, offsets, content = plain.buffers()
    if not len(plain) or content is None or not content.size:
        return np.empty(0, np.uint8)
    places = np.frombuffer(offsets, np.int32)[plain.offset : plain.offset + len(plain) + 1]
    return np.frombuffer(content, np.uint8)[places[:-1][np.diff(places) > 0]]


def jsonl_chunks(batches: Iterable[pa.RecordBatch], columns: Sequence[Column]) -> Iterator[bytes]:
    """Yield one JSON object a row; times ISO 8601 in UTC, what the store holds as JSON as JSON."""
    for batch in batches:
        values = [_plain(batch[column.name], column) for column in columns]
        names = [column.name for column in columns]
        rows = (dict(zip(names, row, strict=True)) for row in zip(*values, strict=True))
        yield "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode("utf-8", "replace")


def _plain(values: pa.Array, column: Column) -> list[Any]:
    if column.dtype == "time":
        values = _iso(values)
    elif column.dtype == "date":
        values = pc.strftime(values, "%Y-%m-%d")
    listed: list[Any] = values.to_pylist()
    if column.dtype == "json":
        return [None if text is None else json.loads(text) for text in listed]
    return listed


def write_parquet(batches: Iterable[pa.RecordBatch], columns: Sequence[Column], sink: Any) -> None:
    """Write rows as one Parquet file with the types of the data dictionary."""
    schema = pa.schema([pa.field(column.name, ARROW[column.dtype]) for column in columns])
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_table(pa.Table.from_batches([batch]).select(schema.names).cast(schema))
