"""Scoring the tone of many readings at once: one batch for the model, the results put back into the records."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

from pipeline.errors import SeedError
from pipeline.extract.scored import behind_lead, joined, spoken, versioned
from pipeline.extract.tone_files import CONFIG, fault, read_config
from pipeline.records import Portrayal, Reading, Span, Statement, Target
from pipeline.seeds import seed

log = logging.getLogger(__name__)

Pair = tuple[str, Span]  # what is scored (see extract/scored.py) and the target's offsets in it


class Scorer(Protocol):
    """What this stage needs of the tone model."""

    @property
    def version(self) -> str:
        """Return the model's version."""

    def score(self, pairs: Sequence[Pair]) -> Sequence[Any]:
        """Return for each pair: label, score, p_negative, p_neutral, p_positive."""


def load_scorer(threads: int = 2) -> Scorer | None:
    """Return the tone model, or None after one clear line where it is missing."""
    try:
        from pipeline.extract.tone import ToneModel

        model: Scorer = ToneModel.load(threads=threads)
    except (SeedError, ImportError) as error:
        log.warning("tone is not scored: %s", error)
        return None
    return model


def installed_version() -> str:
    """Return the version of the tone model that is installed, "" where a file of it is missing or damaged; loads
    nothing.
    """
    return "" if fault() else versioned(read_config(seed("model") / CONFIG).version)


def with_tones(texts: Sequence[str], readings: Sequence[Reading], scorer: Scorer | None) -> list[Reading]:
    """Return `readings` with every target's label and probabilities filled in; unchanged without a scorer."""
    if scorer is None:
        return list(readings)
    pairs: list[Pair] = []
    for text, reading in zip(texts, readings, strict=True):
        pairs += _pairs(text, reading)
    different = list(dict.fromkeys(pairs))
    scored = dict(zip(different, scorer.score(different), strict=True)) if different else {}
    tones = iter([scored[pair] for pair in pairs])
    return [_filled(reading, tones) for reading in readings]


def _pairs(text: str, reading: Reading) -> Iterator[Pair]:
    """Yield what is scored for every target, in the order in which `_filled` takes the results."""
    for statement in reading.statements:
        for target in statement.targets:
            yield behind_lead(*spoken(text, statement, target.span))
    for portrayal in reading.portrayals:
        yield joined(text, [portrayal.sentence], portrayal.target.span)


def _filled(reading: Reading, tones: Iterator[Any]) -> Reading:
    statements = tuple(_statement(statement, tones) for statement in reading.statements)
    portrayals = tuple(Portrayal(p.sentence, _target(p.target, next(tones))) for p in reading.portrayals)
    return replace(reading, statements=statements, portrayals=portrayals)


def _statement(statement: Statement, tones: Iterator[Any]) -> Statement:
    if not statement.targets:
        return statement
    return statement._replace(targets=tuple(_target(target, next(tones)) for target in statement.targets))


def _target(target: Target, tone: Any) -> Target:
    return replace(
        target,
        label=tone.label,
        score=tone.score,
        p_negative=tone.p_negative,
        p_neutral=tone.p_neutral,
        p_positive=tone.p_positive,
    )
