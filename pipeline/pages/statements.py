"""Statements: who said how much and when, and every statement behind each bar."""

import functools
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pipeline.analysis import timeline
from pipeline.analysis.selection import Selection
from pipeline.analysis.timeline import OTHER, Step
from pipeline.pages.parts import comparison, data, filters, lines, url
from pipeline.pages.parts.cards import HOW, card, counted, empty, foot, heading, look, period_words
from pipeline.pages.parts.charts import bars, key_line
from pipeline.pages.parts.charts import lines as line_chart
from pipeline.pages.parts.filters import source_name
from pipeline.pages.parts.hovers import said
from pipeline.pages.parts.marks import known_days
from pipeline.pages.parts.names import colour_of, name_of, side_name
from pipeline.pages.parts.picks import chart
from pipeline.pages.parts.theme import SIDE_COLOURS, SIDE_NAMES, many, tint
from pipeline.pages.parts.views import Series, behind, gaps_in, over_time

GROUPS = {"actor": "actor", "side": "side", "country": "country", "source": "source"}
COLUMNS = {"actor": "actor_id", "side": "side", "country": "country", "source": "source_id"}
NAMES = {"actor": name_of, "side": side_name, "country": name_of, "source": source_name}
SHARE_HELP = "share: of all statements that were monitored in the same time, with no filter but the period"
MOST = 7  # series; the rest is "other"


def draw() -> None:
    """Draw the page."""
    heading("Statements", "Who said how much and when; choose a bar to read what it is made of.")
    selection = filters.bar("side", "actor", "country", "target", "source", "kind", "q")
    chosen = data.select("statements", selection)
    if chosen.empty:
        empty(lines.nothing())
        return
    group, step, measure, marked = _controls()
    series = _series(chosen, selection, group, step)
    picked = _chart(chosen, selection, series, group, measure, marked)
    if _comparing(selection):
        _comparison(chosen, selection)
    _list(behind(chosen, series, picked) if picked else chosen, selection, picked)


def _controls() -> tuple[str, Step | None, str, bool]:
    """Draw what steers the chart: series, step, measure, marks."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        group = url.choice("Series", list(GROUPS), name="by")
        step = url.choice("Step", ["auto", *timeline.STEPS], name="step")
        measure = url.choice("Measure", ["count", "share"], name="measure", help=SHARE_HELP)
        marked = url.switch("Known dates", name="dates", help="large aid events, new offices")
    return group, next((name for name in timeline.STEPS if name == step), None), measure, marked


def _series(chosen: pd.DataFrame, selection: Selection, group: str, step: Step | None) -> Series:
    labels = chosen[COLUMNS[group]]
    if group == "side":
        return over_time(chosen, timeline.filled(labels, "unlisted"), selection, step=step, order=SIDE_NAMES)
    named = timeline.filled(labels, OTHER)
    always = getattr(selection, group)[:MOST]
    series = over_time(chosen, timeline.top_labels(named, MOST, always), selection, step=step)
    silent = {name: 0 for name in always if name not in series.table.columns}  # that they said nothing is an answer
    return replace(series, table=timeline.in_order(series.table.assign(**silent)))


def _colours(labels: list[str], group: str) -> dict[str, str]:
    if group == "side":
        return SIDE_COLOURS
    if group == "actor":
        return {label: colour_of(label) for label in labels}
    hues = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#7F7F7F")
    return {
        label: tint(hues[sum(map(ord, label)) % 7], sum(map(ord, label)) // 7) for label in labels if label != OTHER
    }


def _label(group: str, label: str) -> str:
    return "all others" if label == OTHER and group != "side" else NAMES[group](label)


def _chart(
    chosen: pd.DataFrame, selection: Selection, series: Series, group: str, measure: str, marked: bool
) -> list[list[str]]:
    """Draw the card of the chart; return what is chosen in it."""
    share = measure == "share"
    if share:
        series = _shares(series, selection)
    title = f"{'Share of statements' if share else 'Statements'} per {series.step}, by {GROUPS[group]}"
    note = f"{counted(len(chosen), selection)}, {period_words(selection, chosen['published_at'])}" + (
        ", as a share of all that was monitored" if share else ""
    )
    with card(title, note, key="series"):
        compared = group == "actor" and _comparing(selection)
        if compared:
            series = replace(series, table=series.table.drop(columns=OTHER, errors="ignore"))
        figure = _figure(chosen, selection, series, group, marked=marked, share=share, compared=compared)
        picked = chart(figure, key="chart-series", alt=f"{title}. {note}.")
        foot(
            series.table,
            key="series",
            name=f"statements-by-{group}-per-{series.step}",
            how=HOW["statements"],
            selection=selection,
            rows="statements",
        )
    return picked


def _shares(series: Series, selection: Selection) -> Series:
    """Return the series as shares of all statements of the same buckets."""
    everything = Selection(selection.period, selection.since, selection.until, count=selection.count)
    whole = over_time(data.select("statements", everything), None, selection, step=series.step)
    return replace(series, table=timeline.shares(series.table, whole.table))


def _figure(
    chosen: pd.DataFrame, selection: Selection, series: Series, group: str, *, marked: bool, share: bool, compared: bool
) -> go.Figure:
    """Return lines where few actors are `compared`, else bars, for which the key is drawn here."""
    table = series.table
    colours, name = _colours(list(table.columns), group), functools.partial(_label, group)
    told: dict[str, Any] = {
        "said": said(chosen, series),
        "gaps": gaps_in(series),
        "notes": known_days(selection, table.index, selection.actor) if marked else [],
    }
    if compared:
        texts = (lambda value: f"{value:.1%}") if share else (lambda value: many(int(value), "statement"))
        return line_chart(table, colours, name, series.step, look(), percent=share, texts=texts, **told)
    st.html(key_line(list(table.columns), colours, name, None if share else table.sum()))
    percents = (lambda value: f"{value:.1%}") if share else None
    figure = bars(table, colours, name, series.step, look(), texts=percents, height=360, **told)
    if share:
        figure.update_yaxes(tickformat=".0%")
    return figure


def _comparing(selection: Selection) -> bool:
    return comparison.LEAST <= len(selection.actor) <= comparison.MOST


def _comparison(chosen: pd.DataFrame, selection: Selection) -> None:
    table = comparison.table(chosen, selection)
    period = period_words(selection, chosen["published_at"])
    with card("Side by side", f"{len(table)} actors, {period}, with the same filters", key="compare"):
        st.html(comparison.as_html(table, lines.zone()))
        foot(table, key="compare", name="actors-compared", how=HOW["statements"], selection=selection)


def _list(frame: pd.DataFrame, selection: Selection, picked: list[list[str]]) -> None:
    title = "The statements" if not picked else "The statements behind what is chosen in the chart"
    with card(title, counted(len(frame), selection), key="rows"):
        order = url.choice("Order", ["newest first", "earliest first"], name="order")
        lines.statement_list(
            frame if order == "newest first" else frame.iloc[::-1],
            key="rows",
            per_page=25,
            selection=selection,
            part=bool(picked),
        )
