"""The ranges of numbers that the dense layers of the encoder read, for the fixed ranges of the int8 network."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from pipeline.extract.tone_input import Encoded
from pipeline.training.network import ToneNetwork, to_tensors

STEPS = 255  # of 8 bits
SAMPLE = 60_000  # numbers of a layer that a range is fitted to
NARROWEST = 0.2  # share of the whole range
GELU_LOWEST = -0.2  # what comes out of gelu is never below -0.17, and most of it is just there


def observe(network: ToneNetwork, readings: Sequence[Encoded]) -> dict[str, tuple[float, float]]:
    """Return for each dense layer of the encoder, by its name, the range in which 8 bits hold what it reads with the
    least squared error.

    The lowest and highest number of a sentence belong to one or two channels; a range that held them all would be so
    wide that all other numbers lost precision.
    """
    network.eval()
    return {name: fitted_range(values) for name, values in _inputs(network, readings)}


def fitted_range(values: NDArray[np.float32]) -> tuple[float, float]:
    """Return the lowest and highest number of the best 8-bit range for `values`; it holds 0."""
    lowest, highest = float(values.min()), float(values.max())
    sample = values[np.random.default_rng(0).integers(0, len(values), SAMPLE)]
    lows = [1.0] if lowest > GELU_LOWEST else np.geomspace(NARROWEST, 1, 8).tolist()
    highs = np.geomspace(NARROWEST, 1, 12).tolist()
    ranges = [(min(0.0, lowest * low), max(0.0, highest * high)) for high in highs for low in lows]
    return min(ranges, key=lambda ends: _error(sample, *ends))


def _error(values: NDArray[np.float32], lowest: float, highest: float) -> float:
    scale = (highest - lowest) / STEPS
    if scale <= 0:
        return float(np.mean(values**2))
    zero = np.clip(round(-lowest / scale), 0, STEPS)
    kept = (np.clip(np.rint(values / scale) + zero, 0, STEPS) - zero) * scale
    return float(np.mean((kept - values) ** 2))


def _inputs(network: ToneNetwork, readings: Sequence[Encoded]) -> Iterable[tuple[str, NDArray[np.float32]]]:
    seen: dict[str, list[NDArray[np.float32]]] = defaultdict(list)

    def watch(name: str) -> Any:
        def note(_: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            seen[name].append(inputs[0].numpy().reshape(-1))

        return note

    layers = [(name, layer) for name, layer in network.named_modules() if isinstance(layer, nn.Linear)]
    hooks = [layer.register_forward_pre_hook(watch(name)) for name, layer in layers if name.startswith("encoder.")]
    with torch.inference_mode():
        for reading in readings:
            ids, _, types = to_tensors([reading])
            network(ids, None, types)
    for hook in hooks:
        hook.remove()
    return ((name, np.concatenate(parts)) for name, parts in seen.items())
