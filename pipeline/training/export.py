"""From trained weights to the files that are shipped: tone.onnx (int8), tokenizer.json, config.json."""

import hashlib
import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipeline.extract.tone_input import TargetEncoder
from pipeline.extract.tone_session import Session, logits_of, readings_of
from pipeline.training.examples import Example
from pipeline.training.graph import to_onnx
from pipeline.training.metrics import fit_temperature
from pipeline.training.network import ToneNetwork, base_folder
from pipeline.training.ranges import observe

WATCHED = 125  # training sentences from which the ranges are taken


def export(
    network: ToneNetwork,
    folder: Path,
    version: str,
    training: Sequence[Example],
    development: Sequence[Example],
    base: Path | None = None,
) -> float:
    """Write the shipped files into `folder` and return the temperature.

    The ranges of the int8 network are taken from some of `training`, the temperature from `development` (1.0 without
    any).
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile((base or base_folder()) / "tokenizer.json", folder / "tokenizer.json")
    encoder = TargetEncoder.load(folder / "tokenizer.json")
    content = quantized(network, encoder, training)
    (folder / "tone.onnx").write_bytes(content)
    temperature = 1.0
    if development:
        logits = int8_logits(content, encoder, development)
        temperature = fit_temperature(np.array([example.label for example in development]), logits)
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("tone.onnx", "tokenizer.json")}
    config = {"version": version, "temperature": temperature, "sha256": sums}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    return temperature


def quantized(network: ToneNetwork, encoder: TargetEncoder, training: Sequence[Example]) -> bytes:
    """Return the network as ONNX with int8 weights and fixed ranges."""
    order = list(training)
    random.Random(0).shuffle(order)  # noqa: S311 - no secret
    pairs = [(example.sentence, example.span) for example in order[: 2 * WATCHED : 2]]
    half = (len(pairs) + 1) // 2  # targets are read with their names and without
    ranges = observe(network, encoder.encode(pairs[:half]) + encoder.encode(pairs[half:], masked=True))
    return to_onnx({name: weight.numpy() for name, weight in network.state_dict().items()}, ranges)


def int8_logits(content: bytes, encoder: TargetEncoder, examples: Sequence[Example]) -> np.ndarray:
    """Return logits (n, 3) of the shipped network for the examples."""
    pairs = [(example.sentence, example.span) for example in examples]
    return logits_of(Session(content), readings_of(encoder, pairs))
