"""The feed list: which feeds get in, and how other readers find them."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pipeline.errors import InputError
from pipeline.ingest.opml import NAMESPACE
from pipeline.seeding.facts import read_feeds
from pipeline.seeding.opml import feed_list


def test_doubtful_and_dead_feeds_stay_out(facts_folder: Path) -> None:
    assert [feed.title for feed in read_feeds(facts_folder)] == ["Harbour Times", "Ministry of Tides"]


def test_feeds_stand_in_groups_with_own_fields_in_a_namespace(facts_folder: Path) -> None:
    opml = ET.fromstring(feed_list(read_feeds(facts_folder)))
    groups = {group.get("text"): group for group in opml.findall("body/outline")}
    assert set(groups) == {"Governments", "Media: Europe and world"}
    feed = groups["Governments"][0]
    assert (feed.get("type"), feed.get("title"), feed.get("category")) == ("rss", "Ministry of Tides", "/Governments")
    assert feed.get(f"{{{NAMESPACE}}}country") == "FIN"
    assert feed.get(f"{{{NAMESPACE}}}timeout") == "60"
    assert groups["Media: Europe and world"][0].get(f"{{{NAMESPACE}}}timeout") is None


def test_the_same_facts_give_the_same_list_in_any_order(facts_folder: Path) -> None:
    feeds = read_feeds(facts_folder)
    assert feed_list(feeds) == feed_list(reversed(feeds))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"feeds_dead_or_blocked\.csv"):
        read_feeds(tmp_path)
