"""Sums of money in a text: value, range, qualifier, currency, period and the conversions given beside them.

Forms, scales and qualifiers are rows of seeds/lexicons/aid_currencies.csv, aid_scales.csv and aid_qualifiers.csv.
A bare "$" or "kr" stays open ("$", "kr") until the donor is known; see `currency_of`.
"""

import csv
import re
from dataclasses import dataclass, replace
from functools import cache

from pipeline.records import Span
from pipeline.seeds import seed

_NUMBER_WORDS = {
    "half a": 0.5, "a quarter of a": 0.25, "three quarters of a": 0.75, "a": 1, "an": 1, "one": 1, "un": 1, "une": 1,
    "eine": 1, "one and a half": 1.5, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "mil": 1000, "a hundred": 100, "one hundred": 100, "hundred": 100,
}  # fmt: skip
_OWN_CURRENCY = {
    "USA": "USD", "GBR": "GBP", "CAN": "CAD", "AUS": "AUD", "NZL": "NZD", "SWE": "SEK", "NOR": "NOK", "DNK": "DKK",
    "CZE": "CZK", "CHE": "CHF", "JPN": "JPY", "POL": "PLN", "IMF": "USD", "WB": "USD", "UN": "USD", "TWN": "USD",
    "KOR": "USD", "ISL": "ISK",
}  # fmt: skip
_DOLLARS = {"CAN": "CAD", "AUS": "AUD", "NZL": "NZD"}
_CROWNS = {"NOR": "NOK", "DNK": "DKK", "SWE": "SEK", "CZE": "CZK", "ISL": "ISK"}
_EURO_DONORS = frozenset(
    [
        "EU",
        "DEU",
        "FRA",
        "ITA",
        "ESP",
        "NLD",
        "BEL",
        "AUT",
        "FIN",
        "EST",
        "LVA",
        "LTU",
        "SVK",
        "SVN",
        "IRL",
        "PRT",
        "GRC",
        "LUX",
        "MLT",
        "CYP",
        "HRV",
        "EIB",
        "EBRD",
    ]
)


@dataclass(frozen=True, slots=True)
class Amount:
    """One sum. `currency` is ISO 4217, "$" or "kr" where only the donor can tell, "" where none is named."""

    span: Span
    value: float
    value_max: float | None
    qualifier: str
    currency: str
    period: str = ""  # month, year
    periods: float | None = None  # "for five months" -> 5
    conversions: tuple[tuple[float, str], ...] = ()
    counted: str = ""  # the word behind a sum without currency: "2 million rounds" -> "rounds"


@dataclass(frozen=True, slots=True)
class _Grammar:
    amount: re.Pattern[str]
    scales: dict[str, float]
    before: dict[str, str]
    after: dict[str, str]
    qualifiers: dict[str, str]


