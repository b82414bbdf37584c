"""The tone network as onnxruntime runs it: one pair at a time, on the thread that asks."""

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from pipeline.extract.tone_input import Encoded


class Session:
    """An inference session over the bytes of tone.onnx; threads may share it."""

    def __init__(self, content: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the caller's threads each run a pair of their own
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def logits(self, item: Encoded) -> NDArray[np.float32]:
        """Return the logits (3,) for negative, neutral and positive."""
        ids = np.array([item.ids], dtype=np.int64)
        types = np.zeros_like(ids)
        types[0, slice(*item.target)] = 1
        outputs = self._session.run(None, {"ids": ids, "types": types})
        logits: NDArray[np.float32] = outputs[0][0]
        return logits
