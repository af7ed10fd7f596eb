"""Intervals, tests and ranks against cases that are known."""

from __future__ import annotations

import numpy as np
import pytest

from vmas.evaluation.retrieval import ranks, shuffled_ranks, summary
from vmas.evaluation.statistics import bootstrap_interval, circular_shift_z, compare, holm


def test_the_interval_of_a_mean_is_about_two_standard_errors_wide():
    values = np.random.default_rng(0).normal(3, 1, 400)
    low, high = bootstrap_interval(values, draws=2000)
    assert low < 3.1 and high > 2.9
    assert high - low == pytest.approx(2 * 1.96 / 20, rel=0.15)


def test_equal_arms_are_not_told_apart_and_a_shift_is():
    rng = np.random.default_rng(1)
    first = rng.normal(0, 1, 200)
    noise = compare(first, first + rng.normal(0, 0.1, 200))
    assert noise.low < 0 < noise.high and noise.p_value > 0.01
    better = compare(first + 0.2, first)
    assert better.low == pytest.approx(0.2) and better.p_value < 1e-6 and better.wins == 200
    assert compare(first, first).p_value == 1 and compare(first, first).ties == 200


def test_pairs_that_do_not_match_are_refused():
    with pytest.raises(ValueError, match="do not match"):
        compare(np.zeros(3), np.zeros(4))


def test_holm_adjusts_as_worked_out_by_hand():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])


def test_ranks_of_known_vectors():
    video = np.eye(4)
    assert list(ranks(video, np.eye(4))) == [1, 1, 1, 1]
    assert list(ranks(video, np.eye(4)[[1, 0, 2, 3]])) == [3, 3, 1, 1]
    # All at one point: the middle rank, not the first.
    assert list(ranks(np.ones((5, 2)), np.ones((5, 2)))) == [3] * 5


def test_shuffled_pairs_give_chance_where_true_pairs_are_found():
    rng = np.random.default_rng(2)
    points = rng.normal(size=(300, 16))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    assert summary(ranks(points, points))["R@1"] == 1
    control = summary(shuffled_ranks(points, points))
    # Five standard errors of a share of 10 in 300.
    assert abs(control["R@10"] - control["chance@10"]) < 5 * np.sqrt(0.033 * 0.967 / 300)


def test_events_on_peaks_stand_out_and_events_beside_them_do_not():
    curve = np.zeros(200)
    peaks = np.array([12, 47, 60, 111, 139, 170])
    curve[peaks] = 1
    assert circular_shift_z(curve, peaks, 1) > 5
    assert circular_shift_z(curve, peaks + 6, 1) < 1
    assert circular_shift_z(curve, peaks[:0], 1) == 0
