"""How good, fair, fast and small the shipped tone model is.

`python -m tests.bench.tone --dev dev_rw.jsonl dev_mt.jsonl [--snapshots FOLDER] [--experiment FOLDER]`: files in the
format of NewsMTSC; the folder of feed snapshots holds the sentences of tests/data/tone_war_labels.csv; that of the
experiment the network that this one is to be as fast as. Times say something on a quiet machine only; beside them
stands the time of the CPU, and that of the experiment's network on the same sentences.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime

from pipeline.extract.tone import LABELS, Tone, ToneModel
from pipeline.extract.tone_input import TargetEncoder
from pipeline.training.examples import Example, read_examples
from pipeline.training.metrics import (
    accuracy,
    accuracy_above,
    calibration_error,
    class_f1,
    fit_temperature,
    kappa,
    macro_f1,
    softmax,
)
from tests.bench import fairness, war
from tests.bench.results import keep
from tests.bench.snapshots import texts_by_key

SURE = 0.7
DRAWS = 200
BATCH = 32  # as the experiment ran its network
ROUNDS = 7


def quality(model: ToneModel, examples: Sequence[Example]) -> dict[str, object]:
    """Return macro-F1, F1 by class, how many of the targets called so are, and accuracy (per cent), accuracy and
    share at p >= 0.7, and the calibration error.
    """
    tones = model.score([(example.sentence, example.span) for example in examples])
    truth = np.array([example.label for example in examples])
    probabilities = _probabilities(tones)
    guess = probabilities.argmax(axis=1)
    sure, share = accuracy_above(truth, probabilities, SURE)
    return {
        "n": len(examples),
        "macro-F1": round(100 * macro_f1(truth, guess), 2),
        "F1": {label: round(100 * f1, 1) for label, f1 in zip(LABELS, class_f1(truth, guess), strict=True)},
        "right of those called": {
            label: round(100 * float((truth[guess == i] == i).mean()), 1) for i, label in enumerate(LABELS)
        },
        "accuracy": round(100 * accuracy(truth, guess), 2),
        "accuracy at p >= 0.7": round(100 * sure, 2),
        "share at p >= 0.7": round(100 * share, 1),
        "calibration error": round(calibration_error(truth, probabilities), 4),
    }


def calibration(model: ToneModel, examples: Sequence[Example]) -> dict[str, float]:
    """Return the calibration error where each half of the examples gets the temperature of the other, the mean over
    random halves; and the mean error that chance alone gives so few examples if every probability were exact.
    """
    truth = np.array([example.label for example in examples])
    probabilities = _probabilities(model.score([(example.sentence, example.span) for example in examples]))
    logits = np.log(np.maximum(probabilities, 1e-5))
    rng = np.random.default_rng(0)
    crossed, chance = [], []
    for _ in range(DRAWS):
        other = logits.copy()
        for part in (half := rng.permutation(len(truth)) < len(truth) // 2, ~half):
            other[part] = softmax(logits[part], fit_temperature(truth[~part], logits[~part]))
        crossed.append(calibration_error(truth, other))
        drawn = (rng.random((len(truth), 1)) > probabilities.cumsum(axis=1)[:, :2]).sum(axis=1)
        chance.append(calibration_error(drawn, probabilities))
    return {
        "calibration error, temperature of the other half": round(float(np.mean(crossed)), 4),
        "calibration error by chance, if every probability were exact": round(float(np.mean(chance)), 4),
    }


def war_quality(model: ToneModel, texts: dict[str, str]) -> dict[str, object]:
    """Return how far the readers agree (two independent ones, and a third who read most), and `quality` on the
    sentences on which both agree, and against each of them.
    """
    rows = war.rows("measuring")
    first, second, third = (war.labels(rows, reader) for reader in war.READERS)
    seen = third != war.UNREAD
    truths = {"both": war.agreed(rows), "reader a": first, "reader b": second}
    return {
        "kappa of two readers": round(kappa(first, second), 3),
        "kappa with a third": [round(kappa(labels[seen], third[seen]), 3) for labels in (first, second)],
        **{name: quality(model, war.examples(rows, texts, labels)) for name, labels in truths.items()},
    }


def spoken_quality(model: ToneModel, texts: dict[str, str]) -> dict[str, object]:
    """Return how far two readers agree on speakers' own words, and `quality` where they do."""
    found, first, second = war.spoken(texts)
    agreed = [example for example in found if example.label != war.UNREAD]
    return {"n": len(found), "kappa of two readers": round(kappa(first, second), 3), "both": quality(model, agreed)}


