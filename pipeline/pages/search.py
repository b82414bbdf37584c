"""Search: words in what was said, in aid sentences and in headlines."""

import pandas as pd
import streamlit as st

from pipeline.analysis.selection import Selection
from pipeline.pages.parts import bysides, data, filters, lines
from pipeline.pages.parts.cards import card, counted, empty, foot, heading
from pipeline.pages.parts.lines import records
from pipeline.pages.parts.names import name_of
from pipeline.pages.parts.tables import html_table
from pipeline.pages.parts.text import link, plain, safe
from pipeline.pages.parts.theme import day, many, money

SHOWN = 15
SPEAKER = ("side", "actor", "country")  # filters that only a statement can meet


def draw() -> None:
    """Draw the page."""
    heading("Search", "Every word must occur, in either case; in what was said, in aid sentences, in headlines.")
    selection = filters.bar("q", "side", "actor", "country", "source")
    if data.articles().empty:
        empty(lines.nothing())
        return
    if not selection.q:
        empty("Type one or more words above; add an actor, a source or a period to narrow the search.")
        return
    said = data.select("statements", selection)
    aid = data.select("aid", selection)
    headlines = selection.without("q", *SPEAKER, "source").apply(data.headlines(selection.q), data.now())
    if selection.source:
        names = {filters.source_name(source) for source in selection.source}
        headlines = headlines[headlines["source"].astype(str).map(plain).isin(names)]
    found = (many(len(said), "statement"), many(len(aid), "aid sentence"), many(len(headlines), "headline"))
    st.markdown(f"**Found:** {', '.join(found)}.")
    picked = None
    if len(said):
        what = f"{counted(len(said), selection)} with these words"
        picked = bysides.draw(said, selection, what, key="found-time", name="statements-found-by-side", height=220)
    shown = said if picked is None else picked
    note = f"{counted(len(shown), selection)} with these words, newest first"
    with card("Statements", note, key="found"):
        lines.statement_list(shown, key="found", per_page=SHOWN, selection=selection, part=picked is not None)
    beside = ", whoever speaks" if any(getattr(selection, name) for name in SPEAKER) else ""
    _aid(aid, selection, beside)
    _headlines(headlines, selection, beside)


def _aid(found: pd.DataFrame, selection: Selection, beside: str) -> None:
    note = f"{many(len(found), 'mention')} of aid, or of money that is no aid, with these words{beside}"
    with card("Aid", note, key="found-aid"):
        if found.empty:
            empty("No aid sentence holds these words.")
            return
        rows = [
            {
                "Announced": day(row["announced_on"]),
                "Donor": safe(name_of(row["donor"])),
                "Sum": safe(money(row["amount"], row["currency"] or "")),
                "Sentence": safe(row["sentence"], most=400),
                "Source": link(row["url"], plain(row["source"])),
            }
            for row in records(found.iloc[::-1].head(SHOWN))
        ]
        st.html(html_table(pd.DataFrame(rows), markup=("Announced", "Donor", "Sum", "Sentence", "Source")))
        _more(len(found))
        foot(found, key="found-aid", name="aid-found", how="Rows of the table of aid mentions.", selection=selection)


def _headlines(found: pd.DataFrame, selection: Selection, beside: str) -> None:
    note = f"{many(len(found), 'article')} with these words in their headline{beside}"
    with card("Headlines", note, key="found-articles"):
        if found.empty:
            empty("No headline holds these words.")
            return
        rows = [
            {
                "Published": day(row["published_at"]),
                "Headline": link(row["url"], plain(row["title"], most=200)),
                "Source": safe(row["source"]),
            }
            for row in records(found.head(SHOWN))
        ]
        st.html(html_table(pd.DataFrame(rows), markup=("Published", "Headline", "Source")))
        _more(len(found))
        foot(
            found,
            key="found-articles",
            name="headlines-found",
            how="Headlines as the feeds gave them.",
            selection=selection,
        )


def _more(n: int) -> None:
    if n > SHOWN:
        st.caption(f"The newest {SHOWN} of {n:,}; the CSV holds all.")
