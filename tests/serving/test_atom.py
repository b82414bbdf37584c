"""The entries of the Atom feeds: what a statement is called."""

import pandas as pd

from pipeline.serving.atom import statement_entry


def _title(**changes: object) -> str:
    row = {
        "statement_id": "s1",
        "speaker": "Odo Marn",
        "joint_with": "[]",
        "kind": "indirect",
        "quote": "that the ferry sank",
        "cue": "denied",
        "cue_start": 9,
        "cue_end": 15,
        "content_spans": "[[16, 35]]",
        "url": "https://courier.test/1",
        "published_at": pd.Timestamp("2024-05-01", tz="UTC"),
        "sentence": "Odo Marn denied that the ferry sank.",
        "source": "Courier",
        "title": "A ferry",
    }
    return statement_entry(row | changes)["title"]


def test_a_report_keeps_the_verb_that_may_turn_it_round() -> None:
    assert _title() == "Odo Marn: denied that the ferry sank"


def test_a_quotation_and_a_report_before_its_verb_stand_alone() -> None:
    assert _title(kind="direct", quote="“It sank.”") == "Odo Marn: “It sank.”"
    assert _title(quote="The ferry sank", content_spans="[[0, 5]]") == "Odo Marn: The ferry sank"
