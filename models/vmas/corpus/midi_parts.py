"""Owns casting: which voice of a MIDI piece plays which part, four bars at a time. Must not know of files or tokens.
Notes are integer rows (start step, end step, pitch, velocity), sorted by start."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy.optimize import linear_sum_assignment

from ..score.streams import PARTS, STEPS_PER_BAR, chord_pitch_classes

BLOCK_STEPS = 4 * STEPS_PER_BAR
MINIMUM_SUIT = 0.8  # below this a voice is better left out than cast
CONTINUITY = 0.9  # what staying in a part is worth
DOUBLING = 0.75  # share of equal onsets and pitch classes that makes two voices one
LOW_PITCH, BASS_BELOW = 48, 52  # MIDI pitches
WIDE_SPREAD = 24  # semitones between the hands of a keyboard voice
BASSES, BASS_LIKE = set(range(32, 40)) | {43, 58, 87}, {42, 70, 67}
LEADS = {22, 40, 41, 110} | set(range(56, 61)) | set(range(64, 80)) | set(range(80, 88))
PADS = set(range(48, 55)) | set(range(88, 96)) | set(range(16, 22)) | {61, 62, 63}
COMPS = set(range(9)) | set(range(16, 20)) | set(range(24, 32)) | {61, 62, 63, 90, 105, 106, 107}
PLUCKED = set(range(8, 16)) | {24, 25, 45, 46, 98, 108}


@dataclass
class Line:
    """A voice, or one hand of it, on the step grid."""

    name: str
    program: int
    notes: np.ndarray  # [n, 4] int
    doubled: list[np.ndarray] = field(default_factory=list)  # notes of voices that double this one

    def between(self, start: int, stop: int) -> np.ndarray:
        first, last = np.searchsorted(self.notes[:, 0], (start, stop))
        return self.notes[first:last]


@dataclass
class Traits:
    """What a voice does within a block."""

    onsets_per_bar: float
    polyphony: float  # notes per onset
    length_steps: float
    pitch: float  # median
    leap: float  # mean absolute interval of the top notes
    chord_share: float  # notes that belong to the chord
    loudness: float


def traits(notes: np.ndarray, chords: np.ndarray, bars: float) -> Traits:
    """`chords` is the chord index per beat; -1 is none."""
    steps, first, counts = np.unique(notes[:, 0], return_index=True, return_counts=True)
    top = np.maximum.reduceat(notes[:, 2], first)
    beats = np.minimum(notes[:, 0] // 4, chords.size - 1)
    inside = [pitch % 12 in _classes(chord) for pitch, chord in zip(notes[:, 2].tolist(), chords[beats].tolist())]
    return Traits(
        onsets_per_bar=steps.size / bars,
        polyphony=float(counts.mean()),
        length_steps=float(np.median(notes[:, 1] - notes[:, 0])),
        pitch=float(np.median(notes[:, 2])),
        leap=float(np.abs(np.diff(top)).mean()) if top.size > 1 else 0.0,
        chord_share=float(np.mean(inside)),
        loudness=float(notes[:, 3].mean()),
    )


@lru_cache(maxsize=256)
def _classes(chord: int) -> tuple[int, ...]:
    return () if chord < 0 else chord_pitch_classes(*divmod(chord, 16))


def suits(line: Line, trait: Traits, lowest: float, highest: float) -> list[float]:
    """How well the line fits each of PARTS; about 0.8 is the least that convinces."""
    program, mono = line.program, trait.polyphony < 1.25
    poly, moves = min(1.0, trait.polyphony - 1), trait.onsets_per_bar
    bass = (
        2.0 * (program in BASSES) + 0.7 * (program in BASS_LIKE) + 1.3 * (trait.pitch <= lowest + 1)
        + float(np.clip((56 - trait.pitch) / 8, -2.5, 1)) - 2.0 * (trait.polyphony > 1.7)
    )  # fmt: skip
    chordal = 1.4 * poly - 1.4 * (trait.polyphony < 1.2)
    comp = (
        chordal + 0.8 * (trait.length_steps < 6) + 0.6 * (program in COMPS) + 0.3 * (moves >= 2) + trait.chord_share - 1
    )
    pad = (
        chordal + 1.0 * (trait.length_steps >= 6) + 0.6 * (program in PADS) + 0.4 * (moves <= 3) + trait.chord_share - 1
    )
    arp = (
        0.4 * mono + float(np.clip((moves - 4) / 4, -1, 1.2)) + float(np.clip(4 * (trait.chord_share - 0.75), -3, 0.8))
        + 0.4 * (trait.leap >= 2.5) + 0.5 * (program in PLUCKED) - 1.2 * (trait.polyphony > 1.6) - 1.5 * (trait.pitch < 47)
    )  # fmt: skip
    sings = 0.6 * mono - 1.2 * (trait.polyphony > 1.8) + 0.6 * (program in LEADS) + 0.4 * (1.5 <= moves <= 10)
    melody = sings + 1.2 - 0.11 * (highest - trait.pitch) + (trait.loudness - 80) / 60 - 1.5 * (trait.pitch < 50)
    counter = sings + 0.7 - 0.03 * abs(trait.pitch - 60) - 0.8 * (trait.pitch < 45)
    values = {"bass": bass, "comp": comp, "pad": pad, "arp": arp, "melody": melody, "counter": counter}
    return [values[part] for part in PARTS]


def blocks(steps: int) -> list[tuple[int, int]]:
    """Blocks of four bars; a short rest, as an ending attack, belongs to the last."""
    edges = list(range(0, steps, BLOCK_STEPS))
    if len(edges) > 1 and steps - edges[-1] <= BLOCK_STEPS // 2:
        edges.pop()
    return list(pairwise([*edges, steps]))


def cast(lines: list[Line], chords: np.ndarray, steps: int) -> list[dict[str, int]]:
    """For each block of four bars: part -> index of the line that plays it."""
    out: list[dict[str, int]] = []
    for start, stop in blocks(steps):
        bars = (stop - start) / STEPS_PER_BAR
        playing = {i: line.between(start, stop) for i, line in enumerate(lines)}
        playing = {i: notes for i, notes in playing.items() if len(notes)}
        found = {i: traits(notes, chords, bars) for i, notes in playing.items()}
        out.append(_assign(lines, found, out[-1] if out else {}))
    return out


def _assign(lines: list[Line], found: dict[int, Traits], before: dict[str, int]) -> dict[str, int]:
    if not found:
        return {}
    lowest, highest = min(t.pitch for t in found.values()), max(t.pitch for t in found.values())
    indices = sorted(found)
    table = np.array([suits(lines[i], found[i], lowest, highest) for i in indices])
    activity = np.array([min(1.0, found[i].onsets_per_bar * found[i].length_steps / 12) for i in indices])
    for row, i in enumerate(indices):
        for column, part in enumerate(PARTS):
            table[row, column] += CONTINUITY * (before.get(part) == i)
    value = np.where(table >= MINIMUM_SUIT, table + 0.8 * activity[:, None], 0.0)
    rows, columns = linear_sum_assignment(-value)
    return {PARTS[c]: indices[r] for r, c in zip(rows, columns) if value[r, c] > 0}


def merge_doublings(lines: list[Line]) -> list[Line]:
    """Voices that play the same pitch classes at the same time become one; the others are remembered as its doubles."""
    kept: list[Line] = []
    for line in sorted(lines, key=lambda line: -len(line.notes)):
        mine = Counter(map(tuple, np.stack([line.notes[:, 0], line.notes[:, 2] % 12], 1).tolist()))
        for other in kept:
            if _is_bass_below(line, other) or _is_bass_below(other, line):
                continue  # a bass under a riff is a part of its own
            theirs = Counter(map(tuple, np.stack([other.notes[:, 0], other.notes[:, 2] % 12], 1).tolist()))
            if sum((mine & theirs).values()) >= DOUBLING * sum(mine.values()):
                other.doubled.append(line.notes)
                break
        else:
            kept.append(line)
    return kept


def _is_bass_below(line: Line, other: Line) -> bool:
    pitch = float(np.median(line.notes[:, 2]))
    return pitch < LOW_PITCH and float(np.median(other.notes[:, 2])) - pitch > 8


def lowest_notes(lines: list[Line], start: int, stop: int) -> tuple[int, np.ndarray] | None:
    """(line, its lowest notes) of the deepest line of a block, for blocks in which no voice is a bass."""
    bottoms = [(index, _outer(line.between(start, stop), lowest=True)[0]) for index, line in enumerate(lines)]
    deep = [(float(np.median(rows[:, 2])), index, rows) for index, rows in bottoms if len(rows) >= 2]
    pitch, index, rows = min(deep, key=lambda entry: entry[0], default=(99.0, 0, None))
    return (index, rows) if pitch < BASS_BELOW else None


def split_keyboard(line: Line) -> list[Line]:
    """Bass, middle and top of a voice that two hands play; the line itself when it is narrow or monophonic."""
    notes = line.notes
    low, high = np.percentile(notes[:, 2], (5, 95))
    _, counts = np.unique(notes[:, 0], return_counts=True)
    if high - low < WIDE_SPREAD or counts.mean() < 1.3:
        return [line]
    histogram = np.bincount(notes[:, 2], minlength=128)
    split = 48 + int(np.argmin(np.convolve(histogram, np.ones(3), "same")[48:63]))
    hands = [notes[notes[:, 2] < split], notes[notes[:, 2] >= split]]
    bottom, rest = _outer(hands[0], lowest=True)
    top, middle = _outer(hands[1], lowest=False)
    inner = np.concatenate([rest, middle])
    parts = [("bottom", bottom), ("inner", inner[np.argsort(inner[:, 0], kind="stable")]), ("top", top)]
    return [Line(f"{line.name} {name}", line.program, rows) for name, rows in parts if len(rows)]


def _outer(notes: np.ndarray, lowest: bool) -> tuple[np.ndarray, np.ndarray]:
    """(the lowest or highest note of each onset, the others)"""
    order = np.lexsort((notes[:, 2] if lowest else -notes[:, 2], notes[:, 0]))
    ordered = notes[order]
    first = np.r_[True, ordered[1:, 0] != ordered[:-1, 0]] if len(ordered) else np.zeros(0, bool)
    return ordered[first], ordered[~first]


def ensemble_of(lines: list[Line], start: int, stop: int) -> np.ndarray:
    """Chord strikes that uncast monophonic voices form together: onsets where at least two of them speak."""
    rows = [line.between(start, stop) for line in lines]
    if len(rows) < 2:
        return np.zeros((0, 4), int)
    notes = np.concatenate(rows)
    steps, counts = np.unique(notes[:, 0], return_counts=True)
    struck = set(steps[counts >= 2].tolist())
    together = notes[[int(step) in struck for step in notes[:, 0]]]
    return together[np.argsort(together[:, 0], kind="stable")]
