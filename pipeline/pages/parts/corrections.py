"""Corrections: what an outlet changed in an article after it was first read. Headlines and findings, never texts."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.analysis import corrections
from pipeline.analysis.selection import Selection
from pipeline.pages.parts import data
from pipeline.pages.parts.names import name_of
from pipeline.pages.parts.text import safe
from pipeline.pages.parts.theme import many, moment, money
from pipeline.store.tables import Store

MOST = 3  # findings named of each kind
LAST = 5  # changes told of one article
VERSIONS = ["article_id", "revision", "replaced_at", "title", "statements", "aid"]
STATEMENTS = ["article_id", "speaker", "quote"]
AID = ["article_id", "counted", "donor", "kind", "status", "currency", "amount"]
ARTICLES = ["article_id", "title", "url", "source", "source_id"]


def of_articles(ids: Sequence[str]) -> dict[str, str]:
    """Return what was changed in each of these articles as HTML; those that were not changed are left out."""
    if not ids or data.store() is None:
        return {}
    table = _of_articles(tuple(sorted(set(ids))), _stamp(), data.location())
    found: dict[str, str] = {}
    for article_id, rows in table.groupby("article_id", sort=False):
        lines = [
            f"{moment(row['changed_at'])} UTC: {in_words(row) or 'changed, but in nothing that is read here'}"
            for row in rows.head(LAST).to_dict("records")
        ]
        found[str(article_id)] = "<br>".join(lines)
    return found


@st.cache_data(show_spinner=False, max_entries=64)
def _of_articles(ids: tuple[str, ...], version: str, location: str) -> pd.DataFrame:
    found = data.store()
    frames = _frames(found, {"article_id": list(ids)}) if found else ()
    return corrections.changes(*frames) if frames else _none()


def in_window(selection: Selection) -> pd.DataFrame:
    """Return the changes seen in the period of `selection` with url, source and source_id of each article."""
    if data.store() is None:
        return _none()
    window = selection.window(data.now())
    table = _all(_stamp(), data.location())
    if selection.source:
        table = table[table["source_id"].isin(list(selection.source))]
    if window.start is not None:
        table = table[table["changed_at"] >= window.start]
    return table[table["changed_at"] < window.end] if window.end is not None else table


@st.cache_data(show_spinner="Comparing versions …", max_entries=2)
def _all(version: str, location: str) -> pd.DataFrame:
    found = data.store()
    if found is None:
        return _none()
    frames = _frames(found, None)
    if not frames:
        return _none()
    where = frames[1].drop(columns="title")
    return corrections.changes(*frames).merge(where, on="article_id", how="left")


def _stamp() -> str:
    held = data.versions()
    return ".".join(held.get(name, "") for name in ("revisions", "articles", "statements", "aid"))


def _none() -> pd.DataFrame:
    empty = pd.DataFrame(columns=[*corrections.COLUMNS, "url", "source", "source_id"])
    return empty.assign(changed_at=pd.to_datetime(empty["changed_at"], utc=True))


def _frames(store: Store, where: Mapping[str, Any] | None) -> tuple[pd.DataFrame, ...]:
    """Return the superseded versions and what there is now of the same articles; nothing where nothing changed."""
    revisions = store.read("revisions", VERSIONS, where=where)
    if revisions.empty:
        return ()
    now = {"article_id": revisions["article_id"].drop_duplicates().tolist()}
    tables = (("articles", ARTICLES), ("statements", STATEMENTS), ("aid", AID))
    return revisions, *(store.read(name, columns, where=now) for name, columns in tables)


def flat(changes: pd.DataFrame) -> pd.DataFrame:
    """Return changes with their findings as text, for a file."""
    lists = [name for name in changes.columns if name.endswith(("_gone", "_new"))]
    text = {
        name: changes[name].map(lambda found: " | ".join(": ".join(filter(None, one)) for one in found))
        for name in lists
    }
    return changes.assign(**text)


def in_words(change: Mapping[Any, Any]) -> str:
    """Return what changed as HTML, "" where nothing did that is read here."""
    parts = []
    if change["title_before"] != change["title"]:
        parts.append(f"the headline was “{safe(change['title_before'], most=160)}”")
    for column, what in (("statements_gone", "statement gone"), ("statements_new", "statement new")):
        parts += _named([_statement(finding) for finding in change[column]], what)
    for column, what in (("aid_gone", "sum gone"), ("aid_new", "sum new")):
        parts += _named([_sum(finding) for finding in change[column]], what)
    return "; ".join(parts)


def _named(lines: list[str], what: str) -> list[str]:
    if not lines:
        return []
    one, how = what.split()
    rest = f" and {len(lines) - MOST:,} more" if len(lines) > MOST else ""
    return [f"{many(len(lines), one)} {how}: {', '.join(lines[:MOST])}{rest}"]


def _statement(finding: Sequence[str]) -> str:
    speaker, words = finding
    return f"{safe(speaker or 'unnamed speaker', most=60)}: {safe(words, most=120)}"


def _sum(finding: Sequence[str]) -> str:
    donor, kind, status, currency, amount = finding
    told = money(float(amount), currency) if amount else "no sum"
    return safe(f"{name_of(donor)} {told} ({kind}, {status})", most=120)
