"""Arranger pieces played by the product's own sampler, as sound with exact facts. A narrow repertoire on request: tonic C and the
first palettes of each style, which is what a small codec can learn. Playing is an outside program (scripts/render-pieces.ts)."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from ..beats.sampler_material import SamplerPiece, drifting_times, play_pieces
from ..corpus.compose import STYLE_ORDER, compose, tempo_ranges
from ..corpus.piece import Piece
from ..score.streams import STREAM
from .pieces import SAMPLE_RATE_HZ, TEST, TRAIN, VALIDATION, SoundPiece

BAR = 16
SPLIT_EVERY = 12  # seed % 12 == 0: test, == 1: validation
PALETTES = 4  # of a section token, docs/score-family.md


def split_of(seed: int) -> int:
    return {0: TEST, 1: VALIDATION}.get(seed % SPLIT_EVERY, TRAIN)


def first_palettes(sections: np.ndarray, count: int) -> np.ndarray:
    """The section stream with palettes folded into the first `count`; 0 (hold) stays."""
    role, palette = np.divmod(sections - 1, PALETTES)
    return np.where(sections > 0, 1 + PALETTES * role + palette % count, 0).astype(sections.dtype)


def render_request(seed: int, style: str, seconds: float, palettes: int) -> tuple[SamplerPiece, SoundPiece]:
    random = np.random.default_rng((seed, STYLE_ORDER.index(style)))
    tempo_bpm = float(random.uniform(*tempo_ranges()[style]))
    piece: Piece = compose(seed, style, max(4, round(seconds * tempo_bpm / 240)))
    tokens = piece.tokens.copy()
    tokens[STREAM["section"]] = first_palettes(tokens[STREAM["section"]], palettes)
    steps = tokens.shape[1]
    times = drifting_times(steps, tempo_bpm, random)
    phases = (np.arange(steps) + piece.bar_phase) % BAR
    bars = (np.arange(steps) + piece.bar_phase) // BAR
    name = f"{style}-{seed}"
    request = {
        "name": name, "styleId": style, "seed": seed, "tonicSemitones": 0, "timesSeconds": times.tolist(),
        "accents": piece.accents.tolist(), "barPhases": phases.tolist(), "energies": piece.energy[bars].tolist(),
        "endingStep": steps - piece.tail_steps, "tokens": tokens.T.tolist(),
    }  # fmt: skip
    on_beat = np.flatnonzero(phases % 4 == 0)
    first_of_bar = np.flatnonzero(np.diff(bars, prepend=-1))
    facts = SoundPiece(
        name=name, source=name, split=split_of(seed), start=0, length=0, style=piece.style, mode=piece.mode,
        tempo_bpm=tempo_bpm, beats=tuple(times[on_beat]), beat_positions=tuple(int(p) for p in phases[on_beat] // 4),
        accents=tuple((float(times[s]), int(piece.accents[s])) for s in np.flatnonzero(piece.accents)),
        bar_energy=tuple((float(times[s]), int(piece.energy[bars[s]])) for s in first_of_bar),
        sections=tuple((float(times[s]), role) for s, role, _ in piece.sections),
        tail_seconds=float(times[-1] - times[steps - piece.tail_steps]),
    )  # fmt: skip
    return SamplerPiece(name, style, request, None, float(times[-1])), facts


def render_pieces(seeds: range, style: str, seconds: float, palettes: int, bank: Path) -> tuple[list[np.ndarray], list[SoundPiece]]:
    """-> sound of each piece at 32 kHz, its facts."""
    requests, facts = zip(*(render_request(seed, style, seconds, palettes) for seed in seeds))
    with tempfile.TemporaryDirectory() as scratch:
        play_pieces(list(requests), bank, Path(scratch))
        sounds = [read_sound(Path(scratch) / f"{piece.name}.wav") for piece in facts]
    return sounds, list(facts)


def read_sound(path: Path) -> np.ndarray:
    """Any file that libsndfile reads, as float32 mono at 32 kHz."""
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    common = np.gcd(SAMPLE_RATE_HZ, rate_hz)
    return resample_poly(samples.mean(1), SAMPLE_RATE_HZ // common, rate_hz // common).astype(np.float32)
