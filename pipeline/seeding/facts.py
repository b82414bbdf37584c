"""The collected facts: public feeds, verified statements and aid announcements, read from a folder of CSV files.

Only what may be published as a fact of its own comes through: feeds that answered, statements that are certain, aid
announcements that are no duplicate, aggregate or later stage of another row (but the approval of a proposal is told).
"""

import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError

NOT_ONE_EVENT = ("DUPLICATE", "AGGREGATE", "STATUS CHANGE")
"""Beginnings of a note that say: this row must not be counted beside the others."""

APPROVAL = "STATUS CHANGE: approval of"
"""Beginning of a note that says: what was a proposal before is a decision now; the only later stage that is told."""

_CITED = re.compile(r"Kiel cites:\s*(https?://\S+)")


@dataclass(frozen=True, slots=True)
class FeedFact:
    """One public feed as it was found; `country` is ISO 3166-1 alpha-2."""

    title: str
    url: str
    site_url: str
    country: str
    language: str
    kind: str
    focus: str


@dataclass(frozen=True, slots=True)
class StatementFact:
    """One statement of one speaker; `quote` is "" where the words were not seen twice and may not be quoted."""

    said_on: dt.date
    speaker: str
    office: str
    country: str
    venue: str
    quote: str
    gist: str
    about: tuple[str, ...]
    source_url: str


@dataclass(frozen=True, slots=True)
class AidFact:
    """One aid announcement; `amount` is in main units of `currency`, None where no sum was named."""

    announced_on: dt.date
    donor_name: str
    donor: str  # ISO 3166-1 alpha-3 or organisation; joint donors as DEU+NOR
    amount: float | None
    currency: str
    kind: str
    status: str
    items: tuple[str, ...]
    programme: str
    note: str
    source_title: str
    source_url: str
    cited_url: str  # the announcement that the source cites, "" where it names none


def read_feeds(folder: Path) -> list[FeedFact]:
    """Return the feeds of feeds.csv with high or medium confidence, without those listed as dead or blocked."""
    dead = {
        address.strip()
        for row in _rows(folder / "feeds_dead_or_blocked.csv")
        for address in row["url_or_path"].split(";")
    }
    return [
        FeedFact(
            row["title"],
            row["feed_url"],
            row["site_url"],
            row["publisher_country_iso2"],
            row["language"],
            row["kind"],
            row["focus"],
        )
        for row in _rows(folder / "feeds.csv")
        if row["confidence"] in ("high", "medium") and row["feed_url"] not in dead
    ]


def read_statements(folder: Path) -> list[StatementFact]:
    """Return the certain rows of statement_facts.csv; their words only where they were seen twice."""
    return [
        StatementFact(
            dt.date.fromisoformat(row["said_on"]),
            row["speaker"],
            row["office_then"],
            row["country_iso3_or_org"],
            row["venue"],
            row["quote"].strip() if row["words"] == "twice" else "",
            row["gist"].strip(),
            _list(row["about"]),
            row["source_url"],
        )
        for row in _rows(folder / "statement_facts.csv")
        if row["certain"] == "yes"
    ]


def read_aid(folder: Path) -> list[AidFact]:
    """Return the rows of aid_facts.csv that stand for one announcement each."""
    return [_aid(row) for row in _rows(folder / "aid_facts.csv") if _stands_alone(row["note"])]


def _stands_alone(note: str) -> bool:
    return note.startswith(APPROVAL) or not note.startswith(NOT_ONE_EVENT)


def _aid(row: dict[str, str]) -> AidFact:
    cited = _CITED.search(row["note"])
    return AidFact(
        dt.date.fromisoformat(row["announced_on"]),
        row["donor"],
        row["donor_iso3"],
        float(row["amount"]) if row["amount"] else None,
        row["currency"],
        row["kind"],
        row["status"],
        _list(row["items"]),
        row["programme"],
        row["note"],
        row["source_title"],
        row["source_url"],
        cited[1] if cited else "",
    )


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"facts {path} cannot be read: {error}") from error
