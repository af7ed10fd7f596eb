"""Arranger pieces played by the product's own sampler, as sound with exact facts. A narrow repertoire on request: tonic C and the
first palettes of each style, which is what a small codec can learn. Playing is an outside program (scripts/render-pieces.ts)."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from ..corpus.compose import STYLE_ORDER, compose, tempo_ranges
from ..corpus.piece import Piece
from ..corpus.playing import BAR, PlayablePiece, play_pieces, playable
from ..score.streams import STREAM
from .pieces import SAMPLE_RATE_HZ, TEST, TRAIN, VALIDATION, SoundPiece

SPLIT_EVERY = 12  # seed % 12 == 0: test, == 1: validation
PALETTES = 4  # of a section token, docs/score-family.md


def split_of(seed: int) -> int:
    return {0: TEST, 1: VALIDATION}.get(seed % SPLIT_EVERY, TRAIN)


def first_palettes(sections: np.ndarray, count: int) -> np.ndarray:
    """The section stream with palettes folded into the first `count`; 0 (hold) stays."""
    role, palette = np.divmod(sections - 1, PALETTES)
    return np.where(sections > 0, 1 + PALETTES * role + palette % count, 0).astype(sections.dtype)


def render_request(seed: int, style: str, seconds: float, palettes: int) -> tuple[PlayablePiece, SoundPiece]:
    random = np.random.default_rng((seed, STYLE_ORDER.index(style)))
    tempo_bpm = float(random.uniform(*tempo_ranges()[style]))
    piece = compose(seed, style, max(4, round(seconds * tempo_bpm / 240)))
    tokens = piece.tokens.copy()
    tokens[STREAM["section"]] = first_palettes(tokens[STREAM["section"]], palettes)
    played = playable(f"{style}-{seed}", piece, tokens, tempo_bpm, 0, random)
    return played, sound_facts(piece, played, tempo_bpm)


def sound_facts(piece: Piece, played: PlayablePiece, tempo_bpm: float) -> SoundPiece:
    """What is known of the sound of a piece; where it lies in a file is not known yet."""
    times, on_beat = played.times_seconds, played.beat_steps
    bars = (np.arange(len(played.phases)) + piece.bar_phase) // BAR
    first_of_bar = np.flatnonzero(np.diff(bars, prepend=-1))
    return SoundPiece(
        name=played.name, source=played.name, split=split_of(piece.seed), start=0, length=0, style=piece.style, mode=piece.mode,
        tempo_bpm=tempo_bpm, beats=tuple(times[on_beat]), beat_positions=tuple(int(p) for p in played.phases[on_beat] // 4),
        accents=tuple((float(times[s]), int(piece.accents[s])) for s in np.flatnonzero(piece.accents)),
        bar_energy=tuple((float(times[s]), int(piece.energy[bars[s]])) for s in first_of_bar),
        sections=tuple((float(times[s]), role) for s, role, _ in piece.sections),
        tail_seconds=float(times[-1] - times[len(bars) - piece.tail_steps]),
    )  # fmt: skip


def render_pieces(seeds: range, style: str, seconds: float, palettes: int, bank: Path) -> tuple[list[np.ndarray], list[SoundPiece]]:
    """-> sound of each piece at 32 kHz, its facts."""
    pieces, facts = zip(*(render_request(seed, style, seconds, palettes) for seed in seeds))
    with tempfile.TemporaryDirectory() as scratch:
        play_pieces(pieces, bank, Path(scratch))
        sounds = [read_sound(Path(scratch) / f"{piece.name}.wav") for piece in pieces]
    return sounds, list(facts)


def read_sound(path: Path) -> np.ndarray:
    """Any file that libsndfile reads, as float32 mono at 32 kHz."""
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    common = np.gcd(SAMPLE_RATE_HZ, rate_hz)
    return resample_poly(samples.mean(1), SAMPLE_RATE_HZ // common, rate_hz // common).astype(np.float32)
