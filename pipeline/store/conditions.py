"""Conditions on the rows of a table: as Arrow expressions for reading, in delta-rs' SQL for writing."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

from pipeline.store.frames import ARROW, columns_of
from pipeline.store.schema import Table

TIMES = ("published_at", "at", "replaced_at", "updated_at")  # the first that a table has bounds since and until
MAX_VALUES = 2_000  # in one condition: delta-rs recurses over them, and 40,000 overrun its stack (measured with 1.6.6)

Where = Mapping[str, Any]
Between = tuple[dt.datetime, dt.datetime]  # since (inclusive) and until (exclusive)


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


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield at most `MAX_VALUES` of the values at a time."""
    for start in range(0, len(values), MAX_VALUES):
        yield values[start : start + MAX_VALUES]


def one_of(column: str, values: Sequence[str]) -> str:
    """Return the condition that a text column has one of some values, in SQL."""
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"{column} IN ({listed})"


def within(table: Table, between: Between | None, prefix: str = "") -> str:
    """Return the end of a condition: a row lies between these times; "" where they are not known."""
    time = time_of(table)
    if not between or not time:
        return ""
    since, until = (moment.isoformat() for moment in between)
    return f" AND {prefix}{time} >= '{since}' AND {prefix}{time} < '{until}'"
