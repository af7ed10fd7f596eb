"""Distances between sets, styles, keys, faults of a file, the codec's measures: cases worked out by hand."""

import numpy as np
import onnx
import pytest
import soundfile
import torch
from onnx import TensorProto, helper, numpy_helper

from vmas.evaluation.codec import click_train, judge_clicks, log_mel_distance, silence_books, stft_distance
from vmas.evaluation.distribution import (
    Directions,
    density_and_coverage,
    frechet,
    frechet_infinite,
    frechet_of,
    halves,
    jackknife_interval,
)
from vmas.evaluation.embedding import WINDOW_FRAMES, embed, statistics_of, train_tagger
from vmas.evaluation.signal import inspect, roll_off, silent_share
from vmas.evaluation.sound import Heard
from vmas.evaluation.style_ear import StyleEar, confusion, features_of
from vmas.evaluation.tonality import MAJOR, MINOR, PROFILES, is_near_key, key_of_weights

RATE_HZ = 48_000


def test_frechet_of_a_set_with_itself_is_zero_and_of_shifted_sets_the_squared_shift():
    vectors = np.random.default_rng(1).standard_normal((300, 6))
    assert frechet(vectors, vectors) == pytest.approx(0, abs=1e-9)
    assert frechet(vectors, vectors + [2, 0, 0, 1, 0, 0]) == pytest.approx(5)


def test_frechet_of_scaled_sets_is_the_squared_difference_of_deviations():
    vectors = np.random.default_rng(2).standard_normal((5000, 2))
    vectors = (vectors - vectors.mean(0)) @ np.linalg.inv(np.linalg.cholesky(np.cov(vectors, rowvar=False)).T)
    assert frechet(vectors, 3 * vectors) == pytest.approx(2 * (3 - 1) ** 2, rel=1e-6)


def normal_pieces(seed: int, count: int, shift: float = 0.0) -> list[np.ndarray]:
    return list(shift + np.random.default_rng(seed).standard_normal((count, 10, 8)))


def test_extrapolation_takes_the_bias_of_few_samples_away():
    first, second = normal_pieces(3, 60), normal_pieces(4, 40)
    assert abs(frechet_infinite(first, second)) < 0.3 * frechet_of(first, second)
    assert frechet_infinite(first, normal_pieces(5, 40, 2.0)) == pytest.approx(8 * 4, rel=0.1)


def test_the_interval_holds_the_distance_and_shrinks_with_more_pieces():
    few = jackknife_interval(normal_pieces(3, 12), normal_pieces(4, 12, 1.0))
    many = jackknife_interval(normal_pieces(3, 60), normal_pieces(4, 60, 1.0))
    assert many[0] < frechet_of(normal_pieces(3, 60), normal_pieces(4, 60, 1.0)) < many[1]
    assert many[1] - many[0] < 0.7 * (few[1] - few[0])
    assert jackknife_interval(normal_pieces(3, 4), normal_pieces(3, 4))[0] == 0


def test_both_halves_hold_every_style():
    styles = ["a", "b"] * 3 + ["c"] * 2
    pieces = [np.full((1, 1), index) for index in range(8)]
    first, second = (sorted(styles[int(piece[0, 0])] for piece in half) for half in halves(pieces, styles))
    assert len(first) == len(second) == 4
    assert set(first) == set(second) == {"a", "b", "c"}


def test_the_directions_of_most_variance_keep_what_lies_along_them():
    vectors = np.random.default_rng(6).standard_normal((500, 5)) * [10, 5, 0.1, 0.1, 0.1]
    few = Directions.of(vectors, 2)
    (seen,) = few.along([vectors + [3, 0, 7, 0, 0]])
    assert seen.shape == (500, 2)
    assert frechet(few.along([vectors])[0], seen) == pytest.approx(9, rel=0.02)


