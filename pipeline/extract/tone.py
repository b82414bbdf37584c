"""Tone towards a target: how a sentence portrays somebody it names. An estimate by a small model, wrong about once in
five; read shares, not rows.

Pairs run through the network in batches of one length, several batches at a time on threads of their own. The
network's ranges are fixed and nothing is padded, so that a result depends on sentence and span only, to the last bit.
"""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from pipeline import jsonlines
from pipeline.errors import InputError
from pipeline.extract.scored import versioned
from pipeline.extract.tone_files import CONFIG, NETWORK, TOKENIZER, ToneConfig, read_checked, read_config
from pipeline.extract.tone_input import TargetEncoder
from pipeline.extract.tone_session import Session, logits_of, readings_of
from pipeline.records import Span, ToneLabel
from pipeline.seeds import seed
from pipeline.settings import load_settings

LABELS: tuple[ToneLabel, ...] = get_args(ToneLabel)  # in the order of the network's outputs
CACHE_SIZE = 20_000  # pairs, about 10 MB
LINES_AT_ONCE = 512
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Tone:
    """Tone of one pair: the likeliest label, P(positive) - P(negative), and the three probabilities."""

    label: ToneLabel
    score: float
    p_negative: float
    p_neutral: float
    p_positive: float


class ToneModel:
    """The network, its tokenizer and its memory of pairs already scored; safe to share between threads."""

    def __init__(self, session: Session, encoder: TargetEncoder, config: ToneConfig, threads: int) -> None:
        self._session = session
        self._encoder = encoder
        self._config = config
        self._threads = threads
        self._cache: OrderedDict[bytes, Tone] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def load(cls, folder: Path | None = None, threads: int | None = None) -> "ToneModel":
        """Load tone.onnx, tokenizer.json and config.json from `folder` (default: the seeds); raise `SeedError` where
        one is missing or damaged.

        `threads` batches are scored at a time (default: the setting `threads`); no other thread is started.
        """
        folder = folder or seed("model")
        config = read_config(folder / CONFIG)
        session = Session(read_checked(folder / NETWORK, config))
        encoder = TargetEncoder.parse(read_checked(folder / TOKENIZER, config))
        return cls(session, encoder, config, threads or load_settings().threads)

    @property
    def version(self) -> str:
        """Return the version that results are marked with: that of the model, and that of what is scored."""
        return versioned(self._config.version)

    def score(self, pairs: Sequence[tuple[str, Span]]) -> list[Tone]:
        """Return one `Tone` a (sentence, target span) pair, in the order given; equal pairs get equal results in any
        company.

        Spans are offsets into the sentence, end exclusive. Texts longer than the network reads are cut around the
        target.
        """
        keys = [_key(sentence, span) for sentence, span in pairs]
        known = self._recall(keys)
        missing = {key: pair for key, pair in zip(keys, pairs, strict=True) if key not in known}
        known.update(zip(missing, self._run(list(missing.values())), strict=True))
        self._remember(known)
        return [known[key] for key in keys]

    def _run(self, pairs: list[tuple[str, Span]]) -> list[Tone]:
        logits = logits_of(self._session, readings_of(self._encoder, pairs), self._threads)
        return [_to_tone(row / self._config.temperature) for row in logits.astype(np.float64)]

    def _recall(self, keys: list[bytes]) -> dict[bytes, Tone]:
        with self._lock:
            return {key: self._cache[key] for key in keys if key in self._cache}

    def _remember(self, tones: dict[bytes, Tone]) -> None:
        with self._lock:
            for key, tone in tones.items():
                self._cache[key] = tone
                self._cache.move_to_end(key)
            while len(self._cache) > CACHE_SIZE:
                self._cache.popitem(last=False)


def score_jsonl(lines: Iterable[str], model: ToneModel) -> Iterator[str]:
    """Yield one JSON line for each line {"id", "text", "span": [start, end]}: {"id", "label", "score", "p_negative",
    "p_neutral", "p_positive"}.

    Blank lines are passed over. Raises `InputError` with the number of the line that cannot be read.
    """
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    while chunk := list(islice(numbered, LINES_AT_ONCE)):
        rows = [_read_line(number, line) for number, line in chunk]
        tones = model.score([(text, span) for _, text, span in rows])
        for (row_id, _, _), tone in zip(rows, tones, strict=True):
            yield json.dumps({"id": row_id, **asdict(tone)})  # ASCII: an id may hold what UTF-8 cannot


def _read_line(number: int, line: str) -> tuple[Any, str, Span]:
    try:
        row = jsonlines.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"line {number}: not JSON ({error}); expected {_EXPECTED}") from error
    if not isinstance(row, dict) or not {"id", "text", "span"} <= row.keys():
        raise InputError(f"line {number}: expected {_EXPECTED}")
    text, span = row["text"], row["span"]
    if not isinstance(text, str):
        raise InputError(f"line {number}: text is not a string; expected {_EXPECTED}")
    if not isinstance(span, list) or [type(offset) for offset in span] != [int, int]:
        raise InputError(f"line {number}: span {span!r} is not [start, end]; expected {_EXPECTED}")
    start, end = span
    if not 0 <= start < end <= len(text):
        raise InputError(f"line {number}: span {span} does not lie in the text of {len(text)} characters")
    return row["id"], text, (start, end)


_EXPECTED = '{"id": …, "text": "…", "span": [start, end]}'


def _key(sentence: str, span: Span) -> bytes:
    return hashlib.sha1(f"{span[0]}:{span[1]}:{sentence}".encode("utf-8", "replace"), usedforsecurity=False).digest()


def _to_tone(logits: NDArray[np.float64]) -> Tone:
    powers = np.exp(logits - logits.max())
    negative, neutral, positive = (float(p) for p in powers / powers.sum())
    return Tone(
        label=LABELS[int(np.argmax(logits))],
        score=round(positive - negative, DECIMALS),
        p_negative=round(negative, DECIMALS),
        p_neutral=round(neutral, DECIMALS),
        p_positive=round(positive, DECIMALS),
    )
