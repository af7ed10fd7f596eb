"""Owns melodies: motif (rhythm cell and contour), its development through a phrase, and pitches over the chords. Must
not know of tokens beyond pitch ranges, nor of other parts but the chords."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from random import Random

from ..score.streams import chord_pitch_classes
from .harmony import chord_scale
from .phrases import draw_motif

Note = tuple[int, int, int]  # start, end, MIDI pitch
# Half bars of rhythm with (activity 0..3, syncopation 0..2).
CELLS = (
    ("x-------", 0, 0), ("....x---", 0, 0), ("x-----..", 0, 0), ("........", 0, 0), ("x---x---", 1, 0), ("x-----x-", 1, 0),
    ("x---..x-", 1, 0), ("..x---x-", 1, 1), ("x--x----", 1, 1), ("x--x--x-", 2, 1), ("x-x-x---", 2, 0), ("x---x-x-", 2, 0),
    ("....x-x-", 1, 0), ("..x-x-x-", 2, 0), ("x-x---x-", 2, 1), (".x-x-x--", 2, 2), ("x--xx---", 2, 1), ("x-x-x-x-", 3, 0),
    ("x--x-xx-", 3, 2), ("xxx-x---", 3, 1), ("x---xxx-", 3, 0), ("x-xxx-x-", 3, 1), ("..x--x--", 1, 2), ("x----xx-", 2, 2),
    ("......x-", 0, 0), ("x-x-....", 1, 0), ("x.x.x.x.", 3, 0), ("..xxx---", 2, 1), ("x--x--x.", 2, 1), ("x---x-..", 1, 0),
)  # fmt: skip
STEPS = ((-1, 30), (1, 30), (0, 9), (2, 11), (-2, 9), (3, 4), (-3, 3), (4, 2.5), (-4, 1.5), (5, 0.8), (7, 0.5))
SCHEMES = {  # two-bar units of a phrase
    1: (("C",), ("A",)),
    2: (("A", "C"), ("A", "V"), ("A", "I"), ("R", "C"), ("A", "S")),
    3: (("A", "V", "C"), ("A", "S", "C"), ("A", "R", "C")),
    4: (
        ("A", "V", "B", "C"), ("A", "B", "A", "C"), ("A", "S", "T", "C"), ("A", "R", "V", "C"), ("A", "I", "A", "C"),
        ("A", "V", "F", "C"), ("A", "B", "V", "C"), ("A", "S", "F", "C"), ("A", "G", "A", "C"), ("R", "A", "S", "C"),
    ),
}  # fmt: skip


@dataclass
class Motif:
    rhythm: tuple[tuple[int, int], ...]  # onset, length; within 32 steps
    contour: tuple[int, ...]  # scale steps above the first note


@dataclass
class Voice:
    """How a melody sings in a piece: range, activity, taste for off-beats and leaps."""

    low: int
    high: int
    centre: float
    activity: float  # 0..3
    syncopation: float  # 0..2
    leaps: float  # 0..1.5


def make_motif(dice: Random, voice: Voice, style: str) -> Motif:
    """An idea of two bars: one that somebody had (phrases.py), or one put together from cells."""
    found = draw_motif(dice, style, voice.activity, voice.syncopation)
    if found is not None:
        return Motif(_onsets(found.rhythm), found.contour)
    cells = []
    for half in range(4):
        weights = [
            2.718 ** (-1.3 * abs(active - voice.activity - dice.uniform(-0.5, 0.5)) - 0.9 * max(0, sync - voice.syncopation))
            * (0.15 if cell == "........" and half != 3 else 1) * (0.3 if half == 0 and cell[0] != "x" else 1)
            for cell, active, sync in CELLS
        ]  # fmt: skip
        cells.append(dice.choices(CELLS, weights)[0][0])
    if dice.random() < 0.45:
        cells[2] = cells[0]
    if dice.random() < 0.3:
        cells[1] = cells[0]
    rhythm = _onsets("".join(cells)) or ((0, 8), (16, 12))
    return Motif(rhythm, _contour(dice, len(rhythm), voice.leaps))


def _onsets(text: str) -> tuple[tuple[int, int], ...]:
    out = []
    for step, letter in enumerate(text):
        if letter == "x":
            end = step + 1
            while end < len(text) and text[end] == "-":
                end += 1
            out.append((step, end - step))
    return tuple(out)


def _contour(dice: Random, count: int, leaps: float) -> tuple[int, ...]:
    bias = dice.choice((-0.35, 0.0, 0.0, 0.35))
    at, out, move = 0, [0], 0
    for index in range(1, count):
        if abs(move) >= 3:
            move = -1 if move > 0 else 1  # a leap is recovered by a step back
        else:
            weights = [
                weight * (leaps if abs(step) >= 2 else 1) * 2.718 ** (bias * step * (1 if index < count * 0.6 else -1))
                * (0.25 if abs(at + step) > 6 else 1)
                for step, weight in STEPS
            ]  # fmt: skip
            move = dice.choices([step for step, _ in STEPS], weights)[0]
        at += move
        out.append(at)
    return tuple(out)


class Melodist:
    """Material (motifs and scheme) is fixed at creation; each visit of it varies."""

    def __init__(self, dice: Random, voice: Voice, style: str) -> None:
        self.voice = voice
        self.motif = make_motif(dice, voice, style)
        self.contrast = make_motif(dice, voice, style)
        self.scheme_seed = dice.random()
        self.sequence = dice.choice((-1, 1, 1, 2, -2))
        self.arch = dice.uniform(2, 7)

    def derive_from(self, other: Melodist, dice: Random) -> None:
        """Takes the other material's idea: its rhythm, its contour turned over, or its contrast as the main motif."""
        pick = dice.random()
        if pick < 0.4:
            self.motif = Motif(other.motif.rhythm, _contour(dice, len(other.motif.rhythm), self.voice.leaps))
        elif pick < 0.7:
            self.motif = Motif(other.motif.rhythm, tuple(-step for step in other.motif.contour))
        else:
            self.motif, self.contrast = other.contrast, other.motif

    def phrase_units(self, count: int, dice: Random, visit: int) -> list[str]:
        """Letters of `count` two-bar units; A plain, V varied end, S/T sequence, I inverted, G augmented,
        F fragmented, B contrast, R breath, C cadence."""
        out: list[str] = []
        while count > 0:
            size = min(4, count)
            options = SCHEMES[size]
            unit = list(options[int(self.scheme_seed * 997) % len(options)])
            if visit and len(unit) == 4 and dice.random() < 0.5:
                unit[2] = dice.choice("VSIFB")
            out += unit
            count -= size
        return out

    def unit_motif(self, letter: str, dice: Random) -> tuple[Motif, int]:
        """Motif as developed, and its shift in scale steps."""
        motif = self.contrast if letter == "B" else self.motif
        if letter == "V":
            return _varied_end(dice, motif, self.voice.leaps), 0
        if letter == "I":
            return Motif(motif.rhythm, tuple(-step for step in motif.contour)), 1
        if letter == "S":
            return motif, self.sequence
        if letter == "T":
            return motif, 2 * self.sequence
        if letter == "G":
            rhythm = tuple((2 * on, 2 * length) for on, length in motif.rhythm if on < 16)
            return Motif(rhythm, motif.contour[: len(rhythm)]), 0
        if letter == "F":
            head = [(on, min(length, 16 - on)) for on, length in motif.rhythm if on < 16]
            contour = motif.contour[: len(head)]
            rhythm = tuple(head) + tuple((on + 16, length) for on, length in head)
            return Motif(rhythm, contour + tuple(step + self.sequence for step in contour)), 0
        if letter == "C":
            head = tuple((on, length) for on, length in motif.rhythm if on < 14)
            return Motif((*head, (16, 12)), (*motif.contour[: len(head)], motif.contour[len(head) - 1] if head else 0)), 0
        if letter == "R":
            head = tuple((on, length) for on, length in motif.rhythm if on < 8)
            rest = ((8, 10),) if not head or head[-1][0] + head[-1][1] <= 8 else ()
            return Motif(head + rest, motif.contour[: len(head) + len(rest)]), 0
        return motif, 0

    def write(self, start: int, end: int, chord_at, chords, scale: str, dice: Random, visit: int, lift: float, close: bool) -> list[Note]:
        """Notes of grid steps start..end: two-bar units over the chords, arching towards a climax."""
        units = self.phrase_units(max(1, (end - start + 31) // 32), dice, visit)
        notes: list[Note] = []
        previous = None
        for index, letter in enumerate(units):
            at = start + 32 * index
            motif, shift = self.unit_motif(letter, dice)
            position = (index + 0.5) / len(units)
            height = self.voice.centre + lift + self.arch * (1 - abs(position - 0.62) / 0.62) - self.arch / 2
            unit = self._realise(motif, shift, at, end, chord_at, chords, scale, height, previous, dice, letter, close)
            notes += unit
            previous = notes[-1][2] if notes else None
        notes = connected(notes, chord_at, chords, scale, self.voice, dice)
        return smoothed(notes, chord_at, chords, scale, self.voice)

    def _realise(self, motif, shift, at, end, chord_at, chords, scale, height, previous, dice, letter, close) -> list[Note]:
        out: list[Note] = []
        anchor, leaning = None, False
        for index, (onset, length) in enumerate(motif.rhythm):
            step = at + onset
            if step >= end:
                break
            chord = chords[chord_at[step]]
            tones = ladder(chord_pitch_classes(*chord), self.voice.low, self.voice.high)
            steps = ladder(chord_scale(scale, chord), self.voice.low, self.voice.high)
            if anchor is None:
                anchor = nearest(tones, height if previous is None else 0.6 * height + 0.4 * previous)
            move = motif.contour[index] - motif.contour[index - 1] if index else 0
            wanted = steps[clamped(bisect_left(steps, anchor) + motif.contour[index] + shift, len(steps))]
            last = letter == "C" and index == len(motif.rhythm) - 1
            strong = onset % 8 == 0 or length >= 6 or (length >= 4 and onset % 4 == 0 and dice.random() < 0.7)
            if last and close:
                home = [pitch for pitch in tones if pitch % 12 in (chord[0], (chord[0] + 4) % 12)]
                wanted = nearest(home or tones, wanted)
            elif leaning:
                wanted = nearest(tones, out[-1][2] - 1.6)  # an appoggiatura resolves down by step
                leaning = False
            elif strong and index and length <= 6 and not last and dice.random() < 0.22:
                above = [pitch for pitch in steps if pitch not in tones and pitch - 1 in tones or pitch - 2 in tones]
                wanted = nearest(above or tones, wanted)
                leaning = wanted not in tones and index + 1 < len(motif.rhythm)
            elif strong or last:
                wanted = _led(tones, wanted, out[-1][2] if out else previous, move)
            out.append((step, min(step + length, end), wanted))
        return out


def _varied_end(dice: Random, motif: Motif, leaps: float) -> Motif:
    keep = max(1, (len(motif.rhythm) * 5) // 8)
    tail = _contour(dice, len(motif.rhythm) - keep + 1, leaps)[1:]
    base = motif.contour[keep - 1]
    return Motif(motif.rhythm, motif.contour[:keep] + tuple(base + step for step in tail))


def _led(tones, wanted: int, before: int | None, move: int) -> int:
    """Chord tone near `wanted` that keeps the contour: no repeat where it moves, no turn against it."""
    if before is None:
        return nearest(tones, wanted)

    def cost(pitch: int) -> float:
        repeats = pitch == before and move != 0
        against = (pitch - before) * move < 0
        return abs(pitch - wanted) + 3.2 * repeats + 2.0 * against + 0.15 * max(0, abs(pitch - before) - 7)

    return min(tones, key=cost)


def clamped(index: int, size: int) -> int:
    return min(size - 1, max(0, index))


@cache
def ladder(classes: tuple[int, ...], low: int, high: int) -> tuple[int, ...]:
    return tuple(pitch for pitch in range(low, high + 1) if pitch % 12 in classes)


def nearest(options, target: float) -> int:
    return min(options, key=lambda pitch: abs(pitch - target))


def connected(notes: list[Note], chord_at, chords, scale: str, voice: Voice, dice: Random) -> list[Note]:
    """Weak notes between two others become passing or neighbour notes more often than not."""
    out = list(notes)
    for index in range(1, len(out) - 1):
        start, end, pitch = out[index]
        before, after = out[index - 1][2], out[index + 1][2]
        if start % 8 == 0 or end - start >= 4 or dice.random() < 0.35:
            continue
        steps = ladder(chord_scale(scale, chords[chord_at[start]]), voice.low, voice.high)
        between = [p for p in steps if min(before, after) < p < max(before, after)]
        if 3 <= abs(after - before) <= 5 and between:
            out[index] = (start, end, nearest(between, pitch))
        elif before == after and pitch != before:
            side = [p for p in steps if (p > before) == (pitch > before) and 0 < abs(p - before) <= 2]
            out[index] = (start, end, nearest(side, before)) if side else out[index]
    return out


def smoothed(notes: list[Note], chord_at, chords, scale: str, voice: Voice) -> list[Note]:
    """Octave jumps folded, leaps recovered, foreign weak notes made passing notes, long clashes resolved."""
    out = [list(note) for note in notes]
    for index in range(1, len(out)):
        jump = out[index][2] - out[index - 1][2]
        if abs(jump) > 9:
            shift = -12 if jump > 0 else 12
            if voice.low <= out[index][2] + shift <= voice.high:
                out[index][2] += shift
    for index in range(1, len(out) - 1):
        before, here, after = out[index - 1][2], out[index][2], out[index + 1][2]
        if abs(here - before) > 4 and (after - here) * (here - before) > 0 and abs(after - here) > 2:
            out[index + 1][2] = _stepwise_back(out[index + 1], here, here - before, chord_at, chords, scale, voice)
    for index, (start, end, pitch) in enumerate(out):
        tones = chord_pitch_classes(*chords[chord_at[start]])
        if pitch % 12 in tones:
            continue
        near = [abs(out[other][2] - pitch) <= 2 for other in (index - 1, index + 1) if 0 <= other < len(out)]
        resolves = index + 1 < len(out) and 0 < pitch - out[index + 1][2] <= 2 and out[index + 1][0] - end < 4
        is_leaning = end - start <= 6 and resolves
        if not is_leaning and (end - start >= 4 or not all(near)):
            out[index][2] = nearest(ladder(tones, voice.low, voice.high), pitch)
    return [tuple(note) for note in out]


def _stepwise_back(note, here: int, leap: int, chord_at, chords, scale: str, voice: Voice) -> int:
    chord = chords[chord_at[note[0]]]
    strong = note[0] % 8 == 0 or note[1] - note[0] >= 4
    classes = chord_pitch_classes(*chord) if strong else chord_scale(scale, chord)
    side = [p for p in ladder(classes, voice.low, voice.high) if (p < here if leap > 0 else p > here)]
    return nearest(side, here) if side else here