def _rows(name: str) -> list[dict[str, str]]:
    with seed(f"lexicons/{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _either(forms: list[str]) -> str:
    return "|".join(re.escape(form).replace("\\ ", r"\s+") for form in sorted(forms, key=lambda f: (-len(f), f)))


def _grouped() -> str:
    """Return the pattern of groups of three digits, all set apart by the same mark: "$5,000 1,000" are two numbers."""
    return "(?:" + "|".join(rf"(?:[{mark}]\d{{3}}){{1,4}}" for mark in (",", ".", "  ")) + ")"


@cache
def _grammar() -> _Grammar:
    currencies, scales = _rows("aid_currencies"), {row["form"]: float(row["factor"]) for row in _rows("aid_scales")}
    before = {row["form"]: row["currency"] for row in currencies if row["place"] in ("before", "both")}
    after = {row["form"]: row["currency"] for row in currencies if row["place"] in ("after", "both")}
    qualifiers = {row["form"]: row["qualifier"] for row in _rows("aid_qualifiers")}
    number = (
        rf"(?:\d{{1,3}}{_grouped()}(?![\d])(?:[.,]\d{{1,2}})?|\d{{1,12}}(?:[.,]\d{{1,3}})?"
        rf"|\b(?i:{_either(list(_NUMBER_WORDS))})\b)"
    )
    scale = rf"(?i:{_either(list(scales))})"
    symbol = _either(list(before))
    unit = rf"(?:{_either(list(after))})(?![^\W_])"
    amount = (
        rf"(?<![\w.,$€£])(?:(?P<lead>(?i:{_either(list(qualifiers))}|between|from))\s+(?:an?\s+(?:extra|"
        rf"additional)\s+)?)?"
        rf"(?P<cur>{symbol})?\s?(?P<num>{number})"
        rf"(?:[\s-]{{0,2}}(?P<scale>{scale})\b(?:\.(?=\s?{unit}))?)?"
        rf"(?:(?:\s?[-–—]\s?|\s+(?:to|and|or|of)\s+)(?P<cur2>{symbol})?\s?(?P<num2>\d{{1,9}}(?:[.,]\d{{1,3}})?)"
        rf"(?:[\s-]{{0,2}}(?P<scale2>{scale})\b(?:\.(?=\s?{unit}))?)?)?"
        rf"(?:[\s-]{{0,2}}(?:(?:d|of|de|di|in|worth\sof)[\s’']{{1,2}})?(?P<unit>{unit}))?"
    )
    return _Grammar(re.compile(amount), scales, before, after, qualifiers)


_PERIOD = re.compile(
    r"[\s-]{1,2}(?:(?:a|per|each|every)\s+(?P<one>month|year)|(?P<ly>monthly|annually|yearly)|"
    r"(?P<slash>/(?:month|year)))"
    r"(?:\s+(?:for|over)\s+(?P<n>\w{1,9})\s+(?:months|years))?",
    re.I,
)
_COUNTED = re.compile(r"\s*[-–]?\s*(?P<word>[A-Za-z][\w’'-]*)")
_GLOSS = re.compile(
    r"\s*(?:\(\s*|,\s*(?=about|around|or|some|roughly|nearly|equivalent)|\s(?=or\s))"
    r"(?:(?:or|about|around|some|roughly|nearly|approximately|equivalent\s+to|equal\s+to|the\s+equivalent\s+of|"
    r"just\s+over|more\s+than)\s+)*$",
    re.I,
)
_MONTH = re.compile(r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+$")


def find_amounts(text: str, start: int = 0, end: int | None = None) -> tuple[Amount, ...]:
    """Return the sums of money in `text[start:end]`, sorted, not overlapping; conversions are folded into the sum
    before them.

    A number without any currency is a sum only where it carries a scale of at least a million; its `counted` names
    the word
    behind it, so that callers can tell "2 million rounds" from "2 million for rounds".
    """
    grammar = _grammar()
    found: list[Amount] = []
    stop = len(text) if end is None else end
    for match in grammar.amount.finditer(text, start, stop):
        found.extend(_read(text, match, grammar, stop))
    return tuple(_fold(text, found))


def _read(text: str, match: re.Match[str], grammar: _Grammar, stop: int) -> list[Amount]:
    """Return the one or two sums of a match: "3.2 of 4.5 billion euros" are two, "26 to 30 million" is one range.

    "April 27 of 225 million" is a day and one sum.
    """
    if match.group("num2") is not None and _MONTH.search(text, max(match.start() - 10, 0), match.start("num")):
        again = grammar.amount.match(text, match.start("cur2") if match.group("cur2") else match.start("num2"), stop)
        return _read(text, again, grammar, stop) if again is not None and again.group("num2") is None else []
    group = match.groupdict()
    symbol, unit = group["cur"], group["unit"]
    scale = group["scale"]
    currency = grammar.after.get(_squeeze(unit)) if unit else None
    if currency is None or (symbol and currency in ("$", "kr")):
        currency = grammar.before.get(symbol or group["cur2"] or "", currency or "")
    factor = grammar.scales.get(_squeeze(scale).lower(), 1.0) if scale else None
    second = group["num2"]
    factor2 = grammar.scales.get(_squeeze(group["scale2"]).lower(), 1.0) if group["scale2"] else None
    if second is not None and not (factor2 or (unit and factor)):
        return _single(
            text, match, currency if not unit else "", factor, stop, match.end("scale") if scale else match.end("num")
        )
    if second is None:
        return _single(text, match, currency, factor, stop, match.end())
    return _pair(text, match, currency, factor, factor2 or factor or 1.0, stop)


def _single(text: str, match: re.Match[str], currency: str, factor: float | None, stop: int, end: int) -> list[Amount]:
    number, symbol = match.group("num"), match.group("cur")
    words = number.lower() in _NUMBER_WORDS or not number[0].isdigit()
    if (words and (factor is None or factor < 1e6)) or (currency == "" and (factor or 0) < 1e6):
        return []
    if factor == 1e6 and match.group("scale") in ("m", "M") and not currency:
        return []
    value = _number(number, factor is not None) * (factor or 1.0)
    if currency == "GBP" and not symbol and value < 1e4:
        return []  # "a 500-pound bomb"
    start = match.start("cur") if symbol else match.start("num")
    lead = match.group("lead")
    amount = Amount((start, end), value, None, _qualifier(lead), currency)
    return [_with_tail(text, amount, stop)]


def _pair(
    text: str, match: re.Match[str], currency: str, factor: float | None, factor2: float, stop: int
) -> list[Amount]:
    if (not currency and factor2 < 1e6) or not match.group("num")[0].isdigit():
        return []
    joint = text[match.end("scale") if match.group("scale") else match.end("num") : match.start("num2")]
    low = _number(match.group("num"), True) * (factor or factor2)
    high = _number(match.group("num2"), True) * factor2
    lead = (match.group("lead") or "").lower()
    start = match.start("cur") if match.group("cur") else match.start("num")
    whole = Amount((start, match.end()), low, high, "range", currency)
    is_range = low < high and (
        lead == "between" or ("of" not in joint and not ("and" in joint or ("or" in joint and factor)))
    )
    if is_range and lead != "from":
        return [_with_tail(text, whole, stop)]
    first_end = match.end("scale") if match.group("scale") else match.end("num")
    first = Amount((start, first_end), low, None, _qualifier(lead), currency)
    last_start = match.start("cur2") if match.group("cur2") else match.start("num2")
    last = Amount((last_start, match.end()), high, None, "exact", currency)
    return [first, _with_tail(text, last, stop)]


def _with_tail(text: str, amount: Amount, stop: int) -> Amount:
    """Add the period behind a sum, or the word it counts where it has no currency."""
    tail = _PERIOD.match(text, amount.span[1], min(stop, amount.span[1] + 60))
    if tail is not None:
        period = (tail.group("one") or tail.group("ly") or tail.group("slash") or "").lower()
        count = tail.group("n")
        periods = _number(count, True) if count and (count.lower() in _NUMBER_WORDS or count.isdigit()) else None
        named = "month" if "month" in period else "year"
        return replace(
            amount, span=(amount.span[0], tail.end()), period=named, periods=periods, qualifier=f"per-{named}"
        )
    if not amount.currency:
        word = _COUNTED.match(text, amount.span[1], stop)
        return replace(amount, counted=word.group("word").lower() if word else "")
    return amount


def _fold(text: str, found: list[Amount]) -> list[Amount]:
    """Fold "2 billion Canadian dollars (1.45 billion US dollars)" into its first sum."""
    out: list[Amount] = []
    for amount in found:
        if out and amount.currency and out[-1].currency and amount.currency != out[-1].currency:
            before = out[-1]
            between = text[before.span[1] : amount.span[0]]
            if len(between) < 40 and _GLOSS.fullmatch(between):
                gloss = (amount.value, amount.currency)
                out[-1] = replace(before, conversions=(*before.conversions, gloss))
                continue
        out.append(amount)
    return out


def _qualifier(lead: str | None) -> str:
    return _grammar().qualifiers.get(_squeeze(lead).lower(), "exact") if lead else "exact"


def _squeeze(form: str) -> str:
    return " ".join(form.split())


def _number(words: str, scaled: bool) -> float:
    """Return the value of "1,5", "10.000", "1,500.25" or "half a"; a mark before three digits groups thousands."""
    named = _NUMBER_WORDS.get(_squeeze(words).lower())
    if named is not None:
        return float(named)
    digits = re.sub(r"[  ]", "", words)
    if not re.match(r"\d", digits):
        return 1.0
    grouped = re.fullmatch(r"\d{1,3}(?:([,.])\d{3})(?:\1\d{3})*(?:[,.]\d{1,2})?", digits)
    if grouped and not (scaled and grouped.group(1) == "." and digits.count(".") == 1 and "," not in digits):
        mark = grouped.group(1)
        return float(digits.replace(mark, "").replace(",", "."))
    return float(digits.replace(",", "."))


def currency_of(amount: Amount, donor_id: str | None, beside: tuple[str, ...] = ()) -> str | None:
    """Return the ISO 4217 code of a sum: as named; else by donor ("$" of Canada is CAD), the sums beside it, its
    own money.

    `beside` are the currencies named for other sums of the same sentence. None where nothing tells.
    """
    donor = donor_id or ""
    if amount.currency == "$":
        return _DOLLARS.get(donor, "USD")
    if amount.currency == "kr":
        return _CROWNS.get(donor) or next((c for c in beside if c in _CROWNS.values()), "NOK")
    if amount.currency:
        return amount.currency
    named = {c for c in beside if c}
    if len(named) == 1:
        return currency_of(replace(amount, currency=named.pop()), donor_id)
    return _OWN_CURRENCY.get(donor) or ("EUR" if donor in _EURO_DONORS else None)
