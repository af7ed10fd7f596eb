"""Owns how busy music is at each level of energy: rungs of patterns from sparse to busy, lines and drum bars made thinner or denser.
Must not know of pitches or of the plan beyond a level 0..15."""

from __future__ import annotations

from random import Random

from ..score.streams import CYMBAL, PERCUSSION

# Three rungs for each of the three tiers of a pattern book: half of its strokes left out, a quarter, none.
THINNED = (0.5, 0.25, 0.0)
RUNG_EDGES = (1.4, 2.8, 4.2, 6.0, 7.8, 9.6, 11.4, 13.2)  # energy at which the next rung begins
GHOST = 1
# Light strokes that keep time: the first to leave where energy falls, the first to double where it rises.
TIME_CYMBALS = {CYMBAL[name] for name in ("closed-soft", "closed", "closed-accent", "ride")}
TIME_PERCUSSION = {PERCUSSION[name] for name in ("shaker", "shaker-accent", "tambourine")}
EIGHTHS_FROM, DOUBLED_FROM = 5.0, 11.5
CALM_BELOW = 5.0
FEWEST_STROKES = 4  # of a row that keeps time


def rung_of(drive: float) -> int:
    """0..8 for an energy of 0..15."""
    return sum(drive >= edge for edge in RUNG_EDGES)


def tier_of(rung: int) -> int:
    return rung // len(THINNED)


def strokes(pattern: str) -> int:
    return sum(letter not in "-." for letter in pattern)


def thinned(pattern: str, share: float) -> str:
    """Without so large a share of its strokes, those that are metrically weakest first; what sounds before goes on. The first stroke stays."""
    struck = [step for step, letter in enumerate(pattern) if letter not in "-."]
    weakest_first = sorted(struck[1:], key=lambda step: (step % 2 == 0, step % 4 == 0, -step))
    left_out = set(weakest_first[: int(len(struck) * share)])
    letters = []
    for step, letter in enumerate(pattern):
        letters.append(letter if step not in left_out else "." if step and letters[-1] == "." else "-")
    return "".join(letters)


def draw_rungs(dice: Random, tiers: tuple[tuple[str, ...], ...]) -> list[tuple[str, str]]:
    """`tiers`: patterns of low, middle and high activity -> a main pattern and its variant for each of nine rungs; no rung strikes less often than the
    one below it."""
    found = []
    for options in tiers:
        main = dice.choice(options)
        near = [option for option in options if option != main and abs(strokes(option) - strokes(main)) <= 2]
        variant = dice.choice(near) if near and dice.random() < 0.6 else main
        found += [(thinned(main, share), thinned(variant, share)) for share in THINNED]
    return sorted(found, key=lambda pair: strokes(pair[0]))


def fit_drums(rows, start: int, energy: float, position: float) -> None:
    """One bar of kit, cymbals and percussion fitted to the energy. `position` 0..1: where in its tier. What keeps time leaves the sixteenths in the
    lower half of a tier and the eighths in quiet music, and is doubled in loud music."""
    kit, cymbals, percussion = rows
    for step in range(start, start + 16):
        is_sixteenth, is_eighth = step % 2 == 1, step % 4 == 2
        if (is_sixteenth and position < 0.5) or (is_eighth and energy < EIGHTHS_FROM):
            if cymbals[step] in TIME_CYMBALS:
                cymbals[step] = 0
            if percussion[step] in TIME_PERCUSSION:
                percussion[step] = 0
            if kit[step] % 6 == GHOST:
                kit[step] -= GHOST
    if energy >= DOUBLED_FROM:
        _double(cymbals, start, TIME_CYMBALS, CYMBAL["closed-soft"])
        _double(percussion, start, TIME_PERCUSSION, PERCUSSION["shaker"])


def _double(row, start: int, keeping_time: set[int], soft: int) -> None:
    """Soft strokes between the strokes of a row that keeps time in quarters or eighths."""
    struck = [step for step in range(start, start + 16) if row[step] in keeping_time]
    if len(struck) < FEWEST_STROKES or row[start + 1 : start + 16 : 2] != [0] * 8:
        return
    gap = 4 if all(step % 4 == struck[0] % 4 for step in struck) else 2
    for step in struck:
        after = step + gap // 2
        if after < start + 16 and row[after] == 0:
            row[after] = soft


def calmed(notes: list[tuple[int, int, int]], energy_at) -> list[tuple[int, int, int]]:
    """A line (start, end, pitch) without its short notes off the beat where the music is quiet: the note before holds on. `energy_at(step)`: 0..15."""
    out: list[tuple[int, int, int]] = []
    for start, end, pitch in notes:
        is_light = end - start < 4 and (start % 2 == 1 if energy_at(start) >= CALM_BELOW / 2 else start % 4 != 0)
        if out and is_light and energy_at(start) < CALM_BELOW:
            if start - out[-1][1] < 2:
                out[-1] = (out[-1][0], end, out[-1][2])
        else:
            out.append((start, end, pitch))
    return out
