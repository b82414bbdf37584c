"""Overview: what is new, who speaks, what was pledged, in what tone; the newest lines."""

import pandas as pd
import streamlit as st

from pipeline.analysis.selection import Selection
from pipeline.pages.parts import data, filters, lines
from pipeline.pages.parts.cards import HOW, card, chart, empty, foot, heading, look, period_words
from pipeline.pages.parts.charts import bars, key_line
from pipeline.pages.parts.names import side_name
from pipeline.pages.parts.theme import SIDE_COLOURS, SIDE_NAMES, age, moment
from pipeline.pages.parts.views import behind, gaps_in, over_time


def draw() -> None:
    """Draw the page."""
    heading("Overview", "Who said what about the war, who pledged what, and in what tone.")
    selection = filters.bar("side", "source")
    if data.statements().empty:
        empty("The store holds no statement yet. Start with `ukraine-monitor ingest`, or wait for the first round.")
        return
    chosen = data.select("statements", selection)
    _news(chosen, selection)
    picked = _by_side(chosen, selection)
    _latest(picked if picked is not None else chosen, selection)


def _news(chosen: pd.DataFrame, selection: Selection) -> None:
    """Draw what the chosen period holds in figures, with what is new since yesterday."""
    aid = data.select("aid", Selection(period=selection.period, since=selection.since, until=selection.until))
    aid = aid[aid["counted"]]
    series = over_time(chosen, None, selection)
    day_ago = pd.Timestamp(data.now()) - pd.Timedelta(hours=24)
    week_ago = pd.Timestamp(data.now()) - pd.Timedelta(days=7)
    figures = [
        ("Statements", chosen["published_at"], series.table["n"].tolist()),
        ("Aid events", aid["published_at"], over_time(aid, None, selection).table["n"].tolist()),
    ]
    with st.grid(4, min_column_width=220, row_height=170):
        for label, times, line in figures:
            st.metric(
                label,
                len(times),
                int((times >= day_ago).sum()),
                delta_color="off",
                delta_arrow="off",
                delta_description=f"in 24 h, {int((times >= week_ago).sum()):,} in 7 days",
                chart_data=line,
                chart_type="bar",
                border=True,
                format="localized",
            )
        st.metric(
            "Actors quoted",
            int(chosen["actor_id"].nunique()),
            int(chosen.loc[chosen["published_at"] >= day_ago, "actor_id"].nunique()),
            delta_color="off",
            delta_arrow="off",
            delta_description="in 24 h",
            border=True,
            height="stretch",
        )
        _freshness()


def _freshness() -> None:
    articles = data.articles()
    newest = articles["published_at"].max() if len(articles) else None
    feeds = data.table("feeds")
    good = int(feeds["health"].isin(("ok", "not-modified", "empty")).sum())
    seconds = (pd.Timestamp(data.now()) - newest).total_seconds() if newest is not None else 0
    st.metric(
        "Newest article",
        age(seconds) if newest is not None else "none",
        good,
        delta_color="off",
        delta_arrow="off",
        delta_description=f"of {len(feeds)} feeds answered",
        help=f"published {moment(newest)} UTC",
        border=True,
        height="stretch",
    )


def _by_side(chosen: pd.DataFrame, selection: Selection) -> pd.DataFrame | None:
    """Draw statements over time by side; return the rows of the bars that are selected, None without a selection."""
    sides = chosen["side"].astype(object).where(chosen["side"].notna(), "unlisted")
    series = over_time(chosen, sides, selection, order=SIDE_NAMES)
    period = period_words(selection, chosen["published_at"])
    note = f"{len(chosen):,} {selection.count} statements, {period}, by {series.step}"
    with card(f"Statements per {series.step}, by side", note, key="sides"):
        st.html(key_line(list(series.table.columns), SIDE_COLOURS, side_name))
        figure = bars(series.table, SIDE_COLOURS, side_name, series.step, look(), gaps=gaps_in(series))
        picked = chart(figure, key="chart-sides", alt=f"Statements per {series.step} by side. {note}.")
        foot(
            series.table, key="sides", name="statements-by-side", how=HOW["statements"], selection=selection,
            rows="statements",
        )  # fmt: skip
    return behind(chosen, series, picked) if picked else None


def _latest(frame: pd.DataFrame, selection: Selection) -> None:
    with card("Latest statements", f"{len(frame):,} statements, newest first", key="latest"):
        lines.statement_list(frame, key="latest", per_page=12, selection=selection)
