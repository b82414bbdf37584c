"""What feedparser calls the elements of a feed, whatever prefixes a publisher chose."""

import functools

import lxml.etree

_PREFIXES = {
    "": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://purl.org/atom/ns#": "",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/rss/1.0/modules/rss091#": "",
    "http://purl.org/rss/1.0/modules/content/": "content_",
    "http://purl.org/dc/elements/1.1/": "dc_",
    "http://purl.org/dc/terms/": "dcterms_",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes_",
    "http://search.yahoo.com/mrss": "media_",
    "http://search.yahoo.com/mrss/": "media_",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf_",
    "http://purl.org/rss/1.0/modules/syndication/": "sy_",
    "http://www.w3.org/1999/xhtml": "xhtml_",
}
"""What a namespace, in lower case, is called in a name; others are called as the feed calls them."""

_MAX_NAME = 300  # characters, namespace included; names are remembered
_ANY_RSS = "backend.userland.com/rss"


class UnusualError(Exception):
    """Something in the feed that is read by rules that are not here."""


def name_of(element: "lxml.etree._Element") -> str:
    """Return what feedparser calls an element: its prefix, by the namespace or as written, and its local name.

    Raises `UnusualError` where the name has no bounds.
    """
    tag, prefix = str(element.tag), element.prefix or ""
    if len(tag) + len(prefix) > _MAX_NAME:
        raise UnusualError
    return _named(tag, prefix)


@functools.lru_cache(maxsize=4_096)
def _named(tag: str, prefix: str) -> str:
    space, _, local = tag.rpartition("}")
    space = space[1:].lower()
    if _ANY_RSS in space:
        return local.lower()
    known = _PREFIXES.get(space)
    return ((f"{prefix}_" if prefix else "") if known is None else known).lower() + local.lower()
