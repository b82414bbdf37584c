"""Mentions of the same announcement, across outlets, days and wordings, become one event.

Mentions are walked in order of their announcement; each joins the event it fits best or opens a new one, so that
the order in which rows
arrive does not matter. It fits where the donor is the same, the sum agrees within rounding or conversion (without
a sum: the things, or
the kind of aid that is paused or resumed), and the time fits the step: the same news within days, a later state
("approved",
"delivered", "resumed") within months. The same sum announced again weeks later without a word that points back is
a new event: Washington
has given 400 million twice in one month.
"""

import datetime as dt
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

SAME_NEWS_DAYS = 5  # outlets report the same announcement within these days
PROPOSAL_DAYS = 45  # from "is expected to" to the announcement
STEP_DAYS = 60  # from pledge to approval or allocation
LATE_DAYS = 400  # to delivery, pause, resumption, or a mention that points back
SURE = 0.9  # below this confidence the kind of a mention may be a guess
SAME_SUM = 0.015  # sums in one currency that are the same
CONVERTED_SUM = 0.06  # sums in two currencies: outlets convert at rates of their own
ROUNDED_SUM = 0.11  # "nearly 2 billion" for 1.85
SAME_STEP = 1.5  # agreement that a later state needs: half of the things, or the same sum
_STAGE = {
    "proposed": 0, "pledged": 1, "approved": 2, "allocated": 2, "delivered": 3, "paused": 4, "refused": 4, "resumed": 5,
    "cancelled": 5,
}  # fmt: skip
_LOOSE = frozenset({"nearly", "about", "more-than", "at-least", "up-to"})
_OPEN_KINDS = frozenset({"mixed", "unspecified"})
_PLAIN_WORD = re.compile(r"[a-z0-9-]+")
_WEAK_WORDS = frozenset(
    [
        "the",
        "of",
        "and",
        "for",
        "a",
        "an",
        "new",
        "more",
        "additional",
        "us",
        "german",
        "british",
        "american",
        "french",
        "system",
        "systems",
        "missile",
        "missiles",
        "launcher",
        "launchers",
        "battery",
        "batteries",
        "vehicle",
        "vehicles",
        "unit",
        "units",
        "air",
        "defence",
        "defense",
        "military",
        "aid",
        "equipment",
        "heavy",
        "light",
        "modern",
        "support",
        "package",
        "weapons",
        "arms",
        "supplies",
        "assistance",
    ]
)
_STEP = math.log(1.12)


@dataclass(frozen=True, slots=True)
class _Mention:
    """What decides whether a mention belongs to an event."""

    aid_id: str
    day: int
    donor: str
    status: str
    role: str
    kind: str
    value: float | None  # EUR where a rate is known, else in its currency
    amount: float | None
    currency: str
    loose: bool
    programme: str
    things: frozenset[str]
    article: str
    confidence: float


@dataclass(slots=True)
class _Event:
    """An event under way: its mentions, the sum it is known by, its things and how far it has come."""

    first: _Mention
    mentions: list[_Mention] = field(default_factory=list)
    last_day: int = 0
    stage: int = 0


def link_events(frame: pd.DataFrame) -> "pd.Series[str]":
    """Return for each row of `frame` (columns of table aid) the `aid_id` of the first mention of its announcement.

    The result has the index of `frame`. It depends on the rows alone, not on their order. Rows that are not
    counted keep their own id.
    """
    links: dict[str, str] = {}
    for mentions in _by_donor(frame).values():
        for event in _cluster(mentions):
            links.update((mention.aid_id, event.first.aid_id) for mention in event.mentions)
    return frame["aid_id"].map(lambda aid_id: links.get(aid_id, aid_id)).astype("str")


def _by_donor(frame: pd.DataFrame) -> dict[str, list[_Mention]]:
    rows = frame[frame["counted"].astype(bool)] if "counted" in frame else frame
    out: dict[str, list[_Mention]] = {}
    for row in rows.to_dict("records"):
        mention = _mention({str(name): value for name, value in row.items()})
        out.setdefault(mention.donor, []).append(mention)
    for mentions in out.values():
        mentions.sort(key=lambda m: (m.day, m.aid_id))
    return out


