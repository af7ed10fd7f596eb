"""Owns comp, pad and arp: which pattern, which voicing. Voicings move as little as they can.
Must not know of plans or other parts; reads the chord timeline and writes token rows."""

from __future__ import annotations

from functools import cache
from random import Random

from ..score.streams import CHORD_QUALITIES, HOLD, REST, arp_pitch, voicing

Chord = tuple[int, int]


@cache
def _movement(before: tuple[int, ...], after: tuple[int, ...]) -> float:
    """Semitones that voices move, counted from both sides so that voices that appear or vanish cost too."""
    forward = sum(min(abs(a - b) for b in before) for a in after)
    back = sum(min(abs(a - b) for a in after) for b in before)
    return (forward / len(after) + back / len(before)) / 2


def choose_voicing(dice: Random, chord: Chord, before: tuple[int, ...] | None, book: tuple, register: float) -> int:
    """Token value 4 * v + shape for the style's `book` = (v range, shape weights, centre MIDI pitch)."""
    (low, high), weights, centre = book
    best, best_cost = 0, 1e9
    for v in range(low, high + 1):
        for shape, weight in enumerate(weights):
            if weight <= 0:
                continue
            pitches = voicing(*chord, v, shape)
            height = abs(sum(pitches) / len(pitches) - centre - register)
            cost = 0.22 * height + 1.2 / weight + dice.random() * 0.25
            if before is not None:
                cost += 0.6 * _movement(before, pitches)
            if pitches[0] < 43 or (len(pitches) > 1 and pitches[0] < 50 and pitches[1] - pitches[0] <= 4):
                cost += 2.0  # close low intervals turn to mud
            if cost < best_cost:
                best, best_cost = 4 * v + shape, cost
    return best


def write_chords(row: list[int], start: int, pattern: str, chord_at, values: dict[int, int], restrike: bool) -> None:
    """One bar of comp or pad. `chord_at[step]` is the index of the chord event in force, `values` its voicing token."""
    sounding = False
    for offset, letter in enumerate(pattern):
        step = start + offset
        changed = step == 0 or chord_at[step] != chord_at[step - 1]
        if letter == "x" and (restrike or changed or offset or row[step - 1 if step else 0] == REST):
            row[step] = values[chord_at[step]] + 2
            sounding = True
        elif letter == ".":
            row[step] = REST
            sounding = False
        elif changed and (sounding or letter == "-"):
            row[step] = values[chord_at[step]] + 2
            sounding = True
        else:
            row[step] = HOLD
            sounding = sounding or letter in "x-"


@cache
def arp_base(chord: Chord, centre: float) -> int:
    """Chord tone index of pattern digit 0: the tone nearest below the centre."""
    j = 0
    while j < 9 and arp_pitch(*chord, j + 1) <= centre:
        j += 1
    return j


def _arp_rise(chord: Chord, digit: int) -> int:
    """Pattern digits are written for triads: power chords climb less per tone, ninth chords more."""
    size = len(CHORD_QUALITIES[chord[1]][1])
    return round(digit * min(size, 4) / 3) if size != 3 else digit


def write_arp(row: list[int], start: int, pattern: str, chord_at, chords: list[Chord], centre: float) -> None:
    sounding = False
    for offset, letter in enumerate(pattern):
        step = start + offset
        chord = chords[chord_at[step]]
        changed = step > 0 and chord_at[step] != chord_at[step - 1]
        if letter.isdigit():
            row[step] = 2 + min(15, arp_base(chord, centre) + _arp_rise(chord, int(letter)))
            sounding = True
        elif letter == ".":
            row[step] = REST
            sounding = False
        elif changed and sounding:
            row[step] = 2 + arp_base(chord, centre)
        else:
            row[step] = HOLD
