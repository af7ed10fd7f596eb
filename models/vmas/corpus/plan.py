"""Owns the synthetic plan of a training piece: length, hit points, energy curve, ending, as the product's planner
would hand them to the model. Must not know how music obeys it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

import numpy as np

BAR = 16
# Steps after the final attack, which is `remaining` there: 8 unless the film ends oddly.
RINGING_STEPS = (8,) * 16 + tuple(range(4, 17))
HIT_KINDS = ("none", "sparse", "medium", "dense", "bursts", "regular", "mixed")
ENERGY_KINDS = ("arc", "build", "plateau", "build-drop", "waves", "steps", "low", "high", "decay", "walk")


@dataclass
class Plan:
    """Steps count from the bar line at or before the first step ("grid"); the piece is grid[bar_phase : grid_end]."""

    bar_phase: int
    grid_end: int  # exclusive, before padding to whole bars
    ending: int  # grid step of the final attack
    accents: np.ndarray  # [bars * 16] 0/1/2
    energy: list[int]  # per bar, 0..15

    @property
    def bars(self) -> int:
        return len(self.energy)

    @property
    def tail_steps(self) -> int:
        """Steps from the final attack, its own included, to the end."""
        return self.grid_end - self.ending

    @property
    def ending_bar(self) -> int:
        return self.ending // BAR


def make_plan(dice: Random, bars: int | None = None, hits=None, energy=None) -> Plan:
    """`hits`: (step from the start of the piece, strength 1..2); `energy`: level 0..15 per bar, resampled to length."""
    bars = bars or _draw_bars(dice)
    phase = _draw_phase(dice)
    beat = dice.choices((0, 8, 4, 12), (64, 18, 8, 10))[0]
    ending = max(phase + 4 - phase % 4, (bars - 1) * BAR + beat)
    grid_end = ending + 1 + dice.choice(RINGING_STEPS)
    bar_count = math.ceil(grid_end / BAR)
    curve = _resampled(energy, bar_count) if energy is not None else _draw_energy(dice, bar_count)
    accents = np.zeros(bar_count * BAR, np.int8)
    if hits is None:
        hits = _draw_hits(dice, phase, ending, curve)
    else:
        hits = [(step + phase, strength) for step, strength in hits]
    for step, strength in hits:
        if phase <= step < ending:
            accents[step] = max(accents[step], strength)
    accents[ending] = 2
    if dice.random() < 0.5 and accents[phase] == 0:
        accents[phase] = 2 if dice.random() < 0.5 else 1
    return Plan(phase, grid_end, ending, accents, curve)


def _draw_phase(dice: Random) -> int:
    """As the planner begins: mostly on a bar line, else with a pickup of at most a beat, on a beat, seldom elsewhere."""
    kind = dice.random()
    if kind < 0.5:
        return 0
    if kind < 0.75:
        return dice.choice((12, 13, 14, 15))
    return dice.choice((4, 8)) if kind < 0.9 else dice.randint(1, 11)


def _draw_bars(dice: Random) -> int:
    if dice.random() < 0.15:
        return dice.randint(1, 8)
    return round(math.exp(dice.uniform(math.log(8), math.log(64))))


def _resampled(energy, bars: int) -> list[int]:
    source = np.asarray(energy, float)
    at = np.linspace(0, source.size - 1, bars)
    return [int(level) for level in np.clip(np.rint(np.interp(at, np.arange(source.size), source)), 0, 15)]


def _draw_energy(dice: Random, bars: int) -> list[int]:
    kind = dice.choice(ENERGY_KINDS)
    low, high = dice.uniform(0, 5), dice.uniform(8, 15)
    x = np.linspace(0, 1, bars)
    if kind == "arc":
        peak = dice.uniform(0.5, 0.8)
        curve = low + (high - low) * np.where(x < peak, x / peak, 1 - 0.7 * (x - peak) / (1 - peak))
    elif kind == "build":
        curve = low + (high - low) * x ** dice.uniform(0.7, 1.8)
    elif kind == "decay":
        curve = high - (high - low) * x ** dice.uniform(0.6, 1.4)
    elif kind == "build-drop":
        drop = dice.uniform(0.45, 0.75)
        curve = np.where(x < drop, low + (high - low) * 0.75 * (x / drop), high)
    elif kind == "waves":
        curve = (low + high) / 2 + (high - low) / 2 * np.sin(2 * np.pi * (x * dice.uniform(1, 3) + dice.random()))
    elif kind in ("steps", "walk"):
        curve = _stepped(dice, bars, kind)
    else:
        level = {"plateau": dice.uniform(4, 11), "low": dice.uniform(0.5, 4), "high": dice.uniform(10, 14.5)}[kind]
        curve = np.full(bars, level)
    if kind not in ("steps", "build-drop") and bars > 6 and dice.random() < 0.35:
        curve = _with_contrast(dice, curve)
    wobble = np.array([dice.gauss(0, 0.4) for _ in range(bars)])
    return [int(level) for level in np.clip(np.rint(curve + wobble), 0, 15)]


def _stepped(dice: Random, bars: int, kind: str) -> np.ndarray:
    length = dice.choice((4, 8)) if kind == "steps" else 2
    levels, level = [], dice.uniform(1, 12)
    while len(levels) < bars:
        levels += [level] * length
        level = dice.uniform(0, 15) if kind == "steps" else level + dice.gauss(0, 2.2)
        level = min(15.0, max(0.0, level))
    return np.array(levels[:bars])


def _with_contrast(dice: Random, curve: np.ndarray) -> np.ndarray:
    """A sudden quiet window, as under dialogue, or a sudden loud one."""
    length = min(curve.size // 3, dice.choice((2, 4, 4, 8)))
    start = 4 * (dice.randrange(1, max(2, curve.size - length)) // 4)
    curve = curve.copy()
    if length > 0:
        curve[start : start + length] = dice.uniform(0, 3) if dice.random() < 0.6 else dice.uniform(11, 15)
    return curve


def _draw_hits(dice: Random, phase: int, ending: int, energy: list[int]) -> list[tuple[int, int]]:
    kind = dice.choices(HIT_KINDS, (8, 22, 22, 12, 12, 10, 14))[0]
    hits: dict[int, int] = {}
    at = phase + 4 * dice.randint(0, 8)
    mean_gap = {"sparse": 72, "medium": 26, "dense": 9, "regular": dice.choice((16, 32, 64, 8))}
    while kind != "none" and at < ending - 1:
        local = dice.choice(("sparse", "medium", "dense", "bursts")) if kind == "mixed" else kind
        if local == "bursts":
            gap = dice.choice((2, 4, 4, 6, 8))
            for _ in range(dice.randint(3, 7)):
                hits[at] = _strength(dice, at, 0.12)
                at += gap
            at = _snapped(dice, at + dice.randint(16, 112))
            continue
        hits[at] = _strength(dice, at, 0.4 if local == "sparse" else 0.22)
        gap = mean_gap[local] if local == "regular" else max(2, round(dice.expovariate(1 / mean_gap[local])))
        after = at + gap if local == "regular" else _snapped(dice, at + gap + 2)
        at = max(at + 2, after)
    return sorted(hits.items())


def _strength(dice: Random, step: int, probability: float) -> int:
    on_beat = step % 4 == 0
    return 2 if on_beat and dice.random() < probability * (1.7 if step % 16 == 0 else 0.7) else 1


def _snapped(dice: Random, step: int) -> int:
    """Most cuts fall where the planner wanted them: bars, then beats; some keep an off-beat place."""
    unit = dice.choices((16, 8, 4, 2, 1), (34, 12, 38, 12, 4))[0]
    return unit * round(step / unit)
