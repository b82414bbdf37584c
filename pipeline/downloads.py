"""What the command `export` and the routes of the server hand out: exactly the rows of a selection, streamed.

The rows are chosen on the few columns that the filters need; the rest is read once, batch by batch, while it is sent.
"""

import datetime as dt
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pandas as pd
import pyarrow as pa

from pipeline.analysis.ledger import events
from pipeline.analysis.once import numbered
from pipeline.analysis.selection import Selection, contains
from pipeline.analysis.tone import countries
from pipeline.store.frames import to_arrow
from pipeline.store.schema import TABLES, Column, DType, Table
from pipeline.store.snapshot import Snapshot
from pipeline.store.tables import Store

FILTER_COLUMNS = {
    "side": ("side",),
    "actor": ("actor_id",),
    "country": ("country",),
    "source": ("source_id", "feed_id"),
    "kind": ("kind",),
    "target": ("target_id", "targets"),
    "donor": ("donor",),
    "q": ("quote", "sentence", "title", "speaker"),
}
"""The columns that a filter of a selection looks at; see `Selection.apply`."""

ALWAYS = ("published_at", "announced_on", "at", "donor")  # times, and what tells aid from statements
LINKS = ("event_id", "echo_id", "story_id")
UNIQUE = (*LINKS, "voice", "target_id")  # what `analysis.once.unique` looks at
PRIVATE = {"articles": ("text",)}  # whole texts belong to their publishers
EVENTS = "aid-events"
JSON_COLUMNS = ("statuses", "items", "versions", "sources")  # of events
ORDERED = 100_000  # rows up to which they are put in the order of time; more are sent as they lie in the store


class Download:
    """Rows to hand out. They are chosen when they are first asked for, so that an answer can begin before that."""

    def __init__(self, columns: tuple[Column, ...], about: dict[str, str], choose: Callable[[], "Chosen"]) -> None:
        self.columns = columns
        self._about = about
        self._choose = choose

    @functools.cached_property
    def _chosen(self) -> "Chosen":
        return self._choose()

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        return self._chosen.rows

    @property
    def version(self) -> str:
        """Return the version of the data."""
        return self._about["data version"]

    @property
    def about(self) -> dict[str, str]:
        """Return what the file holds: table, version of the data, filters, rows, time of making."""
        return self._about | {"rows": str(self.rows)}

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows."""
        yield from self._chosen.batches


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rows of a download: their number, and themselves."""

    rows: int
    batches: Iterator[pa.RecordBatch]


def prepare(store: Store, what: str, selection: Selection, now: dt.datetime, *, with_text: bool = False) -> Download:
    """Return the rows of table `what` (or aid-events, the ledger) that `selection` asks for at `now`."""
    if what == EVENTS:
        return _prepare_events(store, selection, now)
    hidden = () if with_text else PRIVATE.get(what, ())
    columns = tuple(column for column in TABLES[what].columns if column.name not in hidden)
    about = _about(what, store.version(), selection, now)
    snapshot = store.snapshot(what)

    asks_speakers = what == "tones" and (selection.country or selection.q)
    said = store.snapshot("statements") if asks_speakers else None

    def choose() -> Chosen:
        mask = _chosen(snapshot, what, selection, now, said)
        names = [column.name for column in columns]
        rows = int(mask.sum())
        parts = _masked(snapshot, names, mask)
        return Chosen(rows, _in_order(parts, names) if 0 < rows <= ORDERED else parts)

    return Download(columns, about, choose)


def _prepare_events(store: Store, selection: Selection, now: dt.datetime) -> Download:
    """Return the ledger's events: donor, kind and period are the event's, source and words those of any mention."""
    version = store.version()
    aid = store.read("aid")
    found = events(aid)
    if selection.source or selection.q:
        mentions = Selection(source=selection.source, q=selection.q, count="mentions").apply(aid, now)
        found = found[found["event_id"].isin(mentions["event_id"])]
    found = selection.without("source", "q").apply(found, now)
    columns = tuple(Column(str(name), _dtype(str(name), found[name]), "") for name in found.columns)
    rows = to_arrow(found, Table(EVENTS, "one aid announcement", "event_id", columns))
    about = _about(EVENTS, version, selection, now)
    return Download(columns, about, lambda: Chosen(len(found), iter(rows.to_batches(20_000))))


