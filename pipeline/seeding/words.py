"""Small pieces of English that both kinds of entries need."""

import datetime as dt
from collections.abc import Sequence

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_in_words(day: dt.date) -> str:
    """Return "24 February 2022", whatever the locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def enumerate_words(words: Sequence[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
