"""Tables: of text as HTML that breaks lines where a grid would cut them, of many rows as a grid."""

import re
from collections.abc import Collection

import pandas as pd

from pipeline.pages.parts.text import safe

WHOLE = 18  # characters of a cell that is not broken into lines: a date, a sum, a name
_TAG = re.compile("<[^<>]*>")


def html_table(table: pd.DataFrame, numbers: Collection[str] = (), markup: Collection[str] = ()) -> str:
    """Return a small table as HTML; columns in `numbers` stand right, those in `markup` hold HTML that is safe."""
    head = "".join(f'<th class="{"num" if name in numbers else ""}">{safe(str(name))}</th>' for name in table.columns)
    body = "".join(
        "<tr>" + "".join(_cell(row[name], name, name in numbers, name in markup) for name in table.columns) + "</tr>"
        for row in table.to_dict("records")
    )
    return f'<div class="um-scroll"><table class="um-table"><tr>{head}</tr>{body}</table></div>'


def _cell(value: object, column: str, number: bool, markup: bool) -> str:
    text = "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value)  # type: ignore[call-overload]
    kind = "num" if number else "whole" if len(_TAG.sub("", text) if markup else text) <= WHOLE else ""
    shown = f"<span>{text if markup else safe(text)}</span>"
    return f'<td class="{kind}{"" if text else " none"}" data-label="{safe(column)}">{shown}</td>'


def top_targets(frame: pd.DataFrame, most: int) -> list[str]:
    """Return the targets that most statements of `frame` are about."""
    return [str(name) for name in target_counts(frame).index[:most]]


def target_counts(frame: pd.DataFrame) -> "pd.Series[int]":
    """Return how many statements of `frame` are about each target, most first; the lists are JSON text."""
    lists = frame["targets"].value_counts()
    names = pd.Series(lists.index.astype(str)).str.findall(r'"([^"]+)"')
    flat = pd.DataFrame({"target": names, "n": lists.to_numpy()}).explode("target").dropna()
    return flat.groupby("target")["n"].sum().sort_values(ascending=False, kind="stable")
