"""Reading many texts, each safely: a text that breaks the reader costs that text only."""

import datetime as dt
import functools
import logging
from collections.abc import Callable, Sequence

from pipeline.records import Reading
from pipeline.rounds.workers import Workers

log = logging.getLogger(__name__)

Text = tuple[str, dt.date]  # a text and the day it was published
Read = Callable[[str, dt.date], Reading]

FEW = 200  # texts below which starting workers costs more than it saves


def read_text(text: str, published: dt.date) -> Reading:
    """Return what `extract.reading.read` finds; imported late, so that commands that read nothing start fast."""
    from pipeline.extract.reading import read

    return read(text, published)


def read_safely(read: Read, text: str, published: dt.date) -> Reading:
    """Return the reading of one text; where reading fails, an empty one that says why."""
    try:
        return read(text, published)
    except Exception as error:  # one hostile text must not stop the others; what broke is logged and stored
        log.exception("could not read a text of %s that begins %r", published, text[:80])
        return Reading(language="", unread=f"the reader failed: {type(error).__name__}")


def _read_chunk(read: Read, texts: Sequence[Text]) -> list[Reading]:
    return [read_safely(read, text, published) for text, published in texts]


def read_all(workers: Workers, read: Read, texts: Sequence[Text]) -> list[Reading]:
    """Return one reading a text, in order; few texts are read in this process unless workers run already."""
    if len(texts) < FEW and not workers.running:
        return _read_chunk(read, texts)
    return list(workers.map(functools.partial(_read_chunk, read), texts))
