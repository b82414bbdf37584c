"""Sentiment: tone over time, who speaks how about whom, distribution, outlets compared; sentences for every cell."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pipeline.analysis.selection import Selection
from pipeline.analysis.tone import Turn
from pipeline.pages.parts import data, filters, tonebars, toneviews, url
from pipeline.pages.parts.actions import draw as draw_actions
from pipeline.pages.parts.cards import HOW, card, empty, foot, heading, look, period_words
from pipeline.pages.parts.charts import Note, blank, mark_days, name_ends
from pipeline.pages.parts.heat import draw as draw_heat
from pipeline.pages.parts.lines import records
from pipeline.pages.parts.names import colour_of, name_of, side_name
from pipeline.pages.parts.patterns import DASHES, SYMBOLS, places
from pipeline.pages.parts.picks import chart
from pipeline.pages.parts.sentences import tone_list
from pipeline.pages.parts.text import safe
from pipeline.pages.parts.theme import OTHER_COLOUR, SIDE_COLOURS, Palette, day
from pipeline.pages.parts.timeaxis import date_ticks
from pipeline.records import Voice

VOICES: dict[str, Voice] = {"speakers": "speaker", "outlets": "outlet"}
SERIES = {"side": "side", "actor": "actor_id", "target": "target_id", "outlet": "source_id"}
NAMES = {"side": side_name, "actor": name_of, "target": name_of, "outlet": filters.source_name}
MOST = 5  # lines
BANDS = 3  # lines up to which each has the band of its interval
POINTS = 120  # of a line


def draw() -> None:
    """Draw the page."""
    heading("Sentiment", "How speakers talk of others, and how outlets portray them: two things, never mixed.")
    selection = filters.bar("side", "actor", "country", "target", "source", "q")
    if data.tones().empty:
        empty("Tone is not scored yet: the tone model is missing, or nothing has been read.")
        return
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        chosen = url.choice(
            "Whose words", list(VOICES), name="voice", help="speakers: what they say; outlets: their text"
        )
        voice = VOICES[chosen]
        kinds = ["side", "actor", "target"] if voice == "speaker" else ["target", "outlet"]
        by = url.choice("Series", kinds, name="by")
        marked = url.switch("Turns", name="turns", help="days at which net tone turned and a permutation test agrees")
    if voice == "outlet":
        selection = selection.without("side", "actor", "country")
    tones = toneviews.rows(selection, voice)
    if tones.empty:
        empty(toneviews.nothing(selection, voice))
        return
    _over_time(selection, voice, by, tones, marked)
    if voice == "speaker":
        draw_heat(selection, tones)
    left, right = st.columns(2)
    with left:
        tonebars.draw(selection, voice, "target_id", "Towards whom", "by target", key="towards")
    with right:
        if voice == "speaker":
            tonebars.draw(selection, voice, "side", "By side of the speaker", "by side", key="by-side", names=side_name)
        else:
            tonebars.draw(
                selection,
                voice,
                "source_id",
                "Outlets compared",
                "the outlets’ own text",
                key="by-outlet",
                names=filters.source_name,
            )
    draw_actions(selection)


def _over_time(selection: Selection, voice: Voice, by: str, tones: pd.DataFrame, marked: bool) -> None:
    column, names = SERIES[by], NAMES[by]
    counted = tones[column].value_counts()
    groups = [str(name) for name in counted[counted > 0].index[:MOST]]
    length = (tones["published_at"].iloc[-1] - tones["published_at"].iloc[0]).days
    days = 7 if length <= 120 else 30
    tables = {group: _thin(toneviews.windows(selection, voice, column, group, days)) for group in groups}
    turns = {group: toneviews.turns(selection, voice, column, group) for group in groups} if marked else {}
    note = (
        f"{len(tones):,} sentences, {period_words(selection, tones['published_at'])}, means of {days} days; "
        f"hollow: fewer than 5 sentences{'; band: 95 % interval' if len(groups) <= BANDS else ''}"
    )
    with card(f"Net tone over time, by {by}", note, key="tone-time"):
        figure = lines(tables, _colours(groups, by), names, look())
        mark_days(figure, _turn_notes(turns, names), figure.layout.yaxis.range[1] / 1.12, look())
        picked = chart(figure, key="chart-tone-time", alt=f"Net tone over time by {by}. {note}")
        whole = pd.concat([table.assign(**{by: group}) for group, table in tables.items()])
        foot(whole, key="tone-time", name=f"tone-by-{by}", how=HOW["tone"], selection=selection)
        if picked:
            end = pd.Timestamp(picked[0][0], tz="UTC") + pd.Timedelta(days=1)
            inside = (tones["published_at"] < end) & (tones["published_at"] >= end - pd.Timedelta(days=days))
            st.caption(f"{safe(names(picked[0][1]))}, {days} days up to {day(pd.Timestamp(picked[0][0]))}")
            tone_list(tones[inside & (tones[column] == picked[0][1])], key="tone-time")


def _thin(table: pd.DataFrame) -> pd.DataFrame:
    """Return every n-th day of a table of windows, the last one among them: a line has at most POINTS points."""
    every = -(-len(table) // POINTS)
    return table.iloc[::-1].iloc[::every].iloc[::-1] if every > 1 else table


def _colours(groups: list[str], by: str) -> dict[str, str]:
    return SIDE_COLOURS if by == "side" else {group: colour_of(group) for group in groups}


def _turn_notes(turns: dict[str, list[Turn]], names: Callable[[str], str]) -> list[Note]:
    return [
        Note(turn.day, safe(f"{names(group)}: net tone from {turn.before:+.2f} to {turn.after:+.2f}, p = {turn.p:.3f}"))
        for group, found in turns.items()
        for turn in found
    ]


def lines(
    tables: dict[str, pd.DataFrame], colours: dict[str, str], names: Callable[[str], str], look: Palette
) -> go.Figure:
    """Return lines of net tone with bands of their 95 % intervals; points of few sentences are hollow."""
    figure = blank(look, 360)
    same = places(list(tables), colours, OTHER_COLOUR)
    ends = {}
    for group, table in tables.items():
        if not table["n"].any():
            continue
        shown = table[table["n"] > 0]
        broken = table.assign(net=table["net"].where(table["n"] > 0))  # days without a sentence break the line
        colour = colours[group]
        ends[group] = shown["net"]
        if len(tables) <= BANDS:
            figure.add_scatter(
                x=[*shown["day"], *shown["day"][::-1]],
                y=[*shown["net_high"].fillna(shown["net"]), *shown["net_low"].fillna(shown["net"])[::-1]],
                mode="lines",
                fill="toself",
                fillcolor=colour,
                opacity=0.13,
                line={"width": 0},
                hoverinfo="skip",
            )
        figure.add_scatter(
            x=broken["day"],
            y=broken["net"],
            mode="lines+markers",
            line={"color": colour, "width": 2, "dash": DASHES[same[group]]},
            marker={
                "size": 6,
                "symbol": SYMBOLS[same[group]],
                "color": [look.paper if few else colour for few in broken["few"]],
                "line": {"color": colour, "width": 1.5},
            },
            customdata=[[stamp.isoformat(), group] for stamp in broken["day"]],
            hovertext=[
                f"<b>{safe(names(group))}</b><br>up to {day(row['day'])}: net tone {row['net']:+.2f}<br>"
                f"{row['negative']:.0%} negative, {row['positive']:.0%} positive, n = {row['n']:,}"
                for row in records(broken)
            ],
            hoverinfo="text",
        )
    widest = max((float(net.abs().max()) for net in ends.values()), default=1.0)
    edge = min(1.0, max(0.25, -(-widest // 0.25) * 0.25)) * 1.05
    last = pd.DataFrame({group: [net.iloc[-1]] for group, net in ends.items()})
    name_ends(figure, last, colours, names, 1.5 * edge)
    figure.update_layout(margin_r=150)
    figure.update_yaxes(range=[-edge, edge], nticks=6, tickformat="+.2f", zeroline=True, zerolinecolor=look.grey)
    edges = [pd.Timestamp(table["day"].iloc[place]) for table in tables.values() if len(table) for place in (0, -1)]
    if edges:
        date_ticks(figure, min(edges), (max(edges) - min(edges)).days + 1, "day")
    return figure
