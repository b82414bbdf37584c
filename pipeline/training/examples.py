"""Training examples: sentences with a marked target and its tone, and the exchanges of names that keep the model from
learning names.
"""

import csv
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import InputError
from pipeline.records import Span
from pipeline.seeds import seed

LABELS = ("negative", "neutral", "positive")
# NewsMTSC writes 2.0, 4.0 and 6.0 for negative, neutral and positive.
NEWSMTSC_LABELS = {2: 0, 4: 1, 6: 2}


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence, one target in it, and the index of its label in `LABELS`."""

    sentence: str
    span: Span
    label: int


def read_examples(path: Path) -> list[Example]:
    """Read a JSONL file in the format of NewsMTSC, one `Example` a target; raise `InputError` with the line that is
    wrong.
    """
    examples = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            for target in row["targets"]:
                span = (int(target["from"]), int(target["to"]))
                label = NEWSMTSC_LABELS[int(target["polarity"])]
                examples.append(Example(row["sentence_normalized"], span, label))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{path} line {number}: not a NewsMTSC row ({error})") from error
    return examples


def select(examples: Iterable[Example], held_out: Iterable[Example]) -> list[Example]:
    """Return the examples without repeated (sentence, span) and without any sentence that is held out."""
    barred = {example.sentence for example in held_out}
    kept: dict[tuple[str, Span], Example] = {}
    for example in examples:
        if example.sentence not in barred:
            kept.setdefault((example.sentence, example.span), example)
    return list(kept.values())


class NameExchange:
    """Exchanges names in training examples, so that no name carries a tone of its own.

    The target becomes a random name with probability `names` and [MASK] with probability `masks` (these two rates:
    measured on NewsMTSC, a plainly trained model scores "Russia" 0.3 lower than "Ukraine" in the same sentence).
    States named beside the target are exchanged for others with probability `context`.
    """

    def __init__(
        self, principals: Sequence[str], others: Sequence[str], *, names: float, masks: float, context: float
    ) -> None:
        self._principals = principals
        self._others = others
        self._names = names
        self._masks = masks
        self._context = context
        self._states = _states()
        words = sorted({word for state in self._states for word in state}, key=len, reverse=True)
        self._any_state = re.compile(r"\b(" + "|".join(map(re.escape, words)) + r")\b")

    @classmethod
    def from_seeds(cls, *, names: float = 0.25, masks: float = 0.15, context: float = 0.5) -> "NameExchange":
        """Draw half of the names from lexicons/tone_names.csv, half from all actors and states."""
        principals = [row["name"] for row in _rows("lexicons/tone_names.csv")]
        others = [row["name"] for file in ("actors.csv", "countries.csv") for row in _rows(file)]
        return cls(principals, others, names=names, masks=masks, context=context)

    def apply(self, example: Example, rng: random.Random) -> Example:
        """Return the example with its names exchanged by chance, the span moved accordingly."""
        if rng.random() < self._context:
            example = self._exchange_states(example, rng)
        draw = rng.random()
        if draw < self._masks:
            return _with_target(example, "[MASK]")
        if draw < self._masks + self._names:
            return _with_target(example, rng.choice(rng.choice((self._principals, self._others))))
        return example

    def _exchange_states(self, example: Example, rng: random.Random) -> Example:
        """Exchange each state outside the target for another, the same one throughout the sentence."""
        start, end = example.span
        left, target, right = example.sentence[:start], example.sentence[start:end], example.sentence[end:]
        found = {match for side in (left, right) for match in self._any_state.findall(side)}
        new: dict[str, str] = {}
        for name, demonym in self._states:
            if name in found or demonym in found:
                new[name], new[demonym] = rng.choice(self._states)
        if not new:
            return example
        left, right = (self._any_state.sub(lambda match: new[match[0]], side) for side in (left, right))
        return replace(example, sentence=left + target + right, span=(len(left), len(left) + len(target)))


def _with_target(example: Example, name: str) -> Example:
    start, end = example.span
    sentence = example.sentence[:start] + name + example.sentence[end:]
    return replace(example, sentence=sentence, span=(start, start + len(name)))


def _states() -> tuple[tuple[str, str], ...]:
    """Return (name, demonym) of every state that has one."""
    rows = ((row["name"], row["demonyms"].split(";")[0]) for row in _rows("countries.csv"))
    return tuple((name, demonym) for name, demonym in rows if demonym and not demonym.endswith("'s"))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with seed(name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
