"""From trained weights to the files that are shipped: tone.onnx (int8), tokenizer.json, config.json."""

import hashlib
import json
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from pipeline.extract.tone_input import TargetEncoder
from pipeline.extract.tone_session import Session, readings_of
from pipeline.training.examples import Example
from pipeline.training.metrics import fit_temperature
from pipeline.training.network import ToneNetwork, base_folder

OPSET = 17


class SingleSentence(nn.Module):
    """The network as it is shipped: one sentence, no padding, hence no mask."""

    def __init__(self, network: ToneNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, types: Tensor) -> Tensor:
        """Return logits (1, 3) of ids and types (1, tokens)."""
        logits: Tensor = self.network(ids, None, types)
        return logits


def export(
    network: ToneNetwork, folder: Path, version: str, development: Sequence[Example], base: Path | None = None
) -> float:
    """Write the shipped files into `folder` and return the temperature fitted on `development` (1.0 without any)."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile((base or base_folder()) / "tokenizer.json", folder / "tokenizer.json")
    content = quantized(network)
    (folder / "tone.onnx").write_bytes(content)
    temperature = 1.0
    if development:
        logits = int8_logits(content, TargetEncoder.load(folder / "tokenizer.json"), development)
        temperature = fit_temperature(np.array([example.label for example in development]), logits)
    config = {"version": version, "temperature": temperature, "sha256": hashlib.sha256(content).hexdigest()}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    return temperature


def quantized(network: ToneNetwork) -> bytes:
    """Return the network as ONNX with int8 weights, one scale a column; activations are quantised as it runs."""
    network.eval()
    ids = torch.randint(999, 20_000, (1, 16))
    types = torch.zeros_like(ids)
    types[:, 3:6] = 1
    with tempfile.TemporaryDirectory() as scratch:
        exact, prepared, small = (Path(scratch) / name for name in ("exact.onnx", "prepared.onnx", "small.onnx"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the exporter without dynamo is called deprecated; it needs no onnxscript
            torch.onnx.export(
                SingleSentence(network),
                (ids, types),
                str(exact),
                input_names=["ids", "types"],
                output_names=["logits"],
                dynamic_axes={"ids": {1: "tokens"}, "types": {1: "tokens"}},
                opset_version=OPSET,
                dynamo=False,
            )
        quant_pre_process(str(exact), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(str(prepared), str(small), weight_type=QuantType.QInt8, per_channel=True)
        return small.read_bytes()


def int8_logits(content: bytes, encoder: TargetEncoder, examples: Sequence[Example]) -> np.ndarray:
    """Return logits (n, 3) of the shipped network for the examples."""
    session = Session(content)
    readings = readings_of(encoder, [(example.sentence, example.span) for example in examples])
    return np.stack([session.logits(each) for each in readings]).astype(np.float32)
