"""The store: Delta Lake tables in one folder (or below one s3:// address), read and written as pandas frames.

A commit to a table is all or nothing, so that a reader never sees half a batch and a killed writer leaves none.
Across tables the order of writing makes a re-run end in the same state: whatever belongs to an article first, its row
in `articles` last (see `Store.sweep`).
"""

import contextlib
import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.fs as pafs
from deltalake import CommitProperties, DeltaTable, Field, Transaction, write_deltalake
from deltalake.exceptions import DeltaError, TableNotFoundError
from deltalake.table import TableMerger

from pipeline.errors import NewerStoreError, StoreError
from pipeline.store.conditions import Between, Where, chunks, filter_of, one_of, span_of, time_of, within
from pipeline.store.folder import check_folder
from pipeline.store.frames import Data, arrow_schema, as_bytes, columns_of, to_arrow, to_frame
from pipeline.store.lock import writer_lock
from pipeline.store.schema import SCHEMA_VERSION, TABLES, Table
from pipeline.store.snapshot import Snapshot

SCHEMA_KEY = "ukraineMonitor.schema"
SIZE_KEY, FILE_BYTES = "delta.targetFileSize", "4000000"
"""How large files may grow: to change one row, all of its file is decoded and written anew, in memory."""

OF_ARTICLE = ("statements", "aid", "tones", "flags")  # rows that belong to one article and go with it

SCHEMES = frozenset({"s3", "s3a", "gs", "az", "abfs", "abfss"})  # of remote stores
LOCAL = pafs.LocalFileSystem()