def test_density_and_coverage_of_the_same_far_and_collapsed_sets():
    reference = np.random.default_rng(4).standard_normal((200, 3))
    density, coverage = density_and_coverage(reference, reference)
    assert density == pytest.approx(1, abs=0.05)
    assert coverage == 1
    assert density_and_coverage(reference, reference + 100) == (0, 0)


def test_density_and_coverage_by_hand():
    # Second neighbours of the inner points of 0..9 lie 1 away: 4.5 is in the balls of 4 and 5 and no other.
    reference = np.arange(10.0)[:, None]
    assert density_and_coverage(reference, np.array([[4.5]]), neighbours=2) == (pytest.approx(1.0), pytest.approx(0.2))


def heard_of(mel: np.ndarray) -> Heard:
    none = np.zeros(0)
    return Heard(len(mel) / 50, mel, np.zeros(2 * len(mel), np.float32), none, none, np.zeros((0, 12)), none, none, 0.0)


def fake_music(seed: int, low_band: int) -> np.ndarray:
    mel = 0.1 * np.random.default_rng(seed).random((500, 64))
    mel[::25, low_band : low_band + 8] += 3
    return mel.astype(np.float32)


def test_the_style_ear_tells_bands_apart_and_says_so_of_pieces_it_has_not_heard():
    names = ["low", "high"] * 7
    ear = StyleEar([heard_of(fake_music(i, 4 if name == "low" else 40)) for i, name in enumerate(names)], names)
    assert ear.own_accuracy == max(ear.trials.values()) == 1
    assert ear.recognise(heard_of(fake_music(100, 4))) == "low"
    assert ear.recognise(heard_of(fake_music(101, 40))) == "high"
    assert confusion(["low", "low", "high"], ["low", "high", "high"], ("low", "high")).tolist() == [[1, 1], [0, 1]]


def test_the_style_ear_learns_nothing_where_there_is_nothing_to_learn():
    names = ["one", "other"] * 12
    ear = StyleEar([heard_of(fake_music(i, 20)) for i in range(24)], names)
    assert ear.own_accuracy < 0.85


def test_too_few_examples_to_leave_any_out_give_a_judge_whose_own_accuracy_is_not_known():
    names = ["low", "high"] * 2
    ear = StyleEar([heard_of(fake_music(i, 4 if name == "low" else 40)[:300]) for i, name in enumerate(names)], names)
    assert np.isnan(ear.own_accuracy)
    assert ear.recognise(heard_of(fake_music(0, 4)[:300])) == "low"  # one that it knows


def test_stretches_of_a_piece_overlap_by_half_and_a_short_piece_is_one():
    assert len(features_of(heard_of(fake_music(1, 4)), 20.0)) == 1
    assert len(features_of(heard_of(fake_music(1, 4)), 4.0)) == 4
    assert len(features_of(heard_of(fake_music(1, 4)), 8.0)) == 1 + 2 * 100 // 400
    with pytest.raises(ValueError, match="a second"):
        features_of(heard_of(fake_music(1, 4)[:40]), 8.0)


def test_the_level_of_a_file_does_not_say_its_style():
    quiet = fake_music(1, 4) + 3
    louder = features_of(heard_of(quiet + 1), 8.0)
    assert louder == pytest.approx(features_of(heard_of(quiet), 8.0), abs=1e-4)


def test_the_tagger_learns_to_tell_pieces_apart():
    torch.set_num_threads(1)
    pieces = [fake_music(i, 5 * i) for i in range(8)]
    tagger, losses = train_tagger(pieces, [0, 0, 0, 0, 1, 1, 1, 1], steps=12)
    assert losses[-1] < losses[0]
    vectors = embed(tagger, pieces[0])
    assert vectors.shape == (5, 64)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(8)
    assert len(statistics_of(pieces[0][: WINDOW_FRAMES - 1])) == 0


@pytest.mark.parametrize(("tonic", "mode"), [(0, MAJOR), (9, MINOR), (7, MAJOR)])
def test_a_profile_is_heard_as_its_own_key(tonic, mode):
    assert key_of_weights(np.roll(PROFILES[mode], tonic)) == (tonic, mode)


