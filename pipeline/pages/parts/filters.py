"""The filter row that all pages share: widgets kept in the URL, active filters as removable words, Reset, notes."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.analysis.selection import COUNTS, LISTS, MAX_WORDS, PERIODS, STATEMENT_KINDS, Selection
from pipeline.pages.parts import data, url
from pipeline.pages.parts.names import country_with_capital, name_of, side_name
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
SINGLE = ("period", "since", "until", "q", "count")
KEPT = "filters-kept"  # the selection as it was last drawn, for the next page
ENOUGH = 20  # statements in the last 30 days that make them the first view


def bar(
    *uses: str, kinds: Sequence[str] = STATEMENT_KINDS, counting: bool = True, elsewhere: Sequence[str] = ()
) -> Selection:
    """Draw the filters named in `uses` and return what is chosen; the period is always among them.

    `counting` offers unique or mentions; without it every row counts. Filters of `elsewhere` are used on the page, but
    drawn in another place.
    """
    notes = _take_over(uses, kinds)
    with st.container(key="filters", gap="small"):
        _first_row(uses, counting)
        _second_row(uses, kinds)
        chosen = _chosen(uses, counting)
        _active_words(chosen, uses, counting, elsewhere)
    if notes:
        st.warning("  \n".join(plain(note, markdown=True) for note in notes), icon=":material/link_off:")
    _keep(uses)
    return chosen


def _take_over(uses: Sequence[str], kinds: Sequence[str]) -> list[str]:
    """Set the widgets from the URL where it says something new; return a note for each value that cannot be used."""
    state = st.session_state
    start = Selection(period=default_period())
    notes: list[str] = []
    if url.fresh():
        asked, notes = Selection.from_params(st.query_params, default=start)
        for name in SINGLE + LISTS:
            value = getattr(asked, name)
            url.settle(f"f-{name}", list(value) if isinstance(value, tuple) else value)
    kept = state.get(KEPT, start)
    for name in SINGLE + LISTS:
        if f"f-{name}" not in state or (url.moved() and not url.fresh()):
            value = getattr(kept, name)
            url.settle(f"f-{name}", list(value) if isinstance(value, tuple) else value)
    for name in (name for name in LISTS if name in uses):
        held = list(state[f"f-{name}"] or ())
        known = set(allowed(name, kinds))
        lost = [value for value in held if value not in known]
        if lost:
            url.settle(f"f-{name}", [value for value in held if value in known])
            notes += [f"{LABELS[name]} “{value}” does not occur here; this filter was left out." for value in lost]
    return notes


def allowed(name: str, kinds: Sequence[str] = STATEMENT_KINDS) -> Sequence[str]:
    """Return the values that a filter offers."""
    if name == "side":
        return SIDES
    return list(kinds) if name == "kind" else options(name)


def _keep(uses: Sequence[str]) -> None:
    """Let the URL say what the widgets hold; where they hold what a first visit shows, it says nothing."""
    everything = _selection(SINGLE + LISTS)
    st.session_state[KEPT] = everything
    for name in SINGLE + LISTS:
        url.hold(f"f-{name}")
    if everything != Selection(period=default_period()):
        url.write(everything.to_params())


def default_period() -> str:
    """Return the period of a first visit: 30 days where they hold enough, else everything; fixed for the session."""
    if "first_period" not in st.session_state:
        recent = Selection(period="30d", count="mentions").apply(data.statements()[["published_at"]], data.now())
        st.session_state["first_period"] = "30d" if len(recent) >= ENOUGH else "all"
    return str(st.session_state["first_period"])


def options(name: str) -> list[str]:
    """Return the values of a filter that occur in the store, most frequent first."""
    return list(_options(name, data.data_version(), data.location()))


@functools.lru_cache(maxsize=64)
def _options(name: str, version: str, location: str) -> list[str]:
    if name == "donor":
        parts = data.table("aid")["donor"].astype("str").str.split("+").explode()
        return _by_size(parts)
    if name == "source":
        return _by_size(data.articles()["source_id"])
    if name == "target":
        return _by_size(data.column("tones", "target_id"))
    return _by_size(data.statements()[{"actor": "actor_id", "country": "country"}[name]])


def _by_size(values: "pd.Series[str]") -> list[str]:
    counted = values.value_counts()
    return [str(value) for value in counted[counted > 0].index if value]


def source_name(identity: str) -> str:
    """Return the title of a feed."""
    return _source_names(data.versions().get("articles", ""), data.location()).get(identity, identity)


@functools.lru_cache(maxsize=8)
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
    short = {"24h": "24 h", "7d": "7 d", "30d": "30 d", "90d": "90 d", "1y": "1 y"}
    kept: dict[str, Any] = {"persist_state": "session"}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.segmented_control(
            "Period",
            list(PERIODS),
            required=True,
            format_func=lambda period: short.get(period, PERIODS[period]),
            key="f-period",
            **kept,
        )
        if st.session_state["f-period"] == "custom":
            for name, label in (("since", "From"), ("until", "To")):
                st.date_input(label, key=f"f-{name}", format="YYYY-MM-DD", width=140, **kept)
        if "side" in uses:
            st.pills("Side", SIDES, selection_mode="multi", format_func=side_name, key="f-side", **kept)
        if counting:
            st.segmented_control(
                "Count",
                COUNTS,
                required=True,
                key="f-count",
                help="unique: the same words in several outlets count once; mentions: every report counts",
                **kept,
            )


def _second_row(uses: Sequence[str], kinds: Sequence[str]) -> None:
    lists = [name for name in ("actor", "donor", "country", "target", "source", "kind") if name in uses]
    shown = [*lists, *(["q"] if "q" in uses else [])]
    if not shown:
        return
    for name, column in zip(shown, st.columns(max(3, len(shown)), gap="small"), strict=False):
        if name == "q":
            column.text_input(
                LABELS[name],
                key="f-q",
                persist_state="session",
                placeholder="words that were said",
                max_chars=MAX_WORDS,
            )
            continue
        column.multiselect(
            LABELS[name],
            allowed(name, kinds),
            format_func=country_with_capital if name == "country" else FORMATS[name],
            key=f"f-{name}",
            persist_state="session",
            placeholder="all",
            select_all=False,
        )


def _chosen(uses: Sequence[str], counting: bool) -> Selection:
    """Return what the widgets on this page hold; filters that the page does not use stay out of its figures."""
    chosen = _selection([*uses, "period", "since", "until", "count"])
    return chosen if counting else replace(chosen, count="mentions")


def _selection(names: Sequence[str]) -> Selection:
    """Return what the widgets called `names` hold."""
    state = st.session_state
    period = state.get("f-period") or default_period()
    values: dict[str, Any] = {name: tuple(state.get(f"f-{name}") or ()) for name in LISTS if name in names}
    return Selection(
        period=period,
        since=state.get("f-since") if period == "custom" else None,
        until=state.get("f-until") if period == "custom" else None,
        q=" ".join(str(state.get("f-q") or "").split()) if "q" in names else "",
        count=state.get("f-count") or "unique",
        **values,
    )


def _active_words(chosen: Selection, uses: Sequence[str], counting: bool, elsewhere: Sequence[str]) -> None:
    words = [(name, value) for name in uses if name in LABELS for value in _values(chosen, name)]
    everything = _selection(SINGLE + LISTS)
    unused = [
        (name, value) for name in LABELS if name not in (*uses, *elsewhere) for value in _values(everything, name)
    ]
    as_first = chosen.period == default_period() and (chosen.count == "unique" or not counting)
    if not words and not unused and as_first:
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
    if unused:
        told = ", ".join(f"{LABELS[name]} {plain(FORMATS[name](value), markdown=True)}" for name, value in unused)
        st.caption(f"Kept for the pages that can use it, without effect here: {told}.")


def _values(chosen: Selection, name: str) -> list[str]:
    value = getattr(chosen, name)
    return [value] if isinstance(value, str) and value else list(value)


def _drop(name: str, value: str) -> None:
    held = st.session_state.get(f"f-{name}")
    st.session_state[f"f-{name}"] = "" if name == "q" else [item for item in held or () if item != value]


def reset() -> None:
    """Set every filter back to what a first visit shows."""
    start = Selection(period=default_period())
    for name in SINGLE + LISTS:
        value = getattr(start, name)
        st.session_state[f"f-{name}"] = list(value) if isinstance(value, tuple) else value
