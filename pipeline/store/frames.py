"""Frames as the data dictionary says: pandas in memory, Arrow on the way to and from the tables.

| dtype    | pandas                 | Arrow                                  |
|----------|------------------------|----------------------------------------|
| string   | str                    | string                                 |
| json     | str                    | string                                 |
| category | category               | string in the table, dictionary in RAM |
| time     | datetime64[us, UTC]    | timestamp[us, UTC]                     |
| date     | datetime64[us] (00:00) | date32                                 |
| float    | float64                | float64                                |
| int      | Int64 (nullable)       | int64                                  |
| bool     | bool                   | bool                                   |
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from pipeline.errors import StoreError
from pipeline.store.schema import Column, DType, Table

Data: TypeAlias = "pd.DataFrame | pa.Table"  # a frame with some of a table's columns, or Arrow data with all of them

ARROW: dict[DType, pa.DataType] = {
    "string": pa.string(),
    "json": pa.string(),
    "category": pa.string(),
    "time": pa.timestamp("us", "UTC"),
    "date": pa.date32(),
    "float": pa.float64(),
    "int": pa.int64(),
    "bool": pa.bool_(),
}
PANDAS: dict[DType, str] = {
    "string": "str",
    "json": "str",
    "category": "category",
    "time": "datetime64[us, UTC]",
    "date": "datetime64[us]",
    "float": "float64",
    "int": "Int64",
    "bool": "bool",
}


def arrow_schema(table: Table) -> pa.Schema:
    """Return the Arrow schema of `table` as it lies on disk."""
    return pa.schema([pa.field(column.name, ARROW[column.dtype]) for column in table.columns])


def columns_of(table: Table, names: Sequence[str] | None) -> tuple[Column, ...]:
    """Return the columns called `names` in that order (all for None); raise `StoreError` for an unknown one."""
    if names is None:
        return table.columns
    known = {column.name: column for column in table.columns}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise StoreError(f"table {table.name} has no column {unknown[0]!r}; it has {', '.join(known)}")
    return tuple(known[name] for name in names)


def rows_of(rows: Iterable[Mapping[str, Any]], table: Table) -> pa.Table:
    """Return `rows` as Arrow data of `table`: every column; a missing key is null, an unknown one is left out."""
    listed = list(rows)
    arrays = [_array([row.get(column.name) for row in listed], column, table) for column in table.columns]
    return pa.Table.from_arrays(arrays, schema=arrow_schema(table))


def empty(table: Table, names: Sequence[str] | None = None) -> pd.DataFrame:
    """Return a frame of `table` without rows, with the dtypes of the schema."""
    columns = columns_of(table, names)
    schema = pa.schema([pa.field(column.name, ARROW[column.dtype]) for column in columns])
    return to_frame(schema.empty_table(), columns)


def to_arrow(data: Data, table: Table) -> pa.Table:
    """Return `data` as Arrow data of `table`; a column it lacks is null, one the table lacks is an error."""
    if isinstance(data, pa.Table):
        return data
    unknown = [str(name) for name in data if name not in table.names]
    if unknown:
        raise StoreError(f"table {table.name} has no column {unknown[0]!r}; it has {', '.join(table.names)}")
    arrays = [
        _array(data[column.name], column, table) if column.name in data else pa.nulls(len(data), ARROW[column.dtype])
        for column in table.columns
    ]
    return pa.Table.from_arrays(arrays, schema=arrow_schema(table))


def _array(values: "list[Any] | pd.Series[Any]", column: Column, table: Table) -> pa.Array | pa.ChunkedArray:
    """Return one column as Arrow data of the dtype that the schema names; times lose what is below a microsecond."""
    kind = ARROW[column.dtype]
    try:
        if isinstance(values, list):
            return pa.array(values, type=kind, from_pandas=True)
        if column.dtype in ("time", "date"):
            stamps = pd.Series(pd.to_datetime(values, utc=True)).dt.as_unit("us")
            return pa.array(stamps, type=ARROW["time"], from_pandas=True).cast(kind, safe=False)
        plain = values.astype(object) if column.dtype == "category" else values
        return pa.array(plain, type=kind, from_pandas=True)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise StoreError(f"{table.name}.{column.name} holds something else than {column.dtype}: {error}") from error


def as_bytes(values: pa.Array) -> "npt.NDArray[np.bytes_]":
    """Return texts in UTF-8, b"" for null: a fifth of what Python's strings take."""
    plain = values.cast(pa.string()).fill_null("").cast(pa.binary())
    return np.array(plain.to_pylist(), dtype=np.bytes_)


def to_frame(data: pa.Table, columns: Sequence[Column]) -> pd.DataFrame:
    """Return Arrow data as a frame with the pandas dtypes of `columns`, in their order."""
    ready = pa.table([_ready(data[column.name], column) for column in columns], [column.name for column in columns])
    frame: pd.DataFrame = ready.unify_dictionaries().to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    wrong = {c.name: PANDAS[c.dtype] for c in columns if str(frame[c.name].dtype) != PANDAS[c.dtype]}
    return frame.astype(wrong) if wrong else frame


def _ready(values: pa.ChunkedArray, column: Column) -> pa.ChunkedArray:
    """Return `values` in the Arrow type that pandas turns into the dtype of `column`."""
    if column.dtype == "date":
        return values.cast(pa.timestamp("us"))
    if column.dtype == "bool":
        return values.fill_null(False)
    if column.dtype != "category":
        return values
    # the dictionary of a file of nulls holds a null, which Arrow cannot unify
    if pa.types.is_dictionary(values.type) and any(chunk.dictionary.null_count for chunk in values.chunks):
        values = values.cast(values.type.value_type)
    return values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
