"""Tables as CSV that Excel opens as it should and that no cell of which is a formula."""

import io
import re

import pandas as pd

BOM = "\ufeff"
_FORMULA = re.compile(r"^[=+\-@\t\r]")


def to_csv(table: pd.DataFrame) -> bytes:
    """Return `table` with its named index as UTF-8 CSV with a byte order mark, ISO dates, text cells defused."""
    flat = table.reset_index() if any(name is not None for name in table.index.names) else table
    flat = flat.rename(columns=str).copy(deep=False)
    for name in flat.columns:
        column = flat[name]
        if pd.api.types.is_datetime64_any_dtype(column.dtype):
            flat[name] = _iso(column)
        elif not (pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype)):
            flat[name] = column.astype(object).map(defuse, na_action="ignore")
    text = io.StringIO()
    flat.to_csv(text, index=False, lineterminator="\r\n")
    return (BOM + text.getvalue()).encode("utf-8")


def defuse(value: object) -> object:
    """Return a text cell with an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _iso(column: "pd.Series[pd.Timestamp]") -> "pd.Series[str]":
    whole_days = bool((column.dropna() == column.dropna().dt.normalize()).all())
    zone = "Z" if column.dt.tz is not None else ""
    return column.dt.strftime("%Y-%m-%d" if whole_days and not zone else f"%Y-%m-%dT%H:%M:%S{zone}")
