"""Owns putting a region of a performance on the step grid and cutting it into pieces of 8 to 64 bars with an ending.
Must not know of chords, parts or tokens."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from ..score.streams import STEPS_PER_BAR
from .midi_drums import DRUM_PROGRAMS, DrumHit
from .midi_grid import Grid, fit_grid, to_steps
from .midi_parts import Line
from .midi_read import Performance, Region
from .midi_tonality import estimate_key

SHORTEST_BARS, LONGEST_BARS = 8, 64
TAIL_STEPS = 8
FASTEST_BPM, SLOWEST_BPM = 185.0, 55.0  # beyond them the notated beat is half or twice the felt one
MAX_OFF_GRID, MAX_MIDDLE = 0.12, 0.12  # shares of a region's onsets
MAX_BAR_OFF_GRID = 0.34
KEPT_DISTANCE = 0.36  # steps; ornaments farther from the grid are left out


@dataclass
class Quantised:
    """A region on the grid; steps count from its first bar line."""

    lines: list[Line]
    drums: list[DrumHit]
    bars: int
    tempo_bpm: float
    grid: Grid
    bar_off_grid: np.ndarray  # [bars] share of onsets off the grid
    seen: int  # notes before any was left out
    is_work_end: bool


@dataclass
class Stretch:
    """A piece: whole bars and an ending attack, silent after it."""

    lines: list[Line]
    drums: list[DrumHit]
    ending_step: int
    steps: int
    tempo_bpm: float
    start_bar: int  # in the region, for naming
    is_swung_sixteenths: bool


def _felt_scale(onsets: np.ndarray, tempo_bpm: float) -> float:
    """Felt beats per notated beat: 0.5 for very fast, 2 for very slow notation that the grid of sixteenths needs so."""
    plain = fit_grid(onsets)
    if tempo_bpm > FASTEST_BPM:
        return 0.5 if fit_grid(onsets * 0.5).off_grid_share < max(0.06, 1.2 * plain.off_grid_share) else 1.0
    if tempo_bpm < SLOWEST_BPM:
        return 2.0
    doubled = fit_grid(onsets * 2)
    is_finer = plain.off_grid_share > 0.05 and doubled.off_grid_share < 0.4 * plain.off_grid_share
    return 2.0 if is_finer and tempo_bpm * 2 <= FASTEST_BPM else 1.0


def quantise(performance: Performance, region: Region) -> Quantised | None:
    """None when the onsets do not fit a grid of (swung) sixteenths."""
    voices = [(voice, voice.between(region.start_beat, region.end_beat)) for voice in performance.voices]
    voices = [(voice, notes) for voice, notes in voices if len(notes)]
    if not voices:
        return None
    onsets = np.concatenate([notes[:, 0] for _, notes in voices]) - region.start_beat
    scale = _felt_scale(onsets, region.tempo_bpm)
    grid = fit_grid(onsets * scale)
    if grid.off_grid_share > MAX_OFF_GRID or grid.middle_share > MAX_MIDDLE:
        return None
    bars = math.ceil((region.end_beat - region.start_beat) * scale / 4 - 0.05)
    lines, drums = [], []
    for voice, notes in voices:
        rows = _on_grid(notes, region.start_beat, scale, grid, bars * STEPS_PER_BAR)
        key = DRUM_PROGRAMS.get(voice.program)
        if voice.is_drum or key:
            drums += [DrumHit(start, key or pitch, velocity) for start, _, pitch, velocity in rows.tolist()]
        elif len(rows):
            lines.append(Line(voice.name, voice.program, rows))
    steps, distance = to_steps(onsets * scale, grid)
    bar_of = np.clip(steps // STEPS_PER_BAR, 0, bars - 1)
    total = np.maximum(1, np.bincount(bar_of, minlength=bars))
    off = np.bincount(bar_of, weights=distance > KEPT_DISTANCE, minlength=bars) / total
    tempo = region.tempo_bpm * scale
    return Quantised(lines, sorted(drums), bars, tempo, grid, off, len(onsets), region.is_work_end)


def _on_grid(notes: np.ndarray, start_beat: float, scale: float, grid: Grid, steps: int) -> np.ndarray:
    """[n, 4] int: start step, end step, pitch, velocity"""
    starts, distance = to_steps((notes[:, 0] - start_beat) * scale, grid)
    ends, _ = to_steps((notes[:, 1] - start_beat) * scale, grid)
    starts = np.maximum(0, starts)
    rows = np.stack([starts, np.maximum(ends, starts + 1), notes[:, 2], np.rint(notes[:, 3])], axis=1).astype(int)
    rows = rows[(distance <= KEPT_DISTANCE) & (starts < steps)]
    rows[:, 1] = np.minimum(rows[:, 1], steps)
    return rows[np.lexsort((rows[:, 2], rows[:, 0]))]


def good_runs(piece: Quantised) -> list[tuple[int, int]]:
    """Runs of at least 8 bars that are on the grid and not silent for two bars."""
    sounding = np.zeros(piece.bars, bool)
    for line in piece.lines:
        for start, end, _, _ in line.notes.tolist():
            sounding[start // STEPS_PER_BAR : -(-end // STEPS_PER_BAR)] = True
    good = piece.bar_off_grid <= MAX_BAR_OFF_GRID
    good &= sounding | np.r_[False, sounding[:-1]]
    runs, start = [], None
    for bar, is_good in enumerate([*good.tolist(), False]):
        if is_good and start is None:
            start = bar
        elif not is_good and start is not None:
            if bar - start >= SHORTEST_BARS:
                runs.append((start, bar))
            start = None
    return runs


def _bar_texture(piece: Quantised) -> np.ndarray:
    """[bars, 12 + lines] chroma and who plays."""
    out = np.zeros((piece.bars, 12 + len(piece.lines)))
    for index, line in enumerate(piece.lines):
        bars = line.notes[:, 0] // STEPS_PER_BAR
        np.add.at(out, (bars, line.notes[:, 2] % 12), 1)
        np.add.at(out, (bars, 12 + index), 1)
    out[:, :12] /= np.maximum(1, out[:, :12].sum(1, keepdims=True))
    out[:, 12:] = 0.5 * (out[:, 12:] > 0)
    return out


def cut(piece: Quantised, source: str) -> list[Stretch]:
    """The region as pieces. Lengths are drawn log-uniformly around changes of texture, the same for every run."""
    dice, texture, out = Random(zlib.crc32(source.encode())), _bar_texture(piece), []
    for run_start, run_end in good_runs(piece):
        at = run_start
        while run_end - at >= SHORTEST_BARS:
            stop = _stop_bar(piece, texture, dice, at, run_end)
            stretch = _ended(piece, at, stop, is_region_end=stop >= piece.bars)
            if stretch is not None:
                out.append(stretch)
            at = stop
    return out


def _stop_bar(piece: Quantised, texture: np.ndarray, dice: Random, at: int, end: int) -> int:
    left = end - at
    target = min(LONGEST_BARS, round(math.exp(dice.uniform(math.log(SHORTEST_BARS), math.log(LONGEST_BARS)))))
    if left <= target + SHORTEST_BARS and left <= LONGEST_BARS:
        return end
    slack = max(2, target // 4)
    low = max(SHORTEST_BARS, target - slack)
    candidates = range(at + low, min(at + min(target + slack, LONGEST_BARS), end - SHORTEST_BARS) + 1)
    if not candidates:
        return end

    def merit(bar: int) -> float:
        rows = np.concatenate([line.between(at * 16, bar * 16 + 1) for line in piece.lines])
        final = final_pitch_class(rows, bar * 16)
        change = np.abs(texture[bar - 2 : bar].mean(0) - texture[bar : bar + 2].mean(0)).sum()
        lands = 0.0 if final is None else 0.5 + 1.6 * (final == estimate_key(rows)[0])
        length = bar - at
        return change / (1 + 0.2 * len(piece.lines)) + lands + 0.4 * (length % 4 == 0) + 0.3 * (length % 8 == 0)

    return max(candidates, key=merit)


def final_pitch_class(notes: np.ndarray, ending_step: int) -> int | None:
    """Pitch class of the lowest note that starts with the ending."""
    pitches = notes[notes[:, 0] == ending_step, 2]
    return int(pitches.min()) % 12 if pitches.size else None


def _attack(piece: Quantised, step: int) -> tuple[list[Line], list[DrumHit]]:
    lines = [replace(line, notes=line.between(step, step + 1)) for line in piece.lines]
    return lines, [hit for hit in piece.drums if hit.step == step]


def _ended(piece: Quantised, start: int, stop: int, is_region_end: bool) -> Stretch | None:
    """Bars start..stop with an ending attack: the work's own last one, the next downbeat, or the loop's first."""
    a, b = start * STEPS_PER_BAR, stop * STEPS_PER_BAR
    body = [replace(line, notes=line.between(a, b)) for line in piece.lines]
    drums = [hit for hit in piece.drums if a <= hit.step < b]
    onsets = np.sort(np.concatenate([line.notes[:, 0] for line in body]))
    own = _own_ending(onsets, b)
    if is_region_end and own is not None:
        ending, final, final_drums = own, None, []
    else:
        source = b if not is_region_end else _loop_start(piece)
        final, final_drums = _attack(piece, source)
        if sum(len(line.notes) for line in final) < 1:
            ending, final = _last_beat(onsets, b), None
            if ending is None:
                return None
        else:
            ending = b
            final_drums = [hit._replace(step=b) for hit in final_drums]
            final = [_moved(line, b - source) for line in final]
    return _finished(piece, body, drums, final, final_drums, a, ending, start)


def _loop_start(piece: Quantised) -> int:
    """First downbeat with notes: game music returns there."""
    firsts = [int(line.notes[line.notes[:, 0] % STEPS_PER_BAR == 0, 0].min(initial=10**9)) for line in piece.lines]
    return min(firsts) if min(firsts) < 10**9 else 0


def _moved(line: Line, steps: int) -> Line:
    notes = line.notes.copy()
    notes[:, :2] += steps
    return replace(line, notes=notes)


def _own_ending(onsets: np.ndarray, b: int) -> int | None:
    """Step of a real final attack: on a beat, at least half a bar of nothing after it within the last bars."""
    last = int(onsets[-1])
    return last if last % 4 == 0 and b - last >= STEPS_PER_BAR // 2 else None


def _last_beat(onsets: np.ndarray, b: int) -> int | None:
    beats = onsets[(onsets % 4 == 0) & (onsets >= b - 2 * STEPS_PER_BAR)]
    return int(beats[-1]) if beats.size else None


def _finished(piece, body, drums, final, final_drums, a: int, ending: int, start_bar: int) -> Stretch:
    steps = ending - a + TAIL_STEPS
    lines = []
    for index, line in enumerate(body):
        rows = line.notes[line.notes[:, 0] <= ending]
        if final is not None:
            rows = np.concatenate([rows, final[index].notes])
        rows = rows - np.array([a, a, 0, 0])
        rows[:, 1] = np.where(rows[:, 0] == ending - a, steps, np.minimum(rows[:, 1], steps))
        if len(rows):
            lines.append(replace(line, notes=rows))
    hits = [hit._replace(step=hit.step - a) for hit in [*drums, *final_drums] if hit.step <= ending]
    is_swung = piece.grid.is_swung and piece.grid.unit_beats == 0.5
    return Stretch(lines, hits, ending - a, steps, piece.tempo_bpm, start_bar, is_swung)
