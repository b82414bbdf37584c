"""Aid: a ledger of announcements: sums over time, events, donors, and every sentence behind them."""

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.analysis import ledger_sums
from pipeline.analysis.selection import AID_KINDS, Selection
from pipeline.pages.parts import aidfigures, aidtables, aidviews, data, filters, url, worldmap
from pipeline.pages.parts.cards import HOW, card, empty, foot, heading, look, period_words
from pipeline.pages.parts.charts import across, bars, key_line, lines
from pipeline.pages.parts.names import colour_of, name_of
from pipeline.pages.parts.picks import chart
from pipeline.pages.parts.theme import KIND_COLOURS, OTHER_COLOUR, many, money
from pipeline.pages.parts.views import Series, behind, over_time

MOST = 7  # series
MONTHS = 60  # of one donor beside Kiel
DONORS = 12  # rows of the time axis
OTHER = "other"
RATES = ("rate of the day", "fixed rate")
RATE_HELP = (
    "rate of the day: the ECB reference rate of the day of the announcement; fixed rate: one mean a currency "
    "(January 2022 to June 2026), as Kiel counts, so that sums do not move with exchange rates"
)
GDP_HOW = " GDP is that of 2021 in euros, as the Kiel Institute’s tracker (release 29) uses it."


def draw() -> None:
    """Draw the page."""
    heading("Aid", "Who announced what for Ukraine, how much, in what state; told by whom, with the sentence.")
    selection = filters.bar("donor", "kind", "source", "q", kinds=AID_KINDS, counting=False)
    if data.table("aid").empty:
        empty("No aid announcement has been read yet. The first that a feed brings will stand here.")
        return
    fixed = url.choice("Euros at", list(RATES), name="rate", help=RATE_HELP) == "fixed rate"
    found = aidviews.chosen(selection, fixed=fixed)
    if found.empty:
        empty("No announcement matches. Choose a longer period, or remove a filter above.")
    else:
        _figures(found)
        picked = _over_time(found, selection, fixed)
        picked = _maps(found, selection) or picked
        left, right = st.columns([2, 3])
        with left:
            picked = _donors(found, selection, fixed) or picked
        with right:
            picked = _dots(found, selection) or picked
        aidtables.ledger_table(found, picked, selection, fixed)
        _kiel(selection, fixed)
    aidtables.not_counted(selection)


def _figures(found: pd.DataFrame) -> None:
    now = pd.Timestamp(data.now())
    summed = found[found["summed"]]
    day, week = (ledger_sums.changed_since(found, now - pd.Timedelta(days=days)) for days in (1, 7))
    with st.grid(4, min_column_width=150):
        st.metric(
            "New money announced",
            money(summed["amount_eur"].sum()),
            border=True,
            height="stretch",
            help="events of role “new”, more than proposed, in euros at the rate chosen above",
        )
        st.metric(
            "Events",
            f"{len(found):,}",
            border=True,
            height="stretch",
            help="announcements, tranches, envelopes, changes of status; one however many outlets carry it",
        )
        st.metric("Donors", f"{found['donor'].nunique():,}", border=True, height="stretch")
        st.metric(
            "Changed in 24 hours",
            f"{len(day):,}",
            border=True,
            height="stretch",
            delta=len(week),
            delta_color="off",
            delta_arrow="off",
            delta_description="in 7 days",
        )
    if len(week):
        aidtables.changes(week)


def _over_time(found: pd.DataFrame, selection: Selection, fixed: bool) -> list[str]:
    """Draw sums over time; return the ids of the events in the chosen bars."""
    with st.container(horizontal=True, gap="medium"):
        by = url.choice("Series", ["kind", "donor"], name="by")
        shape = url.choice("Sum", ["per month", "cumulative"], name="sum")
    summed = found[found["summed"]]
    if summed.empty:
        empty("None of these announcements is new money with a sum in euros; the ledger below lists them.")
        return []
    labels = _top(summed, by)
    series = over_time(summed, labels, selection, step="month", weights=summed["amount_eur"], column="announced_on")
    names = (lambda name: "all others" if name == OTHER else name_of(name)) if by == "donor" else str
    colours = KIND_COLOURS if by == "kind" else {name: colour_of(name) for name in series.table.columns}
    title = f"New money announced, {shape}, by {by}"
    period = period_words(selection, summed["announced_on"])
    note = f"{money(summed['amount_eur'].sum())} in {many(len(summed), 'event')}, {period}"
    with card(title, note, key="aid-time"):
        if shape == "cumulative":
            table = series.table.cumsum()
            figure = lines(table, colours, names, "month", look(), texts=money)
        else:
            table = series.table
            st.html(key_line(list(table.columns), colours, names))
            figure = bars(table, colours, names, "month", look(), texts=money)
        aidfigures.money_axis(figure)
        picked = chart(figure, key="chart-aid-time", alt=f"{title}. {note}.")
        foot(
            table,
            key="aid-time",
            name=f"aid-by-{by}-per-month-eur",
            how=HOW["aid"],
            selection=selection,
            rows="aid",
            own=found if fixed else None,
        )
    if not picked:
        return []
    return behind(summed, Series(series.table, "month", labels), picked, "announced_on")["event_id"].tolist()


def _top(summed: pd.DataFrame, by: str) -> "pd.Series[str]":
    """Return the label of each event: its kind or donor, the smaller ones together."""
    labels = summed[by].astype(object)
    sums = summed["amount_eur"].groupby(labels).sum().sort_values(ascending=False)
    return labels.where(labels.isin(sums.index[:MOST]), OTHER)


