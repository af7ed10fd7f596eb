"""Rows of films that were judged with several seeds (`draw` 0, 1 ...): figures by seed and film, means over seeds, spread of the seeds.
Knows rows only, not what was measured; a figure that is missing or not finite is nan and counts nowhere."""

from __future__ import annotations

import numpy as np


def films_of(rows: list[dict]) -> list[str]:
    """Names of films in the order in which they are first met."""
    return list(dict.fromkeys(row["film"] for row in rows))


def draws_of(rows: list[dict]) -> int:
    return 1 + max((row["draw"] for row in rows), default=-1)


def by_seed_and_film(rows: list[dict], figure: str, films: list[str] | None = None) -> np.ndarray:
    """[S, n] a figure with each seed under each of `films` (default: all that occur), nan where there is none."""
    films = films_of(rows) if films is None else films
    place = {film: index for index, film in enumerate(films)}
    values = np.full((draws_of(rows), len(films)), np.nan)
    for row in rows:
        if row["film"] in place and row[figure] is not None and np.isfinite(row[figure]):
            values[row["draw"], place[row["film"]]] = row[figure]
    return values


def mean_of(values: np.ndarray, axis: int | None = None) -> np.ndarray:
    """Mean of the finite values; nan, without a warning, where there is none."""
    finite = np.isfinite(values)
    count = finite.sum(axis=axis)
    return np.where(count > 0, np.where(finite, values, 0).sum(axis=axis) / np.maximum(count, 1), np.nan)


def by_film(rows: list[dict], figure: str) -> np.ndarray:
    """[n] mean over the seeds of each film; films without a figure are left out."""
    values = mean_of(by_seed_and_film(rows, figure), axis=0)
    return values[np.isfinite(values)]


def by_seed(rows: list[dict], figure: str) -> np.ndarray:
    """[S] mean over the films with each seed."""
    return mean_of(by_seed_and_film(rows, figure), axis=1)


def seed_deviation(rows: list[dict], figure: str) -> float:
    """Standard deviation of the seeds' means; nan for a single seed."""
    means = by_seed(rows, figure)
    return float(means.std(ddof=1)) if len(means) > 1 else float("nan")
