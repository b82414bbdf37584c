"""Examples of each class beside each other, so that a reader can judge the judge: drawn by lot, what decided marked."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from pipeline.analysis.examples import drawn
from pipeline.analysis.reported import reporting
from pipeline.analysis.selection import Selection
from pipeline.analysis.tone import LABELS
from pipeline.extract.actions import action_spans
from pipeline.pages.parts import data, toneviews
from pipeline.pages.parts.lines import MARKS, Row, records
from pipeline.pages.parts.names import name_of, speaker_name
from pipeline.pages.parts.sentences import excerpt
from pipeline.pages.parts.text import link, safe
from pipeline.pages.parts.theme import ACTION_COLOURS, TONE_COLOURS, day
from pipeline.records import Voice

LOT = "Drawn by lot, neither the clearest nor the newest"
WRONG: dict[Voice, str] = {
    "speaker": "Of speakers’ words one label in four is wrong.",
    "outlet": "On sentences of the war one label in five is wrong, of the labels “positive” more than half.",
}
EACH = 3  # sentences of a label
EACH_ACTION = 2
NONE = '<p class="um-grey">No such sentence here.</p>'


def tones(selection: Selection, voice: Voice) -> None:
    """Draw sentences of each label among what is selected of a voice, in three columns."""
    chosen = toneviews.drawn(selection, voice, EACH)
    rows = records(data.evidence("tones", chosen["tone_id"].tolist(), chosen["published_at"]))
    shares = toneviews.shares(selection, voice)
    if shares.empty:
        return
    n, figures = int(shares["n"].item()), shares.iloc[0]
    few = ", too few" if figures["few"] else ""
    st.caption(f"{LOT}; the one whose portrayal is scored is marked. {WRONG[voice]}")
    st.html(
        columns(
            LABELS,
            TONE_COLOURS,
            lambda label: f"{MARKS[label]} {label}",
            {label: f"{figures[label]:.0%} of {n:,}{few}" for label in LABELS},
            {label: [tone_example(row) for row in rows if row["label"] == label] for label in LABELS},
        )
    )


def actions(said: pd.DataFrame, names: Callable[[str], str]) -> None:
    """Draw statements of each kind of action among these rows of `data.statements()`, in four columns."""
    counts = said["action"].value_counts()
    chosen = drawn(said, "action", list(ACTION_COLOURS), "statement_id", EACH_ACTION)
    rows = records(data.evidence("statements", chosen["statement_id"].tolist(), chosen["published_at"]))
    st.caption(f"{LOT}; the words of the index are marked.")
    st.html(
        columns(
            list(ACTION_COLOURS),
            ACTION_COLOURS,
            names,
            {name: f"{counts.get(name, 0):,}" for name in ACTION_COLOURS},
            {name: [action_example(row) for row in rows if row["action"] == name] for name in ACTION_COLOURS},
        )
    )


def columns(
    classes: Sequence[str],
    colours: Mapping[str, str],
    names: Callable[[str], str],
    counts: Mapping[str, str],
    shown: Mapping[str, Sequence[str]],
) -> str:
    """Return the HTML of one column a class: its name, its count, its examples (HTML that is safe)."""
    parts = (
        f'<section><div class="um-class" style="border-top-color:{colours[name]}"><b>{safe(names(name))}</b>'
        f"<span>{safe(counts[name])}</span></div>"
        f"{''.join(shown[name]) or NONE}</section>"
        for name in classes
    )
    return f'<div class="um-examples" style="--columns:{len(classes)}">{"".join(parts)}</div>'


def tone_example(row: Row) -> str:
    """Return the HTML of one scored sentence: its words with the target marked, who towards whom, how sure, where."""
    who = (name_of(row["actor_id"]) or "an unlisted speaker") if row["voice"] == "speaker" else "the outlet"
    label = row["label"]
    sure = f"{label} {row[f'p_{label}']:.0%}"
    words = excerpt(row["sentence"], [(row["span_start"], row["span_end"])])
    told = f"<span>{safe(who)} towards <b>{safe(name_of(row['target_id']))}</b></span><span>{safe(sure)}</span>"
    return _example(words, told, row)


def action_example(row: Row) -> str:
    """Return the HTML of one statement: its words with those of the index marked, who said it, where."""
    spans = [span for span, name in action_spans(row["quote"]) if name == row["action"]]
    speaker = f"<span><b>{safe(speaker_name(row['actor_id'], row['speaker']))}</b></span>"
    verb = reporting(row)
    told = f'<span class="um-grey">{safe(verb)}</span> ' if verb else ""
    return _example(told + excerpt(row["quote"], spans), speaker, row)


def _example(words: str, told: str, row: Row) -> str:
    where = link(row["url"], f"{row['source']}, {day(row['published_at'])}")
    return (
        f'<div class="um-example"><div class="um-words" dir="auto">{words}</div>'
        f'<div class="um-meta">{told}{where}</div></div>'
    )
