"""Owns measuring what an import kept of its original. Must not know how it was imported."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from ..score.streams import PARTS, to_notes
from .midi_tonality import beat_chroma


@dataclass
class Quality:
    kept_share: float  # original notes whose pitch class sounds anew at their step
    onset_f1: float  # of (step, pitch class) pairs, all parts together
    part_f1: dict[str, float]  # each part against the notes cast for it
    chroma_similarity: float  # mean cosine per beat, weighted by how much sounds
    chord_cover: float  # share of sound that the chord names explain

    def is_good(self) -> bool:
        """Thresholds set on plots of pieces near them, and on renderings compared by their spectra: below, the piece is another piece."""
        return (
            self.chroma_similarity >= 0.80
            and self.onset_f1 >= 0.50
            and self.kept_share >= 0.45
            and self.chord_cover >= 0.68
        )


def _pairs(rows: np.ndarray) -> Counter:
    return Counter({(int(step), int(pitch) % 12): 1 for step, _, pitch, _ in rows})


def f1(reference: Counter, estimated: Counter) -> float:
    if not reference and not estimated:
        return 1.0
    return 2 * sum((reference & estimated).values()) / max(1, sum(reference.values()) + sum(estimated.values()))


def chroma_similarity(reference: np.ndarray, estimated: np.ndarray, steps: int) -> float:
    a, b = beat_chroma(reference, steps), beat_chroma(estimated, steps)
    norms = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    cosine = (a * b).sum(1) / np.maximum(norms, 1e-9)
    weight = a.sum(1) ** 0.5
    return float((cosine * weight).sum() / max(1e-9, weight.sum()))


def measure(original: np.ndarray, cast_notes: dict[str, np.ndarray], tokens: np.ndarray, chord_cover: float) -> Quality:
    """`original`: all pitched rows of the piece for tonic C; `cast_notes`: those that each part was given."""
    decoded = to_notes(tokens)
    rows = np.array([(start, end, pitch, level) for _, start, end, pitch, level in decoded]).reshape(-1, 4)
    parts = {}
    for part in PARTS:
        mine = np.array([(s, e, p, v) for name, s, e, p, v in decoded if name == part]).reshape(-1, 4)
        given = cast_notes.get(part, np.zeros((0, 4)))
        if len(given) or len(mine):
            parts[part] = f1(_pairs(given), _pairs(mine))
    heard = _pairs(rows)
    kept = np.mean([(int(step), int(pitch) % 12) in heard for step, _, pitch, _ in original]) if len(original) else 0.0
    similarity = chroma_similarity(original, rows, tokens.shape[1])
    return Quality(float(kept), f1(_pairs(original), heard), parts, similarity, chord_cover)
