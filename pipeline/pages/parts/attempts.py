"""The attempts to fetch, day by day, without holding them all: a year of many feeds has millions."""

import datetime as dt

import pandas as pd
import streamlit as st

from pipeline.analysis import coverage
from pipeline.pages.parts import data
from pipeline.store.frames import empty
from pipeline.store.schema import TABLES
from pipeline.store.tables import Store

COLUMNS = ["feed_id", "at", "status"]
FRESH_DAYS = 1  # before today: a round that began before midnight writes down what it did at its end


def gaps() -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return the stretches of whole days (UTC, without zone) on which most feeds were down."""
    return _gaps(data.versions().get("fetches", ""), data.location())


@st.cache_data(show_spinner=False, max_entries=8)
def _gaps(version: str, location: str) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    store = data.store()
    if store is None:
        return []
    since = data.now().replace(hour=0, minute=0, second=0, microsecond=0) - dt.timedelta(days=FRESH_DAYS)
    fresh = store.read("fetches", COLUMNS, since)
    return coverage.gaps(pd.concat([_before(store, since), fresh]))


@st.cache_data(show_spinner=False, max_entries=4, hash_funcs={Store: lambda store: store.location})
def _before(store: Store, until: dt.datetime) -> pd.DataFrame:
    """Return the days before `until`, each feed once; they are read once a day, since nothing is added to them."""
    parts = (part[part["at"] < until] for part in store.scan("fetches", COLUMNS, 100_000))
    days = [coverage.once_a_day(part) for part in parts]
    return coverage.once_a_day(pd.concat(days)) if days else empty(TABLES["fetches"], COLUMNS)
