"""Owns the token matrix [K, T] of docs/score-family.md: vocabularies, lossless round trip, voicing, crops.
Must not know of styles' instruments, audio, corpora or networks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np

STEPS_PER_BEAT = 4
STEPS_PER_BAR = 16
VELOCITY_LEVELS = (34, 46, 58, 68, 78, 90, 102, 116)  # MIDI velocity of dynamics 1..8
DEFAULT_LEVEL = 5  # sounds before any dynamics token has been stated

ROLES = ("intro", "verse", "chorus", "bridge", "break", "build", "outro", "ending")
PALETTES = 4
CHORD_QUALITIES = (
    ("maj", (0, 4, 7)), ("min", (0, 3, 7)), ("dim", (0, 3, 6)), ("aug", (0, 4, 8)),
    ("sus2", (0, 2, 7)), ("sus4", (0, 5, 7)), ("power", (0, 7)),
    ("maj7", (0, 4, 7, 11)), ("min7", (0, 3, 7, 10)), ("dom7", (0, 4, 7, 10)),
    ("m7b5", (0, 3, 6, 10)), ("dim7", (0, 3, 6, 9)),
    ("add9", (0, 4, 7, 14)), ("madd9", (0, 3, 7, 14)),
    ("maj9", (0, 4, 7, 11, 14)), ("min9", (0, 3, 7, 10, 14)),
)  # fmt: skip
QUALITY = {name: index for index, (name, _) in enumerate(CHORD_QUALITIES)}
POWER_ON_TONIC = (0, QUALITY["power"])

STREAMS = (
    ("section", 1 + 4 * len(ROLES)),
    ("dynamics", 1 + len(VELOCITY_LEVELS)),
    ("chord", 2 + 16 * 12),
    ("kit", 18),
    ("cymbals", 11),
    ("percussion", 17),
    ("bass", 39),
    ("comp", 34),
    ("pad", 34),
    ("arp", 18),
    ("melody", 39),
    ("counter", 39),
)
NAMES = tuple(name for name, _ in STREAMS)
SIZES = tuple(size for _, size in STREAMS)  # BOS of stream k is SIZES[k]
STREAM = {name: k for k, name in enumerate(NAMES)}
K = len(STREAMS)
DRUM_STREAMS = ("kit", "cymbals", "percussion")
PARTS = ("bass", "comp", "pad", "arp", "melody", "counter")
LOWEST_PITCH = {"bass": 24, "melody": 55, "counter": 43}
HOLD, REST, NO_CHORD = 0, 1, 1

KICK = {"none": 0, "soft": 1, "hard": 2}
SNARE = {"none": 0, "ghost": 1, "hit": 2, "accent": 3, "side": 4, "clap": 5}
CYMBAL = {name: value for value, name in enumerate((
    "none", "closed-soft", "closed", "closed-accent", "open", "pedal", "ride", "bell", "crash", "china", "swell"))}
PERCUSSION = {name: value for value, name in enumerate((
    "none", "shaker", "shaker-accent", "tambourine", "low-tom", "mid-tom", "high-tom", "taiko", "high-conga",
    "low-conga", "bongo", "cowbell", "wood-block", "triangle", "snap", "timpani", "impact"))}  # fmt: skip


@dataclass
class Score:
    """A piece as events. Chord value None means "no chord"; a note's value is the token minus 2."""

    steps: int
    tempo_bpm: float = 100.0
    style: int = 8
    mode: int = 0
    bar_phase: int = 0  # step within the bar at step 0
    sections: list[tuple[int, int, int]] = field(default_factory=list)  # step, role, palette
    dynamics: list[tuple[int, int]] = field(default_factory=list)  # step, level 1..8
    chords: list[tuple[int, tuple[int, int] | None]] = field(default_factory=list)  # step, (root, quality)
    drums: dict[str, list[tuple[int, int]]] = field(default_factory=dict)  # stream -> step, value > 0
    notes: dict[str, list[tuple[int, int, int]]] = field(default_factory=dict)  # part -> start, end, value


def section_token(role: int, palette: int) -> int:
    return 1 + PALETTES * role + palette


def chord_token(root: int, quality: int) -> int:
    return 2 + 16 * root + quality


def chord_of_token(token: int) -> tuple[int, int]:
    """Chord that comp, pad and arp play: "no chord" and "not stated yet" are a power chord on the tonic."""
    return POWER_ON_TONIC if token <= NO_CHORD else divmod(int(token) - 2, 16)


