"""Care for the store: check it, drop old texts, join small files, remove what no recent version needs, show sizes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipeline.store.schema import TABLES
from pipeline.store.tables import Store

ARTICLES = 2_000  # whose texts are dropped at once
KEEP_HOURS = 7 * 24  # of versions that no longer count: whoever reads an older one has that long to finish


@dataclass(slots=True)
class Care:
    """What was found and done; sizes in bytes, by table."""

    orphans: dict[str, int] = field(default_factory=dict)  # articles without a row whose rows were removed
    duplicates: dict[str, int] = field(default_factory=dict)  # rows with an id that another row has
    texts_dropped: int = 0
    files_removed: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return it with the keys of `maintain --json`."""
        return asdict(self)


def maintain(store: Store, keep_texts_days: int = 0, now: dt.datetime | None = None) -> Care:
    """Care for `store`, whose writer's lock the caller holds; `keep_texts_days` 0 keeps all article texts."""
    care = Care(orphans=store.sweep(), duplicates=repair_duplicates(store))
    if keep_texts_days:
        before = (now or dt.datetime.now(dt.UTC)) - dt.timedelta(days=keep_texts_days)
        care.texts_dropped = drop_texts(store, before)
    for name in TABLES:
        care.files_removed += store.compact(name, KEEP_HOURS)
        care.rows[name] = store.count(name)
        care.bytes[name] = 0 if store.remote else _size(Path(store.uri(name)))
    return care


def drop_texts(store: Store, before: dt.datetime) -> int:
    """Empty the texts of articles published before that time; their statements and sentences stay."""
    old = [
        part.loc[(part["published_at"] < before) & (part["text"].fillna("") != ""), ["article_id", "published_at"]]
        for part in store.scan("articles", ["article_id", "published_at", "text"])
    ]
    found = pd.concat(old).sort_values("published_at") if old else pd.DataFrame()
    for start in range(0, len(found), ARTICLES):
        rows = store.read_again("articles", found.iloc[start : start + ARTICLES])
        store.update("articles", rows.assign(text=""))
    return len(found)


def repair_duplicates(store: Store) -> dict[str, int]:
    """Leave one row of each id; return how many were removed, by table. There are none unless somebody copied files."""
    removed = {}
    for name, table in TABLES.items():
        ids = np.sort(store.texts(name, table.key))
        twice = [row_id.decode() for row_id in np.unique(ids[1:][ids[1:] == ids[:-1]]).tolist()]
        rows = store.read(name, where={table.key: twice}) if twice else pd.DataFrame()
        if twice:
            store.replace(name, table.key, twice, rows.drop_duplicates(table.key, keep="last"))
        removed[name] = len(rows) - len(twice)
    return removed


def in_words(care: Care) -> str:
    """Return what was done as lines for people."""
    repaired = _sum(care.orphans) + _sum(care.duplicates)
    lines = [
        "the store is sound" if not repaired else f"repaired: {care.orphans} orphans, {care.duplicates} duplicates",
        f"{care.texts_dropped} texts dropped, {care.files_removed} files removed",
    ]
    width = max(map(len, care.rows), default=0)
    lines += [
        f"{name:<{width}} {rows:>12,} rows {care.bytes[name] / 1e6:>10.1f} MB" for name, rows in care.rows.items()
    ]
    return "\n".join(lines)


def _sum(counts: Mapping[str, int]) -> int:
    return sum(counts.values())


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
