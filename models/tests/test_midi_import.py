"""Tests of the MIDI importer and of the groove bars, on pieces written here note by note."""

import numpy as np

from vmas.corpus.midi_drums import DrumHit, drum_streams
from vmas.corpus.midi_grid import fit_grid, straighten, to_steps
from vmas.corpus.midi_grooves import STYLE_TAGS, groove_bars, representatives
from vmas.score.streams import DRUM_STREAMS, SIZES, STREAM


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
