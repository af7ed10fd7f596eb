import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.beats.features import LOG_SCALE, MEL_BANDS, halve_rate, log_mel, mel_weights, to_input_rate


def sine(hertz: float, seconds: float = 0.4) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * np.arange(int(48_000 * seconds)) / 48_000)


def test_a_frame_begins_every_twenty_milliseconds():
    assert [len(log_mel(np.zeros(n))) for n in (0, 1, 960, 961, 48_000)] == [0, 1, 1, 2, 50]


def test_a_click_lands_in_the_frame_of_its_second():
    samples = np.zeros(48_000)
    samples[24_000] = 1
    assert log_mel(samples).sum(axis=1).argmax() == 25


def test_halving_keeps_time_and_removes_what_would_fold():
    kept = halve_rate(sine(1000))[200:400]
    assert np.abs(kept - sine(1000)[400:800:2]).max() < 1e-4
    assert np.abs(halve_rate(sine(16_000))[200:400]).max() < 1e-3


def test_a_full_scale_sine_has_the_amplitude_of_its_filter():
    weights = mel_weights()
    band = int(weights[:, 64].argmax())  # bin 64 is 1500 Hz
    amplitude = np.expm1(log_mel(sine(1500))[10, band]) / LOG_SCALE
    # The Hann main lobe is three bins: 1/2, 1, 1/2.
    assert abs(amplitude - weights[band, 63:66] @ [0.5, 1, 0.5]) < 1e-3


def test_every_band_has_bins_of_its_own():
    assert mel_weights().shape == (MEL_BANDS, 513)
    assert np.allclose(mel_weights().sum(axis=1), 1)
    assert len(set(mel_weights().argmax(axis=1))) == MEL_BANDS


def test_other_rates_keep_their_length_in_seconds():
    stereo = np.ones((44_100, 2))
    assert len(to_input_rate(stereo, 44_100)) == 48_000
