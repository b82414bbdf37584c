"""Sentences of the war with the labels of tests/data/tone_war_labels.csv, to measure on and to train on.

`python -m tests.bench.war --snapshots FOLDER -o war.jsonl [--half 0|1]` writes those on which both readers agree in the
format of NewsMTSC: all, or one half of the items, so that what was trained on one half is measured on the other.
"""

import argparse
import csv
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.tone import LABELS
from pipeline.training.examples import NEWSMTSC_LABELS, Example
from tests.bench.snapshots import texts_by_key

FILE = Path(__file__).resolve().parent.parent / "data" / "tone_war_labels.csv"
READERS = ("label_a", "label_b", "label_c")  # columns of FILE
UNREAD = -1

Row = dict[str, str]
Labels = NDArray[np.int64]


def rows(half: int | None = None) -> list[Row]:
    """Return the labelled targets; with `half` (0 or 1) those of every second item, in an order by chance."""
    with FILE.open(encoding="utf-8", newline="") as file:
        every = list(csv.DictReader(file))
    items = sorted({row["item"] for row in every})
    random.Random(7).shuffle(items)
    chosen = set(items if half is None else items[half::2])
    return [row for row in every if row["item"] in chosen]


def labels(of: Sequence[Row], reader: str) -> Labels:
    """Return the labels that a reader gave, as indices into `LABELS`; `UNREAD` where there is none."""
    return np.array([LABELS.index(row[reader]) if row[reader] in LABELS else UNREAD for row in of])


def agreed(of: Sequence[Row]) -> Labels:
    """Return the labels on which both independent readers agree; `UNREAD` where they do not."""
    first, second = (labels(of, reader) for reader in READERS[:2])
    return np.where(first == second, first, UNREAD)


def examples(of: Sequence[Row], texts: dict[str, str], truth: Labels) -> list[Example]:
    """Return the rows that have a label as examples."""
    found = []
    for row, label in zip(of, truth.tolist(), strict=True):
        start, end = int(row["sentence_start"]), int(row["sentence_end"])
        span = (int(row["target_start"]) - start, int(row["target_end"]) - start)
        if label != UNREAD:
            found.append(Example(texts[row["item"]][start:end], span, label))
    return found


def as_line(example: Example) -> str:
    """Return an example as a line in the format of NewsMTSC."""
    (polarity,) = (written for written, label in NEWSMTSC_LABELS.items() if label == example.label)
    target = {"from": example.span[0], "to": example.span[1], "polarity": polarity}
    return json.dumps({"sentence_normalized": example.sentence, "targets": [target]})


def main() -> None:
    """Write the sentences on which both readers agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snapshots", type=Path, required=True, help="folder of feed snapshots")
    parser.add_argument("--half", type=int, choices=(0, 1), help="one half of the items only")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    chosen = rows(options.half)
    written = examples(chosen, texts_by_key(options.snapshots), agreed(chosen))
    options.output.write_text("".join(as_line(each) + "\n" for each in written), encoding="utf-8")


if __name__ == "__main__":
    main()
