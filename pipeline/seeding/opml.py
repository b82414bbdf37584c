"""The feed list as OPML 2.0: one level of groups, own fields in an own namespace, so that any reader can import it.

Habits of Miniflux, FreshRSS, reader and Feedly: `text` and `title` both present, type "rss" for Atom too; what they do
not know they ignore, as long as it is in a namespace.
"""

from collections import defaultdict
from collections.abc import Iterable
from xml.etree import ElementTree as ET  # only written here, never parsed

from pipeline.seeding.facts import FeedFact

NAMESPACE = "urn:ukraine-monitor:opml"
"""Namespace of the own attributes: country, kind, focus, and options such as timeout (seconds)."""

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

HOST_OPTIONS = {"kremlin.ru": {"timeout": "60"}}
"""Options by host. The Kremlin answers over plain http only and needs up to 45 seconds."""


def feed_list(feeds: Iterable[FeedFact]) -> str:
    """Return the feeds as an OPML document, groups and feeds sorted by name."""
    ET.register_namespace("um", NAMESPACE)
    opml = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(opml, "head"), "title").text = "Ukraine Monitor"
    body = ET.SubElement(opml, "body")
    groups: dict[str, list[FeedFact]] = defaultdict(list)
    for feed in feeds:
        groups[group_of(feed)].append(feed)
    for name in sorted(groups):
        outline = ET.SubElement(body, "outline", text=name, title=name)
        for feed in sorted(groups[name], key=lambda feed: (feed.title.casefold(), feed.url)):
            ET.SubElement(outline, "outline", _attributes(feed, name))
    ET.indent(opml)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(opml, encoding="unicode") + "\n"


def group_of(feed: FeedFact) -> str:
    """Return the group a feed is listed in: what its publisher is, for media the country or the subject."""
    kind = KINDS.get(feed.kind, feed.kind)
    if kind in GROUPS:
        return GROUPS[kind]
    if feed.focus == "defence":
        return DEFENCE_GROUP
    return COUNTRY_GROUPS.get(feed.country, OTHER_GROUP)


def _attributes(feed: FeedFact, group: str) -> dict[str, str]:
    own = {
        "country": ALPHA3[feed.country],
        "kind": KINDS.get(feed.kind, feed.kind),
        "focus": feed.focus,
        **_options(feed.url),
    }
    return {
        "type": "rss",
        "text": feed.title,
        "title": feed.title,
        "xmlUrl": feed.url,
        "htmlUrl": feed.site_url,
        "language": feed.language,
        "category": f"/{group}",
        **{f"{{{NAMESPACE}}}{name}": value for name, value in own.items()},
    }


def _options(url: str) -> dict[str, str]:
    host = url.split("/")[2]
    return next((options for name, options in HOST_OPTIONS.items() if host == name or host.endswith(f".{name}")), {})
