"""The frame around every chart: title, grey line, figure, CSV of exactly what is drawn, link, how it is counted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from pipeline.analysis.naming import file_name
from pipeline.analysis.selection import Selection
from pipeline.pages.parts import data
from pipeline.pages.parts.csvtext import to_csv
from pipeline.pages.parts.text import plain
from pipeline.pages.parts.theme import Palette, day, many, palette

HOW = {
    "statements": (
        "One statement is one attributed quotation or indirect report. The same words in several outlets share an id "
        "and count once, at the time of the first; “mentions” counts every report. Days are UTC."
    ),
    "aid": (
        "One event is one announcement, however many outlets carry it. Only new announcements are summed: totals to "
        "date, tranches and re-announcements are kept but not added. Euros at the ECB reference rate of the day."
    ),
    "tone": (
        "Tone is a model’s estimate of how a statement’s own words, or a sentence of an outlet, portray the one they "
        "name. It errs in one of five to one of four; read the sentences before you rely on a difference. n counts "
        "statements, or sentences of outlets, each once; where figures are not by target, one that names several "
        "counts a part towards each. Intervals are of 95 %: Wilson’s for shares, the normal one for "
        "net tone (the mean of how likely a sentence is positive less how likely it is negative)."
    ),
}

FEEDS = ("statements", "aid")  # tables with an Atom feed
TABLES = {"aid": "aid-events"}  # what the figures of the page are sums of, where it is not the table itself


def look() -> Palette:
    """Return the palette of the viewer's theme."""
    return palette(st.context.theme.type)


def heading(title: str, text: str) -> None:
    """Draw the title of a page and one sentence that says what it answers."""
    with st.container(gap=None, key="heading"):
        st.title(title, anchor=False)
        st.caption(text)


@contextmanager
def card(title: str, note: str, *, key: str) -> Iterator[None]:
    """Frame what is drawn inside with a title (plain text) and its grey line (Markdown: n, period, unit)."""
    with st.container(border=True, key=f"card-{key}"):
        st.markdown(f"#### {plain(title, markdown=True)}")
        if note:
            st.caption(note)
        yield


def foot(
    table: pd.DataFrame | Callable[[], pd.DataFrame],
    *,
    key: str,
    name: str,
    how: str,
    selection: Selection | None = None,
    rows: str = "",
    own: pd.DataFrame | None = None,
) -> None:
    """Draw the foot of a card: CSV of `table`, the rows behind it, a permanent link, how it is counted.

    `rows` names the route of the rows behind the figures ("statements", "aid"); `selection` is what the link keeps.
    `own` are those rows where no route has them as they are summed here.
    """
    version = data.data_version()
    with st.container(horizontal=True, gap="small", key=f"foot-{key}"):
        file = file_name(name, selection, version)
        download("CSV", table, file, key=f"csv-{key}", told="exactly the figures drawn here")
        if own is not None:
            file = file_name(f"rows-{name}", selection, version)
            told = "all rows behind it, in euros as they are summed here"
            download("Rows", own, file, key=f"rows-{key}", icon="table_rows", told=told)
        elif rows and selection is not None and data.routes_served():
            st.link_button(
                "Rows",
                route(f"csv/{TABLES.get(rows, rows)}.csv", selection),
                type="tertiary",
                icon=":material/table_rows:",
                help="all rows behind it, as a permanent address for Excel, Sheets or curl",
            )
        if rows in FEEDS and selection is not None and data.routes_served():
            st.link_button(
                "Feed",
                route(f"feeds/{rows}.atom", selection),
                type="tertiary",
                icon=":material/rss_feed:",
                help="what is new with these filters, as an Atom feed for a reader",
            )
        with st.popover("How counted", type="tertiary"):
            st.markdown(how)


def download(
    label: str,
    table: pd.DataFrame | Callable[[], pd.DataFrame],
    file: str,
    *,
    key: str,
    told: str = "",
    icon: str = "download",
) -> None:
    """Draw a button that makes the CSV of `table` when it is pressed."""
    st.download_button(
        label,
        lambda: to_csv(table() if callable(table) else table),
        file_name=file,
        mime="text/csv",
        key=key,
        on_click="ignore",
        type="tertiary",
        icon=f":material/{icon}:",
        help=told or None,
    )


def route(path: str, selection: Selection) -> str:
    """Return the address of a route of this server with the filters of `selection`."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    query = urlencode(selection.to_params(), doseq=True)
    return f"{'/' + base if base else ''}/{path}?{query}"


def empty(reason: str) -> None:
    """Say in one sentence why there is nothing and what to change."""
    st.info(reason, icon=":material/inbox:")


def counted(n: int, selection: Selection) -> str:
    """Return a number of statements with what one of them is: "1 unique statement", "2,000 mentions"."""
    return many(n, "mention" if selection.count == "mentions" else "unique statement")


def period_words(selection: Selection, times: "pd.Series[pd.Timestamp]") -> str:
    """Return the period of a selection in words, for open ones the days that the data reach from and to."""
    words = {
        "24h": "last 24 hours",
        "7d": "last 7 days",
        "30d": "last 30 days",
        "90d": "last 90 days",
        "1y": "last year",
    }
    if selection.period in words:
        return words[selection.period]
    if not len(times):
        return "no days"
    first, last = day(times.min()), day(times.max())
    return first if first == last else f"{first} to {last}"