class Store:
    """All tables of one store. Open it with `Store.open`; hold `lock()` around writing."""

    def __init__(self, location: str, options: Mapping[str, str] | None = None) -> None:
        self.location = location
        self.options = dict(options or {})
        self.remote = "://" in location
        self._versions: dict[str, int] = {}
        self._tables: dict[str, DeltaTable] = {}
        self._datasets: dict[tuple[str, frozenset[str]], tuple[DeltaTable, int, ds.Dataset]] = {}

    @classmethod
    def open(cls, location: str | Path, *, create: bool = True, options: Mapping[str, str] | None = None) -> Self:
        """Open the store at `location`, making it where `create`; migrate an older one.

        Raises `NewerStoreError` for a store of a newer program, `StoreError` for a place that is no store or cannot
        be written.
        """
        store = cls(str(location), options)
        scheme, address, _ = store.location.partition("://")
        if not store.location.strip() or (address and scheme.lower() not in SCHEMES):
            raise StoreError(f"{store.location!r} names no store; give a folder, or an address like s3://bucket/folder")
        if not store.remote:
            check_folder(Path(store.location), create)
        found = {name: table for name in TABLES if (table := store._find(name)) is not None}
        if not found and not create:
            raise StoreError(f"there is no store at {store.location}; `ukraine-monitor ingest` makes one")
        for table in found.values():
            store._check_version(table)
        if create:
            store._make_tables(found)
        return store

    def uri(self, name: str) -> str:
        """Return the address of one table."""
        return f"{self.location.rstrip('/')}/{name}"

    def lock(
        self, wait: float = 0, on_wait: Callable[[str], None] | None = None
    ) -> contextlib.AbstractContextManager[None]:
        """Return the writer's lock; a remote store has none: let one machine write it."""
        if self.remote:
            return contextlib.nullcontext()
        return writer_lock(Path(self.location), wait, on_wait)

    # reading

    def read(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        since: dt.datetime | None = None,
        until: dt.datetime | None = None,
        where: Where | None = None,
    ) -> pd.DataFrame:
        """Return rows of table `name` with dtypes by schema, unordered.

        `since` (inclusive) and `until` (exclusive) bound the table's time column; `where` maps a column to one value
        or a list of allowed values (None for null). Projection and filters are pushed down to the files.
        """
        return self.snapshot(name).read(columns, since, until, where)

    def read_again(self, name: str, rows: pd.DataFrame, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the rows of table `name` that `rows` (at least one: key and time) names, as they are now."""
        table = TABLES[name]
        return self.read(name, columns, *span_of(rows[time_of(table)]), {table.key: rows[table.key].tolist()})

    def snapshot(self, name: str, labels: Collection[str] = ()) -> "Snapshot":
        """Return table `name` as it is now: what is read from it later does not see later commits.

        The text columns called `labels` are read as categories, which costs half where few texts differ.
        """
        with self.explained("read", name):
            return Snapshot(TABLES[name], self._dataset(name, labels), self.explained, labels)

    def scan(self, name: str, columns: Sequence[str] | None = None, batch_rows: int = 20_000) -> Iterator[pd.DataFrame]:
        """Yield all rows of table `name` in frames of at most `batch_rows` rows, without holding them all."""
        chosen = columns_of(TABLES[name], columns)
        for batch in self.snapshot(name).batches(columns, batch_rows):
            yield to_frame(pa.Table.from_batches([batch]), chosen)

    def texts(self, name: str, column: str, *, once: bool = False) -> "npt.NDArray[np.bytes_]":
        """Return a text column of all rows of table `name` in UTF-8, b"" for null, unordered.

        `once` leaves out most of what comes again.
        """
        read = (batch.column(0) for batch in self.snapshot(name).batches([column], 100_000))
        parts = [as_bytes(part.unique() if once else part) for part in read]
        return np.concatenate(parts) if parts else np.array([], dtype=np.bytes_)

    def count(self, name: str) -> int:
        """Return the number of rows of table `name`, from the log alone."""
        table = self._find(name)
        return int(table.count()) if table is not None else 0

    def version(self) -> str:
        """Return a short text that changes with every commit to any table; the cache key of everything read."""
        if self.remote:
            found = (self._find(name) for name in TABLES)
            return ".".join("-1" if table is None else str(table.version()) for table in found)
        return ".".join(str(self._table_version(name)) for name in TABLES)

    def mark(self, name: str, label: str) -> int:
        """Return the number last committed to table `name` under `label` (0 for none); see `append`."""
        table = self._find(name)
        return int(table.transaction_version(label) or 0) if table is not None else 0

    # writing

    def append(self, name: str, data: Data, marks: Mapping[str, int] | None = None) -> None:
        """Add rows in one commit. `marks` are numbers that the same commit records under a label."""
        if len(data) or marks:
            rows = to_arrow(data, TABLES[name])
            with self.explained("write", name):
                write_deltalake(self._table(name), rows, mode="append", commit_properties=_commit(marks))

    def upsert(self, name: str, data: Data, marks: Mapping[str, int] | None = None) -> None:
        """Add rows or replace those with the same key, in one commit; the last row of a key wins."""
        table = TABLES[name]
        rows = _last_of_each(to_arrow(data, table), table.key)
        if not len(rows) or not self._holds(name, table.key, rows[table.key].to_pylist()):
            self.append(name, rows, marks)
            return
        with self.explained("write", name):
            merger = self._merge(name, rows, "", marks)
            merger.when_matched_update_all().when_not_matched_insert_all().execute()

    def update(self, name: str, data: Data, marks: Mapping[str, int] | None = None) -> None:
        """Put rows that were read from the table, changed in all but key and time, in their places, in one commit.

        Only the files of their times are opened, so the cost does not grow with the table.
        """
        table = TABLES[name]
        rows = _last_of_each(to_arrow(data, table), table.key)
        if not len(rows):
            self.append(name, rows, marks)
            return
        times = rows[time_of(table)]
        span = None if times.null_count else span_of(pc.min_max(times).as_py().values())
        with self.explained("write", name):
            self._merge(name, rows, within(table, span, "t."), marks).when_matched_update_all().execute()

    def _merge(self, name: str, rows: pa.Table, condition: str, marks: Mapping[str, int] | None) -> TableMerger:
        key = TABLES[name].key
        return self._table(name).merge(
            rows,
            f"t.{key} = s.{key}{condition}",
            source_alias="s",
            target_alias="t",
            commit_properties=_commit(marks),
        )

    def replace(
        self,
        name: str,
        column: str,
        values: Sequence[str],
        data: Data,
        marks: Mapping[str, int] | None = None,
        between: Between | None = None,
    ) -> None:
        """Put `data`, whose `column` holds nothing but `values`, in the place of all rows that have one of them.

        One commit for each `MAX_VALUES` values: rows that share a value are replaced at once. Where the times of all
        rows, old and new, are known to lie `between` two, only the files of these times are opened.
        """
        if not values or not self._holds(name, column, values, between):
            self.append(name, data, marks)
            return
        rows = to_arrow(data, TABLES[name])
        for some in chunks(values):
            new = rows.filter(pc.is_in(rows[column], pa.array(some, pa.string())))
            with self.explained("write", name):
                write_deltalake(
                    self._table(name),
                    new,
                    mode="overwrite",
                    predicate=one_of(column, some) + within(TABLES[name], between),
                    commit_properties=_commit(marks),
                )

    def write_articles(self, articles: Data, rows: Mapping[str, Data], marks: Mapping[str, Mapping[str, int]]) -> None:
        """Add a batch of articles that the store does not have: what belongs to them first, their own rows last.

        `rows` holds a frame for each of `OF_ARTICLE`, `marks` what goes with the commit to a table.
        """
        for name in OF_ARTICLE:
            self.append(name, rows[name], marks.get(name))
        self.append("articles", articles, marks.get("articles"))

    def replace_articles(
        self,
        articles: Data,
        rows: Mapping[str, Data],
        marks: Mapping[str, Mapping[str, int]],
        between: Between | None = None,
    ) -> None:
        """Write a batch of articles of which the store may have older versions; theirs are replaced.

        `between`: see `replace`; the times of the articles, of the older versions as well.
        """
        ids = to_arrow(articles, TABLES["articles"])["article_id"].to_pylist()
        for name, data in [*((name, rows[name]) for name in OF_ARTICLE), ("articles", articles)]:
            self.replace(name, "article_id", ids, data, marks.get(name), between)

    def delete(self, name: str, column: str, values: Sequence[str]) -> None:
        """Delete the rows whose `column` is among `values`; one commit for each `MAX_VALUES` of them."""
        for some in chunks(values):
            with self.explained("write", name):
                self._table(name).delete(one_of(column, some))

    def keep_files_small(self) -> None:
        """Let the tables of an older program, too, be written in small files; a commit, so hold the lock around it."""
        for name in TABLES:
            table = self._table(name)
            if SIZE_KEY not in table.metadata().configuration:
                with self.explained("write", name):
                    table.alter.set_table_properties({SIZE_KEY: FILE_BYTES}, raise_if_not_exists=False)

    def compact(self, name: str, keep_hours: int) -> int:
        """Join small files, record a checkpoint, remove files that no version of the last hours needs; return how many.

        Readers are not disturbed; files of versions younger than `keep_hours` stay for those who read them.
        """
        table = self._table(name)
        with self.explained("compact", name):
            table.optimize.compact()
            table.create_checkpoint()
            table.cleanup_metadata()
            return len(table.vacuum(keep_hours, dry_run=False, enforce_retention_duration=False))

    def sweep(self) -> dict[str, int]:
        """Delete rows of articles that have no row: what a killed writer left. Return how many articles, by table."""
        present = self.texts("articles", "article_id")
        swept = {}
        for name in OF_ARTICLE:
            orphans = np.setdiff1d(self.texts(name, "article_id", once=True), present)
            self.delete(name, "article_id", [article_id.decode() for article_id in orphans.tolist()])
            swept[name] = len(orphans)
        return swept

    # below

    def _holds(self, name: str, column: str, values: Sequence[str], between: Between | None = None) -> bool:
        dataset = self._dataset(name)
        if dataset is None:
            return False
        since, until = between or (None, None)
        condition = filter_of(TABLES[name], since, until, {column: values})
        with self.explained("read", name):
            return bool(dataset.head(1, columns=[column], filter=condition).num_rows)

    def _find(self, name: str) -> DeltaTable | None:
        """Return one table as it is now, opened anew only where somebody has written it; None where there is none."""
        version = -1 if self.remote else self._table_version(name)
        if version < 0 and not self.remote:
            return None
        known = self._tables.get(name)
        if known is not None and known.version() == version:
            return known
        try:
            self._tables[name] = DeltaTable(self.uri(name), storage_options=self.options or None)
            return self._tables[name]
        except TableNotFoundError:
            return None
        except (DeltaError, OSError, ValueError) as error:
            raise StoreError(f"cannot open table {name} of the store {self.location}: {_line(error)}") from error

    def _table(self, name: str) -> DeltaTable:
        table = self._find(name)
        if table is None:
            raise StoreError(f"the store {self.location} has no table {name}; open it for writing first")
        return table

    def _dataset(self, name: str, labels: Collection[str] = ()) -> ds.Dataset | None:
        """Return the files of one table as it is now; those of a local store are listed anew only after a commit."""
        table = self._find(name)
        if table is None:
            return None
        key = (name, frozenset(labels))
        known = self._datasets.get(key)
        if known is not None and known[0] is table and known[1] == table.version():
            return known[2]
        categories = {column.name for column in TABLES[name].columns if column.dtype == "category"} | set(labels)
        local = None if self.remote else pafs.SubTreeFileSystem(str(Path(self.uri(name)).absolute()), LOCAL)
        found = table.to_pyarrow_dataset(
            filesystem=local, parquet_read_options=ds.ParquetReadOptions(dictionary_columns=categories)
        )
        missing = [field for field in arrow_schema(TABLES[name]) if field.name not in found.schema.names]
        if missing:  # null in the rows of an older program
            found = found.replace_schema(pa.schema([*found.schema, *missing]))
        self._datasets[key] = (table, table.version(), found)
        return found

    def _table_version(self, name: str) -> int:
        log = Path(self.location) / name / "_delta_log"
        version = self._versions.get(name, -1)
        if version < 0:
            version = max((int(entry.stem) for entry in log.glob("*[0-9].json") if entry.stem.isdigit()), default=-1)
        while (log / f"{version + 1:020d}.json").exists():
            version += 1
        self._versions[name] = version
        return version

    def _check_version(self, table: DeltaTable) -> int:
        recorded = table.metadata().configuration.get(SCHEMA_KEY, "0")
        version = int(recorded) if recorded.isdigit() else 0
        if version > SCHEMA_VERSION:
            raise NewerStoreError(
                f"the store {self.location} was written by a newer version (schema {version}, this program knows "
                f"{SCHEMA_VERSION}); update ukraine-monitor"
            )
        return version

    def _make_tables(self, found: Mapping[str, DeltaTable]) -> None:
        for name, table in TABLES.items():
            with self.explained("create", name):
                if name not in found:
                    DeltaTable.create(
                        self.uri(name),
                        arrow_schema(table),
                        mode="ignore",
                        configuration={SCHEMA_KEY: str(SCHEMA_VERSION), SIZE_KEY: FILE_BYTES},
                        storage_options=self.options or None,
                        raise_if_key_not_exists=False,
                    )
                else:
                    self._migrate(found[name], table)

    def _migrate(self, found: DeltaTable, table: Table) -> None:
        """Add the columns that an older program did not know; they are null in its rows."""
        present = {field.name for field in found.schema().fields}
        missing = [field for field in arrow_schema(table) if field.name not in present]
        if missing:
            found.alter.add_columns([Field.from_arrow(field) for field in missing])
        if self._check_version(found) < SCHEMA_VERSION:
            found.alter.set_table_properties({SCHEMA_KEY: str(SCHEMA_VERSION)}, raise_if_not_exists=False)

    @contextlib.contextmanager
    def explained(self, verb: str, name: str) -> Iterator[None]:
        """Turn an error of the libraries below into a `StoreError` of one line."""
        try:
            yield
        except (DeltaError, OSError, pa.ArrowException) as error:
            raise StoreError(f"cannot {verb} table {name} of the store {self.location}: {_line(error)}") from error


def _commit(marks: Mapping[str, int] | None) -> CommitProperties | None:
    if not marks:
        return None
    return CommitProperties(app_transactions=[Transaction(label, number) for label, number in marks.items()])


def _last_of_each(rows: pa.Table, key: str) -> pa.Table:
    last = {value: index for index, value in enumerate(rows[key].to_pylist())}
    return rows if len(last) == len(rows) else rows.take(sorted(last.values()))


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]