def _dtype(name: str, values: "pd.Series[Any]") -> DType:
    if name in JSON_COLUMNS:
        return "json"
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return "time"
    kinds: dict[str, DType] = {"M": "date", "f": "float", "i": "int", "b": "bool"}
    return kinds.get(values.dtype.kind, "string")


def newest(store: Store, what: str, selection: Selection, now: dt.datetime, count: int) -> pd.DataFrame:
    """Return the newest `count` rows of table `what` that `selection` asks for, newest first; of aid what counts."""
    key = TABLES[what].key
    snapshot = store.snapshot(what)
    times = snapshot.read([key, "published_at", *(["counted"] if what == "aid" else [])])
    mask = _chosen(snapshot, what, selection, now)
    if what == "aid":
        mask &= times["counted"].to_numpy()
    ids = times[mask].sort_values(["published_at", key], ascending=False)[key].head(count).tolist()
    return snapshot.read(where={key: ids}).sort_values(["published_at", key], ascending=False)


def _chosen(
    snapshot: Snapshot, what: str, selection: Selection, now: dt.datetime, said: Snapshot | None = None
) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    table = TABLES[what]
    wanted = [*ALWAYS, *(UNIQUE if selection.count == "unique" else ())]
    for name, columns in FILTER_COLUMNS.items():
        if getattr(selection, name):
            wanted.extend(columns)
    if said is not None:
        wanted += ["actor_id", "statement_id"]
    frame = snapshot.read([name for name in (table.key, *table.names) if name in wanted] or [table.key])
    frame = frame.reset_index(drop=True)
    if said is not None and selection.country:  # a tone has no country of its own: it is that of who speaks
        spoken = said.read(["published_at", "actor_id", "country"]).sort_values("published_at", kind="stable")
        frame["country"] = countries(frame["actor_id"], spoken)
    for name in LINKS:
        if name in frame:
            frame[name] = numbered(frame[name])
    mask = np.zeros(len(frame), dtype=bool)
    if said is not None and selection.q:  # it is of its statement's words, speaker and headline, too
        frame = frame[contains(frame, selection.q, _ids_with(said, selection.q))]
        selection = selection.without("q")
    mask[selection.apply(frame, now).index.to_numpy()] = True
    return mask


def _ids_with(said: Snapshot, words: str) -> set[str]:
    """Return the ids of the statements that have these words."""
    ids: set[str] = set()
    for batch in said.batches(["statement_id", *FILTER_COLUMNS["q"]]):
        part = batch.to_pandas()
        ids.update(part.loc[contains(part, words), "statement_id"])
    return ids


def _masked(
    snapshot: Snapshot, names: list[str], chosen: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> Iterator[pa.RecordBatch]:
    start = 0
    for batch in snapshot.batches(names):
        part = chosen[start : start + batch.num_rows]
        start += batch.num_rows
        if part.all():
            yield batch
        elif part.any():
            yield batch.filter(pa.array(part))


def _in_order(batches: Iterator[pa.RecordBatch], names: list[str]) -> Iterator[pa.RecordBatch]:
    rows = pa.Table.from_batches(list(batches))
    times = [name for name in ("published_at", "at", "title") if name in names][:1]
    order = rows.select([*times, names[0]]).to_pandas().sort_values([*times, names[0]], kind="stable").index
    plain = [
        field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field for field in rows.schema
    ]
    yield from rows.cast(pa.schema(plain)).take(pa.array(order)).combine_chunks().to_batches(20_000)


def _about(what: str, version: str, selection: Selection, now: dt.datetime) -> dict[str, str]:
    return {
        "ukraine-monitor": what,
        "data version": version,
        "query": urlencode(selection.to_params(), doseq=True),
        "made at": pd.Timestamp(now).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
