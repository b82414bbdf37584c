"""Figures of a classifier against values worked out by hand."""

import numpy as np
import pytest

from pipeline.training import metrics

TRUTH = np.array([0, 0, 1, 1, 2, 2])
GUESS = np.array([0, 1, 1, 1, 2, 0])


def test_f1_and_accuracy() -> None:
    assert metrics.class_f1(TRUTH, GUESS) == pytest.approx([0.5, 0.8, 2 / 3])
    assert metrics.macro_f1(TRUTH, GUESS) == pytest.approx((0.5 + 0.8 + 2 / 3) / 3)
    assert metrics.accuracy(TRUTH, GUESS) == pytest.approx(4 / 6)
    assert metrics.class_f1(np.array([0]), np.array([0])) == [1, 0, 0]


def test_kappa_is_one_for_the_same_and_zero_for_chance() -> None:
    assert metrics.kappa(TRUTH, TRUTH) == 1
    assert metrics.kappa(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])) == pytest.approx(0)


def test_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    sure = np.tile(np.array([[0.9, 0.05, 0.05]], dtype=np.float32), (10, 1))
    assert metrics.calibration_error(np.array([0] * 9 + [1]), sure) == pytest.approx(0, abs=1e-6)
    assert metrics.calibration_error(np.array([0] * 5 + [1] * 5), sure) == pytest.approx(0.4, abs=1e-6)


def test_the_fitted_temperature_mends_overconfidence() -> None:
    rng = np.random.default_rng(1)
    logits = rng.normal(size=(4000, 3)).astype(np.float32)
    drawn = rng.random((4000, 1)) > metrics.softmax(logits).cumsum(axis=1)[:, :2]
    truth = drawn.sum(axis=1)
    assert metrics.fit_temperature(truth, 2 * logits) == pytest.approx(2, abs=0.15)


def test_accuracy_above_a_threshold() -> None:
    probabilities = np.array([[0.8, 0.1, 0.1], [0.4, 0.3, 0.3]], dtype=np.float32)
    assert metrics.accuracy_above(np.array([0, 1]), probabilities, 0.7) == (1.0, 0.5)
    assert np.isnan(metrics.accuracy_above(np.array([0, 1]), probabilities, 0.9)[0])
