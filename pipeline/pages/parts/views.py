"""What several pages draw: statements over time, with the rows behind each bar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.analysis import coverage, timeline
from pipeline.analysis.selection import Selection
from pipeline.analysis.timeline import Step
from pipeline.pages.parts import attempts, data


@dataclass(frozen=True, slots=True)
class Series:
    """Counts over time: the table (index: start of bucket, one column a series), its step and the label of each row."""

    table: pd.DataFrame
    step: Step
    labels: "pd.Series[str] | None"


def over_time(
    frame: pd.DataFrame,
    labels: "pd.Series[str] | None",
    selection: Selection,
    *,
    step: Step | None = None,
    order: Iterable[str] = (),
    weights: "pd.Series[float] | None" = None,
    column: str = "published_at",
) -> Series:
    """Return counts of `frame` over the window of `selection`, by label, in `order`, else largest series first."""
    now = pd.Timestamp(data.now())
    start, end = timeline.span(frame[column], selection.window(now), now)
    chosen = step or timeline.step_for(start, end)
    table = timeline.counts(frame[column], labels, chosen, start, end, weights)
    fixed = [name for name in order if name in table.columns]
    return Series(table[fixed] if fixed else timeline.in_order(table), chosen, labels)


def behind(
    frame: pd.DataFrame, series: Series, picked: Sequence[Sequence[Any]], column: str = "published_at"
) -> pd.DataFrame:
    """Return the rows of `frame` that make up the picked bars, each picked as [start of bucket (ISO), series]."""
    numbers = timeline.bucket_numbers(frame[column], series.step)
    mask = pd.Series(False, index=frame.index)
    for start, label in picked:
        number = int(timeline.bucket_numbers(pd.Series([pd.Timestamp(start)]), series.step)[0])
        hit = pd.Series(numbers == number, index=frame.index)
        if series.labels is not None:
            hit &= (series.labels.astype(object) == label).fillna(False)
        mask |= hit
    return frame[mask]


def gaps_in(series: Series) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return the stretches of a chart in which most feeds were down."""
    if not len(series.table):
        return []
    first, last = series.table.index[0], series.table.index[-1] + pd.Timedelta(days=1)
    return coverage.clip(attempts.gaps(), first, last)
