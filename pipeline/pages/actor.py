"""Actor: one page a person or institution: offices, statements, tone, whom they speak about, words, who quotes them."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from pipeline.analysis import timeline
from pipeline.analysis.selection import Selection
from pipeline.pages.parts import actions, actortone, data, filters, lines, tonebars, url
from pipeline.pages.parts.cards import HOW, card, empty, foot, heading, look, period_words
from pipeline.pages.parts.charts import across, bars, key_line
from pipeline.pages.parts.hovers import said
from pipeline.pages.parts.marks import known_days
from pipeline.pages.parts.names import actors, colour_of, name_of, offices, side_name, stop_words
from pipeline.pages.parts.picks import chart
from pipeline.pages.parts.tables import html_table
from pipeline.pages.parts.text import plain
from pipeline.pages.parts.theme import SIDE_COLOURS, many
from pipeline.pages.parts.views import behind, gaps_in, over_time

KIND_COLOURS = {"direct": "#0072B2", "mixed": "#56B4E9", "indirect": "#A9A9A2"}
MOST_READ = 10_000  # statements whose words are counted: the newest
KIND_NAMES = {"direct": "in quotation marks", "mixed": "partly in quotation marks", "indirect": "reported"}


def draw() -> None:
    """Draw the page; the actor is the first `actor` of the URL."""
    heading("Actors", "One person or institution: what they said, of whom and how, and who quotes them.")
    choices = filters.options("actor")
    if not choices:
        empty("No listed actor is quoted in the store yet; a round of the feeds may bring one.")
        return
    selection = filters.bar("source", "kind", "q", elsewhere=("actor",))
    person = _person(choices)
    own = replace(selection, actor=(person,))
    _who(person)
    chosen = data.select("statements", own)
    if chosen.empty:
        name = plain(name_of(person), markdown=True)
        empty(f"{name} is not quoted in this period. Choose a longer one, or remove a filter.")
        return
    picked = _over_time(chosen, own, person)
    actortone.draw(selection, person)
    _of_whom(own, person)
    actions.draw_of(selection, person)
    left, right = st.columns(2)
    with left:
        words = _words(chosen, own, person)
    with right:
        sources = _quoted_by(chosen, own)
    shown = picked[picked["statement_id"].isin(words)] if words is not None else picked
    shown = shown[shown["source_id"].isin(sources)] if sources else shown
    title = "The statements" if len(shown) == len(chosen) else "The statements behind what is chosen above"
    with card(title, f"{many(len(shown), 'statement')}, newest first", key="actor-rows"):
        part = len(shown) < len(chosen)
        lines.statement_list(shown, key="actor-rows", per_page=20, selection=own, part=part)


def _person(choices: list[str]) -> str:
    """Draw the choice of the actor, which is the first of the filter that the pages share; return the actor."""
    asked = st.session_state["f-actor"]
    known = [actor for actor in asked if actor in choices]
    if asked and not known:
        st.warning(f"{plain(asked[0], markdown=True)} is not quoted in the store.", icon=":material/link_off:")
    url.settle("one-actor", (known or choices)[0])
    return str(st.selectbox("Actor", choices, format_func=name_of, key="one-actor", on_change=_take_actor))


def _take_actor() -> None:
    st.session_state["f-actor"] = [st.session_state["one-actor"]]


def _who(person: str) -> None:
    listed = actors().get(person)
    held = offices()
    held = held[held["actor_id"] == person].sort_values("start", ascending=False)
    about = (
        plain(f"{listed.kind}, {name_of(listed.country)}", markdown=True)
        if listed is not None
        else "not in the register"
    )
    with card(name_of(person), about, key="who"):
        if listed is not None:
            colour = SIDE_COLOURS.get(listed.side, "#7F7F7F")
            st.html(
                f'<div class="um-keys"><span class="um-key"><i style="background:{colour}"></i>'
                f"{side_name(listed.side)}</span></div>"
            )
        if held.empty:
            st.caption("The register holds no office for this actor.")
            return
        table = pd.DataFrame(
            {
                "Office": held["office"],
                "Country": held["country"].map(name_of),
                "From": held["start"],
                "To": held["end"].where(held["end"] != "", "in office"),
                "Certain": held["certain"],
            }
        )
        with st.expander(f"{len(table)} dated offices", expanded=len(table) <= 4):
            st.html(html_table(table))


def _over_time(chosen: pd.DataFrame, selection: Selection, person: str) -> pd.DataFrame:
    """Draw statements over time by kind; return the rows to list."""
    series = over_time(chosen, chosen["kind"], selection, order=tuple(KIND_NAMES))
    note = f"{len(chosen):,} {selection.count} statements, {period_words(selection, chosen['published_at'])}"
    with card(f"Statements per {series.step}", note, key="actor-time"):
        st.html(key_line(list(series.table.columns), KIND_COLOURS, lambda kind: KIND_NAMES[kind]))
        figure = bars(
            series.table,
            KIND_COLOURS,
            lambda kind: KIND_NAMES[kind],
            series.step,
            look(),
            said=said(chosen, series),
            gaps=gaps_in(series),
            notes=known_days(selection, series.table.index, (person,)),
            height=260,
        )
        picked = chart(figure, key="chart-actor", alt=f"Statements of {name_of(person)} per {series.step}. {note}.")
        foot(
            series.table,
            key="actor-time",
            name=f"statements-of-{person}",
            how=HOW["statements"],
            selection=selection,
            rows="statements",
        )
    return behind(chosen, series, picked) if picked else chosen


def _of_whom(selection: Selection, person: str) -> None:
    name = name_of(person)
    left, right = st.columns(2)
    with left:
        tonebars.draw(
            selection,
            "speaker",
            "target_id",
            f"How {name} speaks of others",
            "tone of the speaker’s own words",
            key="speaks-of",
        )
    with right:
        about = replace(selection, actor=(), target=(person,))
        tonebars.draw(
            about,
            "outlet",
            "source_id",
            f"How outlets portray {name}",
            "tone of the outlets’ own sentences",
            key="portrayed-by",
            names=filters.source_name,
        )


def _words(chosen: pd.DataFrame, selection: Selection, person: str) -> list[str] | None:
    """Draw the words said most; return the ids of the statements with the chosen one, None without a choice."""
    newest = chosen.tail(MOST_READ)
    words = _counted(newest, person, repr(selection), str(newest["published_at"].iloc[0]), *_stamp())
    among = many(len(chosen), "statement")
    if len(chosen) > MOST_READ:
        among = f"the newest {MOST_READ:,} of {among}"
    with card("Most repeated words", f"in how many of {among} each stands", key="words"):
        if words.empty:
            empty("Too few words to count.")
            return None
        figure = across(words, {word: colour_of(person) for word in words.index}, str, look())
        picked = chart(figure, key="chart-words", alt="Most repeated words")
        foot(
            words.rename_axis("word").to_frame(),
            key="words",
            name=f"words-of-{person}",
            how="Letters of either case; function words and the words of reporting are left out.",
            selection=selection,
        )
    if not picked:
        return None
    quotes = _quotes(newest, person)
    return quotes.loc[timeline.with_word(quotes["quote"], str(picked[0][0])), "statement_id"].tolist()


@st.cache_data(show_spinner=False, max_entries=64)
def _counted(_chosen: pd.DataFrame, person: str, asked: str, start: str, version: str, place: str) -> "pd.Series[int]":
    """Return the words said most in `_chosen`, which the other arguments name."""
    silent = stop_words() | {name.casefold() for name in name_of(person).split()}
    return timeline.frequent_words(_quotes(_chosen, person)["quote"], silent, 15)


def _quotes(chosen: pd.DataFrame, person: str) -> pd.DataFrame:
    """Return statement_id and quote of these statements of a person, oldest first; none are no words."""
    first, last = chosen["published_at"].iloc[0], chosen["published_at"].iloc[-1] + pd.Timedelta(microseconds=1)
    quotes = data.quotations(person, first.to_pydatetime(), last.to_pydatetime())
    return quotes[quotes["statement_id"].isin(chosen["statement_id"])].fillna({"quote": ""})


def _stamp() -> tuple[str, str]:
    return data.versions().get("statements", ""), data.location()


def _quoted_by(chosen: pd.DataFrame, selection: Selection) -> list[str]:
    """Draw which outlets quote the actor; return the chosen ones."""
    sources = chosen["source_id"].value_counts()
    sources = sources[sources > 0].head(15)
    with card(
        "Who quotes them",
        f"statements by outlet, {many(chosen['source_id'].nunique(), 'outlet')} in all",
        key="quoted-by",
    ):
        figure = across(sources, {}, filters.source_name, look())
        picked = chart(figure, key="chart-quoted-by", alt="Statements by outlet")
        foot(
            sources.rename_axis("source").to_frame("statements"),
            key="quoted-by",
            name="quoted-by",
            how=HOW["statements"],
            selection=selection,
            rows="statements",
        )
    return [str(point[0]) for point in picked]
