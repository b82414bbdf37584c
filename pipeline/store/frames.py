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
from typing import Any

import pandas as pd
import pyarrow as pa

from pipeline.errors import StoreError
from pipeline.store.schema import Column, DType, Table

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


def frame_of(rows: Iterable[Mapping[str, Any]], table: Table) -> pd.DataFrame:
    """Return `rows` as a frame of `table`: every column, dtypes by schema; a missing key is null."""
    listed = list(rows)
    data = {column.name: [row.get(column.name) for row in listed] for column in table.columns}
    return to_frame(to_arrow(data, table), table.columns)


def empty(table: Table, names: Sequence[str] | None = None) -> pd.DataFrame:
    """Return a frame of `table` without rows, with the dtypes of the schema."""
    columns = columns_of(table, names)
    schema = pa.schema([pa.field(column.name, ARROW[column.dtype]) for column in columns])
    return to_frame(schema.empty_table(), columns)


def to_arrow(frame: pd.DataFrame | Mapping[str, Sequence[Any]], table: Table) -> pa.Table:
    """Return `frame` as Arrow data of `table`; a column it lacks is null, one the table lacks is an error."""
    unknown = [str(name) for name in frame if name not in table.names]
    if unknown:
        raise StoreError(f"table {table.name} has no column {unknown[0]!r}; it has {', '.join(table.names)}")
    length = len(frame) if isinstance(frame, pd.DataFrame) else max((len(v) for v in frame.values()), default=0)
    arrays = [
        _array(frame[column.name], column, table) if column.name in frame else pa.nulls(length, ARROW[column.dtype])
        for column in table.columns
    ]
    return pa.Table.from_arrays(arrays, schema=arrow_schema(table))


def _array(values: Any, column: Column, table: Table) -> pa.Array | pa.ChunkedArray:
    """Return one column as Arrow data of the dtype that the schema names; truncate dates to days."""
    kind = ARROW[column.dtype]
    try:
        if column.dtype in ("time", "date"):
            stamps = pd.Series(pd.to_datetime(pd.Series(values, dtype=object), utc=True, format="mixed"))
            return pa.array(stamps.dt.as_unit("us"), type=pa.timestamp("us", "UTC"), from_pandas=True).cast(
                kind, safe=False
            )
        if column.dtype == "category":
            values = pd.Series(values).astype(object)
        return pa.array(values, type=kind, from_pandas=True)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise StoreError(f"{table.name}.{column.name} holds something else than {column.dtype}: {error}") from error


def to_frame(data: pa.Table, columns: Sequence[Column]) -> pd.DataFrame:
    """Return Arrow data as a frame with the pandas dtypes of `columns`, in their order."""
    frame = pd.DataFrame({column.name: _series(data[column.name], column) for column in columns})
    return frame if columns else pd.DataFrame(index=range(data.num_rows))


def _series(values: pa.ChunkedArray, column: Column) -> pd.Series:
    if column.dtype == "category":
        series = _encoded(values).to_pandas()
    elif column.dtype == "int":
        series = values.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    elif column.dtype == "date":
        series = values.cast(pa.timestamp("us")).to_pandas()
    elif column.dtype == "bool":
        series = values.fill_null(False).to_pandas()
    else:
        series = values.to_pandas()
    return pd.Series(series.astype(PANDAS[column.dtype]))


def _encoded(values: pa.ChunkedArray) -> pa.DictionaryArray:
    """Return `values` with one dictionary; that of a file of nulls holds a null, which Arrow cannot unify."""
    if pa.types.is_dictionary(values.type) and any(chunk.dictionary.null_count for chunk in values.chunks):
        values = values.cast(values.type.value_type)
    if not pa.types.is_dictionary(values.type):
        values = values.dictionary_encode()
    return values.unify_dictionaries().combine_chunks()
