# Turns MIDI files into material for the beat tracker: excerpts with exact beats, parts muted, tempo scaled.
# Knows nothing of audio features or networks. Rendering is an outside program (fluidsynth).
import subprocess
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pretty_midi
from mido.midifiles.meta import KeySignatureError

SLOWEST_BPM, FASTEST_BPM = 55.0, 190.0
# Roland TD-11 pads of the groove recordings that General MIDI does not have: hat edge and tom rims.
ROLAND_TO_GENERAL_MIDI = {22: 42, 26: 46, 58: 43}
DRUM_KITS = (0, 8, 16, 24, 25, 32, 40, 48)


@dataclass(frozen=True)
class Beats:
    """Beat times in seconds with each beat's place in its bar (0 = downbeat, -1 = not known)."""

    seconds: np.ndarray
    positions: np.ndarray

    def between(self, start_seconds: float, end_seconds: float) -> "Beats":
        keep = (self.seconds >= start_seconds) & (self.seconds < end_seconds)
        return Beats(self.seconds[keep] - start_seconds, self.positions[keep])


def load_midi(path: Path) -> pretty_midi.PrettyMIDI | None:
    """None for the few files whose key signature mido cannot read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return pretty_midi.PrettyMIDI(str(path))
        except KeySignatureError:
            return None


def onset_seconds(midi: pretty_midi.PrettyMIDI) -> np.ndarray:
    return np.sort(np.array([note.start for part in midi.instruments for note in part.notes]))


def notated_beats(midi: pretty_midi.PrettyMIDI) -> Beats:
    """Beats and bar places from tempo map and time signatures; places unknown outside 2/4, 3/4 and 4/4."""
    beats, downbeats = midi.get_beats(), midi.get_downbeats()
    positions = np.full(len(beats), -1)
    nearest = np.searchsorted(downbeats, beats + 1e-3, side="right") - 1
    starts = np.searchsorted(beats, downbeats - 1e-3)
    simple = all((s.numerator in (2, 3, 4)) and s.denominator == 4 for s in midi.time_signature_changes)
    if simple:
        positions = np.where(nearest >= 0, np.arange(len(beats)) - starts[np.maximum(nearest, 0)], -1)
    return Beats(beats, positions)


def is_on_grid(midi: pretty_midi.PrettyMIDI, beats: Beats) -> bool:
    """Whether the notes really follow the notated beats (many game tracks carry a tempo nobody used)."""
    onsets = onset_seconds(midi)
    if len(onsets) < 30 or len(beats.seconds) < 16:
        return False
    tempo_bpm = 60 / np.median(np.diff(beats.seconds))
    phase = np.interp(onsets, beats.seconds, np.arange(len(beats.seconds)))
    on_grid = max(np.mean(np.abs(phase * n - np.round(phase * n)) < 0.15) for n in (4, 3))
    on_beat = np.mean(np.abs(phase - np.round(phase)) < 0.06)
    # By chance 30 % lie within 0.15 of a sixteenth and 12 % within 0.06 of a beat.
    return SLOWEST_BPM <= tempo_bpm <= FASTEST_BPM and on_grid > 0.88 and on_beat > 0.33


def excerpt(midi: pretty_midi.PrettyMIDI, start_seconds: float, end_seconds: float, time_scale: float) -> pretty_midi.PrettyMIDI:
    """Notes that start in the range, moved to 0 and stretched; controllers before it are kept at 0."""
    out = pretty_midi.PrettyMIDI()
    for part in midi.instruments:
        copy = pretty_midi.Instrument(part.program, part.is_drum, part.name)
        for note in part.notes:
            if start_seconds <= note.start < end_seconds:
                begin = (note.start - start_seconds) * time_scale
                copy.notes.append(pretty_midi.Note(note.velocity, note.pitch, begin, begin + (note.end - note.start) * time_scale))
        for change in part.control_changes:
            if change.time < end_seconds:
                at = max(0.0, change.time - start_seconds) * time_scale
                copy.control_changes.append(pretty_midi.ControlChange(change.number, change.value, at))
        for bend in part.pitch_bends:
            if start_seconds <= bend.time < end_seconds:
                copy.pitch_bends.append(pretty_midi.PitchBend(bend.pitch, (bend.time - start_seconds) * time_scale))
        if copy.notes:
            out.instruments.append(copy)
    return out


def mute_parts(midi: pretty_midi.PrettyMIDI, random: np.random.Generator) -> None:
    """Half of the time all parts play; else the drums or a random part of the band is silent."""
    choice = random.random()
    pitched = [part for part in midi.instruments if not part.is_drum]
    if choice < 0.5 or len(midi.instruments) < 2:
        return
    if choice < 0.8 and pitched:
        midi.instruments = pitched
    elif pitched:
        kept = [part for part in midi.instruments if random.random() < 0.6]
        midi.instruments = kept if any(len(part.notes) > 20 for part in kept) else midi.instruments


def prepare_groove(midi: pretty_midi.PrettyMIDI, random: np.random.Generator) -> None:
    """Maps pads to General MIDI and picks a kit."""
    for part in midi.instruments:
        part.program = int(random.choice(DRUM_KITS))
        for note in part.notes:
            note.pitch = ROLAND_TO_GENERAL_MIDI.get(note.pitch, note.pitch)


def render_midi(midi_path: Path, wav_path: Path, sound_font: Path) -> None:
    subprocess.run(
        ["fluidsynth", "-ni", "-q", "-g", "0.3", "-C", "0", "-r", "48000", "-F", str(wav_path), str(sound_font), str(midi_path)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
