"""What the style judge hears of a stretch of sound: timbre, attacks and their rhythm as one vector. Hand-made and fixed; knows mel
bands and onset envelopes only, nothing of styles or of any network."""

from __future__ import annotations

import numpy as np
from scipy.fft import dct

FRAME_RATE_HZ = 50
CEPSTRA = 20
WIDE_BANDS = (slice(0, 6), slice(6, 14), slice(14, 22), slice(22, 32))  # of 32: bass, low middle, high middle, treble
RATE_EDGES_HZ = np.linspace(0, 12, 17)  # of attacks: from slower than bars to sixteenths at 180 BPM
LEAST_FRAMES = 50


def stretch_features(mel: np.ndarray, onsets: np.ndarray) -> np.ndarray:
    """[F, 64] log amplitudes and [2 F] standardised flux -> [M]. ValueError under a second."""
    if len(mel) < LEAST_FRAMES:
        raise ValueError("a second of sound at least is needed to judge a style")
    mel = mel.astype(np.float64)
    bands = mel.reshape(len(mel), 32, 2).mean(axis=2)
    rises = np.maximum(0, np.diff(bands, axis=0))
    rhythm = [rhythm_features(bands[:, part].mean(axis=1)) for part in WIDE_BANDS]
    return np.concatenate([timbre_features(mel, bands), attack_features(rises), *rhythm, onset_features(onsets)])


def timbre_features(mel: np.ndarray, bands: np.ndarray) -> np.ndarray:
    """Cepstra: mean (without that of the first, which is the level and says how a file was mastered), deviation, movement from frame to
    frame; span from faint to loud of each band."""
    cepstra = dct(mel, norm="ortho", axis=1)[:, :CEPSTRA]
    faint, loud = np.percentile(bands, [10, 90], axis=0)
    return np.concatenate([cepstra.mean(0)[1:], cepstra.std(0), np.diff(cepstra, axis=0).std(0), loud - faint])


def attack_features(rises: np.ndarray) -> np.ndarray:
    """How much each band rises, and whether in few strokes or all the time."""
    mean = rises.mean(axis=0) + 1e-3
    return np.concatenate([np.log(mean), np.log((rises**2).mean(axis=0) + 1e-4) - 2 * np.log(mean)])


def rhythm_features(band: np.ndarray) -> np.ndarray:
    """Which rates the attacks of one wide band repeat at (shares of power, logarithm), their power, and how peaked they are."""
    rises = np.maximum(0, np.diff(band))
    centred = rises - rises.mean()
    power = np.abs(np.fft.rfft(centred * np.hanning(len(centred)), max(1024, len(centred)))) ** 2 / len(centred)
    rates_hz = np.fft.rfftfreq(max(1024, len(centred)), 1 / FRAME_RATE_HZ)
    shares, _ = np.histogram(rates_hz, RATE_EDGES_HZ, weights=power)
    peaked = (centred**4).mean() / ((centred**2).mean() ** 2 + 1e-12)
    return np.array([*np.log(shares + 1e-6) - np.log(shares.sum() + 1e-6), np.log(shares.sum() + 1e-6), peaked])


def onset_features(onsets: np.ndarray) -> np.ndarray:
    return np.array([(onsets > 1).mean(), (onsets > 2).mean(), (onsets**3).mean(), np.percentile(onsets, 95)])
