"""Faults of a finished file that need no taste: silence, clipping, offset, level, length, missing highs. Loudness and true peak are
ffmpeg's, a meter that is not ours."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

FFMPEG = os.environ.get("FFMPEG_PATH", "ffmpeg")
SILENCE_DB = -60.0  # of a tenth of a second
CLIP_LEVEL = 0.999
ROLL_OFF = 0.95


@dataclass(frozen=True)
class SignalFigures:
    samples: int
    silent_share: float  # tenths of a second below -60 dB
    clipped_samples: int
    offset: float  # mean of the samples, full scale 1
    loudness_lufs: float
    true_peak_dbtp: float
    roll_off_hz: float  # below it lie 95 % of the energy of the magnitude spectrum
    stereo_correlation: float


def meter(path: Path) -> tuple[float, float]:
    """Integrated loudness (LUFS) and true peak (dBTP) after ffmpeg's ebur128."""
    command = [FFMPEG, "-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    summary = subprocess.run(command, capture_output=True, text=True, check=True).stderr.split("Summary:")[-1]
    values = [re.search(pattern, summary) for pattern in (r"I:\s+(-?[\d.]+) LUFS", r"Peak:\s+(-?[\d.]+|-inf) dBFS")]
    return tuple(float(found.group(1)) if found else float("nan") for found in values)


def silent_share(mono: np.ndarray, rate_hz: int) -> float:
    frame = rate_hz // 10
    frames = mono[: len(mono) // frame * frame].reshape(-1, frame).astype(np.float64)
    return float((10 * np.log10((frames**2).mean(axis=1) + 1e-20) < SILENCE_DB).mean())


def roll_off(mono: np.ndarray, rate_hz: int) -> float:
    size = 4096
    frames = mono[: len(mono) // size * size].reshape(-1, size) * np.hanning(size)
    power = (np.abs(np.fft.rfft(frames)) ** 2).sum(axis=0)
    return float(np.searchsorted(power.cumsum(), ROLL_OFF * power.sum()) * rate_hz / size)


def inspect(path: Path) -> SignalFigures:
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    loudness, peak = meter(path)
    sides = (samples[:, 0], samples[:, -1])
    correlation = float(np.corrcoef(*sides)[0, 1]) if all(np.ptp(side) > 0 for side in sides) else float("nan")
    return SignalFigures(
        len(samples), silent_share(mono, rate_hz), int((np.abs(samples) >= CLIP_LEVEL).sum()), float(samples.mean()), loudness, peak,
        roll_off(mono, rate_hz), correlation,
    )  # fmt: skip
