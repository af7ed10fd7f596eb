"""Owns key and chord estimation from quantised notes. Must not know of parts, tokens' streams or files."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..score.streams import CHORD_QUALITIES, STEPS_PER_BEAT, chord_pitch_classes

# Krumhansl and Kessler 1982, probe tone ratings.
MAJOR_PROFILE = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
MINOR_PROFILE = np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])
LONGEST_BEATS = 4.0  # a pedal note must not outvote everything else
# What a quality must gain over a plain triad to be named; rarer chords pay more.
QUALITY_COST = np.array(
    [0, 0, 0.12, 0.18, 0.12, 0.12, 0.06, 0.12, 0.09, 0.08, 0.15, 0.16, 0.20, 0.20, 0.32, 0.32]
)  # order of CHORD_QUALITIES
CHANGE_COST = {0: 0.30, 2: 0.50}  # by beat within the bar; others cost OFFBEAT_CHANGE_COST
OFFBEAT_CHANGE_COST = 1.0
CONTEXT = 0.5  # weight of the rest of the half bar in a beat's evidence
ROOT_BASS, TONE_BASS = 0.30, 0.10
BASS_BELOW = 55  # MIDI pitch
FINAL_BONUS = 0.12  # pieces mostly end on their tonic
TONIC_BASS = 0.4  # correlation that a bass which never leaves the tonic is worth
PRESENT = 0.05  # share of a beat's sound from which a pitch class counts as heard


def pitch_class_weights(notes: np.ndarray) -> np.ndarray:
    """[12] duration-weighted histogram of rows (start step, end step, pitch, velocity)."""
    durations = np.minimum(notes[:, 1] - notes[:, 0], LONGEST_BEATS * STEPS_PER_BEAT)
    return np.bincount(notes[:, 2].astype(int) % 12, weights=durations, minlength=12)


def _standardised(values: np.ndarray) -> np.ndarray:
    """Zero mean, unit norm: the dot product of two such is their correlation."""
    centred = values - values.mean(-1, keepdims=True)
    return centred / np.maximum(1e-9, np.linalg.norm(centred, axis=-1, keepdims=True))


@lru_cache(maxsize=1)
def _key_profiles() -> tuple[np.ndarray, np.ndarray]:
    """([12, 12] major, [12, 12] minor) profiles, one row a tonic"""
    return tuple(
        _standardised(np.array([np.roll(profile, tonic) for tonic in range(12)]))
        for profile in (MAJOR_PROFILE, MINOR_PROFILE)
    )


def estimate_key(notes: np.ndarray, final: int | None = None) -> tuple[int, int, float]:
    """(tonic pitch class, mode 1 major or 2 minor, margin of the correlation over the next key).
    What the bass dwells on, and the pitch class of its `final` note, settle relative keys."""
    weights, roots = pitch_class_weights(notes), np.zeros(12)
    bass_notes = notes[notes[:, 2] < BASS_BELOW]
    if len(bass_notes):
        bass = pitch_class_weights(bass_notes)
        roots = bass / max(1.0, bass.sum())
        weights = weights / max(1.0, weights.sum()) + 0.5 * roots
    close = np.zeros(12)
    if final is not None:
        close[final] = FINAL_BONUS
    scores = np.concatenate([profiles @ _standardised(weights) for profiles in _key_profiles()])
    scores += np.tile(TONIC_BASS * roots + close, 2)
    order = np.argsort(-scores)
    mode, tonic = divmod(int(order[0]), 12)
    return tonic, 1 + mode, float(scores[order[0]] - scores[order[1]])


def beat_chroma(notes: np.ndarray, steps: int) -> np.ndarray:
    """[beats, 12] sounding duration per beat."""
    chroma = np.zeros((-(-steps // STEPS_PER_BEAT), 12))
    for start, end, pitch, _ in notes.astype(int):
        for beat in range(start // STEPS_PER_BEAT, -(-min(end, steps) // STEPS_PER_BEAT)):
            low, high = max(start, beat * STEPS_PER_BEAT), min(end, (beat + 1) * STEPS_PER_BEAT)
            chroma[beat, pitch % 12] += high - low
    return chroma


def beat_bass(notes: np.ndarray, steps: int) -> np.ndarray:
    """[beats] pitch class of the lowest note sounding in each beat, -1 where none."""
    lowest = np.full(-(-steps // STEPS_PER_BEAT), 999)
    for start, end, pitch, _ in notes.astype(int):
        beats = slice(start // STEPS_PER_BEAT, -(-min(end, steps) // STEPS_PER_BEAT))
        lowest[beats] = np.minimum(lowest[beats], pitch)
    return np.where(lowest < 999, lowest % 12, -1)


@lru_cache(maxsize=1)
def _templates() -> tuple[np.ndarray, np.ndarray]:
    """([192, 12] membership, [192] quality cost), chord index 16 * root + quality."""
    member = np.zeros((192, 12))
    for root in range(12):
        for quality in range(16):
            member[16 * root + quality, list(chord_pitch_classes(root, quality))] = 1
    return member, np.tile(QUALITY_COST, 12)


def _evidence(chroma: np.ndarray, bass: np.ndarray) -> np.ndarray:
    """[beats, 192] how well each chord explains each beat; zero rows where nothing sounds."""
    halves = chroma.copy()
    for beat in range(chroma.shape[0]):
        half = beat - beat % 2
        halves[beat] = chroma[beat] + CONTEXT * (chroma[half : half + 2].sum(0) - chroma[beat])
    total = halves.sum(1, keepdims=True)
    share = halves / np.maximum(total, 1e-9)
    member, cost = _templates()
    sizes = member.sum(1)
    covered = share @ member.T
    heard = (share > PRESENT).astype(float) @ member.T / sizes
    score = 1.8 * covered + 0.8 * heard - cost
    known = bass >= 0
    roots = np.arange(192) // 16
    score[known] += ROOT_BASS * (roots[None] == bass[known, None]) + TONE_BASS * member[:, bass[known]].T
    return np.where(total > 0, score, 0.0)


def estimate_chords(notes: np.ndarray, bass_notes: np.ndarray, steps: int) -> tuple[np.ndarray, float]:
    """(chord index 16 * root + quality per beat [beats], -1 before anything sounds; share of sound it covers).
    Viterbi over beats: changing costs least on the bar line."""
    chroma = beat_chroma(notes, steps)
    bass = beat_bass(bass_notes if len(bass_notes) else notes, steps)
    score = _evidence(chroma, bass)
    path = _viterbi(score)
    sounding = np.flatnonzero(chroma.sum(1) > 0)
    path[: sounding[0] if sounding.size else path.size] = -1
    member, _ = _templates()
    covered = (chroma * member[np.maximum(path, 0)]).sum() / max(1e-9, chroma.sum())
    return path, float(covered)


def _viterbi(score: np.ndarray) -> np.ndarray:
    beats, chords = score.shape
    total, came_from = score[0].copy(), np.zeros((beats, chords), int)
    for beat in range(1, beats):
        cost = CHANGE_COST.get(beat % 4, OFFBEAT_CHANGE_COST)
        best = int(total.argmax())
        changes = total[best] - cost > total
        came_from[beat] = np.where(changes, best, np.arange(chords))
        total = np.where(changes, total[best] - cost, total) + score[beat]
    path = np.empty(beats, int)
    path[-1] = total.argmax()
    for beat in range(beats - 1, 0, -1):
        path[beat - 1] = came_from[beat, path[beat]]
    return path


def chord_name(index: int) -> str:
    if index < 0:
        return "-"
    root, quality = divmod(int(index), 16)
    return ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")[root] + CHORD_QUALITIES[quality][0]
