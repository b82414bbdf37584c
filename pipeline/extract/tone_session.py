"""The tone network as onnxruntime runs it: one pair at a time, on the thread that asks.

A name carries a tone of its own from the texts that a model has read, and training with exchanged names does not
wholly take it away. So a target that is a name is read twice, once with the name and once without it, and the mean
counts.
"""

from collections.abc import Sequence

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from pipeline.extract.tone_input import Encoded, TargetEncoder, is_name
from pipeline.records import Span

Readings = tuple[Encoded, ...]  # of one pair: with the name, and without it where the target is a name


def readings_of(encoder: TargetEncoder, pairs: Sequence[tuple[str, Span]]) -> list[Readings]:
    """Return what the network reads of each pair."""
    plain, masked = encoder.encode(pairs), encoder.encode(pairs, masked=True)
    named = [is_name(sentence[slice(*span)]) for sentence, span in pairs]
    return [(a, b) if name else (a,) for a, b, name in zip(plain, masked, named, strict=True)]


class Session:
    """An inference session over the bytes of tone.onnx; threads may share it."""

    def __init__(self, content: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the caller's threads each run a pair of their own
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def logits(self, readings: Readings) -> NDArray[np.float32]:
        """Return the logits (3,) for negative, neutral and positive, the mean of the readings."""
        total: NDArray[np.float32] = np.mean([self._run(item) for item in readings], axis=0, dtype=np.float32)
        return total

    def _run(self, item: Encoded) -> NDArray[np.float32]:
        ids = np.array([item.ids], dtype=np.int64)
        types = np.zeros_like(ids)
        types[0, slice(*item.target)] = 1
        outputs = self._session.run(None, {"ids": ids, "types": types})
        logits: NDArray[np.float32] = outputs[0][0]
        return logits
