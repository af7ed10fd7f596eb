"""Owns the metrical grid of a performance: swing, latency and the way from beats to sixteenth steps.
Must not know of parts, chords or files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STEPS_PER_BEAT = 4
OFF_GRID_STEPS = 0.27  # a triplet eighth lies 1/3 step off the straight grid, human timing rarely over 1/4
SWING_RATIOS = (0.56, 0.58, 0.60, 0.62, 0.64, 2 / 3, 0.69, 0.72)  # share of the pair that the first note takes
SWING_GAIN = 0.8  # a swung grid must leave at most this share of the straight grid's error


@dataclass(frozen=True)
class Grid:
    """`unit_beats` is the length of the swung pair: 1 for swung eighths, 0.5 for swung sixteenths."""

    unit_beats: float = 1.0
    ratio: float = 0.5
    offset_beats: float = 0.0
    error_steps: float = 0.0  # mean distance to the grid
    off_grid_share: float = 0.0
    middle_share: float = 0.0  # onsets on the middle triplet, which a straightened grid bends

    @property
    def is_swung(self) -> bool:
        return self.ratio != 0.5


def straighten(beats: np.ndarray, grid: Grid) -> np.ndarray:
    """Performed beats to straight beats: the two halves of each pair become equally long."""
    pair = (np.asarray(beats, float) - grid.offset_beats) / grid.unit_beats
    whole = np.floor(pair + 1e-9)
    within = pair - whole
    early = within * 0.5 / grid.ratio
    late = 0.5 + (within - grid.ratio) * 0.5 / (1 - grid.ratio)
    return (whole + np.where(within <= grid.ratio, early, late)) * grid.unit_beats


def to_steps(beats: np.ndarray, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """(nearest step, distance to it in steps)"""
    exact = straighten(beats, grid) * STEPS_PER_BEAT
    steps = np.round(exact).astype(int)
    return steps, np.abs(exact - steps)


def _latency(beats: np.ndarray) -> float:
    """Constant lateness in beats, from the circular mean against the sixteenth grid: at most half a step."""
    turns = np.exp(2j * np.pi * beats * STEPS_PER_BEAT).mean()
    return float(np.angle(turns) / (2 * np.pi * STEPS_PER_BEAT)) if abs(turns) > 0.4 else 0.0


def _measured(beats: np.ndarray, unit_beats: float, ratio: float, offset_beats: float) -> Grid:
    grid = Grid(unit_beats, ratio, offset_beats)
    _, distance = to_steps(beats, grid)
    position = ((beats - offset_beats) / unit_beats) % 1
    middle = np.abs(position - 1 / 3) < 0.06 if ratio > 0.6 else np.zeros(beats.size, bool)
    return Grid(
        unit_beats,
        ratio,
        offset_beats,
        float(distance.mean()),
        float((distance > OFF_GRID_STEPS).mean()),
        middle.mean(),
    )


def fit_grid(beats: np.ndarray) -> Grid:
    """The grid that explains these onsets: straight unless a swung one is clearly nearer."""
    beats = np.asarray(beats, float)
    if beats.size == 0:
        return Grid()
    straight = min(
        (_measured(beats, 1.0, 0.5, offset) for offset in (0.0, _latency(beats))), key=lambda grid: grid.error_steps
    )
    on_beat = beats[np.abs(beats - np.round(beats)) < 0.12]  # swing moves the offbeats, so the beats tell the latency
    late = float(np.median(on_beat - np.round(on_beat))) if on_beat.size >= 8 else 0.0
    swung = min(
        (_measured(beats, unit, ratio, late) for unit in (1.0, 0.5) for ratio in SWING_RATIOS),
        key=lambda grid: grid.error_steps + 0.01 * (grid.unit_beats == 0.5),
    )
    gain_steps = straight.error_steps - swung.error_steps
    is_clear = swung.error_steps < SWING_GAIN * straight.error_steps and gain_steps > 0.03
    return swung if is_clear else straight
