"""The feed list of the seeds: each public feed in the group a reader looks for it in."""

from collections.abc import Iterable

from pipeline.ingest.opml import write_opml
from pipeline.records import Feed
from pipeline.seeding.facts import FeedFact

KINDS = {"wire": "agency", "thinktank": "think-tank", "intergovernmental": "international"}
"""Kinds of the facts that the store names otherwise; see `pipeline.records.Feed.kind`."""

GROUPS = {
    "government": "Governments",
    "international": "International organisations",
    "think-tank": "Think tanks",
}
COUNTRY_GROUPS = {"UA": "Media: Ukraine", "RU": "Media: Russia", "US": "Media: United States", "GB": "Media: Britain"}
DEFENCE_GROUP, OTHER_GROUP = "Media: defence", "Media: Europe and world"

ALPHA3 = {
    "AT": "AUT",
    "AU": "AUS",
    "BE": "BEL",
    "CZ": "CZE",
    "DE": "DEU",
    "EE": "EST",
    "FI": "FIN",
    "FR": "FRA",
    "GB": "GBR",
    "IT": "ITA",
    "LV": "LVA",
    "NL": "NLD",
    "PL": "POL",
    "QA": "QAT",
    "RU": "RUS",
    "SE": "SWE",
    "TR": "TUR",
    "UA": "UKR",
    "US": "USA",
}
"""ISO 3166-1: countries of the publishers, two letters to three."""

HOST_OPTIONS = {"kremlin.ru": (("timeout", "60"),)}
"""Options by host. The Kremlin answers over plain http only and needs up to 45 seconds."""


def feed_list(feeds: Iterable[FeedFact]) -> str:
    """Return the feeds as an OPML document, groups and feeds sorted by name."""
    return write_opml(sorted(map(_feed, feeds), key=lambda feed: (feed.group, feed.title.casefold(), feed.url)))


def group_of(feed: FeedFact) -> str:
    """Return the group a feed is listed in: what its publisher is, for media the country or the subject."""
    kind = KINDS.get(feed.kind, feed.kind)
    if kind in GROUPS:
        return GROUPS[kind]
    if feed.focus == "defence":
        return DEFENCE_GROUP
    return COUNTRY_GROUPS.get(feed.country, OTHER_GROUP)


def _feed(fact: FeedFact) -> Feed:
    host = fact.url.split("/")[2]
    options = next((own for name, own in HOST_OPTIONS.items() if host == name or host.endswith(f".{name}")), ())
    return Feed(
        feed_id="",
        url=fact.url,
        title=fact.title,
        site_url=fact.site_url,
        country=ALPHA3[fact.country],
        language=fact.language,
        kind=KINDS.get(fact.kind, fact.kind),
        focus=fact.focus,
        group=group_of(fact),
        options=options,
    )
