"""Days at which a daily mean turned: found by circular binary segmentation, kept where a permutation test agrees.

In each stretch the segment whose mean differs most from that of the rest is looked for (Olshen and others 2004: a rise
that falls again is seen as soon as one that stays), and where it stands the test its parts are searched again. Then
every turn must stand the test alone, between its neighbours. What is shuffled are blocks of a week or more: the news of
a week hangs together, and shuffled day by day a mere drift would pass.
"""

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

PERMUTATIONS = 999
SIGNIFICANCE = 0.01  # a turn must be rarer than this by chance
SHORTEST = 14  # days on either side of a turn
BLOCK, LONGEST = 7, 28  # days with items that are shuffled as one, at least and at most
BLOCKS = 16  # of a stretch, at least, where a block is longer than the least
LAGS = 14  # days apart up to which days may hang together
GRID = 40  # places at which segments may begin and end, before the best is moved to the day
SEED = 20220224

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Turn:
    """A day from which the mean differs: means and counts before and after, up to the neighbouring turns, and the
    permutation p.
    """

    day: pd.Timestamp
    before: float
    after: float
    n_before: float
    n_after: float
    p: float


def turns(days: pd.DataFrame) -> list[Turn]:
    """Return the days at which the mean turned, in order; empty where nothing survives the test.

    `days` has columns day, n and score (the sum), a row a day in order; those without items are left out. Both sides
    of a turn have at least 14 rows. p is of 999 shuffles with a fixed seed, at most 0.01: so about three months are
    needed to show most turns. Of 60 made series of a year without a turn one showed one, of those that drift much
    (autocorrelation 0.8) six.
    """
    days = days[(days["n"] > 0) & np.isfinite(days["score"])]
    sums, counts = days["score"].to_numpy(float), days["n"].to_numpy(float)
    rng = np.random.default_rng(SEED)
    found = _standing(sums, counts, sorted(_search(sums, counts, 0, len(days), rng)), rng)
    edges = [0, *(split for split, _ in found), len(days)]
    result = []
    for place, (split, p) in enumerate(found):
        before, after = slice(edges[place], split), slice(split, edges[place + 2])
        n_before, n_after = float(counts[before].sum()), float(counts[after].sum())
        means = float(sums[before].sum() / n_before), float(sums[after].sum() / n_after)
        result.append(Turn(pd.Timestamp(days["day"].iloc[split]), *means, n_before, n_after, p))
    return result


def _search(sums: Floats, counts: Floats, start: int, end: int, rng: np.random.Generator) -> list[int]:
    """Return the places between `start` and `end` at which segments that stand the test begin or end."""
    length = end - start
    if length < 2 * SHORTEST:
        return []
    here, weight = sums[start:end], counts[start:end]
    step = -(-length // GRID)
    grid = np.unique([*range(0, length, step), length])
    segments = _allowed(grid, grid, length)
    gaps = _gaps(here[None], weight[None], segments)[:, 0]
    first, last = segments[int(np.argmax(gaps))]
    orders = _shuffles(here / weight, rng)
    chance = _gaps(here[orders], weight[orders], segments).max(axis=0)
    if _p(chance, gaps.max()) > SIGNIFICANCE:
        return []
    near = _allowed(_around(first, step, length), _around(last, step, length), length)
    first, last = near[int(np.argmax(_gaps(here[None], weight[None], near)[:, 0]))]
    splits = [start + int(edge) for edge in (first, last) if 0 < edge < length]
    edges = [start, *splits, end]
    inner = [place for a, b in itertools.pairwise(edges) for place in _search(sums, counts, a, b, rng)]
    return [*splits, *inner]


def _standing(sums: Floats, counts: Floats, splits: list[int], rng: np.random.Generator) -> list[tuple[int, float]]:
    """Return the turns, with their p, that stand the test between their neighbours; the weakest falls first."""
    while splits:
        edges = [0, *splits, len(sums)]
        found = [
            (split, _p_between(sums[a:b], counts[a:b], split - a, rng))
            for a, split, b in zip(edges[:-2], splits, edges[2:], strict=True)
        ]
        weakest = max(found, key=lambda each: each[1])
        if weakest[1] <= SIGNIFICANCE:
            return found
        splits = [split for split in splits if split != weakest[0]]
    return []


def _p_between(sums: Floats, counts: Floats, split: int, rng: np.random.Generator) -> float:
    segment = np.array([[0, split]])
    orders = _shuffles(sums / counts, rng)
    return _p(_gaps(sums[orders], counts[orders], segment)[0], _gaps(sums[None], counts[None], segment).max())


def _p(chance: Floats, seen: float) -> float:
    return float((1 + np.sum(chance >= seen * (1 - 1e-9))) / (1 + PERMUTATIONS))


def _around(edge: int, step: int, length: int) -> Places:
    return np.arange(max(0, edge - step), min(length, edge + step) + 1)


def _allowed(firsts: Places, lasts: Places, length: int) -> Places:
    """Return the segments (rows of first, last) that leave each part SHORTEST days, or nothing."""
    pairs = np.array(np.meshgrid(firsts, lasts)).reshape(2, -1).T
    first, last = pairs[:, 0], pairs[:, 1]
    whole = (first == 0) & (last == length)
    long = last - first >= SHORTEST
    left, right = (first == 0) | (first >= SHORTEST), (last == length) | (last <= length - SHORTEST)
    allowed: Places = pairs[long & left & right & ~whole]
    return allowed


def _shuffles(means: Floats, rng: np.random.Generator) -> Places:
    """Return PERMUTATIONS orders of the days in which blocks keep together and in order; where these begin differs.

    A block is three times as long as days hang together.
    """
    length = len(means)
    block = max(BLOCK, min(LONGEST, length // BLOCKS, round(3 * _memory(means))))
    blocks = (np.arange(length) + rng.integers(block, size=(PERMUTATIONS, 1))) // block
    lots = rng.random((PERMUTATIONS, int(blocks.max()) + 1))
    return np.argsort(np.take_along_axis(lots, blocks, axis=1), axis=1, kind="stable")


def _memory(means: Floats) -> float:
    """Return over how many days means hang together: 1 + twice the sum of their autocorrelations up to the first that
    is not above 0.05. These are of medians of squared differences, which a turn does not change much.
    """
    lags = min(LAGS, len(means) // 3)
    spread = np.array([np.median((means[lag:] - means[:-lag]) ** 2) for lag in range(1, lags + 1)])
    far = np.median(spread[lags // 2 :])
    if far <= 0:
        return 1.0
    alike = 1 - spread / far
    unlike = np.flatnonzero(alike <= 0.05)
    return float(1 + 2 * alike[: unlike[0] if len(unlike) else lags].sum())


def _gaps(sums: Floats, counts: Floats, segments: Places) -> Floats:
    """Return, of every segment (rows) in each series (rows of sums and counts), the squared difference of the means
    inside and outside by its variance, but for factors that are those of all orders of a series.
    """
    zeros = np.zeros((1, len(sums)))
    score, n = (np.vstack([zeros, values.T.cumsum(axis=0)]) for values in (sums, counts))
    first, last = segments.T
    inside, weight = score[last], n[last]
    inside -= score[first]
    weight -= n[first]
    inside -= weight * (score[-1, 0] / n[-1, 0])  # what the mean of all would give
    weight *= n[-1, 0] - weight
    gaps: Floats = inside**2 / weight
    return gaps
