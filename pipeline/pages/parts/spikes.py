"""Spikes named by who and what: the bucket, the speakers heard most in it, and the words that set it apart."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pipeline.analysis import timeline
from pipeline.analysis.timeline import Step
from pipeline.pages.parts import data
from pipeline.pages.parts.charts import bucket_name
from pipeline.pages.parts.names import name_of, stop_words
from pipeline.pages.parts.text import safe
from pipeline.pages.parts.theme import many
from pipeline.pages.parts.views import Series

MOST_READ = 400  # quotations read to name a spike, and as many to compare it with
SPEAKERS = 3


@dataclass(frozen=True, slots=True)
class Named:
    """A spike with its words: the bucket, its count and the usual one, who was heard most, what about."""

    words: str
    n: int
    usual: float
    speakers: tuple[tuple[str, int], ...]
    about: tuple[str, ...]


def named(frame: pd.DataFrame, series: Series) -> list[Named]:
    """Return the spikes of a chart, the most unusual first; `frame` are the statements that it counts."""
    total = series.table.sum(axis=1)
    numbers = timeline.bucket_numbers(frame["published_at"], series.step)
    found = []
    for spike in timeline.spikes(total):
        number = int(timeline.bucket_numbers(pd.Series([spike.bucket]), series.step)[0])
        inside, before = frame[numbers == number], frame[numbers < number]
        found.append(_name(spike, inside, before, series.step))
    return found


def _name(spike: timeline.Spike, inside: pd.DataFrame, before: pd.DataFrame, step: Step) -> Named:
    listed = inside["actor_id"].astype(object)
    heard = listed.where(listed.notna(), inside["speaker"].astype(object)).value_counts()
    speakers = tuple((name_of(str(name)), int(n)) for name, n in heard[heard > 1].head(SPEAKERS).items())
    about = _about(
        tuple(inside["statement_id"].tail(MOST_READ)),
        tuple(before["statement_id"].tail(MOST_READ)),
        data.versions().get("statements", ""),
        data.location(),
    )
    return Named(bucket_name(spike.bucket, step), spike.n, spike.usual, speakers, tuple(about))


@st.cache_data(show_spinner=False, max_entries=64)
def _about(inside: tuple[str, ...], before: tuple[str, ...], version: str, location: str) -> list[str]:
    held = data.statements()
    quotes = [
        data.evidence("statements", rows["statement_id"].tolist(), rows["published_at"])["quote"].fillna("").tolist()
        for rows in (held[held["statement_id"].isin(inside)], held[held["statement_id"].isin(before)])
    ]
    return timeline.telling_words(quotes[0], quotes[1], stop_words())


def sentence(spike: Named) -> str:
    """Return a spike in a sentence of HTML."""
    who = ", ".join(f"{safe(name)} ({n})" for name, n in spike.speakers)
    what = ", ".join(f"“{safe(word)}”" for word in spike.about)
    parts = [f"<b>{spike.words}</b>: {many(spike.n, 'statement')}, usually {spike.usual:,.0f}"]
    parts += [f"heard most: {who}"] if who else []
    parts += [f"words that stand out: {what}"] if what else []
    return "; ".join(parts) + "."
