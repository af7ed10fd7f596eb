# Prepared pieces (log-mel frames with exact beats), augmentation in the mel domain, soft targets.
# Knows nothing of how the pieces were made or of the network.
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from scipy.signal import lfilter

from .features import FRAME_RATE_HZ, LOG_SCALE

# Width of the soft target in frames: +-18 ms. A Gaussian has a parabolic logarithm, which the decoder interpolates.
TARGET_SIGMA_FRAMES = 0.9


@dataclass(frozen=True)
class Piece:
    name: str
    group: str
    mel: np.ndarray  # float16 [F, M]
    beats_seconds: np.ndarray
    positions: np.ndarray  # place in the bar, 0 = downbeat, -1 = not known

    @property
    def knows_bars(self) -> bool:
        return bool(len(self.positions) and (self.positions >= 0).all())

    @property
    def downbeats_seconds(self) -> np.ndarray:
        return self.beats_seconds[self.positions == 0]


def save_piece(folder: Path, piece: Piece) -> None:
    np.savez(
        folder / f"{piece.name}.npz", group=piece.group, mel=piece.mel.astype(np.float16),
        beats_seconds=piece.beats_seconds, positions=piece.positions,
    )


def load_pieces(folder: Path) -> list[Piece]:
    pieces = []
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as stored:
            pieces.append(Piece(path.stem, str(stored["group"]), stored["mel"], stored["beats_seconds"], stored["positions"]))
    return pieces


def soft_targets(times_seconds: np.ndarray, frames: int) -> np.ndarray:
    """[F] in 0..1: a Gaussian bump around each time, taken at the exact, not the rounded, place."""
    target = np.zeros(frames, dtype=np.float32)
    for time in np.asarray(times_seconds) * FRAME_RATE_HZ:
        first = max(0, int(np.ceil(time - 3)))
        index = np.arange(first, min(frames, int(time + 3) + 1))
        target[index] = np.maximum(target[index], np.exp(-0.5 * ((index - time) / TARGET_SIGMA_FRAMES) ** 2))
    return target


def warp_frames(mel: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Frames at fractional positions, linearly interpolated."""
    low = np.clip(np.floor(positions).astype(int), 0, len(mel) - 2)
    weight = (positions - low).astype(np.float32)[:, None]
    return mel[low] * (1 - weight) + mel[low + 1] * weight


def random_warp(frames: int, random: np.random.Generator) -> np.ndarray:
    """Where each output frame reads: a tempo off by up to 5 % that drifts by up to +-4 % within the crop."""
    speed = 1 + random.uniform(-0.05, 0.05)
    knots = random.uniform(-0.04, 0.04, 6) * (random.random() < 0.6)
    drift = np.interp(np.arange(frames), np.linspace(0, frames, 6), knots)
    return np.cumsum(speed * (1 + drift)) - speed


def colour(mel: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Gain, equaliser, reverberation, noise floor and compression, done on band amplitudes."""
    amplitude = np.expm1(mel) / LOG_SCALE
    bands = amplitude.shape[1]
    gain_db = random.uniform(-14, 8) + np.interp(np.arange(bands), np.linspace(0, bands, 6), random.uniform(-7, 7, 6))
    if random.random() < 0.15:  # a small loudspeaker: no bass
        gain_db -= 30 * (np.arange(bands) < random.integers(3, 12))
    if random.random() < 0.15:  # a dull recording
        gain_db -= 40 * (np.arange(bands) > random.integers(30, 56))
    amplitude = amplitude * 10 ** (gain_db / 20)
    if random.random() < 0.35:  # a tail of 0.3 to 2.5 s (60 dB), wet part 5 to 40 %
        decay = 10 ** (-3 / (random.uniform(0.3, 2.5) * FRAME_RATE_HZ))
        amplitude = amplitude + random.uniform(0.05, 0.4) * lfilter([0, 1 - decay], [1, -decay], amplitude, axis=0)
    if random.random() < 0.35:
        floor = 10 ** random.uniform(-5, -3)
        amplitude = np.hypot(amplitude, floor * random.rayleigh(0.7, amplitude.shape))
    if random.random() < 0.25:  # a compressor: slow gain that follows the level
        level = lfilter([0.05], [1, -0.95], amplitude.mean(axis=1)) + 1e-4
        amplitude = amplitude * ((level / level.mean()) ** -random.uniform(0.2, 0.6))[:, None]
    return np.log1p(LOG_SCALE * amplitude).astype(np.float32)


def random_crop(piece: Piece, frames: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mel [F, M], targets [F, 2] and the weight [2] of each target column (0 where bars are not known)."""
    reads = random_warp(frames, random)
    start = random.uniform(-50, max(1, len(piece.mel) - frames * 0.8))  # may begin before and end after the piece
    reads = reads + start
    mel = warp_frames(piece.mel.astype(np.float32), np.clip(reads, 0, len(piece.mel) - 1))
    mel[(reads < 0) | (reads > len(piece.mel) - 1)] = 0
    mel = colour(mel, random)

    def placed(times_seconds: np.ndarray) -> np.ndarray:
        at = times_seconds * FRAME_RATE_HZ
        at = at[(at >= reads[0]) & (at <= reads[-1])]
        return np.interp(at, reads, np.arange(frames)) / FRAME_RATE_HZ

    targets = np.stack([soft_targets(placed(t), frames) for t in (piece.beats_seconds, piece.downbeats_seconds)], axis=1)
    return mel, targets, np.array([1.0, 1.0 if piece.knows_bars else 0.0], dtype=np.float32)


def random_batch(pieces: list[Piece], weights: np.ndarray, size: int, frames: int, random: np.random.Generator):
    """Tensors mel [B, F, M], targets [B, F, 2], weights [B, 2]; pieces drawn with the given chances."""
    chosen = random.choice(len(pieces), size=size, p=weights)
    columns = zip(*(random_crop(pieces[index], frames, random) for index in chosen), strict=True)
    return tuple(torch.from_numpy(np.stack(column).astype(np.float32)) for column in columns)
