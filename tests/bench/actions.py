"""Precision of the word index of actions: `python -m tests.bench.actions --snapshots FOLDER`.

tests/data/action_quotes.csv names quotations to which the index gave a class, as the program reads them out of
articles, and what two independent readers found of it; the list was mended on the first set and not on the second.
tests/data/action_labels.csv names whole sentences and what one reader found.
"""

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.extract.actions import CLASSES, quad_class
from pipeline.training.metrics import kappa
from tests.bench.results import keep
from tests.bench.snapshots import texts_by_key

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Judged:
    """A text with the class that readers judged, and whether each of them found it right."""

    text: str
    name: str
    right: tuple[bool, ...]
    by_chance: bool = True  # drawn from all, not from a class that is rare


def quotations(texts: dict[str, str], which: str) -> Iterator[Judged]:
    """Yield the quotations of one set."""
    for row in _rows("action_quotes.csv"):
        if row["set"] == which:
            spans = [tuple(map(int, span.split("-"))) for span in row["words"].split()]
            quote = " ... ".join(texts[row["item"]][start:end] for start, end in spans)
            right = (row["right_a"] == "yes", row["right_b"] == "yes")
            yield Judged(quote, row["class"], right, row["drawn"] == "chance")


def sentences(texts: dict[str, str]) -> Iterator[Judged]:
    """Yield the whole sentences."""
    for row in _rows("action_labels.csv"):
        sentence = texts[row["item"]][int(row["start"]) : int(row["end"])]
        yield Judged(sentence, row["class"], (row["right"] == "yes",))


def measure(judged: list[Judged]) -> dict[str, object]:
    """Return the precision (right for every reader) of all that were drawn by chance, and of each class, over what
    still gets the class that was judged.
    """
    same = [each for each in judged if quad_class(each.text) == each.name]
    figures: dict[str, object] = {"all, by chance": _precision([each for each in same if each.by_chance])}
    figures |= {name: _precision([each for each in same if each.name == name]) for name in CLASSES}
    figures["class changed since"] = len(judged) - len(same)
    if len(judged[0].right) > 1:
        first, second = (np.array([each.right[reader] for each in judged], dtype=int) for reader in (0, 1))
        figures["kappa of the readers"] = round(kappa(first, second), 3)
    return figures


def _precision(judged: list[Judged]) -> dict[str, float]:
    right = sum(all(each.right) for each in judged)
    return {"n": len(judged), "precision": round(right / len(judged), 3)}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def main() -> None:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snapshots", type=Path, required=True, help="folder of feed snapshots")
    texts = texts_by_key(parser.parse_args().snapshots)
    figures = {
        "quotations, mended on": measure(list(quotations(texts, "first"))),
        "quotations, not looked at before": measure(list(quotations(texts, "second"))),
        "sentences": measure(list(sentences(texts))),
    }
    for name, each in figures.items():
        print(name, each)
    keep("actions", {"command": "python -m tests.bench.actions --snapshots FOLDER", **figures})


if __name__ == "__main__":
    main()
