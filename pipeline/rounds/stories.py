"""Giving articles their story after a round: the same report in several outlets is one, whenever each of them came in.

Stories depend on nothing but articles of the three days before, so that the result is exact when days are taken in
order: those with new articles and the three after each, and again the three after each that changed. Before the days
that are linked only the articles that lead a story count.
"""

import datetime as dt
from collections.abc import Callable, Collection

import pandas as pd

from pipeline.rounds.fresh import EPOCH, SINCE, UNTIL, Touched, day_of, marks_for, unlinked
from pipeline.store.frames import empty
from pipeline.store.schema import TABLES
from pipeline.store.tables import Store

REACH = 3  # days between an article and one that repeats it
ROWS = 5_000  # articles whose texts are held at once (a day is never split)
COLUMNS = ["article_id", "source_id", "published_at", "story_id"]

LinkStories = Callable[[pd.DataFrame], "pd.Series[str]"]


def link_articles(store: Store, link: LinkStories, touched: Touched | None = None) -> pd.DataFrame:
    """Give new articles, and those that may repeat them, their `story_id`; return `COLUMNS` of the rows that changed.

    `touched` has the days of the new articles; None: every day between the first and the last that is not linked.
    Statements of articles whose story changed are marked as not linked, too.
    """
    window = unlinked(store, "articles")
    if window is None:
        return empty(TABLES["articles"], COLUMNS)
    found = _Stories(store, window[0])
    pending = set(range(*map(day_of, window))) if touched is None else touched.days
    pending = {day + more for day in pending for more in range(REACH + 1)}
    while chunk := found.first_of(pending):
        moved = found.link(chunk, link)
        pending = (pending | {day + more for day in moved for more in range(1, REACH + 1)} - chunk) - chunk
    changed = found.changed()
    _write(store, changed)
    return changed[COLUMNS]


class _Stories:
    """The articles that may be linked, without their texts, and their stories as far as they are known."""

    def __init__(self, store: Store, since: dt.datetime) -> None:
        self._store = store
        rows = store.read("articles", COLUMNS, since=since - dt.timedelta(days=REACH))
        self._rows = rows.assign(day=(rows["published_at"] - pd.Timestamp(EPOCH)).dt.days, before=rows["story_id"])
        self._sizes = self._rows.groupby("day").size().to_dict()

    def first_of(self, pending: Collection[int]) -> set[int]:
        """Return the first of the days that hold articles, with no more than `ROWS` of them unless it is one day."""
        chunk: set[int] = set()
        rows = 0
        for day in sorted(day for day in pending if day in self._sizes):
            rows += self._sizes[day]
            if chunk and rows > ROWS:
                break
            chunk.add(day)
        return chunk

    def link(self, days: set[int], link: LinkStories) -> set[int]:
        """Link the articles of these days; return the days of those whose story changed."""
        rows = self._rows
        near = {day - less for day in days for less in range(1, REACH + 1)} - days
        linked = rows["day"].isin(list(days))
        leading = rows["day"].isin(list(near)) & (rows["story_id"] == rows["article_id"])
        chosen = rows[linked | leading]
        texts = self._store.read_again("articles", chosen, ["article_id", "text"])
        stories = link(chosen.merge(texts, on="article_id"))
        dropped = texts.loc[texts["text"].fillna("") == "", "article_id"]  # what is too old to tell keeps its story
        fixed = rows["article_id"].isin(dropped) | ~linked
        now = rows["story_id"].where(fixed, rows["article_id"].map(stories))
        moved = set(rows.loc[now != rows["story_id"], "day"])
        self._rows = rows.assign(story_id=now)
        return moved

    def changed(self) -> pd.DataFrame:
        """Return the rows whose story is another one now."""
        return self._rows[self._rows["story_id"] != self._rows["before"]]


def _write(store: Store, changed: pd.DataFrame) -> None:
    """Write the stories that changed and note that all are linked; their statements are marked before."""
    if len(changed):
        marks = marks_for(store, "statements", changed["published_at"].tolist())
        if any(store.mark("statements", label) != number for label, number in marks.items()):
            store.append("statements", empty(TABLES["statements"]), marks)
    rows = store.read_again("articles", changed) if len(changed) else empty(TABLES["articles"])
    rows["story_id"] = rows["article_id"].map(changed.set_index("article_id")["story_id"]).astype("str")
    store.update("articles", rows, {SINCE: 0, UNTIL: 0})
