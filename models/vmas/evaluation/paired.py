"""Figures of the same films under two musics, where some films have none: what statistics.py says of those that both have. Shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import statistics
from .draws import mean_of

TIE = 1e-9
LEVEL = 0.05


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


def compare(first, second, higher_is_better: bool = True) -> Paired | None:
    """Pairs with a figure that is not finite are left out; None without at least two pairs."""
    first, second = np.asarray(first, float), np.asarray(second, float)
    usable = np.isfinite(first) & np.isfinite(second)
    if usable.sum() < 2:
        return None
    near = np.abs(first - second)[usable] < TIE
    pair = statistics.compare(np.where(near, second[usable], first[usable]), second[usable])
    wins, losses = (pair.wins, pair.losses) if higher_is_better else (pair.losses, pair.wins)
    return Paired(int(usable.sum()), pair.difference, pair.low, pair.high, wins, losses, pair.ties, pair.p_value)


@dataclass(frozen=True)
class Seeded:
    """Films as in `pair`, whose figures are means over seeds, and the mean difference with each seed alone."""

    pair: Paired
    by_seed: list[float]  # first minus second
    higher_is_better: bool

    def leader(self, adjusted: float) -> int:
        """1 where the first is better, -1 where the second is: by the interval, the adjusted test and every seed; 0 undecided."""
        for side in (1, -1):
            sign = side if self.higher_is_better else -side
            is_outside = min(sign * self.pair.low, sign * self.pair.high) > 0
            if is_outside and adjusted < LEVEL and all(sign * difference > 0 for difference in self.by_seed):
                return side
        return 0


def compare_seeds(first: np.ndarray, second: np.ndarray, higher_is_better: bool = True) -> Seeded | None:
    """first [S, n], second [R, n], nan where a film has no figure: the same films with each seed. R = 1: every seed
    of the first is held against the one that the second has; else the seeds that both have. None without at least two films."""
    if len(first) == 0 or len(second) == 0:
        return None
    first, second = np.asarray(first, float), np.asarray(second, float)
    if len(second) > 1:
        first, second = first[: len(second)], second[: len(first)]
    pair = compare(mean_of(first, axis=0), mean_of(second, axis=0), higher_is_better)
    by_seed = mean_of(first - second, axis=1)
    return pair and Seeded(pair, [float(difference) for difference in by_seed if np.isfinite(difference)], higher_is_better)


def share_interval(hits: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; nan for none."""
    if n == 0:
        return float("nan"), float("nan")
    z, share = 1.959964, hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return float(middle - half), float(middle + half)
