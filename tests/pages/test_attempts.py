"""Days on which feeds were down are told from all attempts, of which the old ones are read once a day."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st

from pipeline.pages.parts import attempts, data
from pipeline.records import Fetch
from pipeline.rounds.rows import fetch_rows
from pipeline.settings import load_settings
from pipeline.store.tables import Store

NOON = dt.datetime(2031, 5, 20, 12, tzinfo=dt.UTC)


def gap(first: str, until: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    return pd.Timestamp(first), pd.Timestamp(until)


def test_gaps_follow_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "store"
    monkeypatch.setenv("UKRAINE_MONITOR_STORE", str(folder))
    load_settings.cache_clear()
    monkeypatch.setattr(data, "now", lambda: NOON)
    st.cache_data.clear()
    assert attempts.gaps() == []

    def keep(*days_ago: int, status: str = "ok") -> None:
        rows = [Fetch("north", NOON - dt.timedelta(days=days), status) for days in days_ago]
        Store.open(folder).append("fetches", fetch_rows(rows))
        data.look_again()

    keep(9, 8, 6)
    assert attempts.gaps() == [gap("2031-05-13", "2031-05-14")]
    keep(1, status="error")
    assert attempts.gaps() == [gap("2031-05-13", "2031-05-14"), gap("2031-05-15", "2031-05-20")]
    keep(1)
    assert attempts.gaps()[-1] == gap("2031-05-15", "2031-05-19")
