"""Owns turning one MIDI file into training pieces of the score family. Composition root of the midi_* modules."""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from ..score.conditions import PieceFacts
from ..score.streams import (
    LOWEST_PITCH,
    PARTS,
    REST,
    ROLES,
    STEPS_PER_BAR,
    STREAM,
    Score,
    encode,
    restate,
    section_token,
)
from .midi_drums import drum_streams
from .midi_facts import energy_per_bar, find_accents, loudness_levels, section_roles, section_starts
from .midi_parts import Line, blocks, cast, ensemble_of, lowest_notes, merge_doublings, split_keyboard, traits
from .midi_quality import Quality, measure
from .midi_read import four_four_regions, read_performance
from .midi_streams import arp_spans, line_spans, octave_shift, strike_spans, without_overlap
from .midi_stretch import TAIL_STEPS, Stretch, cut, final_pitch_class, quantise
from .midi_style import palette_of, style_facts, style_of
from .midi_tonality import BASS_BELOW, estimate_chords, estimate_key

FEW_VOICES = 3  # up to here keyboards are split into hands
RANGES = {part: (low, low + 36) for part, low in LOWEST_PITCH.items()} | {
    "comp": (41, 79), "pad": (45, 81), "arp": (48, 96),
}  # fmt: skip
ENGRAVED = {"openscore_quartets", "openscore_orchestra"}  # velocities state dynamics
STYLELESS = {"openscore_quartets", "jrpg"}  # no style of ours, or programs of a sound font that is not General MIDI
FEWEST_NOTES_PER_BAR = 1.5
ENDING = ROLES.index("ending")


@dataclass
class Imported:
    tokens: np.ndarray  # int16 [12, T]
    facts: PieceFacts
    tonic: int  # semitones -5..6 of the original
    source: str  # set/work#region.bar
    quality: Quality

    @property
    def work(self) -> str:
        return self.source.split("#")[0]


def import_file(path: Path, set_name: str, most: int = 10**6) -> list[Imported]:
    """All pieces of a file, good or not; the caller asks `quality.is_good()`. With `most`, regions are taken in an
    order drawn from the name until there are so many: long works have hundreds."""
    performance = read_performance(path)
    work, out = f"{set_name}/{Path(path).stem}", []
    regions = list(enumerate(four_four_regions(performance)))
    if most < 10**6:
        Random(zlib.crc32(work.encode())).shuffle(regions)
    for number, region in regions:
        if len(out) >= most:
            break
        quantised = quantise(performance, region)
        if quantised is None or not quantised.lines:
            continue
        for stretch in cut(quantised, f"{work}#{number}"):
            piece = arrange(stretch, f"{work}#{number}.{stretch.start_bar}", set_name)
            if piece is not None:
                out.append(piece)
    return out


def arrange(stretch: Stretch, source: str, set_name: str) -> Imported | None:
    everything = np.concatenate([line.notes for line in stretch.lines])
    if len(everything) < FEWEST_NOTES_PER_BAR * stretch.steps / STEPS_PER_BAR:
        return None
    tonic, mode, _ = estimate_key(everything, final_pitch_class(everything, stretch.ending_step))
    shift = -tonic if tonic <= 6 else 12 - tonic
    lines = [Line(line.name, line.program, line.notes + np.array([0, 0, shift, 0])) for line in stretch.lines]
    original = np.concatenate([line.notes for line in lines])
    original = original[np.lexsort((original[:, 2], original[:, 0]))]
    chords, cover = estimate_chords(original, original[original[:, 2] < BASS_BELOW], stretch.steps)
    lines = merge_doublings(lines)
    if len(lines) <= FEW_VOICES:
        lines = [hand for line in lines for hand in split_keyboard(line)]
    given, programs = _cast_notes(lines, chords, stretch.steps)
    score = Score(stretch.steps, stretch.tempo_bpm, mode=mode)
    is_absolute = set_name in ENGRAVED
    score.dynamics = loudness_levels(original, stretch.steps, is_absolute)
    score.chords = _chord_events(chords)
    score.drums, _ = drum_streams([hit for hit in stretch.drums if hit.step < stretch.steps])
    score.notes = {part: _spans(part, rows, chords, stretch.steps) for part, rows in given.items()}
    tokens = encode(score)
    if not (tokens[STREAM["bass"] :, stretch.ending_step] > REST).any():
        return None  # the final attack fits no part: not an ending to learn from
    cast_notes = {part: np.concatenate([rows for _, rows in groups]) for part, groups in given.items()}
    quality = measure(original, cast_notes, tokens, cover)
    facts = style_facts(tokens, _program_counts(lines), stretch.tempo_bpm, stretch.is_swung_sixteenths)
    style = style_of(facts, set_name not in STYLELESS)
    energy = energy_per_bar(tokens, is_absolute)
    accents = _write_form(tokens, stretch, palette_of(style, programs, source), energy)
    levels = np.clip(np.rint(energy), 0, 15).astype(np.int8)
    phase = _pickup_phase(tokens)
    if phase:
        tokens, accents = restate(tokens, phase, tokens.shape[1]), accents[phase:]
    piece_facts = PieceFacts(accents, levels, stretch.tempo_bpm, style, mode, TAIL_STEPS, phase)
    return Imported(tokens, piece_facts, -shift, source, quality)


