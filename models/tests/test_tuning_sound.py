"""What is compared of sound and codes when the sampling of family rvq is chosen, by hand."""

import numpy as np
import pytest

from vmas.beats.features import FRAME_RATE_HZ, INPUT_RATE_HZ
from vmas.evaluation.distribution import frechet
from vmas.rvq.codes import CodeCorpus, write_codes
from vmas.rvq.pieces import VALIDATION, SoundPiece
from vmas.tuning.sound_family import (
    Heard,
    SoundMeasured,
    entropy_bits,
    excerpts,
    frechet_of_moments,
    loudness_and_energy,
    pulse,
    run_lengths,
)


def heard(windows: list[np.ndarray], pulse_of: float = 2.0) -> Heard:
    count = len(windows)
    pairs = [np.stack([np.arange(4.0), np.arange(4.0)], 1)] * count
    return Heard(
        np.array([len(rows) for rows in windows], float), np.stack([rows.sum(0) for rows in windows]), np.stack([rows.T @ rows for rows in windows]),
        np.full(count, pulse_of), pairs, np.ones((count, 2, 5)), np.ones((count, 2, 8)),
    )  # fmt: skip


def some_windows(seed: int) -> list[np.ndarray]:
    return [np.random.default_rng((seed, i)).normal(size=(9 + i, 3)) for i in range(5)]


def test_distances_of_drawn_pieces_equal_those_of_their_windows():
    ours, held_out = some_windows(1), some_windows(2)
    weights = np.array([0, 2, 1, 1, 1])
    drawn = [np.concatenate([rows for rows, times in zip(of, weights) for _ in range(times)]) for of in (ours, held_out)]
    moments = [heard(of).moments(weights.astype(float)) for of in (ours, held_out)]
    assert frechet_of_moments(*moments) == pytest.approx(frechet(*drawn))


def test_a_beat_that_is_heard_less_costs_and_one_that_is_heard_more_gains_nothing():
    windows, reference = some_windows(1), heard(some_windows(2))
    weak, as_strong, stronger = (SoundMeasured(heard(windows, p), reference).figures(np.ones((1, 5)))["score"][0] for p in (1.0, 2.0, 3.0))
    assert as_strong - weak == pytest.approx(np.log(2)) and stronger == pytest.approx(as_strong)


def test_runs_and_entropy_by_hand():
    # 5 | 5 5 | 6 6 6 -> after the change: 3 of "5", 3 of "6"; 1 of "7"; 9 of "8"
    codes = np.array([5] * 3 + [6] * 3 + [7] + [8] * 9)
    assert run_lengths(codes).tolist() == [1, 0, 2, 0, 1]
    assert entropy_bits(np.array([[1.0, 1, 1, 1], [4, 0, 0, 0]])).tolist() == [2, 0]


def test_pulse_is_high_on_onsets_and_one_between_them_at_random():
    mel = np.zeros((8 * FRAME_RATE_HZ, 4))
    beats = np.arange(0.5, 7.5, 0.5)
    mel[np.round(beats * FRAME_RATE_HZ).astype(int)] = 1.0
    assert pulse(mel, beats) > 3
    assert pulse(mel, beats + 0.25) == 0
    assert pulse(mel, np.arange(len(mel)) / FRAME_RATE_HZ) == pytest.approx(1)


def test_excerpts_are_the_beginning_the_middle_and_the_end_with_their_own_times(tmp_path):
    rate_hz, frames = 25.0, 50
    known = dict(mode=1, tempo_bpm=120.0, beats=(0.0, 0.5, 1.0, 1.5, 2.0, 2.5), beat_positions=(0, 1, 2, 3, 0, 1), accents=((1.0, 2),), bar_energy=((0.0, 5), (2.0, 9)))
    pieces = [SoundPiece(f"piece-{style}", "work", VALIDATION, 0, 0, style=style, **known) for style in (3, 3, 4)]
    codes = [np.arange(120)[:, None] * np.ones((1, 2), int)] * 3
    write_codes(tmp_path / "codes.npz", codes, pieces, rate_hz, "codec")
    found = excerpts(CodeCorpus([tmp_path / "codes.npz"], VALIDATION, 2), frames)
    assert [cuts[0].facts.style for cuts in found] == [3, 4, 3], "styles in turn"
    begin, middle, end = found[0]
    assert (begin.start, middle.start, end.start) == (0, 35, 70) and middle.codes[0].tolist() == [35, 35] and len(middle.codes) == frames
    assert middle.beats[3] == pytest.approx(1.5 - 35 / rate_hz)
    sound = np.repeat([0.5, 0.0], INPUT_RATE_HZ)
    # Middles of its seconds: frames 47 and 72, 1.9 and 2.9 s of the piece.
    assert loudness_and_energy(sound, middle, rate_hz).tolist() == [[0.25, 5.0], [0.0, 9.0]]
