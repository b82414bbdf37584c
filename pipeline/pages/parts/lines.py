"""Statements as lines of a ledger: time, speaker, words, towards whom and how, outlets, link, evidence."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd
import streamlit as st

from pipeline.analysis.naming import file_name
from pipeline.analysis.reported import is_verbatim, reporting, verbatim
from pipeline.analysis.selection import Selection
from pipeline.analysis.timeline import outlets
from pipeline.pages.parts import corrections, data, url
from pipeline.pages.parts.cards import download, empty, route
from pipeline.pages.parts.filters import source_name
from pipeline.pages.parts.names import STATE, name_of, speaker_name
from pipeline.pages.parts.text import link, safe
from pipeline.pages.parts.theme import OTHER_COLOUR, SIDE_COLOURS, TONE_COLOURS, many, moment

Row = Mapping[str, Any]  # one row of a table, by column name

PER_PAGE = 50
MARKS = {"negative": "▼", "neutral": "●", "positive": "▲"}
KIND_WORDS = {"direct": "in quotation marks", "mixed": "partly in quotation marks", "indirect": "reported"}


@dataclass(frozen=True, slots=True)
class Carried:
    """Which outlets brought the same words: how many, and the feed id of the first."""

    outlets: int
    first: str


def zone() -> ZoneInfo:
    """Return the viewer's time zone, UTC where it cannot be told."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def statement_list(
    frame: pd.DataFrame,
    *,
    key: str,
    per_page: int = PER_PAGE,
    selection: Selection | None = None,
    part: bool = False,
) -> None:
    """Draw the statements of `frame` (rows of `data.statements()`), newest first, `per_page` at a time.

    With `selection` a CSV of all of them follows: by the permanent address of what is selected or, where `frame` is
    only a `part` of that, of the rows themselves.
    """
    if frame.empty:
        empty(nothing())
        return
    pages = -(-len(frame) // per_page)
    page = url.page_number(pages, name=f"page-{key}")
    end = len(frame) - (page - 1) * per_page
    shown = frame.iloc[max(0, end - per_page) : end].iloc[::-1]
    st.html("".join(statement_lines(shown)))
    if selection is not None:
        _csv(frame, selection, part, key)


def nothing() -> str:
    """Return why there is no statement to show, and what to do."""
    if data.statements().empty:
        return "The store holds no statement yet. Start with `ukraine-monitor ingest`, or wait for the first round."
    return "No statement matches. Choose a longer period, or remove a filter above."


def _csv(frame: pd.DataFrame, selection: Selection, part: bool, key: str) -> None:
    """Draw the button that hands out the statements of `frame`, all of them."""
    if part:
        file = file_name("statements-chosen", selection, data.data_version())
        download(f"CSV of {many(len(frame), 'chosen row')}", lambda: _whole(frame), file, key=f"csv-list-{key}")
    elif data.routes_served():
        label = f"CSV of {'all ' if len(frame) > 1 else ''}{many(len(frame), 'row')}"
        st.link_button(label, route("csv/statements.csv", selection), icon=":material/download:", type="tertiary")


def _whole(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the statements of `frame` with all their columns."""
    return data.evidence("statements", frame["statement_id"].tolist(), frame["published_at"])


def statement_lines(shown: pd.DataFrame) -> list[str]:
    """Return one HTML block a statement for rows of `data.statements()`, in their order."""
    rows = data.evidence("statements", shown["statement_id"].tolist(), shown["published_at"])
    carried = outlets(data.whole_statements(shown)[["echo_id", "source_id"]], shown["echo_id"])
    brought = {echo: Carried(int(n), str(first)) for echo, n, first in carried.itertuples()}
    echoes = dict(zip(shown["statement_id"], shown["echo_id"], strict=True))
    marks = tone_marks(shown)
    changed = corrections.of_articles(rows["article_id"].astype(str).tolist())
    here = zone()
    return [
        statement_line(
            row,
            brought[echoes[row["statement_id"]]],
            marks.get(row["statement_id"], ""),
            here,
            changed.get(row["article_id"], ""),
        )
        for row in records(rows)
    ]


def records(rows: pd.DataFrame) -> list[Row]:
    """Return the rows of a small frame as mappings; null text as ""."""
    names = [str(name) for name in rows.columns]
    values = [_plain(column) for _, column in rows.items()]
    return [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]


def _plain(column: "pd.Series[Any]") -> list[Any]:
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.tolist()
    return ["" if value is None or value != value else value for value in column.tolist()]  # NaN and NaT differ


def tone_marks(shown: pd.DataFrame) -> dict[str, str]:
    """Return, for each statement, the HTML that says towards whom it speaks and how."""
    marks: dict[str, str] = {}
    for row in records(data.tones_of(shown["statement_id"].tolist(), shown["published_at"])):
        key = row["statement_id"]
        marks[key] = marks.get(key, "") + tone_mark(row["target_id"], row["label"])
    return marks


def tone_mark(target: str, label: str) -> str:
    """Return the HTML of one target with its tone as colour, sign and word."""
    colour = TONE_COLOURS.get(label, TONE_COLOURS["neutral"])
    name = safe(name_of(target))
    how = f"{safe(label)} towards {name}" if label else f"about {name}, tone not scored"
    return f'<span class="um-tone" title="{how}"><i style="color:{colour}">{MARKS.get(label, "")}</i> {name}</span>'


def statement_line(row: Row, carried: Carried, marks: str, here: ZoneInfo, changed: str = "") -> str:
    """Return the HTML of one row of the table of statements; `changed` is what its outlet changed, as HTML."""
    words = said(row)
    speaker, country = speaker_name(row["actor_id"], row["speaker"]), name_of(row["country"])
    office = " · ".join(part for part in (together(row), row["office"], country) if part and part != speaker)
    details = (
        f"{KIND_WORDS.get(row['kind'], '')} · rule {row['rule']} · confidence {row['confidence']:.2f} · "
        f"statement_id {row['statement_id']}"
    )
    trail = f'<p class="um-grey">Changed by the outlet: {changed}.</p>' if changed else ""
    return (
        f'<article class="um-line" style="border-left-color:{SIDE_COLOURS.get(row["side"], OTHER_COLOUR)}">'
        f'<div class="um-head"><b>{safe(speaker)}</b><span>{safe(office)}</span>'
        f"<time>{moment(row['published_at'].tz_convert(here))}</time></div>"
        f'<div class="um-words" dir="auto">{words}</div>'
        f'<div class="um-meta">{marks}<span>{safe(row["source"])}{_also(row, carried)}</span>'
        f"{link(row['url'], 'article')}"
        f"<details><summary>evidence{' (article changed)' if changed else ''}</summary>"
        f'<p dir="auto">{marked_sentence(row)}</p><p class="um-grey">{safe(row["title"])}<br>{safe(details)}</p>'
        f"{trail}</details></div></article>"
    )


def together(row: Row) -> str:
    """Return with whom the speaker of a statement makes it, "" where alone; states by the names of their countries."""
    others = [name.removeprefix(STATE) for name in json.loads(row["joint_with"] or "[]")]
    return f"with {', '.join(others)}" if others else ""


def said(row: Row, most: int = 2000) -> str:
    """Return the words of a statement as HTML: in quotation marks, or as a report with the verb that reports it."""
    if is_verbatim(row):
        return f"“{safe(verbatim(row['quote']), most=most)}”"
    words, verb = safe(row["quote"], most=most), reporting(row)
    return f'<span class="um-grey">{safe(verb)}</span> {words}' if verb else words


def marked_sentence(row: Row) -> str:
    """Return the sentence as HTML with speaker, reporting words and reported words underlined, each in its way."""
    sentence, start = row["sentence"], row["sentence_start"]
    spans = [("source", row["source_start"], row["source_end"]), ("cue", row["cue_start"], row["cue_end"])]
    spans += [("content", first, last) for first, last in json.loads(row["content_spans"] or "[]")]
    inside: list[tuple[int, int, str]] = []
    for kind, first, last in spans:
        if pd.isna(start) or pd.isna(first) or pd.isna(last):
            continue
        a, b = int(first - start), int(last - start)
        if 0 <= a < b <= len(sentence):
            inside.append((a, b, kind))
    return _underlined(sentence, sorted(inside))


def _underlined(sentence: str, spans: list[tuple[int, int, str]]) -> str:
    parts, place = [], 0
    for start, end, kind in spans:
        if start < place:
            continue
        parts.append(_part(sentence[place:start]))
        parts.append(f'<u class="um-{kind}" title="{kind}">{_part(sentence[start:end])}</u>')
        place = end
    return "".join([*parts, _part(sentence[place:])])


def _part(text: str) -> str:
    """Return a part of a sentence, escaped, with the blanks at its edges kept."""
    left, right = text[:1].isspace(), text[-1:].isspace()
    return (" " if left else "") + safe(text) + (" " if right and text.strip() else "")


def _also(row: Row, carried: Carried) -> str:
    more = carried.outlets - 1
    if more < 1:
        return ""
    first = "" if carried.first == row["source_id"] else f", first {safe(source_name(carried.first))}"
    return f" +{many(more, 'outlet')}{first}"
