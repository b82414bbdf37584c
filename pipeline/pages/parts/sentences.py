"""The sentences behind a tone: target underlined, label and probabilities, source and link."""

import pandas as pd
import streamlit as st

from pipeline.pages.parts import data, url
from pipeline.pages.parts.cards import empty
from pipeline.pages.parts.lines import Row, records, tone_mark
from pipeline.pages.parts.names import name_of
from pipeline.pages.parts.text import link, plain, safe
from pipeline.pages.parts.theme import TONE_COLOURS, day

PER_PAGE = 10


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
    sentence, first, last = row["sentence"], row["span_start"], row["span_end"]
    words = safe(sentence)
    if not pd.isna(first) and not pd.isna(last) and 0 <= first < last <= len(sentence):
        a, b = int(first), int(last)
        words = f'{safe(sentence[:a])} <u class="um-content">{safe(sentence[a:b])}</u> {safe(sentence[b:])}'
    who = name_of(row["actor_id"]) if row["voice"] == "speaker" else "the outlet"
    odds = f"{row['p_negative']:.0%} negative, {row['p_neutral']:.0%} neutral, {row['p_positive']:.0%} positive"
    return (
        f'<article class="um-line" style="border-left-color:{TONE_COLOURS.get(row["label"], "#BDBDBD")}">'
        f'<div class="um-words" dir="auto">{words}</div><div class="um-meta">'
        f"<span>{safe(who or 'an unlisted speaker')} towards</span>{tone_mark(row['target_id'], row['label'])}"
        f"<span>{odds}</span><span>{safe(plain(row['source']))}, {day(row['published_at'])}</span>"
        f"{link(row['url'], 'article')}</div></article>"
    )
