"""A folder of invented facts and a registry of invented people, small enough to read."""

import csv
from pathlib import Path

import pytest

from pipeline.extract.actors.registry import Actor, Country, Registry

FEEDS = [
    {"title": "Harbour Times", "feed_url": "https://harbour.example/rss", "kind": "media", "confidence": "high"},
    {
        "title": "Ministry of Tides",
        "feed_url": "http://en.kremlin.ru/feed",
        "kind": "government",
        "confidence": "medium",
    },
    {"title": "Doubtful", "feed_url": "https://doubtful.example/rss", "kind": "media", "confidence": "low"},
    {"title": "Gone", "feed_url": "https://gone.example/rss", "kind": "wire", "confidence": "high"},
]
STATEMENTS = [
    {
        "said_on": "2022-03-01",
        "speaker": "Ylva Brandt",
        "office_then": "President",
        "country_iso3_or_org": "FIN",
        "quote": "The bridge stays open.",
        "gist": "Brandt says the bridge to Ukraine stays open.",
        "words": "twice",
        "source_url": "https://harbour.example/a",
    },
    {
        "said_on": "2022-03-01",
        "speaker": "Tomas Quill",
        "office_then": "NATO Secretary General",
        "country_iso3_or_org": "NATO",
        "quote": "we never said that",
        "gist": "After the storm Quill warns of delays for Ukraine.",
        "words": "once",
        "source_url": "https://harbour.example/a",
    },
    {
        "said_on": "2023-05-05",
        "speaker": "Ylva Brandt",
        "office_then": "President",
        "country_iso3_or_org": "FIN",
        "quote": "only the harbour is closed",
        "gist": "Brandt visits the harbour.",
        "words": "twice",
        "source_url": "https://harbour.example/b",
    },
    {
        "said_on": "2023-05-06",
        "speaker": "Tomas Quill",
        "office_then": "NATO Secretary General",
        "country_iso3_or_org": "NATO",
        "quote": "",
        "gist": "Quill visits the harbour.",
        "words": "once",
        "source_url": "https://harbour.example/c",
    },
    {"said_on": "2023-05-07", "speaker": "Tomas Quill", "certain": "no", "gist": "Quill says nothing."},
]
AID = [
    {
        "announced_on": "2022-04-01",
        "donor": "Finland",
        "donor_iso3": "FIN",
        "amount": "1200000000",
        "currency": "EUR",
        "kind": "military",
        "status": "approved",
        "items": "20x truck;fuel",
        "programme": "7th package",
        "note": "About 1.2bn; see list.",
        "source_title": "Table of parcels, entry FIX7",
        "source_url": "https://parcels.example/table",
    },
    {
        "announced_on": "2022-05-01",
        "donor": "Canada",
        "donor_iso3": "CAN",
        "amount": "500000000",
        "currency": "CAD",
        "kind": "financial",
        "status": "pledged",
        "items": "",
        "programme": "",
        "note": "Loan. Kiel cites: https://canada.example/loan",
        "source_title": "Table of parcels, entry CAX1",
        "source_url": "https://parcels.example/table",
    },
    {
        "announced_on": "2022-06-01",
        "donor": "Denmark, UK (joint)",
        "donor_iso3": "DNK+GBR",
        "amount": "",
        "currency": "",
        "kind": "military",
        "status": "paused",
        "items": "1x crane;3x box of tools",
        "programme": "",
        "note": "",
        "source_title": "Parcels stop",
        "source_url": "https://parcels.example/stop",
    },
    {"announced_on": "2022-07-01", "donor": "Canada", "note": "DUPLICATE: the loan of May."},
    {
        "announced_on": "2022-08-01",
        "donor": "Canada",
        "donor_iso3": "CAN",
        "amount": "7000000",
        "currency": "USD",
        "kind": "mixed",
        "status": "pledged",
        "note": "Proposal of the cabinet.",
        "source_title": "Cabinet meets",
        "source_url": "https://parcels.example/cabinet",
    },
    {
        "announced_on": "2022-09-01",
        "donor": "Canada",
        "donor_iso3": "CAN",
        "amount": "7000000",
        "currency": "USD",
        "kind": "mixed",
        "status": "approved",
        "note": "STATUS CHANGE: approval of the 7m of August; partly military.",
        "source_title": "Parliament votes",
        "source_url": "https://parcels.example/vote",
    },
]


def write(path: Path, defaults: dict[str, str], facts: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(defaults))
        writer.writeheader()
        writer.writerows([defaults | fact for fact in facts])


@pytest.fixture
def facts_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "facts"
    folder.mkdir()
    feed = dict.fromkeys(
        ["title", "feed_url", "site_url", "publisher_country_iso2", "language", "focus", "confidence"], ""
    )
    feed |= {"kind": "media", "publisher_country_iso2": "FI", "language": "en", "focus": "world"}
    write(folder / "feeds.csv", feed, FEEDS)
    write(
        folder / "feeds_dead_or_blocked.csv",
        {"source": "", "url_or_path": ""},
        [{"source": "Gone", "url_or_path": "https://gone.example/rss ; https://gone.example/feed"}],
    )
    said = {"certain": "yes", "venue": "speech, Harbour Hall", "about": "Ukraine;aid", "source_title": "A speech"}
    write(folder / "statement_facts.csv", dict.fromkeys(STATEMENTS[0], "") | said, STATEMENTS)
    write(folder / "aid_facts.csv", dict.fromkeys(AID[0], ""), AID)
    return folder


@pytest.fixture
def registry() -> Registry:
    actors = (
        Actor("ylva-brandt", "Ylva Brandt", "person", "FIN", "partner", "f", ("Brandt",)),
        Actor("tomas-quill", "Tomas Quill", "person", "NATO", "partner", "m", ("Quill",)),
    )
    countries = (Country("FIN", "Finland", demonyms=("Finnish",)), Country("NATO", "NATO", demonyms=("NATO",)))
    return Registry({actor.actor_id: actor for actor in actors}, (), {country.code: country for country in countries})
