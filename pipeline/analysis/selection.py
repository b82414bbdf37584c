"""The filters that pages, CSV routes and export share: read from a URL, applied to a frame, written back to a URL.

Relative periods stay relative: "7d" is today and the six days before it, in UTC, and rolls over at midnight;
"24h" rolls by the minute.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args

import pandas as pd

from pipeline.analysis.once import Mask, keys_of, repeated, told_by
from pipeline.records import SIDES, AidKind, StatementKind

Count = Literal["unique", "mentions"]

PERIODS: dict[str, str] = {
    "24h": "24 hours",
    "7d": "7 days",
    "30d": "30 days",
    "90d": "90 days",
    "1y": "1 year",
    "all": "all",
    "custom": "custom",
}
DAYS: dict[str, int] = {"7d": 7, "30d": 30, "90d": 90, "1y": 365}
STATEMENT_KINDS: tuple[str, ...] = get_args(StatementKind)
AID_KINDS: tuple[str, ...] = get_args(AidKind)
COUNTS: tuple[str, ...] = get_args(Count)

MAX_VALUES = 60  # values of one filter in a URL; more is a mistake or an attack
MAX_WORDS = 200  # characters of a search
_ID = re.compile(r"[\w.+:-]{1,100}")
_TIMES = ("announced_on", "published_at", "at")
_WORDS_IN = ("quote", "sentence", "title", "speaker")


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, UTC; `start` is included, `end` is not; None is open."""

    start: pd.Timestamp | None
    end: pd.Timestamp | None


@dataclass(frozen=True, slots=True)
class Selection:
    """What somebody wants to see.

    An empty tuple or string asks for everything; the days `since` and `until` are both included.
    """

    period: str = "all"
    since: dt.date | None = None
    until: dt.date | None = None
    side: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    donor: tuple[str, ...] = ()
    q: str = ""
    count: Count = "unique"

    @classmethod
    def from_params(
        cls, params: Mapping[str, Any], *, default: "Selection | None" = None
    ) -> "tuple[Selection, list[str]]":
        """Read URL parameters; return the selection and one sentence for each value that could not be used.

        Lists are repeated parameters (`actor=a&actor=b`) or comma-separated; names that are no filter are left alone
        (see `unknown_names`).
        What is missing or unusable comes from `default`.
        """
        base = default or cls()
        notes: list[str] = []
        values: dict[str, Any] = {}
        for name in LISTS:
            values[name] = _read_list(params, name, getattr(base, name), notes)
        values["q"] = _read_words(params, base.q, notes)
        values["count"] = _read_choice(params, "count", COUNTS, base.count, notes)
        since, until = _read_day(params, "since", notes), _read_day(params, "until", notes)
        if since and until and since > until:
            notes.append(f"since={since} is after until={until}; both were left out.")
            since = until = None
        asked = "custom" if since or until else base.period
        period = _read_choice(params, "period", tuple(PERIODS), asked, notes)
        if period != "custom":
            since = until = None
        return cls(period=period, since=since, until=until, **values), notes

    def to_params(self) -> dict[str, list[str]]:
        """Return the URL parameters; what asks for everything is left out, the period and the count never."""
        params: dict[str, list[str]] = {"period": [self.period]}
        for name in ("since", "until"):
            day = getattr(self, name)
            if self.period == "custom" and day is not None:
                params[name] = [day.isoformat()]
        for name in LISTS:
            if getattr(self, name):
                params[name] = list(getattr(self, name))
        if self.q:
            params["q"] = [self.q]
        params["count"] = [self.count]
        return params

    def window(self, now: dt.datetime) -> Window:
        """Return the stretch of time that this selection asks for at `now` (an aware datetime)."""
        moment = pd.Timestamp(now).tz_convert("UTC")
        if self.period == "24h":
            return Window(moment.floor("min") - pd.Timedelta(hours=24), None)
        if self.period in DAYS:
            return Window(moment.floor("D") - pd.Timedelta(days=DAYS[self.period] - 1), None)
        if self.period == "custom":
            start = pd.Timestamp(self.since, tz="UTC") if self.since else None
            end = pd.Timestamp(self.until, tz="UTC") + pd.Timedelta(days=1) if self.until else None
            return Window(start, end)
        return Window(None, None)

    def apply(self, frame: pd.DataFrame, now: dt.datetime) -> pd.DataFrame:
        """Return the rows of a store table that this selection asks for, in their order, with all columns.

        A filter whose column the table lacks does not apply to it. With `count` "unique" the earliest row of each
        announcement (event_id), statement (echo_id) or story (story_id) among the chosen rows stays.
        """
        near = _near(frame, self.window(now))
        mask = self._chosen(near, now)
        return near if mask.all() else near[mask]

    def index(self, frame: pd.DataFrame, now: dt.datetime) -> "pd.Index[Any]":
        """Return the index of what `apply` returns, without taking its columns."""
        near = _near(frame, self.window(now))
        mask = self._chosen(near, now)
        return near.index if mask.all() else near.index[mask]

    def without(self, *names: str) -> "Selection":
        """Return this selection with the named filters asking for everything."""
        empty = Selection()
        return replace(self, **{name: getattr(empty, name) for name in names})

    def _chosen(self, near: pd.DataFrame, now: dt.datetime) -> Mask:
        mask = self._mask(near, now).to_numpy(copy=True)
        if self.count == "unique" and (column := told_by(near)):
            asked = near[[name for name in (column, *keys_of(near), "published_at") if name in near.columns]]
            mask[mask] = ~repeated(asked if mask.all() else asked[mask], column)
        return mask

    def _mask(self, frame: pd.DataFrame, now: dt.datetime) -> "pd.Series[bool]":
        mask = pd.Series(True, index=frame.index)
        mask &= within(frame, self.window(now))
        is_aid = "donor" in frame.columns
        columns = {
            "side": self.side,
            "actor_id": self.actor,
            "country": self.country,
            "source_id": self.source,
            "feed_id": self.source,
            "target_id": self.target,
            "kind": tuple(kind for kind in self.kind if kind in (AID_KINDS if is_aid else STATEMENT_KINDS)),
        }
        for column, wanted in columns.items():
            if wanted and column in frame.columns:
                mask &= frame[column].isin(list(wanted))
        if self.target and "targets" in frame.columns:
            mask &= _names_any(frame["targets"], self.target)
        if self.donor and is_aid:
            mask &= _gives_any(frame["donor"], self.donor)
        if self.q:
            mask &= contains(frame, self.q)
        return mask