def _donors(found: pd.DataFrame, selection: Selection, fixed: bool) -> list[str]:
    sums = ledger_sums.totals(found, "donor").set_index("donor")["amount_eur"]
    if sums.empty:
        return []
    picked = []
    with card("Largest donors", "new money announced", key="aid-donors"):
        share = url.choice("Measure", ["EUR", "% of GDP"], name="measure") == "% of GDP"
        values = ledger_sums.per_gdp(sums, aidviews.gdp()) if share else sums
        if values.empty:
            empty("The GDP of none of these donors is known: institutions and joint donors have none.")
        top = values.head(DONORS)
        texts = (lambda value: f"{value:.2%}") if share else money
        figure = across(top, {name: colour_of(str(name)) for name in top.index}, name_of, look(), texts=texts)
        picked = chart(figure, key="chart-aid-donors", alt="Largest donors") if len(top) else []
        foot(
            values.to_frame("part_of_gdp" if share else "amount_eur"),
            key="aid-donors",
            name="aid-by-donor-of-gdp" if share else "aid-by-donor-eur",
            how=HOW["aid"] + (GDP_HOW if share else ""),
            selection=selection,
            rows="aid",
            own=found if fixed else None,
        )
    return _events_of(found, picked)


def _events_of(found: pd.DataFrame, picked: list[list[Any]]) -> list[str]:
    """Return the ids of the events of the donors chosen in a chart."""
    donors = {point[0] for point in picked}
    return found.loc[found["donor"].isin(donors), "event_id"].tolist() if donors else []


def _maps(found: pd.DataFrame, selection: Selection) -> list[str]:
    """Draw the world and Europe side by side, below each other where it is narrow; return the events chosen."""
    sums = ledger_sums.totals(found, "donor").set_index("donor")["amount_eur"]
    states = sums[[len(str(name)) == 3 and str(name).isupper() for name in sums.index]]
    note = "new money by state, darker for more; institutions and joint donors stand in the list"
    with card("Donors on the map", note, key="aid-map"):
        left, right = st.columns([2, 1])
        with left:
            world = worldmap.outlines(states, look(), "world")
            picked = chart(world, key="chart-aid-map", alt="Donor states of the world")
        with right:
            europe = worldmap.outlines(states, look(), "Europe")
            picked += chart(europe, key="chart-aid-europe", alt="Donor states in Europe")
        foot(states.to_frame(), key="aid-map", name="aid-by-state-eur", how=HOW["aid"], selection=selection)
    return _events_of(found, picked)


def _dots(found: pd.DataFrame, selection: Selection) -> list[str]:
    donors = [str(name) for name in found["donor"].value_counts().index[:DONORS]]
    shown = found[found["donor"].isin(donors)]
    columns = ("donor", "amount", "currency", "kind", "status", "announced_on", "sentence")
    shown = shown.assign(
        words=[aidfigures.event_words(*row) for row in zip(*(shown[name] for name in columns), strict=True)]
    )
    note = (
        "one mark an event; size: EUR; shape: state (circle: hollow pledged, filled delivered; diamond: hollow "
        "approved, filled allocated; square: paused; cross: refused or cancelled)"
    )
    with card("Events over time, by donor", note, key="aid-dots"):
        kinds = [kind for kind in KIND_COLOURS if (shown["kind"] == kind).any()]
        st.html(key_line(kinds, KIND_COLOURS, str))
        picked = chart(
            aidfigures.dots(shown, donors, look()), key="chart-aid-dots", alt="Aid events over time by donor"
        )
        foot(shown.drop(columns="words"), key="aid-dots", name="aid-events", how=HOW["aid"], selection=selection)
    return [point[0] for point in picked]


def _kiel(selection: Selection, fixed: bool) -> None:
    kiel = data.table("kiel")
    with card("Beside the Kiel Institute’s tracker", "announced here and recorded there, EUR", key="aid-kiel"):
        if kiel.empty:
            empty("No Kiel file has been read: `ukraine-monitor kiel FILE` reads a release, then this compares both.")
            return
        both = ledger_sums.beside_kiel(aidviews.chosen(Selection(donor=selection.donor), fixed=fixed), kiel)
        window = selection.window(data.now())
        if window.start is not None:
            both = both[pd.to_datetime(both["month"]) >= window.start.tz_localize(None)]
        if both.empty:
            empty("No month of this period is in the Kiel release.")
            return
        sums = both.groupby("donor", observed=True)[["announced_eur", "kiel_eur"]].sum()
        sums = sums.sort_values("kiel_eur", ascending=False).head(DONORS)
        names = {"announced_eur": "announced in coverage", "kiel_eur": "recorded by Kiel"}
        colours = {"announced_eur": "#0072B2", "kiel_eur": OTHER_COLOUR}
        st.html(key_line(list(names), colours, lambda name: names[name]))
        figure = aidfigures.pairs(sums, names, colours, look(), name_of)
        picked = chart(figure, key="chart-kiel", alt="Announced and recorded")
        if picked:
            donor = str(picked[0][0])
            aidtables.kiel_differences(both[both["donor"] == donor].head(MONTHS))
            aidtables.behind_kiel(aidviews.chosen(replace(selection, donor=(donor,)), fixed=fixed))
        else:
            aidtables.kiel_differences(both.head(15))
            st.caption("Choose a bar for the months of one donor and the announcements behind them.")
        foot(
            both,
            key="aid-kiel",
            name="aid-beside-kiel",
            selection=selection,
            how="Commitments of the newest release read, months that it covers. Kiel counts by its own rules: grants "
            "of later years, guarantees and aid in kind may be valued otherwise.",
        )
