"""Owns turning score tokens into MIDI and, through the `fluidsynth` command, WAV, with exact beat times.
Used for training data and listening only; the product's sampler is native-host's. Must not know of corpora or networks."""

from __future__ import annotations

import json
import random
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import mido
import numpy as np

from .streams import PARTS, STREAM, VELOCITY_LEVELS, filled, to_notes

MODELS = Path(__file__).resolve().parents[2]
DEFAULT_SOUNDFONT = Path("/usr/share/sounds/sf3/MuseScore_General.sf3")
TICKS_PER_BEAT = 960
DRUM_CHANNEL = 9
DRUM_GATE_SECONDS = 0.2


@dataclass
class Rendering:
    beats_seconds: np.ndarray
    downbeats_seconds: np.ndarray
    duration_seconds: float  # the end of the last step; the sound rings on after it


@lru_cache(maxsize=1)
def sound_tables() -> tuple[dict, dict]:
    """(styles.json, drum-map.json)"""
    return tuple(json.loads((MODELS / name).read_text()) for name in ("styles.json", "drum-map.json"))


def style_ids() -> list[str]:
    return [style["id"] for style in sound_tables()[0]["styles"]]


def swung(step: int, swing: float, unit: int) -> float:
    """Position in steps of grid step `step`: the odd units come `swing` units late, steps between follow evenly."""
    pair, within = divmod(step, 2 * unit)
    late = within * (1 + swing) if within <= unit else unit * (1 + swing) + (within - unit) * (1 - swing)
    return pair * 2 * unit + late


def drum_hits(tokens: np.ndarray) -> list[tuple[int, int, int]]:
    """(step, GM key, velocity) of all drum tokens."""
    drums = sound_tables()[1]
    hits = []
    for step in np.flatnonzero(tokens[STREAM["kit"] : STREAM["percussion"] + 1].any(axis=0)):
        kick, snare = divmod(int(tokens[STREAM["kit"], step]), 6)
        struck = (
            drums["kick"][kick],
            drums["snare"][snare],
            drums["cymbals"][tokens[STREAM["cymbals"], step]],
            drums["percussion"][tokens[STREAM["percussion"], step]],
        )
        hits += [(int(step), key, velocity) for key, velocity in filter(None, struck)]
    return hits


def _palette_at(tokens: np.ndarray) -> np.ndarray:
    section = filled(tokens[STREAM["section"]], 1)
    return (section - 1) % 4


def _track_setup(channel: int, sound: dict, gain_offset_db: float = 0.0) -> list[mido.Message]:
    volume = round(100 * 10 ** ((sound["gainDb"] + gain_offset_db) / 40))  # GM volume: 40 dB per decade
    controls = ((7, volume), (10, round(64 + 63 * sound["pan"])), (91, round(127 * sound["reverb"])), (93, 0))
    return [
        mido.Message("control_change", channel=channel, control=number, value=min(127, max(0, value)))
        for number, value in controls
    ]


