"""What may be said of figures measured on the same pairs: intervals, paired tests, correction for many questions.
Knows arrays only, not what was measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

DRAWS = 10_000
MOST_AT_ONCE = 1_000_000  # values drawn in one go: 8 MB of indices


@dataclass(frozen=True)
class Comparison:
    """One arm against another on the same pairs, `first` minus `second`."""

    difference: float
    low: float  # 95 % interval of the mean difference, pairs drawn again with replacement
    high: float
    p_value: float  # Wilcoxon signed rank, two-sided
    wins: int  # pairs where first > second
    ties: int
    losses: int


def bootstrap_interval(
    values: np.ndarray, level: float = 0.95, draws: int = DRAWS, seed: int = 0
) -> tuple[float, float]:
    """Percentile interval of the mean of values [N]."""
    values = np.asarray(values, float)
    rng = np.random.default_rng(seed)
    block = max(1, MOST_AT_ONCE // len(values))
    sizes = [min(block, draws - begun) for begun in range(0, draws, block)]
    means = np.concatenate([values[rng.integers(0, len(values), (size, len(values)))].mean(axis=1) for size in sizes])
    tail = 50 * (1 - level)
    low, high = np.percentile(means, [tail, 100 - tail])
    return float(low), float(high)


def compare(first: np.ndarray, second: np.ndarray, seed: int = 0) -> Comparison:
    """first, second [N]: the same pairs in the same order. ValueError where they are not of one length."""
    first, second = np.asarray(first, float), np.asarray(second, float)
    if first.shape != second.shape or first.ndim != 1:
        raise ValueError(f"pairs do not match: {first.shape} and {second.shape}")
    difference = first - second
    low, high = bootstrap_interval(difference, seed=seed)
    # Wilcoxon is not defined where nothing differs: then nothing speaks against equality.
    p_value = float(stats.wilcoxon(difference).pvalue) if np.any(difference != 0) else 1.0
    wins, losses = int((difference > 0).sum()), int((difference < 0).sum())
    return Comparison(float(difference.mean()), low, high, p_value, wins, len(difference) - wins - losses, losses)


def holm(p_values: list[float]) -> list[float]:
    """Holm's step-down adjustment, in the order given: each may be held against the level as it is."""
    order = np.argsort(p_values)
    adjusted, largest = [0.0] * len(p_values), 0.0
    for place, index in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - place) * p_values[index]))
        adjusted[index] = largest
    return adjusted


def circular_shift_z(curve: np.ndarray, events: np.ndarray, reach: int, shifts: int = 200, seed: int = 0) -> float:
    """How far the mean of `curve` [F] at `events` (indices; the largest value within +-reach) stands above the same events moved round
    the circle by random shifts, in standard deviations (model-notes 3.6). 0 where there is no event or nothing varies."""
    if len(events) == 0 or np.ptp(curve) == 0:
        return 0.0
    size = len(curve)
    around = np.max([np.roll(curve, shift) for shift in range(-reach, reach + 1)], 0)
    rng = np.random.default_rng(seed)
    moved = rng.integers(reach + 1, size - reach, shifts) if size > 2 * reach + 1 else rng.integers(0, size, shifts)
    null = np.array([around[(events + shift) % size].mean() for shift in moved])
    spread = null.std()
    return float((around[events].mean() - null.mean()) / spread) if spread > 0 else 0.0


def quantiles(values) -> dict[str, float]:
    values = np.asarray(values, float)
    return {"median": float(np.median(values)), "p95": float(np.percentile(values, 95)), "least": float(values.min()), "most": float(values.max())}
