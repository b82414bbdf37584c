"""Figures of tone, held per store version and selection: small tables over the big frame."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pipeline.analysis import tone
from pipeline.analysis.selection import Selection
from pipeline.analysis.tone import Turn
from pipeline.pages.parts import data
from pipeline.records import Voice


def shares(selection: Selection, voice: Voice, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return `analysis.tone.shares` of what is selected."""
    return _shares(selection, voice, tuple(by), *_stamp(selection))


def windows(selection: Selection, voice: Voice, column: str, value: str, days: int) -> pd.DataFrame:
    """Return `analysis.tone.windows` of the rows whose `column` is `value`."""
    return _windows(selection, voice, column, value, days, *_stamp(selection))


def turns(selection: Selection, voice: Voice, column: str, value: str) -> list[Turn]:
    """Return `analysis.tone.turns` of the rows whose `column` is `value`."""
    return _turns(selection, voice, column, value, *_stamp(selection))


def rows(selection: Selection, voice: Voice) -> pd.DataFrame:
    """Return the selected tones of one voice, oldest first."""
    tones = data.select("tones", selection)
    return tones[tones["voice"] == voice]


def nothing(selection: Selection, voice: Voice) -> str:
    """Return why no tone can be shown of what is selected, and what to do."""
    waiting = int((data.tones_waiting(selection)["voice"] == voice).sum())
    if waiting:
        return (
            f"Tone is not scored: {waiting:,} sentences name someone, but the tone model was missing when they were "
            "read. The Method page says which model is installed."
        )
    return "No sentence of this period names anyone. Choose a longer period, or remove a filter above."


def _stamp(selection: Selection) -> tuple[str, str, str]:
    """Return what a figure of `selection` depends on beside it: start of its window, version and place of the data."""
    start = selection.window(data.now()).start
    return (str(start), data.versions().get("tones", ""), data.location())


@st.cache_data(show_spinner="Counting tones …", max_entries=128)
def _shares(
    selection: Selection, voice: Voice, by: tuple[str, ...], start: str, version: str, location: str
) -> pd.DataFrame:
    return tone.shares(rows(selection, voice), voice, by)


@st.cache_data(show_spinner="Counting tones …", max_entries=128)
def _windows(
    selection: Selection, voice: Voice, column: str, value: str, days: int, start: str, version: str, location: str
) -> pd.DataFrame:
    tones = rows(selection, voice)
    return tone.windows(tones[tones[column] == value], voice, days)


@st.cache_data(show_spinner="Looking for turns …", max_entries=128)
def _turns(
    selection: Selection, voice: Voice, column: str, value: str, start: str, version: str, location: str
) -> list[Turn]:
    tones = rows(selection, voice)
    return tone.turns(tones[tones[column] == value], voice)
