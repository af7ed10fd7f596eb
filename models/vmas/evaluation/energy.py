"""Does music rise and fall as it was asked to: rank correlation at one value a second beside its circular-shift null. Knows curves only."""

from __future__ import annotations

import numpy as np
from scipy.stats import spearmanr

LEAST_SHIFT_SECONDS = 2


def above_null(asked: np.ndarray, heard: np.ndarray) -> tuple[float, float]:
    """Spearman's rho and the mean rho over all circular shifts of at least two seconds; nan where a curve is constant."""
    length = min(len(asked), len(heard))
    asked, heard = np.asarray(asked[:length], float), np.asarray(heard[:length], float)
    if length < 2 * LEAST_SHIFT_SECONDS + 2 or np.ptp(asked) == 0 or np.ptp(heard) == 0:
        return float("nan"), float("nan")
    shifts = range(LEAST_SHIFT_SECONDS, length - LEAST_SHIFT_SECONDS + 1)
    null = [spearmanr(np.roll(asked, shift), heard).statistic for shift in shifts]
    return float(spearmanr(asked, heard).statistic), float(np.mean(null))


def asked_per_second(composition: dict, seconds: int) -> np.ndarray:
    """Planned energy 0..15 of each whole second, from the steps of a score.json."""
    times, energy = np.array(composition["stepSeconds"]), np.array(composition["energy"], float)
    grid = (np.arange(100 * seconds) + 0.5) / 100
    step = np.clip(np.searchsorted(times, grid, side="right") - 1, 0, len(energy) - 1)
    return energy[step].reshape(seconds, 100).mean(axis=1)
