"""How well music meets moments of a picture, beside the null of all moments rotated together round the piece. Knows events and
envelopes only. Definitions: model-notes section 3.6; the product's own measure is native-host/src/core/sync."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .sound import ONSET_RATE_HZ, Heard

HIT_SECONDS = 0.07  # the customary tolerance of mir_eval
EDGE_SECONDS = 0.25  # music begins and ends with the picture: cuts there are met by anything


@dataclass(frozen=True)
class SyncFigures:
    """nan where there is nothing to measure. Chances are means over rotations."""

    cuts: int
    lift_z: float
    lift_p: float
    locking: float  # 0..1, phase locking to the beats
    locking_chance: float
    recall: float
    recall_chance: float
    downbeat_recall: float
    downbeat_chance: float
    median_ms: float
    median_chance_ms: float

    @property
    def recall_above(self) -> float:
        return self.recall - self.recall_chance

    @property
    def downbeat_above(self) -> float:
        return self.downbeat_recall - self.downbeat_chance


def rotations(duration_seconds: float, count: int, seed: int) -> np.ndarray:
    """[count] seconds; smaller rotations would still hit."""
    least = min(1.0, duration_seconds / 10)
    return np.random.default_rng(seed).uniform(least, duration_seconds - least, count)


def distances(events: np.ndarray, beats: np.ndarray) -> np.ndarray:
    """Seconds from each event (any shape) to the nearest beat; inf without beats."""
    if len(beats) == 0:
        return np.full(events.shape, np.inf)
    after = np.searchsorted(beats, events)
    left = np.where(after > 0, events - beats[np.maximum(after - 1, 0)], np.inf)
    right = np.where(after < len(beats), beats[np.minimum(after, len(beats) - 1)] - events, np.inf)
    return np.minimum(left, right)


def onset_lift(onsets: np.ndarray, events: np.ndarray, shifts: np.ndarray, duration_seconds: float) -> tuple[float, float]:
    """Standard score and one-sided p of the highest onset strength within 70 ms of the events, against rotations."""
    reach = round(HIT_SECONDS * ONSET_RATE_HZ)
    padded = np.pad(onsets, reach, constant_values=-np.inf)
    highest = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).max(axis=1)

    def strength(times: np.ndarray) -> np.ndarray:
        frames = np.round(times % duration_seconds * ONSET_RATE_HZ).astype(int)
        return highest[np.minimum(frames, len(onsets) - 1)].mean(axis=-1)

    observed, null = strength(events), strength(events[None] + shifts[:, None])
    deviation = null.std()
    z = float((observed - null.mean()) / deviation) if deviation > 1e-9 else 0.0
    return z, float((1 + (null >= observed).sum()) / (1 + len(null)))


def phase_locking(events: np.ndarray, beats: np.ndarray) -> float:
    """Length of the mean phase vector of the events on the beats; nan when none lies between two beats."""
    inside = events[(events >= beats[0]) & (events <= beats[-1])] if len(beats) > 1 else np.zeros(0)
    if len(inside) == 0:
        return float("nan")
    return float(abs(np.exp(2j * np.pi * np.interp(inside, beats, np.arange(len(beats)))).mean()))


def measure_sync(heard: Heard, cuts_seconds, rotation_count: int = 1000, seed: int = 1) -> SyncFigures | None:
    """None when fewer than two cuts lie inside the music."""
    cuts = np.array([t for t in cuts_seconds if EDGE_SECONDS < t < heard.duration_seconds - EDGE_SECONDS])
    if len(cuts) < 2:
        return None
    shifts = rotations(heard.duration_seconds, rotation_count, seed)
    rotated = (cuts[None] + shifts[:, None]) % heard.duration_seconds
    z, p = onset_lift(heard.onsets, cuts, shifts, heard.duration_seconds)
    near, near_chance = distances(cuts, heard.beats), distances(rotated, heard.beats)
    bars, bars_chance = distances(cuts, heard.downbeats), distances(rotated, heard.downbeats)
    locking_chance = [phase_locking(row, heard.beats) for row in rotated[:200]]
    return SyncFigures(
        len(cuts), z, p, phase_locking(cuts, heard.beats), float(np.nanmean(locking_chance)) if len(heard.beats) > 1 else float("nan"),
        float((near <= HIT_SECONDS).mean()), float((near_chance <= HIT_SECONDS).mean()),
        float((bars <= HIT_SECONDS).mean()), float((bars_chance <= HIT_SECONDS).mean()),
        1000 * float(np.median(near)), 1000 * float(np.median(near_chance, axis=1).mean()),
    )  # fmt: skip
