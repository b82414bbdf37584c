"""Frames of a table made from a few rows."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from pipeline.store.frames import rows_of, to_frame
from pipeline.store.schema import Table


def frame_of(rows: Iterable[Mapping[str, Any]], table: Table) -> pd.DataFrame:
    """Return `rows` as a frame of `table`: every column, dtypes by schema; a missing key is null."""
    return to_frame(rows_of(rows, table), table.columns)
