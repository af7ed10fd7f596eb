"""The guard of a choice of sampling: low temperatures could repeat training pieces. Longest runs of melody notes in common with training pieces, under
two settings and of held-out pieces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import mannwhitneyu

from ..corpus.compose import compose
from ..evaluation.memorisation import RunIndex, melody_symbols

TRAINING_PIECES = 1000
LEVEL = 0.05


@dataclass(frozen=True)
class Copying:
    chosen: float  # mean longest run, notes
    present: float
    held_out: float
    p: float  # one-sided: that the chosen setting's runs are no longer than the present one's

    @property
    def is_worse(self) -> bool:
        return self.p < LEVEL


def training_index(pieces: int = TRAINING_PIECES) -> RunIndex:
    """Melodies of the first pieces that compose_corpus.py gives to training."""
    seeds = (seed for seed in range(2, 2 * pieces) if seed % 50 > 1)
    return RunIndex([melody_symbols(compose(seed).tokens) for _, seed in zip(range(pieces), seeds)])


def compare_copying(index: RunIndex, chosen: list[np.ndarray], present: list[np.ndarray], held_out: list[np.ndarray]) -> Copying:
    """Pieces int [12, T]; the three lists are for the same plans, so that lengths are alike."""
    runs = [[index.longest_common_run(melody_symbols(tokens)) for tokens in pieces] for pieces in (chosen, present, held_out)]
    p = float(mannwhitneyu(runs[0], runs[1], alternative="greater").pvalue)
    return Copying(*(float(np.mean(of)) for of in runs), p)
