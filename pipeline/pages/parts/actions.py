"""Kinds of action that statements speak of: a word index, named as one, with the statements behind each bar."""

from dataclasses import replace

import streamlit as st

from pipeline.analysis.selection import Selection
from pipeline.pages.parts import data, examples, lines, url
from pipeline.pages.parts.cards import card, empty, foot, look, period_words
from pipeline.pages.parts.charts import bars, key_line
from pipeline.pages.parts.hovers import said
from pipeline.pages.parts.names import name_of
from pipeline.pages.parts.picks import chart
from pipeline.pages.parts.text import plain
from pipeline.pages.parts.theme import ACTION_COLOURS, many
from pipeline.pages.parts.views import behind, gaps_in, over_time

HOW_INDEX = (
    "A word index: the verbs and nouns of a statement decide whether it speaks of cooperation or conflict, in words or "
    "in deeds (the quad classes of CAMEO and PLOVER). Statements without such a word are left out."
)


TITLE = "Kind of action spoken of (word index)"
NOTE = "by verbs and nouns of cooperation and conflict, in words or in deeds"


def draw(selection: Selection) -> None:
    """Draw the card of all statements that are selected."""
    with card(TITLE, NOTE, key="actions"):
        _inside(selection)


def draw_of(selection: Selection, person: str) -> None:
    """Draw the card of one actor: what kind of action they speak of, or others who name them."""
    name = name_of(person)
    with card(f"{TITLE}: {name}", NOTE, key="actions"):
        by = url.choice(
            "Statements", ["by", "about"], name="action", names=lambda one: plain(f"{one} {name}", markdown=True)
        )
        _inside(replace(selection, actor=(person,)) if by == "by" else replace(selection, target=(person,)))


def _inside(selection: Selection) -> None:
    chosen = data.select("statements", selection)
    chosen = chosen[chosen["action"].isin(list(ACTION_COLOURS))]
    if chosen.empty:
        empty("No statement of this period has a word of the index. Choose a longer period, or remove a filter.")
        return
    note = f"{many(len(chosen), 'statement')} with such a word, {period_words(selection, chosen['published_at'])}"
    st.caption(note)
    series = over_time(chosen, chosen["action"], selection, order=tuple(ACTION_COLOURS))
    st.html(key_line(list(series.table.columns), ACTION_COLOURS, _name))
    more = said(chosen, series)
    figure = bars(series.table, ACTION_COLOURS, _name, series.step, look(), said=more, gaps=gaps_in(series), height=260)
    picked = chart(figure, key="chart-actions", alt=f"Kind of action spoken of. {note}")
    foot(series.table, key="actions", name="kind-of-action", how=HOW_INDEX, selection=selection)
    if picked:
        lines.statement_list(behind(chosen, series, picked), key="actions", per_page=10)
    examples.actions(chosen, _name)


def _name(action: str) -> str:
    kind, _, what = action.partition("-")
    return f"{what} in {'words' if kind == 'verbal' else 'deeds'}"
