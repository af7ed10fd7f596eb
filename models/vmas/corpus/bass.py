"""Owns the bass line: pattern digits to pitches, octave choice, approach notes. Reads the chord timeline only.
Digits: 1 root, 3 third, 5 fifth, 7 seventh, 8 octave, 9 tenth, `a` a note that leads into the next chord's root."""

from __future__ import annotations

from random import Random

from ..score.streams import CHORD_QUALITIES, HOLD, REST

BASS_LOW = 24


class BassLine:
    def __init__(self, dice: Random, pitch_range: tuple[int, int]) -> None:
        self.dice = dice
        self.low, self.high = pitch_range
        self.previous = (self.low + self.high) // 2 - 2

    def root_pitch(self, root: int) -> int:
        """The root in the register, nearest to where the line is, pulled towards the middle."""
        middle = (self.low + self.high) / 2 - 2
        options = [pitch for pitch in range(self.low, self.high + 1) if pitch % 12 == root]
        return min(options, key=lambda pitch: abs(pitch - self.previous) + 0.5 * abs(pitch - middle))

    def write_bar(self, row: list[int], start: int, pattern: str, chord_at, chords: list, next_root: int, scale) -> None:
        root = None
        for offset, letter in enumerate(pattern):
            step = start + offset
            changed = step > 0 and chord_at[step] != chord_at[step - 1]
            chord = chords[chord_at[step]]
            if root is None or changed:
                root = self.root_pitch(chord[0])
            if letter == ".":
                row[step] = REST
            elif letter == "-":
                row[step] = HOLD if not changed else self._token(root)
            elif changed and letter != "a":
                row[step] = self._token(root)
            elif letter == "a":
                row[step] = self._token(self._approach(next_root, scale))
            else:
                row[step] = self._token(self._tone(root, chord, letter))
        self.previous = root

    def _tone(self, root: int, chord, letter: str) -> int:
        intervals = CHORD_QUALITIES[chord[1]][1]
        third = next((interval for interval in intervals if interval in (3, 4)), 7)
        fifth = next((interval for interval in intervals if interval in (6, 7, 8)), 7)
        seventh = next((interval for interval in intervals if interval in (9, 10, 11)), 7)
        interval = {"1": 0, "3": third, "5": fifth, "7": seventh, "8": 12, "9": 12 + third}[letter]
        high = root > (self.low + self.high) / 2 - 1
        if letter == "5" and high and root - 12 + fifth >= self.low:
            return root - 12 + fifth
        if letter in "89" and root + interval > self.high + 8:
            return root if letter == "8" else root + third
        return root + interval

    def _approach(self, next_root: int, scale) -> int:
        target = self.root_pitch(next_root)
        below = [target - 1, target - 2, target + 2, target + 1]
        diatonic = [pitch for pitch in below if pitch % 12 in scale]
        fifth = target + 7 if target + 7 <= self.high else target - 5
        pick = self.dice.random()
        if pick < 0.25:
            return fifth
        return self.dice.choice(diatonic) if diatonic and pick < 0.85 else target - 1

    def _token(self, pitch: int) -> int:
        while pitch < BASS_LOW:
            pitch += 12
        while pitch > BASS_LOW + 36:
            pitch -= 12
        return pitch - BASS_LOW + 2
