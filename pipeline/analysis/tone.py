"""Tone in figures: shares with intervals, net tone, windows, who speaks how about whom.

Frames have columns of the table `tones`: published_at (UTC), voice, actor_id, side, source_id, target_id, label, score,
echo_id. Two things are never mixed: the tone of a speaker's own words (voice "speaker") and that of an outlet's
unquoted text (voice "outlet"): figures are made of `Voiced` rows, which have one.

What is counted are statements of speakers and sentences of outlets, each once, whatever is reprinted: where figures
are not by target, one that names k targets counts 1/k towards each. Every result has its n, and `few` where n is below
5.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from pipeline.analysis import once, timeline
from pipeline.records import Voice

LABELS = ("negative", "neutral", "positive")
SUMS = ("n", *LABELS, "score", "squares")
FEW = 5  # fewer make no figure worth reading
Z95 = 1.959964  # normal quantile of a 95 % interval

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Key: TypeAlias = "tuple[str, Codes, pd.Index[Any]]"  # name of a column, places in the index of its values


@dataclass(frozen=True, slots=True)
class Units:
    """What is counted: for each row the number of its statement or sentence, and the part of it that the row is."""

    of: Codes
    weight: Floats


@dataclass(frozen=True, slots=True)
class Voiced:
    """Rows of one voice, scored, each statement once towards a target; see `of_voice`."""

    voice: Voice
    rows: pd.DataFrame


def unique(tones: pd.DataFrame) -> pd.DataFrame:
    """Return one row a statement and target: of reprints (one echo_id) the earliest; rows without an echo_id all
    stay. Rows that are not scored yet (null label) are left out.
    """
    scored = tones["label"].notna()
    return once.unique(tones if scored.all() else tones[scored])


def of_voice(tones: pd.DataFrame, voice: Voice) -> Voiced:
    """Return the scored rows of one voice, reprints once."""
    own = tones["voice"] == voice
    return Voiced(voice, unique(tones if own.all() else tones[own]))


def units(rows: pd.DataFrame, by: Sequence[str]) -> Units:
    """Return the statements or sentences that figures by these columns count: rows with one echo_id and the same values
    of `by` are of one (so by outlet those that one outlet printed); by target, and without an echo_id, each row is one.
    """
    if "target_id" in by or "echo_id" not in rows.columns or rows.empty:
        return Units(np.arange(len(rows)), np.ones(len(rows)))
    ids = rows["echo_id"]
    codes = once.numbered(ids) if ids.dtype.kind not in "iu" else ids.to_numpy().astype(np.int64)  # numbered by pages
    for name in by:
        values, different = _codes(rows[name])
        codes = codes * len(different) + values
    codes = pd.factorize(codes)[0].astype(np.int64)
    return Units(codes, 1 / np.bincount(codes)[codes])


def countries(actors: "pd.Series[Any]", statements: pd.DataFrame) -> pd.Categorical:
    """Return the country of each actor (a category, null in an outlet's voice) as the last of its `statements` gives
    it, null where there is none.

    `statements` have actor_id and country, in order of time.
    """
    pairs = statements[["actor_id", "country"]].drop_duplicates("actor_id", keep="last").dropna()
    names = pairs["country"].cat.categories
    places = dict(zip(pairs["actor_id"].astype(object), pairs["country"].cat.codes, strict=True))
    codes = np.array([*(places.get(name, -1) for name in actors.cat.categories), -1])  # code -1 takes the last
    return pd.Categorical.from_codes(codes[actors.cat.codes], categories=names)


def wilson(hits: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Return the 95 % Wilson score interval of hits/n (Wilson 1927), elementwise; NaN where n is 0."""
    hits, n = np.asarray(hits, dtype=float), np.asarray(n, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        share, z2 = hits / n, Z95**2
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = Z95 / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2))
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


