# Log-mel features of the beat tracker. Mirrored by native-host/src/core/beats/mel-features.ts; a golden holds both together.
# Knows nothing of models, labels or files.
from functools import lru_cache

import numpy as np
from scipy.signal import resample_poly, upfirdn

INPUT_RATE_HZ = 48_000
SAMPLE_RATE_HZ = 24_000
FFT_SIZE = 1024  # 42.7 ms: resolves the bass, still shorter than a sixteenth at 180 BPM (83 ms)
HOP_SAMPLES = 480
FRAME_RATE_HZ = SAMPLE_RATE_HZ // HOP_SAMPLES  # 50 frames/s
MEL_BANDS = 64
MEL_LOW_HZ = 30.0
MEL_HIGH_HZ = 10_000.0  # the halfband filter folds back only above this
LOG_SCALE = 2_000.0  # an amplitude of 1/2000 (-66 dBFS) is where the logarithm begins to bend
HALFBAND_RADIUS = 31


@lru_cache(maxsize=1)
def halfband_taps() -> np.ndarray:
    """Blackman-windowed sinc, cut-off 12 kHz at 48 kHz, unit gain at DC, 63 taps."""
    n = np.arange(-HALFBAND_RADIUS, HALFBAND_RADIUS + 1)
    phase = np.pi * n / (HALFBAND_RADIUS + 1)
    window = 0.42 + 0.5 * np.cos(phase) + 0.08 * np.cos(2 * phase)
    taps = 0.5 * np.sinc(0.5 * n) * window
    return taps / taps.sum()


def halve_rate(samples: np.ndarray) -> np.ndarray:
    """[N] at 48 kHz -> [ceil(N / 2)] at 24 kHz, zero phase, zeros assumed outside."""
    length = (len(samples) + 1) // 2
    filtered = upfirdn(halfband_taps(), np.concatenate([samples, np.zeros(2 * HALFBAND_RADIUS + 2)]))
    return filtered[HALFBAND_RADIUS::2][:length]


def hertz_to_mel(frequency_hz):
    """Slaney's scale: linear below 1 kHz, logarithmic above."""
    frequency_hz = np.asarray(frequency_hz, dtype=np.float64)
    return np.where(frequency_hz < 1000, frequency_hz * 3 / 200, 15 + 27 * np.log(np.maximum(frequency_hz, 1e-9) / 1000) / np.log(6.4))


def mel_to_hertz(mel):
    mel = np.asarray(mel, dtype=np.float64)
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))


@lru_cache(maxsize=1)
def mel_weights() -> np.ndarray:
    """[M, FFT_SIZE / 2 + 1] triangles, each row summing to 1, so a band is a weighted mean of bin amplitudes."""
    edges_hz = mel_to_hertz(np.linspace(hertz_to_mel(MEL_LOW_HZ), hertz_to_mel(MEL_HIGH_HZ), MEL_BANDS + 2))
    bins_hz = np.arange(FFT_SIZE // 2 + 1) * SAMPLE_RATE_HZ / FFT_SIZE
    low, centre, high = (edges_hz[i : i + MEL_BANDS, None] for i in range(3))
    triangles = np.maximum(0, np.minimum((bins_hz - low) / (centre - low), (high - bins_hz) / (high - centre)))
    return triangles / triangles.sum(axis=1, keepdims=True)


def log_mel(samples: np.ndarray) -> np.ndarray:
    """Mono [N] at 48 kHz -> float32 [F, M]; frame f is centred on second f / 50, F = ceil(N / 960)."""
    halved = halve_rate(np.asarray(samples, dtype=np.float64))
    frames = -(-len(samples) // (2 * HOP_SAMPLES))
    padded = np.zeros((frames - 1) * HOP_SAMPLES + FFT_SIZE if frames else 0)
    body = halved[: max(0, len(padded) - FFT_SIZE // 2)]
    padded[FFT_SIZE // 2 : FFT_SIZE // 2 + len(body)] = body
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT_SIZE) / FFT_SIZE)
    out = np.empty((frames, MEL_BANDS), dtype=np.float32)
    for start in range(0, frames, 2048):  # bounded memory: 2048 frames are 16 MB of float64
        stop = min(frames, start + 2048)
        index = np.arange(start, stop)[:, None] * HOP_SAMPLES + np.arange(FFT_SIZE)
        # 2 / sum(window): a full-scale sine on a bin has amplitude 1
        amplitude = np.abs(np.fft.rfft(padded[index] * window)) * (2 / window.sum())
        out[start:stop] = np.log1p(LOG_SCALE * (amplitude @ mel_weights().T))
    return out


def to_input_rate(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    """Any mono or [N, C] audio -> mono at 48 kHz."""
    mono = samples.mean(axis=1) if samples.ndim == 2 else samples
    if rate_hz == INPUT_RATE_HZ:
        return mono
    divisor = np.gcd(rate_hz, INPUT_RATE_HZ)
    return resample_poly(mono, INPUT_RATE_HZ // divisor, rate_hz // divisor)
