"""One text read: its language, who said what, what was pledged, whom it is about, what a reader should be warned of."""

import datetime as dt

from pipeline.extract.document import Document
from pipeline.extract.mentions import find_mentions
from pipeline.extract.registry import Registry, default_registry
from pipeline.extract.resolve import Resolver
from pipeline.extract.statements import find_statements
from pipeline.records import Reading


def read(text: str, published: dt.date, *, registry: Registry | None = None) -> Reading:
    """Return what `text` (title, blank line, body), published on `published`, says; never fails on any string."""
    registry = registry if registry is not None else default_registry()
    document = Document.of(text, published)
    mentions = find_mentions(document, registry)
    return Reading(language="en", statements=find_statements(document, mentions, Resolver(document, mentions, registry)))
