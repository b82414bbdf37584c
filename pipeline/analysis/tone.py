"""Tone in figures: shares with intervals, net tone, windows, turns, who speaks how about whom, and examples to judge
by.

Frames have columns of the table `tones`: tone_id, published_at (UTC), voice, actor_id, side, source, target_id,
label, score, echo_id. Two things are never mixed: the tone of a speaker's own words (voice "speaker") and that of an
outlet's unquoted text (voice "outlet"); every function asks which. A reprint counts once. Every result has its n, and
`few` where n is below 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from pipeline.records import Voice

LABELS = ("negative", "neutral", "positive")
FEW = 5  # fewer make no figure worth reading
Z95 = 1.959964  # normal quantile of a 95 % interval
PERMUTATIONS = 999
SIGNIFICANCE = 0.01  # a turn must be rarer than this by chance
SHORTEST = 14  # days on either side of a turn
SEED = 20220224

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Turn:
    """A day from which net tone differs: means and counts before and after, up to the neighbouring turns, and the
    permutation p.
    """

    day: pd.Timestamp
    before: float
    after: float
    n_before: int
    n_after: int
    p: float


def unique(tones: pd.DataFrame) -> pd.DataFrame:
    """Return one row a statement and target: of reprints (one echo_id) the earliest; rows without an echo_id all
    stay. Rows that are not scored yet (null label) are left out.
    """
    ordered = tones[tones["label"].notna()].sort_values(["published_at", "tone_id"], kind="stable")
    repeated = ordered.duplicated(["voice", "echo_id", "target_id"]) & ordered["echo_id"].notna()
    return ordered[~repeated].sort_index()


def wilson(hits: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Return the 95 % Wilson score interval of hits/n (Wilson 1927), elementwise; NaN where n is 0."""
    hits, n = np.asarray(hits, dtype=float), np.asarray(n, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        share, z2 = hits / n, Z95**2
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = Z95 / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2))
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


