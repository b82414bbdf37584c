"""The cue lists of the aid rooms: rows of seeds/lexicons/aid_*.csv compiled to one pattern a list.

A row holds `value` (what it means), `pattern` (a regular expression of plain words), `rank`, `scope` and an `example`.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache

from pipeline.errors import SeedError
from pipeline.records import Span
from pipeline.seeds import seed


@dataclass(frozen=True, slots=True)
class Hit:
    """One cue in a text: what it means, how strong it is, where it stands."""

    value: str
    rank: int
    scope: str
    span: Span


@dataclass(frozen=True, slots=True)
class CueList:
    """A compiled cue list; the first row that matches at a place wins."""

    pattern: re.Pattern[str]
    rows: tuple[tuple[str, int, str], ...]

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Hit]:
        """Return the cues in `text[start:end]` in order, not overlapping."""
        stop = len(text) if end is None else end
        return [
            Hit(*self.rows[(match.lastindex or 1) - 1], match.span())
            for match in self.pattern.finditer(text, start, stop)
        ]

    def first(self, text: str, start: int = 0, end: int | None = None) -> Hit | None:
        """Return the first cue in `text[start:end]`, or None."""
        match = self.pattern.search(text, start, len(text) if end is None else end)
        return None if match is None else Hit(*self.rows[(match.lastindex or 1) - 1], match.span())


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of seeds/lexicons/`name`.csv; raise `SeedError` where the file is missing."""
    with seed(f"lexicons/{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def cue_list(name: str, scope: str = "") -> CueList:
    """Return the cues of seeds/lexicons/`name`.csv (of one `scope` where given); raise `SeedError` for a damaged
    row.
    """
    rows = [row for row in read_rows(name) if not scope or row.get("scope") == scope]
    try:
        pattern = re.compile("|".join(rf"(?<!\w)({row['pattern']})(?!\w)" for row in rows) or r"(?!)", re.I)
        values = tuple((row["value"], int(row.get("rank") or 0), row.get("scope") or "") for row in rows)
    except (re.error, KeyError, ValueError) as error:
        raise SeedError(f"seed lexicons/{name}.csv has a damaged row: {error}") from error
    if pattern.groups != len(rows):
        raise SeedError(f"seed lexicons/{name}.csv: use (?:…) rather than (…) in patterns")
    return CueList(pattern, values)