def chord_pitch_classes(root: int, quality: int) -> tuple[int, ...]:
    return tuple((root + interval) % 12 for interval in CHORD_QUALITIES[quality][1])


def _check(condition: bool, message: str) -> None:
    if not condition:
        raise ValueError(message)


def is_bar_line(step: int, bar_phase: int) -> bool:
    return (step + bar_phase) % STEPS_PER_BAR == 0


def encode(score: Score) -> np.ndarray:
    """Events to int16 [K, T]; ValueError names the first event outside the domain."""
    T = score.steps
    _check(T > 0, f"{T} steps")
    _check(0 <= score.bar_phase < STEPS_PER_BAR, f"bar phase {score.bar_phase} is not 0..15")
    tokens = np.zeros((K, T), np.int16)
    for step, role, palette in score.sections:
        _check(0 <= role < len(ROLES) and 0 <= palette < PALETTES, f"section ({role}, {palette}) at step {step}")
        _put(tokens, "section", step, section_token(role, palette))
    for step, level in score.dynamics:
        _check(1 <= level <= 8, f"dynamics level {level} at step {step}")
        _put(tokens, "dynamics", step, level)
    for step, chord in score.chords:
        _check(chord is None or (0 <= chord[0] < 12 and 0 <= chord[1] < 16), f"chord {chord} at step {step}")
        _put(tokens, "chord", step, NO_CHORD if chord is None else chord_token(*chord))
    for stream, hits in score.drums.items():
        _check(stream in DRUM_STREAMS, f"drum stream {stream}")
        for step, value in hits:
            _check(0 < value < SIZES[STREAM[stream]], f"{stream} value {value} at step {step}")
            _put(tokens, stream, step, value)
    for part, notes in score.notes.items():
        _check(part in PARTS, f"part {part}")
        _put_notes(tokens, part, notes)
    check_tokens(tokens, score.bar_phase)
    return tokens


def _put(tokens: np.ndarray, stream: str, step: int, value: int) -> None:
    k = STREAM[stream]
    _check(0 <= step < tokens.shape[1], f"{stream} at step {step} is outside the piece")
    _check(tokens[k, step] == 0, f"{stream} states two values at step {step}")
    tokens[k, step] = value


def _put_notes(tokens: np.ndarray, part: str, notes: list[tuple[int, int, int]]) -> None:
    T, size, free_from = tokens.shape[1], SIZES[STREAM[part]], 0
    row = tokens[STREAM[part]]
    for start, end, value in sorted(notes):
        _check(0 <= value < size - 2, f"{part} value {value} at step {start}")
        _check(free_from <= start < end <= T, f"{part} note {start}..{end} overlaps or leaves the piece")
        row[start] = value + 2
        if end < T:
            row[end] = REST
        free_from = end


def check_tokens(tokens: np.ndarray, bar_phase: int = 0) -> None:
    """ValueError naming the first violation of the domain (stream, step, value)."""
    _check(tokens.ndim == 2 and tokens.shape[0] == K, f"shape {tokens.shape} is not [{K}, T]")
    T = tokens.shape[1]
    _check(T > 0, f"{T} steps")
    for k, (name, size) in enumerate(STREAMS):
        bad = np.flatnonzero((tokens[k] < 0) | (tokens[k] >= size))
        _check(bad.size == 0, f"{name} token {tokens[k, bad[0]] if bad.size else ''} at step {bad[:1]} not in 0..{size - 1}")
    steps = np.flatnonzero(tokens[0])
    off_bar = [int(step) for step in steps if step and not is_bar_line(int(step), bar_phase)]
    _check(not off_bar, f"section changes at step {off_bar[:1]}, which is not a bar line")
    for part in PARTS:
        sounding = False
        for step in np.flatnonzero(tokens[STREAM[part]]):
            is_rest = tokens[STREAM[part], step] == REST
            _check(sounding or not is_rest, f"{part} rests at step {step} while it is resting")
            sounding = not is_rest


def decode(tokens: np.ndarray, tempo_bpm: float = 100.0, style: int = 8, mode: int = 0, bar_phase: int = 0) -> Score:
    """Inverse of encode. The last four arguments are facts of the piece that no token carries."""
    check_tokens(tokens, bar_phase)
    T = tokens.shape[1]
    score = Score(T, tempo_bpm, style, mode, bar_phase)
    score.sections = [(step, *divmod(value - 1, PALETTES)) for step, value in _events(tokens, "section")]
    score.dynamics = _events(tokens, "dynamics")
    score.chords = [
        (step, None if value == NO_CHORD else divmod(value - 2, 16)) for step, value in _events(tokens, "chord")
    ]
    score.drums = {stream: _events(tokens, stream) for stream in DRUM_STREAMS}
    score.notes = {part: part_spans(tokens, part) for part in PARTS}
    return score


