"""The baseline: own words, quotations only where allowed, one address an entry, and a manifest of what is in it."""

import csv
import io
from pathlib import Path

import feedparser
import pytest

from pipeline.extract.actors.registry import Registry
from pipeline.seeding.baseline import MANIFEST, build
from pipeline.seeding.facts import read_aid, read_statements


@pytest.fixture
def files(facts_folder: Path, registry: Registry) -> dict[str, str]:
    return build(read_statements(facts_folder), read_aid(facts_folder), registry)


@pytest.fixture
def entries(files: dict[str, str]) -> dict[str, feedparser.FeedParserDict]:
    parsed = [feedparser.parse(text.encode()) for name, text in files.items() if name.endswith(".xml")]
    return {entry.link: entry for feed in parsed for entry in feed.entries}


def test_files_are_split_by_kind_and_year(files: dict[str, str]) -> None:
    assert list(files) == ["aid-2022.xml", "statements-2022.xml", "statements-2023.xml", MANIFEST]


def test_words_seen_twice_are_quoted_and_words_seen_once_are_not(
    entries: dict[str, feedparser.FeedParserDict],
) -> None:
    text = entries["https://harbour.example/a"].content[0].value
    assert "“The bridge stays open" in text
    assert "Finnish President Ylva Brandt said on 1 March 2022." in text
    assert "we never said that" not in text
    assert "After the storm, NATO Secretary General Tomas Quill warns of delays" in text


def test_a_fragment_of_a_sentence_is_marked_as_a_part(entries: dict[str, feedparser.FeedParserDict]) -> None:
    assert (
        "On 5 May 2023, Finnish President Ylva Brandt said in part: “only the harbour is closed”."
        in entries["https://harbour.example/b"].content[0].value
    )


def test_an_act_without_reported_words_is_no_statement(entries: dict[str, feedparser.FeedParserDict]) -> None:
    assert "https://harbour.example/c" not in entries


def test_aid_is_told_with_sum_kind_status_and_things(entries: dict[str, feedparser.FeedParserDict]) -> None:
    text = "".join(entry.content[0].value for entry in entries.values())
    assert (
        "On 1 April 2022, Finland approved its 7th package of military aid to Ukraine, worth about €1.2 billion, "
        "with 20 trucks and fuel." in text
    )
    assert "Canada committed 500 million Canadian dollars in financial aid to Ukraine as a loan." in text
    assert "Denmark and the United Kingdom paused deliveries of 1 crane and 3 boxes of tools to Ukraine." in text


def test_a_proposal_is_no_pledge_until_it_is_approved(entries: dict[str, feedparser.FeedParserDict]) -> None:
    proposed = entries["https://parcels.example/cabinet"].content[0].value
    approved = entries["https://parcels.example/vote"].content[0].value
    assert "On 1 August 2022, Canada proposed US$7 million in aid of several kinds to Ukraine." in proposed
    assert "On 1 September 2022, Canada approved US$7 million in military and civilian aid to Ukraine." in approved


def test_entries_of_one_list_have_addresses_of_their_own(entries: dict[str, feedparser.FeedParserDict]) -> None:
    table = sorted(link for link in entries if "table" in link)
    assert table == ["https://parcels.example/table#!aid-CAX1", "https://parcels.example/table#!aid-FIX7"]
    assert {link.href for link in entries[table[0]].links} == {table[0], "https://canada.example/loan"}
    assert "Source: Table of parcels, entry CAX1." in entries[table[0]].content[0].value


def test_manifest_names_every_fact_once_with_its_actor(files: dict[str, str]) -> None:
    rows = list(csv.DictReader(io.StringIO(files[MANIFEST])))
    said = [(row["actor_id"], row["quote"]) for row in rows if row["what"] == "statement"]
    assert sorted(said) == [
        ("tomas-quill", ""),
        ("ylva-brandt", "The bridge stays open."),
        ("ylva-brandt", "only the harbour is closed"),
    ]
    given = [(r["donor"], r["amount"], r["currency"], r["kind"], r["status"]) for r in rows if r["what"] == "aid"]
    assert sorted(given) == [
        ("CAN", "500000000", "CAD", "financial", "pledged"),
        ("CAN", "7000000", "USD", "mixed", "approved"),
        ("CAN", "7000000", "USD", "mixed", "proposed"),
        ("DNK+GBR", "", "", "military", "paused"),
        ("FIN", "1200000000", "EUR", "military", "approved"),
    ]


def test_order_of_announcements_does_not_matter(facts_folder: Path, registry: Registry, files: dict[str, str]) -> None:
    said, given = read_statements(facts_folder), read_aid(facts_folder)
    assert build(said, given[::-1], registry) == files
