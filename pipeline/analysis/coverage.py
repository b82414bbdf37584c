"""What was covered and what not: days on which feeds were down, health of each feed, languages, reprints."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.analysis.health import NEVER_ASKED, describe

GOOD = ("ok", "not-modified", "empty")
LEAST_SHARE = 0.5  # of the feeds asked on a day that must have answered, else the day is a gap


def answered_by_day(fetches: pd.DataFrame) -> pd.DataFrame:
    """Return, for each day (UTC, without zone) from the first attempt to the last, feeds "asked" and "answered".

    `fetches` has the columns feed_id, at, status of the store's table. Days without any attempt have zeros.
    """
    if fetches.empty:
        return pd.DataFrame({"asked": [], "answered": []}, index=pd.DatetimeIndex([], name="from"), dtype="int64")
    days = fetches["at"].dt.tz_localize(None).dt.floor("D")
    good = fetches["status"].isin(GOOD)
    asked = fetches.groupby(days)["feed_id"].nunique()
    answered = fetches[good].groupby(days[good])["feed_id"].nunique()
    every = pd.date_range(asked.index.min(), asked.index.max(), freq="D", name="from")
    return pd.DataFrame({"asked": asked, "answered": answered}).reindex(every).fillna(0).astype("int64")


def once_a_day(fetches: pd.DataFrame) -> pd.DataFrame:
    """Return what `answered_by_day` needs of attempts: those of each day (at 00:00) that differ in feed or success."""
    status = fetches["status"].isin(GOOD).map({True: GOOD[0], False: "error"})
    return fetches.assign(at=fetches["at"].dt.floor("D"), status=status).drop_duplicates(ignore_index=True)


def gaps(fetches: pd.DataFrame, least: float = LEAST_SHARE) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return the stretches of whole days on which fewer than `least` of the asked feeds answered, or none was asked."""
    days = answered_by_day(fetches)
    down = days.index[(days["asked"] == 0) | (days["answered"] < least * days["asked"])]
    stretches: list[tuple[pd.Timestamp, pd.Timestamp]] = []
    for day in down:
        end = day + pd.Timedelta(days=1)
        if stretches and stretches[-1][1] == day:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((day, end))
    return stretches


def clip(
    stretches: Sequence[tuple[pd.Timestamp, pd.Timestamp]], start: pd.Timestamp, end: pd.Timestamp
) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return the parts of `stretches` that lie between `start` and `end` (all without zone)."""
    return [(max(a, start), min(b, end)) for a, b in stretches if a < end and b > start]


def feed_health(feeds: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return one row a feed, those in trouble first: what it is, its health, newest item, rhythm, full text.

    Beside the columns of the table feeds: articles (count), full_text (share, 0..1), statements (an article), answers
    (bool), asked_at (last attempt).
    """
    table = feeds.copy()
    grouped = articles.groupby("source_id", observed=True)
    table = table.set_index("feed_id", drop=False)
    table["articles"] = grouped.size().reindex(table.index).fillna(0).astype("int64")
    pages = articles["text_from"].eq("page").groupby(articles["source_id"], observed=True).mean()
    table["full_text"] = pages.reindex(table.index)
    said = articles["statements"].fillna(0).astype("float64").groupby(articles["source_id"], observed=True).mean()
    table["statements"] = said.reindex(table.index)
    table["health"] = table["health"].astype(object).where(table["health"].notna(), NEVER_ASKED)
    table["answers"] = table["health"].isin(GOOD)
    table["asked_at"] = table["updated_at"]  # its row is written with each attempt
    order = np.lexsort((table["title"].astype(str).str.casefold(), table["answers"]))
    return table.iloc[order].reset_index(drop=True)


def in_words(health: pd.DataFrame, now: dt.datetime) -> pd.DataFrame:
    """Return rows of the table feeds with their health in words: good (bool), what, since, next, advice."""
    words = [describe({str(name): value for name, value in row.items()}, now) for row in health.to_dict("records")]
    names = ("good", "what", "since", "next", "advice")
    return health.assign(**{name: [getattr(found, name) for found in words] for name in names})


def left_out_by_feed(rejected: pd.DataFrame, feeds: pd.DataFrame) -> pd.DataFrame:
    """Return for each feed with rejected entries: its title (its id where it is not listed) and "entries", most first.

    `rejected` has source_id, `feeds` feed_id and title; the result is indexed by feed_id.
    """
    counted = rejected["source_id"].astype(object).value_counts().rename_axis("feed_id").sort_index()
    titles = feeds.set_index("feed_id")["title"].reindex(counted.index)
    table = pd.DataFrame({"title": titles.where(titles.notna() & (titles != ""), counted.index), "entries": counted})
    return table.sort_values("entries", ascending=False, kind="stable")


def by_language(articles: pd.DataFrame) -> pd.DataFrame:
    """Return articles by language: how many there are and how many were not read, most first."""
    language = articles["language"].astype(object).where(articles["language"].notna(), "")
    unread = articles["unread"].fillna("").astype(object) != ""
    table = pd.DataFrame({"articles": language.groupby(language).size(), "unread": unread.groupby(language).sum()})
    return table.rename_axis("language").sort_values("articles", ascending=False)


def syndication(articles: pd.DataFrame) -> float:
    """Return the share (0..1) of articles that repeat an earlier one nearly word for word; NaN without articles."""
    stories = articles["story_id"].replace("", None)
    return float(stories[stories.notna()].duplicated().mean()) if len(articles) else float("nan")
