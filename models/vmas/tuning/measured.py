"""What a family measures of the pieces that it sampled with a setting, plan by plan, so that plans can be drawn again. Score and interval of a
difference. Knows no family."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

DRAWS = 500
Score = Callable[[dict], np.ndarray]  # of figures; more is better


class Measured(Protocol):
    @property
    def plans(self) -> int: ...

    def figures(self, weights: np.ndarray) -> dict[str, np.ndarray]:
        """weights [B, P], how often each plan counts -> figures [B]."""


@dataclass(frozen=True)
class Difference:
    mean: float
    low: float  # 95 % interval, plans drawn again with replacement
    high: float


def drawn_plans(plans: int, draws: int = DRAWS, seed: int = 0) -> np.ndarray:
    """[draws, plans] how often each plan is drawn."""
    return np.random.default_rng(seed).multinomial(plans, np.full(plans, 1 / plans), draws).astype(float)


def figures_of(measured: Measured) -> dict[str, float]:
    return {name: float(value[0]) for name, value in measured.figures(np.ones((1, measured.plans))).items()}


def difference(first: Measured, second: Measured, score: Score, draws: int = DRAWS) -> Difference:
    """Score of the first minus that of the second, both on the same drawn plans."""
    assert first.plans == second.plans
    weights = drawn_plans(first.plans, draws)
    low, high = np.percentile(score(first.figures(weights)) - score(second.figures(weights)), [2.5, 97.5])
    return Difference(score(figures_of(first)) - score(figures_of(second)), float(low), float(high))
