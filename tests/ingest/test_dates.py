"""Dates of feeds become the UTC moment that their writer meant, or nothing."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.dates import is_future, parse_date
from tests.ingest.server import NOON


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 10 May 2024 12:00:00 GMT",
        "Fri, 10 May 2024 12:00:00 +0000",
        "Fri, 10 May 2024 14:00:00 EET",
        "Fri, 10 May 2024 15:00:00 EEST",
        "Fri, 10 May 2024 15:00:00 MSK",
        "Fri, 10 May 2024 13:00:00 CET",
        "Fri, 10 May 2024 14:00:00 CEST",
        "Fri, 10 May 2024 13:00:00 BST",
        "Fri, 10 May 2024 08:00:00 EDT",
        "Fri, 10 May 2024 05:00:00 PDT",
        "Fri,10 May 2024 21:00:00 GMT+9",
        "10 May 24 12:00 UT",
        "2024-05-10T12:00:00Z",
        "2024-05-10T15:00:00+03:00",
        "2024-05-10T12:00:00.000000Z",
        "2024-05-10 12:00:00",
        "2024-05-10T17:30:00+0530",
        "20240510T120000Z",
        "20240510T1500+0300",
        "20240510120000",
        "202405101200",
        "1715342400",
        "1715342400000",
        "2024-131T12:00:00Z",
        "2024131T120000Z",
        "2024-131 15:00 EEST",
        "2024-W19-5T12:00Z",
        "2024W195T120000Z",
        "240510T1500+0300",
        "10 травня 2024, 12:00",
        "10 мая 2024 г. 12:00",
        "10 maja 2024 12:00",
        "10 mai 2024 12:00",
        "10. Mai 2024 12:00",
        "May 10, 2024 12:00 PM",
        "Friday, May 10, 2024 at 8:00 AM EDT",
        "10.05.2024 12:00",
    ],
)
def test_one_moment_in_many_forms(text: str) -> None:
    assert parse_date(text) == NOON


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-10", dt.datetime(2024, 5, 10, tzinfo=dt.UTC)),
        ("2024-243", dt.datetime(2024, 8, 30, tzinfo=dt.UTC)),
        ("2024243", dt.datetime(2024, 8, 30, tzinfo=dt.UTC)),
        ("2024-366", dt.datetime(2024, 12, 31, tzinfo=dt.UTC)),
        ("2020-W53-5", dt.datetime(2021, 1, 1, tzinfo=dt.UTC)),
        ("240830", dt.datetime(2024, 8, 30, tzinfo=dt.UTC)),
        ("20240830", dt.datetime(2024, 8, 30, tzinfo=dt.UTC)),
        ("202408301215", dt.datetime(2024, 8, 30, 12, 15, tzinfo=dt.UTC)),
        ("20240830121530", dt.datetime(2024, 8, 30, 12, 15, 30, tzinfo=dt.UTC)),
        ("1725000000", dt.datetime(2024, 8, 30, 6, 40, tzinfo=dt.UTC)),
        ("Fri, 10 May 2024 24:00:00 GMT", dt.datetime(2024, 5, 11, tzinfo=dt.UTC)),
        ("Sun, 31 Mar 2024 02:30:00 CET", dt.datetime(2024, 3, 31, 1, 30, tzinfo=dt.UTC)),
        ("May 10, 2024 12:30 AM", dt.datetime(2024, 5, 10, 0, 30, tzinfo=dt.UTC)),
        ("Wed, 10 May 95 12:00:00 GMT", dt.datetime(1995, 5, 10, 12, tzinfo=dt.UTC)),
    ],
)
def test_odd_forms_have_their_moment(text: str, expected: dt.datetime) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "2024-13-45", "31 Feb 2024",
     "Fri, 10 Foo 2024 12:00:00 GMT", "99999999999999", "0", "10:00",
     "2023-366", "2024-000", "2023366", "0000-001", "9999-366", "2024-W53-1", "2024-W00-1", "202413", "240230", "2024"],
)  # fmt: skip
def test_nonsense_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@given(
    st.text(max_size=60) | st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,5} \d{1,2}:\d{1,2}:\d{1,2} \S*")
)
def test_no_text_crashes_and_every_date_is_utc(text: str) -> None:
    found = parse_date(text)
    assert found is None or found.utcoffset() == dt.timedelta(0)


@given(st.dates(min_value=dt.date(1995, 1, 1), max_value=dt.date(2060, 12, 31)))
def test_every_form_of_iso_8601_is_the_same_day(day: dt.date) -> None:
    midnight = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    year, week, number = day.isocalendar()
    forms = ["%Y-%m-%d", "%Y%m%d", "%Y-%j", "%Y%j", "%y%m%d", "%Y%m%d0000", "%Y-%jT00:00Z"]
    written = [*(day.strftime(form) for form in forms), f"{year}-W{week:02}-{number}", f"{year}W{week:02}{number}"]
    assert [parse_date(text) for text in written] == [midnight] * len(written)


def test_the_future_begins_where_clocks_and_zones_end() -> None:
    assert not is_future(NOON + dt.timedelta(hours=1), NOON)
    assert is_future(NOON + dt.timedelta(hours=3), NOON)
