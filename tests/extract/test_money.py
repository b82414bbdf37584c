"""Conversion at the reference rates of the European Central Bank."""

import datetime as dt

import pytest

from pipeline.extract.aid.money import NO_RATE, convert, last_fixing

FRIDAY, SUNDAY = dt.date(2023, 3, 3), dt.date(2023, 3, 5)


def test_a_weekend_takes_the_rate_of_the_friday_before_and_says_so() -> None:
    assert convert(1e6, "USD", SUNDAY) == convert(1e6, "USD", FRIDAY)
    assert convert(1e6, "USD", SUNDAY).rate_date == FRIDAY


def test_dollars_stay_dollars_and_euros_stay_euros() -> None:
    assert convert(5e6, "USD", FRIDAY).usd == pytest.approx(5e6)
    assert convert(5e6, "EUR", FRIDAY).eur == pytest.approx(5e6)


def test_the_danish_peg_holds() -> None:
    assert convert(7.46e9, "DKK", FRIDAY).eur == pytest.approx(1e9, rel=0.01)


@pytest.mark.parametrize("currency", ["UAH", "RUB", "XXX", "", None])
def test_a_currency_without_a_rate_stays_as_it_is(currency: str | None) -> None:
    assert convert(1e6, currency, FRIDAY) == NO_RATE


def test_roubles_have_a_rate_until_the_invasion_only() -> None:
    assert convert(1e6, "RUB", dt.date(2022, 2, 1)).eur is not None


def test_no_sum_gives_no_sum() -> None:
    assert convert(None, "EUR", FRIDAY) == NO_RATE


def test_after_the_last_fixing_the_last_one_is_used() -> None:
    later = last_fixing() + dt.timedelta(days=20)
    assert convert(1e6, "USD", later).rate_date == last_fixing()


def test_far_beyond_the_shipped_rates_there_is_none() -> None:
    assert convert(1e6, "USD", last_fixing() + dt.timedelta(days=500)) == NO_RATE


@pytest.mark.parametrize("day", [dt.date.min, dt.date(1980, 1, 1)])
def test_before_the_first_fixing_there_is_none(day: dt.date) -> None:
    assert convert(1e6, "USD", day) == NO_RATE
