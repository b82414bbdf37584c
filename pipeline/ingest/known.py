"""What the store holds already, in columns: a year of coverage is millions of entries, of which a round looks up a few.

An entry's id is looked for in sorted UTF-8 bytes (20 bytes an entry where a set of strings takes 150); what a round
adds lies beside them.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Texts: TypeAlias = npt.NDArray[np.bytes_]
Numbers: TypeAlias = npt.NDArray[np.int64]

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the store holds of one article."""

    content_hash: str
    revision: int
    first_seen_at: dt.datetime
    source_id: str


def _no_texts() -> Texts:
    return np.array([], dtype=np.bytes_)


def _no_numbers() -> Numbers:
    return np.array([], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of table `articles`, all in one order: texts in UTF-8, times in microseconds since 1970 (UTC)."""

    article_id: Texts = field(default_factory=_no_texts)
    content_hash: Texts = field(default_factory=_no_texts)
    revision: Numbers = field(default_factory=_no_numbers)
    first_seen_at: Numbers = field(default_factory=_no_numbers)
    source_id: Texts = field(default_factory=_no_texts)


class KnownArticles:
    """What the store holds of each article, and what this round has found since."""

    def __init__(self, columns: Columns | None = None) -> None:
        self._columns = columns or Columns()
        self._order = np.argsort(self._columns.article_id)
        self._ids = self._columns.article_id[self._order]
        self._found: dict[str, Seen] = {}

    def stored(self, article_id: str) -> Seen | None:
        """Return what the store held when the round began."""
        at = _place(self._ids, article_id)
        if at < 0:
            return None
        row, columns = self._order[at], self._columns
        return Seen(
            columns.content_hash[row].decode(),
            int(columns.revision[row]),
            _EPOCH + dt.timedelta(microseconds=int(columns.first_seen_at[row])),
            columns.source_id[row].decode(),
        )

    def get(self, article_id: str) -> Seen | None:
        """Return what is known of an article now, None where nothing is."""
        return self._found.get(article_id) or self.stored(article_id)

    def __setitem__(self, article_id: str, seen: Seen) -> None:
        self._found[article_id] = seen

    def any_stored(self) -> bool:
        """Tell whether the store held any article."""
        return bool(len(self._ids))


class KnownIds:
    """Ids that the store holds, and those that this round has found since."""

    def __init__(self, stored: Texts | None = None) -> None:
        """`stored` becomes this object's own and is sorted where it is: it may be most of a round's memory."""
        self._stored = _no_texts() if stored is None else stored
        self._stored.sort()
        self._found: set[str] = set()

    def __contains__(self, identity: object) -> bool:
        return identity in self._found or _place(self._stored, str(identity)) >= 0

    def add(self, identity: str) -> None:
        """Note one more."""
        self._found.add(identity)


def _place(ids: Texts, identity: str) -> int:
    """Return the place of an id in sorted ones, -1 where it is not among them."""
    wanted = identity.encode("utf-8", "surrogatepass")
    if not len(ids) or len(wanted) > ids.itemsize:  # a longer one would have all of them copied
        return -1
    at = int(np.searchsorted(ids, np.bytes_(wanted)))
    return at if at < len(ids) and ids[at] == wanted else -1


@dataclass(slots=True)
class Known:
    """What the store holds already; the poller adds what it finds, so one instance serves a whole round."""

    articles: KnownArticles = field(default_factory=KnownArticles)
    rejected: KnownIds = field(default_factory=KnownIds)
    taken: dict[str, int] = field(default_factory=dict)  # new entries of each feed, kept or rejected, in a day before