def to_midi(
    tokens: np.ndarray,
    style: int,
    tempo_bpm: float,
    tonic_semitones: int = 0,
    humanise_seed: int | None = None,
    swing: float | None = None,
    bar_phase: int = 0,
) -> tuple[mido.MidiFile, Rendering]:
    """One track per part. Humanising moves notes off the beats only, so beat times stay exact."""
    sounds = sound_tables()[0]
    book = sounds["styles"][style % len(sounds["styles"])]
    swing = book["swing"] if swing is None else swing
    dice = None if humanise_seed is None else random.Random(humanise_seed)
    ticks_per_step = TICKS_PER_BEAT // 4
    ticks_per_ms = TICKS_PER_BEAT * tempo_bpm / 60000

    def tick(step: int) -> int:
        return round(swung(step, swing, book["swingUnit"]) * ticks_per_step)

    def jitter(step: int) -> int:
        spread = 2 if step % 4 == 0 else book["humanizeMs"]
        return 0 if dice is None else round(max(-spread, min(spread, dice.gauss(0, spread / 2))) * ticks_per_ms)

    midi = mido.MidiFile(ticks_per_beat=TICKS_PER_BEAT)
    midi.tracks.append(_conductor_track(tempo_bpm))
    palettes = _palette_at(tokens)
    notes = to_notes(tokens, tonic_semitones)
    for channel, part in enumerate(PARTS):
        events = _part_events(
            [note for note in notes if note[0] == part], part, channel, book, palettes, tick, jitter, dice
        )
        midi.tracks.append(_track(part, _track_setup(channel, sounds["parts"][part]), events))
    drum_sound = {**sounds["parts"]["drums"], "reverb": book["drumReverb"]}
    setup = [
        *_track_setup(DRUM_CHANNEL, drum_sound, book["drumGainDb"]),
        mido.Message("program_change", channel=DRUM_CHANNEL, program=book["drumKit"]),
    ]
    gate = round(DRUM_GATE_SECONDS * 1000 * ticks_per_ms)
    events = []
    for step, key, velocity in drum_hits(tokens):
        at = max(0, tick(step) + jitter(step))
        events += _note_pair(at, at + gate, DRUM_CHANNEL, key, velocity)
    midi.tracks.append(_track("drums", setup, events))
    return midi, _timing(tokens.shape[1], tempo_bpm, bar_phase)


def _timing(T: int, tempo_bpm: float, bar_phase: int) -> Rendering:
    step_seconds = 15 / tempo_bpm
    beats = np.arange(-bar_phase % 4, T, 4)
    downbeats = beats[(beats + bar_phase) % 16 == 0]
    return Rendering(beats * step_seconds, downbeats * step_seconds, T * step_seconds)


def _conductor_track(tempo_bpm: float) -> mido.MidiTrack:
    return mido.MidiTrack(
        [
            mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(tempo_bpm)),
            mido.MetaMessage("time_signature", numerator=4, denominator=4),
        ]
    )


def _note_pair(start: int, end: int, channel: int, pitch: int, velocity: int) -> list:
    pitch -= 12 * max(0, -(-(pitch - 127) // 12))  # high arpeggios of power chords leave MIDI: fold by octaves
    return [
        (start, 2, mido.Message("note_on", channel=channel, note=pitch, velocity=velocity)),
        (end, 0, mido.Message("note_off", channel=channel, note=pitch, velocity=0)),
    ]


def _part_events(notes, part, channel, book, palettes, tick, jitter, dice) -> list:
    """(tick, order, message); the program follows the palette at each onset."""
    events, program, onset, shift = [], None, None, 0
    for _, start, end, pitch, level in notes:
        wanted = book["palettes"][palettes[start]][part]
        if wanted != program:
            events.append((tick(start), 1, mido.Message("program_change", channel=channel, program=wanted)))
            program = wanted
        if start != onset:
            onset, shift = start, jitter(start)
        velocity = VELOCITY_LEVELS[level - 1] + (0 if dice is None else dice.randint(-3, 3))
        at = max(tick(start), tick(start) + shift) if start == 0 else tick(start) + shift
        events += _note_pair(at, max(at + 20, tick(end) - 6), channel, pitch, velocity)
    return events


def _track(name: str, setup: list, events: list) -> mido.MidiTrack:
    track = mido.MidiTrack([mido.MetaMessage("track_name", name=name), *setup])
    now = 0
    for at, _, message in sorted(events, key=lambda event: event[:2]):
        track.append(message.copy(time=max(0, at - now)))
        now = max(now, at)
    return track


def midi_to_wav(
    midi_path: Path, wav_path: Path, soundfont: Path = DEFAULT_SOUNDFONT, sample_rate_hz: int = 44100, gain: float = 0.6
) -> None:
    command = ["fluidsynth", "-ni", "-q", "-g", str(gain), "-r", str(sample_rate_hz), "-F", str(wav_path)]
    result = subprocess.run([*command, str(soundfont), str(midi_path)], capture_output=True, text=True)
    if result.returncode != 0 or not Path(wav_path).exists():
        raise RuntimeError(f"fluidsynth failed: {result.stderr.strip()[-400:]}")
