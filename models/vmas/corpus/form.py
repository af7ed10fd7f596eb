"""Owns the form: sections, roles, palettes and which material each section recalls, from the plan's energy and accents.
Must not write notes."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .plan import BAR, Plan

LENGTH_COST = {8: 0.0, 4: 0.35, 12: 0.9, 16: 0.8, 6: 1.1, 2: 1.8, 10: 1.6, 3: 2.3, 5: 2.1, 7: 2.1, 1: 3.2}
INTRO, VERSE, CHORUS, BRIDGE, BREAK, BUILD, OUTRO, ENDING = range(8)


@dataclass
class Section:
    start_bar: int
    bars: int
    role: int
    palette: int
    material: str  # sections of one letter share progression, motif and patterns
    visit: int  # how often the material has been heard before
    energy: float
    is_last: bool = False

    @property
    def end_bar(self) -> int:
        return self.start_bar + self.bars


def make_form(dice: Random, plan: Plan) -> list[Section]:
    lengths = _section_lengths(plan)
    roles = _roles(dice, plan, lengths)
    base = dice.randrange(4)
    palettes = _palette_choice(dice, base)
    letters = _letters(dice)
    sections, start, visits = [], 0, {}
    for index, (length, role) in enumerate(zip(lengths, roles)):
        material = letters[role]
        energy = sum(plan.energy[start : start + length]) / length
        sections.append(
            Section(start, length, role, palettes[role], material, visits.get(material, 0), energy, index == len(lengths) - 1)
        )
        visits[material] = visits.get(material, 0) + 1
        start += length
    return sections


def _section_lengths(plan: Plan) -> list[int]:
    """Cheapest split of bars 0..ending bar: prefers 8 and 4, energy jumps and strong accents on bar lines."""
    bars = max(1, plan.ending_bar if plan.ending % BAR == 0 else plan.ending_bar + 1)
    shortness = max(0.0, (28 - bars) / 28)  # a short film still wants three or four sections
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, bars + 1):
        options = []
        for length, cost in LENGTH_COST.items():
            start = end - length
            if start >= 0:
                options.append((best[start][0] + cost + _length_shift(length, shortness) - _boundary_gain(plan, start), length))
        best.append(min(options))
    lengths, end = [], bars
    while end > 0:
        lengths.append(best[end][1])
        end -= best[end][1]
    return lengths[::-1]


def _length_shift(length: int, shortness: float) -> float:
    return shortness * (0.16 * (length - 4) if length >= 4 else -0.3)


def _boundary_gain(plan: Plan, bar: int) -> float:
    if bar == 0:
        return 0.0
    before = plan.energy[max(0, bar - 2) : bar]
    after = plan.energy[bar : bar + 2]
    jump = abs(sum(after) / len(after) - sum(before) / len(before)) if after else 0.0
    return 0.14 * jump + 0.7 * (plan.accents[bar * BAR] == 2) - 0.3


def _roles(dice: Random, plan: Plan, lengths: list[int]) -> list[int]:
    starts = [sum(lengths[:index]) for index in range(len(lengths))]
    means = [sum(plan.energy[s : s + n]) / n for s, n in zip(starts, lengths)]
    top, bottom = max(means), min(means)
    if top - bottom < 3.0:
        return _flat_roles(dice, lengths, top)
    spread = max(3.0, top - bottom)
    roles = []
    for index, mean in enumerate(means):
        height = (mean - bottom) / spread
        bars = plan.energy[starts[index] : starts[index] + lengths[index]]
        rise = bars[-1] - bars[0]
        next_higher = index + 1 < len(means) and means[index + 1] > mean + 1.5
        if index == 0 and (height < 0.5 or lengths[0] <= 2) and len(means) > 1:
            role = INTRO
        elif index == len(means) - 1 and index > 0 and height < 0.45 and mean < means[index - 1] - 1:
            role = OUTRO
        elif (rise >= 3 or lengths[index] <= 2) and next_higher and index > 0:
            role = BUILD
        elif height > 0.66 and (top > 6 or len(means) > 2):
            role = CHORUS
        elif 0 < index < len(means) - 1 and height < 0.34 and means[index - 1] > mean + 2:
            role = BREAK
        elif index > 2 and VERSE in roles and CHORUS in roles and dice.random() < 0.4:
            role = BRIDGE
        else:
            role = VERSE
        roles.append(role)
    return roles


def _flat_roles(dice: Random, lengths: list[int], level: float) -> list[int]:
    """Form without help from the energy curve: verses and choruses still take turns."""
    count = len(lengths)
    if count == 1:
        return [CHORUS if level > 9 else VERSE]
    order = dice.choice(((VERSE, CHORUS), (VERSE, VERSE, CHORUS), (VERSE, CHORUS, BRIDGE, CHORUS), (CHORUS, VERSE)))
    roles = [order[index % len(order)] for index in range(count)]
    if count > 2 and lengths[0] <= 4 and dice.random() < 0.6:
        roles[0] = INTRO
    if count > 3 and level < 9 and dice.random() < 0.5:
        roles[-1] = OUTRO
    return roles


def _letters(dice: Random) -> dict[int, str]:
    return {
        INTRO: dice.choice("AAB"),
        VERSE: "A",
        CHORUS: "B" if dice.random() < 0.85 else "A",
        BRIDGE: "C",
        BREAK: dice.choice("AC"),
        BUILD: dice.choice("AB"),
        OUTRO: dice.choice("AB"),
        ENDING: "A",
    }


def _palette_choice(dice: Random, base: int) -> dict[int, int]:
    other = (base + dice.choice((1, 1, 2, 3))) % 4
    chorus = base if dice.random() < 0.45 else other
    return {
        INTRO: base, VERSE: base, CHORUS: chorus, BRIDGE: dice.choice((other, dice.randrange(4))),
        BREAK: dice.choice((base, other)), BUILD: chorus, OUTRO: base, ENDING: chorus,
    }  # fmt: skip
