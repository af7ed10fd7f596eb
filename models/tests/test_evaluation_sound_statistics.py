"""Harmony and rhythm by ear on sounds whose key, chords and attacks are known, and two sets of pieces whose distance is known."""

import numpy as np
import pytest

from vmas.evaluation import sound_harmony, sound_rhythm
from vmas.evaluation.judge_sound_statistics import Described, compare_figure, mean_distance, styles_apart
from vmas.evaluation.sound import Heard, chroma_of, onset_envelope, per_second
from vmas.evaluation.sound_statistics import FIGURES, Grid, figures_of, heard_grid, planned_grid
from vmas.evaluation.two_samples import (
    difference_interval,
    halves_distances,
    ks_distance,
    permutation_p,
    shuffled_within,
    style_weights,
    weighted_median,
)

RATE_HZ = 48_000
BEAT = 0.5  # 120 BPM
CADENCE = [(0, 4, 7), (5, 9, 0), (7, 11, 2), (0, 4, 7)] * 2  # C F G C C F G C, a bar each
NAMES = [name if name != "attacks" else f"attacks {unit}" for name, unit in FIGURES]


def struck(pitches: tuple[int, ...], seconds: float) -> np.ndarray:
    """A chord above middle C with four harmonics, struck and dying away."""
    time = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    tones = [np.sin(2 * np.pi * k * 261.63 * 2 ** (pitch / 12) * time) / k**2 for pitch in pitches for k in (1, 2, 3, 4)]
    return (np.sum(tones, axis=0) * np.minimum(1, time / 0.004) * np.exp(-6 * time) * np.minimum(1, (seconds - time) / 0.1) * 0.1).astype(np.float32)


def heard_of(samples: np.ndarray) -> Heard:
    onsets = onset_envelope(samples)
    level, density = per_second(samples, onsets)
    none = np.zeros(0)
    return Heard(len(samples) / RATE_HZ, np.zeros((0, 64)), onsets, level, density, chroma_of(samples), none, none, 0.0)


