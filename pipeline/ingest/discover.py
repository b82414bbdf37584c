"""The feed that a web page names in its head, offered to the user, never taken silently."""

import lxml.etree
import lxml.html

from pipeline.ingest.urls import resolve

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_MAX_PAGE = 500_000


def find_feed_link(page: str, url: str) -> str:
    """Return the absolute address of the first feed a page links in its head, "" where there is none."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False)
    try:
        root = lxml.etree.fromstring(page[:_MAX_PAGE].encode("utf-8", "replace"), parser)
    except (lxml.etree.LxmlError, ValueError):
        return ""
    if root is None:
        return ""
    base = next((resolve(url, href) for href in root.xpath("//base/@href")), "") or url
    for link in root.xpath("//link[@href][@type]"):
        named = "alternate" in str(link.get("rel", "")).lower().split()
        if named and str(link.get("type")).partition(";")[0].strip().lower() in FEED_TYPES:
            return resolve(base, str(link.get("href")))
    return ""
