"""Sound of the pieces to codes, by the codec of a checkpoint or by the encoder graph of a bundle: the same for whoever asks. Knows no files but the codec's own."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from scipy.signal import resample

from ..onnx_session import open_session
from .codec_trainer import load_codec
from .pieces import SAMPLE_RATE_HZ


class SoundEncoder(Protocol):
    digest: str  # sha256 of what makes the codes
    frame_rate_hz: float

    @property
    def samples_per_frame(self) -> int:
        """At SAMPLE_RATE_HZ."""

    def codes(self, rows: np.ndarray) -> np.ndarray:
        """float32 [shifts, N] at SAMPLE_RATE_HZ, N whole frames -> [shifts, F, K]."""


class CheckpointEncoder:
    """A codec of train_codec.py."""

    def __init__(self, path: Path):
        self.codec = load_codec(path).to("cuda" if torch.cuda.is_available() else "cpu")
        assert self.codec.config.sample_rate_hz == SAMPLE_RATE_HZ, "sound of pieces is not at the rate of this codec"
        self.digest = hashlib.sha256(path.read_bytes()).hexdigest()
        self.frame_rate_hz, self.samples_per_frame = self.codec.config.frame_rate_hz, self.codec.config.samples_per_frame

    @torch.no_grad()
    def codes(self, rows: np.ndarray) -> np.ndarray:
        audio = torch.from_numpy(rows).to(self.codec.quantiser.books.device)[:, None]
        return self.codec.codes(audio.expand(-1, self.codec.config.channels, -1)).cpu().numpy()


class BundleEncoder:
    """codec-encoder.onnx of a bundle. It reads the product's rate, so the sound is first carried there without a filter: what the graph leaves out
    above 16 kHz is what the codec never had."""

    def __init__(self, bundle: Path, threads: int = 1):
        about = json.loads((bundle / "model.json").read_text())
        graph = bundle / "codec-encoder.onnx"
        self.session, self.digest = open_session(graph, threads), hashlib.sha256(graph.read_bytes()).hexdigest()
        codec = about["codec"]
        self.frame_rate_hz, self.channels, self.wide_frame = codec["frameRateHz"], codec["channels"], codec["samplesPerFrame"]
        self.samples_per_frame = self.wide_frame * SAMPLE_RATE_HZ // about["sampleRateHz"]

    def codes(self, rows: np.ndarray) -> np.ndarray:
        return np.stack([self.session.run(["codes"], {"audio": self.widened(row)})[0] for row in rows])

    def widened(self, row: np.ndarray) -> np.ndarray:
        """float32 [N] at SAMPLE_RATE_HZ -> float32 [N'] at the bundle's rate, of several channels [channels, N']."""
        size = self.samples_per_frame
        padded = np.pad(row, size)  # the transform behind `resample` is circular: a frame of silence parts end and beginning
        wide = resample(padded, len(padded) // size * self.wide_frame)[self.wide_frame : -self.wide_frame].astype(np.float32)
        return wide if self.channels == 1 else np.tile(wide, (self.channels, 1))


def open_encoder(path: Path, threads: int) -> SoundEncoder:
    """A checkpoint, or the folder of a bundle."""
    return BundleEncoder(path, threads) if path.is_dir() else CheckpointEncoder(path)


def encode(encoder: SoundEncoder, samples: np.ndarray, shifts: list[int]) -> np.ndarray:
    """float [N] at SAMPLE_RATE_HZ, shifts in samples, less than a frame -> codes [shifts, ceil((N + largest shift) / samples_per_frame), K], each with
    so much silence before it; the end is filled with silence."""
    size = encoder.samples_per_frame
    count = -(-(len(samples) + max(shifts)) // size) * size
    rows = np.zeros((len(shifts), count), np.float32)
    for row, shift in zip(rows, shifts):
        row[shift : shift + len(samples)] = samples
    return encoder.codes(rows)
