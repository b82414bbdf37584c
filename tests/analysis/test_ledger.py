"""Aid mentions to events: timeline, versions of the sum, what is summed, and sums beside Kiel's."""

import json
from typing import Any

import pandas as pd
import pytest

from pipeline.analysis import ledger, ledger_sums
from pipeline.store.schema import TABLES
from tests.frames import frame_of

MENTION: dict[str, Any] = {
    "article_id": "x",
    "source": "Daily Beacon",
    "url": "https://beacon.example/1",
    "title": "A gift",
    "counted": True,
    "reason": "",
    "donor": "FIN",
    "donor_name": "Finland",
    "recipient": "UKR",
    "role": "new",
    "status": "pledged",
    "kind": "military",
    "instrument": "unspecified",
    "amount": 3e7,
    "amount_max": None,
    "qualifier": "exact",
    "currency": "EUR",
    "amount_eur": 3e7,
    "amount_usd": 3.3e7,
    "items": "[]",
    "programme": "",
    "supplier": "",
    "conditions": "",
    "sentence": "Finland pledged 30 million euros.",
    "confidence": 0.9,
}


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return table aid: rows of event "e" with defaults, a day apart."""
    made = []
    for number, row in enumerate(rows):
        day = f"2024-05-{number + 1:02}"
        full = (
            MENTION
            | {"aid_id": f"m{number}", "event_id": "e", "announced_on": day, "published_at": f"{day}T12:00:00Z"}
            | row
        )
        full["published_at"] = pd.Timestamp(full["published_at"])
        full["announced_on"] = pd.Timestamp(full["announced_on"]).date()
        made.append(full)
    return frame_of(made, TABLES["aid"])


def event(*rows: dict[str, Any]) -> "pd.Series[Any]":
    """Return the one event of the rows."""
    found = ledger.events(table(*rows))
    assert len(found) == 1
    return found.iloc[0]


def test_mentions_of_an_event_are_one_row_with_its_outlets() -> None:
    row = event({}, {"source": "Evening Star"}, {"source": "Evening Star"})
    assert (row["mentions"], row["outlets"], row["amount_eur"]) == (3, 2, 3e7)
    assert json.loads(row["sources"]) == ["Daily Beacon", "Evening Star"]


def test_states_are_a_timeline_and_a_late_retelling_is_no_step_back() -> None:
    row = event({"status": "proposed"}, {}, {"status": "approved"}, {}, {"status": "delivered"})
    assert [state for _, state, *_ in json.loads(row["statuses"])] == ["proposed", "pledged", "approved", "delivered"]
    assert (row["status"], row["announced_on"]) == ("delivered", pd.Timestamp("2024-05-02"))


def test_a_pause_and_its_end_are_both_on_the_timeline() -> None:
    row = event({}, {"status": "paused"}, {"status": "resumed"})
    assert [state for _, state, *_ in json.loads(row["statuses"])] == ["pledged", "paused", "resumed"]


def test_the_condition_that_most_mentions_state_is_kept() -> None:
    told = event(
        {"conditions": "subject to a vote"}, {"conditions": "subject to a vote"}, {"conditions": "if it passes"}
    )
    assert told["conditions"] == "subject to a vote"


def test_the_sum_of_most_outlets_stands_and_every_version_is_kept() -> None:
    other = {"amount": 2.8e7, "amount_eur": 2.8e7, "source": "Gazette"}
    row = event({}, {"source": "Evening Star"}, other)
    assert (row["amount"], row["disputed"]) == (3e7, True)
    assert json.loads(row["versions"]) == [[3e7, "EUR", 2], [2.8e7, "EUR", 1]]


def test_the_sum_in_the_donors_own_money_goes_before_a_majority() -> None:
    dollars = {"amount": 3.3e7, "currency": "USD", "amount_eur": 3.05e7}
    row = event(dollars, dollars | {"source": "Evening Star"}, {"source": "Gazette"})
    assert (row["amount"], row["currency"], row["disputed"]) == (3e7, "EUR", False)


@pytest.mark.parametrize(
    ("change", "summed"),
    [
        ({}, True),
        ({"status": "delivered"}, True),
        ({"status": "proposed"}, False),
        ({"status": "cancelled"}, False),
        ({"role": "tranche"}, False),
        ({"role": "envelope"}, False),
        ({"role": "aggregate"}, False),
        ({"role": "total_to_date"}, False),
        ({"role": "status_change"}, False),
        ({"amount": None, "currency": None, "amount_eur": None}, False),
    ],
)
def test_only_new_money_is_summed(change: dict[str, Any], summed: bool) -> None:
    assert bool(event(change)["summed"]) is summed


def test_what_is_not_counted_is_no_event_and_stays_visible() -> None:
    aid = table({}, {"counted": False, "reason": "loss", "event_id": "f"})
    assert len(ledger.events(aid)) == 1
    assert list(ledger.not_counted(aid)["reason"]) == ["loss"]


def test_an_empty_table_gives_an_empty_ledger_with_its_columns() -> None:
    found = ledger.events(table().iloc[:0])
    assert list(found.columns) == list(ledger.EVENT_COLUMNS)
    assert ledger_sums.monthly(found, "donor").empty
    assert ledger_sums.cumulative(found, "kind").empty
    assert ledger_sums.changed_since(found, pd.Timestamp("2024-01-01", tz="UTC")).empty


def three() -> pd.DataFrame:
    """Return three events: Finland in May and July, Sweden in July (in kronor)."""
    return ledger.events(
        table(
            {},
            {"event_id": "f", "announced_on": "2024-07-03", "amount": 1e7, "amount_eur": 1e7, "kind": "energy"},
            {
                "event_id": "g",
                "announced_on": "2024-07-04",
                "donor": "SWE",
                "amount": 1.1e9,
                "currency": "SEK",
                "amount_eur": 9.7e7,
            },
        )
    )


def test_months_and_totals_add_up_to_the_summed_events() -> None:
    months = ledger_sums.monthly(three(), "donor")
    assert list(months.itertuples(index=False, name=None)) == [
        (pd.Timestamp("2024-05-01"), "FIN", 3e7, 1),
        (pd.Timestamp("2024-07-01"), "FIN", 1e7, 1),
        (pd.Timestamp("2024-07-01"), "SWE", 9.7e7, 1),
    ]
    assert ledger_sums.totals(three(), "donor")["amount_eur"].sum() == months["amount_eur"].sum()


def test_a_cumulative_series_has_every_month() -> None:
    series = ledger_sums.cumulative(three(), "donor")
    finland = series[series["donor"] == "FIN"]
    assert list(finland["total_eur"]) == [3e7, 3e7, 4e7]


def test_a_fixed_rate_replaces_the_days_rate() -> None:
    fixed = ledger_sums.fixed_rate(three(), {"SEK": 11.0})
    assert fixed.set_index("event_id")["amount_eur"].to_dict() == pytest.approx({"e": 3e7, "f": 1e7, "g": 1e8})


def test_sums_are_set_beside_the_gdp_of_the_donors_that_have_one() -> None:
    parts = ledger_sums.per_gdp(pd.Series({"EST": 3e8, "USA": 1e10, "EU": 5e9}), {"EST": 3e10, "USA": 2e13})
    assert parts.to_dict() == pytest.approx({"EST": 0.01, "USA": 0.0005})
    assert list(parts.index) == ["EST", "USA"]


def test_without_a_fixed_rate_an_event_is_not_summed() -> None:
    assert list(ledger_sums.fixed_rate(three(), {}).set_index("event_id")["summed"]) == [True, True, False]


def test_changes_are_new_events_and_new_states() -> None:
    aid = table(
        {},
        {"announced_on": "2024-06-10", "published_at": "2024-06-10T08:00:00Z", "status": "approved"},
        {"event_id": "f", "published_at": "2024-06-11T08:00:00Z"},
    )
    changed = ledger_sums.changed_since(ledger.events(aid), pd.Timestamp("2024-06-09", tz="UTC"))
    assert dict(zip(changed["event_id"], changed["change"], strict=True)) == {"f": "new", "e": "approved"}


def kiel(*rows: tuple[str, str, str, str, float]) -> pd.DataFrame:
    """Return table kiel of (release, donor, month, measure, EUR)."""
    names = ("release", "donor", "month", "measure", "amount_eur")
    made = [
        dict(zip(names, row, strict=True)) | {"kiel_id": str(i), "kind": "military", "note": ""}
        for i, row in enumerate(rows)
    ]
    return frame_of([row | {"month": pd.Timestamp(str(row["month"])).date()} for row in made], TABLES["kiel"])


def test_announced_and_recorded_stand_side_by_side_largest_difference_first() -> None:
    both = ledger_sums.beside_kiel(
        three(),
        kiel(
            ("old", "FIN", "2024-05-01", "commitment", 1.0),
            ("new", "FIN", "2024-05-01", "commitment", 2e7),
            ("new", "FIN", "2024-06-01", "commitment", 5e7),
            ("new", "FIN", "2024-05-01", "allocation", 9e9),
        ),
    )
    assert list(both[["donor", "announced_eur", "kiel_eur", "difference_eur"]].itertuples(index=False, name=None)) == [
        ("FIN", 0.0, 5e7, -5e7),
        ("FIN", 3e7, 2e7, 1e7),
    ]


def test_a_stray_row_dated_ahead_does_not_stretch_what_a_release_covers() -> None:
    rows = [
        ("new", f"D{number:02d}", month, "commitment", 1e6)
        for number in range(12)
        for month in ("2023-01-01", "2023-02-01")
    ]
    both = ledger_sums.beside_kiel(three(), kiel(*rows, ("new", "D00", "2025-04-01", "commitment", 4e6)))
    assert pd.to_datetime(both["month"]).max() == pd.Timestamp("2023-02-01")


def test_without_a_release_there_is_nothing_to_compare() -> None:
    assert ledger_sums.beside_kiel(three(), kiel()).empty
