"""Figures of tone, held per reading of the store and selection: small tables over the big frame."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from pipeline.analysis import examples, tone
from pipeline.analysis.selection import Selection
from pipeline.analysis.tone import LABELS, Turn, Voiced
from pipeline.extract.tone_files import fault
from pipeline.pages.parts import data
from pipeline.pages.parts.theme import many
from pipeline.records import Voice
from pipeline.settings import load_settings

ONCE = ("published_at", "voice", "target_id", "label", "echo_id")  # what tells reprints
FIGURES = ("label", "score")  # what figures are made of

Places = np.ndarray[tuple[int], np.dtype[np.int32]]


def shares(selection: Selection, voice: Voice, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return `analysis.tone.shares` of what is selected."""
    return _shares(selection, voice, tuple(by), *_held(selection))


def windows(selection: Selection, voice: Voice, column: str, value: str, days: int) -> pd.DataFrame:
    """Return `analysis.tone.windows` of the rows whose `column` is `value`."""
    return _windows(selection, voice, column, value, days, *_held(selection))


def turns(selection: Selection, voice: Voice, column: str, value: str) -> list[Turn]:
    """Return `analysis.tone.turns` of the rows whose `column` is `value`."""
    return _turns(selection, voice, column, value, *_held(selection))


def drawn(selection: Selection, voice: Voice, each: int = 3) -> pd.DataFrame:
    """Return the ids (tone_id), times and labels of a few selected sentences of each label, drawn by lot."""
    return _drawn(selection, voice, each, *_held(selection))


def rows(selection: Selection, voice: Voice) -> pd.DataFrame:
    """Return the selected tones of one voice, oldest first."""
    held = _held(selection)
    return held[0].iloc[_places(selection, voice, *held)]


def nothing(selection: Selection, voice: Voice) -> str:
    """Return why no tone can be shown of what is selected, and what to do."""
    return waiting(selection, voice) or (
        "No sentence of this period names anyone. Choose a longer period, or remove a filter above."
    )


def waiting(selection: Selection, voice: Voice) -> str:
    """Return how many of the selected sentences have no tone, why, and what will be done; "" where all have one."""
    count = int((data.tones_waiting(selection)["voice"] == voice).sum())
    if not count:
        return ""
    if reason := fault():
        return f"Tone is not scored: {many(count, 'sentence')} cannot be, since the model cannot be used. {reason}."
    name = "names" if count == 1 else "name"
    told = f"Tone is not scored yet: {many(count, 'sentence')} that {name} somebody wait"
    if not load_settings().tone:
        return f"{told}{'s' * (count == 1)}; scoring is switched off here (UKRAINE_MONITOR_TONE)."
    return f"{told}{'s' * (count == 1)}; the next round scores {'it' if count == 1 else 'them'}."


def _held(selection: Selection) -> tuple[pd.DataFrame, str, int, str]:
    """Return all tones and what tells a figure of `selection`: start of its window, reading and place of the data.

    The tones are those of that reading: a figure is made of them, and places that are held are places in them.
    """
    whole = data.all_tones()
    return (whole, str(selection.window(data.now()).start), data.reading(whole), data.location())


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=data.AS_TEXT)
def _places(
    selection: Selection, voice: Voice, _whole: pd.DataFrame, start: str, reading: int, location: str
) -> Places:
    """Return where the selected rows of a voice are: four bytes a row, from which a frame is soon taken."""
    tones = data.select_of(data.scored(_whole), "tones", selection)
    return tones.index[tones["voice"] == voice].to_numpy().astype(np.int32)


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=data.AS_TEXT)
def _once(selection: Selection, voice: Voice, _whole: pd.DataFrame, start: str, reading: int, location: str) -> Places:
    """Return where those rows are that figures are made of: of reprints the earliest."""
    chosen = _places(selection, voice, _whole, start, reading, location)
    if selection.count == "unique":  # they are once already
        return chosen
    return tone.of_voice(_whole[list(ONCE)].iloc[chosen], voice).rows.index.to_numpy().astype(np.int32)


def _voiced(
    selection: Selection,
    voice: Voice,
    columns: Sequence[str],
    whole: pd.DataFrame,
    start: str,
    reading: int,
    place: str,
) -> Voiced:
    rows = _once(selection, voice, whole, start, reading, place)
    return Voiced(voice, whole[[*FIGURES, *columns]].iloc[rows])


@st.cache_data(show_spinner="Counting tones …", max_entries=128, hash_funcs=data.AS_TEXT)
def _shares(
    selection: Selection,
    voice: Voice,
    by: tuple[str, ...],
    _whole: pd.DataFrame,
    start: str,
    reading: int,
    location: str,
) -> pd.DataFrame:
    return tone.shares(_voiced(selection, voice, by, _whole, start, reading, location), by)


@st.cache_data(show_spinner="Counting tones …", max_entries=32, hash_funcs=data.AS_TEXT)
def _daily(
    selection: Selection, voice: Voice, column: str, _whole: pd.DataFrame, start: str, reading: int, location: str
) -> pd.DataFrame:
    return tone.daily(_voiced(selection, voice, ("published_at", column), _whole, start, reading, location), column)


@st.cache_data(show_spinner="Counting tones …", max_entries=128, hash_funcs=data.AS_TEXT)
def _windows(
    selection: Selection,
    voice: Voice,
    column: str,
    value: str,
    days: int,
    _whole: pd.DataFrame,
    start: str,
    reading: int,
    location: str,
) -> pd.DataFrame:
    table = _daily(selection, voice, column, _whole, start, reading, location)
    return tone.windows(table[table[column] == value], days)


@st.cache_data(show_spinner="Looking for turns …", max_entries=128, hash_funcs=data.AS_TEXT)
def _turns(
    selection: Selection,
    voice: Voice,
    column: str,
    value: str,
    _whole: pd.DataFrame,
    start: str,
    reading: int,
    location: str,
) -> list[Turn]:
    table = _daily(selection, voice, column, _whole, start, reading, location)
    return tone.turns(table[table[column] == value])


@st.cache_data(show_spinner=False, max_entries=128, hash_funcs=data.AS_TEXT)
def _drawn(
    selection: Selection, voice: Voice, each: int, _whole: pd.DataFrame, start: str, reading: int, location: str
) -> pd.DataFrame:
    columns = ("tone_id", "published_at", "label", "echo_id")
    chosen = _whole[list(columns)].iloc[_once(selection, voice, _whole, start, reading, location)]
    return examples.drawn(chosen, "label", LABELS, "tone_id", each)[["tone_id", "published_at", "label"]]
