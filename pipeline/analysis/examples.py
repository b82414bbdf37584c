"""Examples to judge a classification by: a few rows of each class, drawn by lot, neither the clearest nor the newest.

The lot of a row hangs on its time and its id alone: it keeps it whatever else is selected. Of very many rows a stretch
of time is drawn first, since rows that are near each other are read at a fraction of the cost.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

STRETCH = 5_000  # rows among which is drawn, where a class has enough there
POOL = 24  # rows of a class that are looked at closely: of most of them only the time is
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio: near times get numbers far apart (Knuth 6.4)


def drawn(frame: pd.DataFrame, column: str, classes: Sequence[str], key: str, each: int = 3) -> pd.DataFrame:
    """Return up to `each` rows of every class of `column`, in the order of `classes`, then of their lots.

    `frame` is ordered by time and has published_at, `key` (an id, which is hashed for a few rows of each class only)
    and may have echo_id (reprints are drawn once). Of the same moment, which is mostly the same article, one row is
    drawn where there are others.
    """
    tickets = pd.DatetimeIndex(frame["published_at"]).as_unit("us").asi8.astype(np.uint64) * _SPREAD
    values, first = frame[column], _stretch(frame)
    parts = []
    for name in classes:
        places = np.flatnonzero(values == name)
        near = places[(places >= first) & (places < first + STRETCH)]
        parts.append(_of_class(frame, near if len(near) >= each else places, tickets, key, each))
    return pd.concat(parts) if parts else frame.iloc[:0]


def _stretch(frame: pd.DataFrame) -> int:
    """Return the place at which the stretch begins, any that has STRETCH rows; it hangs on the day of the first row."""
    if len(frame) <= STRETCH:
        return 0
    day = pd.Timestamp(frame["published_at"].iloc[0]).floor("D").value
    return int(np.random.default_rng(abs(day)).integers(len(frame) - STRETCH + 1))


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
