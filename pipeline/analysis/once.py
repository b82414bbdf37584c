"""What counts once: the earliest row of each announcement, statement or story, found fast among a million rows."""

from typing import Any, TypeAlias

import numpy as np
import pandas as pd

Mask: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.bool_]]"

_UNIQUE_BY = ("event_id", "echo_id", "story_id")


def unique(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the earliest row of each announcement, statement or story; rows without such an id all stay.

    Tones towards different targets of one statement are different rows.
    """
    column = told_by(frame)
    again = repeated(frame, column) if column else np.zeros(len(frame), dtype=bool)
    return frame[~again] if again.any() else frame


def told_by(frame: pd.DataFrame) -> str | None:
    """Return the column that tells repetitions, None where there is none."""
    return next((name for name in _UNIQUE_BY if name in frame.columns), None)


def keys_of(frame: pd.DataFrame) -> list[str]:
    """Return the columns in which rows with the same id differ that are no repetition."""
    return [name for name in ("voice", "target_id") if name in frame.columns]


def numbered(ids: "pd.Series[str]") -> "np.ndarray[Any, np.dtype[np.int64]]":
    """Return ids as numbers, which are compared faster: 0 and up, without large holes.

    Each row without an id (null or "") has a number of its own.
    """
    codes = pd.factorize(ids.replace("", None))[0].astype(np.int64)
    blank = codes < 0
    codes[blank] = codes.max(initial=0) + 1 + np.arange(blank.sum())
    return codes


def repeated(frame: pd.DataFrame, column: str) -> Mask:
    """Return which rows repeat an earlier one."""
    again = np.zeros(len(frame), dtype=bool)
    if frame.empty:
        return again
    keys = keys_of(frame)
    ids = frame[[column, *keys]] if keys else frame[column]
    if "published_at" in frame.columns and not frame["published_at"].is_monotonic_increasing:
        order = np.argsort(frame["published_at"].to_numpy(), kind="stable")
        again[order] = _again(ids.iloc[order])
    else:
        again = _again(ids)
    return again & frame[column].notna().to_numpy() & (frame[column] != "").to_numpy()


def _again(ids: "pd.Series[Any] | pd.DataFrame") -> Mask:
    """Return which rows (there is one at least) have the same ids as an earlier one."""
    codes = (ids if isinstance(ids, pd.Series) else ids.iloc[:, 0]).to_numpy()
    dense = codes.dtype.kind == "i" and codes.min() >= 0 and codes.max() < 16 * len(codes) + 1000  # no large holes
    if not dense:
        return _same(ids)
    if isinstance(ids, pd.DataFrame):
        often = np.bincount(codes)[codes] > 1  # the others, mostly nearly all, have no other row to be compared with
        again = np.zeros(len(ids), dtype=bool)
        again[often] = _same(ids[often])
        return again
    return np.asarray(first_places(codes)[codes] != np.arange(len(codes)))


def first_places(codes: "np.ndarray[Any, np.dtype[np.int64]]") -> "np.ndarray[Any, np.dtype[np.intp]]":
    """Return where each code from 0 to the largest occurs first, 0 for those that do not; `codes` has one at least."""
    first = np.zeros(int(codes.max()) + 1, dtype=np.intp)
    first[codes[::-1]] = np.arange(len(codes))[::-1]  # of several places the last written stays: the earliest
    return first


def _same(ids: "pd.Series[Any] | pd.DataFrame") -> Mask:
    """Return what `_again` does, of ids of any kind."""
    if isinstance(ids, pd.DataFrame) and len(ids) and (numbers := _numbered(ids)) is not None:
        return pd.Series(numbers).duplicated().to_numpy()
    return ids.duplicated().to_numpy()


def _numbered(ids: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.int64]] | None":
    """Return a number for each different row, which is compared faster; None where there are too many to number."""
    numbers, most = np.zeros(len(ids), dtype=np.int64), 1
    for _, column in ids.items():
        codes = column.cat.codes if isinstance(column.dtype, pd.CategoricalDtype) else column
        if codes.dtype.kind != "i":
            codes = pd.Series(pd.factorize(codes)[0])
        places = codes.to_numpy().astype(np.int64) + 1  # a null is -1
        wide = int(places.max()) + 1
        most *= wide
        if most >= 2**62 or places.min() < 0:
            return None
        numbers = numbers * wide + places
    return numbers
