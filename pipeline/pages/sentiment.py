"""Sentiment: tone over time, who speaks how about whom, distribution, outlets compared; sentences for every cell."""

import pandas as pd
import streamlit as st

from pipeline.analysis.selection import Selection
from pipeline.pages.parts import examples, filters, tonebars, tonetime, toneviews, url
from pipeline.pages.parts.actions import draw as draw_actions
from pipeline.pages.parts.cards import card, empty, heading, period_words
from pipeline.pages.parts.heat import draw as draw_heat
from pipeline.pages.parts.names import colour_of, name_of, side_name
from pipeline.pages.parts.theme import SIDE_COLOURS
from pipeline.records import Voice

VOICES: dict[str, Voice] = {"speakers": "speaker", "outlets": "outlet"}
WORDS: dict[Voice, str] = {"speaker": "the speakers’ own words", "outlet": "the outlets’ own text"}
SERIES = {"side": "side", "actor": "actor_id", "target": "target_id", "outlet": "source_id"}
NAMES = {"side": side_name, "actor": name_of, "target": name_of, "outlet": filters.source_name}
MOST = 5  # lines


def draw() -> None:
    """Draw the page."""
    heading("Sentiment", "How speakers talk of others, and how outlets portray them: two things, never mixed.")
    selection = filters.bar("side", "actor", "country", "target", "source", "q")
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        chosen = url.choice(
            "Whose words", list(VOICES), name="voice", help="speakers: what they say; outlets: their text"
        )
        voice = VOICES[chosen]
        kinds = ["side", "actor", "target"] if voice == "speaker" else ["target", "outlet"]
        by = url.choice("Lines", kinds, name="lines")
        marked = url.switch("Turns", name="turns", help="days at which net tone turned and a permutation test agrees")
    _tone(selection if voice == "speaker" else selection.without("side", "actor", "country"), voice, by, marked)
    draw_actions(selection)


def _tone(selection: Selection, voice: Voice, by: str, marked: bool) -> None:
    """Draw the cards of tone."""
    tones = toneviews.rows(selection, voice)
    if tones.empty:
        empty(toneviews.nothing(selection, voice))
        return
    for words in toneviews.told(selection, voice):
        st.caption(f":material/hourglass_empty: {words}")
    _over_time(selection, voice, by, tones, marked)
    with card("Examples of each label", f"tone of {WORDS[voice]}", key="examples"):
        place = st.container()
    if voice == "speaker":
        draw_heat(selection, tones)
    left, right = st.columns(2)
    with left:
        tonebars.draw(selection, voice, "target_id", "Towards whom", WORDS[voice], key="towards")
    with right:
        by_whom = ("side", "By side of the speaker") if voice == "speaker" else ("source_id", "Outlets compared")
        names = side_name if voice == "speaker" else filters.source_name
        tonebars.draw(selection, voice, *by_whom, WORDS[voice], key=f"by-{voice}", names=names)
    with place:  # after the charts, which do not wait for sentences to be read
        examples.tones(selection, voice)


def _over_time(selection: Selection, voice: Voice, by: str, tones: pd.DataFrame, marked: bool) -> None:
    column, names = SERIES[by], NAMES[by]
    tones = toneviews.rows(selection, voice, column) if column == "source_id" else tones
    counted = tones[column].value_counts()
    groups = [str(name) for name in counted[counted > 0].index[:MOST]]
    colours = SIDE_COLOURS if by == "side" else {group: colour_of(group) for group in groups}
    note = (
        f"{toneviews.counted(selection, voice, column)}, {period_words(selection, tones['published_at'])}, "
        f"{tonetime.note(tones, voice, len(groups))}"
    )
    with card(f"Net tone over time, by {by}", note, key="tone-time"):
        asked = tonetime.Asked(selection, voice, column, groups, names, colours)
        tonetime.draw(asked, tones, by=by, key="tone-time", alt=f"Net tone over time by {by}. {note}", marked=marked)
