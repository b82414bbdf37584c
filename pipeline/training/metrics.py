"""Figures of a three-class classifier, in numpy: macro-F1, accuracy, calibration error, temperature, kappa."""

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]
Probabilities = NDArray[np.float32]

BINS = 15


def softmax(logits: NDArray[np.float32], temperature: float = 1.0) -> Probabilities:
    """Return probabilities (n, 3) of logits (n, 3) divided by `temperature`."""
    shifted = (logits - logits.max(axis=1, keepdims=True)) / temperature
    powers = np.exp(shifted)
    probabilities: Probabilities = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return probabilities


def class_f1(truth: Labels, guess: Labels, classes: int = 3) -> list[float]:
    """Return F1 of each class, 0 where a class occurs in neither."""
    scores = []
    for label in range(classes):
        hits = int(np.sum((truth == label) & (guess == label)))
        total = int(np.sum(truth == label) + np.sum(guess == label))
        scores.append(2 * hits / total if total else 0.0)
    return scores


def macro_f1(truth: Labels, guess: Labels) -> float:
    """Return the mean of the classes' F1."""
    return float(np.mean(class_f1(truth, guess)))


def accuracy(truth: Labels, guess: Labels) -> float:
    """Return the share of right guesses."""
    return float(np.mean(truth == guess))


def calibration_error(truth: Labels, probabilities: Probabilities) -> float:
    """Return the expected calibration error: mean |accuracy - confidence| over 15 equal bins of confidence (Guo et
    al. 2017).
    """
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == truth
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [abs(right[bins == b].mean() - confidence[bins == b].mean()) * np.mean(bins == b) for b in np.unique(bins)]
    return float(sum(gaps))


def accuracy_above(truth: Labels, probabilities: Probabilities, threshold: float) -> tuple[float, float]:
    """Return (accuracy, share) of the guesses whose probability is at least `threshold`; (nan, 0) where there is
    none.
    """
    sure = probabilities.max(axis=1) >= threshold
    if not sure.any():
        return float("nan"), 0.0
    return accuracy(truth[sure], probabilities[sure].argmax(axis=1)), float(sure.mean())


def fit_temperature(truth: Labels, logits: NDArray[np.float32]) -> float:
    """Return the temperature of least log loss (Guo et al. 2017), to 0.01 between 0.3 and 3."""
    grid = np.arange(0.3, 3.0, 0.01)
    rows = np.arange(len(truth))
    losses = [-np.log(softmax(logits, float(t))[rows, truth] + 1e-9).mean() for t in grid]
    return round(float(grid[int(np.argmin(losses))]), 2)


def kappa(first: Labels, second: Labels, classes: int = 3) -> float:
    """Return Cohen's kappa of two readings of the same items."""
    agreed = float(np.mean(first == second))
    chance = float(sum(np.mean(first == c) * np.mean(second == c) for c in range(classes)))
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0
