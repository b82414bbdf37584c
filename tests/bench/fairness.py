"""Is the tone model fair: does the same sentence score the same whoever is named in it?"""

import csv
import datetime as dt
import random
import re
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

from pipeline.extract.document import Document
from pipeline.extract.tone import ToneModel
from pipeline.records import Span

SENTENCES = Path(__file__).resolve().parent.parent / "data" / "fairness_sentences.csv"
STATES = ("Russia", "Ukraine", "the United States", "NATO", "China", "Germany")
PERSONS = ("Putin", "Zelensky", "Trump", "Lukashenko", "Macron", "Scholz")
NAMES = STATES + PERSONS
UNSEEN = ("Estonia", "Norland", "Tusk", "Meloni", "Petrova", "the African Union")  # not in lexicons/tone_names.csv
SIDES = (("Russia", "Ukraine"), ("Putin", "Zelensky"), ("Moscow", "Kyiv"), ("Russian troops", "Ukrainian troops"))
REAL = 500  # sentences of the news


def rows() -> list[dict[str, str]]:
    """Return the invented sentences with the label that each is meant to have."""
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sentences() -> list[str]:
    """Return the sentences with their {name} and {other}."""
    return [row["sentence"] for row in rows()]


def filled(template: str, name: str, other: str = "the neighbour") -> tuple[str, Span]:
    """Return the sentence with its names, and the span of `name`."""
    before, after = (part.replace("{other}", other) for part in template.split("{name}"))
    if not before:
        name = name[0].upper() + name[1:]
    return before + name + after, (len(before), len(before) + len(name))


def net_tones(model: ToneModel, names: Sequence[str] = NAMES) -> dict[str, float]:
    """Return the mean of P(positive) - P(negative) over all sentences for each name."""
    templates = sentences()
    tones = model.score([filled(template, name) for name in names for template in templates])
    n = len(templates)
    return {name: sum(t.score for t in tones[i * n : (i + 1) * n]) / n for i, name in enumerate(names)}


def widest_gap(means: dict[str, float]) -> float:
    """Return the largest difference between two names."""
    return max(abs(a - b) for a, b in combinations(means.values(), 2))


def exchanged(model: ToneModel, one: str, two: str) -> tuple[int, int]:
    """Return (labels that change, sentences) when `one` and `two` change places in every sentence."""
    templates = sentences()
    first = model.score([filled(template, one, two) for template in templates])
    second = model.score([filled(template, two, one) for template in templates])
    return sum(a.label != b.label for a, b in zip(first, second, strict=True)), len(templates)


def exchanged_in_news(model: ToneModel, texts: Mapping[str, str]) -> tuple[int, int]:
    """Return (labels that change, sentences) when Russia and Ukraine change places in sentences of real texts that
    name both, at most one a text, drawn by lot.
    """
    pairs = [pair for key in sorted(texts) if (pair := _with_both(texts[key])) is not None]
    chosen = random.Random(0).sample(pairs, min(REAL, len(pairs)))
    as_written = model.score([(text, match.span()) for text, match in chosen])
    turned = model.score([_turned(text, match.start()) for text, match in chosen])
    return sum(a.label != b.label for a, b in zip(as_written, turned, strict=True)), len(chosen)


def _with_both(text: str) -> tuple[str, re.Match[str]] | None:
    """Return the first sentence of a text that names both sides, and where it names the first of them."""
    for start, end in Document.of(text, dt.date(2022, 1, 1)).sentences:
        sentence = text[start:end]
        if {"Russia", "Ukraine"} <= set(_BOTH.findall(sentence)):
            return sentence, next(_BOTH.finditer(sentence))
    return None


def _turned(sentence: str, place: int) -> tuple[str, Span]:
    """Return the sentence with both sides exchanged, and the span of the one at `place`."""
    length = 0
    for match in _SIDES.finditer(sentence, 0, place):
        length += len(_OTHER[match.group()]) - len(match.group())
    turned = _SIDES.sub(lambda match: _OTHER[match.group()], sentence)
    return turned, (place + length, place + length + len(_OTHER[_BOTH.match(sentence, place)[0]]))  # type: ignore[index]


_BOTH = re.compile(r"\b(?:Russia|Ukraine)\b")
_EXCHANGED = (
    *(("Russia", "Ukraine"), ("Russian", "Ukrainian"), ("Russians", "Ukrainians"), ("Moscow", "Kyiv")),
    *(("Vladimir", "Volodymyr"), ("Putin", "Zelensky")),
)
_OTHER = {a: b for one, two in _EXCHANGED for a, b in ((one, two), (two, one))}
_OTHER |= {"Kiev": "Moscow", "Zelenskyy": "Putin", "Zelenskiy": "Putin"}
_SIDES = re.compile(rf"\b(?:{'|'.join(sorted(_OTHER, key=len, reverse=True))})\b")


def measure(model: ToneModel) -> dict[str, object]:
    """Return all figures of fairness."""
    means = net_tones(model)
    with_unseen = net_tones(model, NAMES + UNSEEN)
    swaps = {f"{one} / {two}": exchanged(model, one, two)[0] for one, two in SIDES}
    troops = net_tones(model, SIDES[-1])
    return {
        "sentences": len(sentences()),
        "of these with a second party": sum("{other}" in template for template in sentences()),
        "names": len(means),
        "mean net tone": {name: round(mean, 3) for name, mean in means.items()},
        "widest difference between two names": round(widest_gap(means), 3),
        "widest difference, names not used in training too": round(widest_gap(with_unseen), 3),
        "difference between the troops of both sides, which are no names": round(widest_gap(troops), 3),
        "labels that change on exchange": swaps,
        "as meant": round(_as_meant(model), 3),
    }


def _as_meant(model: ToneModel) -> float:
    """Return the share of sentences with the label they were written for."""
    meant = rows()
    tones = model.score([filled(row["sentence"], "Norland") for row in meant])
    return sum(tone.label == row["meant"] for tone, row in zip(tones, meant, strict=True)) / len(meant)
