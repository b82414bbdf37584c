"""Examples to judge a classification by: a few rows of each class, drawn by lot, neither the clearest nor the newest.

The lot of a row hangs on its time and its id alone: it keeps it whatever else is selected.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

POOL = 24  # rows of a class that are looked at closely: of most of them only the time is
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio: near times get numbers far apart (Knuth 6.4)


def drawn(frame: pd.DataFrame, column: str, classes: Sequence[str], key: str, each: int = 3) -> pd.DataFrame:
    """Return up to `each` rows of every class of `column`, in the order of `classes`, then of their lots.

    `frame` has published_at, `key` (an id, which is hashed for a few rows of each class only) and may have echo_id
    (reprints are drawn once). Of the same moment, which is mostly the same article, one row is drawn where there are
    others.
    """
    tickets = pd.DatetimeIndex(frame["published_at"]).as_unit("us").asi8.astype(np.uint64) * _SPREAD
    values = frame[column]
    parts = [_of_class(frame, np.flatnonzero(values == name), tickets, key, each) for name in classes]
    return pd.concat(parts) if parts else frame.iloc[:0]


def _of_class(
    frame: pd.DataFrame, places: NDArray[np.intp], tickets: NDArray[np.uint64], key: str, each: int
) -> pd.DataFrame:
    pool = places
    if len(places) > POOL:
        pool = places[np.argpartition(tickets[places], POOL)[:POOL]]
    rows = frame.iloc[pool]
    lots = pd.util.hash_pandas_object(rows[key].astype(object), index=False).to_numpy()
    rows = rows.iloc[np.argsort(lots, kind="stable")]
    if "echo_id" in rows:
        rows = rows[~rows["echo_id"].duplicated() | rows["echo_id"].isna()]
    again = rows["published_at"].duplicated().to_numpy()
    return rows.iloc[np.argsort(again, kind="stable")[:each]]
