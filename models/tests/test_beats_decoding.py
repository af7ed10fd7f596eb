import itertools
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.beats.dataset import soft_targets
from vmas.beats.decoding import decode_beats, interval_range
from vmas.beats.metrics import score_beats


def activations(beats, downbeats, frames, top=0.97):
    return top * np.stack([soft_targets(times, frames) for times in (beats, downbeats)], axis=1)


@pytest.mark.parametrize("tempo_bpm", [55, 71.3, 97.6, 128, 174.2])
def test_even_beats_are_found_to_a_millisecond(tempo_bpm):
    beats = 0.413 + np.arange(40) * 60 / tempo_bpm
    found = decode_beats(activations(beats, beats[1::4], int(beats[-1] * 50) + 60))
    assert len(found.beats_seconds) == 40
    assert np.abs(found.beats_seconds - beats).max() < 1e-3
    assert np.allclose(found.downbeats_seconds, found.beats_seconds[1::4])
    assert abs(found.tempo_bpm - tempo_bpm) < 0.1


def test_beats_stay_within_the_range_that_is_asked_for():
    beats = 0.2 + np.arange(40) * 60 / 140
    heard = activations(beats, beats[::4], 900, top=0.5)
    assert abs(decode_beats(heard, (60, 92)).tempo_bpm - 70) < 1
    assert abs(decode_beats(heard, (100, 180)).tempo_bpm - 140) < 1


def test_the_range_is_widened_by_the_drift_of_plans():
    assert interval_range((120, 120)) == (23, 27)  # 25 frames at 120 BPM
    assert interval_range(None) == (15, 60)


def test_silence_has_no_beats_and_noise_does_not_crash():
    assert len(decode_beats(np.full((300, 2), 0.003)).beats_seconds) == 0
    assert len(decode_beats(np.zeros((0, 2))).beats_seconds) == 0
    decode_beats(np.random.default_rng(0).uniform(0, 1, (40, 2)))


def test_a_leading_silence_gets_no_beats():
    beats = 5 + np.arange(20) * 0.5
    found = decode_beats(activations(beats, beats[::4], 800))
    assert found.beats_seconds[0] == pytest.approx(5, abs=1e-3)
    assert len(found.beats_seconds) == 20


def test_scores_are_perfect_for_perfect_beats_and_fall_for_each_kind_of_error():
    beats = np.arange(40) * 0.5
    perfect = score_beats(beats, beats[::4], beats, beats[::4], 120)
    assert perfect.as_row()[:5] == [1, 1, 1, 1, 0]
    off_beat = score_beats(beats, beats[::4], beats[:-1] + 0.25, beats[2::4], 120)
    assert off_beat.f_measure == 0 and off_beat.cmlt == 0 and off_beat.amlt > 0.9 and off_beat.downbeat_f == 0
    double = score_beats(beats, beats[::4], np.arange(79) * 0.25, beats[::4], 240)
    assert 0.6 < double.f_measure < 0.7 and double.tempo_error == pytest.approx(1)
    assert score_beats(beats, [], beats[:1], [], 0).f_measure == 0
    assert all(a > b for a, b in itertools.pairwise([1.0, double.f_measure, off_beat.f_measure]))