def shares(tones: Voiced, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return the tone of each group of `by` (none: one row), most frequent first.

    Columns: voice; those of `by`; n (statements, or sentences of outlets); for each label L its share L and its 95 %
    Wilson interval L_low, L_high; net (mean of P(positive) - P(negative), -1 to 1) with net_low, net_high (95 %,
    normal; NaN for n = 1); few (n < 5).
    Rows with a null in `by` are left out.
    """
    named = tones.rows[list(by)].notna().all(axis=1)
    rows = tones.rows if named.all() else tones.rows[named]
    table = _with_figures(_sums(rows, units(rows, by), [(name, *_codes(rows[name])) for name in by]))
    table.insert(0, "voice", tones.voice)
    return table.sort_values(["n", *by], ascending=[False, *[True] * len(by)]).reset_index(drop=True)


def daily(tones: Voiced, by: str | None = None) -> pd.DataFrame:
    """Return the sums from which `windows` and turns (see turns.py) are made: a row for each day (UTC, no zone) that
    has rows, in order, and with `by` for each value of that column.

    Columns: `by`, day, n, one count a label, score and squares (sums of the scores and of their squares).
    """
    rows = tones.rows
    if by is not None and not (named := rows[by].notna()).all():
        rows = rows[named]
    counted = units(rows, [by] if by is not None else [])
    numbers = timeline.bucket_numbers(rows["published_at"], "day")
    if len(numbers):  # what names several, some of them in a later print only, counts on its first day as a whole
        earliest = np.full(len(rows), numbers.max())
        np.minimum.at(earliest, counted.of, numbers)
        numbers = earliest[counted.of]
    first, last = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, -1)
    keys: list[Key] = [("day", numbers - first, timeline.bucket_starts(np.arange(first, last + 1), "day"))]
    return _sums(rows, counted, [(by, *_codes(rows[by])), *keys] if by is not None else keys)


def windows(days: pd.DataFrame, length: int = 7) -> pd.DataFrame:
    """Return the tone of the last `length` days at the end of every day from first to last: column day (UTC, no zone),
    then those of `shares`. `days` are rows of `daily`, of one value where it has several.

    Days whose window is empty have n = 0 and NaN.
    """
    if days.empty:
        return _with_figures(days[["day", *SUMS]])
    filled = days.set_index("day")[list(SUMS)].asfreq("D", fill_value=0.0)
    return _with_figures(filled.rolling(length, min_periods=1).sum().reset_index())


def _codes(values: "pd.Series[Any]") -> tuple[Codes, "pd.Index[Any]"]:
    """Return values (none null) as places in the index of the different ones, which is sorted."""
    if not isinstance(values.dtype, pd.CategoricalDtype):
        codes, names = pd.factorize(values, sort=True)
        return codes.astype(np.int64), pd.Index(names)
    order = values.cat.categories.argsort()
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    return places[values.cat.codes], values.cat.categories[order]


def _sums(rows: pd.DataFrame, counted: Units, keys: Sequence[Key]) -> pd.DataFrame:
    """Return SUMS of what is counted, each with the mean score of its rows, by every combination of keys that occurs,
    in order. All rows of one have the same keys.
    """
    flat = np.zeros(len(rows), dtype=np.int64)
    for _, codes, names in keys:
        flat = flat * len(names) + codes
    count = math.prod(len(names) for _, _, names in keys)
    if count > len(rows):  # of so many combinations most do not occur
        flat, found = pd.factorize(flat, sort=True)
        count = len(found)
    else:
        found = np.arange(count)
    labels = pd.Categorical(rows["label"], categories=LABELS).codes.astype(np.int64)
    weight = counted.weight
    score = weight * rows["score"].to_numpy(float)
    mean = np.bincount(counted.of, score)[counted.of] if len(rows) else score
    places = flat * len(LABELS) + labels
    by_label = np.bincount(places, weight, minlength=count * len(LABELS)).reshape(count, len(LABELS))
    table = pd.DataFrame(
        {
            "n": by_label.sum(axis=1),
            **{label: by_label[:, place] for place, label in enumerate(LABELS)},
            "score": np.bincount(flat, score, minlength=count),
            "squares": np.bincount(flat, score * mean, minlength=count),
        }
    )
    occurs = (table["n"] > 0).to_numpy()
    table, found = table[occurs].reset_index(drop=True), found[occurs]
    for name, _, names in reversed(keys):
        found, place = np.divmod(found, max(1, len(names)))
        table.insert(0, name, names.take(place))
    return table


def _with_figures(table: pd.DataFrame) -> pd.DataFrame:
    n = table["n"].to_numpy(float).round()  # the parts of what is counted add up to whole numbers, but for rounding
    figures: dict[str, Any] = {str(column): table[column] for column in table.columns if column not in SUMS}
    figures["n"] = n.astype(int)
    with np.errstate(invalid="ignore", divide="ignore"):
        for label in LABELS:
            hits = np.clip(table[label].to_numpy(float), 0, n)
            figures[label] = hits / n
            figures[f"{label}_low"], figures[f"{label}_high"] = wilson(hits, n)
        net = table["score"].to_numpy(float) / n
        variance = np.maximum(table["squares"].to_numpy(float) - n * net**2, 0) / (n - 1)
        half = Z95 * np.sqrt(variance / n)
    half, net = np.where(n > 1, half, np.nan), np.where(n > 0, net, np.nan)
    figures |= {"net": net, "net_low": np.maximum(net - half, -1), "net_high": np.minimum(net + half, 1)}
    return pd.DataFrame({**figures, "few": n < FEW}, index=table.index)
