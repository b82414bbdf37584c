"""Statements: who said how much and when, and every statement behind each bar."""

import pandas as pd
import streamlit as st

from pipeline.analysis import timeline
from pipeline.analysis.selection import Selection
from pipeline.analysis.timeline import OTHER, Step
from pipeline.pages.parts import data, filters, lines, url
from pipeline.pages.parts.cards import HOW, card, empty, foot, heading, look, period_words
from pipeline.pages.parts.charts import bars, key_line
from pipeline.pages.parts.charts import lines as line_chart
from pipeline.pages.parts.filters import source_name
from pipeline.pages.parts.hovers import said
from pipeline.pages.parts.marks import known_days
from pipeline.pages.parts.names import colour_of, name_of, side_name
from pipeline.pages.parts.picks import chart
from pipeline.pages.parts.tables import comparison_table, html_table
from pipeline.pages.parts.text import safe
from pipeline.pages.parts.theme import SIDE_COLOURS, SIDE_NAMES, tint
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
        empty("No statement matches. Choose a longer period, or remove a filter above.")
        return
    group, step, measure, marked = _controls()
    series = _series(chosen, selection, group, step)
    picked = _chart(chosen, selection, series, group, measure, marked)
    if 2 <= len(selection.actor) <= 5:
        _comparison(chosen, selection, series.step)
    _list(behind(chosen, series, picked) if picked else chosen, selection, picked, series, group)


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
    always = selection.actor[:MOST] if group == "actor" else ()
    return over_time(chosen, timeline.top_labels(named, MOST, always), selection, step=step)


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
    return "all others" if label == OTHER and group != "side" else safe(NAMES[group](label))


def _chart(
    chosen: pd.DataFrame, selection: Selection, series: Series, group: str, measure: str, marked: bool
) -> list[list[str]]:
    labels = list(series.table.columns)
    colours = _colours(labels, group)
    name = lambda label: _label(group, label)  # noqa: E731 - binds the group for the figure
    share = measure == "share"
    table = series.table
    if share:
        whole = over_time(
            data.select(
                "statements",
                Selection(
                    period=selection.period,
                    since=selection.since,
                    until=selection.until,
                    count=selection.count,
                ),
            ),
            None,
            selection,
            step=series.step,
        )
        table = timeline.shares(table, whole.table)
    period = period_words(selection, chosen["published_at"])
    note = f"{len(chosen):,} {selection.count} statements, {period}" + (
        ", as a share of all that was monitored" if share else ""
    )
    marks = known_days(selection, table.index, selection.actor) if marked else []
    title = f"{'Share of statements' if share else 'Statements'} per {series.step}, by {GROUPS[group]}"
    more = said(chosen, series)
    with card(title, note, key="series"):
        comparing = group == "actor" and 2 <= len(selection.actor) <= 5
        if comparing:
            table = table[[label for label in labels if label != OTHER]]
            figure = line_chart(
                table,
                colours,
                name,
                series.step,
                look(),
                percent=share,
                said=more,
                gaps=gaps_in(series),
                notes=marks,
                texts=(lambda value: f"{value:.1%}") if share else (lambda value: f"{value:,.0f} statements"),
            )
        else:
            st.html(key_line(labels, colours, name))
            figure = bars(
                table,
                colours,
                name,
                series.step,
                look(),
                said=more,
                gaps=gaps_in(series),
                notes=marks,
                height=360,
                texts=(lambda value: f"{value:.1%}") if share else None,
            )
            if share:
                figure.update_yaxes(tickformat=".0%")
        picked = chart(figure, key="chart-series", alt=f"{title}. {note}.")
        foot(
            table,
            key="series",
            name=f"statements-by-{group}-per-{series.step}",
            how=HOW["statements"],
            selection=selection,
            rows="statements",
        )
    return picked


def _comparison(chosen: pd.DataFrame, selection: Selection, step: Step) -> None:
    table = comparison_table(chosen, selection.actor)
    with card("Side by side", f"{len(selection.actor)} actors, the same filters, per {step} above", key="compare"):
        st.html(html_table(table, numbers=("Statements", "In quotation marks", "Outlets", "Per day")))
        foot(table, key="compare", name="actors-compared", how=HOW["statements"], selection=selection)


def _list(frame: pd.DataFrame, selection: Selection, picked: list[list[str]], series: Series, group: str) -> None:
    title = "The statements" if not picked else "The statements behind the chosen bars"
    with card(title, f"statements: {len(frame):,}", key="rows"):
        order = url.choice("Order", ["newest first", "earliest first"], name="order")
        lines.statement_list(
            frame if order == "newest first" else frame.iloc[::-1],
            key="rows",
            per_page=25,
            selection=None if picked else selection,
        )
