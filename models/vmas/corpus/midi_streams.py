"""Owns turning the notes of a cast part into values of its stream: octaves, skylines, voicings, arpeggio tones.
Must not know who plays what or why."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..score.streams import LOWEST_PITCH, POWER_ON_TONIC, arp_pitch, voicing

STREAM_PITCHES = 37  # of bass, melody and counter
ARP_TONES = 16
LEAST_VOICING_FIT = 0.6  # F1 of pitch classes
STRAY_SHARE = 0.08  # notes that may be folded one by one for the sake of the line's register
Spans = list[tuple[int, int, int]]  # start, end, value


def chord_at(chords: np.ndarray, step: int) -> tuple[int, int]:
    index = int(chords[min(step // 4, chords.size - 1)])
    return POWER_ON_TONIC if index < 0 else divmod(index, 16)


def octave_shift(pitches: np.ndarray, lowest: int, highest: int) -> int:
    """The smallest move by octaves, in semitones, that brings the pitches into the range but for a few."""
    shifts = [12 * octaves for octaves in (0, 1, -1, 2, -2, 3, -3)]
    outside = np.array([np.mean((pitches + shift < lowest) | (pitches + shift > highest)) for shift in shifts])
    return shifts[int(np.argmax(outside <= max(STRAY_SHARE, float(outside.min()))))]


def folded(pitch: int, lowest: int, highest: int) -> int:
    while pitch < lowest:
        pitch += 12
    while pitch > highest:
        pitch -= 12
    return pitch


def without_overlap(spans: Spans, stop: int) -> Spans:
    """Each note ends at the next onset; gaps of one step after longer notes close, as a player's release is no rest."""
    out = []
    for index, (start, end, value) in enumerate(spans):
        following = spans[index + 1][0] if index + 1 < len(spans) else stop
        if end >= following or (following - end == 1 and end - start >= 2):
            end = following
        out.append((start, min(max(end, start + 1), following), value))
    return out


def line_spans(part: str, notes: np.ndarray, shift: int, stop: int) -> Spans:
    """One note per onset: the lowest of a bass, the highest of a melody or counter."""
    lowest, sign = LOWEST_PITCH[part], 1 if part == "bass" else -1
    chosen: dict[int, tuple[int, int]] = {}
    for start, end, pitch, _ in notes.tolist():
        if start not in chosen or sign * pitch < sign * chosen[start][1]:
            chosen[start] = (end, pitch)
    spans = [
        (start, end, folded(pitch + shift, lowest, lowest + STREAM_PITCHES - 1) - lowest)
        for start, (end, pitch) in sorted(chosen.items())
    ]
    return without_overlap(spans, stop)


@lru_cache(maxsize=4096)
def _voicings(root: int, quality: int) -> tuple[tuple[int, frozenset[int], float, int], ...]:
    """(value, pitch classes, mean pitch, number of pitches) of all strikes of a chord."""
    rows = []
    for value in range(32):
        pitches = voicing(root, quality, *divmod(value, 4))
        rows.append((value, frozenset(pitch % 12 for pitch in pitches), sum(pitches) / len(pitches), len(pitches)))
    return tuple(rows)


def nearest_voicing(pitches: list[int], chord: tuple[int, int], shift: int) -> tuple[int, float]:
    """(value, F1 of its pitch classes against those played); ties go to the nearest register and thickness."""
    played = {pitch % 12 for pitch in pitches}
    centre = sum(pitches) / len(pitches) + shift
    best, best_rank, best_fit = 0, -1e9, 0.0
    for value, classes, mean, size in _voicings(*chord):
        fit = 2 * len(played & classes) / (len(played) + len(classes))
        rank = fit - abs(mean - centre) / 40 - 0.02 * abs(size - len(pitches))
        if rank > best_rank:
            best, best_rank, best_fit = value, rank, fit
    return best, best_fit


def strike_spans(notes: np.ndarray, chords: np.ndarray, shift: int, stop: int) -> tuple[Spans, int, int]:
    """(spans, notes that the strikes explain, notes seen)"""
    groups: dict[int, list[tuple[int, int]]] = {}
    for start, end, pitch, _ in notes.tolist():
        groups.setdefault(start, []).append((end, pitch))
    spans, explained = [], 0
    for start, members in sorted(groups.items()):
        pitches = [pitch for _, pitch in members]
        value, fit = nearest_voicing(pitches, chord_at(chords, start), shift)
        if fit >= LEAST_VOICING_FIT:
            spans.append((start, int(np.median([end for end, _ in members])), value))
            explained += round(fit * len(members))
    return without_overlap(spans, stop), explained, len(notes)


def arp_spans(notes: np.ndarray, chords: np.ndarray, shift: int, stop: int) -> tuple[Spans, int, int]:
    """Nearest chord tone of each onset, dropped beyond two semitones; counts as strike_spans, exact tones only."""
    chosen: dict[int, tuple[int, int]] = {}
    for start, end, pitch, _ in notes.tolist():
        if start not in chosen or pitch > chosen[start][1]:
            chosen[start] = (end, pitch)
    spans, exact = [], 0
    for start, (end, pitch) in sorted(chosen.items()):
        chord = chord_at(chords, start)
        tones = np.array([arp_pitch(*chord, j) for j in range(ARP_TONES)])
        wanted = folded(pitch + shift, int(tones[0]) - 2, int(tones[-1]) + 2)
        nearest = int(np.abs(tones - wanted).argmin())
        distance = abs(int(tones[nearest]) - wanted)
        if distance <= 2:
            spans.append((start, end, nearest))
            exact += distance == 0
    return without_overlap(spans, stop), exact, len(notes)
