"""What outlets changed in their articles after they were first read: headline, statements, aid."""

import json
from collections.abc import Iterable
from typing import Any

import pandas as pd

COLUMNS = (
    "article_id",
    "changed_at",
    "revision",
    "title_before",
    "title",
    "statements_gone",
    "statements_new",
    "aid_gone",
    "aid_new",
)
Finding = tuple[str, ...]
Version = tuple[str, list[Finding], list[Finding]]  # headline, statements, aid


def changes(
    revisions: pd.DataFrame, articles: pd.DataFrame, statements: pd.DataFrame, aid: pd.DataFrame
) -> pd.DataFrame:
    """Return one row a change of an article, newest first: COLUMNS.

    `revisions` are superseded versions (all of an article, see `store.schema.REVISIONS`), the others what there is now
    of the same articles. `revision` is the number of the version that came. The last four columns are lists: (speaker,
    words) of statements, (donor, kind, status, currency, sum) of aid. A statement is the same where speaker and words
    are, wherever it stands; what changed in no way that can be told here is a row with empty lists.
    """
    rows: list[dict[str, Any]] = []
    titles = dict(zip(articles["article_id"].astype(str), articles["title"].astype(str), strict=True))
    for identity, held in revisions.sort_values("revision").groupby("article_id", sort=False, observed=True):
        article_id = str(identity)
        versions: list[Version] = [
            (str(title), _said(json.loads(said or "[]")), _given(json.loads(given or "[]")))
            for title, said, given in zip(held["title"], held["statements"], held["aid"], strict=True)
        ]
        now: Version = (
            titles.get(article_id, versions[-1][0]),
            _said(statements[statements["article_id"] == article_id].to_dict("records")),
            _given(aid[aid["article_id"] == article_id].to_dict("records")),
        )
        for place, before in enumerate(versions):
            after = versions[place + 1] if place + 1 < len(versions) else now
            rows.append(
                {
                    "article_id": article_id,
                    "changed_at": held["replaced_at"].iloc[place],
                    "revision": int(held["revision"].iloc[place]) + 1,
                    **_difference(before, after),
                }
            )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["changed_at"] = pd.to_datetime(table["changed_at"], utc=True)
    return table.sort_values("changed_at", ascending=False, kind="stable", ignore_index=True)


def _difference(before: Version, after: Version) -> dict[str, Any]:
    return {
        "title_before": before[0],
        "title": after[0],
        "statements_gone": _missing(before[1], after[1]),
        "statements_new": _missing(after[1], before[1]),
        "aid_gone": _missing(before[2], after[2]),
        "aid_new": _missing(after[2], before[2]),
    }


def _missing(some: list[Finding], others: list[Finding]) -> list[Finding]:
    """Return what is in `some` and, in whatever case and with whatever marks around it, not in `others`."""
    known = {_key(finding) for finding in others}
    return [finding for finding in dict.fromkeys(some) if _key(finding) not in known]


def _key(finding: Finding) -> Finding:
    return tuple(" ".join(part.split()).strip("“”\"'.,; ").casefold() for part in finding)


def _said(rows: Iterable[dict[Any, Any]]) -> list[Finding]:
    return [(_text(row.get("speaker")), _text(row.get("quote"))) for row in rows]


def _given(rows: Iterable[dict[Any, Any]]) -> list[Finding]:
    return [
        tuple(_text(row.get(name)) for name in ("donor", "kind", "status", "currency", "amount"))
        for row in rows
        if row.get("counted")
    ]


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    return f"{value:.0f}" if isinstance(value, int | float) else str(value)
