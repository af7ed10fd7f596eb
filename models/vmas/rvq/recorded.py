"""Recorded production music as sound with what is known of it. Splits go by work: variants of a title stay together."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import numpy as np

from .pieces import SAMPLE_RATE_HZ, TEST, TRAIN, VALIDATION, SoundPiece
from .rendered import read_sound

VARIANT = re.compile(r"(_\d+|_composed|_music_box|_loop|_alternate|_faster_version)+$")
TARGET_RMS = 0.13  # as the rendered pieces
HELD_OUT_EVERY = 6  # works: one in six for testing, one in six for validation


def work_of(file: str) -> str:
    return VARIANT.sub("", Path(file).stem)


def split_of(work: str) -> int:
    bucket = int(hashlib.sha256(work.encode()).hexdigest(), 16) % HELD_OUT_EVERY
    return {0: TEST, 1: VALIDATION}.get(bucket, TRAIN)


def fitted_beats(grid: dict | None, duration_seconds: float) -> tuple[float, ...]:
    """Beats of a grid that was checked; none of one that was not."""
    if not grid or grid.get("quality") != "checked-grid":
        return ()
    return tuple(float(t) for t in np.arange(grid["first_beat"], duration_seconds, 60 / grid["bpm"]))


def recorded_pieces(folder: Path) -> tuple[list[np.ndarray], list[SoundPiece]]:
    """Every file of audio.json in `folder`: sound at 32 kHz mono at the level of the rendered pieces, facts."""
    sounds, pieces = [], []
    for entry in json.loads((folder / "audio.json").read_text()):
        sound = read_sound(folder / entry["file"])
        sound *= TARGET_RMS / max(float(np.sqrt(np.square(sound).mean())), 1e-6)
        beats = fitted_beats(entry.get("grid"), len(sound) / SAMPLE_RATE_HZ)
        work = work_of(entry["file"])
        tempo_bpm = float(entry["grid"]["bpm"]) if beats else 0.0
        sounds.append(sound)
        pieces.append(SoundPiece(Path(entry["file"]).stem, work, split_of(work), 0, 0, tempo_bpm=tempo_bpm, beats=beats, beat_positions=(-1,) * len(beats)))
    return sounds, pieces