def _events(tokens: np.ndarray, stream: str) -> list[tuple[int, int]]:
    row = tokens[STREAM[stream]]
    return [(int(step), int(row[step])) for step in np.flatnonzero(row)]


def part_spans(tokens: np.ndarray, part: str) -> list[tuple[int, int, int]]:
    """(start, end, token - 2) of each onset; accepts rests while resting, as a network may write them."""
    events = _events(tokens, part)
    ends = [step for step, _ in events[1:]] + [tokens.shape[1]]
    return [(step, end, value - 2) for (step, value), end in zip(events, ends) if value != REST]


def filled(row: np.ndarray, initial: int = 0) -> np.ndarray:
    """The value in force at each step [T]: zeros replaced by the last non-zero token."""
    last = np.maximum.accumulate(np.where(row != 0, np.arange(row.size), -1))
    return np.where(last >= 0, row[np.maximum(last, 0)], initial)


@cache
def voicing(root: int, quality: int, v: int, shape: int) -> tuple[int, ...]:
    """MIDI pitches, ascending, of a comp or pad strike."""
    anchor = 48 + 2 * v
    if shape == 2:
        return _power_voicing(root, quality, anchor)
    classes = set(chord_pitch_classes(root, quality))
    pitch = next(pitch for pitch in range(anchor, anchor + 12) if pitch % 12 in classes)
    close: list[int] = []
    while classes:
        if pitch % 12 in classes:
            close.append(pitch)
            classes.remove(pitch % 12)
        pitch += 1
    if shape == 3:
        return tuple(close[-2:])
    if shape == 1 and len(close) == 2:
        return (close[0], close[1] + 12)
    if shape == 1:
        return tuple(sorted([*close[:-2], close[-2] - 12, close[-1]]))
    return tuple(close)


def _power_voicing(root: int, quality: int, anchor: int) -> tuple[int, ...]:
    lowest = anchor - 12 + (root - anchor) % 12
    intervals = CHORD_QUALITIES[quality][1]
    fifth = 7
    if 7 not in intervals:
        fifth = 6 if 6 in intervals else 8
    return (lowest, lowest + fifth, lowest + 12)


@cache
def arp_pitch(root: int, quality: int, j: int) -> int:
    classes = set(chord_pitch_classes(root, quality))
    tones = [pitch for pitch in range(48, 48 + 12 * 9) if pitch % 12 in classes]
    return tones[j]


def token_pitches(part: str, value: int, chord: tuple[int, int]) -> tuple[int, ...]:
    """MIDI pitches (tonic C) of onset `value` (token - 2) under `chord`."""
    if part in LOWEST_PITCH:
        return (LOWEST_PITCH[part] + value,)
    if part == "arp":
        return (arp_pitch(*chord, value),)
    return voicing(*chord, *divmod(value, 4))


def to_notes(tokens: np.ndarray, tonic_semitones: int = 0) -> list[tuple[str, int, int, int, int]]:
    """(part, start_step, end_step, pitch, level 1..8) of all pitched notes, sorted by start, then part order."""
    chords = filled(tokens[STREAM["chord"]])
    levels = filled(tokens[STREAM["dynamics"]], DEFAULT_LEVEL)
    notes = [
        (part, start, end, pitch + tonic_semitones, int(levels[start]))
        for part in PARTS
        for start, end, value in part_spans(tokens, part)
        for pitch in token_pitches(part, value, chord_of_token(chords[start]))
    ]
    return sorted(notes, key=lambda note: note[1])


def restate(tokens: np.ndarray, start: int, stop: int) -> np.ndarray:
    """Crop [K, start:stop] that stands alone: its first step states section, dynamics and chord; parts start in rest."""
    crop = tokens[:, start:stop].copy()
    for stream in ("section", "dynamics", "chord"):
        k = STREAM[stream]
        crop[k, 0] = filled(tokens[k, : start + 1])[-1]
    for part in PARTS:
        row = crop[STREAM[part]]
        onsets = np.flatnonzero(row > REST)
        row[: onsets[0] if onsets.size else row.size] = HOLD
    return crop
