"""Scored sentences: the target marked, the probabilities, who speaks of whom, where."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from pipeline.pages.parts import data, url
from pipeline.pages.parts.cards import empty
from pipeline.pages.parts.lines import Row, records, tone_mark
from pipeline.pages.parts.names import name_of
from pipeline.pages.parts.text import link, plain, safe
from pipeline.pages.parts.theme import TONE_COLOURS, day
from pipeline.records import Span

PER_PAGE = 10
EXCERPT = 260  # characters of a sentence beside others


def tone_list(frame: pd.DataFrame, *, key: str) -> None:
    """Draw the sentences of `frame` (rows of `data.tones()`), newest first."""
    if frame.empty:
        empty("No sentence matches.")
        return
    pages = -(-len(frame) // PER_PAGE)
    page = url.page_number(pages, name=f"page-tone-{key}")
    end = len(frame) - (page - 1) * PER_PAGE
    shown = frame.iloc[max(0, end - PER_PAGE) : end].iloc[::-1]
    rows = data.evidence("tones", shown["tone_id"].tolist(), shown["published_at"])
    st.html("".join(tone_line(row) for row in records(rows)))


def tone_line(row: Row) -> str:
    """Return the HTML of one scored sentence."""
    who = name_of(row["actor_id"]) if row["voice"] == "speaker" else "the outlet"
    odds = f"{row['p_negative']:.0%} negative, {row['p_neutral']:.0%} neutral, {row['p_positive']:.0%} positive"
    return (
        f'<article class="um-line" style="border-left-color:{TONE_COLOURS.get(row["label"], "#BDBDBD")}">'
        f'<div class="um-words" dir="auto">{marked(row["sentence"], [(row["span_start"], row["span_end"])])}</div>'
        f'<div class="um-meta">'
        f"<span>{safe(who or 'an unlisted speaker')} towards</span>{tone_mark(row['target_id'], row['label'])}"
        f"<span>{odds}</span><span>{safe(plain(row['source']))}, {day(row['published_at'])}</span>"
        f"{link(row['url'], 'article')}</div></article>"
    )


def marked(text: str, spans: Iterable[Span]) -> str:
    """Return `text` as HTML with the words at `spans` marked: offsets in order; what does not fit is left out."""
    parts, place = [], 0
    for start, end in spans:
        if pd.isna(start) or pd.isna(end) or not place <= start < end <= len(text):
            continue
        first, last = int(start), int(end)
        parts += [_part(text[place:first]), f'<u class="um-content">{_part(text[first:last])}</u>']
        place = last
    return "".join([*parts, _part(text[place:])])


def excerpt(text: str, spans: list[Span], most: int = EXCERPT) -> str:
    """Return `marked` of at most `most` characters around the first span, cut between words."""
    first = next((int(start) for start, _ in spans if not pd.isna(start)), 0)
    start = 0 if len(text) <= most else max(0, min(first - most // 3, len(text) - most))
    end = min(len(text), start + most)
    if start > 0:
        start = min(text.find(" ", start, first) + 1 or start, first)
    if end < len(text):
        end = max(text.rfind(" ", first, end), start) if text.rfind(" ", first, end) > 0 else end
    inside = [(a - start, min(b, end) - start) for a, b in spans if not pd.isna(a) and start <= a < end]
    return f"{'… ' * (start > 0)}{marked(text[start:end], inside)}{' …' * (end < len(text))}"


def _part(text: str) -> str:
    """Return a part of a text, escaped, with the blanks at its edges kept."""
    left, right = text[:1].isspace(), text[-1:].isspace()
    return " " * left + safe(text) + " " * (right and bool(text.strip()))
