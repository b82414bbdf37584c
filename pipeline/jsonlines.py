"""Lines of JSON as others can read them again: numbers that JSON does not have are refused."""

import json
import math
from typing import Any


def loads(line: str) -> Any:
    """Return what a line of JSON says; raise `ValueError` for NaN, Infinity and numbers too large for a float."""
    return json.loads(line, parse_constant=_refuse, parse_float=_finite)


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _refuse(digits)


def _refuse(number: str) -> float:
    raise ValueError(f"{number[:20]} is no number of JSON")
