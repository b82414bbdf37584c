"""A feed's health in words: what happened, since when, what will happen next, and what you can do."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Health:
    """Four short sentences; `since`, `next` and `advice` may be empty. `good`: nothing is wrong."""

    good: bool
    what: str
    since: str = ""
    next: str = ""
    advice: str = ""

    @property
    def sentence(self) -> str:
        """Return all of it as one line."""
        return " ".join(part for part in (self.what, self.since, self.next, self.advice) if part)


NEVER_ASKED = "never asked"
"""The health of a feed without any attempt, where a table needs a word for it."""

_WHAT = {
    "ok": "Answers.",
    "not-modified": "Answers; nothing new.",
    "empty": "Answers without any entry.",
    "not-a-feed": "Answers with something that is no feed.",
    "error": "Fails.",
    "gone": "Is gone for good; it has been switched off.",
    "slow": "Is too slow.",
    "too-large": "Sends more than is read.",
    "blocked": "Refuses this network or program, or lies at an address that is not public.",
    "rate-limited": "Asked to be left alone for a while.",
}
_ADVICE = {
    "empty": "Open its address in a browser; publishers sometimes leave an empty feed behind when they move.",
    "not-a-feed": "Look for the feed's new address on the publisher's site.",
    "error": "Nothing, if it lasts hours; after days look for the feed's new address.",
    "gone": "Remove it, or look for its successor on the publisher's site.",
    "slow": "Give it a longer time with the option timeout in the feed list.",
    "too-large": "Raise UKRAINE_MONITOR_MAX_BODY_BYTES (UKRAINE_MONITOR_MAX_NEW_A_DAY for too many entries), "
    "or choose a smaller feed of the publisher.",
    "blocked": "Try from another network; for an intranet feed name its host with --allow-host.",
    "rate-limited": "Nothing.",
}


def describe(state: Mapping[str, Any], now: dt.datetime) -> Health:
    """Return the health of one row of table `feeds` (missing values may be None or pandas' own)."""
    found = state.get("health")
    status = found if isinstance(found, str) else ""
    if status in ("", NEVER_ASKED):
        return Health(True, "Has not been asked yet.", next=_next(state, now))
    if status in ("ok", "not-modified"):
        return _answering(state, status, now)
    reason = str(state.get("last_error") or "")
    what = f"{_WHAT.get(status, status)}{f' Reason: {reason}.' if reason else ''}"
    return Health(False, what, _since(state, now), _next(state, now), _advice(state, status))


def _answering(state: Mapping[str, Any], status: str, now: dt.datetime) -> Health:
    silent = _time(state.get("silent_since"))
    if silent is not None:
        return Health(
            False,
            f"{_WHAT[status][:-1]}, but has been silent.",
            f"Its newest item is of {_moment(silent)}, {_span(now - silent)} ago.",
            _next(state, now),
            "See whether the publisher has moved its news to another feed.",
        )
    moved = str(state.get("moved_to") or "")
    since = f"It says that it has moved to {moved}; the third time its address is changed." if moved else ""
    return Health(True, _WHAT[status], since, _next(state, now))


def _since(state: Mapping[str, Any], now: dt.datetime) -> str:
    since, count = _time(state.get("failing_since")), state.get("failures")
    if since is None:
        return ""
    times = int(count) if count is not None and count == count else 1
    return f"Since {_moment(since)}, {times} time{'s' if times != 1 else ''} in a row."


def _next(state: Mapping[str, Any], now: dt.datetime) -> str:
    if state.get("enabled") is False:
        return "It will not be asked again."
    due = _time(state.get("next_due_at"))
    if due is None:
        return ""
    return f"It is asked again in {_span(due - now)}." if due > now else "It is asked again in the next round."


def _advice(state: Mapping[str, Any], status: str) -> str:
    suggestion = str(state.get("suggestion") or "")
    if suggestion:
        return f"The page there names this feed: {suggestion}"
    return f"What you can do: {_ADVICE[status][0].lower()}{_ADVICE[status][1:]}" if status in _ADVICE else ""


def _time(value: Any) -> dt.datetime | None:
    return value if isinstance(value, dt.datetime) and value == value else None


def _moment(when: dt.datetime) -> str:
    return f"{when:%-d %B %Y, %H:%M} UTC"


def _span(length: dt.timedelta) -> str:
    minutes = max(1, round(length.total_seconds() / 60))
    if minutes < 90:
        return f"{minutes} minute{'s' if minutes != 1 else ''}"
    hours = round(minutes / 60)
    return f"{hours} hours" if hours < 48 else f"{round(hours / 24)} days"
