"""Ranking of takes: rules by hand, a rule that knows and one that does not."""

import numpy as np
import pytest

from vmas.evaluation.takes import (
    BEST,
    BY_ONSETS,
    BY_PRODUCT,
    BY_SIMILARITY,
    BY_SYNC,
    FIRST,
    Take,
    beat_f,
    chosen,
    worth_of_ranking,
)

NAN = float("nan")


def test_each_rule_by_hand():
    takes = [Take(3, 0, 0.1, 0.5, 2.0, {}), Take(1, 1, 0.2, 0.5, 1.0, {}), Take(2, 2, 0.3, 0.4, 3.0, {})]
    picked = {rule: chosen(takes, rule).number for rule in (FIRST, BY_PRODUCT, BY_SYNC, BY_ONSETS, BY_SIMILARITY)}
    # Recall of takes 1 and 3 is the same: the first of them.
    assert picked == {FIRST: 1, BY_PRODUCT: 3, BY_SYNC: 1, BY_ONSETS: 2, BY_SIMILARITY: 2}


def test_without_cuts_and_likeness_the_first_take_stays():
    takes = [Take(2, 1, NAN, NAN, NAN, {}), Take(1, 0, NAN, NAN, NAN, {})]
    assert {chosen(takes, rule).number for rule in (BY_SYNC, BY_ONSETS, BY_SIMILARITY)} == {1}


def test_a_rule_that_knows_gains_and_one_that_does_not_gains_nothing():
    random = np.random.default_rng(0)
    values, luck = random.normal(size=(60, 4)), random.normal(size=(60, 4))
    films = [[Take(n + 1, n, luck[f, n], values[f, n], NAN, {"lift": values[f, n]}) for n in range(4)] for f in range(60)]
    worth = worth_of_ranking(films, "lift")
    gain = {rule: pair for rule, (_, pair) in worth.by_rule.items()}
    assert gain[BY_SYNC].low > 0 and gain[BY_SYNC].mean == pytest.approx(gain[BEST].mean), "here recall is what is judged"
    assert gain[BY_SIMILARITY].low < 0 < gain[BY_SIMILARITY].high
    assert worth.by_rule[FIRST][0] == pytest.approx(values[:, 0].mean()) and worth.mean == pytest.approx(values.mean())


def test_a_beat_meets_one_cut_only():
    # Two cuts at one beat: one of them is met. F = 2 * 1 / (2 cuts + 2 beats).
    assert beat_f(np.array([1.0, 1.05]), np.array([1.02, 3.0]), 0.07) == 0.5
    assert beat_f(np.array([1.0, 2.0]), np.array([1.02, 2.0]), 0.07) == 1 and beat_f(np.array([1.0]), np.zeros(0), 0.07) == 0
