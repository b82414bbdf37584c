"""One table at one version: what is read from it does not see later commits."""

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from pipeline.store.frames import ARROW, columns_of, empty, to_frame
from pipeline.store.schema import Table

TIMES = ("published_at", "at", "replaced_at", "updated_at")  # the first that a table has bounds since and until

FEW_AT_ONCE = {"batch_size": 8_192, "batch_readahead": 1, "fragment_readahead": 1}
"""How Arrow reads where few rows are looked for in many: what is decoded is mostly dropped, and all ahead is memory."""

Where = Mapping[str, Any]
Between = tuple[dt.datetime, dt.datetime]  # since (inclusive) and until (exclusive)
Explained = Callable[[str, str], contextlib.AbstractContextManager[None]]  # of verb and table; see `Store.explained`


class Snapshot:
    """One table at one version."""

    def __init__(
        self, table: Table, dataset: ds.Dataset | None, explained: Explained, labels: Collection[str] = ()
    ) -> None:
        self._table = table if not labels else _with_labels(table, labels)
        self._dataset = dataset
        self._explained = explained

    def read(
        self,
        columns: Sequence[str] | None = None,
        since: dt.datetime | None = None,
        until: dt.datetime | None = None,
        where: Where | None = None,
    ) -> pd.DataFrame:
        """Return what `Store.read` returns."""
        chosen = columns_of(self._table, columns)
        if self._dataset is None:
            return empty(self._table, columns)
        condition = filter_of(self._table, since, until, where)
        ahead = FEW_AT_ONCE if where else {}
        with self._explained("read", self._table.name):
            found = self._dataset.to_table([column.name for column in chosen], filter=condition, **ahead)
            return to_frame(found, chosen)

    def batches(self, columns: Sequence[str] | None = None, rows: int = 20_000) -> Iterator[pa.RecordBatch]:
        """Yield all rows in the order of `read`, as Arrow data of at most `rows` rows; categories as dictionaries."""
        names = [column.name for column in columns_of(self._table, columns)]
        if self._dataset is None:
            return
        with self._explained("read", self._table.name):
            for batch in self._dataset.to_batches(columns=names, batch_size=rows):
                if batch.num_rows:
                    yield batch


def _with_labels(table: Table, labels: Collection[str]) -> Table:
    """Return `table` with the columns called `labels` as categories."""
    columns = (dataclasses.replace(c, dtype="category") if c.name in labels else c for c in table.columns)
    return dataclasses.replace(table, columns=tuple(columns))


def span_of(times: Collection[dt.datetime]) -> Between:
    """Return since and until of some times, of which there is at least one."""
    return min(times), max(times) + dt.timedelta(microseconds=1)


def time_of(table: Table) -> str:
    """Return the column by which rows of `table` lie in time, "" where it has none."""
    return next((name for name in TIMES if name in table.names), "")


def filter_of(table: Table, since: dt.datetime | None, until: dt.datetime | None, where: Where | None) -> Any:
    """Return the condition on rows as an Arrow expression, None for all; see `Snapshot.read`."""
    parts = []
    time = time_of(table)
    if time and since:
        parts.append(ds.field(time) >= pa.scalar(since, pa.timestamp("us", "UTC")))
    if time and until:
        parts.append(ds.field(time) < pa.scalar(until, pa.timestamp("us", "UTC")))
    for column in columns_of(table, list(where or {})):
        parts.append(among(column.name, ARROW[column.dtype], (where or {})[column.name]))
    condition = None
    for part in parts:
        condition = part if condition is None else condition & part
    return condition


def among(name: str, kind: pa.DataType, allowed: Any) -> Any:
    """Return the condition that a column has one of the allowed values (None: null)."""
    values = list(allowed) if isinstance(allowed, (list, tuple, set, frozenset)) else [allowed]
    # the cast says that values are compared, not the statistics of files: those that a merge wrote are string_view,
    # which Arrow cannot compare with strings
    condition = ds.field(name).cast(kind).isin(pa.array([value for value in values if value is not None], kind))
    return condition | ds.field(name).is_null() if None in values else condition
