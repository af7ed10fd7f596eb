"""Pairs of figures for the same films: difference with its bootstrap interval, wins and losses, Wilcoxon, Holm. Knows numbers only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import wilcoxon

TIE = 1e-9


@dataclass(frozen=True)
class Paired:
    n: int
    mean: float  # of the first minus the second
    low: float  # 95 % interval over films
    high: float
    wins: int
    losses: int
    ties: int
    p: float  # Wilcoxon, two-sided; 1 without any difference


def bootstrap_mean(values: np.ndarray, count: int, seed: int = 1) -> tuple[float, float]:
    """95 % percentile interval of the mean."""
    random = np.random.default_rng(seed)
    means = values[random.integers(0, len(values), (count, len(values)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def compare(first, second, resamples: int, higher_is_better: bool = True) -> Paired | None:
    """Pairs with a figure that is not finite are left out; None without at least two pairs."""
    first, second = np.asarray(first, float), np.asarray(second, float)
    usable = np.isfinite(first) & np.isfinite(second)
    difference = (first - second)[usable]
    if len(difference) < 2:
        return None
    better = difference if higher_is_better else -difference
    low, high = bootstrap_mean(difference, resamples)
    p = 1.0 if np.abs(difference).max() < TIE else float(wilcoxon(difference).pvalue)
    wins, losses = int((better > TIE).sum()), int((better < -TIE).sum())
    return Paired(len(difference), float(difference.mean()), low, high, wins, losses, len(difference) - wins - losses, p)


def holm(p_values: list[float]) -> list[float]:
    """p-values corrected for being many, in the order given (Holm 1979)."""
    order = np.argsort(p_values)
    corrected, largest = [0.0] * len(p_values), 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[index]))
        corrected[index] = largest
    return corrected


def share_interval(hits: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if n == 0:
        return float("nan"), float("nan")
    z, share = 1.959964, hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return float(middle - half), float(middle + half)
