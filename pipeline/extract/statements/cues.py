"""The words that report speech (seeds/lexicons/cues.csv) and the verb forms they and other verbs take."""

import csv
from dataclasses import dataclass, field
from functools import cache

from pipeline.errors import SeedError
from pipeline.extract.lexicon import word_list
from pipeline.seeds import seed

FRAMES = frozenset({"clause", "that", "quote", "infinitive", "noun", "addressee", "wh", "words", "document"})
PARTICLES = frozenset(
    {"of", "for", "on", "about", "against", "to", "at", "in", "with", "by", "out", "as", "from", "aloud", "over"}
)


@dataclass(frozen=True, slots=True)
class Cue:
    """One form of a reporting verb: its base form, what may follow it, and the tense the form shows."""

    lemma: str
    frames: frozenset[str]
    form: str  # base, third, past, participle, gerund; noun, adjective
    is_noun_too: bool  # its base and third person are nouns as well: "claims", "report"
    speaks: bool = field(init=False)  # may stand beside a clause or a quotation ("..., X said")

    def __post_init__(self) -> None:
        object.__setattr__(self, "speaks", "clause" in self.frames or "quote" in self.frames)


def inflect(base: str) -> dict[str, str]:
    """Return the forms of a verb by their name; past and participle are the same word for regular verbs."""
    irregular = _irregular_verbs().get(base)
    past, participle = irregular if irregular else (_regular_past(base),) * 2
    return {"base": base, "third": _third(base), "past": past, "participle": participle, "gerund": _gerund(base)}


def _third(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ies"
    return base + "s"


def _stem(base: str) -> str:
    return base + base[-1] if base in word_list("doubling_verbs") else base


def _regular_past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ied"
    return _stem(base) + "ed"


def _gerund(base: str) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith("ee"):
        return base[:-1] + "ing"
    return _stem(base) + "ing"


@cache
def _irregular_verbs() -> dict[str, tuple[str, str]]:
    lines = seed("lexicons/irregular_verbs.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split() for line in lines if line and not line.startswith("#"))
    return {base: (past, participle) for base, past, participle in rows}


Entries = tuple[tuple[tuple[str, ...], Cue], ...]  # words that must follow (idioms first), the row


@cache
def cue_forms() -> dict[str, Entries]:
    """Return the reporting verbs by every form of their first word; `SeedError` where a row names an unknown frame."""
    forms: dict[str, list[tuple[tuple[str, ...], Cue]]] = {}
    with seed("lexicons/cues.csv").open(encoding="utf-8", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), start=2):
            frames = frozenset(row["frames"].split())
            unknown = frames - FRAMES - PARTICLES
            if unknown or not frames:
                raise SeedError(f"lexicons/cues.csv line {number}: unknown frames {sorted(unknown)}")
            verb, *rest = row["lemma"].split()
            for form, word in inflect(verb).items():
                entries = forms.setdefault(word, [])
                if not any(known == tuple(rest) for known, _ in entries):
                    entries.append((tuple(rest), Cue(row["lemma"], frames, form, row["noun_too"] == "yes")))
    for word, cue in _nouns_and_adjectives():
        forms.setdefault(word, []).append(((), cue))
    return {word: tuple(sorted(entries, key=lambda entry: -len(entry[0]))) for word, entries in forms.items()}


def _nouns_and_adjectives() -> list[tuple[str, Cue]]:
    found: list[tuple[str, Cue]] = []
    with seed("lexicons/cue_nouns.csv").open(encoding="utf-8", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), start=2):
            frames = frozenset(row["frames"].split())
            if row["class"] not in ("noun", "adjective") or frames - FRAMES - PARTICLES:
                raise SeedError(f"lexicons/cue_nouns.csv line {number}: unknown class or frame")
            cue = Cue(row["word"], frames, row["class"], row["class"] == "noun")
            found.append((row["word"], cue))
            if row["class"] == "noun":
                found.append((_third(row["word"]), cue))
    return found


@cache
def verb_forms() -> dict[str, str]:
    """Return common verb forms with the strongest reading of each: past, third, base, gerund, participle."""
    bases = (
        word_list("verbs")
        | frozenset(_irregular_verbs())
        | {
            cue.lemma.split()[0]
            for entries in cue_forms().values()
            for _, cue in entries
            if cue.form not in ("noun", "adjective")
        }
    )
    rank = {"past": 0, "participle": 1, "third": 2, "gerund": 3, "base": 4}
    forms: dict[str, str] = {}
    for base in sorted(bases):
        for form, word in inflect(base).items():
            if word not in forms or rank[form] < rank[forms[word]]:
                forms[word] = form
    return forms
