"""Distances between sets of pieces, each piece the embedding vectors [W, E] of its windows: Frechet distance, its extrapolation to
endless samples, its interval, density and coverage. What the vectors stand for is named by the caller."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

NEIGHBOURS = 5
Pieces = list[np.ndarray]


def moments(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return vectors.mean(axis=0), np.cov(vectors, rowvar=False)


def root_trace(first: np.ndarray, second: np.ndarray) -> float:
    """Trace of the square root of the product of two covariances, through symmetric matrices only."""
    values, vectors = np.linalg.eigh(first)
    root = (vectors * np.sqrt(values.clip(0))) @ vectors.T
    return float(np.sqrt(np.linalg.eigvalsh(root @ second @ root).clip(0)).sum())


def frechet(first: np.ndarray, second: np.ndarray) -> float:
    """|mean difference|^2 + tr(A + B - 2 (AB)^1/2) of two sets [N, E], [M, E]."""
    (mean_a, cov_a), (mean_b, cov_b) = moments(first), moments(second)
    distance = float(((mean_a - mean_b) ** 2).sum() + np.trace(cov_a) + np.trace(cov_b) - 2 * root_trace(cov_a, cov_b))
    return max(0.0, distance)


def frechet_of(first: Pieces, second: Pieces) -> float:
    return frechet(np.concatenate(first), np.concatenate(second))


def frechet_infinite(reference: Pieces, judged: Pieces, seed: int = 1, sizes: int = 6, draws: int = 16) -> float:
    """Intercept of the line through Frechet distances against 1 / share, when that share of the whole pieces of both sets is drawn: what
    endless music of both would give. Whole pieces, because windows of one piece are no independent samples; neighbours, round the
    circle, because styles take turns in a set and a draw that lost some of them would lie far off for that alone. May come out
    below 0 where the sets cannot be told apart."""
    random = np.random.default_rng(seed)
    shares = np.linspace(0.4, 1.0, sizes)

    def some(pieces: Pieces, share: float) -> Pieces:
        count, first = min(len(pieces), max(2, round(share * len(pieces)))), int(random.integers(len(pieces)))
        return [pieces[(first + place) % len(pieces)] for place in range(count)]

    values = [np.mean([frechet_of(some(reference, s), some(judged, s)) for _ in range(1 if s == 1 else draws)]) for s in shares]
    return float(np.polyfit(1 / shares, values, 1)[1])


def jackknife_interval(reference: Pieces, judged: Pieces) -> tuple[float, float]:
    """95 % interval of the Frechet distance from the pieces of both sets left out one by one; the lower end is at least 0.
    nan where a set has a single piece."""
    if min(len(reference), len(judged)) < 2:
        return float("nan"), float("nan")
    variance = 0.0
    for mine, other in ((reference, judged), (judged, reference)):
        rest = [frechet_of(mine[:i] + mine[i + 1 :], other) for i in range(len(mine))]
        variance += (len(mine) - 1) * float(np.var(rest))
    value, reach = frechet_of(reference, judged), 1.96 * float(np.sqrt(variance))
    return max(0.0, value - reach), value + reach


def halves(pieces: Pieces, groups: list[str]) -> tuple[Pieces, Pieces]:
    """Two sets that hold every group (style) alike, in the order of the whole: its pieces go to one and the other in turn. An odd piece
    of a group goes to the smaller set."""
    side, sizes = np.zeros(len(pieces), int), [0, 0]
    for group in dict.fromkeys(groups):
        first = int(sizes[1] < sizes[0])
        for place, index in enumerate(i for i, name in enumerate(groups) if name == group):
            side[index] = (first + place) % 2
            sizes[side[index]] += 1
    return [p for p, at in zip(pieces, side) if at == 0], [p for p, at in zip(pieces, side) if at == 1]


@dataclass(frozen=True)
class Directions:
    """The directions in which given vectors vary most; others are seen along these only."""

    mean: np.ndarray  # [E]
    basis: np.ndarray  # [E, D]

    @staticmethod
    def of(vectors: np.ndarray, count: int) -> Directions:
        mean, covariance = moments(vectors)
        return Directions(mean, np.linalg.eigh(covariance)[1][:, ::-1][:, :count])

    def along(self, pieces: Pieces) -> Pieces:
        return [(vectors - self.mean) @ self.basis for vectors in pieces]


def pairwise(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Euclidean distances [N, M]."""
    squares = (first**2).sum(1)[:, None] + (second**2).sum(1)[None] - 2 * first @ second.T
    return np.sqrt(squares.clip(0))


def density_and_coverage(reference: np.ndarray, judged: np.ndarray, neighbours: int = NEIGHBOURS) -> tuple[float, float]:
    """Density: how thickly judged vectors lie in the k-NN balls of reference ones (may exceed 1). Coverage: share of such balls
    that hold a judged vector."""
    own = np.sort(pairwise(reference, reference), axis=1)
    radius = own[:, min(neighbours, len(reference) - 1)]  # column 0 is the vector itself
    inside = pairwise(reference, judged) < radius[:, None]
    return float(inside.sum() / (neighbours * len(judged))), float(inside.any(axis=1).mean())
