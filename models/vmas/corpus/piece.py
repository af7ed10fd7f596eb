"""A finished training piece: its tokens and the facts that its conditions and its picture are made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..score.conditions import PieceFacts


@dataclass
class Piece:
    tokens: np.ndarray  # int16 [12, T]
    tempo_bpm: float
    style: int
    mode: int  # 1 major, 2 minor
    accents: np.ndarray  # int8 [T] 0/1/2
    energy: np.ndarray  # int8 [bars touched] 0..15
    sections: list[tuple[int, str, int]]  # start step, role name, palette
    tail_steps: int  # from the final attack, its own step included, to the end; `remaining` there is one less
    tonic: int  # semitones -5..6 for rendering
    bar_phase: int  # step within the bar at step 0
    seed: int

    def facts(self) -> PieceFacts:
        return PieceFacts(self.accents, self.energy, self.tempo_bpm, self.style, self.mode, self.tail_steps, self.bar_phase)
