"""Owns the counter line of a section: guide tones, an answer to the melody, or its harmony. Reads the melody and the chords; must not know of tokens
beyond pitch ranges."""

from __future__ import annotations

from bisect import bisect_left
from random import Random

from ..score.streams import chord_pitch_classes
from .harmony import chord_scale
from .melody import Motif, Note, clamped, ladder, nearest


def guide_line(start: int, end: int, chord_at, chords, dice: Random, low: int, high: int, previous: int | None) -> list[Note]:
    """Thirds and sevenths of the chords, moving as little as possible; one note per chord, now and then two."""
    notes: list[Note] = []
    step = start
    while step < end:
        stop = step + 1
        while stop < end and chord_at[stop] == chord_at[step] and stop - step < 16:
            stop += 1
        classes = chord_pitch_classes(*chords[chord_at[step]])
        guides = classes[1:2] + classes[3:4] if len(classes) > 2 else classes
        options = ladder(tuple(sorted(guides)), low, high)
        pitch = nearest(options, previous if previous is not None else (low + high) / 2)
        if stop - step >= 16 and dice.random() < 0.4:
            other = nearest(ladder(tuple(sorted(classes)), low, high), pitch + dice.choice((-3, 3)))
            notes += [(step, step + 8, pitch), (step + 8, stop, other)]
            previous = other
        else:
            notes.append((step, stop, pitch))
            previous = pitch
        step = stop
    return notes


def harmony_line(melody: list[Note], chord_at, chords, scale: str, low: int, high: int) -> list[Note]:
    """A third or sixth below the melody, chord tones under its long notes."""
    out = []
    for start, end, pitch in melody:
        chord = chords[chord_at[start]]
        classes = chord_pitch_classes(*chord) if end - start >= 4 else chord_scale(scale, chord)
        below = [p for p in ladder(classes, low, high) if 3 <= pitch - p <= 9]
        if below:
            out.append((start, end, max(below)))
    return out


def response_line(melody: list[Note], start: int, end: int, motif: Motif, chord_at, chords, scale, low, high, dice) -> list[Note]:
    """Answers with the head of the motif where the melody rests for half a bar or more."""
    out: list[Note] = []
    edges = [(start, start)] + [(note[0], note[1]) for note in melody] + [(end, end)]
    head = [(on, length, step) for (on, length), step in zip(motif.rhythm, motif.contour) if on < 8]
    for (_, gap_start), (gap_end, _) in zip(edges, edges[1:]):
        gap_start += -gap_start % 2
        if gap_end - gap_start < 7 or not head:
            continue
        steps = ladder(chord_scale(scale, chords[chord_at[gap_start]]), low, high)
        tones = ladder(chord_pitch_classes(*chords[chord_at[gap_start]]), low, high)
        anchor = bisect_left(steps, nearest(tones, (low + high) / 2 + dice.uniform(-3, 3)))
        for onset, length, contour in head:
            at = gap_start + onset - head[0][0]
            if at + 1 < gap_end:
                pitch = steps[clamped(anchor + contour, len(steps))]
                if length >= 4 or at % 8 == 0:
                    pitch = nearest(ladder(chord_pitch_classes(*chords[chord_at[at]]), low, high), pitch)
                out.append((at, min(at + length, gap_end), pitch))
    return out
