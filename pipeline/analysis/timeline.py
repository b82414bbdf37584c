"""Counts over time: buckets, series, shares, spikes and the words that mark them. pandas in, pandas out."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from pipeline.analysis.once import first_places
from pipeline.analysis.selection import Window

Step = Literal["hour", "day", "week", "month"]
STEPS: tuple[Step, ...] = ("hour", "day", "week", "month")
OTHER = "other"

Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]

_UNITS = {"hour": "h", "day": "D", "week": "D", "month": "M"}
_WORD = re.compile(r"[^\W\d_][\w’'-]{2,}")
_MONDAY = 4  # 1970-01-05, the first Monday, is day 4 of the Unix era


@dataclass(frozen=True, slots=True)
class Spike:
    """A bucket with far more than usual: its start, its count, the usual count, and how unusual (deviations)."""

    bucket: pd.Timestamp
    n: int
    usual: float
    excess: float


def step_for(start: pd.Timestamp, end: pd.Timestamp) -> Step:
    """Return the step that draws a stretch of time in about 20 to 60 buckets."""
    days = (end - start) / pd.Timedelta(days=1)
    if days <= 2:
        return "hour"
    if days <= 62:
        return "day"
    return "week" if days <= 430 else "month"


def span(times: "pd.Series[pd.Timestamp]", window: Window, now: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return start and end (UTC) of what is drawn: the window, where it is open the first row and the present."""
    days = times if isinstance(times.dtype, pd.DatetimeTZDtype) else times.dt.tz_localize("UTC")
    first = days.min() if len(days) else now
    last = max(days.max(), now) if len(days) else now
    start = window.start if window.start is not None else first
    end = window.end - pd.Timedelta(microseconds=1) if window.end is not None else last
    return start, max(start, end)


def bucket_numbers(times: "pd.Series[pd.Timestamp]", step: Step) -> Numbers:
    """Return the bucket of each time (UTC, not null) as a number that grows by one from bucket to bucket.

    Of many times in order only the edges of the buckets are looked for.
    """
    naive = times.dt.tz_localize(None) if isinstance(times.dtype, pd.DatetimeTZDtype) else times
    exact = naive.to_numpy()
    first, last = _numbers(exact[[0, -1]], step).tolist() if len(exact) else (0, 0)
    if not 0 <= last - first < len(exact) // 8 or (exact[1:] < exact[:-1]).any():
        return _numbers(exact, step)
    edges = bucket_starts(np.arange(first + 1, last + 1), step).to_numpy().astype(exact.dtype)
    return np.repeat(np.arange(first, last + 1), np.diff(exact.searchsorted(edges), prepend=0, append=len(exact)))


def _numbers(exact: "np.ndarray[Any, np.dtype[np.datetime64]]", step: Step) -> Numbers:
    """Return what `bucket_numbers` does, of times in any order."""
    if step == "month":
        return exact.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    whole = exact.astype(f"datetime64[{_UNITS[step]}]").astype(np.int64)
    return (whole - _MONDAY) // 7 if step == "week" else whole


def coded(labels: "pd.Series[Any]") -> tuple[Numbers, list[Any]]:
    """Return labels as places in the list of those that occur, which is sorted; null is -1.

    It is `pd.factorize` with `sort`, but categories, which are numbered already, are not numbered again.
    """
    if not isinstance(labels.dtype, pd.CategoricalDtype):
        codes, names = pd.factorize(labels, sort=True)
        return codes.astype(np.int64), list(names)
    given, categories = labels.cat.codes.to_numpy(), labels.cat.categories
    kept = np.flatnonzero(np.bincount(given + np.int64(1), minlength=len(categories) + 1)[1:])
    places = np.full(len(categories) + 1, -1, dtype=np.int64)  # code -1 (null) takes the last
    places[kept] = np.arange(len(kept))
    return places[given], list(categories[kept])


def tallied(numbers: Numbers) -> "pd.Series[int]":
    """Return how often each number occurs, most frequent first, of equally frequent ones the first to occur.

    It is `value_counts`, but numbers of which few are possible are counted without a look-up of each.
    """
    low, high = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, 0)
    if high - low >= len(numbers):
        return pd.Series(numbers).value_counts()
    places = numbers - low
    often, first = np.bincount(places), first_places(places)
    found = np.flatnonzero(often)
    found = found[np.lexsort((first[found], -often[found]))]
    return pd.Series(often[found], index=found + low)


def bucket_starts(numbers: Numbers, step: Step) -> pd.DatetimeIndex:
    """Return the start (UTC, without zone) of each numbered bucket."""
    whole = numbers * 7 + _MONDAY if step == "week" else numbers
    return pd.DatetimeIndex(whole.astype(f"datetime64[{_UNITS[step]}]").astype("datetime64[s]"), name="from")