def speed(folder: Path | None, examples: Sequence[Example], threads: int) -> dict[str, float]:
    """Return targets a second by the clock, median and best of `ROUNDS` with an empty cache, and by the CPU's time."""
    pairs = [(example.sentence, example.span) for example in examples]
    clocks, cpus = [], []
    for _ in range(ROUNDS):
        model = ToneModel.load(folder, threads=threads)
        model.score([("Norland will arrive on Tuesday.", (0, 7))])
        clock, cpu = time.perf_counter(), time.process_time()
        model.score(pairs)
        clocks.append(len(pairs) / (time.perf_counter() - clock))
        cpus.append(len(pairs) / (time.process_time() - cpu))
    return {
        "a second": round(statistics.median(clocks)),
        "a second at best": round(max(clocks)),
        "a second of CPU": round(statistics.median(cpus)),
    }


def experiment_speed(folder: Path, examples: Sequence[Example]) -> float:
    """Return targets a second of CPU time of the experiment's network on one thread: padded batches, sorted by
    length.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    path = str(folder / "tone_int8.onnx")
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    encoder = TargetEncoder.load(folder / "tokenizer.json")
    started = time.process_time()
    encoded = sorted(encoder.encode([(e.sentence, e.span) for e in examples]), key=lambda each: len(each.ids))
    for start in range(0, len(encoded), BATCH):
        batch = encoded[start : start + BATCH]
        ids, mask, types = (np.zeros((len(batch), len(batch[-1].ids)), dtype=np.int64) for _ in range(3))
        for row, each in enumerate(batch):
            ids[row, : len(each.ids)] = each.ids
            mask[row, : len(each.ids)] = 1
            types[row, slice(*each.target)] = 1
        session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": types})
    return round(len(examples) / (time.process_time() - started))


def footprint(folder: Path | None) -> dict[str, float]:
    """Return seconds to load and peak memory (MB) of a fresh process that scores one long batch.

    Peak is VmHWM: what getrusage tells of a new process includes that of the process which started it.
    """
    code = (
        "import json, re, sys, time; from pathlib import Path; from pipeline.extract.tone import ToneModel\n"
        "start = time.perf_counter(); model = ToneModel.load(Path(sys.argv[1]) if sys.argv[1] else None, threads=2)\n"
        "load = time.perf_counter() - start; text = 'Norland will arrive. ' * 30\n"
        "model.score([(text, (i, i + 7)) for i in range(200)])\n"
        "peak = int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]) / 1024\n"
        "print(json.dumps({'load s': round(load, 2), 'peak MB': round(peak)}))"
    )
    shown = subprocess.run([sys.executable, "-c", code, str(folder or "")], capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(shown.stdout)
    return figures


def main() -> None:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", type=Path, nargs="+", required=True, help="JSONL files in the format of NewsMTSC")
    parser.add_argument("--snapshots", type=Path, help="folder of feed snapshots, for the sentences of the war")
    parser.add_argument("--experiment", type=Path, help="folder of the experiment's network, to compare the speed")
    parser.add_argument("--model", type=Path, help="folder of another model than the shipped one; keeps nothing")
    options = parser.parse_args()
    model = ToneModel.load(options.model)
    sets = {path.stem: read_examples(path) for path in options.dev}
    every = [example for examples in sets.values() for example in examples]
    figures: dict[str, object] = {
        "command": "python -m tests.bench.tone --dev dev_rw.jsonl dev_mt.jsonl --snapshots FOLDER --experiment FOLDER",
        "version": model.version,
        **{name: quality(model, examples) for name, examples in sets.items()},
        "all of these": {**quality(model, every), **calibration(model, every)},
        "fairness": fairness.measure(model),
        "1 thread": speed(options.model, every, 1),
        "2 threads": speed(options.model, every, 2),
        "load at that time": round(os.getloadavg()[0], 1),
        **footprint(options.model),
    }
    if options.experiment:
        figures["the experiment's network, 1 thread"] = {"a second of CPU": experiment_speed(options.experiment, every)}
    if options.snapshots:
        texts = texts_by_key(options.snapshots)
        figures["war of 2022"] = war_quality(model, texts)
        figures["war of 2022, speakers' own words"] = spoken_quality(model, texts)
        figures["labels that change when both sides change places in real sentences"] = fairness.exchanged_in_news(
            model, texts
        )
    print(json.dumps(figures, indent=2))
    if options.model is None:
        keep("tone", figures)


def _probabilities(tones: Sequence[Tone]) -> np.ndarray:
    return np.array([(tone.p_negative, tone.p_neutral, tone.p_positive) for tone in tones], dtype=np.float32)


if __name__ == "__main__":
    main()
