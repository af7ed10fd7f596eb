"""The chords of a whole piece, step by step: each section's progression, then a cadence into the final tonic.
Knows form and progressions; no part, no token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from .harmony import SCALES, coloured, final_cadence, section_chords
from .plan import BAR, Plan


@dataclass
class Harmony:
    chords: list[tuple[int, int]] = field(default_factory=list)  # root, quality; in the order in which they sound
    chord_at: list[int] = field(default_factory=list)  # [steps] index in `chords`
    scales: list[str] = field(default_factory=list)  # [bars]

    def append_bar(self, bar, scale: str) -> None:
        for chord in bar:
            self.append_chord(chord, BAR // len(bar))
        self.scales.append(scale)

    def append_chord(self, chord, length: int) -> None:
        if not self.chords or self.chords[-1] != chord:
            self.chords.append(chord)
        self.chord_at += [len(self.chords) - 1] * length

    def changes(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """Steps at which another chord begins, with it."""
        for step, index in enumerate(self.chord_at):
            if step == 0 or index != self.chord_at[step - 1]:
                yield step, self.chords[index]


def write_harmony(dice: Random, plan: Plan, form, materials, habits, mode: int) -> Harmony:
    """`form`: sections in order; `materials`: what the visits of a section letter share (progression, scale, is_slow)."""
    harmony = Harmony()
    for index, section in enumerate(form):
        material = materials[section.material]
        next_tonic = index + 1 == len(form) or materials[form[index + 1].material].progression[0][0][0] == 0
        progression = [bar for bar in material.progression for _ in range(2)] if material.is_slow else material.progression
        for bar in section_chords(dice, progression, section.bars, habits, mode, material.scale, next_tonic):
            harmony.append_bar(bar, material.scale)
    approach, final = final_cadence(dice, habits, mode)
    append_ending(dice, harmony, plan, habits, approach, final)
    return harmony


def append_ending(dice: Random, harmony: Harmony, plan: Plan, habits, approach, final) -> None:
    """Replaces the harmony of the last bar before the final attack by a cadence and appends the tonic."""
    ending, chord_at = plan.ending, harmony.chord_at
    tones = SCALES[harmony.scales[-1]]
    approach = [coloured(dice, chord, habits["colours"], tones) for chord in approach]
    length = min(BAR if ending % BAR == 0 else ending % BAR, ending - plan.bar_phase)
    if length < 8:
        approach = approach[-1:]
    if plan.bars > 2 or ending % BAR:
        del chord_at[ending - length :]
        for index, chord in enumerate(approach):
            harmony.append_chord(chord, length // len(approach) if index + 1 < len(approach) else ending - len(chord_at))
    del chord_at[ending:]
    harmony.append_chord(final, plan.bars * BAR - ending)
    while len(harmony.scales) < plan.bars:
        harmony.scales.append(harmony.scales[-1])
