"""What a reader should be warned of: what outlets changed in their articles, and what cannot be right in them."""

import pandas as pd
import streamlit as st

from pipeline.analysis.selection import Selection
from pipeline.pages.parts import corrections, data
from pipeline.pages.parts.cards import card, empty, foot
from pipeline.pages.parts.lines import records, zone
from pipeline.pages.parts.tables import html_table
from pipeline.pages.parts.text import link, plain, safe
from pipeline.pages.parts.theme import day, many, moment

SHOWN = 12  # changes; the CSV holds all
WARNINGS = 20  # shown


def changes(selection: Selection) -> None:
    """Draw what outlets changed in articles that had been read."""
    found = corrections.in_window(selection)
    note = f"{many(len(found), 'change')} of articles that had been read before, newest first"
    with card("What outlets changed", note, key="corrections"):
        if found.empty:
            empty("No article that was read has been changed by its outlet in this period, as far as the feeds tell.")
            return
        here = zone()
        rows = [
            {
                "Seen": safe(moment(row["changed_at"].tz_convert(here))),
                "Article": link(row["url"], plain(row["title"], most=140)),
                "What changed": corrections.in_words(row) or '<span class="um-grey">nothing that is read here</span>',
                "Version": f"{row['revision']:,}",
                "Source": safe(row["source"], most=60),
            }
            for row in records(found.head(SHOWN))
        ]
        st.html(html_table(pd.DataFrame(rows), numbers=("Version",), markup=tuple(rows[0])))
        if len(found) > SHOWN:
            st.caption(f"and {len(found) - SHOWN:,} more, in the CSV")
        foot(
            corrections.flat(found),
            key="corrections",
            name="corrections",
            selection=selection,
            how="A feed that brings an article again with other words makes a new version. What was found in the old "
            "one is kept and compared: a statement is the same where speaker and words are.",
        )


def flags(selection: Selection) -> None:
    """Draw the passages that contradict the register of offices or each other."""
    found = data.select("flags", selection)
    with card("Warnings", f"passages that a reader should check: {len(found):,}", key="flags"):
        if found.empty:
            empty("No article of this period carries a warning.")
            return
        rows = [
            {
                "Published": day(row["published_at"]),
                "Warning": f"<b>{safe(row['kind'])}</b>: {safe(row['message'])}",
                "Sentence": safe(row["sentence"], most=400),
                "Source": link(row["url"], plain(row["source"])),
            }
            for row in records(found.iloc[::-1].head(WARNINGS))
        ]
        st.html(html_table(pd.DataFrame(rows), markup=("Published", "Warning", "Sentence", "Source")))
        if len(found) > WARNINGS:
            st.caption(f"and {len(found) - WARNINGS:,} more, in the CSV")
        foot(found, key="flags", name="warnings", how="A warning compares the text with the dated register of offices.")
