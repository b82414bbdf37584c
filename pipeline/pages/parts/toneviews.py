"""Figures of tone, held per reading of the store and selection: small tables over the big frame."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from pipeline.analysis import examples, tone
from pipeline.analysis import turns as segments
from pipeline.analysis.selection import Selection
from pipeline.analysis.tone import LABELS, Voiced
from pipeline.analysis.turns import Turn
from pipeline.extract.scored import same_input
from pipeline.extract.tone_files import fault
from pipeline.pages.parts import data
from pipeline.pages.parts.text import plain
from pipeline.pages.parts.theme import many
from pipeline.records import Voice
from pipeline.rounds.rows import BASELINE
from pipeline.settings import load_settings

ONCE = ("published_at", "voice", "target_id", "label", "echo_id")  # what tells reprints
FIGURES = ("label", "score", "echo_id")  # what figures are made of
UNITS: dict[Voice, str] = {"speaker": "statement", "outlet": "sentence"}  # what figures count

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
    """Return `analysis.turns.turns` of the rows whose `column` is `value`."""
    return _turns(selection, voice, column, value, _held(selection))


def drawn(selection: Selection, voice: Voice, each: int = 3) -> pd.DataFrame:
    """Return the ids (tone_id), times and labels of a few selected sentences of each label, drawn by lot."""
    return _drawn(selection, voice, each, _held(selection))


def rows(selection: Selection, voice: Voice, by: str = "") -> pd.DataFrame:
    """Return the selected tones of one voice, oldest first; by "source_id" what each outlet printed."""
    held = _held(selection)
    places = _printed(selection, voice, held) if by == "source_id" else _places(selection, voice, held)
    return held.whole.iloc[places]


def counted(selection: Selection, voice: Voice, by: str = "") -> str:
    """Return how many statements or sentences figures by this column are made of, in words."""
    table = shares(selection, voice, (by,) if by == "source_id" else ())
    return many(int(table["n"].sum()), UNITS[voice])


def nothing(selection: Selection, voice: Voice) -> str:
    """Return why no tone can be shown of what is selected, and what to do."""
    if voice == "outlet" and (selection.source == (BASELINE,) or not (data.all_tones()["voice"] == voice).any()):
        more = "" if selection.source else " The first round that reads feeds brings those of outlets."
        return f"The baseline is in this project’s own words: no tone of an outlet is taken from them.{more}"
    return waiting(selection, voice) or (
        "No sentence of this period names anyone. Choose a longer period, or remove a filter above."
    )


def told(selection: Selection, voice: Voice) -> list[str]:
    """Return what readers of the figures should know: what has no tone yet, and what another version scored."""
    return [words for words in (waiting(selection, voice), _versions(selection, voice)) if words]


def _versions(selection: Selection, voice: Voice) -> str:
    """Return which versions of the model scored what is selected, "" where it is one."""
    models = _models(selection, voice, _held(selection))
    if len(models) < 2:
        return ""
    if voice == "speaker" and not all(same_input(models[0], model) for model in models):
        rest = "; what an earlier release scored on whole sentences stays until its article is read again"
    else:
        again = load_settings().tone and not fault()
        rest = ", until the next rounds have scored all of it by the newest" if again else ""
    names = ", ".join(map(plain, models))
    return f"Several versions of the model scored this: {names}. A difference may be theirs{rest}."


def waiting(selection: Selection, voice: Voice) -> str:
    """Return how many of the selected sentences have no tone, why, and what will be done; "" where all have one."""
    frame = data.tones_waiting(selection)
    count = int(frame.loc[frame["voice"] == voice, "echo_id"].nunique())
    if not count:
        return ""
    if reason := fault():
        return f"Tone is not scored: {many(count, UNITS[voice])} cannot be, since the model cannot be used. {reason}."
    name = "names" if count == 1 else "name"
    words = f"Tone is not scored yet: {many(count, UNITS[voice])} that {name} somebody wait"
    if not load_settings().tone:
        return f"{words}{'s' * (count == 1)}; scoring is switched off here (UKRAINE_MONITOR_TONE)."
    return f"{words}{'s' * (count == 1)}; the next round scores {'it' if count == 1 else 'them'}."


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


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs=KEYS)
def _printed(selection: Selection, voice: Voice, held: Held) -> Places:
    """Return where the rows are that figures by outlet are made of: what each printed, once, reprint or not."""
    chosen = _places(replace(selection, count="mentions"), voice, held)
    again = held.whole[["source_id", "echo_id", "target_id"]].iloc[chosen].duplicated()
    places: Places = chosen[~again.to_numpy()]
    return places


def _voiced(selection: Selection, voice: Voice, columns: Sequence[str], held: Held) -> Voiced:
    places = _printed if "source_id" in columns else _once
    return Voiced(voice, held.whole[[*FIGURES, *columns]].iloc[places(selection, voice, held)])


@st.cache_data(show_spinner=False, max_entries=128, hash_funcs=KEYS)
def _models(selection: Selection, voice: Voice, held: Held) -> list[str]:
    """Return the versions of the model that scored the selected rows."""
    return sorted(map(str, held.whole["model"].iloc[_places(selection, voice, held)].unique()))


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
    return segments.turns(table[table[column] == value])


@st.cache_data(show_spinner=False, max_entries=128, hash_funcs=KEYS)
def _drawn(selection: Selection, voice: Voice, each: int, held: Held) -> pd.DataFrame:
    columns = ("tone_id", "published_at", "label", "echo_id")
    chosen = held.whole[list(columns)].iloc[_once(selection, voice, held)]
    return examples.drawn(chosen, "label", LABELS, "tone_id", each)[["tone_id", "published_at", "label"]]
