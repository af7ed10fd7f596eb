"""Owns composing one training piece from a seed: plan, form, harmony, parts, accents, ending, tokens.
The musical decisions live in the modules it calls; nothing here runs at inference."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random

import numpy as np

from ..score.streams import HOLD, LOWEST_PITCH, REST, ROLES, STREAM, K, chord_token, restate, section_token, voicing
from . import form as forms
from .accents import Texture, keep_pulse, obey_accents, write_ending
from .activity import calmed, draw_rungs, fit_drums, rung_of, tier_of
from .bass import BassLine
from .comping import choose_voicing, write_arp, write_chords
from .counter import guide_line, harmony_line, response_line
from .drums import Drummer
from .harmonic_plan import write_harmony
from .harmony import MAJOR, MINOR, SCALES, chord_scale, parse_progression, scale_of
from .melody import Melodist, Voice, ladder
from .patterns import ARP, BASS, COMP, PAD, THRESHOLDS, VOICINGS
from .phrases import draw_progression
from .piece import Piece
from .plan import BAR, Plan, make_plan
from .style_book import HARMONY, MELODY, ROLE_MELODY, STYLE_ORDER

# Role 0..7 thins or thickens the instrumentation (energy units), so that sections differ under a flat curve too.
ROLE_DRIVE = (-1.2, -0.6, 1.0, -0.3, -1.5, 0.0, -0.8, 0.0)
LEVEL_OFFSET = dict(ambient=-0.6, cinematic=0.3, lofi=-0.2, house=0.5, folk=0.0, rock=0.8, hiphop=0.3, piano=0.0)


@lru_cache(maxsize=1)
def tempo_ranges() -> dict[str, tuple[float, float]]:
    styles = json.loads((Path(__file__).resolve().parents[2] / "styles.json").read_text())["styles"]
    assert [style["id"] for style in styles] == list(STYLE_ORDER)
    return {style["id"]: tuple(style["tempoBpm"]) for style in styles}


def compose(seed: int, style: str | None = None, bars: int | None = None, hits=None, energy=None) -> Piece:
    """Same arguments, same piece. `hits`: (step, strength 1..2) pairs; `energy`: level 0..15 per bar."""
    dice = Random(f"framescore-{seed}-{style}")
    style = style or dice.choice(STYLE_ORDER)
    plan = make_plan(dice, bars, hits, energy)
    return Arranger(seed, style, plan, dice).write()


@dataclass
class Material:
    """What all visits of one section letter share."""

    progression: list
    scale: str
    melodist: Melodist
    patterns: dict  # part -> (main pattern, variant) of each rung of activity
    is_slow: bool  # each chord lasts two bars
    is_b: bool


class Arranger:
    def __init__(self, seed: int, style: str, plan: Plan, dice: Random) -> None:
        self.seed, self.style, self.plan, self.dice = seed, style, plan, dice
        self.habits = HARMONY[style]
        self.mode = MAJOR if dice.random() < self.habits["major"] else MINOR
        self.tempo_bpm = self._draw_tempo()
        self.tonic = dice.randint(-5, 6)
        self.thresholds = {part: level + dice.gauss(0, 0.8) for part, level in THRESHOLDS[style].items()}
        self.thresholds = {p: -1.0 if THRESHOLDS[style][p] == 0 else max(0.6, t) for p, t in self.thresholds.items()}
        for part in ("arp", "counter", "pad"):
            if THRESHOLDS[style][part] > 4 and dice.random() < 0.25:
                self.thresholds[part] = 99.0  # a piece need not use every part
        self.register = dice.gauss(0, 1.5)
        self.arp_centre = VOICINGS[style]["arp"] + dice.randint(-4, 5)
        self.voice = self._draw_voice()
        self.drummer = Drummer(dice, style)
        self.half_time = dice.random() < 0.12 and style in ("rock", "cinematic", "hiphop", "house")
        self.restrike_pads = dice.random() < 0.5
        self.size = plan.bars * BAR
        self.rows = [[HOLD] * self.size for _ in range(K)]
        self.form = forms.make_form(dice, plan)
        self.materials: dict[str, Material] = {}
        for letter in sorted({section.material for section in self.form}):
            self.materials[letter] = self._draw_material(letter)

    def _draw_tempo(self) -> float:
        low, high = tempo_ranges()[self.style]
        tempo = low * (high / low) ** self.dice.random()
        return round(tempo, 2) if self.dice.random() < 0.5 else float(round(tempo))

    def _draw_voice(self) -> Voice:
        book = MELODY[self.style]
        centre = book["centre"] + self.dice.gauss(0, 2.5)
        low, high = max(55, round(centre - 10)), min(91, round(centre + 12))
        return Voice(
            low, high, centre, max(0.2, book["activity"] + self.dice.gauss(0, 0.4) + (100 - self.tempo_bpm) / 110),
            max(0.0, book["syncopation"] + self.dice.gauss(0, 0.3)), max(0.3, book["leaps"] + self.dice.gauss(0, 0.25)),
        )  # fmt: skip

    def _draw_material(self, letter: str) -> Material:
        pool = self.habits["pools"][self.mode]
        bars = parse_progression(draw_progression(self.dice, self.style, self.mode) or self.dice.choice(pool), self.mode)
        scale = scale_of(self.dice, self.mode, bars)
        if self.style in ("lofi", "hiphop") and self.mode == MINOR and self.dice.random() < 0.3 and scale == "minor":
            scale = "dorian" if all(chord[0] != 8 for bar in bars for chord in bar) else scale
        books = {"bass": BASS, "comp": COMP, "pad": PAD, "arp": ARP}
        patterns = {part: draw_rungs(self.dice, book.get(self.style, book.get(""))) for part, book in books.items()}
        slow = len(bars) <= 4 and self.dice.random() < self.habits["slow"]
        melodist = Melodist(self.dice, self.voice, self.style)
        if letter != "A" and "A" in self.materials and self.dice.random() < 0.5:
            melodist.derive_from(self.materials["A"].melodist, self.dice)
        return Material(bars, scale, melodist, patterns, slow, letter != "A")

    def write(self) -> Piece:
        harmony = write_harmony(self.dice, self.plan, self.form, self.materials, self.habits, self.mode)
        self.chord_at, self.chords = harmony.chord_at, harmony.chords
        for step, chord in harmony.changes():
            self.rows[STREAM["chord"]][step] = chord_token(*chord)
        self._write_levels()
        self.texture = Texture(
            self.chord_at, self.chords, {}, {}, VOICINGS[self.style]["bass"], self.arp_centre,
            (self.voice.low, self.voice.high), self.levels,
        )  # fmt: skip
        self._write_voicings()
        bass = BassLine(self.dice, VOICINGS[self.style]["bass"])
        self.has_drums = [False] * self.plan.bars
        for index, section in enumerate(self.form):
            for bar in range(section.start_bar, section.end_bar):
                self._write_bar(section, bar, bass)
            self._write_lines(section)
            self._write_transition(section, self.form[index + 1] if index + 1 < len(self.form) else None)
        self._mark_section_starts()
        self._obey()
        return self._finish()

    def _write_levels(self) -> None:
        offset = 0.7 + LEVEL_OFFSET[self.style]
        self.levels = [min(8, max(1, round(offset + 0.5 * level))) for level in self.plan.energy]
        row = self.rows[STREAM["dynamics"]]
        for bar, level in enumerate(self.levels):
            if bar == 0 or level != self.levels[bar - 1]:
                row[bar * BAR] = level
        for section in self.form:
            bar = section.end_bar - 1
            rises = section.role == forms.BUILD or (bar + 1 < self.plan.bars and self.levels[bar + 1] > self.levels[bar])
            if section.bars >= 4 and bar * BAR + 8 < self.plan.ending and (rises or self.dice.random() < 0.25):
                shift = 1 if rises else -1  # a phrase leans into what follows, or breathes out
                row[bar * BAR + 8] = min(8, max(1, self.levels[bar] + shift))
                if row[(bar + 1) * BAR % self.size] == 0 and bar + 1 < self.plan.bars:
                    row[(bar + 1) * BAR] = self.levels[bar + 1]

    def _write_voicings(self) -> None:
        """Comp and pad values per chord event, each led from the chord before it."""
        book = VOICINGS[self.style]
        start_of = {}
        pad_shift = self.dice.choice((-3, 0, 4, 6))  # so that pad and comp need not sit on the same keys
        for step, index in enumerate(self.chord_at):
            start_of.setdefault(index, step)
        for part, values in (("comp", self.texture.comp_values), ("pad", self.texture.pad_values)):
            before = None
            for index, chord in enumerate(self.chords):
                lift = self.register + (pad_shift if part == "pad" else 0) + 0.25 * (self.plan.energy[start_of.get(index, 0) // BAR] - 7)
                values[index] = choose_voicing(self.dice, chord, before, book[part], lift)
                before = voicing(*chord, *divmod(values[index], 4))

    def _plays(self, part: str, section, bar: int) -> bool:
        drive = 0.55 * self.plan.energy[bar] + 0.45 * section.energy
        if part == "drums" and section.role == forms.BREAK:
            drive -= 4
        drive += ROLE_DRIVE[section.role] * (0.5 if part in ("bass", "drums") else 1.0)
        return drive >= self.thresholds[part]

    def _rung(self, section, bar: int) -> int:
        return rung_of(0.8 * self.plan.energy[bar] + 0.2 * section.energy)

    def _write_bar(self, section, bar: int, bass: BassLine) -> None:
        material, rung = self.materials[section.material], self._rung(section, bar)
        start, in_phrase = bar * BAR, bar - section.start_bar
        variant = int(in_phrase % 4 == 3 or (in_phrase % 2 == 1 and section.visit > 0 and self.dice.random() < 0.3))
        playing = {part for part in ("bass", "comp", "pad", "arp") if self._plays(part, section, bar)}
        for part in ("bass", "comp", "pad", "arp"):
            row = self.rows[STREAM[part]]
            if part not in playing:
                row[start] = REST
                continue
            pattern = material.patterns[part][rung][variant]
            if len(playing) == 1 or (len(playing) == 2 and part in ("comp", "pad") and tier_of(rung) == 0):
                pattern = pattern.replace(".", "-")  # alone, a part sustains: a film score has no holes
            if part == "bass":
                next_chord = self.chords[self.chord_at[min(start + BAR, self.size - 1)]]
                bass.write_bar(row, start, pattern, self.chord_at, self.chords, next_chord[0], SCALES[material.scale])
            elif part == "arp":
                write_arp(row, start, pattern, self.chord_at, self.chords, self.arp_centre)
            else:
                values = self.texture.comp_values if part == "comp" else self.texture.pad_values
                write_chords(row, start, pattern, self.chord_at, values, part == "comp" or self.restrike_pads)
        if self._plays("drums", section, bar) and self.plan.energy[bar] >= self.thresholds["drums"]:
            rows = [self.rows[STREAM[name]] for name in ("kit", "cymbals", "percussion")]
            half = self.half_time and section.role != forms.CHORUS
            tier, position = self.drummer.tier(self.plan.energy[bar], self.thresholds["drums"])
            self.drummer.write_bar(rows, start, tier, self.dice, material.is_b, half, in_phrase)
            fit_drums(rows, start, self.plan.energy[bar], position)
            self.has_drums[bar] = True

    def _write_lines(self, section) -> None:
        material = self.materials[section.material]
        start, end = section.start_bar * BAR, min(section.end_bar * BAR, self.plan.ending)
        melody = []
        chance = ROLE_MELODY[section.role] * MELODY[self.style]["presence"]
        if section.role in (forms.CHORUS, forms.VERSE, forms.BRIDGE) and section.energy > 9:
            chance = 0.5 + 0.5 * chance  # loud music without a tune is a backing track
        if self.dice.random() < chance and section.energy > 0.8 and section.bars > 1:
            lift = 0.35 * (section.energy - 7) + (2 if section.role == forms.CHORUS else 0)
            melody = material.melodist.write(
                start, end, self.chord_at, self.chords, material.scale, self.dice, section.visit, lift, section.is_last
            )
            melody = calmed(melody, lambda step: self.plan.energy[step // BAR])
            self._put_line("melody", melody, start, end)
            if melody and self.dice.random() < 0.4:
                self._write_pickup(melody[0], start, material)
        else:
            self.rows[STREAM["melody"]][start] = REST
        self._write_counter(section, material, melody, start, end)

    def _write_pickup(self, first, start: int, material: Material) -> None:
        """One to three eighths that lead by step into the first note of a section, where the line is free."""
        count, row = self.dice.choice((1, 2, 2, 3)), self.rows[STREAM["melody"]]
        begin = start - 2 * count
        if begin < self.plan.bar_phase or first[0] != start or any(row[step] > REST for step in range(begin - 2, start)):
            return
        chord = self.chords[self.chord_at[begin]]
        direction = self.dice.choice((-1, -1, 1))
        steps = ladder(chord_scale(material.scale, chord), self.voice.low, self.voice.high)
        side = [pitch for pitch in steps if (pitch - first[2]) * direction > 0]
        side.sort(key=lambda pitch: abs(pitch - first[2]))
        if len(side) < count:
            return
        for index, pitch in enumerate(reversed(side[:count])):
            row[begin + 2 * index] = pitch - LOWEST_PITCH["melody"] + 2
            row[begin + 2 * index + 1] = HOLD

    def _write_counter(self, section, material, melody, start: int, end: int) -> None:
        self.rows[STREAM["counter"]][start] = REST
        if section.energy < self.thresholds["counter"] and not (melody and self.dice.random() < 0.18):
            return
        low, high = max(43, self.voice.low - 12), min(79, self.voice.high - 7)
        kind = self.dice.choice(("guide", "guide", "response", "harmony")) if melody else "guide"
        if kind == "guide":
            line = guide_line(start, end, self.chord_at, self.chords, self.dice, low, high, None)
        elif kind == "response":
            line = response_line(
                melody, start, end, material.melodist.motif, self.chord_at, self.chords, material.scale, low, high, self.dice
            )
        else:
            line = harmony_line(melody, self.chord_at, self.chords, material.scale, low, high)
        self._put_line("counter", line, start, end)

    def _put_line(self, part: str, notes, start: int, end: int) -> None:
        row, lowest = self.rows[STREAM[part]], LOWEST_PITCH[part]
        row[start] = REST
        for note_start, note_end, pitch in notes:
            row[note_start] = pitch - lowest + 2
            if note_end < min(end, self.size):
                row[note_end] = REST

    def _write_transition(self, section, following) -> None:
        """Fill, build or pickup in the last beats before the next section and at four-bar phrase ends."""
        rows = [self.rows[STREAM[name]] for name in ("kit", "cymbals", "percussion")]
        end = min(section.end_bar * BAR, self.plan.ending)
        last_bar = (end - 1) // BAR
        if section.role == forms.BUILD and self.has_drums[last_bar]:
            self.drummer.write_build(rows, end - BAR * min(2, section.bars), end, self.dice)
        elif self.has_drums[last_bar] and self.dice.random() < self.drummer.fill_rate and end >= 16:
            self.drummer.write_fill(rows, end, self.dice.choice((4, 8, 8)), self.plan.energy[last_bar], self.dice)
        for bar in range(section.start_bar + 3, section.end_bar - 1, 4):
            if self.has_drums[bar] and self.dice.random() < 0.45 * self.drummer.fill_rate:
                self.drummer.write_fill(rows, (bar + 1) * BAR, self.dice.choice((2, 4, 4)), self.plan.energy[bar], self.dice)

    def _mark_section_starts(self) -> None:
        """A loud section start is itself an accent: the condition says so, and the music strikes it."""
        for section in self.form[1:]:
            step = section.start_bar * BAR
            if section.energy > 3.5 and step < self.plan.ending and self.dice.random() < 0.7:
                self.plan.accents[step] = 2

    def _obey(self) -> None:
        plan = self.plan
        obey_accents(
            self.rows, plan.accents, self.style, self.texture, self.dice, plan.energy, plan.bar_phase, plan.ending
        )
        keep_pulse(self.rows, plan.bar_phase, plan.ending, plan.energy, self.texture, self.has_drums, self.dice)
        energy = plan.energy[max(0, (plan.ending - 1) // BAR)]
        level = min(8, max(1, self.levels[plan.ending // BAR] + (1 if energy >= 6 else self.dice.choice((-1, 0)))))
        write_ending(self.rows, plan.ending, self.style, self.texture, self.dice, energy, self.mode, level)

    def _finish(self) -> Piece:
        plan, row = self.plan, self.rows[0]
        for section in self.form:
            row[section.start_bar * BAR] = section_token(section.role, section.palette)
        row[plan.ending_bar * BAR] = section_token(forms.ENDING, self.form[-1].palette)
        rows = np.array(self.rows, np.int16)
        tokens = without_idle_rests(restate(rows[:, : plan.grid_end], plan.bar_phase, plan.grid_end))
        steps = np.flatnonzero(tokens[0])
        sections = [(int(s), ROLES[(tokens[0, s] - 1) // 4], int(tokens[0, s] - 1) % 4) for s in steps]
        bars = math.ceil(plan.grid_end / BAR)
        return Piece(
            tokens, self.tempo_bpm, STYLE_ORDER.index(self.style), self.mode,
            plan.accents[plan.bar_phase : plan.grid_end].copy(), np.array(plan.energy[:bars], np.int8), sections,
            plan.tail_steps, self.tonic, plan.bar_phase, self.seed,
        )  # fmt: skip


def without_idle_rests(tokens: np.ndarray) -> np.ndarray:
    """Rests of a part that is already resting become holds: the canonical form of streams.py."""
    for row in tokens[STREAM["bass"] :]:
        sounding = False
        for step in np.flatnonzero(row):
            if row[step] == REST and not sounding:
                row[step] = HOLD
            else:
                sounding = row[step] != REST
    return tokens
