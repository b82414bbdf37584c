"""One text read: its language, who said what, what was pledged, whom it is about, what a reader should be warned of."""

import datetime as dt
import gc
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.extract.actors.checks import check
from pipeline.extract.actors.mentions import find_mentions
from pipeline.extract.actors.registry import Registry, default_registry
from pipeline.extract.actors.resolve import Resolver
from pipeline.extract.actors.targets import Targets
from pipeline.extract.aid.find import find_aid
from pipeline.extract.blocks import NO_HEADLINE, blocks, put_together
from pipeline.extract.document import Document
from pipeline.extract.language import detect
from pipeline.extract.statements.find import find_statements
from pipeline.records import Reading

READ_LANGUAGES = frozenset({"en", ""})  # "": too short or too bare to tell; names and numbers read the same


def read(
    text: str,
    published: dt.date,
    *,
    publisher: str = "",
    home: str = "",
    language: str | None = None,
    registry: Registry | None = None,
) -> Reading:
    """Return what `text` (title, blank line, body), published on `published`, says; never fails on any string.

    A text in another language is not read: its reading holds only the language and the reason. Offsets are into `text`.
    `publisher` is the code of the state whose own organ published it: its text means its own president by "President".
    `home` is the country of the outlet, whose "foreign secretary" its own texts mean; "" where it is not known.
    `language` is found out where it is None.
    """
    language = detect(text) if language is None else language
    if language not in READ_LANGUAGES:
        return Reading(language=language, unread=f"language: {language}")
    registry = registry if registry is not None else default_registry()
    starts, readings = [], []
    for start, end in blocks(text):
        before = NO_HEADLINE if start else ""
        with _uncollected():
            document = Document.of(before + text[start:end], published, publisher, home)
            readings.append(_read(document, language, registry))
        starts.append(start - len(before))
    return put_together(readings, starts)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector of reference cycles from running: reading makes none, only many small records, which it would
    go through again and again, the longer the text the more often.
    """
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _read(document: Document, language: str, registry: Registry) -> Reading:
    mentions = find_mentions(document, registry)
    aid, not_counted = find_aid(document, mentions, registry)
    targets = Targets(document, mentions)
    statements = find_statements(document, mentions, Resolver(document, mentions, registry), targets)
    return Reading(
        language=language,
        statements=statements,
        aid=aid,
        not_counted=not_counted,
        flags=check(document, mentions, statements, registry),
        portrayals=targets.portrayals(statements),
    )
