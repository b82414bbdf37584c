"""What is not linked yet: days, speakers and donors of what a round brings or takes away.

What a batch adds is marked in the store as not linked (its first and last day) in the same commit: what a killed round
leaves is linked by the next one. A round that lives knows better, day by day and whose rows they are; without that, one
new article would have all statements of three months compared again.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa

from pipeline.store.conditions import Between
from pipeline.store.frames import empty
from pipeline.store.schema import TABLES
from pipeline.store.tables import OF_ARTICLE, Store

SINCE, UNTIL = "unlinked-since", "unlinked-until"  # labels of marks; their numbers are days since 1970, 0 for none
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
FIRST_DAY = 1  # what is older is linked with nothing
LAST_DAY = (dt.datetime(9000, 1, 1, tzinfo=dt.UTC) - EPOCH).days  # a time may be reckoned from without overflow
WHO = {"articles": (), "statements": ("actor_id", "speaker"), "aid": ("donor",)}
"""The tables whose rows are linked, and the columns that say whose rows may be linked with one another."""


def marks_for(store: Store, table: str, times: Sequence[dt.datetime]) -> dict[str, int]:
    """Return the marks that say that rows of these times, too, are not linked yet; none without times."""
    if not times:
        return {}
    first, last = day_of(min(times)), day_of(max(times))
    return {
        SINCE: min(first, store.mark(table, SINCE) or first),
        UNTIL: max(last, store.mark(table, UNTIL)),
    }


def unlinked(store: Store, table: str) -> tuple[dt.datetime, dt.datetime] | None:
    """Return the time from the first to after the last row of `table` that is not linked yet; None where all are."""
    since, until = store.mark(table, SINCE), store.mark(table, UNTIL)
    if not since:
        return None
    return start_of(since), start_of(until + 1)


def day_of(time: dt.datetime) -> int:
    """Return the day since 1970 that a row is linked by."""
    return max(FIRST_DAY, (time - EPOCH).days)


def start_of(day: int) -> dt.datetime:
    """Return the time at which a day since 1970 begins."""
    return EPOCH + dt.timedelta(days=min(day, LAST_DAY))


def note_linked(store: Store, table: str) -> None:
    """Note that all rows of `table` are linked."""
    store.append(table, empty(TABLES[table]), {SINCE: 0, UNTIL: 0})


@dataclass(slots=True)
class Touched:
    """The days (since 1970) of some rows of one table, and whose they are."""

    days: set[int] = field(default_factory=set)
    who: set[str] = field(default_factory=set)

    def add(self, rows: pd.DataFrame) -> None:
        """Note rows with published_at and the columns of `WHO`."""
        self.days.update((rows["published_at"] - EPOCH).dt.days.clip(lower=FIRST_DAY).unique().tolist())
        self.who.update(who_of(rows))

    def bridge(self, one: dt.datetime, other: dt.datetime) -> None:
        """Note all days from one time to another, between which an article moved: what it leaves must not be parted
        from it, or its echoes there would seem to be those of something older.
        """
        first, last = sorted((day_of(one), day_of(other)))
        self.days.update(range(first, last + 1))


def who_of(rows: pd.DataFrame) -> "pd.Series[str]":
    """Return whose each row is: the actor, the speaker in lower case where no actor is known, or the donor."""
    if "donor" in rows:
        return rows["donor"].astype("str").fillna("")
    if "speaker" not in rows:
        return pd.Series("", index=rows.index, dtype="str")
    unlisted = "~" + rows["speaker"].astype("str").fillna("").str.lower()
    return rows["actor_id"].astype("str").fillna(unlisted)


def touched_of(rows: Mapping[str, pa.Table]) -> dict[str, pd.DataFrame]:
    """Return of a batch that is to be kept what `Touched.add` takes, by table, and each article's id."""
    return {name: rows[name].select(["article_id", "published_at", *who]).to_pandas() for name, who in WHO.items()}


def stored_of(store: Store, article_ids: Sequence[str], between: Between | None = None) -> dict[str, pd.DataFrame]:
    """Return the same of what the store holds of these articles, published `between` these times; ids and times of all
    other rows as well, since a killed round may have left some with a time that their article does not have.
    """
    since, until = between or (None, None)
    where = {"article_id": list(article_ids)}
    return {
        name: store.read(name, ["article_id", "published_at", *WHO.get(name, ())], since, until, where)
        for name in ("articles", *OF_ARTICLE)
    }


def moves_of(before: pd.DataFrame, after: pd.DataFrame) -> list[tuple[dt.datetime, dt.datetime]]:
    """Return the old and the new time of each article that has another one now; frames as `touched_of` gives them."""
    both = before.merge(after, on="article_id")
    moved = both[both["published_at_x"] != both["published_at_y"]]
    return list(zip(moved["published_at_x"], moved["published_at_y"], strict=True))
