"""Sound read once and described once: mel bands, onset envelope, level, chroma, beats as the bundle's tracker hears them. Files of
figures are kept in a cache folder. Judges nothing and knows no scores."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import librosa
import numpy as np
import onnxruntime
import soundfile

from ..beats.decoding import decode_beats
from ..beats.features import log_mel, to_input_rate
from ..onnx_session import open_session

RATE_HZ = 48_000
ONSET_RATE_HZ = 100
CHROMA_RATE_HZ = 10
MIX_RMS = 0.13  # about -16 LUFS, the level of every score: recordings of others are brought to it


@dataclass(frozen=True)
class Heard:
    duration_seconds: float
    mel: np.ndarray  # float32 [F, 64], 50 frames a second, log amplitude of bands up to 10 kHz
    onsets: np.ndarray  # float32 [ceil(100 * seconds)], spectral flux, mean 0 and deviation 1
    level_db: np.ndarray  # [floor(seconds)] root mean square of each second
    onset_density: np.ndarray  # [floor(seconds)] attacks in each second
    chroma: np.ndarray  # [C, 12], 10 a second, by pitch class (short-time Fourier), each column's largest 1
    beats: np.ndarray  # seconds
    downbeats: np.ndarray
    tempo_bpm: float


def read_mono(path: Path) -> np.ndarray:
    """float32 [N] at 48 kHz."""
    samples, rate_hz = soundfile.read(path, dtype="float32")
    return to_input_rate(samples, rate_hz).astype(np.float32)


def at_mix_level(samples: np.ndarray) -> np.ndarray:
    level = float(np.sqrt(np.mean(samples**2)))
    return samples if level == 0 else (samples * (MIX_RMS / level)).clip(-1, 1).astype(np.float32)


def open_tracker(bundle: Path) -> onnxruntime.InferenceSession:
    return open_session(bundle / "beat-tracker.onnx")


def onset_envelope(samples: np.ndarray) -> np.ndarray:
    """Not the product's own envelope, which would be judge and party: librosa's mel flux at 100 Hz, standardised."""
    hop = RATE_HZ // ONSET_RATE_HZ
    flux = librosa.onset.onset_strength(y=samples, sr=RATE_HZ, hop_length=hop, n_fft=2048, n_mels=64)
    deviation = float(flux.std())
    return ((flux - flux.mean()) / deviation if deviation > 1e-9 else np.zeros_like(flux)).astype(np.float32)


def per_second(samples: np.ndarray, onsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Level in dB and attacks of each whole second."""
    seconds = len(samples) // RATE_HZ
    squares = (samples[: seconds * RATE_HZ].reshape(seconds, RATE_HZ).astype(np.float64) ** 2).mean(axis=1)
    peaks = librosa.util.peak_pick(onsets, pre_max=3, post_max=4, pre_avg=10, post_avg=11, delta=0.3, wait=5)
    return 10 * np.log10(squares + 1e-8), np.bincount(peaks // ONSET_RATE_HZ, minlength=seconds + 1)[:seconds].astype(float)


def chroma_of(samples: np.ndarray) -> np.ndarray:
    low_rate = librosa.resample(samples, orig_sr=RATE_HZ, target_sr=12_000, res_type="polyphase")
    return librosa.feature.chroma_stft(y=low_rate, sr=12_000, n_fft=4096, hop_length=1200, tuning=0.0).T.astype(np.float32)


def describe(samples: np.ndarray, tracker: onnxruntime.InferenceSession, light: bool = False) -> Heard:
    """`samples`: float32 [N] mono at 48 kHz. Beats are tracked without any tempo range, the same for every system; `light` leaves
    beats and chroma empty."""
    mel, onsets = log_mel(samples).astype(np.float32), onset_envelope(samples)
    level_db, density = per_second(samples, onsets)
    seconds, none = len(samples) / RATE_HZ, np.zeros(0)
    if light:
        return Heard(seconds, mel, onsets, level_db, density, np.zeros((0, 12)), none, none, 0.0)
    activations = tracker.run(["activations"], {"mel": mel[None]})[0][0]
    beats = decode_beats(activations)
    return Heard(
        seconds, mel, onsets, level_db, density, chroma_of(samples), beats.beats_seconds, beats.downbeats_seconds,
        beats.tempo_bpm,
    )  # fmt: skip


class Ear:
    """Describes files, and keeps what it found by what the sound holds, so that a folder of results may be moved. `edition` names the
    tracker: what one heard is not taken for what another would hear."""

    def __init__(self, tracker: onnxruntime.InferenceSession, cache: Path, edition: str = "") -> None:
        self.tracker, self.cache, self.edition = tracker, cache, edition
        cache.mkdir(parents=True, exist_ok=True)

    def hear(self, path: Path, levelled: bool = False, light: bool = False) -> Heard:
        key = hashlib.sha256(path.read_bytes() + f"{levelled} {light} {'' if light else self.edition}".encode()).hexdigest()[:24]
        samples = None if (self.cache / f"{key}.npz").exists() else read_mono(path)
        return self._kept(key, at_mix_level(samples) if levelled and samples is not None else samples, light)

    def hear_samples(self, samples: np.ndarray) -> Heard:
        return self._kept(hashlib.sha256(samples.tobytes() + self.edition.encode()).hexdigest()[:24], samples, False)

    def _kept(self, key: str, samples: np.ndarray | None, light: bool) -> Heard:
        file = self.cache / f"{key}.npz"
        if not file.exists():
            heard = describe(samples, self.tracker, light)
            part = file.with_suffix(".part.npz")  # a run that is stopped while it writes leaves no half a file under the name
            np.savez(part, **heard.__dict__)
            part.replace(file)
            return heard
        with np.load(file) as data:
            kept = {name: data[name] for name in data.files}
        return Heard(**kept | {name: float(kept[name]) for name in ("duration_seconds", "tempo_bpm")})