LISTS: tuple[str, ...] = ("side", "actor", "country", "source", "kind", "target", "donor")
PARAMS: tuple[str, ...] = tuple(field.name for field in fields(Selection))


def unknown_names(params: Iterable[str]) -> list[str]:
    """Return the names that are no filter; a route should refuse them, since a slip would widen its answer."""
    return [name for name in params if name not in PARAMS]


def _near(frame: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Return the stretch of a frame ordered by time that holds all of `window`, without copying; else the frame."""
    column = next((name for name in _TIMES if name in frame.columns), None)
    if column is None or (window.start is None and window.end is None):
        return frame
    times = frame[column]
    if not isinstance(times.dtype, pd.DatetimeTZDtype) or not times.is_monotonic_increasing:
        return frame
    first = int(times.searchsorted(window.start)) if window.start is not None else 0
    last = int(times.searchsorted(window.end)) if window.end is not None else len(frame)
    return frame.iloc[first:last]


def within(frame: pd.DataFrame, window: Window) -> "pd.Series[bool]":
    """Return which rows fall into `window`: by day of announcement, else time of publication, else of the attempt."""
    mask = pd.Series(True, index=frame.index)
    column = next((name for name in _TIMES if name in frame.columns), None)
    if column is None or (window.start is None and window.end is None):
        return mask
    times = frame[column]
    if not isinstance(times.dtype, pd.DatetimeTZDtype):
        times = pd.to_datetime(times, utc=True)
    if window.start is not None:
        mask &= times >= window.start
    if window.end is not None:
        mask &= times < window.end
    return mask


def contains(frame: pd.DataFrame, words: str, said: Collection[str] = ()) -> "pd.Series[bool]":
    """Return which rows hold every word of `words`, in either case, in quotation, sentence, headline or speaker.

    So do tones of the statements `said` (ids in a set) that hold them.
    """
    texts = [frame[name].astype("str") for name in _WORDS_IN if name in frame.columns]
    mask = pd.Series(bool(texts), index=frame.index)
    for word in words.casefold().split():
        found = pd.Series(False, index=frame.index)
        for text in texts:
            found |= text.str.contains(word, case=False, regex=False, na=False)
        mask &= found
    return mask | frame["statement_id"].map(said.__contains__) if said else mask  # isin would hash all of them again


def _names_any(column: "pd.Series[str]", ids: Sequence[str]) -> "pd.Series[bool]":
    """Return which JSON lists name one of `ids`; each different list is looked at once."""
    codes, lists = pd.factorize(column)
    quoted = [f'"{name}"' for name in ids]
    hits = [isinstance(text, str) and any(name in text for name in quoted) for text in lists]
    found = pd.Series([*hits, False], dtype=bool).to_numpy()
    return pd.Series(found[codes], index=column.index)  # code -1 (null) takes the False at the end


def _gives_any(column: "pd.Series[str]", donors: Sequence[str]) -> "pd.Series[bool]":
    """Return which donors are one of `donors`, alone or as a part of a joint donor such as DEU+NOR."""
    wanted = set(donors)
    codes, names = pd.factorize(column)
    hits = [name in wanted or not wanted.isdisjoint(str(name).split("+")) for name in names]
    found = pd.Series([*hits, False], dtype=bool).to_numpy()
    return pd.Series(found[codes], index=column.index)


def _all_values(params: Mapping[str, Any], name: str) -> list[str]:
    for getter in ("get_all", "getlist"):
        if hasattr(params, getter):
            return [str(value) for value in getattr(params, getter)(name)]
    value = params.get(name)
    if value is None:
        return []
    return [value] if isinstance(value, str) else [str(item) for item in value]


def _read_list(params: Mapping[str, Any], name: str, default: tuple[str, ...], notes: list[str]) -> tuple[str, ...]:
    given = [part.strip() for value in _all_values(params, name) for part in value.split(",") if part.strip()]
    if not given:
        return default
    allowed = {"side": SIDES, "kind": STATEMENT_KINDS + AID_KINDS}.get(name)
    good = [value for value in given if (value in allowed if allowed else _ID.fullmatch(value))]
    for value in given:
        if value not in good:
            hint = f"; it can be {', '.join(allowed)}" if allowed else ""
            notes.append(f"{name}={_shown(value)} is not known{hint}.")
    if len(good) > MAX_VALUES:
        notes.append(f"{name} has {len(good)} values; the first {MAX_VALUES} were used.")
    return tuple(dict.fromkeys(good[:MAX_VALUES])) or default


def _read_words(params: Mapping[str, Any], default: str, notes: list[str]) -> str:
    given = _all_values(params, "q")
    if not given:
        return default
    words = " ".join("".join(c if c.isprintable() else " " for c in given[-1]).split())
    if len(words) > MAX_WORDS:
        notes.append(f"The search was cut to {MAX_WORDS} characters.")
    return words[:MAX_WORDS]


def _read_choice(params: Mapping[str, Any], name: str, allowed: Sequence[str], default: str, notes: list[str]) -> Any:
    given = _all_values(params, name)
    if not given:
        return default
    if given[-1] in allowed:
        return given[-1]
    notes.append(f"{name}={_shown(given[-1])} is not known; it can be {', '.join(allowed)}.")
    return default


def _read_day(params: Mapping[str, Any], name: str, notes: list[str]) -> dt.date | None:
    given = _all_values(params, name)
    if not given or not given[-1]:
        return None
    try:
        return dt.date.fromisoformat(given[-1])
    except ValueError:
        notes.append(f"{name}={_shown(given[-1])} is not a day; write it as 2026-03-31.")
        return None


def _shown(value: str) -> str:
    """Return a value as it may stand in a message: printable, short."""
    return "".join(c if c.isprintable() else "?" for c in value[:40]) + ("…" if len(value) > 40 else "")
