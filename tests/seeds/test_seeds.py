"""The shipped seeds hold together: ids, offices, dates, feeds, and a baseline that quotes only what may be quoted."""

import csv
import datetime as dt
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest

from pipeline.extract.actors.registry import Registry
from pipeline.ingest.urls import canonical_url
from pipeline.records import SIDES, AidKind, AidStatus

ENTRY_QUOTE = re.compile(r"“([^”]*)”")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def registry(seeds: Path) -> Registry:
    return Registry.load(seeds)


@pytest.fixture(scope="module")
def manifest(seeds: Path) -> list[dict[str, str]]:
    return rows(seeds / "baseline" / "manifest.csv")


@pytest.fixture(scope="module")
def entries(seeds: Path) -> dict[str, feedparser.FeedParserDict]:
    """Every entry of the baseline by its link."""
    found = {}
    for path in sorted((seeds / "baseline").glob("*.xml")):
        parsed = feedparser.parse(path.read_bytes())
        assert not parsed.bozo, path
        for entry in parsed.entries:
            assert entry.link not in found, f"two entries share {entry.link}"
            found[entry.link] = entry
    return found


def test_actor_ids_are_unique_and_sides_are_known(seeds: Path) -> None:
    actors = rows(seeds / "actors.csv")
    assert [name for name, count in Counter(row["actor_id"] for row in actors).items() if count > 1] == []
    assert {row["side"] for row in actors} <= {*SIDES, ""}


def test_every_person_belongs_to_a_listed_country(registry: Registry) -> None:
    assert {actor.country for actor in registry.actors.values() if actor.is_person} - set(registry.countries) == set()


def test_offices_end_after_they_start_and_are_verified_within(registry: Registry) -> None:
    for office in registry.all_offices:
        assert office.end is None or office.start <= office.end, office
        assert office.start <= office.verified_until or not office.certain, office


def test_provenance_of_offices_is_short_and_public(seeds: Path) -> None:
    for row in rows(seeds / "offices.csv"):
        assert row["source"], row
        assert len(row["source"]) < 150, row
        assert not re.search(r"\d{9,}|stored|shared/|@[0-9a-f]{8}", row["source"]), row


def test_readme_of_the_lexicons_names_each_of_them(seeds: Path) -> None:
    text = (seeds / "lexicons" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in sorted((seeds / "lexicons").iterdir()) if f"`{path.name}`" not in text] == [
        "README.md"
    ]


def test_feed_list_has_what_other_readers_need(seeds: Path) -> None:
    feeds = [node for node in ET.parse(seeds / "feeds.opml").iter("outline") if node.get("xmlUrl")]
    assert len(feeds) > 100
    for feed in feeds:
        assert feed.get("type") == "rss"
        assert feed.get("text") == feed.get("title")
        assert re.fullmatch(r"https?://\S+", feed.get("xmlUrl", ""))
        assert re.fullmatch(r"[a-z]{2}", feed.get("language", ""))
        assert re.fullmatch(r"[A-Z]{3}", feed.get("{urn:ukraine-monitor:opml}country", ""))
    assert len({canonical_url(feed.get("xmlUrl", "")) for feed in feeds}) == len(feeds)


def test_baseline_is_large_and_broad_enough(manifest: list[dict[str, str]]) -> None:
    said = [row for row in manifest if row["what"] == "statement"]
    assert len(said) >= 240
    assert len({row["actor_id"] for row in said} - {""}) >= 80
    assert sum(row["what"] == "aid" for row in manifest) >= 300


def test_baseline_manifest_names_listed_actors_and_known_words(
    manifest: list[dict[str, str]], registry: Registry
) -> None:
    for row in manifest:
        assert dt.date(2022, 2, 1) <= dt.date.fromisoformat(row["date"]) <= dt.date(2026, 6, 30)
        if row["what"] == "statement":
            assert row["actor_id"] in registry.actors, row
        else:
            assert row["kind"] in AidKind.__args__, row  # type: ignore[attr-defined]
            assert row["status"] in AidStatus.__args__, row  # type: ignore[attr-defined]
            assert bool(row["amount"]) == bool(row["currency"]), row


def test_every_row_of_the_manifest_has_its_entry_on_its_day(
    manifest: list[dict[str, str]], entries: dict[str, feedparser.FeedParserDict]
) -> None:
    assert {row["url"] for row in manifest} == set(entries)
    for row in manifest:
        assert entries[row["url"]].published.startswith(row["date"]), row


def test_baseline_quotes_only_words_that_may_be_quoted(
    manifest: list[dict[str, str]], entries: dict[str, feedparser.FeedParserDict]
) -> None:
    allowed: dict[str, list[str]] = {url: [] for url in entries}
    for row in manifest:
        if row["quote"]:
            allowed[row["url"]].append(row["quote"].rstrip(".,"))
    for url, entry in entries.items():
        text = f"{entry.title}\n{entry.content[0].value}"
        assert '"' not in re.sub(r"<[^>]*>", "", text), url
        assert sorted(words.rstrip(".,") for words in ENTRY_QUOTE.findall(text)) == sorted(allowed[url]), url


def test_entries_keep_apart_after_their_addresses_are_made_canonical(
    entries: dict[str, feedparser.FeedParserDict],
) -> None:
    assert len({canonical_url(link) for link in entries}) == len(entries)
