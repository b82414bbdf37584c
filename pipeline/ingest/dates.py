"""Dates as feeds write them, as UTC: odd zones, missing zones, words of several languages, nonsense told apart.

feedparser takes zones it does not know (EET, MSK, CET ...) for UTC, silently hours off; so dates are read here.
"""

import datetime as dt
import functools
import re

EARLIEST = dt.datetime(1995, 1, 1, tzinfo=dt.UTC)
"""No feed entry is older than feeds are; earlier dates (1970, year 1) are defaults of a program."""

TOLERANCE = dt.timedelta(hours=2)
"""Clocks differ and zones are written wrong by an hour; only what lies further ahead is called future."""

_HOURS = {
    "UT": 0.0, "UTC": 0.0, "GMT": 0.0, "Z": 0.0, "WET": 0.0, "WEST": 1.0, "BST": 1.0, "IST": 1.0, "CET": 1.0,
    "MEZ": 1.0, "MET": 1.0, "CEST": 2.0, "MESZ": 2.0, "MEST": 2.0, "EET": 2.0, "SAST": 2.0, "EEST": 3.0, "MSK": 3.0,
    "TRT": 3.0, "AST": -4.0, "MSD": 4.0, "SAMT": 4.0, "GST": 4.0, "PKT": 5.0, "HKT": 8.0, "SGT": 8.0, "AWST": 8.0,
    "JST": 9.0, "KST": 9.0, "AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0, "EST": -5.0, "EDT": -4.0,
    "CST": -6.0, "CDT": -5.0, "MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0, "AKST": -9.0, "HST": -10.0,
}  # fmt: skip
"""Zone names of RFC 822 and of the countries whose feeds are read; IST is Irish time, the Indian one is rarer here."""

_MONTH_WORDS = {
    1: "jan january januar janvier stycznia січня января gennaio enero janeiro",
    2: "feb february februar février fevrier lutego лютого февраля febbraio febrero fevereiro",
    3: "mar march märz maerz mars marca березня марта marzo março",
    4: "apr april avril kwietnia квітня апреля aprile abril",
    5: "may mai maja травня мая maggio mayo maio",
    6: "jun june juni juin czerwca червня июня giugno junio junho",
    7: "jul july juli juillet lipca липня июля luglio julio julho",
    8: "aug august août aout sierpnia серпня августа agosto",
    9: "sep sept september septembre września wrzesnia вересня сентября settembre septiembre setembro",
    10: "oct october oktober octobre października pazdziernika жовтня октября ottobre octubre outubro",
    11: "nov november novembre listopada листопада ноября noviembre novembro",
    12: "dec december dezember décembre decembre grudnia грудня декабря dicembre diciembre dezembro",
}
_MONTHS = {word: month for month, words in _MONTH_WORDS.items() for word in words.split()}

_ISO = re.compile(
    r"^(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ]\s*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d{1,9})?)?\s*([A-Za-z]{1,5}|[+-][\d:]{2,6})?)?$"
)
_WORDY = re.compile(
    r"^(?:[^\W\d_]{2,15}\.?,?\s*)?(\d{1,2})\.?[\s-]+([^\W\d_]{3,15})\.?,?[\s-]+(\d{4}|\d{2})(?:\s*р\.|\s*г\.)?"
    r"(?:,?\s+(?:at\s+)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d{1,9})?)?\s*(.{0,40}))?$"
)
_AMERICAN = re.compile(
    r"^(?:[^\W\d_]{3,10}\.?,?\s+)?([^\W\d_]{3,10})\.?\s+(\d{1,2}),?\s+(\d{4})"
    r"(?:,?\s+(?:at\s+)?(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?\s*(.{0,40}))?$"
)
_DOTTED = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?\s*(.{0,40}))?$")
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?\s*(Z|[+-]\d\d:?\d\d)?)?$")
_TIME = r"(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)?\s*([A-Za-z]{1,5}|[+-][\d:]{2,6})?)?$"
_ORDINAL = re.compile(r"^(\d{4})-?(\d{3})" + _TIME)
_WEEK = re.compile(r"^(\d{4})-?W(\d\d)-?([1-7])" + _TIME)
_SIX = re.compile(r"^(\d\d)(\d\d)(\d\d)" + _TIME)
_OFFSET = re.compile(r"^(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?\b")
_EPOCH = re.compile(r"^(?:\d{9,10}|\d{13})$")

