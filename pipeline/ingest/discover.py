"""The feed that a web page names, in its head or in the answer's, offered to the user, never taken silently."""

import re

import lxml.etree
import lxml.html

from pipeline.ingest.urls import resolve

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_MAX_PAGE = 500_000
_LINK = re.compile(r"""<([^<>]{1,2048})>((?:\s*;\s*[\w*-]{1,40}(?:\s*=\s*(?:"[^"]*"|[^\s;,"<>]*))?)*)""")
_PARAMETER = re.compile(r""";\s*([\w*-]{1,40})\s*=\s*(?:"([^"]*)"|([^\s;,"<>]*))""")


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
    links = root.xpath("//link[@href][@type]")
    named = (str(link.get("href")) for link in links if _names_feed(str(link.get("rel", "")), str(link.get("type"))))
    return next((found for found in (resolve(base, href) for href in named) if found not in ("", url)), "")


def find_header_link(header: str, url: str) -> str:
    """Return the absolute address of the first feed that a header `Link` names (RFC 8288), "" where there is none."""
    for address, rest in _LINK.findall(header):
        given = {name.lower(): quoted or plain for name, quoted, plain in reversed(_PARAMETER.findall(rest))}
        if _names_feed(given.get("rel", ""), given.get("type", "")) and given.get("anchor", url) == url:
            found = resolve(url, address)
            if found not in ("", url):
                return found
    return ""


def _names_feed(rel: str, kind: str) -> bool:
    return "alternate" in rel.lower().split() and kind.partition(";")[0].strip().lower() in FEED_TYPES
