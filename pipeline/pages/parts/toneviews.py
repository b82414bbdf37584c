"""Figures of tone, held per reading of the store and selection: small tables over the big frame."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Held:
    """All tones of one reading, of which figures are made and in which places are held; what tells such readings apart.

    Its text is a key of what is held: the frame is no part of that.
    """

    whole: pd.DataFrame = field(repr=False, compare=False)
    start: str  # of the window of what is selected
    reading: int
    location: str  # of the store


KEYS: dict[str | type, Callable[[Any], Any]] = {**data.AS_TEXT, Held: repr}


def shares(selection: Selection, voice: Voice, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return `analysis.tone.shares` of what is selected."""
    return _shares(selection, voice, tuple(by), _held(selection))


def windows(selection: Selection, voice: Voice, column: str, value: str, days: int) -> pd.DataFrame:
    """Return `analysis.tone.windows` of the rows whose `column` is `value`."""
    return _windows(selection, voice, column, value, days, _held(selection))


def turns(selection: Selection, voice: Voice, column: str, value: str) -> list[Turn]:
    """Return `analysis.tone.turns` of the rows whose `column` is `value`."""
    return _turns(selection, voice, column, value, _held(selection))


def drawn(selection: Selection, voice: Voice, each: int = 3) -> pd.DataFrame:
    """Return the ids (tone_id), times and labels of a few selected sentences of each label, drawn by lot."""
    return _drawn(selection, voice, each, _held(selection))


def rows(selection: Selection, voice: Voice) -> pd.DataFrame:
    """Return the selected tones of one voice, oldest first."""
    held = _held(selection)
    return held.whole.iloc[_places(selection, voice, held)]


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


def _held(selection: Selection) -> Held:
    """Return all tones, for figures of `selection` at the present."""
    whole = data.all_tones()
    return Held(whole, str(selection.window(data.now()).start), data.reading(whole), data.location())


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=KEYS)
def _places(selection: Selection, voice: Voice, held: Held) -> Places:
    """Return where the selected rows of a voice are: four bytes a row, from which a frame is soon taken."""
    index = data.index_of(data.scored(held.whole), "tones", selection).to_numpy()
    own = (held.whole["voice"] == voice).to_numpy()
    places: Places = index[own[index]].astype(np.int32)
    return places


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=KEYS)
def _once(selection: Selection, voice: Voice, held: Held) -> Places:
    """Return where those rows are that figures are made of: of reprints the earliest."""
    chosen = _places(selection, voice, held)
    if selection.count == "unique":  # they are once already
        return chosen
    return tone.of_voice(held.whole[list(ONCE)].iloc[chosen], voice).rows.index.to_numpy().astype(np.int32)


def _voiced(selection: Selection, voice: Voice, columns: Sequence[str], held: Held) -> Voiced:
    return Voiced(voice, held.whole[[*FIGURES, *columns]].iloc[_once(selection, voice, held)])


@st.cache_data(show_spinner="Counting tones …", max_entries=128, hash_funcs=KEYS)
def _shares(selection: Selection, voice: Voice, by: tuple[str, ...], held: Held) -> pd.DataFrame:
    return tone.shares(_voiced(selection, voice, by, held), by)


@st.cache_data(show_spinner="Counting tones …", max_entries=32, hash_funcs=KEYS)
def _daily(selection: Selection, voice: Voice, column: str, held: Held) -> pd.DataFrame:
    return tone.daily(_voiced(selection, voice, ("published_at", column), held), column)


@st.cache_data(show_spinner="Counting tones …", max_entries=128, hash_funcs=KEYS)
def _windows(selection: Selection, voice: Voice, column: str, value: str, days: int, held: Held) -> pd.DataFrame:
    table = _daily(selection, voice, column, held)
    return tone.windows(table[table[column] == value], days)


@st.cache_data(show_spinner="Looking for turns …", max_entries=128, hash_funcs=KEYS)
def _turns(selection: Selection, voice: Voice, column: str, value: str, held: Held) -> list[Turn]:
    table = _daily(selection, voice, column, held)
    return tone.turns(table[table[column] == value])


@st.cache_data(show_spinner=False, max_entries=128, hash_funcs=KEYS)
def _drawn(selection: Selection, voice: Voice, each: int, held: Held) -> pd.DataFrame:
    columns = ("tone_id", "published_at", "label", "echo_id")
    chosen = held.whole[list(columns)].iloc[_once(selection, voice, held)]
    return examples.drawn(chosen, "label", LABELS, "tone_id", each)[["tone_id", "published_at", "label"]]
