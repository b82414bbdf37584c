"""What the words around a name say: roles ("spokesman"), qualifiers ("former"), bodies of a state, given names.

All of it is data: seeds/lexicons/roles.csv, bodies.csv and given_names_*.txt, each row with an example.
"""

import csv
import functools
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import SeedError
from pipeline.extract.actors.registry import Registry, fold
from pipeline.extract.lexicon import word_list
from pipeline.seeds import seed

QUALIFIERS = ("past", "lesser", "coming", "still")
NOT_IN_OFFICE = frozenset({"past", "lesser", "coming"})  # of whom somebody is qualified by one of these
FEMALE_HONORIFICS = frozenset({"mrs", "ms", "miss", "dame", "lady", "baroness", "madame", "frau"})
MALE_HONORIFICS = frozenset({"mr", "sir", "lord", "baron", "monsieur", "herr"})

# Countries whose people are named family name first, so that their first word is no given name.
_FAMILY_NAME_FIRST = frozenset({"CHN", "KOR", "PRK", "VNM"})


@dataclass(frozen=True, slots=True)
class Body:
    """One organ that most states have ("foreign ministry"): the words that name it and the listed ones by country."""

    name: str
    words: tuple[str, ...]
    actors: dict[str, str]  # country -> actor_id
    bare: dict[str, str]  # words that mean one country's body even alone ("MoD") -> that country


@functools.cache
def roles() -> dict[str, frozenset[str]]:
    """Return the word class -> its words in lower case (see the examples in roles.csv)."""
    return {
        row["class"]: frozenset(fold(word) for word in row["words"].split(";"))
        for row in _rows(seed("lexicons/roles.csv"), ("class", "words"))
    }


@functools.cache
def qualifiers() -> dict[str, str]:
    """Return the qualifying word -> its class: past, lesser, coming or still."""
    return {word: kind for kind in QUALIFIERS for word in roles()[kind]}


@functools.lru_cache(maxsize=4096)
def class_of(word: str) -> str | None:
    """Return the class of a role noun, one or several, that says who speaks; None where it is none."""
    for kind in ("spokesperson", "document", "official", "anonymous", "people", "kin", "title"):
        if word in roles()[kind] or (word.endswith("s") and word[:-1] in roles()[kind]):
            return kind
    return None


def is_one_human(word: str) -> bool:
    """Tell whether a role noun means one human being, who is "he" or "she" then: "an aide", no "team", no "report"."""
    if word in roles()["collective"] or (word.endswith("s") and not word.endswith("ss")):
        return False
    return class_of(word) not in (None, "document") or word in roles()["female"] or word in roles()["male"]


def gender_of(word: str) -> str:
    """Return what a role noun says of who bears it: f ("spokeswoman", "widow"), m, "" where it is open."""
    if word.endswith("woman") or word in roles()["female"]:
        return "f"
    return "m" if word in roles()["male"] or (word.endswith("man") and class_of(word) is not None) else ""


@functools.cache
def bodies() -> dict[str, Body]:
    """Return the bodies of a state by name."""
    found: dict[str, Body] = {}
    for row in _rows(seed("lexicons/bodies.csv"), ("body", "words", "actors", "bare")):
        found[row["body"]] = Body(
            row["body"], tuple(row["words"].split(";")), _pairs(row["actors"]), _pairs(row["bare"])
        )
    return found


@functools.lru_cache(maxsize=4)
def given_names(registry: Registry) -> dict[str, str]:
    """Return the given name in lower case -> m or f: those of the listed people and of the two word lists."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for actor in registry.actors.values():
        first, _, rest = fold(actor.name).partition(" ")
        if actor.is_person and rest and actor.gender and actor.country not in _FAMILY_NAME_FIRST and len(first) > 2:
            votes[first][actor.gender] += 1
    names = {first: count.most_common(1)[0][0] for first, count in votes.items()}
    return names | dict.fromkeys(word_list("given_names_f"), "f") | dict.fromkeys(word_list("given_names_m"), "m")


def _pairs(cell: str) -> dict[str, str]:
    return dict(pair.split(":", 1) for pair in cell.split(";") if ":" in pair)


def _rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if not rows or any(row.get(column) is None for row in rows for column in columns):
        raise SeedError(f"{path}: every row needs the columns {', '.join(columns)}")
    return rows
