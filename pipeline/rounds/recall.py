"""What the store holds already, read for the poller, which must tell what is new."""

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.ingest.known import Columns, Known, KnownArticles, KnownIds
from pipeline.store.frames import as_bytes
from pipeline.store.tables import Store

DAY = dt.timedelta(days=1)
NUMBERS = ("revision", "first_seen_at")
COLUMNS = ["article_id", "content_hash", *NUMBERS, "source_id"]  # in the order of `Columns`
ROWS = 100_000  # of which Python objects are made at once


def read_known(store: Store, now: dt.datetime) -> Known:
    """Return the articles and the rejected entries that the store holds, and what each feed gave in the day before."""
    parts = [_columns(batch) for batch in store.snapshot("articles").batches(COLUMNS, ROWS)]
    articles = KnownArticles(Columns(*map(np.concatenate, zip(*parts, strict=True))))
    return Known(articles, KnownIds(store.texts("rejected", "article_id")), _taken(store, now - DAY))


def _columns(batch: pa.RecordBatch) -> list[npt.NDArray[Any]]:
    return [
        batch.column(name).cast(pa.int64()).to_numpy() if name in NUMBERS else as_bytes(batch.column(name))
        for name in COLUMNS
    ]


def _taken(store: Store, since: dt.datetime) -> dict[str, int]:
    fetches = store.read("fetches", ["feed_id", "new_articles", "rejected"], since=since)
    sums = fetches.groupby("feed_id", observed=True)[["new_articles", "rejected"]].sum().sum(axis=1)
    return {str(feed_id): int(number) for feed_id, number in sums.items()}
