"""The trained network written as ONNX by hand, int8 with fixed ranges: operators that onnxruntime has fused, and no
more work than the head reads.

Every dense layer of the encoder multiplies integers. The range of what goes into it was fixed beforehand, so that a
sentence's result depends on nothing else in its batch. Weights have 7 bits: products of 8 and 7 bits cannot overflow
the 16 bits in which processors without VNNI add them, so that every processor computes the same. Of the last layer
only the positions that the head reads are computed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from pipeline.extract.tone_input import MAX_TOKENS
from pipeline.training.network import HEADS, LAYERS, WIDTH

OPSET, IR_VERSION = 17, 9
FUSED = "com.microsoft"  # the domain of onnxruntime's own operators
WEIGHT_TOP = 64  # 255 * 64 * 2 < 2 ** 15
EPSILON = 1e-12

Array = NDArray[Any]
Ranges = Mapping[str, tuple[float, float]]  # lowest and highest input of a dense layer, by the layer's name


def to_onnx(weights: Mapping[str, Array], ranges: Ranges) -> bytes:
    """Return the network as ONNX.

    Inputs, all int64: ids (batch, tokens), types (batch, tokens), places (batch, places): which tokens the head
    reads, the first one and then the marked target's. Output: logits (batch, 3). `weights` are named as in
    `ToneNetwork`, float32.
    """
    writer = _Writer(weights, ranges)
    states = writer.embedded()
    for number in range(LAYERS - 1):
        states = writer.layer(f"encoder.layer.{number}", states, states)
    read = writer.node("GatherND", [states, writer.node("Unsqueeze", ["places", writer.constant([-1])])], batch_dims=1)
    states = writer.layer(f"encoder.layer.{LAYERS - 1}", read, states)
    writer.head(states)
    return writer.model()


@dataclass
class _Writer:
    weights: Mapping[str, Array]
    ranges: Ranges
    nodes: list[Any] = field(default_factory=list)
    tensors: list[Any] = field(default_factory=list)

    def node(self, kind: str, inputs: list[str], *, fused: bool = False, output: str = "", **attributes: Any) -> str:
        output = output or f"v{len(self.nodes)}"
        domain = FUSED if fused else ""
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    def constant(self, value: Any) -> str:
        name = f"c{len(self.tensors)}"
        self.tensors.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def weight(self, name: str) -> str:
        return self.constant(self.weights[name])

    def embedded(self) -> str:
        """Return the states (batch, tokens, 384) before the first layer; words have int8 vectors, one scale each."""
        words = self.weights["embeddings.word_embeddings.weight"]
        scale = np.maximum(np.abs(words).max(axis=1, keepdims=True), EPSILON) / 127
        whole = self.constant(np.rint(words / scale).astype(np.int8))
        rows = self.node("Cast", [self.node("Gather", [whole, "ids"])], to=TensorProto.FLOAT)
        scales = self.node("Gather", [self.constant(scale.astype(np.float32)), "ids"])
        word = self.node("Mul", [rows, scales])
        kind = self.node("Gather", [self.weight("embeddings.token_type_embeddings.weight"), "types"])
        tokens = self.node("Slice", [self.node("Shape", ["ids"]), *map(self.constant, ([1], [2]))])
        table = self.constant(self.weights["embeddings.position_embeddings.weight"][:MAX_TOKENS])
        place = self.node("Slice", [table, self.constant([0]), tokens, self.constant([0])])
        return self.normed("embeddings.LayerNorm", self.node("Add", [word, place]), kind)

    def layer(self, name: str, read: str, states: str) -> str:
        """Return the new states of the positions `read`, which attend to all `states`."""
        own = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        if read == states:
            parts = self.dense(own, self.small(own[0], states))
        else:
            parts = self.dense(own[:1], self.small(own[0], read)) + self.dense(own[1:], self.small(own[0], states))
        attended = self.node("MultiHeadAttention", parts, fused=True, num_heads=HEADS)
        states = self.residual(f"{name}.attention.output", attended, read)
        (inner,) = self.dense([f"{name}.intermediate.dense"], self.small(f"{name}.intermediate.dense", states))
        return self.residual(f"{name}.output", self.node("Gelu", [inner], fused=True), states)

    def residual(self, name: str, values: str, states: str) -> str:
        (values,) = self.dense([f"{name}.dense"], self.small(f"{name}.dense", values))
        return self.normed(f"{name}.LayerNorm", values, states)

    def normed(self, name: str, one: str, two: str) -> str:
        weights = [self.weight(f"{name}.{part}") for part in ("weight", "bias")]
        # Not the fused SkipLayerNormalization, which takes five times as long (onnxruntime 1.32).
        return self.node("LayerNormalization", [self.node("Add", [one, two]), *weights], axis=-1, epsilon=EPSILON)

    def small(self, layer: str, values: str) -> tuple[str, str, str]:
        """Return `values` in 8 bits, with their scale and zero point: those fixed for what goes into `layer`."""
        lowest, highest = self.ranges[layer]
        scale = np.float32((highest - lowest) / 255)
        parts = self.constant(scale), self.constant(np.uint8(np.clip(round(-lowest / float(scale)), 0, 255)))
        return self.node("QuantizeLinear", [values, *parts]), *parts

    def dense(self, layers: list[str], values: tuple[str, str, str]) -> list[str]:
        """Return the outputs of dense layers that read the same values; they are multiplied as one."""
        weight = np.concatenate([self.weights[f"{name}.weight"] for name in layers]).T
        bias = np.concatenate([self.weights[f"{name}.bias"] for name in layers])
        scale = (np.maximum(np.abs(weight).max(axis=0), EPSILON) / WEIGHT_TOP).astype(np.float32)
        whole = np.rint(weight / scale).astype(np.int8)
        small, small_scale, zero = values
        inputs = [small, self.constant(whole), small_scale, self.constant(scale), zero]
        inputs += [self.constant(np.zeros(len(scale), np.int8)), self.constant(bias)]
        joint = self.node("MatMulIntegerToFloat", inputs, fused=True)
        if len(layers) == 1:
            return [joint]
        outputs = [f"{joint}.{number}" for number in range(len(layers))]
        widths = self.constant([WIDTH] * len(layers))
        self.nodes.append(helper.make_node("Split", [joint, widths], outputs, axis=-1))
        return outputs

    def head(self, states: str) -> None:
        """Write the head over the first token's state and the mean state of the target."""
        first = self.node("Gather", [states, self.constant(np.int64(0))], axis=1)
        rest = self.node("Slice", [states, *map(self.constant, ([1], [MAX_TOKENS], [1]))])
        target = self.node("ReduceMean", [rest], axes=[1], keepdims=0)
        both = self.node("Concat", [first, target], axis=-1)
        hidden = self.node("Tanh", [self.exact("head", both)])
        self.exact("out", hidden, output="logits")

    def exact(self, name: str, values: str, output: str = "") -> str:
        return self.node(
            "Gemm", [values, *(self.weight(f"{name}.{p}") for p in ("weight", "bias"))], output=output, transB=1
        )

    def model(self) -> bytes:
        def value(name: str, kind: int, width: str | int) -> Any:
            return helper.make_tensor_value_info(name, kind, ["batch", width])

        inputs = [value(name, TensorProto.INT64, "places" if name == "places" else "tokens") for name in INPUTS]
        outputs = [value("logits", TensorProto.FLOAT, 3)]
        graph = helper.make_graph(self.nodes, "tone", inputs, outputs, self.tensors)
        versions = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)]
        model = helper.make_model(graph, opset_imports=versions, ir_version=IR_VERSION)
        onnx.checker.check_model(model)
        content: bytes = model.SerializeToString()
        return content


INPUTS = ("ids", "types", "places")
