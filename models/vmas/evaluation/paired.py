"""Figures of the same films under two musics, where some films have none: what statistics.py says of those that both have. Shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import statistics

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


def share_interval(hits: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; nan for none."""
    if n == 0:
        return float("nan"), float("nan")
    z, share = 1.959964, hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return float(middle - half), float(middle + half)
