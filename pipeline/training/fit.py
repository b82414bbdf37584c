"""The training loop: AdamW, warm-up and linear decay, a running average of the weights, a fixed number of epochs.

Development figures are printed but choose nothing: the development sets (343 and 442 targets) are too small to choose
an epoch by.
"""

import copy
import json
import math
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from pipeline.extract.tone_input import Encoded, TargetEncoder
from pipeline.training.examples import Example, NameExchange
from pipeline.training.forms import FORMS
from pipeline.training.metrics import accuracy, calibration_error, macro_f1, softmax
from pipeline.training.network import ToneNetwork, base_folder, to_tensors

HEAD_SEED = 1  # every run starts from the same head, so that the weights of several runs can be averaged


REPORT_STEPS = 50


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings of one run."""

    epochs: int = 2
    most_steps: int | None = None  # ends earlier than `epochs` where it is smaller; the rate falls to zero by then
    rate: float = 1e-4
    head_rate: float = 5e-4
    batch: int = 16
    seed: int = 1
    smoothing: float = 0.1
    balance: float = 1.0  # 0: classes weigh as often as they occur, 1: all alike, between: something between
    average: float = 0.995  # share of the old average kept at each step
    warm_up: float = 0.1  # share of all steps
    low_precision: bool = False  # bfloat16; faster only on CPUs that have it
    threads: int = 1


def fit(
    network: ToneNetwork,
    encoder: TargetEncoder,
    training: Sequence[Example],
    development: Mapping[str, Sequence[Example]],
    exchange: NameExchange,
    plan: Plan,
    *,
    report: Callable[[str], None],
    checkpoint: Path,
) -> ToneNetwork:
    """Train on `training` and return the averaged network; saved to `checkpoint` as it goes, figures to `report`."""
    torch.set_num_threads(plan.threads)
    torch.manual_seed(plan.seed)
    rng = random.Random(plan.seed)  # noqa: S311 - no secret
    averaged = copy.deepcopy(network)
    whole = math.ceil(len(training) / plan.batch) * plan.epochs
    steps = min(whole, plan.most_steps or whole)
    optimizer = torch.optim.AdamW(network.parameter_groups(plan.rate, plan.head_rate), weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate_at(step, steps, plan.warm_up))
    weights = _class_weights(training) ** plan.balance
    step, started = 0, time.monotonic()
    for epoch in range(plan.epochs):
        network.train()
        losses = []
        for batch in _batches(training, plan.batch, rng):
            loss = _loss(network, encoder, [exchange.apply(example, rng) for example in batch], weights, plan)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for p in network.parameters() if p.requires_grad], 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            _update_average(averaged, network, min(plan.average, (1 + step) / (10 + step)))
            losses.append(loss.item())
            if step % REPORT_STEPS == 0 or step == steps:
                save_network(averaged, checkpoint)
                report(
                    f"step {step}/{steps} {time.monotonic() - started:.0f} s loss {np.mean(losses[-REPORT_STEPS:]):.3f}"
                )
            if step == steps:
                break
        for name, examples in development.items():
            report(f"epoch {epoch + 1} {name} {json.dumps(figures(predict(averaged, encoder, examples), examples))}")
        if step == steps:
            break
    return averaged


def predict(network: ToneNetwork, encoder: TargetEncoder, examples: Sequence[Example]) -> NDArray[np.float32]:
    """Return logits (n, 3) of the examples, in their order."""
    network.eval()
    encoded = encoder.encode([(example.sentence, example.span) for example in examples])
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
    logits = np.zeros((len(encoded), 3), dtype=np.float32)
    with torch.inference_mode():
        for start in range(0, len(order), 32):
            rows = order[start : start + 32]
            logits[rows] = network(*to_tensors([encoded[i] for i in rows])).float().numpy()
    return logits


def figures(logits: NDArray[np.float32], examples: Sequence[Example]) -> dict[str, float]:
    """Return macro-F1, accuracy (per cent) and calibration error of logits for the examples."""
    truth = np.array([example.label for example in examples])
    guess = logits.argmax(axis=1)
    return {
        "f1": round(100 * macro_f1(truth, guess), 2),
        "accuracy": round(100 * accuracy(truth, guess), 2),
        "ece": round(calibration_error(truth, softmax(logits)), 4),
    }


def blend(checkpoints: Sequence[Path]) -> ToneNetwork:
    """Return a network whose weights are the mean of several runs' (a "model soup", Wortsman et al. 2022)."""
    states: list[dict[str, Tensor]] = [torch.load(path, weights_only=True) for path in checkpoints]
    mean = {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}
    network = ToneNetwork()
    network.load_state_dict(mean)
    return network


def load_network(path: Path) -> ToneNetwork:
    """Return the network saved at `path`."""
    return blend([path])


def save_network(network: ToneNetwork, path: Path) -> None:
    """Write the network's weights to `path`."""
    torch.save(network.state_dict(), path)


def base_encoder(form: str) -> TargetEncoder:
    """Return the encoder of one of `FORMS` with the base model's tokenizer."""
    return FORMS[form].load(base_folder() / "tokenizer.json")


def fresh_network() -> ToneNetwork:
    """Return the base encoder under the head that all runs start from."""
    torch.manual_seed(HEAD_SEED)
    return ToneNetwork.from_base()


def _loss(
    network: ToneNetwork, encoder: TargetEncoder, batch: Sequence[Example], weights: Tensor, plan: Plan
) -> Tensor:
    encoded: list[Encoded] = encoder.encode([(example.sentence, example.span) for example in batch])
    labels = torch.tensor([example.label for example in batch])
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=plan.low_precision):
        logits = network(*to_tensors(encoded))
    return functional.cross_entropy(logits.float(), labels, weight=weights, label_smoothing=plan.smoothing)


def _batches(examples: Sequence[Example], size: int, rng: random.Random) -> Iterator[list[Example]]:
    """Yield all examples once, in random batches of like length (sorted within windows of 40 batches)."""
    order = list(examples)
    rng.shuffle(order)
    batches = []
    for start in range(0, len(order), size * 40):
        window = sorted(order[start : start + size * 40], key=lambda example: len(example.sentence))
        batches += [window[i : i + size] for i in range(0, len(window), size)]
    rng.shuffle(batches)
    yield from batches


def _rate_at(step: int, steps: int, warm_up: float) -> float:
    warm = max(1, int(warm_up * steps))
    return (step + 1) / warm if step < warm else max(0.0, (steps - step) / max(1, steps - warm))


def _class_weights(examples: Sequence[Example]) -> Tensor:
    counts = np.bincount([example.label for example in examples], minlength=3)
    return torch.tensor(len(examples) / (3 * np.maximum(counts, 1)), dtype=torch.float)


@torch.no_grad()
def _update_average(averaged: ToneNetwork, network: ToneNetwork, keep: float) -> None:
    for old, new in zip(averaged.parameters(), network.parameters(), strict=True):
        if new.requires_grad:
            old.lerp_(new, 1 - keep)
