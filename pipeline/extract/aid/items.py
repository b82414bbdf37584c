"""Things given: arms, goods and services named in a sentence, with their quantities, programme and supplier."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.extract.aid.cues import WordPatterns, read_rows, word_patterns
from pipeline.extract.aid.donors import donor_names
from pipeline.extract.aid.scene import Scene
from pipeline.records import Item, Span

_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "a dozen": 12, "fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "a hundred": 100, "one hundred": 100, "a thousand": 1000,
    "a million": 1e6, "one million": 1e6, "half a million": 5e5, "two million": 2e6, "two dozen": 24,
}  # fmt: skip
_BETWEEN = (
    r"(?:(?:more|new|additional|extra|further|other|old|used|refurbished|modern|Soviet-era|of its|of the|"
    r"pieces of|sets of|"
    r"rounds of|units of|US|U\.S\.|American|German|British|French|Swedish|Polish|Danish|Dutch|Norwegian|"
    r"Canadian|advanced|"
    r"heavy|light|long-range|self-propelled|armou?red|lethal|\w{3,12}-\w{3,12})\s+){0,3}"
)
_QUANTITY = re.compile(
    r"(?:(?P<digits>\d{1,3}(?:[,. ]\d{3})+|\d{1,7})(?P<scale>\s(?:million|thousand))?|\b(?P<word>"
    + "|".join(sorted(_WORDS, key=len, reverse=True))
    + r"))\s+"
    + _BETWEEN
    + "$",
    re.I,
)
_VAGUE = re.compile(
    r"^(?:(?:lethal|defensive|heavy|more|new|modern|western|us|u\.s\.|american|german|deadly|aid|assistance|"
    r"military|security|"
    r"defen[cs]e|defen[cs]ive|humanitarian|relief|emergency|"
    r"additional|further)\s+)*(?:weapons?|arms|weaponry|aid|assistance|help|support|package|packages)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing named: `vague` where it is no more than "weapons" or "military aid"."""

    item: Item
    kind: str
    span: Span
    vague: bool


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme, with what its name alone says ("" where nothing)."""

    name: str
    donor: str
    kind: str
    status: str
    role: str
    instrument: str
    span: Span


@cache
def _item_patterns() -> tuple[WordPatterns, list[dict[str, str]]]:
    rows = read_rows("aid_items")
    return word_patterns("aid_items", rows), rows


def find_things(scene: Scene, start: int, end: int) -> list[Thing]:
    """Return the things named in `text[start:end]` in order, with quantities where the words before them say so."""
    patterns, rows = _item_patterns()
    out: list[Thing] = []
    for row, (begin, stop) in patterns.find(scene.text, start, end):
        if scene.text[begin - 1 : begin] == "-":
            continue  # the "tank" of "anti-tank"
        name = " ".join(scene.text[begin:stop].split())
        if (
            name.islower() is False
            and name.split()[0].lower() in ("caesar", "patriot", "archer", "mars", "senator", "warrior")
            and name[0].islower()
        ):
            continue
        quantity, at = _quantity(scene.text, max(start, begin - 60), begin)
        if any(a.span[0] <= at < a.span[1] for a in scene.amounts):
            quantity, at = None, begin  # "a $700 million aid package" counts dollars
        out.append(Thing(Item(quantity, name), rows[row]["kind"], (at, stop), _VAGUE.match(name) is not None))
    return out


def _quantity(text: str, start: int, stop: int) -> tuple[float | None, int]:
    match = _QUANTITY.search(text, start, stop)
    if match is None or (
        match.start() > 0 and (text[match.start() - 1].isalnum() or text[match.start() - 1] in "-.$€£/")
    ):
        return None, stop
    if match.group("word"):
        value = float(_WORDS[" ".join(match.group("word").lower().split())])
        return value, match.start()
    value = float(re.sub(r"[,. ]", "", match.group("digits")))
    factor = {"million": 1e6, "thousand": 1e3}.get((match.group("scale") or "").strip().lower(), 1.0)
    if factor == 1.0 and 2010 <= value <= 2035 and "," not in match.group("digits"):
        return None, stop
    return value * factor, match.start()


@cache
def _programme_patterns() -> tuple[WordPatterns, list[dict[str, str]]]:
    rows = read_rows("aid_programmes")
    return word_patterns("aid_programmes", rows, 0), rows


@lru_cache(maxsize=4)  # several readers of one sentence ask for them
def find_programmes(text: str, span: Span) -> tuple[Programme, ...]:
    """Return the programmes named in `text[span]`, in order."""
    patterns, rows = _programme_patterns()
    return tuple(
        Programme(r["programme"], r["donor"], r["kind"], r["status"], r["role"], r["instrument"], place)
        for r, place in ((rows[row], place) for row, place in patterns.find(text, *span))
    )


_PACKAGE = re.compile(
    r"\b(\d{1,2}(?:st|nd|rd|th))\s+(?:(?:military|defen[cs]e|aid|assistance|support|defen[cs]e materiel)\s+"
    r")*(?:package|aid package)",
    re.I,
)
_SUPPLIER = re.compile(
    r"\b(?:made|built|produced|manufactured|supplied|bought|purchased|ordered)\s+(?:by|from)\s+(?:the\s+"
    r")?(?P<a>(?:[A-Z][\w&-]+\s?){1,4})"
    r"|\b(?:firm|company|manufacturer|maker|contractor)\s+(?P<b>(?:[A-Z][\w&-]+\s?){1,4})"
    r"|\b(?P<c>(?:[A-Z][\w&-]+\s){0,3}(?:Industries|Rheinmetall|Raytheon|Lockheed Martin|Saab|"
    r"Kongsberg|Anduril|KNDS|Nammo|Patria|Thales|MBDA|Diehl|Baykar))\b"
)


def numbered_package(text: str, span: Span) -> str:
    """Return "28th package" where a sentence counts the donor's packages, else ""."""
    match = _PACKAGE.search(text, *span)
    return f"{match.group(1).lower()} package" if match else ""


def find_supplier(text: str, span: Span) -> str:
    """Return the maker or seller that the sentence names, "" where it names none."""
    match = _SUPPLIER.search(text, *span)
    if match is None:
        return ""
    name: str = (match.group("b") or match.group("a") or match.group("c")).strip()
    return "" if name in donor_names().values() else name
