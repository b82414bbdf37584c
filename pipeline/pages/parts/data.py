"""What the pages read: big frames held once per store version, handed out as shallow copies; evidence on demand.

Text is never held: the frames have ids, times and categories; sentences are read for the rows that are shown.
"""

import datetime as dt
import functools
import itertools
import sys
import time
import weakref
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from pipeline.analysis.once import numbered
from pipeline.analysis.selection import Selection, contains
from pipeline.analysis.tone import countries
from pipeline.errors import NewerStoreError, StoreError
from pipeline.settings import load_settings
from pipeline.store.conditions import time_of
from pipeline.store.frames import empty
from pipeline.store.schema import TABLES
from pipeline.store.tables import Store

STATEMENTS = (
    "statement_id",
    "published_at",
    "source_id",
    "actor_id",
    "speaker",
    "side",
    "country",
    "kind",
    "speaker_kind",
    "targets",
    "action",
    "tone",
    "echo_id",
)
TONES = (
    "tone_id",
    "published_at",
    "source_id",
    "voice",
    "actor_id",
    "side",
    "target_id",
    "label",
    "score",
    "model",
    "echo_id",
)
ARTICLES = (
    "published_at",
    "first_seen_at",
    "source_id",
    "source",
    "language",
    "text_from",
    "story_id",
    "unread",
    "statements",
    "aid",
)
LABELS = ("targets", "speaker", "story_id")  # texts of which few differ: held as categories
WORDS = ("quote", "sentence", "title", "speaker")
CALM = 20  # a version is kept this many times as long as loading took, so that ingestion never slows a page
READING = "reading"  # among the attributes of a frame: the number of the reading that its rows are of
_READINGS = itertools.count(1)
_whole: "weakref.WeakValueDictionary[int, pd.DataFrame]" = weakref.WeakValueDictionary()
AS_TEXT: dict[str | type, Callable[[Any], Any]] = {tuple: repr, Selection: repr}  # as keys in a tenth of the time
HELD = 100  # rows of evidence that are kept for the next who looks at them; more are a download


@functools.lru_cache(maxsize=2)
def _store(location: str) -> Store:
    return Store.open(location, create=False, options=load_settings().storage_options)


def store() -> Store | None:
    """Return the store that the settings name, None where there is none yet; raise `StoreError` for a bad one."""
    try:
        return _store(load_settings().store)
    except NewerStoreError:
        raise
    except StoreError as error:
        if "there is no store" in str(error):
            return None
        raise


class _Pace:
    """Holds the versions seen last, so that a store that is being filled is not read again at every click."""

    def __init__(self) -> None:
        self.versions: dict[str, str] = {}
        self.checked = 0.0
        self.cost = 0.0


@functools.lru_cache(maxsize=2)
def _pace(location: str) -> _Pace:
    return _Pace()


def versions() -> dict[str, str]:
    """Return the version of each table; empty without a store."""
    found = store()
    if found is None:
        return {}
    pace = _pace(found.location)
    if not pace.versions or time.monotonic() - pace.checked > CALM * pace.cost:
        pace.versions = dict(zip(TABLES, found.version().split("."), strict=True))
        pace.checked = time.monotonic()
    return pace.versions


def data_version() -> str:
    """Return the version of the whole store as files name it."""
    return ".".join(versions().values())


def now() -> dt.datetime:
    """Return the present, UTC."""
    return dt.datetime.now(dt.UTC)


def statements() -> pd.DataFrame:
    """Return all statements, oldest first: the columns STATEMENTS; echo_id is an int32 code, tone a float32."""
    return _frame("statements", STATEMENTS)


def tones() -> pd.DataFrame:
    """Return all tones that are scored, oldest first: the columns TONES and the country of who speaks.

    echo_id is an int32 code, score a float32.
    """
    return scored(all_tones())


def all_tones() -> pd.DataFrame:
    """Return what `tones` does, and the tones that wait."""
    return _frame("tones", TONES)


