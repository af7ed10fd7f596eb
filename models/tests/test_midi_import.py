"""Tests of the MIDI importer and of the groove bars, on pieces written here note by note."""

import importlib.util
import sys
from pathlib import Path

import mido
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.corpus.midi_drums import DrumHit, drum_streams
from vmas.corpus.midi_grid import fit_grid, straighten, to_steps
from vmas.corpus.midi_grooves import STYLE_TAGS, groove_bars, representatives
from vmas.corpus.midi_import import import_file
from vmas.corpus.midi_quality import measure
from vmas.corpus.midi_read import read_performance
from vmas.corpus.midi_streams import nearest_voicing
from vmas.corpus.midi_tonality import estimate_key
from vmas.score.conditions import CONDITION_SIZES, conditions
from vmas.score.streams import DRUM_STREAMS, PARTS, ROLES, SIZES, STREAM, check_tokens, chord_token, to_notes, voicing


def test_swung_eighths_are_straightened_and_straight_ones_left_alone():
    beats = np.arange(64.0)
    swung = fit_grid(np.sort(np.concatenate([beats, beats + 2 / 3])))
    straight = fit_grid(np.sort(np.concatenate([beats, beats + 0.5, beats + 0.75])))
    assert swung.is_swung and swung.unit_beats == 1.0
    assert not straight.is_swung
    assert np.allclose(straighten(beats + 2 / 3, swung), beats + 0.5)


def test_late_playing_is_taken_off_as_one_offset():
    beats = np.arange(0, 32, 0.5) + 0.06
    steps, distance = to_steps(beats, fit_grid(beats))
    assert steps.tolist() == list(range(0, 128, 2))
    assert distance.max() < 0.02


def test_random_onsets_are_reported_as_off_the_grid():
    dice = np.random.default_rng(1)
    assert fit_grid(np.sort(dice.uniform(0, 64, 400))).off_grid_share > 0.3


def test_drum_keys_become_tokens_and_the_rarer_cymbal_wins():
    hits = [DrumHit(0, 36, 100), DrumHit(0, 49, 100), DrumHit(0, 42, 90), DrumHit(4, 38, 100), DrumHit(6, 38, 40)]
    hits += [DrumHit(20, 38, 100), DrumHit(28, 38, 104)]
    streams, _ = drum_streams(hits)
    assert streams["kit"][:3] == [(0, 12), (4, 2), (6, 1)]
    assert streams["cymbals"] == [(0, 8)]


def test_groove_bars_are_valid_tokens_for_every_style():
    for style in STYLE_TAGS:
        bars = groove_bars(style)
        assert len(bars) >= 8 and groove_bars(style, fills=True)
        for groove in bars:
            steps = groove.as_steps()
            assert steps.shape == (3, 16)
            assert all(steps[row].max() < SIZES[STREAM[stream]] for row, stream in enumerate(DRUM_STREAMS))


def test_representatives_count_like_bars_together():
    plain = {"kit": "c0002000c0002000", "cymbals": "2020202020202020", "percussion": "0" * 16, "count": 1}
    other = {"kit": "2222222222222222", "cymbals": "0" * 16, "percussion": "0" * 16, "count": 1}
    assert [row["count"] for row in representatives([plain, other, plain, plain], 4)] == [3, 1]


D_MAJOR = ((62, 66, 69), (67, 71, 74), (69, 73, 76), (62, 66, 69))  # I IV V I, a bar each
TUNE = (74, 76, 78, 74, 79, 78, 76, 74, 73, 76, 81, 79, 78, 76, 74, 78)


def write_song(path, bars=16, metre=(4, 4), swing=0.0, jitter=0.0, key_bytes=None):
    """Bass, chords, tune and drums in D major, ended by one struck chord."""
    midi, dice = mido.MidiFile(ticks_per_beat=480), np.random.default_rng(3)
    conductor = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=500000)])
    conductor.append(mido.MetaMessage("time_signature", numerator=metre[0], denominator=metre[1]))
    midi.tracks.append(conductor)
    notes = {0: [], 1: [], 2: [], 9: []}
    for bar in range(bars):
        chord = D_MAJOR[bar % 4]
        for beat in range(4):
            at = 4 * bar + beat
            notes[0].append((at, 1, chord[0] - 24, 90))
            notes[1] += [(at, 0.5, pitch, 70) for pitch in chord]
            late = 0.5 + swing
            notes[2] += [(at, late, TUNE[(4 * bar + beat) % 16], 84), (at + late, 0.5 - swing, chord[2], 84)]
            notes[9] += [(at, 0.1, 36 if beat % 2 == 0 else 38, 100), (at + late, 0.1, 42, 80)]
    final = 4 * bars
    notes[0].append((final, 4, 38, 100))
    notes[1] += [(final, 4, pitch, 90) for pitch in D_MAJOR[0]]
    for channel, program in ((0, 33), (1, 25), (2, 73), (9, 0)):
        events = []
        for start, beats, pitch, velocity in notes[channel]:
            tick = max(0, round(480 * (start + jitter * dice.uniform(-1, 1))))
            events += [
                (tick, 1, "note_on", pitch, velocity),
                (tick + max(1, round(480 * beats) - 5), 0, "note_off", pitch, 0),
            ]
        track, now = mido.MidiTrack([mido.Message("program_change", channel=channel, program=program)]), 0
        for tick, _, kind, pitch, velocity in sorted(events):
            track.append(mido.Message(kind, channel=channel, note=pitch, velocity=velocity, time=tick - now))
            now = tick
        midi.tracks.append(track)
    if key_bytes is not None:
        conductor.append(mido.MetaMessage("key_signature", key="C"))
    midi.save(path)
    if key_bytes is not None:
        path.write_bytes(path.read_bytes().replace(b"\xff\x59\x02\x00\x00", b"\xff\x59\x02" + key_bytes))
    return path


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    pieces = import_file(write_song(tmp_path_factory.mktemp("midi") / "song.mid"), "test")
    assert len(pieces) == 1
    return pieces[0]


