"""Linking rows across articles after a round: the same words in several outlets, mentions of the same announcement.

Only rows near new ones are looked at, of the same speakers or donors, and only rows whose link changes are written.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.rounds.fresh import WHO, Touched, note_linked, start_of, unlinked, who_of
from pipeline.rounds.rows import wording_flag
from pipeline.store.conditions import Between
from pipeline.store.schema import TABLES
from pipeline.store.tables import Store

REACH = {"statements": dt.timedelta(days=30), "aid": dt.timedelta(days=400)}
"""How much older a statement may be that another one echoes, or the announcement that is mentioned again."""

LINKS = {"statements": "echo_id", "aid": "event_id"}  # the column that names the first of what is linked
ECHO_COLUMNS = [
    "statement_id", "article_id", "actor_id", "speaker", "published_at", "quote", "echo_id", "source_id", "country",
]  # fmt: skip

Link = Callable[[pd.DataFrame], "pd.Series[str]"]
Compare = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True, slots=True)
class _Part:
    """New rows that are linked together: those from `since` to before `until` of some (`who`; None: of everybody)."""

    table: str
    since: dt.datetime
    until: dt.datetime
    who: Collection[str] | None

    @property
    def near(self) -> Between:
        """What they may be linked with: back to the first of their chain, on to their last echo."""
        return self.since - 2 * REACH[self.table], self.changing[1]

    @property
    def changing(self) -> Between:
        """Where rows lie whose link may be another one now."""
        return self.since, self.until + REACH[self.table]


def link_statements(
    store: Store, link_echoes: Link, compare: Compare | None = None, touched: Touched | None = None
) -> int:
    """Give new statements and their echoes their `echo_id`; return how many rows changed.

    `compare` tells which of the linked statements differ in their words from the first; they are flagged. `touched`
    are the days and speakers of what is not linked yet; None: all that the marks say.
    """
    return sum(_link_statements(store, part, link_echoes, compare) for part in _parts(store, "statements", touched))


def _link_statements(store: Store, part: _Part, link_echoes: Link, compare: Compare | None) -> int:
    rows = _near(store, part, ECHO_COLUMNS)
    stories = store.read("articles", ["article_id", "story_id"], *part.near).set_index("article_id")["story_id"]
    rows["story_id"] = rows["article_id"].map(stories).astype("str").fillna(rows["article_id"])
    changed = _changes(store, part, rows, link_echoes)
    if compare is not None:
        _flag_wordings(store, part, rows, changed, compare)
    _rewrite(store, part, "tones", "statement_id", changed)
    _rewrite(store, part, "statements", "statement_id", changed)
    return len(changed)


def _flag_wordings(store: Store, part: _Part, rows: pd.DataFrame, changed: Mapping[str, str], compare: Compare) -> None:
    """Flag the new statements whose quoted words differ from those first printed elsewhere."""
    now = [changed.get(row_id, echo) for row_id, echo in zip(rows["statement_id"], rows["echo_id"], strict=True)]
    linked = rows.assign(echo_id=pd.Series(now, index=rows.index, dtype="str"))
    differing = compare(linked).set_index("statement_id")
    found = _read(store, part, "statements", "statement_id", differing.index)
    flags = [wording_flag(row, differing.loc[row["statement_id"]]) for row in found.to_dict("records")]
    if flags:
        rows = pd.DataFrame(flags).drop_duplicates("flag_id", keep="last")
        store.replace("flags", "flag_id", rows["flag_id"].tolist(), rows, between=part.changing)


def link_aid(store: Store, link_events: Link, touched: Touched | None = None) -> int:
    """Give new aid mentions and those of the same announcement their `event_id`; return how many rows changed."""
    return sum(_link_aid(store, part, link_events) for part in _parts(store, "aid", touched))


def _link_aid(store: Store, part: _Part, link_events: Link) -> int:
    rows = _near(store, part)
    changed = _changes(store, part, rows[rows["counted"]].reset_index(drop=True), link_events)
    _rewrite(store, part, "aid", "aid_id", changed)
    return len(changed)


def _parts(store: Store, table: str, touched: Touched | None) -> Iterator[_Part]:
    """Yield what of `table` is not linked yet, span by span, and note that it is linked when all of it was taken."""
    window = unlinked(store, table)
    if window is None:
        return
    if touched is None:
        yield _Part(table, *window, None)
    else:
        for first, last in _spans(touched.days, 3 * REACH[table].days):
            yield _Part(table, start_of(first), start_of(last + 1), touched.who)
    note_linked(store, table)


def _spans(days: Collection[int], gap: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of days that follow one another at `gap` or less."""
    ordered = sorted(days)
    ends = [at for at in range(1, len(ordered)) if ordered[at] - ordered[at - 1] > gap]
    for start, end in itertools.pairwise([0, *ends, len(ordered)]):
        if start < end:
            yield ordered[start], ordered[end - 1]


def _near(store: Store, part: _Part, columns: list[str] | None = None) -> pd.DataFrame:
    """Return the rows that new ones may be linked with."""
    key = TABLES[part.table].key
    where = None
    if part.who is not None:
        owners = store.read(part.table, [key, *WHO[part.table]], *part.near)
        where = {key: owners.loc[who_of(owners).isin(list(part.who)), key].tolist()}
    rows = store.read(part.table, columns, *part.near, where)
    return rows.sort_values(["published_at", key], ignore_index=True)


def _changes(store: Store, part: _Part, rows: pd.DataFrame, link: Link) -> dict[str, str]:
    """Return the new link of each row whose link changes, by the row's id.

    Rows older than the new ones keep theirs, and so do rows that are linked with one older than `rows` reaches.
    """
    if rows.empty:
        return {}
    key, column = TABLES[part.table].key, LINKS[part.table]
    linked = link(rows)
    away = sorted(set(rows[column].dropna()) - set(rows[key]))
    older = set(store.read(part.table, [key], until=part.since, where={key: away})[key]) if away else set()
    moved = (linked != rows[column]) & (rows["published_at"] >= part.since) & ~rows[column].isin(older)
    return dict(zip(rows.loc[moved, key], linked[moved], strict=True))


def _rewrite(store: Store, part: _Part, table: str, by: str, links: Mapping[str, str]) -> None:
    """Write `links` into the rows of `table` whose `by` they name."""
    if links:
        rows = _read(store, part, table, by, links)
        rows[LINKS[part.table]] = rows[by].map(links).astype("str")
        store.update(table, rows)


def _read(store: Store, part: _Part, table: str, by: str, ids: Collection[str]) -> pd.DataFrame:
    """Return whole rows whose link may change, by their ids."""
    return store.read(table, None, *part.changing, {by: list(ids)})
