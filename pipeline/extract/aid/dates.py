"""On which day an announcement was made, as far as its sentence says."""

import datetime as dt
import re

from pipeline.records import AidStatus, Span

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = re.compile(
    r"\b(?:on\s+|last\s+)?(?P<day>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b|"
    r"\b(?P<yesterday>yesterday)\b",
    re.I,
)


def announced_on(text: str, sentence: Span, published: dt.date, status: AidStatus) -> dt.date:
    """Return the day named in the sentence ("on Tuesday": the last one, "yesterday"), else the day of publication.

    What is only proposed is dated by its report: the day in such a sentence is often still to come.
    """
    match = _DAY.search(text, *sentence)
    if match is None or status == "proposed":
        return published
    if match.group("yesterday"):
        return published - dt.timedelta(days=1) if published > dt.date.min else published
    back = (published.weekday() - _DAYS.index(match.group("day").lower())) % 7
    return published - dt.timedelta(days=back) if published.toordinal() > back else published
