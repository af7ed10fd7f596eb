"""What the codec of a bundle does to sound: distances at several resolutions, clicks, and the ladder of codebooks. Uses the exported
graphs only. Layout of the graphs: docs/rvq-family.md."""

from __future__ import annotations

import json
from pathlib import Path

import librosa
import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper

from ..onnx_session import open_session

SCALES = (2048, 1024, 512, 256)
CLICK_SPACING_SECONDS = 0.437
FLOOR = 1e-5


class Codec:
    def __init__(self, bundle: Path, decoder: onnxruntime.InferenceSession | None = None) -> None:
        manifest = json.loads((bundle / "model.json").read_text())
        self.bundle = bundle
        self.rate_hz = manifest["sampleRateHz"]
        self.samples_per_frame = manifest["codec"]["samplesPerFrame"]
        self.delays = manifest["codec"]["delays"]
        self.encoder = open_session(bundle / "codec-encoder.onnx")
        self.decoder = decoder or open_session(bundle / "codec-decoder.onnx")

    @property
    def codebooks(self) -> int:
        return len(self.delays)

    def encode(self, samples: np.ndarray) -> np.ndarray:
        """float32 [N] at the bundle's rate -> int64 [F, K]; the end is filled up with silence to a whole frame."""
        padded = np.pad(samples, (0, -len(samples) % self.samples_per_frame)).astype(np.float32)
        return self.encoder.run(["codes"], {"audio": padded})[0]

    def decode(self, codes: np.ndarray) -> np.ndarray:
        whole = {"codes": codes.astype(np.int64), "first_frame": np.zeros(1, np.int64)}
        wanted = {node.name for node in self.decoder.get_inputs()}
        return self.decoder.run(["audio"], {name: value for name, value in whole.items() if name in wanted})[0].reshape(-1)

    def reconstruct(self, samples: np.ndarray) -> np.ndarray:
        return self.decode(self.encode(samples))[: len(samples)]

    def with_books(self, count: int) -> Codec:
        """The same codec hearing its first `count` codebooks only: the tables of the others hold zeros."""
        model = onnx.load(self.bundle / "codec-decoder.onnx")
        silence_books(model, count)
        return Codec(self.bundle, open_session(model.SerializeToString()))


def silence_books(model: onnx.ModelProto, keep: int) -> None:
    """Zeroes the code tables from `keep` on. Tables are what the Gather nodes that read codes look up, in order of the codebooks,
    or one table [K, size, E]. ValueError when the graph holds neither."""
    initial = {tensor.name: tensor for tensor in model.graph.initializer}
    # Tables may be stored in half precision with a Cast behind them.
    stored = {node.output[0]: node.input[0] for node in model.graph.node if node.op_type == "Cast" and node.input[0] in initial}
    sources = [stored.get(node.input[0], node.input[0]) for node in model.graph.node if node.op_type in ("Gather", "GatherND")]
    looked_up = [name for name in sources if name in initial]
    tables = [name for name in dict.fromkeys(looked_up) if numpy_helper.to_array(initial[name]).ndim in (2, 3) and numpy_helper.to_array(initial[name]).shape[-2] >= 64]
    if not tables:
        raise ValueError("the decoder looks up no code tables")
    for index, name in enumerate(tables):
        table = numpy_helper.to_array(initial[name]).copy()
        if table.ndim == 3:
            table[keep:] = 0
        elif index >= keep:
            table[:] = 0
        initial[name].CopyFrom(numpy_helper.from_array(table, name))


def log_mel_distance(original: np.ndarray, other: np.ndarray, rate_hz: int) -> float:
    """Mean absolute difference of natural-log mel amplitudes over four window lengths."""
    values = []
    for size in SCALES:
        bands = [
            np.log(librosa.feature.melspectrogram(y=x, sr=rate_hz, n_fft=size, hop_length=size // 4, n_mels=min(80, size // 16), power=1.0) + FLOOR)
            for x in (original, other)
        ]
        values.append(np.abs(bands[0] - bands[1]).mean())
    return float(np.mean(values))


def stft_distance(original: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    """Spectral convergence and mean absolute difference of log magnitudes, over four window lengths."""
    convergence, logarithmic = [], []
    for size in SCALES:
        first, second = (np.abs(librosa.stft(x, n_fft=size, hop_length=size // 4)) for x in (original, other))
        convergence.append(np.linalg.norm(first - second) / max(np.linalg.norm(first), 1e-9))
        logarithmic.append(np.abs(np.log(first + FLOOR) - np.log(second + FLOOR)).mean())
    return float(np.mean(convergence)), float(np.mean(logarithmic))


def click_train(seconds: float, rate_hz: int) -> tuple[np.ndarray, np.ndarray]:
    """Clicks of 2 ms noise over a quiet tone; their times are no multiple of a frame."""
    times = np.arange(0.5, seconds - 0.5, CLICK_SPACING_SECONDS)
    samples = 0.02 * np.sin(2 * np.pi * 220 * np.arange(int(seconds * rate_hz)) / rate_hz)
    burst = np.random.default_rng(3).standard_normal(int(0.002 * rate_hz)) * 0.4
    for time in times:
        start = int(time * rate_hz)
        samples[start : start + len(burst)] += burst
    return samples.astype(np.float32), times


def transient_test(codec: Codec, seconds: float = 8.0) -> dict[str, float]:
    """Where clicks are heard after the codec (ms off), how much of their energy is left, and what sounds before them (pre-echo, dB)."""
    samples, times = click_train(seconds, codec.rate_hz)
    return judge_clicks(samples, codec.reconstruct(samples), times, codec.rate_hz)


def judge_clicks(original: np.ndarray, heard: np.ndarray, times: np.ndarray, rate_hz: int) -> dict[str, float]:
    late, kept, before = [], [], []
    for time in times:
        at, reach = int(time * rate_hz), int(0.05 * rate_hz)
        piece = heard[at - reach : at + reach].astype(np.float64) ** 2
        smooth = np.convolve(piece, np.ones(int(0.002 * rate_hz)), mode="same")
        late.append(1000 * abs(int(smooth.argmax()) - reach) / rate_hz)
        after = slice(at, at + int(0.02 * rate_hz))
        ahead = slice(at - int(0.025 * rate_hz), at - int(0.005 * rate_hz))
        energy = float((heard[after].astype(np.float64) ** 2).sum())
        kept.append(10 * np.log10((energy + 1e-12) / ((original[after].astype(np.float64) ** 2).sum() + 1e-12)))
        before.append(10 * np.log10(((heard[ahead].astype(np.float64) ** 2).sum() + 1e-12) / (energy + 1e-12)))
    return {"median_ms": float(np.median(late)), "largest_ms": float(np.max(late)), "kept_db": float(np.median(kept)), "before_db": float(np.median(before))}