def scored(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the tones of `frame` that are scored."""
    waiting = frame["label"].isna()
    return frame[~waiting] if waiting.any() else frame


def reading(frame: pd.DataFrame) -> int:
    """Return the number of the reading of the store that rows are of.

    Places (the index) and codes (echo_id) tell the same only within one reading, and while a page is drawn the store
    may be read again. 0 stands for no store.
    """
    return int(frame.attrs.get(READING, 0))


def whole_statements(rows: pd.DataFrame) -> pd.DataFrame:
    """Return all statements of the reading that these are of; of the newest where that is held no more."""
    held = _whole.get(reading(rows))
    return statements() if held is None else held.copy(deep=False)


def tones_waiting(selection: Selection) -> pd.DataFrame:
    """Return what `selection` asks for (but for its words) of the tones that no model has scored, oldest first."""
    frame = all_tones()
    return selection.without("q").apply(frame[frame["label"].isna()], now())


def articles() -> pd.DataFrame:
    """Return all articles without their texts, oldest first: the columns ARTICLES."""
    return _frame("articles", ARTICLES)


def column(name: str, column: str) -> "pd.Series[str]":
    """Return one column of a table: read alone, it costs a tenth of what the pages hold of a large table."""
    found = store()
    if found is None:
        return _empty(name, (column,))[column]
    return found.read(name, [column])[column]


def table(name: str) -> pd.DataFrame:
    """Return a small table with all its columns (aid, feeds, flags, kiel), oldest first."""
    return _frame(name, TABLES[name].names)


def _frame(name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    found = store()
    version = versions().get(name, "")
    if found is None:
        return _empty(name, columns)
    return _load(name, columns, version, found.location).copy(deep=False)


def _empty(name: str, columns: Sequence[str]) -> pd.DataFrame:
    return empty(TABLES[name], list(columns))


@st.cache_resource(show_spinner="Reading the store …", max_entries=20)
def _load(name: str, columns: tuple[str, ...], version: str, location: str) -> pd.DataFrame:
    started = time.monotonic()
    labels = [] if name == "aid" else [column for column in LABELS if column in columns]
    frame = _store(location).snapshot(name, labels).read(list(columns))
    for column in ("published_at", "at"):
        if column in frame.columns and not frame[column].is_monotonic_increasing:
            frame = frame.sort_values(column, kind="stable")
    frame = frame.reset_index(drop=True)
    if "echo_id" in columns and name != "aid":
        frame["echo_id"] = numbered(frame["echo_id"]).astype(np.int32)
    for column in ("tone", "score"):
        if column in frame.columns:
            frame[column] = frame[column].astype("float32")
    if name == "tones":
        frame["country"] = countries(frame["actor_id"], statements())
    _pace(location).cost = max(_pace(location).cost * 0.5, time.monotonic() - started)
    frame.attrs[READING] = next(_READINGS)
    _whole[frame.attrs[READING]] = frame
    return frame


def select(name: str, selection: Selection) -> pd.DataFrame:
    """Return the rows of "statements", "tones", "articles" or a small table that `selection` asks for, oldest first.

    The index names the row within the whole frame, so that evidence can be found again.
    """
    frame = {"statements": statements, "tones": tones, "articles": articles}.get(name, lambda: table(name))()
    return select_of(frame, name, selection)


def select_of(frame: pd.DataFrame, name: str, selection: Selection) -> pd.DataFrame:
    """Return what `select` does of `frame`, which is all of a table."""
    frame, selection = _with_words(frame, name, selection)
    return selection.apply(frame, now())


def index_of(frame: pd.DataFrame, name: str, selection: Selection) -> "pd.Index[int]":
    """Return the index of what `select_of` returns, found without taking the columns of its rows."""
    frame, selection = _with_words(frame, name, selection)
    return selection.index(frame, now())


def _with_words(frame: pd.DataFrame, name: str, selection: Selection) -> tuple[pd.DataFrame, Selection]:
    """Return the rows that have the words of `selection`, where these are looked for in the store, and what is left
    to ask for.
    """
    if not selection.q or name not in ("statements", "tones"):
        return frame, selection
    matching = _matching(name, selection.q, _text_version(name), load_settings().store)
    return frame[frame.iloc[:, 0].isin(matching)], selection.without("q")


@st.cache_resource(show_spinner="Searching the words …", max_entries=32)
def _matching(name: str, words: str, version: str, location: str) -> frozenset[str]:
    found = store()
    if found is None:
        return frozenset()
    columns = [column for column in WORDS if column in TABLES[name].names]
    key = TABLES[name].key
    hits: list[str] = []
    said: frozenset[str] = frozenset()
    if name == "tones":  # a tone is of its statement's words, speaker and headline, too
        columns.append("statement_id")
        said = _matching("statements", words, _text_version("statements"), location)
    for part in found.scan(name, [key, *columns]):
        hits.extend(part.loc[contains(part, words, said), key])
    return frozenset(hits)


def _text_version(name: str) -> str:
    """Return the version of what words are looked for in: tones are of the words of their statements, too."""
    held = versions()
    return "/".join(held.get(each, "") for each in ((name, "statements") if name == "tones" else (name,)))


def evidence(name: str, ids: Sequence[str], times: "pd.Series[pd.Timestamp]") -> pd.DataFrame:
    """Return the full rows of table `name` with these ids, in their order; `times` are theirs and narrow the search."""
    found = store()
    if found is None or not len(ids):
        return _empty(name, TABLES[name].names)
    start, end = times.min(), times.max() + pd.Timedelta(microseconds=1)
    read = _evidence if len(ids) <= HELD else _read_evidence
    return read(name, tuple(ids), start.to_pydatetime(), end.to_pydatetime(), versions().get(name, ""), found.location)


@st.cache_data(show_spinner=False, max_entries=200, hash_funcs=AS_TEXT)
def _evidence(
    name: str, ids: tuple[str, ...], start: dt.datetime, end: dt.datetime, version: str, location: str
) -> pd.DataFrame:
    return _read_evidence(name, ids, start, end, version, location)


def _read_evidence(
    name: str, ids: tuple[str, ...], start: dt.datetime, end: dt.datetime, version: str, location: str
) -> pd.DataFrame:
    key = TABLES[name].key
    rows = _store(location).read(name, since=start, until=end, where={key: list(ids)})
    found = set(rows[key])
    return rows.set_index(key, drop=False).reindex([i for i in ids if i in found]).reset_index(drop=True)


def newest(frame: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return the last `count` rows of a frame that is ordered by time, newest first."""
    return frame.tail(count).iloc[::-1]


def location() -> str:
    """Return the address of the store: part of every cache key."""
    return load_settings().store


def routes_served() -> bool:
    """Return whether the CSV and feed routes answer: plain `streamlit run` serves none."""
    return "pipeline.serve" in sys.modules


def tones_of(ids: Sequence[str], times: "pd.Series[pd.Timestamp]") -> pd.DataFrame:
    """Return statement_id, target_id and label of the tones in these statements; `times` are theirs."""
    found = store()
    columns = ("statement_id", "target_id", "label")
    if found is None or not len(ids):
        return _empty("tones", columns)
    start, end = times.min(), times.max() + pd.Timedelta(microseconds=1)
    version = versions().get("tones", "")
    return _tones_of(tuple(ids), start.to_pydatetime(), end.to_pydatetime(), version, found.location)


@st.cache_data(show_spinner=False, max_entries=200, hash_funcs=AS_TEXT)
def _tones_of(ids: tuple[str, ...], start: dt.datetime, end: dt.datetime, version: str, location: str) -> pd.DataFrame:
    columns = ["statement_id", "target_id", "label"]
    rows = _store(location).read("tones", columns, since=start, until=end, where={"statement_id": list(ids)})
    return rows.drop_duplicates(["statement_id", "target_id"])


def recent(name: str, days: int) -> pd.DataFrame:
    """Return the rows of a table whose time is at most `days` days ago, oldest first."""
    found = store()
    if found is None:
        return _empty(name, TABLES[name].names)
    since = now().replace(minute=0, second=0, microsecond=0) - dt.timedelta(days=days)
    return _recent(name, since, versions().get(name, ""), found.location)


@st.cache_data(show_spinner=False, max_entries=16)
def _recent(name: str, since: dt.datetime, version: str, location: str) -> pd.DataFrame:
    return _store(location).read(name, since=since).sort_values(time_of(TABLES[name]), kind="stable", ignore_index=True)


def quotations(actor: str, since: dt.datetime | None, until: dt.datetime | None) -> pd.DataFrame:
    """Return statement_id and quote of what an actor said in a stretch of time."""
    found = store()
    if found is None:
        return _empty("statements", ("statement_id", "quote"))
    return _quotations(actor, since, until, versions().get("statements", ""), found.location)


@st.cache_data(show_spinner=False, max_entries=32)
def _quotations(
    actor: str, since: dt.datetime | None, until: dt.datetime | None, version: str, location: str
) -> pd.DataFrame:
    columns = ["statement_id", "quote"]
    return _store(location).read("statements", columns, since=since, until=until, where={"actor_id": actor})


def headlines(words: str) -> pd.DataFrame:
    """Return title, source, url, published_at of the articles with all `words` in their headline, newest first."""
    found = store()
    if found is None:
        return _empty("articles", ("title", "source", "url", "published_at"))
    return _headlines(words, versions().get("articles", ""), found.location)


@st.cache_data(show_spinner=False, max_entries=32)
def _headlines(words: str, version: str, location: str) -> pd.DataFrame:
    columns = ["title", "source", "url", "published_at"]
    parts = [part[contains(part, words)] for part in _store(location).scan("articles", columns)]
    kept = [part for part in parts if len(part)]
    if not kept:
        return _empty("articles", columns)
    return pd.concat(kept, ignore_index=True).sort_values("published_at", ascending=False, ignore_index=True)


def look_again() -> None:
    """Ask the store for its versions at the next read, without waiting."""
    found = store()
    if found is not None:
        _pace(found.location).versions = {}
