"""Which mentions become one event, whatever their order."""

import json
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.aid.events import link_events

COLUMNS: dict[str, Any] = {
    "article_id": None,
    "donor": "FIN",
    "announced_on": "2024-05-15",
    "status": "pledged",
    "role": "new",
    "kind": "military",
    "amount": None,
    "amount_eur": None,
    "currency": None,
    "qualifier": "exact",
    "programme": "",
    "items": "[]",
    "confidence": 0.95,
    "counted": True,
}


def mentions(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return aid rows a, b, c, ... with defaults; a sum in euros is its own conversion."""
    made = []
    for number, row in enumerate(rows):
        full = COLUMNS | {"aid_id": "abcdefghij"[number], "article_id": f"article {number}"} | row
        full["published_at"] = pd.Timestamp(full["announced_on"], tz="UTC")
        if full["amount"] is not None and full["amount_eur"] is None:
            full["amount_eur"] = full["amount"]
        if full["amount"] is not None and full["currency"] is None:
            full["currency"] = "EUR"
        full["items"] = json.dumps(full["items"]) if not isinstance(full["items"], str) else full["items"]
        made.append(full)
    return pd.DataFrame(made)


def linked(*rows: dict[str, Any]) -> str:
    """Return the event ids of the rows as one word."""
    return "".join(link_events(mentions(*rows)))


SUM = {"amount": 3e7}


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ({}, "the same sum the same day"),
        ({"announced_on": "2024-05-18"}, "a few days later"),
        ({"amount": 3.02e7}, "within rounding"),
        ({"amount": 3.25e7, "amount_eur": 3.05e7, "currency": "USD"}, "converted"),
        ({"kind": "mixed"}, "of an open kind"),
        ({"announced_on": "2024-06-20", "status": "approved"}, "approved a month later"),
        ({"announced_on": "2024-11-20", "status": "delivered", "role": "status_change"}, "delivered months later"),
        ({"announced_on": "2024-11-20", "status": "paused", "role": "status_change"}, "paused months later"),
        ({"announced_on": "2024-09-20", "role": "status_change"}, "mentioned again with a word that points back"),
    ],
)
def test_the_same_announcement_is_one_event(second: dict[str, Any], why: str) -> None:
    assert linked(SUM, SUM | second) == "aa", why


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ({"donor": "SWE"}, "another donor"),
        ({"amount": 5e7}, "another sum"),
        ({"announced_on": "2024-06-15"}, "the same sum promised anew a month later"),
        ({"kind": "humanitarian"}, "another kind, both plainly said"),
        ({"programme": "PURL"}, None),
        ({"announced_on": "2026-06-15", "status": "delivered"}, "two years later"),
    ],
)
def test_another_announcement_is_another_event(second: dict[str, Any], why: str | None) -> None:
    first = SUM | ({"programme": "Ramstein/UDCG"} if why is None else {})
    assert linked(first, SUM | second) == "ab", why


def test_a_proposal_joins_the_announcement_that_follows() -> None:
    assert linked(SUM | {"status": "proposed"}, SUM | {"announced_on": "2024-06-10"}) == "aa"


def test_a_refusal_is_no_part_of_what_was_promised() -> None:
    tanks = {"items": [[None, "Leopard tanks"]]}
    assert linked(tanks, tanks | {"status": "refused", "role": "status_change"}) == "ab"


def test_things_without_a_sum_link_by_what_they_are() -> None:
    patriot, tanks = {"items": [[1, "Patriot battery"]]}, {"items": [[49, "Abrams tanks"]]}
    assert linked(patriot, {"items": [[None, "Patriot system"]]}, tanks) == "aac"


def test_a_pause_is_lifted_in_the_same_event() -> None:
    aid = {"items": [[None, "military aid"]], "role": "status_change"}
    assert linked(aid | {"status": "paused"}, aid | {"status": "resumed", "announced_on": "2024-06-01"}) == "aa"


def test_what_is_not_counted_keeps_its_own_id() -> None:
    assert linked(SUM, SUM | {"counted": False}) == "ab"


def test_no_rows_give_no_links() -> None:
    assert len(link_events(mentions(SUM).iloc[:0])) == 0


ROWS = st.fixed_dictionaries(
    {
        "donor": st.sampled_from(["FIN", "SWE"]),
        "amount": st.sampled_from([None, 3e7, 3.05e7, 1.85e9, 2e9]),
        "announced_on": st.dates(
            min_value=pd.Timestamp("2024-01-01").date(), max_value=pd.Timestamp("2024-12-31").date()
        ).map(str),
        "status": st.sampled_from(["proposed", "pledged", "approved", "delivered", "paused", "resumed", "refused"]),
        "kind": st.sampled_from(["military", "humanitarian", "mixed"]),
        "items": st.sampled_from(["[]", '[[null, "tanks"]]', '[[2, "Patriot system"]]']),
        "qualifier": st.sampled_from(["exact", "nearly"]),
    }
)


@given(st.lists(ROWS, min_size=1, max_size=10), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_arrival_changes_nothing(rows: list[dict[str, Any]], random: Any) -> None:
    frame = mentions(*rows)
    order = list(range(len(frame)))
    random.shuffle(order)
    shuffled = frame.iloc[order]
    expected = dict(zip(frame["aid_id"], link_events(frame), strict=True))
    assert dict(zip(shuffled["aid_id"], link_events(shuffled), strict=True)) == expected
    for aid_id, event_id in expected.items():
        assert expected[event_id] == event_id, f"{aid_id} is linked with a row that is itself linked elsewhere"
