"""Known days above a chart: large aid events, and new offices of the actors that are looked at."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pipeline.analysis.selection import Selection
from pipeline.pages.parts import data
from pipeline.pages.parts.charts import Note
from pipeline.pages.parts.names import name_of, offices
from pipeline.pages.parts.text import safe
from pipeline.pages.parts.theme import money

MOST_AID = 6
LEAST_EUR = 5e8


def known_days(selection: Selection, index: pd.Index, actors: Sequence[str] = ()) -> list[Note]:
    """Return the marks between the first and the last bucket of a chart, oldest first."""
    if not len(index):
        return []
    first, last = pd.Timestamp(index[0]), pd.Timestamp(index[-1]) + pd.Timedelta(days=1)
    notes = _aid_days(first, last, data.versions().get("aid", ""), data.location()) + _office_days(first, last, actors)
    return sorted(notes, key=lambda note: note.at)


@st.cache_data(show_spinner=False, max_entries=64)
def _aid_days(first: pd.Timestamp, last: pd.Timestamp, version: str, location: str) -> list[Note]:
    aid = data.table("aid")
    aid = aid[aid["counted"] & (aid["role"] == "new") & (aid["amount_eur"] >= LEAST_EUR)]
    aid = aid[(aid["announced_on"] >= first) & (aid["announced_on"] <= last)]
    largest = aid.sort_values("amount_eur", ascending=False).drop_duplicates("event_id").head(MOST_AID)
    return [
        Note(pd.Timestamp(day), safe(f"{name_of(str(donor))}: {money(amount)} {kind} aid"))
        for day, donor, amount, kind in zip(
            largest["announced_on"], largest["donor"], largest["amount_eur"], largest["kind"], strict=True
        )
    ]


def _office_days(first: pd.Timestamp, last: pd.Timestamp, actors: Sequence[str]) -> list[Note]:
    held = offices()
    own = held[held["actor_id"].isin(list(actors)) & (held["start"].str.len() == len("2025-01-20"))]
    start = pd.to_datetime(own["start"], errors="coerce")
    inside = own[(start >= first) & (start <= last)]
    return [
        Note(start[row], safe(f"{name_of(actor)} becomes {office}"))
        for row, actor, office in zip(inside.index, inside["actor_id"], inside["office"], strict=True)
    ]