def shares(tones: pd.DataFrame, voice: Voice, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return the tone of each group of `by` (none: one row), most frequent first.

    Columns: those of `by`; n; for each label L its share L and its 95 % Wilson interval L_low, L_high; net (mean of
    P(positive) - P(negative), -1 to 1) with net_low, net_high (95 %, normal; NaN for n = 1); few (n < 5).
    Rows with a null in `by` are left out.
    """
    rows = unique(tones[tones["voice"] == voice]).dropna(subset=list(by))
    keys = [rows[column].astype(object) for column in by] or [pd.Series("", index=rows.index, name="all")]
    table = _counts(rows, keys)
    if by:
        return table.sort_values(["n", *by], ascending=[False, *[True] * len(by)]).reset_index(drop=True)
    return table.drop(columns="all")


def outlets(tones: pd.DataFrame) -> pd.DataFrame:
    """Return `shares` of every outlet's own text by source and target, so that outlets can be compared."""
    return shares(tones, "outlet", ["source", "target_id"])


def matrix(tones: pd.DataFrame, speakers: str = "actor_id") -> pd.DataFrame:
    """Return `shares` of who speaks how about whom: one row a pair of `speakers` (actor_id or side) and target_id."""
    return shares(tones, "speaker", [speakers, "target_id"])


def windows(tones: pd.DataFrame, voice: Voice, days: int = 7) -> pd.DataFrame:
    """Return the tone of the last `days` days at the end of every day from first to last: column day (UTC, no zone),
    then those of `shares`.

    Days whose window is empty have n = 0 and NaN.
    """
    rows = unique(tones[tones["voice"] == voice])
    daily = _daily(rows)
    rolled = daily.rolling(days, min_periods=1).sum()
    return _with_figures(rolled.rename_axis("day").reset_index())


def turns(tones: pd.DataFrame, voice: Voice) -> list[Turn]:
    """Return the days at which net tone turned, in order; empty where nothing survives the test.

    Binary segmentation: in each stretch the split of largest standardised difference of means is kept where a
    permutation test of whole days (999 shuffles, fixed seed, so that the items of one day stay together) finds one as
    large with p <= 0.01; both sides have at least 14 days with items. Then the two sides are searched again.
    """
    daily = _daily(unique(tones[tones["voice"] == voice]))
    daily = daily[daily["n"] > 0]
    sums, counts = daily["score"].to_numpy(float), daily["n"].to_numpy(float)
    found = sorted(_search(sums, counts, 0, len(daily), np.random.default_rng(SEED)))
    edges = [0, *(split for split, _ in found), len(daily)]
    result = []
    for place, (split, p) in enumerate(found):
        before, after = slice(edges[place], split), slice(split, edges[place + 2])
        result.append(
            Turn(
                day=pd.Timestamp(daily.index[split]),
                before=float(sums[before].sum() / counts[before].sum()),
                after=float(sums[after].sum() / counts[after].sum()),
                n_before=int(counts[before].sum()),
                n_after=int(counts[after].sum()),
                p=p,
            )
        )
    return result


def samples(tones: pd.DataFrame, voice: Voice, by: Sequence[str] = (), each: int = 3) -> pd.DataFrame:
    """Return up to `each` rows of every label in every group of `by`, chosen by the hash of tone_id: neither the
    clearest nor the newest.

    The rows are those of `tones`, with their index; sorted by group, then negative, neutral, positive.
    """
    rows = unique(tones[tones["voice"] == voice]).dropna(subset=list(by))
    lottery = pd.util.hash_pandas_object(rows["tone_id"].astype(object), index=False)
    keys = [rows[column].astype(object) for column in by]
    rank = rows["label"].astype(object).map({label: place for place, label in enumerate(LABELS)})
    chosen = lottery.groupby([*keys, rank]).rank(method="first") <= each
    order = pd.DataFrame({**{key.name: key for key in keys}, "_rank": rank, "_lot": lottery})[chosen]
    return rows.loc[order.sort_values([*by, "_rank", "_lot"]).index]


def _counts(rows: pd.DataFrame, keys: "list[pd.Series[str]]") -> pd.DataFrame:
    """Return n, counts of labels, sum and sum of squares of the scores by group, then `_with_figures`."""
    summed = _summands(rows).groupby(keys, sort=True).sum()
    return _with_figures(summed.reset_index())


def _summands(rows: pd.DataFrame) -> pd.DataFrame:
    score = rows["score"].astype(float)
    flags = {label: (rows["label"] == label).astype(float) for label in LABELS}
    return pd.DataFrame({"n": 1.0, **flags, "score": score, "squares": score**2}, index=rows.index)


def _daily(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of `_summands` for every day from the first to the last; index: day (UTC, no zone)."""
    days = pd.DatetimeIndex(rows["published_at"]).tz_localize(None).normalize()
    summed = _summands(rows).groupby(days).sum()
    return summed if summed.empty else summed.asfreq("D", fill_value=0.0)


def _with_figures(table: pd.DataFrame) -> pd.DataFrame:
    n = table["n"].to_numpy(float)
    keys = [column for column in table.columns if column not in ("n", *LABELS, "score", "squares")]
    result = table[keys].assign(n=n.round().astype(int))
    with np.errstate(invalid="ignore", divide="ignore"):
        for label in LABELS:
            hits = np.clip(table[label].to_numpy(float), 0, n)
            low, high = wilson(hits, n)
            result = result.assign(**{label: hits / n, f"{label}_low": low, f"{label}_high": high})
        net = table["score"].to_numpy(float) / n
        variance = np.maximum(table["squares"].to_numpy(float) - n * net**2, 0) / (n - 1)
        half = Z95 * np.sqrt(variance / n)
    half = np.where(n > 1, half, np.nan)
    return result.assign(net=net, net_low=np.maximum(net - half, -1), net_high=np.minimum(net + half, 1), few=n < FEW)


def _search(sums: Floats, counts: Floats, start: int, end: int, rng: np.random.Generator) -> list[tuple[int, float]]:
    """Return (first day of the new stretch, p) of every turn between two places."""
    length = end - start
    if length < 2 * SHORTEST:
        return []
    here, weight = sums[start:end], counts[start:end]
    gaps = _gaps(here[None], weight[None])[0]
    best = int(np.argmax(gaps))
    shuffled = rng.permuted(np.tile(np.arange(length), (PERMUTATIONS, 1)), axis=1)
    chance = _gaps(here[shuffled], weight[shuffled]).max(axis=1)
    p = float((1 + np.sum(chance >= gaps[best])) / (1 + PERMUTATIONS))
    if p > SIGNIFICANCE:
        return []
    split = start + SHORTEST + best
    return [*_search(sums, counts, start, split, rng), (split, p), *_search(sums, counts, split, end, rng)]


def _gaps(sums: Floats, counts: Floats) -> Floats:
    """Return |mean after - mean before| * sqrt(harmonic weight) for every allowed split of each row."""
    left, n_left = sums.cumsum(axis=1)[:, SHORTEST - 1 : -SHORTEST], counts.cumsum(axis=1)[:, SHORTEST - 1 : -SHORTEST]
    right, n_right = sums.sum(axis=1, keepdims=True) - left, counts.sum(axis=1, keepdims=True) - n_left
    gaps: Floats = np.abs(right / n_right - left / n_left) * np.sqrt(n_left * n_right / (n_left + n_right))
    return gaps
