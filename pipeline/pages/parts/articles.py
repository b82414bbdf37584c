"""The articles behind a bar: headline, outlet, what was found in each; read for the chosen stretches of time only."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.analysis import timeline
from pipeline.analysis.selection import Selection
from pipeline.analysis.timeline import Step
from pipeline.pages.parts import data, url
from pipeline.pages.parts.lines import records, zone
from pipeline.pages.parts.tables import html_table
from pipeline.pages.parts.text import link, plain, safe
from pipeline.pages.parts.theme import many, moment

PER_PAGE = 25
COLUMNS = (
    "article_id",
    "published_at",
    "source_id",
    "source",
    "title",
    "url",
    "language",
    "text_from",
    "revision",
    "unread",
    "statements",
    "aid",
)


def behind(picked: Sequence[Sequence[Any]], step: Step, selection: Selection) -> pd.DataFrame:
    """Return the articles of the picked bars ([start of bucket, "live" or "baseline"]), newest first: COLUMNS."""
    found = [_inside(pd.Timestamp(start), step, kind == "baseline", selection) for start, kind in picked]
    whole = pd.concat(found, ignore_index=True)
    return whole.sort_values("published_at", ascending=False, kind="stable", ignore_index=True)


def _inside(start: pd.Timestamp, step: Step, baseline: bool, selection: Selection) -> pd.DataFrame:
    number = timeline.bucket_numbers(pd.Series([start]), step)
    first, after = (timeline.bucket_starts(number + more, step)[0].tz_localize("UTC") for more in (0, 1))
    frame = _between(first.to_pydatetime(), after.to_pydatetime(), data.versions().get("articles", ""), data.location())
    frame = selection.without("q").apply(frame, data.now())
    return frame[frame["source_id"].astype(str).str.startswith("baseline") == baseline]


@st.cache_data(show_spinner="Reading headlines …", max_entries=16)
def _between(start: dt.datetime, end: dt.datetime, version: str, location: str) -> pd.DataFrame:
    found = data.store()
    if found is None:
        raise LookupError("a bar was chosen, but there is no store")
    return found.read("articles", list(COLUMNS), since=start, until=end)


def article_list(frame: pd.DataFrame, *, key: str) -> None:
    """Draw articles as a table, PER_PAGE at a time."""
    st.markdown(f"**{many(len(frame), 'article')} behind the chosen bars**, newest first")
    pages = -(-len(frame) // PER_PAGE)
    page = url.page_number(pages, name=f"page-{key}")
    here = zone()
    rows = [
        {
            "Published": safe(moment(row["published_at"].tz_convert(here))),
            "Headline": link(row["url"], plain(row["title"], most=200)),
            "Source": safe(row["source"], most=60),
            "Read from": safe("not read: " + row["unread"] if row["unread"] else row["text_from"], most=60),
            "Statements": f"{row['statements']:,}",
            "Aid": f"{row['aid']:,}",
        }
        for row in records(frame.iloc[(page - 1) * PER_PAGE : page * PER_PAGE])
    ]
    st.html(html_table(pd.DataFrame(rows), numbers=("Statements", "Aid"), markup=tuple(rows[0]) if rows else ()))
