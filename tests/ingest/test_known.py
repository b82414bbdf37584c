"""What the store holds, in columns, answers like a dictionary and a set."""

import datetime as dt

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.known import Columns, KnownArticles, KnownIds, Seen

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=9)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
TIMES = st.integers(-(10**15), 10**16).map(lambda number: EPOCH + dt.timedelta(microseconds=number))
ROWS = st.dictionaries(NAMES, st.builds(Seen, NAMES, st.integers(1, 20), TIMES, NAMES), max_size=30)


def columns(rows: dict[str, Seen]) -> Columns:
    def texts(values: list[str]) -> "np.ndarray[tuple[int], np.dtype[np.bytes_]]":
        return np.array([value.encode() for value in values], dtype=np.bytes_)

    seen = list(rows.values())
    return Columns(
        texts(list(rows)),
        texts([one.content_hash for one in seen]),
        np.array([one.revision for one in seen], dtype=np.int64),
        np.array([(one.first_seen_at - EPOCH) // dt.timedelta(microseconds=1) for one in seen], dtype=np.int64),
        texts([one.source_id for one in seen]),
    )


@given(ROWS, ROWS, NAMES)
def test_articles_are_found_as_they_were_stored_or_found_since(
    stored: dict[str, Seen], found: dict[str, Seen], other: str
) -> None:
    known = KnownArticles(columns(stored))
    for name, seen in found.items():
        known[name] = seen
    for name in (*stored, *found, other):
        assert known.get(name) == {**stored, **found}.get(name)
        assert known.stored(name) == stored.get(name)
    assert known.any_stored() == bool(stored)


@given(st.sets(NAMES), st.sets(NAMES), NAMES)
def test_ids_are_those_stored_and_those_added(stored: set[str], added: set[str], other: str) -> None:
    known = KnownIds(np.array([name.encode() for name in stored], dtype=np.bytes_))
    for name in added:
        known.add(name)
    for name in (*stored, *added, other, other * 9):
        assert (name in known) == (name in stored | added)


def test_nothing_is_known_of_an_empty_store() -> None:
    assert KnownArticles().get("a") is None
    assert "a" not in KnownIds()
