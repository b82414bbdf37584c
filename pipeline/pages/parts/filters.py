"""The filter row that all pages share: widgets bound to the URL, active filters as removable words, Reset, notes."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.analysis.selection import PERIODS, STATEMENT_KINDS, Selection
from pipeline.pages.parts import data
from pipeline.pages.parts.names import name_of, side_name
from pipeline.pages.parts.text import plain
from pipeline.records import SIDES

LABELS = {
    "side": "Side",
    "actor": "Actor",
    "country": "Country",
    "source": "Source",
    "kind": "Kind",
    "target": "Towards",
    "donor": "Donor",
    "q": "Words",
}
COUNT_NAMES = {"unique": "unique", "mentions": "mentions"}
ENOUGH = 20  # statements in the last 30 days that make them the first view


def bar(*uses: str, kinds: Sequence[str] = STATEMENT_KINDS, counting: bool = True) -> Selection:
    """Draw the filters named in `uses` and return what is chosen; the period is always among them.

    `counting` offers unique or mentions; without it every row counts.
    """
    asked, notes = Selection.from_params(st.query_params, default=Selection(period=default_period()))
    notes += _unknown(asked, uses)
    with st.container(key="filters", gap="small"):
        _first_row(uses, counting)
        _second_row(uses, kinds)
        chosen = _chosen(uses, counting)
        _active_words(chosen, uses, counting)
    for note in notes:
        st.warning(plain(note), icon=":material/link_off:")
    return chosen


def default_period() -> str:
    """Return the period of a first visit: 30 days where they hold enough, else everything; fixed for the session."""
    if "first_period" not in st.session_state:
        recent = Selection(period="30d", count="mentions").apply(data.statements()[["published_at"]], data.now())
        st.session_state["first_period"] = "30d" if len(recent) >= ENOUGH else "all"
    return str(st.session_state["first_period"])


def options(name: str) -> list[str]:
    """Return the values of a filter that occur in the store, most frequent first."""
    return _options(name, data.data_version(), data.location())


@st.cache_data(show_spinner=False, max_entries=64)
def _options(name: str, version: str, location: str) -> list[str]:
    if name == "donor":
        parts = data.table("aid")["donor"].astype("str").str.split("+").explode()
        return _by_size(parts)
    if name == "source":
        return _by_size(data.articles()["source_id"])
    if name == "target":
        return _by_size(data.tones()["target_id"])
    return _by_size(data.statements()[{"actor": "actor_id", "country": "country"}[name]])


def _by_size(values: "pd.Series[str]") -> list[str]:
    counted = values.value_counts()
    return [str(value) for value in counted[counted > 0].index if value]


def source_name(identity: str) -> str:
    """Return the title of a feed."""
    return _source_names(data.versions().get("articles", ""), data.location()).get(identity, identity)


@st.cache_data(show_spinner=False, max_entries=8)
def _source_names(version: str, location: str) -> dict[str, str]:
    pairs = data.articles()[["source_id", "source"]].drop_duplicates("source_id").dropna()
    return {str(key): plain(str(title)) for key, title in zip(pairs["source_id"], pairs["source"], strict=True)}


FORMATS: dict[str, Callable[[str], str]] = {
    "side": side_name,
    "actor": name_of,
    "country": name_of,
    "source": source_name,
    "kind": str,
    "target": name_of,
    "donor": name_of,
    "q": str,
}


def _first_row(uses: Sequence[str], counting: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.segmented_control(
            "Period",
            list(PERIODS),
            default=default_period(),
            required=True,
            format_func=lambda period: {"24h": "24 h", "7d": "7 d", "30d": "30 d", "90d": "90 d", "1y": "1 y"}.get(
                period, PERIODS[period]
            ),
            key="period",
            bind="query-params",
            persist_state="session",
        )
        if st.session_state.get("period") == "custom":
            for name, label in (("since", "From"), ("until", "To")):
                st.date_input(
                    label,
                    value=None,
                    key=name,
                    bind="query-params",
                    persist_state="session",
                    format="YYYY-MM-DD",
                    width=140,
                )
        if "side" in uses:
            st.pills(
                "Side",
                SIDES,
                selection_mode="multi",
                format_func=side_name,
                key="side",
                bind="query-params",
                persist_state="session",
            )
        if not counting:
            return
        st.segmented_control(
            "Count",
            list(COUNT_NAMES),
            default="unique",
            required=True,
            key="count",
            bind="query-params",
            persist_state="session",
            help="unique: the same words in several outlets count once; mentions: every report counts",
        )


def _second_row(uses: Sequence[str], kinds: Sequence[str]) -> None:
    lists = [name for name in ("actor", "donor", "country", "target", "source", "kind") if name in uses]
    shown = [*lists, *(["q"] if "q" in uses else [])]
    if not shown:
        return
    for name, column in zip(shown, st.columns(max(3, len(shown)), gap="small"), strict=False):
        with column:
            if name == "q":
                st.text_input(
                    LABELS[name],
                    key="q",
                    bind="query-params",
                    persist_state="session",
                    placeholder="words that were said",
                    max_chars=200,
                )
                continue
            st.multiselect(
                LABELS[name],
                list(kinds) if name == "kind" else options(name),
                format_func=FORMATS[name],
                key=name,
                bind="query-params",
                persist_state="session",
                placeholder="all",
                select_all=False,
            )


def _chosen(uses: Sequence[str], counting: bool) -> Selection:
    """Return what the widgets on this page hold; filters that the page does not use stay out of its figures."""
    state = st.session_state
    values: dict[str, Any] = {name: tuple(state.get(name) or ()) for name in uses if name not in ("q", "period")}
    custom = state.get("period") == "custom"
    return Selection(
        period=state.get("period") or default_period(),
        since=state.get("since") if custom else None,
        until=state.get("until") if custom else None,
        q=" ".join(str(state.get("q") or "").split()) if "q" in uses else "",
        count=(state.get("count") or "unique") if counting else "mentions",
        **values,
    )


def _active_words(chosen: Selection, uses: Sequence[str], counting: bool) -> None:
    words = [(name, value) for name in uses if name in LABELS for value in _values(chosen, name)]
    if not words and chosen.period == default_period() and (chosen.count == "unique" or not counting):
        return
    with st.container(horizontal=True, gap="small", key="active-filters"):
        for name, value in words:
            st.button(
                f"{LABELS[name]}: {plain(FORMATS[name](value), markdown=True)} ✕",
                key=f"drop-{name}-{value}",
                on_click=_drop,
                args=(name, value),
                help="Remove this filter",
            )
        st.button("Reset", key="reset", on_click=reset, type="tertiary", icon=":material/restart_alt:")


def _values(chosen: Selection, name: str) -> list[str]:
    value = getattr(chosen, name)
    return [value] if isinstance(value, str) and value else list(value)


def _drop(name: str, value: str) -> None:
    held = st.session_state.get(name)
    st.session_state[name] = "" if name == "q" else [item for item in held or () if item != value]


def reset() -> None:
    """Set every filter back to what a first visit shows."""
    for name in LABELS:
        if name in st.session_state:
            st.session_state[name] = "" if name == "q" else []
    for name in ("since", "until"):
        if name in st.session_state:
            st.session_state[name] = None
    st.session_state["period"] = default_period()
    st.session_state["count"] = "unique"


def _unknown(asked: Selection, uses: Sequence[str]) -> list[str]:
    """Return a note for each value of the URL that nothing in the store has, since its filter cannot hold it."""
    notes = []
    for name in ("actor", "country", "source", "target", "donor"):
        if name in uses and getattr(asked, name):
            known = set(options(name))
            notes += [
                f"{LABELS[name]} “{value}” does not occur in the store; this filter was left out."
                for value in getattr(asked, name)
                if value not in known
            ]
    return notes
