"""What the hover of a bar says beside its count: the newest sentences in it; in large charts who is heard most.

Bounded: sentences are read for the newest bars only, from at most READ rows of the store, three a bar, each cut short.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from pipeline.analysis import timeline
from pipeline.analysis.reported import is_verbatim, reporting, verbatim
from pipeline.pages.parts import data
from pipeline.pages.parts.names import name_of, speaker_name
from pipeline.pages.parts.text import safe
from pipeline.pages.parts.views import Series

Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]
Said = Mapping[tuple[pd.Timestamp, str], str]  # HTML by start of bucket and series

EACH = 3  # sentences or speakers a bar
BARS = 160  # bars with sentences
READ = 40_000  # rows of the store among which sentences are looked for
LONG = 84  # characters of a sentence
NO_BAR = -(2**40)  # bar of a row without a label: before all others
COLUMNS = ["statement_id", "actor_id", "speaker", "kind", "quote", "cue", "cue_start", "cue_end", "content_spans"]


def said(frame: pd.DataFrame, series: Series) -> Said:
    """Return what each bar of `series` says more than its count; `frame` are the statements that it counts, oldest
    first.
    """
    if frame.empty or series.labels is None:
        return {}
    numbers = timeline.bucket_numbers(frame["published_at"], series.step)
    codes, found_names = timeline.coded(series.labels)
    names = [str(name) for name in found_names]
    bars = np.where(codes >= 0, numbers * len(names) + codes, NO_BAR)
    times = data.statements()["published_at"]
    recent = int(frame["published_at"].searchsorted(times.iloc[max(0, len(times) - READ)]))
    words = _sentences(_newest(frame.iloc[recent:], bars[recent:]))
    found = _heard(bars[:recent], frame["actor_id"].iloc[:recent], names) | words
    starts = timeline.bucket_starts(np.array([bar // len(names) for bar in found], dtype=np.int64), series.step)
    labels = [names[bar % len(names)] for bar in found]
    return dict(zip(zip(starts, labels, strict=True), found.values(), strict=True))


def _newest(frame: pd.DataFrame, bars: Numbers) -> pd.DataFrame:
    """Return the newest rows of the newest bars, newest first: statement_id, published_at, bar."""
    order = np.flatnonzero(bars != NO_BAR)[::-1]
    places, _ = pd.factorize(bars[order])  # the newest bar is 0
    order = order[(places < BARS) & (pd.Series(places).groupby(places).cumcount() < EACH).to_numpy()]
    return frame[["statement_id", "published_at"]].iloc[order].assign(bar=bars[order])


def _sentences(rows: pd.DataFrame) -> dict[int, str]:
    """Return the newest sentences of each bar as HTML."""
    if rows.empty:
        return {}
    words = _words(
        tuple(sorted(rows["statement_id"])),
        rows["published_at"].min().to_pydatetime(),
        (rows["published_at"].max() + pd.Timedelta(microseconds=1)).to_pydatetime(),
        data.versions().get("statements", ""),
        data.location(),
    )
    found: dict[int, str] = {}
    for identity, bar in zip(rows["statement_id"], rows["bar"], strict=True):
        if identity in words:
            found[int(bar)] = found.get(int(bar), "") + f"<br>{words[identity]}"
    return found


@st.cache_data(show_spinner=False, max_entries=64, hash_funcs=data.AS_TEXT)
def _words(ids: tuple[str, ...], start: dt.datetime, end: dt.datetime, version: str, location: str) -> dict[str, str]:
    found = data.store()
    if found is None:
        return {}
    rows = found.read("statements", COLUMNS, since=start, until=end, where={"statement_id": list(ids)})
    rows = rows.astype(object).where(rows.notna(), None)
    return {row["statement_id"]: _line(row) for row in rows.to_dict("records")}


def _line(row: Mapping[Any, Any]) -> str:
    quote = row["quote"] or ""
    if is_verbatim(row):
        words = f"“{safe(verbatim(quote), most=LONG)}”"
    else:
        words = safe(f"{reporting(row)} {quote}".strip(), most=LONG)
    return f"{safe(speaker_name(row['actor_id'], row['speaker']), most=40)}: {words}"


def _heard(bars: Numbers, actors: "pd.Series[str]", series: Sequence[str]) -> dict[int, str]:
    """Return who is heard most in each bar as HTML; nothing where the series is itself the one who is heard."""
    codes, found = timeline.coded(actors)
    names = [str(name) for name in found]
    known = (bars != NO_BAR) & (codes >= 0)
    pairs = timeline.tallied((bars * (len(names) + 1) + codes)[known])
    heard: dict[int, list[tuple[str, int]]] = {}
    for pair, n in zip(pairs.index.tolist(), pairs.tolist(), strict=True):
        bar, actor = divmod(pair, len(names) + 1)
        if names[actor] != series[bar % len(series)] and len(heard.setdefault(bar, [])) < EACH:
            heard[bar].append((names[actor], n))
    lines = {bar: [f"{safe(name_of(name), most=40)} ({n:,})" for name, n in top] for bar, top in heard.items()}
    return {bar: f"<br>heard most: {', '.join(line)}" for bar, line in lines.items()}
