"""Owns reading MIDI files into voices with beat times, and finding the stretches in four-four. Must not know of parts,
chords or tokens."""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import mido
import numpy as np

DRUM_CHANNEL = 9
KEY_SIGNATURE = re.compile(rb"\xff\x59\x02..", re.DOTALL)
TEMPO_JUMP = 1.15  # a lasting change beyond this starts another stretch
SHORTEST_BEATS = 32  # 8 bars
SOUND_EFFECTS = 120  # programs from here on are noises (guitar fret, gunshot): not music


@dataclass
class Voice:
    """Notes of one instrument. `notes` rows: start beat, end beat, pitch, velocity, sorted by start."""

    name: str
    program: int
    is_drum: bool
    notes: np.ndarray  # [n, 4]

    def between(self, start: float, stop: float) -> np.ndarray:
        first, last = np.searchsorted(self.notes[:, 0], (start, stop))
        return self.notes[first:last]


@dataclass
class Performance:
    voices: list[Voice]
    tempos: list[tuple[float, float]]  # beat, beats per minute; the first at beat 0
    metres: list[tuple[float, int, int]] = field(default_factory=list)  # beat, numerator, denominator

    @property
    def end_beat(self) -> float:
        return max((float(voice.notes[:, 1].max()) for voice in self.voices), default=0.0)


@dataclass(frozen=True)
class Region:
    """Beats of constant metre and about constant tempo; `start_beat` is a bar line."""

    start_beat: float
    end_beat: float
    tempo_bpm: float
    is_work_start: bool
    is_work_end: bool


def read_performance(path: Path) -> Performance:
    data = KEY_SIGNATURE.sub(b"\xff\x59\x02\x00\x00", Path(path).read_bytes())  # some files carry impossible keys
    midi = mido.MidiFile(file=io.BytesIO(data), clip=True)
    beat_ticks = midi.ticks_per_beat
    rows: dict[tuple[int, int], list[tuple]] = defaultdict(list)
    programs: dict[tuple[int, int], Counter] = defaultdict(Counter)
    names, tempos, metres = {}, {}, {}
    for index, track in enumerate(midi.tracks):
        reader = _TrackReader(index, rows, programs)
        for message in track:
            reader.advance(message)
            beat = reader.ticks / beat_ticks
            if message.type == "set_tempo":
                tempos[beat] = mido.tempo2bpm(message.tempo)
            elif message.type == "time_signature":
                metres[beat] = (message.numerator, message.denominator)
            elif message.type == "track_name":
                names.setdefault(index, message.name)
    tempos.setdefault(0.0, min(tempos.items())[1] if tempos else 120.0)
    voices = _voices(rows, programs, names, beat_ticks)
    return Performance(voices, sorted(tempos.items()), [(beat, *metre) for beat, metre in sorted(metres.items())])


class _TrackReader:
    """Pairs note-ons with note-offs of one track; expression (controller 11) scales velocity."""

    def __init__(self, index: int, rows: dict, programs: dict):
        self.index, self.rows, self.programs = index, rows, programs
        self.ticks = 0
        self.program: dict[int, int] = {}
        self.volume: dict[tuple[int, int], int] = {}
        self.open: dict[tuple[int, int], list] = defaultdict(list)

    def advance(self, message) -> None:
        self.ticks += message.time
        if message.type == "program_change":
            self.program[message.channel] = message.program
        elif message.type == "control_change" and message.control in (7, 11):
            self.volume[message.channel, message.control] = message.value
        elif message.type == "note_on" and message.velocity > 0:
            self._strike(message)
        elif message.type in ("note_on", "note_off") and self.open[message.channel, message.note]:
            row = self.open[message.channel, message.note].pop(0)
            row[1] = max(self.ticks, row[0] + 1)

    def _strike(self, message) -> None:
        channel = message.channel
        if self.volume.get((channel, 7), 100) < 4 or self.program.get(channel, 0) >= SOUND_EFFECTS:
            return
        expression = self.volume.get((channel, 11), 127) / 127
        row = [self.ticks, self.ticks + 1, message.note, max(1.0, message.velocity * expression)]
        self.open[channel, message.note].append(row)
        self.rows[self.index, channel].append(row)
        self.programs[self.index, channel][self.program.get(channel, 0)] += 1


def _voices(rows: dict, programs: dict, names: dict, beat_ticks: int) -> list[Voice]:
    """One voice a track where tracks are instruments (engraved scores), else one a channel."""
    pitched = [key for key in rows if key[1] != DRUM_CHANNEL]
    tracks_of = defaultdict(set)
    for track, channel in pitched:
        tracks_of[channel].add(track)
    by_track = len({track for track, _ in pitched}) >= 3 and all(len(tracks) == 1 for tracks in tracks_of.values())
    groups: dict[tuple, list] = defaultdict(list)
    for track, channel in rows:
        is_drum = channel == DRUM_CHANNEL
        groups[(is_drum, -1 if is_drum else track if by_track else channel)].append((track, channel))
    voices = []
    for (is_drum, _), keys in sorted(groups.items()):
        notes = np.array(sorted(row for key in keys for row in rows[key]), float)
        notes[:, :2] /= beat_ticks
        program = sum((programs[key] for key in keys), Counter()).most_common(1)[0][0]
        voices.append(Voice(names.get(keys[0][0], ""), program, is_drum, notes))
    return voices


def tempo_between(performance: Performance, start: float, stop: float) -> float:
    """Median over beats; fermatas and short rubato do not move it."""
    beats = np.array([beat for beat, _ in performance.tempos])
    values = np.array([bpm for _, bpm in performance.tempos])
    at = np.arange(start, max(stop, start + 1))
    return float(np.median(values[np.maximum(0, np.searchsorted(beats, at, side="right") - 1)]))


def four_four_regions(performance: Performance) -> list[Region]:
    """Stretches of whole four-four bars (two-two and pairs of two-four included). No metre given means four-four."""
    metres = performance.metres or [(0.0, 4, 4)]
    if metres[0][0] > 0:
        metres = [(0.0, 4, 4), *metres]
    end = performance.end_beat
    bounds = [beat for beat, _, _ in metres[1:]] + [end]
    regions = []
    for index, ((start, numerator, denominator), stop) in enumerate(zip(metres, bounds)):
        bar_beats = 4 * numerator / denominator
        stop = min(stop, end)
        if bar_beats not in (2, 4, 8) or numerator in (3, 6) or stop - start < SHORTEST_BEATS:
            continue
        pieces = _split_at_tempo(performance, start, stop)
        for a, b in pieces:
            tempo = tempo_between(performance, a, b)
            regions.append(Region(a, b, tempo, a < 4, b >= end - 1e-6))
    return regions


def _split_at_tempo(performance: Performance, start: float, stop: float) -> list[tuple[float, float]]:
    bars = np.arange(start, stop, 4.0)
    tempo = np.array([tempo_between(performance, bar, bar + 4) for bar in bars])
    cuts, reference = [start], tempo[0]
    for index in range(1, len(bars) - 1):
        moved = [max(value, reference) / min(value, reference) > TEMPO_JUMP for value in tempo[index : index + 2]]
        if all(moved):
            cuts.append(float(bars[index]))
            reference = tempo[index + 1]
    edges = [*cuts, stop]
    return [(a, b) for a, b in pairwise(edges) if b - a >= SHORTEST_BEATS]
