"""Rows of the store: a row for each speaker of what several say together."""

import datetime as dt
import json

from pipeline.records import CoSpeaker, Portrayal, Reading, Statement, Target
from pipeline.rounds.rows import BASELINE, article_rows
from tests.fakes import article

TEXT = "Burr and Oxley said that Oxley met Oster."
ALONE = Statement(
    kind="indirect",
    content=((20, 40),),
    source=(0, 14),
    cue=(15, 19),
    quote="that Oxley met Oster",
    speaker="Tom Burr",
    actor_id="tom-burr",
    speaker_kind="person",
    office="prime minister",
    country="VAN",
    side="partner",
    sentence=(0, 41),
    rule="x",
    confidence=0.9,
    targets=(Target("mara-oxley", (25, 30)), Target("OST", (35, 40))),
)
OTHER = CoSpeaker("Mara Oxley", "mara-oxley", "person", "", "VAN", "partner")


def rows_of(statement: Statement) -> dict[str, list[dict[str, object]]]:
    def convert(amount: float, currency: str, on: dt.date) -> object:
        raise AssertionError("nothing to convert")

    return article_rows(article("a", TEXT), Reading(language="en", statements=(statement,)), convert)


def test_a_statement_of_one_is_one_row() -> None:
    (row,) = rows_of(ALONE)["statements"]
    assert (row["speaker"], row["joint_with"]) == ("Tom Burr", "[]")
    assert row["cue"] == "said"


def test_what_two_say_together_is_a_row_of_each() -> None:
    rows = rows_of(ALONE._replace(co_speakers=(OTHER,)))
    first, second = rows["statements"]
    assert (first["actor_id"], second["actor_id"]) == ("tom-burr", "mara-oxley")
    assert (first["office"], second["office"]) == ("prime minister", "")
    assert [json.loads(str(row["joint_with"])) for row in (first, second)] == [["Mara Oxley"], ["Tom Burr"]]
    assert first["statement_id"] == rows_of(ALONE)["statements"][0]["statement_id"]
    assert len({row["statement_id"] for row in (first, second)}) == 2
    assert rows["articles"][0]["statements"] == 2


def test_the_tone_of_what_two_say_together_is_that_of_the_first_and_not_towards_themselves() -> None:
    targets = (*ALONE.targets, Target("tom-burr", (0, 4)))
    rows = rows_of(ALONE._replace(co_speakers=(OTHER,), targets=targets))
    told = {(row["actor_id"], row["target_id"]) for row in rows["tones"]}
    assert told == {("tom-burr", "mara-oxley"), ("tom-burr", "OST")}
    assert {row["statement_id"] for row in rows["tones"]} == {rows["statements"][0]["statement_id"]}
    lists = [json.loads(str(row["targets"])) for row in rows["statements"]]
    assert lists == [["mara-oxley", "OST"], ["OST", "tom-burr"]]


def portrayed(text: str, **more: object) -> list[dict[str, object]]:
    """Return the rows of tone of an article whose one sentence, in the outlet's own voice, names Oster."""
    place = text.index("Oster")
    portrayal = Portrayal((0, len(text)), Target("OST", (place, place + 5)))
    reading = Reading(language="en", portrayals=(portrayal,))
    return article_rows(article(text, text, **more), reading, lambda *_: None)["tones"]


def test_the_same_sentence_of_two_outlets_is_one_and_another_is_not() -> None:
    (first,), (again,), (other,) = (
        portrayed(text)
        for text in ("Storms hit Oster: 3 dead", "Storms  hit “Oster”: 3 dead.", "Storms hit Oster: 4 dead")
    )
    assert first["echo_id"] == again["echo_id"] != other["echo_id"]
    assert first["tone_id"] != again["tone_id"]


def test_the_words_of_the_baseline_are_no_tone_of_an_outlet() -> None:
    assert portrayed("Oster smiles.", source_id="feed-1")
    assert portrayed("Oster smiles.", source_id=BASELINE) == []


def test_tone_is_kept_with_the_words_of_the_speaker_alone() -> None:
    (row,) = [row for row in rows_of(ALONE)["tones"] if row["target_id"] == "OST"]
    assert row["sentence"] == "that Oxley met Oster"
    assert str(row["sentence"])[row["span_start"] : row["span_end"]] == "Oster"  # type: ignore[misc]