def _mention(row: dict[str, object]) -> _Mention:
    amount, euros = _number(row.get("amount")), _number(row.get("amount_eur"))
    return _Mention(
        aid_id=str(row["aid_id"]),
        day=_day(row.get("announced_on"), row.get("published_at")),
        donor=_text(row.get("donor")),
        status=_text(row.get("status")),
        role=_text(row.get("role")),
        kind=_text(row.get("kind")),
        value=euros if euros is not None else amount,
        amount=amount,
        currency=_text(row.get("currency")),
        loose=_text(row.get("qualifier")) in _LOOSE,
        programme=_text(row.get("programme")),
        things=_things(row.get("items")),
        article=_text(row.get("article_id")),
        confidence=_number(row.get("confidence")) or 0.0,
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not math.isnan(value) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _day(*values: object) -> int:
    for value in values:
        if value is not None and not pd.isna(value):  # type: ignore[call-overload]  # any scalar of a frame
            stamp = pd.Timestamp(value)  # type: ignore[arg-type]
            return dt.date(stamp.year, stamp.month, stamp.day).toordinal()
    return 0


def _things(items: object) -> frozenset[str]:
    """Return the telling words of the things given: {"patriot"}, {"himars"}, {"tanks"} where nothing more is said."""
    if not isinstance(items, str) or not items:
        return frozenset()
    words = {word.rstrip("s") for _, name in json.loads(items) for word in _PLAIN_WORD.findall(str(name).lower())}
    return frozenset(word for word in words if word not in _WEAK_WORDS and word + "s" not in _WEAK_WORDS)


def _cluster(mentions: list[_Mention]) -> list[_Event]:
    """Return the events of one donor; each mention is only compared with events that share a key with it."""
    events: list[_Event] = []
    by_key: dict[str, list[int]] = {}
    for mention in mentions:
        near = sorted({index for key in _keys(mention, around=True) for index in by_key.get(key, ())})
        open_ones = [index for index in near if _may_join(events[index], mention)]
        scored = [(score, -index) for index in open_ones if (score := _fit(events[index], mention)) > 0]
        if scored:
            index = -max(scored)[1]
            _join(events[index], mention)
        else:
            index = len(events)
            events.append(_Event(mention, [mention], mention.day, _STAGE.get(mention.status, 1)))
        for key in _keys(mention, around=False):
            if index not in by_key.setdefault(key, []):
                by_key[key].append(index)
    return events


def _keys(mention: _Mention, *, around: bool) -> Iterator[str]:
    if mention.value:
        step = round(math.log(mention.value) / _STEP)
        for each in (step - 1, step, step + 1) if around else (step,):
            yield f"sum {each}"
    for thing in mention.things:
        yield f"thing {thing}"
    if mention.value is None and not mention.things:
        yield f"kind {mention.kind}"


def _join(event: _Event, mention: _Mention) -> None:
    event.mentions.append(mention)
    event.last_day = max(event.last_day, mention.day)
    event.stage = max(event.stage, _STAGE.get(mention.status, 1))


def _may_join(event: _Event, mention: _Mention) -> bool:
    """Tell, before anything is compared, whether the time alone lets the mention join."""
    if mention.day - event.last_day <= SAME_NEWS_DAYS:
        return True
    later = _STAGE.get(mention.status, 1) > event.stage or mention.role == "status_change"
    return later and mention.day - event.first.day <= LATE_DAYS


def _fit(event: _Event, mention: _Mention) -> float:
    """Return how well a mention fits an event, 0 where it does not."""
    agreement = max((_agreement(other, mention) for other in event.mentions[-8:] + event.mentions[:1]), default=0.0)
    if not agreement or not _in_time(event, mention, agreement):
        return 0.0
    return agreement - min(abs(mention.day - event.last_day), 400) / 1000


def _agreement(a: _Mention, b: _Mention) -> float:
    """Return 1 to 3: the sums agree, the things agree, or both are the same general aid; 0 where they speak of
    different things.
    """
    if a.value is not None and b.value is not None:
        return (2.0 + _sums_agree(a, b)) if _sums_agree(a, b) and _kinds_agree(a, b) else 0.0
    if a.things and b.things:
        return 1.0 + len(a.things & b.things) / len(a.things | b.things) if a.things & b.things else 0.0
    same_general = a.value is None and b.value is None and not a.things and not b.things and a.kind == b.kind
    return 1.0 if same_general and bool(a.programme) == bool(b.programme) else 0.0


def _sums_agree(a: _Mention, b: _Mention) -> float:
    """Return 1 for the same sum, less for one that is only rounded or converted, 0 for different sums."""
    if a.currency == b.currency and a.amount and b.amount:
        apart = abs(a.amount - b.amount) / max(a.amount, b.amount)
        if apart <= SAME_SUM:
            return 1.0
        return 0.5 if apart <= ROUNDED_SUM and (a.loose or b.loose or _rounds_to(a.amount, b.amount)) else 0.0
    if not a.value or not b.value:
        return 0.0
    return 0.7 if abs(a.value - b.value) / max(a.value, b.value) <= CONVERTED_SUM else 0.0


def _rounds_to(a: float, b: float) -> bool:
    """Tell whether one sum is the other with fewer digits: 1.85 billion as 1.8 or 1.9 or 2."""
    low, high = sorted((a, b))
    for fine, coarse in ((low, high), (high, low)):
        unit = 10 ** math.floor(math.log10(coarse))
        for step in (unit, unit / 10):
            if (
                coarse % step == 0
                and coarse in (math.floor(fine / step) * step, math.ceil(fine / step) * step)
                and fine % step
            ):
                return True
    return False


def _kinds_agree(a: _Mention, b: _Mention) -> bool:
    if a.kind == b.kind or {a.kind, b.kind} & _OPEN_KINDS:
        return True
    unsure = min(a.confidence, b.confidence) < SURE and a.article != b.article
    return unsure and (
        abs(a.day - b.day) <= SAME_NEWS_DAYS
        and a.currency == b.currency
        and a.amount == b.amount
        and not (a.programme and b.programme)
    )


def _in_time(event: _Event, mention: _Mention, agreement: float) -> bool:
    """Tell whether the mention comes at a time that fits: the same news, a next step, or a look back."""
    if mention.programme and event.first.programme and mention.programme != event.first.programme:
        return False
    if mention.status == "refused" and event.stage not in (0, _STAGE["refused"]):
        return False
    apart = mention.day - event.last_day
    since_first = mention.day - event.first.day
    if 0 <= apart <= SAME_NEWS_DAYS:
        return True
    stage = _STAGE.get(mention.status, 1)
    if stage <= event.stage:
        points_back = mention.role == "status_change" and stage < 4
        return points_back and since_first <= LATE_DAYS and agreement >= 2
    if event.stage == 0:
        return apart <= PROPOSAL_DAYS
    if agreement < SAME_STEP and mention.things:
        return False
    if stage >= 3:
        return since_first <= LATE_DAYS and (mention.role != "new" or stage != 3 or agreement >= 2.9)
    exact = mention.value is None or agreement >= 2.9
    return apart <= STEP_DAYS and exact and mention.programme != "PDA"
