"""What changed between two versions of an article."""

import json

import pandas as pd

from pipeline.analysis import corrections

EARLY, LATE = pd.to_datetime(["2031-05-01T08:00", "2031-05-01T12:00"], utc=True)


def version(revision: int, at: pd.Timestamp, title: str, said: list[tuple[str, str]], **aid: object) -> dict:
    return {
        "article_id": "a",
        "revision": revision,
        "replaced_at": at,
        "title": title,
        "statements": json.dumps([{"speaker": speaker, "quote": quote} for speaker, quote in said]),
        "aid": json.dumps([aid] if aid else []),
    }


def now(title: str, said: list[tuple[str, str]]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return (
        pd.DataFrame({"article_id": ["a"], "title": [title]}),
        pd.DataFrame([("a", *line) for line in said], columns=["article_id", "speaker", "quote"]),
        pd.DataFrame(columns=["article_id", "counted", "donor", "kind", "status", "currency", "amount"]),
    )


def test_each_change_is_told_against_the_version_that_followed():
    held = pd.DataFrame(
        [
            version(2, LATE, "Bridge opens", [("Ada Holm", "The bridge holds")]),
            version(1, EARLY, "Bridge to open", [("Ada Holm", "the bridge holds."), ("Bo Lind", "It will fall")]),
        ]
    )
    table = corrections.changes(held, *now("Bridge opens", [("Ada Holm", "The bridge holds"), ("Cy Roe", "Soon")]))
    assert table["changed_at"].tolist() == [LATE, EARLY]
    assert table["revision"].tolist() == [3, 2]
    last, first = table.to_dict("records")
    assert (first["title_before"], first["title"]) == ("Bridge to open", "Bridge opens")
    assert first["statements_gone"] == [("Bo Lind", "It will fall")]
    assert first["statements_new"] == []  # the same words with another case and a full stop are no change
    assert last["title_before"] == last["title"]
    assert last["statements_new"] == [("Cy Roe", "Soon")]


def test_only_aid_that_counts_is_told():
    aid = {"donor": "NOR", "kind": "military", "status": "pledged", "currency": "NOK", "amount": 5e8}
    for counted in (True, False):
        held = pd.DataFrame([version(1, EARLY, "x", [], **aid, counted=counted)])
        table = corrections.changes(held, *now("x", []))
        told = [("NOR", "military", "pledged", "NOK", "500000000")] if counted else []
        assert table["aid_gone"].tolist() == [told]


def test_nothing_superseded_is_no_change():
    none = pd.DataFrame(columns=["article_id", "revision", "replaced_at", "title", "statements", "aid"])
    table = corrections.changes(none, *now("x", []))
    assert list(table.columns) == list(corrections.COLUMNS)
    assert table.empty
