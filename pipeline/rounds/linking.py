"""Linking rows across articles after a round: the same words in several outlets, mentions of the same announcement.

What a batch adds is marked as not yet linked (its first and last day) in the same commit, and the mark is cleared in
the commit that links it: a killed round is linked by the next one. Only rows near new ones are looked at, and only rows
whose link changes are written.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from pipeline.rounds.rows import wording_flag
from pipeline.store.frames import empty
from pipeline.store.schema import TABLES
from pipeline.store.tables import Store

SINCE, UNTIL = "unlinked-since", "unlinked-until"  # labels of marks; their numbers are days since 1970, 0 for none
ECHO_DAYS = 30  # a statement is an echo of one at most this much older
EVENT_DAYS = 400  # a mention belongs to an announcement at most this much older

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
LAST_DAY = (dt.datetime(9000, 1, 1, tzinfo=dt.UTC) - EPOCH).days  # a time may be reckoned from without overflow
ECHO_COLUMNS = [
    "statement_id", "article_id", "actor_id", "speaker", "published_at", "quote", "echo_id", "source_id", "country",
]  # fmt: skip

Link = Callable[[pd.DataFrame], "pd.Series[str]"]
Compare = Callable[[pd.DataFrame], pd.DataFrame]


def marks_for(store: Store, table: str, times: Sequence[dt.datetime]) -> dict[str, int]:
    """Return the marks that say that rows of these times, too, are not linked yet; none without times."""
    if not times:
        return {}
    first, last = (max(1, (time - EPOCH).days) for time in (min(times), max(times)))
    return {
        SINCE: min(first, store.mark(table, SINCE) or first),
        UNTIL: max(last, store.mark(table, UNTIL)),
    }


def unlinked(store: Store, table: str) -> tuple[dt.datetime, dt.datetime] | None:
    """Return the time from the first to after the last row of `table` that is not linked yet; None where all are."""
    since, until = store.mark(table, SINCE), store.mark(table, UNTIL)
    if not since:
        return None
    first, after = (EPOCH + dt.timedelta(days=min(day, LAST_DAY)) for day in (since, until + 1))
    return first, after


def link_statements(store: Store, link_echoes: Link, compare: Compare | None = None) -> int:
    """Give new statements and their echoes their `echo_id`; return how many rows changed.

    `compare` tells which of the linked statements differ in their words from the first; they are flagged.
    """
    window = unlinked(store, "statements")
    if window is None:
        return 0
    rows = _near(store, "statements", window, ECHO_DAYS, ECHO_COLUMNS)
    stories = _near(store, "articles", window, ECHO_DAYS, ["article_id", "published_at", "story_id"])
    known = rows["article_id"].map(stories.set_index("article_id")["story_id"]).astype("str")
    rows["story_id"] = known.fillna(rows["article_id"])
    changed = _changes(store, "statements", "echo_id", rows, link_echoes, window[0])
    if compare is not None:
        _flag_wordings(store, rows, changed, compare, window[0])
    _rewrite(store, "tones", "statement_id", "echo_id", changed)
    _rewrite(store, "statements", "statement_id", "echo_id", changed, {SINCE: 0, UNTIL: 0})
    return len(changed)


def _flag_wordings(
    store: Store, rows: pd.DataFrame, changed: Mapping[str, str], compare: Compare, since: dt.datetime
) -> None:
    """Flag the new statements whose quoted words differ from those first printed elsewhere."""
    now = [changed.get(row_id, echo) for row_id, echo in zip(rows["statement_id"], rows["echo_id"], strict=True)]
    linked = rows.assign(echo_id=pd.Series(now, index=rows.index, dtype="str"))
    differing = compare(linked).set_index("statement_id")
    found = store.read("statements", since=since, where={"statement_id": list(differing.index)})
    flags = [wording_flag(row, differing.loc[row["statement_id"]]) for row in found.to_dict("records")]
    if flags:
        store.upsert("flags", pd.DataFrame(flags))


def link_aid(store: Store, link_events: Link) -> int:
    """Give new aid mentions and those of the same announcement their `event_id`; return how many rows changed."""
    window = unlinked(store, "aid")
    if window is None:
        return 0
    rows = _near(store, "aid", window, EVENT_DAYS, None)
    counted = rows[rows["counted"]].reset_index(drop=True)
    changed = _changes(store, "aid", "event_id", counted, link_events, window[0])
    _rewrite(store, "aid", "aid_id", "event_id", changed, {SINCE: 0, UNTIL: 0})
    return len(changed)


def _near(
    store: Store, table: str, window: tuple[dt.datetime, dt.datetime], days: int, columns: list[str] | None
) -> pd.DataFrame:
    """Return the rows that new ones may be linked with: back to the first of their chain, on to their last echo."""
    reach = dt.timedelta(days=days)
    rows = store.read(table, columns, since=window[0] - 2 * reach, until=window[1] + reach)
    return rows.sort_values(["published_at", TABLES[table].key], ignore_index=True)


def _changes(
    store: Store, table: str, column: str, rows: pd.DataFrame, link: Link, since: dt.datetime
) -> dict[str, str]:
    """Return the new link of each row whose link changes, by the row's id.

    Rows older than `since` keep theirs, and so do rows that are linked with one older than `rows` reaches.
    """
    if rows.empty:
        return {}
    key = TABLES[table].key
    linked = link(rows)
    away = sorted(set(rows[column].dropna()) - set(rows[key]))
    older = set(store.read(table, [key], where={key: away})[key]) if away else set()
    moved = (linked != rows[column]) & (rows["published_at"] >= since) & ~rows[column].isin(older)
    return dict(zip(rows.loc[moved, key], linked[moved], strict=True))


def _rewrite(
    store: Store, table: str, by: str, column: str, links: Mapping[str, str], marks: Mapping[str, int] | None = None
) -> None:
    """Write `links` into `column` of the rows whose `by` they name, with `marks` in the same commit."""
    rows = store.read(table, where={by: list(links)}) if links else empty(TABLES[table])
    rows[column] = rows[by].map(links).astype("str")
    store.upsert(table, rows, marks)