def counts(
    times: "pd.Series[pd.Timestamp]",
    labels: "pd.Series[str] | None",
    step: Step,
    start: pd.Timestamp,
    end: pd.Timestamp,
    weights: "pd.Series[float] | None" = None,
) -> pd.DataFrame:
    """Return how many rows (or the sum of `weights`) fall into each bucket, one column a label, zeros filled in.

    The index "from" is the start of the bucket (UTC, without zone); null labels are left out; without labels the
    column is "n".
    """
    first, last = (int(bucket_numbers(pd.Series([edge]), step)[0]) for edge in (start, end))
    numbers = bucket_numbers(times, step) - first
    length = last - first + 1
    codes, names = coded(labels) if labels is not None else (np.zeros(len(times), int), ["n"])
    cells = numbers * len(names) + codes
    amount = weights.to_numpy() if weights is not None else None
    good = (codes >= 0) & (numbers >= 0) & (numbers < length)
    if not good.all():
        cells, amount = cells[good], amount[good] if amount is not None else None
    table = np.bincount(cells, amount, minlength=length * len(names)).reshape(length, len(names))
    return pd.DataFrame(table, index=bucket_starts(np.arange(first, last + 1), step), columns=names)


def top_labels(labels: "pd.Series[str]", keep: int, always: Iterable[str] = ()) -> "pd.Series[str]":
    """Return labels, all but those of `always` and the most frequent (`keep` in all) turned into "other"."""
    ranking = labels.value_counts()
    fixed = list(always)
    kept = list(dict.fromkeys([*fixed, *(name for name in ranking[ranking > 0].index if name != OTHER)]))
    kept = kept[: max(keep, len(fixed))]
    codes, names = pd.factorize(labels)
    places = {name: place for place, name in enumerate(kept)}
    turned = np.array([*(places.get(name, len(kept)) for name in names), -1])  # code -1 (null) takes the last
    return pd.Series(pd.Categorical.from_codes(turned[codes], categories=pd.Index([*kept, OTHER])), index=labels.index)


def filled(labels: "pd.Series[Any]", word: str) -> "pd.Series[Any]":
    """Return labels with `word` in the place of nulls; categories stay categories, which are counted faster."""
    if not isinstance(labels.dtype, pd.CategoricalDtype):
        return labels.where(labels.notna(), word)
    wider = labels if word in labels.cat.categories else labels.cat.add_categories([word])
    return wider.fillna(word)


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of counts with its columns by size, "other" last."""
    order = sorted(table.columns, key=lambda name: (name == OTHER, -table[name].sum(), str(name)))
    return table[order]


def shares(table: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Return each count as a part (0..1) of all that was monitored in its bucket; null where nothing was."""
    total = whole.sum(axis=1).reindex(table.index)
    return table.div(total.where(total > 0), axis=0)


def spikes(series: "pd.Series[int]", most: int = 3, at_least: int = 5) -> list[Spike]:
    """Return the buckets that stand far above their own past, largest first.

    Usual is the median of the up to 14 buckets before; the excess is measured in robust deviations (1.4826 times the
    median absolute deviation, at least the square root of the usual count as for Poisson counts) and must reach 4.
    """
    found = []
    values = series.to_numpy(dtype=float)
    for place in range(4, len(values)):
        before = values[max(0, place - 14) : place]
        usual = float(np.median(before))
        spread = max(1.4826 * float(np.median(np.abs(before - usual))), usual**0.5, 1.0)
        excess = (values[place] - usual) / spread
        if values[place] >= at_least and excess >= 4:
            found.append(Spike(series.index[place], int(values[place]), usual, excess))
    return sorted(found, key=lambda spike: -spike.excess)[:most]


def frequent_words(texts: Iterable[str], silent: Collection[str], most: int = 20) -> "pd.Series[int]":
    """Return in how many texts each word stands, most frequent first; `silent` words (small letters) are left out."""
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(word for word in _words(text) if word not in silent)
    ranked = sorted(seen.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return pd.Series(dict(ranked), dtype="int64", name="statements")


def with_word(texts: "pd.Series[str]", word: str) -> "pd.Series[bool]":
    """Return in which texts `word` stands, as `frequent_words` counts it."""
    return pd.Series([word in _words(text) for text in texts], index=texts.index, dtype="bool")


def _words(text: str) -> set[str]:
    return {word.casefold().removesuffix("’s").removesuffix("'s") for word in _WORD.findall(text)}


def telling_words(texts: Iterable[str], background: Iterable[str], silent: Collection[str], most: int = 3) -> list[str]:
    """Return the words most over-represented in `texts` against `background` (log-odds with a prior of one half)."""
    here, there = frequent_words(texts, silent, 400), frequent_words(background, silent, 4000)
    n_here, n_there = max(1, here.sum()), max(1, there.sum())
    rest = there.reindex(here.index).fillna(0)
    odds = ((here + 0.5) / n_here).map(np.log) - ((rest + 0.5) / n_there).map(np.log)
    scored = (odds * here**0.5)[here >= 2].sort_values(ascending=False, kind="stable")
    return [str(word) for word in scored.index[:most]]


def outlets(frame: pd.DataFrame, echoes: "pd.Series[int]") -> pd.DataFrame:
    """Return, for each echo in `echoes`, how many sources carried it ("outlets") and which one was first ("first")."""
    carrying = np.flatnonzero(np.isin(frame["echo_id"].to_numpy(), echoes.to_numpy()))
    rows = frame[["echo_id", "source_id"]].iloc[carrying]
    grouped = rows.groupby("echo_id", observed=True)["source_id"]
    return pd.DataFrame({"outlets": grouped.nunique(), "first": grouped.first().astype(object)})
