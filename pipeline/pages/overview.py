"""Overview: what is new, who speaks, what was pledged, in what tone; the newest lines."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from pipeline.analysis.coverage import GOOD
from pipeline.analysis.selection import Selection
from pipeline.analysis.timeline import Step
from pipeline.pages.parts import bysides, data, filters, lines, spikes, tonebars
from pipeline.pages.parts.aidtables import newest_aid
from pipeline.pages.parts.cards import card, counted, empty, heading
from pipeline.pages.parts.names import side_name
from pipeline.pages.parts.theme import ago, moment
from pipeline.pages.parts.views import Series, over_time


def draw() -> None:
    """Draw the page."""
    heading("Overview", "Who said what about the war, who pledged what, and in what tone.")
    selection = filters.bar("side", "source")
    if data.statements().empty:
        empty(lines.nothing())
        return
    chosen = data.select("statements", selection)
    _news(chosen, selection)
    picked = bysides.draw(
        chosen,
        selection,
        counted(len(chosen), selection),
        key="sides",
        name="statements-by-side",
        below=lambda series: _spikes(chosen, series),
    )
    left, right = st.columns(2)
    with left:
        newest_aid(selection)
    with right:
        tonebars.draw(
            selection, "speaker", "side", "Tone by side", "tone of the speakers’ own words", key="tone", names=side_name
        )
    _latest(chosen if picked is None else picked, selection, part=picked is not None)


def _news(chosen: pd.DataFrame, selection: Selection) -> None:
    """Draw what the chosen period holds in figures, each with its rhythm and what is new since yesterday."""
    time_only = Selection(selection.period, selection.since, selection.until)
    aid = data.select("aid", time_only)
    aid = aid[aid["counted"]]
    articles = data.select("articles", replace(time_only, source=selection.source, count="mentions"))
    whole = over_time(chosen, None, selection)
    first = chosen[chosen["actor_id"].notna() & ~chosen["actor_id"].duplicated()]
    with st.grid(4, min_column_width=150):
        _figure("Statements", chosen["published_at"], len(chosen), whole.table["n"].tolist())
        _figure("Aid announcements", aid["published_at"], len(aid), _rhythm(aid, selection, whole.step))
        _figure(
            "Actors quoted", first["published_at"], len(first), _rhythm(first, selection, whole.step), "new in 24 h"
        )
        _figure("Articles", articles["published_at"], len(articles), _rhythm(articles, selection, whole.step))
    st.caption(_freshness())


def _rhythm(frame: pd.DataFrame, selection: Selection, step: Step) -> list[int]:
    return over_time(frame, None, selection, step=step).table["n"].tolist()


def _figure(label: str, times: "pd.Series[pd.Timestamp]", total: int, line: list[int], news: str = "in 24 h") -> None:
    now = pd.Timestamp(data.now())
    day, week = (int((times >= now - pd.Timedelta(days=days)).sum()) for days in (1, 7))
    st.metric(
        label,
        total,
        day,
        delta_color="off",
        delta_arrow="off",
        delta_description=f"{news}, {week:,} in 7 days",
        chart_data=line,
        chart_type="bar",
        border=True,
        height="stretch",
        format="localized",
    )


def _freshness() -> str:
    """Return how fresh the data are, in a sentence."""
    articles, feeds = data.articles(), data.table("feeds")
    good = int(feeds["health"].isin(GOOD).sum())
    if articles.empty:
        return f"{good} of {len(feeds)} feeds answered; no article yet."
    newest = articles["published_at"].iloc[-1]
    seconds = (pd.Timestamp(data.now()) - newest).total_seconds()
    answers = f"{good} of {len(feeds)} feeds answered when last asked"
    return f"Newest article: {ago(seconds)} ({moment(newest)} UTC). {answers}."


def _spikes(chosen: pd.DataFrame, series: Series) -> None:
    """Say when far more was said than usual, by whom and about what."""
    found = spikes.named(chosen, series)
    if found:
        lines_ = "".join(f"<li>{spikes.sentence(spike)}</li>" for spike in found)
        st.html(f'<ul class="um-notes">{lines_}</ul>')


def _latest(frame: pd.DataFrame, selection: Selection, *, part: bool) -> None:
    title = "The statements behind what is chosen in the chart" if part else "Latest statements"
    with card(title, f"{counted(len(frame), selection)}, newest first", key="latest"):
        lines.statement_list(frame, key="latest", per_page=12, selection=selection, part=part)
