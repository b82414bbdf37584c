"""Precision of the word index of actions on labelled sentences: `python -m tests.bench.actions --snapshots FOLDER`.

tests/data/action_labels.csv names 200 sentences to which the index gave a class, drawn by chance, and whether one
reader found the class right.
"""

import argparse
import csv
from collections import Counter
from pathlib import Path

from pipeline.extract.actions import CLASSES, quad_class
from tests.bench.results import keep
from tests.bench.snapshots import texts_by_key

LABELS = Path(__file__).resolve().parent.parent / "data" / "action_labels.csv"


def measure(texts: dict[str, str]) -> dict[str, object]:
    """Return the precision of each class and of all, over the sentences that still get the class that was judged."""
    judged: Counter[tuple[str, str]] = Counter()
    changed = 0
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sentence = texts[row["item"]][int(row["start"]) : int(row["end"])]
            if quad_class(sentence) == row["class"]:
                judged[row["class"], row["right"]] += 1
            else:
                changed += 1
    figures: dict[str, object] = {}
    for name in CLASSES:
        right, n = judged[name, "yes"], judged[name, "yes"] + judged[name, "no"]
        figures[name] = {"n": n, "precision": round(right / n, 3)}
    right, n = sum(judged[name, "yes"] for name in CLASSES), judged.total()
    return {"all": {"n": n, "precision": round(right / n, 3)}, **figures, "class changed since": changed}


def main() -> None:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snapshots", type=Path, required=True, help="folder of feed snapshots")
    figures = measure(texts_by_key(parser.parse_args().snapshots))
    print(figures)
    keep("actions", {"command": "python -m tests.bench.actions --snapshots FOLDER", **figures})


if __name__ == "__main__":
    main()
