"""The ledger: aid mentions become events, each with its status timeline and every version of its sum.

Only events of role "new" that are more than proposed and not refused or cancelled are summed (`summed`); a joint donor
counts once, under its own code. Sums over events are in `ledger_sums`.
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pandas as pd

Row = dict[str, Any]
Version = tuple[float, str, int]
NOT_SUMMED = frozenset({"proposed", "refused", "cancelled"})
ROLE_ORDER = ("new", "envelope", "tranche", "aggregate", "total_to_date", "status_change")
STAGE = {
    "proposed": 0,
    "pledged": 1,
    "approved": 2,
    "allocated": 3,
    "delivered": 4,
    "paused": 5,
    "resumed": 6,
    "cancelled": 7,
    "refused": 7,
}
OWN_CURRENCY = {
    "USA": "USD",
    "GBR": "GBP",
    "CAN": "CAD",
    "AUS": "AUD",
    "NZL": "NZD",
    "SWE": "SEK",
    "NOR": "NOK",
    "DNK": "DKK",
    "CZE": "CZK",
    "CHE": "CHF",
    "JPN": "JPY",
    "POL": "PLN",
    "IMF": "USD",
    "WB": "USD",
}
EVENT_COLUMNS = (
    "event_id",
    "donor",
    "donor_name",
    "announced_on",
    "amount",
    "amount_max",
    "currency",
    "amount_eur",
    "amount_usd",
    "rate_date",
    "status",
    "statuses",
    "kind",
    "instrument",
    "role",
    "summed",
    "items",
    "programme",
    "supplier",
    "conditions",
    "versions",
    "disputed",
    "mentions",
    "outlets",
    "sources",
    "title",
    "url",
    "sentence",
    "confidence",
    "first_seen_at",
    "last_seen_at",
)


_FROM_MAIN = (
    "donor",
    "donor_name",
    "amount",
    "amount_max",
    "currency",
    "amount_eur",
    "amount_usd",
    "rate_date",
    "url",
    "sentence",
)


def counted(aid: pd.DataFrame) -> pd.DataFrame:
    """Return the mentions that count, in order of time."""
    return aid[aid["counted"].astype(bool)].sort_values(["published_at", "aid_id"])


def not_counted(aid: pd.DataFrame) -> pd.DataFrame:
    """Return what was seen and not counted, newest first, with its reason."""
    return aid[~aid["counted"].astype(bool)].sort_values(["published_at", "aid_id"], ascending=[False, True])


def events(aid: pd.DataFrame) -> pd.DataFrame:
    """Return one row an event from table `aid`, columns `EVENT_COLUMNS`, oldest first.

    `statuses` is JSON [[day, status, source, url], ...], each change of state once, as first reported. `versions`
    is JSON
    [[amount, currency, outlets], ...]: every sum that was reported; `amount` is the one in the donor's own
    currency that
    most outlets give, else the one of most outlets. `disputed` tells that versions in one currency are more than 5
    % apart.
    """
    groups: dict[str, list[Row]] = {}
    for record in _dated(counted(aid)).to_dict("records"):
        row = {str(name): None if _missing(value) else value for name, value in record.items()}
        groups.setdefault(str(row["event_id"]), []).append(row)
    table = pd.DataFrame([_event(event_id, rows) for event_id, rows in groups.items()], columns=list(EVENT_COLUMNS))
    table["announced_on"] = pd.to_datetime(table["announced_on"])
    for name in ("amount", "amount_max", "amount_eur", "amount_usd", "confidence"):
        table[name] = table[name].astype("float64")
    for name in ("summed", "disputed"):
        table[name] = table[name].astype("bool")
    return table.sort_values(["announced_on", "event_id"], ignore_index=True)


def _dated(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the mentions with `day`, the day of their announcement, else of their publication, without a zone."""
    published = rows["published_at"].dt.tz_convert("UTC").dt.tz_localize(None).dt.normalize()
    return rows.assign(day=pd.to_datetime(rows["announced_on"]).fillna(published))


def _missing(value: object) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and value != value) or value is pd.NA


