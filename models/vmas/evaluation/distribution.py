"""Distances between sets of embedding vectors: Frechet distance, its extrapolation to endless samples, density and coverage.
Knows vectors [N, E] only; what they stand for is named by the caller."""

from __future__ import annotations

import numpy as np

NEIGHBOURS = 5


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


def frechet_infinite(reference: np.ndarray, judged: np.ndarray, seed: int = 1, sizes: int = 8, draws: int = 4) -> float:
    """Intercept of the line through Frechet distances against 1 / N: what endless samples of `judged` would give."""
    random = np.random.default_rng(seed)
    counts = np.linspace(max(2, len(judged) // 4), len(judged), sizes).astype(int)
    values = [np.mean([frechet(reference, judged[random.choice(len(judged), n, replace=False)]) for _ in range(draws)]) for n in counts]
    return float(np.polyfit(1 / counts, values, 1)[1])


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


def grouped_interval(reference: np.ndarray, judged: list[np.ndarray], count: int, seed: int = 1) -> tuple[float, float]:
    """95 % interval of the Frechet distance when whole pieces are drawn anew; windows of a piece are no independent samples."""
    random = np.random.default_rng(seed)
    values = [frechet(reference, np.concatenate([judged[i] for i in random.integers(0, len(judged), len(judged))])) for _ in range(count)]
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
