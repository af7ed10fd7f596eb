"""Owns measurable facts of a piece: chord-tone ratio, leaps, voice leading, density and loudness against energy,
accent obedience, pulse. Judges tokens of any origin; must not know how they were made."""

from __future__ import annotations

import numpy as np

from ..score.streams import (
    DEFAULT_LEVEL,
    PARTS,
    REST,
    STREAM,
    VELOCITY_LEVELS,
    chord_of_token,
    chord_pitch_classes,
    filled,
    to_notes,
)

TUNED = ("bass", "comp", "pad", "arp", "melody", "counter")
LOUD_CYMBALS = (7, 8, 9)
HEAVY_PERCUSSION = (4, 5, 6, 7, 15, 16)


def onset_counts(tokens: np.ndarray) -> np.ndarray:
    """[T] streams that strike at each step, drums included."""
    pitched = sum((tokens[STREAM[part]] > REST).astype(int) for part in PARTS)
    return pitched + (tokens[STREAM["kit"] : STREAM["percussion"] + 1] > 0).sum(axis=0)


def chord_tone_ratio(tokens: np.ndarray, part: str = "melody") -> float:
    """Share of a line's onsets on beats 1 and 3, or on any beat when a beat or longer, that are chord tones."""
    chords = filled(tokens[STREAM["chord"]])
    hits = [
        pitch % 12 in chord_pitch_classes(*chord_of_token(chords[start]))
        for name, start, end, pitch, _ in to_notes(tokens)
        if name == part and (start % 8 == 0 or (start % 4 == 0 and end - start >= 4))
    ]
    return float(np.mean(hits)) if hits else float("nan")


def melodic_intervals(tokens: np.ndarray, part: str = "melody") -> np.ndarray:
    pitches = [pitch for name, _, _, pitch, _ in to_notes(tokens) if name == part]
    return np.diff(pitches)


def bar_loudness(tokens: np.ndarray, bar_phase: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Onsets per bar and a loudness proxy per bar (mean level velocity times the root of the onsets)."""
    bars = (np.arange(tokens.shape[1]) + bar_phase) // 16
    onsets = np.bincount(bars, onset_counts(tokens))
    levels = np.array(VELOCITY_LEVELS)[filled(tokens[STREAM["dynamics"]], DEFAULT_LEVEL) - 1]
    mean_level = np.bincount(bars, levels) / np.bincount(bars)
    return onsets, mean_level * np.sqrt(onsets + 1)


def accent_signs(tokens: np.ndarray, step: int) -> int:
    """How many of drums, chord strike, bass onset, melody onset and raised dynamics mark this step."""
    kit, cymbal = tokens[STREAM["kit"], step], tokens[STREAM["cymbals"], step]
    drums = kit >= 12 or cymbal in LOUD_CYMBALS or tokens[STREAM["percussion"], step] in HEAVY_PERCUSSION or kit % 6 in (3, 5)
    levels = filled(tokens[STREAM["dynamics"]], DEFAULT_LEVEL)
    louder = step > 0 and levels[step] > levels[step - 1]
    chord = any(tokens[STREAM[part], step] > REST for part in ("comp", "pad", "arp"))
    return sum(map(bool, (drums, louder, chord, tokens[STREAM["bass"], step] > REST, tokens[STREAM["melody"], step] > REST)))


def pulse_ratio(tokens: np.ndarray, energy_per_step: np.ndarray, last_step: int, bar_phase: int = 0) -> float:
    """Share of beats with any onset among those in bars above energy 2, before the ending."""
    beats = [step for step in range(-bar_phase % 4, last_step, 4) if energy_per_step[step] > 2]
    counts = onset_counts(tokens)
    return float(np.mean([counts[step] > 0 for step in beats])) if beats else 1.0


def rank_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Spearman's rho; nan where either is constant."""
    ranks = [np.argsort(np.argsort(values + 1e-9 * np.arange(len(values)))) for values in (first, second)]
    return float(np.corrcoef(*ranks)[0, 1]) if len(first) > 2 and np.ptp(first) > 0 and np.ptp(second) > 0 else float("nan")