def _event(event_id: str, rows: list[Row]) -> Row:
    versions = _versions(rows)
    main = _main(rows, versions)
    timeline = _timeline(rows)
    role, status = _role(rows), timeline[-1][1]
    return {
        **{name: main[name] for name in _FROM_MAIN},
        "event_id": event_id,
        "announced_on": _announced(rows),
        "status": status,
        "statuses": json.dumps(timeline),
        "kind": _commonest(str(row["kind"]) for row in rows),
        "instrument": _said((row["instrument"] for row in rows), "unspecified"),
        "role": role,
        "summed": role == "new" and status not in NOT_SUMMED and main["amount_eur"] is not None,
        "items": _items(rows),
        "programme": _said((row["programme"] for row in rows), ""),
        "supplier": _said((row["supplier"] for row in rows), ""),
        "conditions": _said((row["conditions"] for row in rows), ""),
        "versions": json.dumps(versions),
        "disputed": _disputed(versions),
        "mentions": len(rows),
        "outlets": len({row["source"] for row in rows}),
        "sources": json.dumps(sorted({str(row["source"]) for row in rows})),
        "title": rows[0]["title"],
        "confidence": max(float(row["confidence"] or 0.0) for row in rows),
        "first_seen_at": min(row["published_at"] for row in rows),
        "last_seen_at": max(row["published_at"] for row in rows),
    }


def _versions(rows: list[Row]) -> list[Version]:
    """Return (amount, currency, outlets) of each sum reported, the one of most outlets first."""
    outlets: dict[tuple[float, str], set[object]] = {}
    for row in rows:
        if row["amount"] is not None:
            outlets.setdefault((float(row["amount"]), str(row["currency"] or "")), set()).add(row["source"])
    versions = [(amount, currency, len(told)) for (amount, currency), told in outlets.items()]
    return sorted(versions, key=lambda v: (-v[2], -v[0], v[1]))


def _main(rows: list[Row], versions: list[Version]) -> Row:
    """Return the mention whose sum stands for the event."""
    own = OWN_CURRENCY.get(str(rows[0]["donor"]), "EUR")
    chosen = next((v for v in versions if v[1] == own), versions[0] if versions else None)
    if chosen is not None:
        rows = [row for row in rows if row["amount"] == chosen[0] and (row["currency"] or "") == chosen[1]]
    return min(rows, key=lambda row: (-float(row["confidence"] or 0.0), row["published_at"], row["aid_id"]))


def _timeline(rows: list[Row]) -> list[tuple[str, str, str, str]]:
    """Return (day, status, source, url) of each change of state, in order of day, then of stage."""
    told = sorted(
        (row["day"], STAGE.get(str(row["status"]), 1), row["published_at"], str(row["aid_id"]), row) for row in rows
    )
    out: list[tuple[str, str, str, str]] = []
    reached = -1
    for day, stage, _, _, row in told:
        if out and (str(row["status"]) == out[-1][1] or (stage <= reached and stage < STAGE["paused"])):
            continue
        out.append((day.strftime("%Y-%m-%d"), str(row["status"]), str(row["source"]), str(row["url"])))
        reached = max(reached, stage)
    return out


def _announced(rows: list[Row]) -> pd.Timestamp:
    """Return the day of the announcement: the first that is more than a proposal, else the first."""
    firm = [row["day"] for row in rows if row["status"] != "proposed"]
    first: pd.Timestamp = min(firm or [row["day"] for row in rows])
    return first


def _role(rows: list[Row]) -> str:
    """Return the part the event plays: new where most of its mentions that say more than a change of state say so."""
    told = Counter(str(row["role"]) for row in rows)
    said = [role for role in ROLE_ORDER if told[role] and role != "status_change"]
    if not said:
        return "status_change"
    return max(said, key=lambda role: (told[role], -ROLE_ORDER.index(role)))


def _commonest(values: Iterable[str]) -> str:
    told = Counter(values)
    return min(told, key=lambda name: (-told[name], name))


def _said(values: Iterable[object], nothing: str) -> str:
    told = [str(value) for value in values if value not in (None, "", nothing)]
    return _commonest(told) if told else nothing


def _items(rows: list[Row]) -> str:
    """Return the longest list of things that a mention gives, as JSON [[quantity, name], ...]."""
    told = [str(row["items"]) for row in rows if row["items"]]
    return max(told, key=lambda items: (len(json.loads(items)), items), default="[]")


def _disputed(versions: list[Version]) -> bool:
    by_currency: dict[str, list[float]] = {}
    for amount, currency, _ in versions:
        by_currency.setdefault(currency, []).append(amount)
    return any(max(sums) > 1.05 * min(sums) for sums in by_currency.values())
