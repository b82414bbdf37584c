"""How often each rule is right: measured shares, as data (seeds/lexicons/confidence.csv).

A row's confidence is the share of the rule's statements, on news prose annotated for attribution, whose words (at half
overlap) and source were both right, drawn towards the share of all rules where the rule is rare (n is the number seen).
"""

import csv
from functools import cache

from pipeline.seeds import seed


@cache
def _table() -> dict[str, float]:
    with seed("lexicons/confidence.csv").open(encoding="utf-8", newline="") as handle:
        return {row["rule"]: float(row["confidence"]) for row in csv.DictReader(handle)}


def confidence_of(rule: str) -> float:
    """Return the estimated chance (0 to 1) that a statement found by `rule` is right; that of all for a new one."""
    table = _table()
    return table.get(rule, table["default"])
