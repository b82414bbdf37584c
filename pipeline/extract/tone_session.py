"""The tone network as onnxruntime runs it: one pair at a time, on the thread that asks.

A name carries a tone of its own from the texts that a model has read, and training with exchanged names does not
wholly take it away. So a target that is a name is read without it first; only where that leaves doubt is it read with
the name as well, and the mean counts.
"""

import os
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.tone_input import Encoded, TargetEncoder, is_name
from pipeline.records import Span

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read on import: without it the library keeps and sends usage data
import onnxruntime

Readings = tuple[Encoded, ...]  # of one pair: as it stands, or where the target is a name without it and with it

# Probability from which the reading without the name is enough: on the development sets macro-F1 and accuracy are those
# of two readings of each name, at 1.24 readings a target.
SURE = 0.7


def readings_of(encoder: TargetEncoder, pairs: Sequence[tuple[str, Span]]) -> list[Readings]:
    """Return what the network reads of each pair."""
    plain, masked = encoder.encode(pairs), encoder.encode(pairs, masked=True)
    named = [is_name(sentence[slice(*span)]) for sentence, span in pairs]
    return [(b, a) if name else (a,) for a, b, name in zip(plain, masked, named, strict=True)]


class Session:
    """An inference session over the bytes of tone.onnx; threads may share it."""

    def __init__(self, content: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the caller's threads each run a pair of their own
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def logits(self, readings: Readings) -> NDArray[np.float32]:
        """Return the logits (3,) for negative, neutral and positive: of the first reading where it is sure, else the
        mean of all.
        """
        first = self._run(readings[0])
        if len(readings) == 1 or _certainty(first) >= SURE:
            return first
        total: NDArray[np.float32] = np.mean([first, *map(self._run, readings[1:])], axis=0, dtype=np.float32)
        return total

    def _run(self, item: Encoded) -> NDArray[np.float32]:
        ids = np.array([item.ids], dtype=np.int64)
        types = np.zeros_like(ids)
        types[0, slice(*item.target)] = 1
        outputs = self._session.run(None, {"ids": ids, "types": types})
        logits: NDArray[np.float32] = outputs[0][0]
        return logits


def _certainty(logits: NDArray[np.float32]) -> float:
    """Return the probability of the likeliest label, before calibration."""
    return float(1 / np.exp(logits.astype(np.float64) - logits.max()).sum())
