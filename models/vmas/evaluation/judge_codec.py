"""The codec of a bundle: how far from the original, clicks, the ladder of codebooks, spectrograms. -> plain figures and pictures."""

from __future__ import annotations

from pathlib import Path

import librosa
import numpy as np

from ..rvq.pieces import TEST
from ..rvq.recorded import split_of, work_of
from .codec import Codec, log_mel_distance, stft_distance, transient_test
from .plots import plot_spectrograms
from .session import Session
from .sound import at_mix_level, read_mono
from .sound_tokens import at_rate

EXCERPT_SECONDS = 10.0


def excerpts(session: Session) -> dict[str, list[tuple[str, np.ndarray]]]:
    """Held-out renderings and held-out real music at the bundle's rate; the middle ten seconds of each."""
    codec_rate = session.manifest["sampleRateHz"]

    def middle(path: Path) -> tuple[str, np.ndarray]:
        samples = at_rate(at_mix_level(read_mono(path)), codec_rate)
        length = min(len(samples), int(EXCERPT_SECONDS * codec_rate))
        start = (len(samples) - length) // 2
        return path.stem, samples[start : start + length]

    real = sorted((session.data / "audio").glob("*.ogg"))
    held_out = [path for path in real if split_of(work_of(path.name)) == TEST]
    most = 2 if session.quick else 24
    return {
        "held-out renderings": [middle(piece.path) for piece in session.material.held_out()[:most]],
        "real music, held out": [middle(path) for path in held_out[:most]],
    }


def spectrogram(samples: np.ndarray) -> np.ndarray:
    return librosa.amplitude_to_db(np.abs(librosa.stft(samples[: 48_000 * 5], n_fft=4096, hop_length=512))[:700] + 1e-6)


def judge_codec(session: Session, pictures: Path) -> dict:
    codec, sets = Codec(session.bundle), excerpts(session)
    distances = {}
    for name, sounds in sets.items():
        rows = [(log_mel_distance(x, y, codec.rate_hz), *stft_distance(x, y)) for x, y in ((x, codec.reconstruct(x)) for _, x in sounds)]
        distances[name] = {"n": len(rows), "log_mel": np.mean(rows, 0)[0], "convergence": np.mean(rows, 0)[1], "log_stft": np.mean(rows, 0)[2]}
    pairs = [(name, spectrogram(x), spectrogram(codec.reconstruct(x))) for sounds in sets.values() for name, x in sounds[:2]]
    plot_spectrograms(pairs, pictures / f"{session.id}-codec.png")
    codes = codec.encode(sets["held-out renderings"][0][1])
    codec_rate = codec.rate_hz / codec.samples_per_frame
    return {
        "distances": distances, "transients": transient_test(codec), "ladder": ladder(codec, sets["held-out renderings"][:6]),
        "codebooks": codec.codebooks, "frame_rate_hz": codec_rate, "codes_used": len(np.unique(codes)),
    }  # fmt: skip


def ladder(codec: Codec, sounds: list[tuple[str, np.ndarray]]) -> list[dict]:
    """Distances when only the first codebooks are heard. Empty where the graph has no tables that can be silenced."""
    rows = []
    codes = [codec.encode(samples) for _, samples in sounds]
    for count in range(1, codec.codebooks + 1):
        try:
            fewer = codec.with_books(count)
        except ValueError:
            return []
        heard = [fewer.decode(frames)[: len(samples)] for frames, (_, samples) in zip(codes, sounds)]
        distances = [log_mel_distance(samples, other, codec.rate_hz) for (_, samples), other in zip(sounds, heard)]
        rows.append({"books": count, "log_mel": float(np.mean(distances))})
    return rows
