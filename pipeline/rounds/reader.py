"""Reading many texts, each safely: a text that breaks the reader costs that text only."""

import datetime as dt
import functools
import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline.records import Reading
from pipeline.rounds.workers import Workers

log = logging.getLogger(__name__)

Read = Callable[[str, dt.date, str, str | None, str], Reading]  # of what `Text` holds

FEW = 200  # texts below which starting workers costs more than it saves


class Text(NamedTuple):
    """A text and what is known of it: the day it was published, the state whose own organ published it ("" for all
    others), its language (None: not told yet), and the country of its outlet ("": not known).
    """

    text: str
    published: dt.date
    publisher: str = ""
    language: str | None = None
    home: str = ""


def read_text(
    text: str, published: dt.date, publisher: str = "", language: str | None = None, home: str = ""
) -> Reading:
    """Return what `extract.reading.read` finds; imported late, so that commands that read nothing start fast."""
    from pipeline.extract.reading import read

    return read(text, published, publisher=publisher, home=home, language=language)


def read_safely(read: Read, item: Text) -> Reading:
    """Return the reading of one text; where reading fails, an empty one that says why."""
    try:
        return read(*item)
    except Exception as error:  # one hostile text must not stop the others; what broke is logged and stored
        log.exception("could not read a text of %s that begins %r", item.published, item.text[:80])
        return Reading(language="", unread=f"the reader failed: {type(error).__name__}")


def _read_chunk(read: Read, texts: Sequence[Text]) -> list[Reading]:
    return [read_safely(read, item) for item in texts]


def read_all(workers: Workers, read: Read, texts: Sequence[Text]) -> list[Reading]:
    """Return one reading a text, in order; few texts are read in this process unless workers run already."""
    if len(texts) < FEW and not workers.running:
        return _read_chunk(read, texts)
    return list(workers.map(functools.partial(_read_chunk, read), texts))
