"""Tests of MIDI rendering: exact beat times, swing, nothing lost."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.corpus.compose import STYLE_ORDER, compose  # noqa: E402
from vmas.score.render import drum_hits, style_ids, swung, to_midi  # noqa: E402
from vmas.score.streams import DRUM_STREAMS, SIZES, STREAM, K, to_notes  # noqa: E402


def test_the_style_order_is_that_of_the_file():
    assert tuple(style_ids()) == STYLE_ORDER


def test_swing_moves_odd_units_only():
    assert [swung(step, 0.2, 1) for step in range(4)] == pytest.approx([0, 1.2, 2, 3.2])
    assert [swung(step, 0.1, 2) for step in range(5)] == pytest.approx([0, 1.1, 2.2, 3.1, 4])


def test_beats_and_downbeats_of_a_pickup():
    piece = compose(1, bars=8)
    _, timing = to_midi(piece.tokens, piece.style, 120.0, bar_phase=12)
    assert timing.beats_seconds[:3].tolist() == [0.0, 0.5, 1.0]
    assert timing.downbeats_seconds[:2].tolist() == [0.5, 2.5]


@pytest.mark.parametrize("humanise_seed", [None, 7])
def test_every_note_reaches_the_file_near_its_time(humanise_seed):
    piece = compose(5, style="lofi", bars=8)
    midi, _ = to_midi(piece.tokens, piece.style, piece.tempo_bpm, 3, humanise_seed=humanise_seed, swing=0.0)
    wanted = sorted((start, pitch) for _, start, _, pitch, _ in to_notes(piece.tokens, 3))
    wanted += [(step, key) for step, key, _ in drum_hits(piece.tokens)]
    got = []
    for track in midi.tracks:
        now = 0
        for message in track:
            now += message.time
            if message.type == "note_on":
                got.append((round(now / 240), message.note))
    assert sorted(got) == sorted(wanted)


def test_every_drum_token_has_a_sound():
    for stream in DRUM_STREAMS:
        for value in range(1, SIZES[STREAM[stream]]):
            tokens = np.zeros((K, 4), np.int16)
            tokens[STREAM[stream], 0] = value
            assert drum_hits(tokens), (stream, value)
