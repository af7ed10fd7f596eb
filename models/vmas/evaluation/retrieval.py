"""Music found for a picture among all candidates: ranks, shares found, chance, and the control that must fail.
Knows unit vectors only."""

from __future__ import annotations

import numpy as np

RANKS = (1, 5, 10)


def ranks(video: np.ndarray, music: np.ndarray) -> np.ndarray:
    """video, music [N, E], row i of one belongs to row i of the other -> int [N], 1 is first. Ties count half, so that a space in which
    all points are one finds nothing."""
    similarity = video @ music.T
    own = np.diagonal(similarity)[:, None]
    better, equal = (similarity > own).sum(1), (similarity == own).sum(1) - 1
    return 1 + better + equal // 2


def summary(rank: np.ndarray) -> dict[str, float]:
    """R@k, median and mean reciprocal rank, with what chance gives."""
    count = len(rank)
    result = {f"R@{k}": float((rank <= k).mean()) for k in RANKS}
    result |= {f"chance@{k}": min(1.0, k / count) for k in RANKS}
    result |= {"median": float(np.median(rank)), "chance_median": (count + 1) / 2, "count": count}
    return result | {"reciprocal": float((1 / rank).mean())}


def shuffled_ranks(video: np.ndarray, music: np.ndarray, seed: int = 0) -> np.ndarray:
    """The negative control: every picture is given the music of another. Anything better than chance is a fault of the measure."""
    order = np.random.default_rng(seed).permutation(len(music))
    fixed = order == np.arange(len(order))
    order[fixed] = np.roll(order[fixed], 1)  # nobody keeps their own, unless one alone is left
    return ranks(video, music[order])