def cadence(places: tuple[float, ...]) -> Heard:
    """The cadence at 120 BPM, struck at these places of every beat."""
    samples = np.random.default_rng(1).standard_normal(int(8 * 4 * BEAT * RATE_HZ)).astype(np.float32) * 1e-4
    for beat in range(32):
        for place in places:
            sound = struck(CADENCE[beat // 4], 0.45)
            start = int((beat + place) * BEAT * RATE_HZ)
            samples[start : start + len(sound)] += sound[: len(samples) - start]
    return heard_of(samples)


GRID = Grid(np.arange(32) * BEAT, np.arange(8) * 4 * BEAT)


def figures(heard: Heard) -> dict[str, float]:
    return dict(zip(NAMES, figures_of(heard, GRID)))


@pytest.fixture(scope="module")
def on_beats() -> dict[str, float]:
    return figures(cadence((0.0,)))


def test_a_cadence_in_c_major_has_its_key_its_chords_and_their_changes(on_beats):
    chroma = cadence((0.0,)).chroma
    fits = sound_harmony.key_correlations(chroma.sum(axis=0))
    assert max(fits, key=fits.get) == (0, 1)
    assert on_beats["key clarity"] > 0.8
    # All struck tones lie in C major; their third harmonics and the spread of a window of 0.34 s need not.
    assert on_beats["chroma inside the scale of the heard key"] > 0.85
    # C F G C C F G C: six changes at the 30 borders of 31 whole beats.
    assert on_beats["chord changes"] == pytest.approx(4 * 6 / 30)
    assert on_beats["chord clarity"] > 0.8


def test_attacks_on_every_beat_are_counted_and_placed(on_beats):
    assert on_beats["attacks per second"] == pytest.approx(2, abs=0.1)
    assert on_beats["attacks per beat"] == pytest.approx(1, abs=0.05)
    assert on_beats["attack strength on beats"] > 0.97
    assert on_beats["attack to the nearest sixteenth"] < 0.06
    assert on_beats["off-beats not resolved on the next beat"] == 0
    assert on_beats["pulse clarity"] > 0.8
    assert on_beats["rhythm kept from bar to bar"] > 0.8


def test_eighths_share_their_strength_with_the_beats_and_swing_is_told():
    straight, swung = figures(cadence((0.0, 0.5))), figures(cadence((0.0, 2 / 3)))
    assert straight["attacks per beat"] == pytest.approx(2, abs=0.1)
    assert straight["attack strength on beats"] + straight["attack strength on eighths between"] > 0.97
    assert straight["attack strength on eighths between"] > 0.2
    assert straight["place of the off-beat attack (swing)"] == pytest.approx(0.5, abs=0.02)  # an envelope of 10 ms and a beat of 500
    assert swung["place of the off-beat attack (swing)"] == pytest.approx(2 / 3, abs=0.02)


def test_off_beats_without_a_beat_behind_them_are_syncopation():
    samples = cadence((0.5,))
    assert figures(samples)["off-beats not resolved on the next beat"] == pytest.approx(4, abs=0.3)
    assert figures(cadence((0.0, 0.25, 0.75)))["off-beats not resolved on the next beat"] == 0


def test_white_noise_has_no_key_no_grid_and_no_pulse(on_beats):
    noise = figures(heard_of(0.1 * np.random.default_rng(2).standard_normal(16 * RATE_HZ).astype(np.float32)))
    assert noise["chroma inside the scale of the heard key"] == pytest.approx(7 / 12, abs=0.08)
    assert noise["pitch-class entropy"] == pytest.approx(np.log2(12), abs=0.02)
    assert noise["pulse clarity"] < 0.3 < on_beats["pulse clarity"]
    assert noise["attack to the nearest sixteenth"] == pytest.approx(0.25, abs=0.08)


def test_silence_has_no_figures_but_no_attacks():
    silent = figures(heard_of(np.zeros(10 * RATE_HZ, np.float32)))
    assert silent.pop("attacks per second") == silent.pop("attacks per beat") == 0
    assert all(np.isnan(value) for name, value in silent.items() if name != "off-beats not resolved on the next beat")


def test_a_chord_changes_only_where_it_gains_more_than_a_change_costs():
    fits = np.zeros((4, 24))
    fits[:, 0], fits[1, 5] = 0.5, 0.9  # one beat that fits chord 5 by 0.4 better
    assert sound_harmony.chord_path(fits, 0.3).tolist() == [0, 0, 0, 0]  # there and back would cost 0.6
    assert sound_harmony.chord_path(fits, 0.1).tolist() == [0, 5, 0, 0]


def test_neighbouring_bars_a_fifth_apart_are_nearer_than_a_tritone():
    triad = np.zeros(12)
    triad[[0, 4, 7]] = 1
    centroids = sound_harmony.tonal_centroids(np.stack([triad, np.roll(triad, 7), np.roll(triad, 6)]))
    assert np.linalg.norm(centroids[0] - centroids[1]) < 0.7 * np.linalg.norm(centroids[0] - centroids[2])


def test_grids_of_a_plan_and_of_what_is_heard():
    plan = {"barPhase": 2, "stepSeconds": [0.1 * step for step in range(33)]}
    grid = planned_grid(plan)
    assert grid.beats.tolist() == pytest.approx([0.2, 0.6, 1.0, 1.4, 1.8, 2.2, 2.6, 3.0])
    assert grid.bars.tolist() == pytest.approx([1.4, 3.0])
    nothing = heard_grid(heard_of(np.zeros(4 * RATE_HZ, np.float32)))
    assert nothing.beats.tolist() == pytest.approx([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5])
    assert nothing.bars.tolist() == pytest.approx([0, 2])


def test_long_pieces_are_described_in_stretches():
    short = cadence((0.0,))
    thrice = Heard(
        3 * short.duration_seconds, short.mel, np.tile(short.onsets, 3), np.tile(short.level_db, 3), short.onset_density, np.tile(short.chroma, (3, 1)),
        short.beats, short.downbeats, 0.0,
    )  # fmt: skip
    long_grid = Grid(np.arange(96) * BEAT, np.arange(24) * 4 * BEAT)
    values = dict(zip(NAMES, figures_of(thrice, long_grid)))
    assert values["attack strength on beats"] > 0.95
    assert values["key clarity"] == pytest.approx(figures(short)["key clarity"], abs=0.05)


def test_attacks_before_the_first_beat_and_after_the_last_are_left_out():
    places, inside = sound_rhythm.beat_phases(np.array([0.2, 0.99, 1.25, 1.9, 2.1]), np.array([1.0, 1.5, 2.0]))
    assert inside.tolist() == [False, True, True, True, False]
    assert places[inside].tolist() == pytest.approx([-0.02, 0.5, 1.8])


def test_a_reference_weighs_as_its_styles_are_asked_for():
    weights = style_weights(["a", "a", "a", "b"], ["a", "b", "b", "c"])
    assert weights.tolist() == pytest.approx([0.75, 0.125, 0.125, 0])
    assert weighted_median(np.array([1.0, 2.0, 3.0]), np.array([0.2, 0.2, 0.6])) == 3
    assert weighted_median(np.array([4.0, 1.0]), np.array([0.5, 0.5])) == 2.5
    with pytest.raises(ValueError, match="no style"):
        style_weights(["a"], ["b"])


def test_ks_distance_by_hand():
    assert ks_distance(np.array([1.0, 2, 3]), np.array([1.0, 2, 3])) == 0
    assert ks_distance(np.array([0.0, 1]), np.array([5.0, 6])) == 1
    # Half of the first lies at 0; of the second a quarter by its weights.
    assert ks_distance(np.array([0.0, 1]), np.array([0.0, 1]), np.array([1.0, 3])) == pytest.approx(0.25)


def test_another_mixture_of_styles_alone_is_no_difference():
    random = np.random.default_rng(5)
    reference, other = np.concatenate([random.normal(0, 1, 60), random.normal(9, 1, 60)]), ["a"] * 60 + ["b"] * 60
    ours, styles = np.concatenate([random.normal(0, 1, 40), random.normal(9, 1, 10)]), ["a"] * 40 + ["b"] * 10
    assert permutation_p(ours, styles, reference, other, 300) > 0.05
    assert ks_distance(ours, reference) > 0.25  # which it would be without the weights
    assert permutation_p(ours + 2, styles, reference, other, 300) < 0.01
    low, high = difference_interval(ours + 2, styles, reference, other, 300)
    assert low < 2 < high
    assert low > 0.5


def test_shuffling_stays_within_styles_and_halves_hold_them_alike():
    styles = ["a", "b"] * 6
    order = shuffled_within(styles, np.random.default_rng(1))
    assert [styles[i] for i in order] == styles
    # One style at 0, the other at 1: halves of equal mixture cannot differ.
    assert halves_distances(np.array([0.0, 1] * 6), styles, 20) == pytest.approx(np.zeros(20))


def test_an_interval_of_one_piece_a_style_is_not_narrow():
    values = np.random.default_rng(6).standard_normal(8)
    names = list("abcdefgh")
    low, high = difference_interval(values, names, np.zeros(32), names * 4, 300)
    assert high - low > 0.5


def described(shift: float, seed: int, styles: list[str]) -> Described:
    rows = shift + np.random.default_rng(seed).standard_normal((len(styles), len(FIGURES)))
    return Described(rows, styles)


def test_sets_that_are_alike_and_sets_that_are_not():
    styles = ["a", "b", "c"] * 12
    reference, same, far = described(0, 1, styles), described(0, 2, styles), described(3, 3, styles)
    assert mean_distance(same, reference) < 0.3 < 0.8 < mean_distance(far, reference)
    row = compare_figure(far, reference, same, 0)
    assert row["p"] < 0.01
    assert row["low"] < 3 < row["high"]
    assert row["distance"] > 3 * row["halves"]
    few = compare_figure(Described(np.full((3, len(FIGURES)), np.nan), ["a"] * 3), reference, same, 0)
    assert np.isnan(few["p"])
    assert np.isfinite(few["real"])


def test_a_style_stands_out_only_where_styles_differ():
    styles = ["a", "b", "c", "d"] * 10
    level = np.array([{"a": 0, "b": 2, "c": 4, "d": 6}[style] for style in styles])[:, None]
    alike = described(0, 7, styles)
    unlike = Described(alike.figures + level, styles)
    assert styles_apart(unlike)["distance"] > styles_apart(unlike)["chance_most"]
    assert styles_apart(alike)["distance"] < styles_apart(alike)["chance_most"]