Fields = tuple[int, int, int, int, int, int, str]


def parse_date(text: str) -> dt.datetime | None:
    """Return a date as UTC, None where it cannot be read. Without a zone it is taken for UTC.

    Reads RFC 822/2822 with named and numeric zones, ISO 8601 (with or without dashes; days of the year, 2024-243, and
    of weeks, 2024-W35-5; years of two digits, 240830), Unix time, "30 серпня 2024, 12:00", "Aug 30, 2024".
    """
    return _read(" ".join(text[:100].replace("\u200e", "").split()))


@functools.lru_cache(maxsize=8_192)
def _read(text: str) -> dt.datetime | None:
    if _EPOCH.match(text):
        return _valid(dt.datetime.fromtimestamp(int(text[:10]), dt.UTC))
    fields = _fields(text)
    return _make(fields) if fields else None


def is_future(when: dt.datetime, now: dt.datetime) -> bool:
    """Tell whether a date lies ahead of `now` by more than clocks and zones explain."""
    return when > now + TOLERANCE


def _fields(text: str) -> Fields | None:
    if found := _ISO.match(text) or _COMPACT.match(text):
        year, month, day, *rest = found.groups()
        return _numbers(year, month, day, rest)
    if found := _SIX.match(text):
        year, month, day, *rest = found.groups()
        return _numbers(_full_year(year), month, day, rest)
    if found := _ORDINAL.match(text):
        year, number, *rest = found.groups()
        return _on(_day_of_year(int(year), int(number)), rest)
    if found := _WEEK.match(text):
        year, week, day, *rest = found.groups()
        return _on(_day_of_week(int(year), int(week), int(day)), rest)
    if found := _WORDY.match(text):
        day, word, year, *rest = found.groups()
        return _numbers(_full_year(year), _month(word), day, rest)
    if found := _AMERICAN.match(text):
        word, day, year, *rest = found.groups()
        return _numbers(year, _month(word), day, rest)
    if found := _DOTTED.match(text):
        day, month, year, *rest = found.groups()
        return _numbers(year, month, day, rest)
    return None


def _day_of_year(year: int, number: int) -> dt.date | None:
    day = dt.date(year, 1, 1) + dt.timedelta(days=number - 1) if 1 <= year < dt.MAXYEAR else None
    return day if day and day.year == year else None


def _day_of_week(year: int, week: int, number: int) -> dt.date | None:
    try:
        return dt.date.fromisocalendar(year, week, number)
    except ValueError:
        return None


def _on(day: dt.date | None, rest: list[str | None]) -> Fields | None:
    return _numbers(str(day.year), str(day.month), str(day.day), rest) if day else None


def _numbers(year: str, month: str, day: str, rest: list[str | None]) -> Fields:
    hour, minute, second, zone = (*rest, None)[:4]
    return int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), (zone or "").strip()


def _make(fields: Fields) -> dt.datetime | None:
    year, month, day, hour, minute, second, zone = fields
    if zone[:2].upper() in ("AM", "PM") and hour <= 12:
        hour = hour % 12 + (12 if zone[:2].upper() == "PM" else 0)
        zone = zone[2:].strip()
    extra = dt.timedelta(days=1) if (hour, minute) == (24, 0) else dt.timedelta(0)
    try:
        naive = dt.datetime(year, month, day, 0 if extra else hour, minute, min(second, 59), tzinfo=dt.UTC)
        return _valid(naive + extra - _offset(zone))
    except (ValueError, OverflowError):
        return None


def _offset(zone: str) -> dt.timedelta:
    if found := _OFFSET.match(zone):
        sign, hours, minutes = found.groups()
        size = dt.timedelta(hours=int(hours), minutes=int(minutes or 0))
        if size > dt.timedelta(hours=15):
            return dt.timedelta(0)
        return -size if sign == "-" else size
    name = re.match(r"[A-Za-z]+", zone)
    return dt.timedelta(hours=_HOURS.get(name.group().upper(), 0.0) if name else 0.0)


def _valid(when: dt.datetime) -> dt.datetime | None:
    return when if when >= EARLIEST else None


def _month(word: str) -> str:
    lowered = word.lower()
    return str(_MONTHS.get(lowered) or _MONTHS.get(lowered[:3], 0))


def _full_year(year: str) -> str:
    return year if len(year) == 4 else str(int(year) + (2000 if int(year) < 70 else 1900))