def test_near_keys_are_relative_parallel_and_fifths():
    assert all(is_near_key((0, MAJOR), key) for key in [(0, MAJOR), (9, MINOR), (0, MINOR), (7, MAJOR), (5, MAJOR)])
    assert not any(is_near_key((0, MAJOR), key) for key in [(2, MAJOR), (4, MINOR), (3, MINOR)])
    with pytest.raises(ValueError, match="no key"):
        key_of_weights(np.ones(12))


def test_faults_of_a_file_are_found(tmp_path):
    samples = 0.25 * np.sin(2 * np.pi * 1000 * np.arange(4 * RATE_HZ) / RATE_HZ)
    samples[2 * RATE_HZ :] = 0
    samples[:20] = 1.0
    soundfile.write(tmp_path / "a.wav", np.stack([samples, samples], 1), RATE_HZ, "PCM_24")
    figures = inspect(tmp_path / "a.wav")
    assert figures.samples == 4 * RATE_HZ
    assert figures.silent_share == pytest.approx(0.5)
    assert figures.clipped_samples == 40
    assert figures.stereo_correlation == pytest.approx(1)
    assert figures.true_peak_dbtp > -0.5
    assert -22 < figures.loudness_lufs < -12


def test_roll_off_and_silence_of_known_sounds():
    tone = np.sin(2 * np.pi * 3000 * np.arange(RATE_HZ) / RATE_HZ)
    assert roll_off(tone, RATE_HZ) == pytest.approx(3000, abs=40)
    assert silent_share(np.zeros(RATE_HZ), RATE_HZ) == 1


def test_a_sound_is_no_distance_from_itself_and_a_filtered_one_is():
    noise = np.random.default_rng(5).standard_normal(RATE_HZ).astype(np.float32) * 0.1
    dull = np.convolve(noise, np.ones(8) / 8, mode="same").astype(np.float32)
    assert log_mel_distance(noise, noise, RATE_HZ) == 0
    assert log_mel_distance(noise, dull, RATE_HZ) > 0.3
    assert stft_distance(noise, noise) == (0, 0)


def test_clicks_that_come_late_and_smeared_are_told():
    clicks, times = click_train(4.0, RATE_HZ)
    clean = judge_clicks(clicks, clicks, times, RATE_HZ)
    late = judge_clicks(clicks, np.roll(clicks, 480), times, RATE_HZ)
    early = judge_clicks(clicks, clicks + 0.5 * np.roll(clicks, -720), times, RATE_HZ)
    assert clean["median_ms"] < 2
    assert late["median_ms"] == pytest.approx(10, abs=2)
    assert early["before_db"] > clean["before_db"] + 10


def test_codebooks_beyond_the_kept_ones_fall_silent():
    tables = [np.full((64, 2), k + 1, np.float32) for k in range(3)]
    nodes = [helper.make_node("Gather", [f"table{k}", f"codes{k}"], [f"out{k}"]) for k in range(3)]
    nodes.append(helper.make_node("Sum", ["out0", "out1", "out2"], ["audio"]))
    inputs = [helper.make_tensor_value_info(f"codes{k}", TensorProto.INT64, ["F"]) for k in range(3)]
    output = helper.make_tensor_value_info("audio", TensorProto.FLOAT, ["F", 2])
    model = helper.make_model(helper.make_graph(nodes, "g", inputs, [output], [numpy_helper.from_array(t, f"table{k}") for k, t in enumerate(tables)]))
    silence_books(model, 1)
    left = [float(numpy_helper.to_array(tensor).max()) for tensor in model.graph.initializer]
    assert left == [1, 0, 0]
    with pytest.raises(ValueError, match="no code tables"):
        silence_books(onnx.helper.make_model(helper.make_graph([], "g", [], [])), 1)
