"""Owns kit, cymbals and percussion rows: groove tier, small variations, fills. Must not know of pitched parts.
Letters: kick k soft, K hard; snare g ghost, s hit, S accent, r side stick, c clap; cymbals h/H/A closed soft, normal,
accent, o open, p pedal, d ride, b bell, C crash, X china, w swell; percussion s/S shaker, t tambourine, l/m/h toms,
T taiko, c/d conga high, low, b bongo, w cowbell, k wood block, i triangle, n finger snap, p timpani, I impact."""

from __future__ import annotations

from random import Random

from .grooves import FILL_FAMILY, FILLS, GROOVES
from .midi_grooves import Groove, groove_bars

KICK = {letter: value for value, letter in enumerate(".kK")}
SNARE = {letter: value for value, letter in enumerate(".gsSrc")}
CYMBAL = {letter: value for value, letter in enumerate(".hHAopdbCXw")}
PERCUSSION = {letter: value for value, letter in enumerate(".sStlmhTcdbwkinpI")}


# Chance that a piece takes its grooves and fills from human takes (Groove MIDI Dataset) instead of the style's book.
HUMAN_SHARE = dict(ambient=0.0, cinematic=0.0, lofi=0.35, house=0.1, folk=0.25, rock=0.4, hiphop=0.35, piano=0.0)
CRASHES = (CYMBAL["C"], CYMBAL["X"])  # kept for accents


def human_grooves(dice: Random, style: str) -> dict[int, list[Groove]]:
    """Main bar and variant of tiers 1 and 2 from one tag of the data set; empty where too few bars fit."""
    bars = [bar for bar in groove_bars(style) if bar.kit[0] >= 6 and not any(c in CRASHES for c in bar.cymbals)]
    tag = dice.choice(sorted({bar.tag for bar in bars}))
    bars = [bar for bar in bars if bar.tag == tag and sum(c > 0 for c in bar.cymbals) >= 4]
    by_activity = sorted(bars, key=lambda bar: sum(value > 0 for value in bar.kit))
    if len(by_activity) < 4:
        return {}
    half = len(by_activity) // 2
    return {1: dice.sample(by_activity[:half], 2), 2: dice.sample(by_activity[half:], 2)}


class Drummer:
    def __init__(self, dice: Random, style: str) -> None:
        self.style = style
        self.groove = dice.choice(GROOVES[style])
        self.second = dice.choice(GROOVES[style])
        self.looseness = dice.uniform(0.0, 0.5)
        self.ghosts = dice.uniform(0.0, 0.35)
        self.drop_rows = {row for row in (2, 3) if dice.random() < 0.12}
        self.kick_variant = dice.random() < 0.5
        self.fill_rate = dice.uniform(0.4, 1.0)
        self.human = human_grooves(dice, style) if dice.random() < HUMAN_SHARE[style] else {}
        self.human_fills = groove_bars(style, fills=True) if self.human else []

    def tier(self, energy: float, threshold: float) -> tuple[int, float]:
        """Tier of the groove for an energy from `threshold` on, and how far into that tier the energy reaches, 0..1."""
        edges = (threshold, threshold + 2.2, max(10.0, threshold + 4.4), 15.01)
        tier = sum(energy >= edge for edge in edges[1:3])
        return tier, (energy - edges[tier]) / (edges[tier + 1] - edges[tier])

    def write_bar(self, rows, start: int, tier: int, dice: Random, is_b: bool, half_time: bool, bar_in_phrase: int) -> None:
        """`rows`: the three token rows; even bars of a phrase are plain, odd ones vary a little."""
        if tier in self.human and not half_time:
            self._write_human(rows, start, self.human[tier][int(bar_in_phrase % 4 == 3 or (is_b and bar_in_phrase % 2))])
            return
        kick, snare, cymbal, percussion = (self.second if is_b else self.groove)[tier]
        if half_time:
            snare = _half_time(snare)
            kick = kick[:8] + ".." + kick[10:]
        if tier == 0 and 2 in self.drop_rows:
            cymbal = "." * 16
        if 3 in self.drop_rows and self.style not in ("cinematic", "ambient"):
            percussion = "." * 16
        vary = bar_in_phrase % 2 == 1 and dice.random() < self.looseness
        for offset in range(16):
            k, s = KICK[kick[offset]], SNARE[snare[offset]]
            if vary and offset in (7, 10, 11, 14) and k == 0 and s == 0 and tier > 0 and dice.random() < 0.3:
                k = 1 if tier == 1 else 2
            if tier > 0 and s == 0 and k == 0 and offset % 2 == 1 and "s" in snare.lower() and dice.random() < self.ghosts * 0.35:
                s = 1
            rows[0][start + offset] = 6 * k + s
            rows[1][start + offset] = self._cymbal(cymbal[offset], offset, vary, dice)
            rows[2][start + offset] = PERCUSSION[percussion[offset]]

    def _write_human(self, rows, start: int, bar: Groove) -> None:
        for row, values in zip(rows, (bar.kit, bar.cymbals, bar.percussion), strict=True):
            row[start : start + 16] = values

    def _cymbal(self, letter: str, offset: int, vary: bool, dice: Random) -> int:
        if vary and offset == 14 and letter in "hH" and dice.random() < 0.5:
            return CYMBAL["o"]
        return CYMBAL[letter]

    def write_fill(self, rows, end: int, length: int, energy: float, dice: Random) -> None:
        """Last `length` steps before grid step `end`, from the style's family; loud music gets the busier fills."""
        if self.human_fills and dice.random() < 0.6:
            fill = dice.choice(self.human_fills)
            for row, values in zip(rows, (fill.kit, fill.cymbals, fill.percussion), strict=True):
                tail = [0 if value in CRASHES and row is rows[1] else value for value in values[16 - length :]]
                row[end - length : end] = tail
            return
        family = FILLS[FILL_FAMILY[self.style]]
        reach = max(2, min(len(family), round(energy / 15 * len(family)) + 2))
        snare, percussion, kick = family[dice.randrange(reach)]
        keep_hats = dice.random() < 0.35
        for offset in range(8 - length, 8):
            step = end - 8 + offset
            if step < 0:
                continue
            s, p, k = SNARE[snare[offset]], PERCUSSION[percussion[offset]], KICK[kick[offset]]
            if s or p or offset >= 4:
                rows[0][step] = 6 * max(k, rows[0][step] // 6 if offset % 4 == 0 else 0) + s
                rows[2][step] = p
                if not keep_hats and (s or p):
                    rows[1][step] = 0

    def write_build(self, rows, start: int, end: int, dice: Random) -> None:
        """Snare, tom or shaker roll that doubles its rate towards `end`."""
        letter_row = {"cinematic": (2, PERCUSSION["T"]), "ambient": (2, PERCUSSION["s"]), "piano": (2, 0)}.get(self.style)
        span = end - start
        for step in range(max(0, start), end):
            position = (step - start) / span
            gap = 4 if position < 0.5 else 2 if position < 0.8 else 1
            if (end - step) % gap:
                continue
            if letter_row:
                rows[letter_row[0]][step] = letter_row[1]
            else:
                loud = 1 if position < 0.3 else 2 if position < 0.85 else 3
                rows[0][step] = 6 * (rows[0][step] // 6) + loud


def _half_time(snare: str) -> str:
    """Backbeat on beat 3 only."""
    hit = next((letter for letter in snare if letter in "sScr"), ".")
    return "".join("." if letter in "sScr" else letter for letter in snare[:8]) + hit + "." * 7