def test_a_song_in_d_major_becomes_valid_tokens_in_c_major(song):
    check_tokens(song.tokens, song.facts.bar_phase)
    assert (song.tonic, song.facts.mode, song.facts.tempo_bpm) == (2, 1, 120.0)
    chords = song.tokens[STREAM["chord"]]
    stated = [int(chords[step]) for step in np.flatnonzero(chords)][:4]
    assert stated == [chord_token(0, 0), chord_token(5, 0), chord_token(7, 0), chord_token(0, 0)]


def test_the_voices_take_the_parts_they_are_made_for(song):
    notes = {part: [note[1:4] for note in to_notes(song.tokens) if note[0] == part] for part in PARTS}
    assert [pitch for _, _, pitch in notes["bass"][:5]] == [36, 36, 36, 36, 41]
    assert [pitch for _, _, pitch in notes["melody"][:3]] == [72, 67, 74]
    assert sorted(pitch % 12 for start, _, pitch in notes["comp"] if start == 16) == [0, 5, 9]
    assert song.quality.kept_share > 0.95 and song.quality.chroma_similarity > 0.95


def test_the_piece_ends_with_its_own_last_attack_and_a_tail(song):
    T = song.tokens.shape[1]
    ending = T - song.facts.tail_steps
    assert ending == 16 * 16 and song.facts.accents[ending] == 2
    assert (song.tokens[STREAM["kit"] :, ending + 1 :] == 0).all()
    assert song.tokens[STREAM["bass"], ending] > 1
    assert (song.tokens[0, ending] - 1) // 4 == ROLES.index("ending")


def test_drums_keep_kick_snare_and_hat(song):
    kick, snare = np.divmod(song.tokens[STREAM["kit"], :16], 6)
    assert np.flatnonzero(kick).tolist() == [0, 8] and np.flatnonzero(snare).tolist() == [4, 12]
    assert np.flatnonzero(song.tokens[STREAM["cymbals"], :16]).tolist() == [2, 6, 10, 14]


def test_facts_are_within_the_conditions_and_cover_the_piece(song):
    vectors = conditions(song.facts, song.tokens.shape[1])
    assert (vectors >= 0).all() and (vectors < np.array(CONDITION_SIZES)).all()
    assert song.facts.energy.size == -(-song.tokens.shape[1] // 16)


def test_a_swung_song_gives_the_same_tune_as_a_straight_one(song, tmp_path):
    swung = import_file(write_song(tmp_path / "swung.mid", swing=1 / 6), "test")
    assert (swung[0].tokens[STREAM["melody"]] > 1).tolist() == (song.tokens[STREAM["melody"]] > 1).tolist()


def test_waltzes_and_playing_without_a_grid_are_left_out(tmp_path):
    assert import_file(write_song(tmp_path / "waltz.mid", metre=(3, 4)), "test") == []
    assert import_file(write_song(tmp_path / "free.mid", jitter=0.4), "test") == []


def test_an_impossible_key_signature_does_not_stop_the_reader(tmp_path):
    path = write_song(tmp_path / "key.mid", key_bytes=b"\x01\xff")
    assert len(read_performance(path).voices) == 4


def test_a_note_is_expected_by_the_quality_measure_not_assumed(song):
    silent = song.tokens.copy()
    silent[STREAM["bass"] :] = 0
    original = np.array([(start, end, pitch, 80) for _, start, end, pitch, _ in to_notes(song.tokens)])
    assert measure(original, {}, song.tokens, 1.0).kept_share == 1.0
    assert not measure(original, {}, silent, 1.0).is_good()


def test_a_triad_in_any_inversion_finds_its_voicing():
    for pitches in ([48, 52, 55], [52, 55, 60], [55, 60, 64]):
        value, fit = nearest_voicing(pitches, (0, 0), 0)
        assert fit == 1.0 and list(voicing(0, 0, *divmod(value, 4))) == pitches


def test_relative_keys_are_told_apart_by_the_bass():
    scale = [(4 * i, 4 * i + 4, 60 + pitch, 80) for i, pitch in enumerate((0, 2, 4, 5, 7, 9, 11, 12))]
    major = np.array(scale + [(0, 32, 36, 80)])
    minor = np.array(scale + [(0, 32, 33, 80)])
    assert estimate_key(major)[:2] == (0, 1)
    assert estimate_key(minor)[:2] == (9, 2)


def test_packing_keeps_works_whole_and_steps_aligned(song):
    script = Path(__file__).parents[1] / "scripts" / "import_midi.py"
    spec = importlib.util.spec_from_file_location("import_midi", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pieces = module.chosen([song, song], 8)
    assert len(pieces) == 1  # a repeat is one piece
    packed = module.pack([song, song])
    T = song.tokens.shape[1]
    assert packed["offsets"].tolist() == [0, T, 2 * T] and packed["tokens"].shape == (12, 2 * T)
    assert packed["energy"].size == packed["accents"].size == 2 * T
    assert np.array_equal(packed["tokens"][:, T:], song.tokens)
