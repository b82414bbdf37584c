"""Sentences of the war with the labels of tests/data/tone_war_labels.csv, to measure on and to train on.

`python -m tests.bench.war --snapshots FOLDER --news train.jsonl -o mixed.jsonl` writes the sentences of the training
part on which both readers agree, in the format of NewsMTSC, and behind them lines of NewsMTSC drawn by chance, so that
a network trained on both forgets neither. The measuring part is of other items and only ever measured on.
"""

import argparse
import csv
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.scored import behind_lead, joined
from pipeline.extract.tone import LABELS
from pipeline.records import Span
from pipeline.training.examples import NEWSMTSC_LABELS, Example
from tests.bench.snapshots import texts_by_key

FILE = Path(__file__).resolve().parent.parent / "data" / "tone_war_labels.csv"
SPOKEN = FILE.with_name("tone_spoken_labels.csv")
READERS = ("label_a", "label_b", "label_c")  # columns of FILE
UNREAD = -1
DRAWN = 1_900  # lines of NewsMTSC, twice as many as there are sentences of the war

Part = Literal["measuring", "training"]

Row = dict[str, str]
Labels = NDArray[np.int64]


def rows(part: Part) -> list[Row]:
    """Return the labelled targets of one part."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["part"] == part]


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


def spoken(texts: dict[str, str]) -> tuple[list[Example], Labels, Labels]:
    """Return the labelled targets of speakers' own words as they are scored, with the label on which both readers agree
    (`UNREAD` where they do not), and the labels of each.
    """
    with SPOKEN.open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    first, second = (labels(read, reader) for reader in READERS[:2])
    found = []
    for row, label in zip(read, np.where(first == second, first, UNREAD).tolist(), strict=True):
        parts = [_offsets(part) for part in row["words"].split()]
        words, span = behind_lead(*joined(texts[row["item"]], parts, _offsets(row["target"])))
        found.append(Example(words, span, label))
    return found, first, second


def _offsets(written: str) -> Span:
    start, end = written.split("-")
    return int(start), int(end)


def as_line(example: Example) -> str:
    """Return an example as a line in the format of NewsMTSC."""
    (polarity,) = (written for written, label in NEWSMTSC_LABELS.items() if label == example.label)
    target = {"from": example.span[0], "to": example.span[1], "polarity": polarity}
    return json.dumps({"sentence_normalized": example.sentence, "targets": [target]})


def drawn(news: Path, count: int) -> list[str]:
    """Return `count` lines of a file by chance, the same at every call."""
    lines = news.read_text(encoding="utf-8").splitlines()
    random.Random(3).shuffle(lines)
    return lines[:count]


def main() -> None:
    """Write the sentences of the training part on which both readers agree, and some of NewsMTSC."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snapshots", type=Path, required=True, help="folder of feed snapshots")
    parser.add_argument("--news", type=Path, required=True, help="training set of NewsMTSC, JSONL")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    chosen = rows("training")
    war = examples(chosen, texts_by_key(options.snapshots), agreed(chosen))
    lines = [*map(as_line, war), *drawn(options.news, DRAWN)]
    options.output.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
