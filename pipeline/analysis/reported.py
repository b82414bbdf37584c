"""How a statement is told: its own words in quotation marks, or a report with the verb that reports it.

Without its verb a report can say the contrary of what was said: "denied that troops were leaving".
"""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

Row = Mapping[Any, Any]
_NO_VERB = ("according", "as ")  # nor is a colon, which reports as well
_MARKS = '“”" '


def is_verbatim(row: Row) -> bool:
    """Tell whether all words of a statement are the speaker's own; a mixed one holds quotation marks of its own."""
    return bool(row["kind"] == "direct")


def verbatim(quote: str) -> str:
    """Return a quotation without its marks, and the comma that parts it from its speaker, to be shown in marks."""
    return quote.strip(_MARKS).removesuffix(",")


def reporting(row: Row) -> str:
    """Return the reporting words of a statement where they stand before what is reported; "" elsewhere, and for what
    is verbatim.

    `row` has cue, cue_start, cue_end and content_spans; sentence and sentence_start serve where a row of an older
    store has no cue.
    """
    spans = [] if is_verbatim(row) else json.loads(_text(row["content_spans"]) or "[]")
    if not spans or pd.isna(row["cue_end"]) or row["cue_end"] > spans[0][0]:
        return ""
    words = _text(row.get("cue")) or _from_sentence(row)
    verb = any(letter.isalpha() for letter in words) and not words.lower().startswith(_NO_VERB)
    return words if verb else ""


def _from_sentence(row: Row) -> str:
    sentence, first = _text(row.get("sentence")), row.get("sentence_start")
    if not sentence or pd.isna(first) or pd.isna(row["cue_start"]):
        return ""
    start, end = int(row["cue_start"] - first), int(row["cue_end"] - first)
    return sentence[start:end] if 0 <= start < end else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
