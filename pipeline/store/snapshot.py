"""One table at one version: what is read from it does not see later commits."""

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from pipeline.store.conditions import Where, filter_of
from pipeline.store.frames import columns_of, empty, to_frame
from pipeline.store.schema import Table

FEW_AT_ONCE = {"batch_size": 8_192, "batch_readahead": 1, "fragment_readahead": 1}
"""How Arrow reads where few rows are looked for in many: what is decoded is mostly dropped, and all ahead is memory."""

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
