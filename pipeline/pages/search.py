"""Search: words in what was said, in aid sentences and in headlines."""

import pandas as pd
import streamlit as st

from pipeline.analysis.selection import Selection
from pipeline.pages.parts import data, filters, lines
from pipeline.pages.parts.cards import card, empty, foot, heading
from pipeline.pages.parts.lines import records
from pipeline.pages.parts.names import name_of
from pipeline.pages.parts.tables import html_table
from pipeline.pages.parts.text import link, plain, safe
from pipeline.pages.parts.theme import day, many, money

SHOWN = 25


def draw() -> None:
    """Draw the page."""
    heading("Search", "Every word must occur, in either case; in what was said, in aid sentences, in headlines.")
    selection = filters.bar("q", "side", "actor", "source")
    if not selection.q:
        empty("Type one or more words above; add an actor, a source or a period to narrow the search.")
        return
    said = data.select("statements", selection)
    with card("Statements", f"{len(said):,} {selection.count} statements with these words", key="found"):
        lines.statement_list(said, key="found", per_page=SHOWN, selection=selection)
    _aid(selection)
    _headlines(selection)


def _aid(selection: Selection) -> None:
    found = data.select("aid", selection)
    with card("Aid", f"{len(found):,} mentions of aid, or of money that is no aid, with these words", key="found-aid"):
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
        foot(found, key="found-aid", name="aid-found", how="Rows of the table of aid mentions.", selection=selection)


def _headlines(selection: Selection) -> None:
    found = selection.without("q", "side", "actor", "source").apply(data.headlines(selection.q), data.now())
    with card("Headlines", f"{many(len(found), 'article')} with these words in their headline", key="found-articles"):
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
        foot(
            found,
            key="found-articles",
            name="headlines-found",
            how="Headlines as the feeds gave them.",
            selection=selection,
        )
