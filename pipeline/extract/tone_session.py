"""The tone network as onnxruntime runs it: batches of readings of one length, without padding, several at a time.

A name carries a tone of its own from the texts that a model has read, and training with exchanged names does not
wholly take it away. So a target that is a name is read without it first; only where that leaves doubt is it read with
the name as well, and the mean counts.
"""

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import SeedError
from pipeline.extract.tone_input import Encoded, TargetEncoder, is_name
from pipeline.records import Span

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read on import: without it the library keeps and sends usage data
import onnxruntime

Readings = tuple[Encoded, ...]  # of one pair: as it stands, or where the target is a name without it and with it
Logits = NDArray[np.float32]

BATCH_TOKENS = 512  # beyond some hundreds a batch is no faster, only larger
# Probability from which the reading without the name is enough: on the development sets macro-F1 and accuracy are those
# of two readings of each name, at 1.14 readings a target.
SURE = 0.6


class Session:
    """An inference session over the bytes of tone.onnx; threads may share it. `SeedError` where onnxruntime cannot use
    them.
    """

    def __init__(self, content: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the caller's threads each run a batch of their own
        options.inter_op_num_threads = 1
        # The file's operators are fused already; the further fusions (Add and LayerNormalization) are slower.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        try:
            self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the library has a type of its own for each fault, with no base but Exception
            why = str(error).split("\n")[0]
            raise SeedError(f"tone model: onnxruntime cannot load the network ({why}); install it again") from error

    def logits(self, batch: Sequence[Encoded]) -> Logits:
        """Return the logits (n, 3) for negative, neutral and positive of readings of one length whose targets have
        one length.

        Each row depends on its own reading only, to the last bit.
        """
        ids = np.array([reading.ids for reading in batch], dtype=np.int64)
        types = np.zeros_like(ids)
        places = np.zeros((len(batch), 1 + _shape(batch[0])[1]), dtype=np.int64)
        for row, reading in enumerate(batch):
            types[row, slice(*reading.target)] = 1
            places[row, 1:] = np.arange(*reading.target)
        logits: Logits = self._session.run(None, {"ids": ids, "types": types, "places": places})[0]
        return logits


def readings_of(encoder: TargetEncoder, pairs: Sequence[tuple[str, Span]]) -> list[Readings]:
    """Return what the network may read of each pair."""
    encoded = zip(pairs, encoder.encode_both(pairs), strict=True)
    return [(masked, plain) if is_name(text[slice(*span)]) else (plain,) for (text, span), (plain, masked) in encoded]


def logits_of(session: Session, readings: Sequence[Readings], threads: int = 1) -> Logits:
    """Return the logits (n, 3) of n pairs: of the first reading where it is sure, else the mean of all."""
    known = _run(session, (each[0] for each in readings), threads)
    doubtful = [each for each in readings if len(each) > 1 and _certainty(known[each[0]]) < SURE]
    known |= _run(session, (reading for each in doubtful for reading in each[1:]), threads)
    means = {each: np.mean([known[reading] for reading in each], axis=0, dtype=np.float32) for each in doubtful}
    rows = [means.get(each, known[each[0]]) for each in readings]
    return np.stack(rows) if rows else np.zeros((0, 3), dtype=np.float32)


def batches_of(readings: Iterable[Encoded]) -> list[list[Encoded]]:
    """Return the different ones of the readings in batches that `Session.logits` takes, the longest readings first."""
    alike: dict[tuple[int, int], list[Encoded]] = {}
    for reading in dict.fromkeys(readings):
        alike.setdefault(_shape(reading), []).append(reading)
    batches = []
    for shape in sorted(alike, reverse=True):
        group, size = alike[shape], max(1, BATCH_TOKENS // shape[0])
        batches += [group[start : start + size] for start in range(0, len(group), size)]
    return batches


def _run(session: Session, readings: Iterable[Encoded], threads: int) -> dict[Encoded, Logits]:
    batches = batches_of(readings)
    if threads == 1 or len(batches) < 2:
        results = [session.logits(batch) for batch in batches]
    else:
        with ThreadPoolExecutor(threads) as pool:
            results = list(pool.map(session.logits, batches))
    pairs = zip(batches, results, strict=True)
    return {reading: row for batch, rows in pairs for reading, row in zip(batch, rows, strict=True)}


def _shape(reading: Encoded) -> tuple[int, int]:
    """Return the numbers of tokens, of all and of the marked target."""
    return len(reading.ids), reading.target[1] - reading.target[0]


def _certainty(logits: Logits) -> float:
    """Return the probability of the likeliest label, before calibration."""
    return float(1 / np.exp(logits.astype(np.float64) - logits.max()).sum())
