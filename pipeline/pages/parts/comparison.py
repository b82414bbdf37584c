"""Two to five actors side by side, over the same days."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pandas as pd

from pipeline.analysis.selection import Selection
from pipeline.analysis.timeline import span
from pipeline.pages.parts import data
from pipeline.pages.parts.names import name_of, side_name
from pipeline.pages.parts.tables import html_table, top_targets
from pipeline.pages.parts.theme import moment

LEAST, MOST = 2, 5  # actors
TARGETS = 3


def table(chosen: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """Return one row an actor of `selection`, for its statements in `chosen` (rows of `data.statements()`).

    `statements` (int), `quoted` (share in quotation marks, 0 to 1), `outlets` (int), `per_day` (over the days of the
    selection, the same for all), `first` and `last` (UTC), `speaks_of` (ids of the main targets).
    """
    start, end = span(chosen["published_at"], selection.window(data.now()), pd.Timestamp(data.now()))
    days = max(1.0, (end - start) / pd.Timedelta(days=1))
    return pd.DataFrame([_row(actor, chosen[chosen["actor_id"] == actor], days) for actor in selection.actor])


def _row(actor: str, own: pd.DataFrame, days: float) -> dict[str, object]:
    return {
        "actor_id": actor,
        "actor": name_of(actor),
        "side": str(own["side"].iloc[0]) if len(own) else "",
        "statements": len(own),
        "quoted": float((own["kind"] != "indirect").mean()) if len(own) else float("nan"),
        "outlets": own["source_id"].nunique(),
        "per_day": round(len(own) / days, 3),
        "first": own["published_at"].min(),
        "last": own["published_at"].max(),
        "speaks_of": " ".join(top_targets(own, TARGETS)),
    }


def as_html(compared: pd.DataFrame, here: ZoneInfo) -> str:
    """Return the table as a reader wants it: names, shares in per cent, times in the zone `here`."""
    columns: dict[str, Sequence[str]] = {
        "Actor": compared["actor"].tolist(),
        "Side": [side_name(side) if side else "" for side in compared["side"]],
        "Statements": [f"{n:,}" for n in compared["statements"]],
        "In quotation marks": ["" if pd.isna(share) else f"{share:.0%}" for share in compared["quoted"]],
        "Outlets": [f"{n:,}" for n in compared["outlets"]],
        "Per day": [f"{rate:.1f}" for rate in compared["per_day"]],
        "First": [_local(time, here) for time in compared["first"]],
        "Last": [_local(time, here) for time in compared["last"]],
        "Speaks of": [", ".join(map(name_of, ids.split())) for ids in compared["speaks_of"]],
    }
    return html_table(pd.DataFrame(columns), numbers=("Statements", "In quotation marks", "Outlets", "Per day"))


def _local(time: pd.Timestamp, here: ZoneInfo) -> str:
    return "" if pd.isna(time) else moment(time.tz_convert(here))
