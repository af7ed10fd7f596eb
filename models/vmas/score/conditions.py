"""Owns the condition vectors [T, 10] of docs/score-family.md. Must not look at tokens: only at facts a plan also has."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

CONDITIONS = (
    ("bar-phase", 16),
    ("accent", 3),
    ("accent-ahead", 17),
    ("energy", 17),
    ("remaining", 39),
    ("elapsed", 5),
    ("style", 9),
    ("tempo", 16),
    ("mode", 3),
    ("join", 21),
)
CONDITION_SIZES = tuple(size for _, size in CONDITIONS)
ENERGY_UNKNOWN, STYLE_UNKNOWN, MODE_UNKNOWN = 16, 8, 0
REMAINING_EDGES = (32, 48, 64, 96, 128, 192, 256)  # bucket 32 starts at 32, ..., bucket 38 at 256
ELAPSED_EDGES = (16, 32, 64, 128)
# Bars that are already there after the step: 0 none, 1 the step is one of them, 2..17 they begin 1..16 steps later, then buckets.
JOIN_NONE, JOIN_GIVEN = 0, 1
JOIN_EDGES = (17, 33, 65)  # 18: 17..32 steps, 19: 33..64, 20: more


@dataclass
class PieceFacts:
    accents: np.ndarray  # [T_total] 0 none, 1 accent, 2 strong
    energy: np.ndarray  # [bars touched] 0..15, or 16 unknown
    tempo_bpm: float
    style: int = STYLE_UNKNOWN
    mode: int = MODE_UNKNOWN
    tail_steps: int = 8
    bar_phase: int = 0  # step within the bar at step 0


def tempo_bucket(bpm: float) -> int:
    return min(15, max(0, math.floor(16 * math.log(bpm / 55) / math.log(180 / 55))))


def steps_to_next_accent(accents: np.ndarray) -> np.ndarray:
    """[T] 1..15, 16 where no accent follows within 15 steps."""
    T = accents.size
    next_step = np.full(T + 1, T + 16)
    for step in range(T - 1, -1, -1):
        next_step[step] = step if accents[step] > 0 else next_step[step + 1]
    return np.minimum(next_step[1:] - np.arange(T), 16)


def join_ahead(steps: int) -> np.ndarray:
    """Join condition of the `steps` steps before music that is already there, [steps]."""
    ahead = np.arange(steps, 0, -1)
    return np.where(ahead <= 16, 1 + ahead, 17 + np.searchsorted(JOIN_EDGES, ahead, side="right"))


def conditions(facts: PieceFacts, T: int, start: int = 0) -> np.ndarray:
    """int64 [T, 10] of steps start..start+T-1; a crop still knows the whole piece's accents, start and end."""
    total = facts.accents.size
    if start < 0 or start + T > total:
        raise ValueError(f"steps {start}..{start + T} leave the piece of {total} steps")
    steps = np.arange(start, start + T)
    phase_steps = steps + facts.bar_phase
    left = total - 1 - steps
    out = np.empty((T, len(CONDITIONS)), np.int64)
    out[:, 0] = phase_steps % 16
    out[:, 1] = facts.accents[steps]
    out[:, 2] = steps_to_next_accent(facts.accents)[steps]
    out[:, 3] = facts.energy[phase_steps // 16]
    out[:, 4] = np.where(left < 32, left, 31 + np.searchsorted(REMAINING_EDGES, left, side="right"))
    out[:, 5] = np.searchsorted(ELAPSED_EDGES, steps, side="right")
    out[:, 6] = facts.style
    out[:, 7] = tempo_bucket(facts.tempo_bpm)
    out[:, 8] = facts.mode
    out[:, 9] = JOIN_NONE
    return out
