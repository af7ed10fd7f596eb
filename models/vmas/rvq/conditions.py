"""Owns the condition vectors [T, 9] of docs/rvq-family.md. Must not look at codes: only at facts that a plan also has."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np

from ..config import RVQ_CONDITIONS
from ..score.conditions import ENERGY_UNKNOWN, MODE_UNKNOWN, STYLE_UNKNOWN, tempo_bucket
from .pieces import SoundPiece

POSITION_UNKNOWN, TEMPO_UNKNOWN = 96, 16
PLACES_A_BEAT, BEATS_A_BAR = 24, 4
AHEAD_NONE = 32
REMAINING_EDGES = (25, 38, 50, 75, 100, 150, 200, 300, 400)
REMAINING_NO_END = 24 + len(REMAINING_EDGES)
ELAPSED_EDGES = (25, 50, 100, 200)


@dataclass(frozen=True)
class FrameFacts:
    """What is known of each frame of a piece; a crop is a slice of it."""

    accents: np.ndarray  # int [F] 0..2
    energy: np.ndarray  # int [F] 0..16
    places: np.ndarray  # int [F] bar-position
    style: int = STYLE_UNKNOWN
    mode: int = MODE_UNKNOWN
    tempo: int = TEMPO_UNKNOWN
    begins: bool = True
    ends: bool = True

    def __len__(self) -> int:
        return len(self.accents)


def frame_facts(piece: SoundPiece, frames: int, rate_hz: float) -> FrameFacts:
    middles = (np.arange(frames) + 0.5) / rate_hz
    accents = np.zeros(frames, np.int64)
    for seconds, level in piece.accents:
        at = min(int(seconds * rate_hz), frames - 1)
        accents[at] = max(accents[at], level)
    energy = np.full(frames, ENERGY_UNKNOWN)
    if piece.bar_energy:
        times, levels = (np.array(column) for column in zip(*piece.bar_energy))
        energy = levels[np.clip(np.searchsorted(times, middles, side="right") - 1, 0, None)].astype(np.int64)
    known = piece.tempo_bpm > 0
    places = bar_places(np.array(piece.beats), np.array(piece.beat_positions), middles)
    is_excerpt = piece.style == STYLE_UNKNOWN
    return FrameFacts(
        accents, energy, places, piece.style, piece.mode, tempo_bucket(piece.tempo_bpm) if known else TEMPO_UNKNOWN,
        begins=not is_excerpt, ends=not is_excerpt,
    )  # fmt: skip


def bar_places(beats: np.ndarray, positions: np.ndarray, middles: np.ndarray) -> np.ndarray:
    """beats [N] seconds, positions [N] 0..3 in the bar (-1: unknown), middles [F] seconds -> int64 [F] 0..95, 96 unknown."""
    if len(beats) < 2 or positions[0] < 0:
        return np.full(len(middles), POSITION_UNKNOWN)
    count = np.arange(len(beats))
    place = np.interp(middles, beats, count)
    first, last = beats[1] - beats[0], beats[-1] - beats[-2]
    place = np.where(middles < beats[0], (middles - beats[0]) / first, place)
    place = np.where(middles > beats[-1], count[-1] + (middles - beats[-1]) / last, place)
    in_bar = np.mod(positions[0] + place, BEATS_A_BAR)
    return np.floor(PLACES_A_BEAT * in_bar + 1e-6).astype(np.int64) % (PLACES_A_BEAT * BEATS_A_BAR)


def conditions(facts: FrameFacts, start: int, end: int, steps: int) -> np.ndarray:
    """int64 [steps, 9] of frames start..end-1; steps beyond repeat the last frame. The whole piece's ends stay known."""
    frame = np.minimum(start + np.arange(steps), end - 1)
    left = len(facts) - 1 - frame
    out = np.empty((steps, len(RVQ_CONDITIONS)), np.int64)
    out[:, 0] = facts.places[frame]
    out[:, 1] = facts.accents[frame]
    out[:, 2] = frames_to_next_accent(facts.accents)[frame]
    out[:, 3] = facts.energy[frame]
    out[:, 4] = np.where(left < 25, left, 24 + np.searchsorted(REMAINING_EDGES, left, side="right")) if facts.ends else REMAINING_NO_END
    out[:, 5] = np.searchsorted(ELAPSED_EDGES, frame, side="right") if facts.begins else len(ELAPSED_EDGES)
    out[:, 6] = facts.style
    out[:, 7] = facts.tempo
    out[:, 8] = facts.mode
    return out


def frames_to_next_accent(accents: np.ndarray) -> np.ndarray:
    """[F] 1..31, 32 where none follows within 31 frames."""
    ahead = np.empty(len(accents), np.int64)
    following = math.inf
    for frame in range(len(accents) - 1, -1, -1):
        ahead[frame] = min(following - frame, AHEAD_NONE)
        if accents[frame] > 0:
            following = frame
    return ahead


def without_rhythm(facts: FrameFacts) -> FrameFacts:
    """The same with beats and tempo unknown."""
    return dataclasses.replace(facts, places=np.full(len(facts), POSITION_UNKNOWN), tempo=TEMPO_UNKNOWN)
