"""Net tone of one actor over time, with examples: how they speak, how outlets or other speakers portray them."""

from dataclasses import dataclass, replace

import streamlit as st

from pipeline.analysis.selection import Selection
from pipeline.pages.parts import examples, tonetime, toneviews, url
from pipeline.pages.parts.cards import card, empty, period_words
from pipeline.pages.parts.names import colour_of, name_of
from pipeline.pages.parts.text import plain
from pipeline.records import Voice


@dataclass(frozen=True, slots=True)
class View:
    """One of three things that are never mixed: whose words, and in which column the actor stands."""

    voice: Voice
    column: str
    words: str  # with the actor's name in the place of {}


VIEWS = {
    "their words": View("speaker", "actor_id", "what {} says, towards all they name"),
    "outlets on them": View("outlet", "target_id", "the outlets’ own text, towards {}"),
    "others on them": View("speaker", "target_id", "what others say, towards {}"),
}
NOTE = "three things that are never mixed"
HELP = "their words: how the actor speaks of others; outlets, others: how these portray the actor"


def draw(selection: Selection, person: str) -> None:
    """Draw the card; `selection` names no actor and no target."""
    name = name_of(person)
    with card(f"Net tone over time: {name}", NOTE, key="actor-tone"):
        view = VIEWS[url.choice("Tone of", list(VIEWS), name="tone", help=HELP)]
        speaks = view.column == "actor_id"
        chosen = replace(selection, actor=(person,)) if speaks else replace(selection, target=(person,))
        tones = toneviews.rows(chosen, view.voice)
        if tones.empty:
            empty(toneviews.nothing(chosen, view.voice))
            return
        note = (
            f"{view.words.format(name)}; {toneviews.counted(chosen, view.voice)}, "
            f"{period_words(chosen, tones['published_at'])}, {tonetime.note(tones, view.voice, 1)}"
        )
        st.caption(plain(note, markdown=True))
        for words in toneviews.told(chosen, view.voice):
            st.caption(f":material/hourglass_empty: {words}")
        asked = tonetime.Asked(chosen, view.voice, view.column, [person], name_of, {person: colour_of(person)})
        tonetime.draw(asked, tones, by=view.column.removesuffix("_id"), key="actor-tone", alt=f"Net tone: {note}")
        examples.tones(chosen, view.voice)
