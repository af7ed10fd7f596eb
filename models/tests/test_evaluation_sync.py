"""Sync, energy and pairs: cases worked out by hand and cases that chance must fail."""

import numpy as np
import pytest

from vmas.evaluation import baselines
from vmas.evaluation.energy import above_null, asked_per_second
from vmas.evaluation.paired import compare, share_interval
from vmas.evaluation.sound import Heard
from vmas.evaluation.sync import distances, measure_sync, onset_lift, phase_locking, rotations


def heard(seconds: float, peaks, beats, downbeats=()) -> Heard:
    onsets = np.zeros(int(seconds * 100), np.float32)
    onsets[np.round(np.asarray(peaks) * 100).astype(int)] = 10
    none = np.zeros((0, 12), np.float32)
    return Heard(seconds, np.zeros((0, 64)), onsets, np.zeros(0), np.zeros(0), none, np.asarray(beats), np.asarray(downbeats), 120.0)


CUTS = [2.13, 5.77, 9.31, 14.09, 19.4, 22.6, 26.0]


def test_distance_is_to_the_nearest_beat_on_either_side():
    assert distances(np.array([0.0, 1.4, 1.6, 9.0]), np.array([1.0, 2.0])) == pytest.approx([1.0, 0.4, 0.4, 7.0])
    assert np.isinf(distances(np.array([1.0]), np.zeros(0))).all()


def test_attacks_on_every_cut_lift_far_above_rotations():
    figures = measure_sync(heard(30, CUTS, np.arange(0, 30, 0.5)), CUTS)
    assert figures.lift_z > 4
    assert figures.lift_p < 0.01


def test_attacks_between_the_cuts_do_not_lift():
    z, p = onset_lift(heard(30, np.array(CUTS) + 1.1, []).onsets, np.array(CUTS), rotations(30, 500, 1), 30)
    assert z < 1
    assert p > 0.1


def test_recall_counts_cuts_within_70_ms_and_chance_is_the_share_of_time_near_a_beat():
    beats = np.arange(0, 30, 0.5)
    figures = measure_sync(heard(30, [], beats, beats[::4]), [2.0, 4.06, 6.08, 8.25, 11.0], rotation_count=4000)
    assert figures.recall == pytest.approx(3 / 5)
    assert figures.recall_chance == pytest.approx(0.28, abs=0.02)  # 140 ms of every 500
    assert figures.downbeat_recall == pytest.approx(2 / 5)


def test_fewer_than_two_inner_cuts_are_not_judged():
    assert measure_sync(heard(30, [], np.arange(0, 30, 0.5)), [0.1, 15.0, 29.9]) is None


def test_phase_locking_is_one_at_one_phase_and_zero_at_opposite_ones():
    beats = np.arange(0, 10, 0.5)
    assert phase_locking(np.array([1.1, 3.1, 7.6]), beats) == pytest.approx(1)
    assert phase_locking(np.array([1.0, 2.25, 3.0, 4.25]), beats) == pytest.approx(0, abs=1e-9)
    assert np.isnan(phase_locking(np.array([1.0]), np.array([2.0])))


def test_a_followed_curve_stands_above_its_shifts_and_a_constant_one_has_no_rank():
    asked = np.array([1, 1, 1, 9, 9, 9, 4, 4, 4, 14, 14, 14.0])
    rho, null = above_null(asked, asked * 2 + 1)
    assert rho == pytest.approx(1)
    assert null < 0.3
    assert np.isnan(above_null(np.full(12, 3.0), asked)).all()


def test_energy_asked_for_is_averaged_over_each_second():
    composition = {"stepSeconds": [0.0, 0.5, 1.5, 2.0], "energy": [2, 6, 10]}
    assert asked_per_second(composition, 2) == pytest.approx([4.0, 8.0])


def test_pairs_leave_out_films_without_a_figure_and_know_which_way_is_better():
    first, second = [1.0, 5.0, 3.0, np.nan, 2.0], [2.0, 6.0, 3.0, 1.0, 9.0]
    pair = compare(first, second, higher_is_better=False)
    assert (pair.n, pair.wins, pair.losses, pair.ties) == (4, 3, 0, 1)
    assert pair.mean == pytest.approx(-2.25)
    assert compare([1.0], [2.0]) is None


def test_interval_of_a_share_after_wilson():
    low, high = share_interval(8, 10)
    assert (low, high) == (pytest.approx(0.490, abs=0.001), pytest.approx(0.943, abs=0.001))


def test_the_best_slide_puts_the_attacks_of_a_track_under_the_cuts():
    cuts, offset = np.array([1.0, 2.7, 4.1]), 3.0
    onsets = np.zeros(1500, np.float32)
    onsets[np.round((cuts + offset) * 100).astype(int)] = 5
    best = baselines.best_placement(cuts, 6.0, {4: onsets})
    assert best.track == 4
    assert best.strength == pytest.approx(5)
    assert abs(best.offset_seconds - offset) < 0.2
    assert baselines.placed(np.zeros(15 * 48_000, np.float32), best, 6.0).shape == (6 * 48_000,)


def test_a_metronome_clicks_on_its_tempo():
    samples = baselines.metronome(120, 4.0)
    assert np.abs(samples[24_000:24_500]).max() > 0.1
    assert np.abs(samples[12_000:23_900]).max() < 0.01