def _pickup_phase(tokens: np.ndarray) -> int:
    """Beats of the first bar before anything is struck, in steps: the piece begins with its pickup."""
    struck = (tokens[STREAM["kit"] : STREAM["bass"]] > 0).any(0) | (tokens[STREAM["bass"] :] > 1).any(0)
    first = int(struck.argmax())
    return first - first % 4 if first < STEPS_PER_BAR else 0


def _program_counts(lines: list[Line]) -> Counter:
    counts: Counter = Counter()
    for line in lines:
        counts[line.program] += len(line.notes)
    return counts


def _chord_events(chords: np.ndarray) -> list[tuple[int, tuple[int, int] | None]]:
    events = []
    for beat, index in enumerate(chords):
        if index >= 0 and (beat == 0 or index != chords[beat - 1]):
            events.append((4 * beat, divmod(int(index), 16)))
    return events


def _cast_notes(lines: list[Line], chords: np.ndarray, steps: int) -> tuple[dict, dict[str, int]]:
    """({part: [(line index, rows)]}, {part: most used program}); index -1 is an ensemble of uncast voices."""
    given: dict[str, list[tuple[int, np.ndarray]]] = {}
    programs: dict[str, Counter] = {part: Counter() for part in PARTS}
    for (start, stop), roles in zip(blocks(steps), cast(lines, chords, steps)):
        for part, index in roles.items():
            rows = lines[index].between(start, stop)
            given.setdefault(part, []).append((index, rows))
            programs[part][lines[index].program] += len(rows)
        bottom = None if "bass" in roles else lowest_notes(lines, start, stop)
        if bottom is not None:
            given.setdefault("bass", []).append(bottom)
        free = [line for index, line in enumerate(lines) if index not in roles.values()]
        rows = ensemble_of(free, start, stop)
        part = _ensemble_part(rows, roles, chords, (stop - start) / STEPS_PER_BAR)
        if part is not None:
            given.setdefault(part, []).append((-1, rows))
    return given, {part: counts.most_common(1)[0][0] for part, counts in programs.items() if counts}


def _ensemble_part(rows: np.ndarray, roles: dict[str, int], chords: np.ndarray, bars: float) -> str | None:
    free = [part for part in ("pad", "comp") if part not in roles]
    if len(rows) == 0 or not free:
        return None
    is_long = traits(rows, chords, bars).length_steps >= 4
    return "pad" if "pad" in free and (is_long or len(free) == 1) else free[-1]


def _spans(part: str, groups: list[tuple[int, np.ndarray]], chords: np.ndarray, steps: int):
    """Notes of all voices that share the part, each moved by its own octaves."""
    pitches: dict[int, list[np.ndarray]] = {}
    for index, rows in groups:
        pitches.setdefault(index, []).append(rows[:, 2])
    shifts = {index: octave_shift(np.concatenate(rows), *RANGES[part]) for index, rows in pitches.items()}
    spans = []
    for index, rows in groups:
        if part in LOWEST_PITCH:
            spans += line_spans(part, rows, shifts[index], steps)
        elif part == "arp":
            spans += arp_spans(rows, chords, shifts[index], steps)[0]
        else:
            spans += strike_spans(rows, chords, shifts[index], steps)[0]
    return without_overlap(sorted(spans), steps)


def _write_form(tokens: np.ndarray, stretch: Stretch, palette: int, energy: np.ndarray) -> np.ndarray:
    """States sections and roles in the tokens; returns accents [T]."""
    ending_bar = stretch.ending_step // STEPS_PER_BAR
    bars = max(1, ending_bar if stretch.ending_step % STEPS_PER_BAR == 0 else ending_bar + 1)
    starts = section_starts(tokens, bars)
    for bar, role in zip(starts, section_roles(tokens, starts, bars, energy)):
        tokens[0, bar * STEPS_PER_BAR] = section_token(role, palette)
    tokens[0, ending_bar * STEPS_PER_BAR] = section_token(ENDING, palette)
    return find_accents(tokens, starts, stretch.ending_step, energy)
