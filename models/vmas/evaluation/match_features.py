"""What the ear of picture and music is shown: figures of each picture at 10 a second, bands and attacks of the sound at 50. Hand-made;
shares nothing with what the model's own encoders read (patches and tokens). Knows no network."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import median_filter, uniform_filter1d

from .sound import Heard

PICTURE_RATE_HZ, SOUND_RATE_HZ = 10, 50
SOUND_PER_PICTURE = SOUND_RATE_HZ // PICTURE_RATE_HZ
SOUND_WIDTH = 65  # 64 bands and the attacks
PICTURE_WIDTH = 18
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
GRID = (6, 8)  # blocks of 6 x 8 pixels of a picture of 36 x 64
FAINT = 1e-3  # change of a picture that cannot be seen; full scale is 1
COLOURS = 4  # steps of each channel in a histogram


def picture_features(frames: np.ndarray) -> np.ndarray:
    """uint8 [F, 36, 64, 3] at 10 a second -> float32 [F, 18]: light and colour 7, edges 1, change 10. ValueError under two pictures."""
    if len(frames) < 2:
        raise ValueError("two pictures at least are needed to see a change")
    pixels = frames.astype(np.float32) / 255
    luma = pixels @ LUMA
    edges = np.abs(np.diff(luma, axis=1)).mean((1, 2)) + np.abs(np.diff(luma, axis=2)).mean((1, 2))
    return np.column_stack([*light(pixels, luma), np.log(edges + FAINT), *change(frames, luma, edges)]).astype(np.float32)


def light(pixels: np.ndarray, luma: np.ndarray) -> list[np.ndarray]:
    """Mean of each channel, contrast, saturation, share of dark and of bright pixels, each [F]."""
    means = pixels.mean((1, 2))
    saturation = (pixels.max(3) - pixels.min(3)).mean((1, 2))
    return [*means.T, luma.std((1, 2)), saturation, (luma < 0.2).mean((1, 2)), (luma > 0.8).mean((1, 2))]


def change(frames: np.ndarray, luma: np.ndarray, edges: np.ndarray) -> list[np.ndarray]:
    """From each picture to the one before, [F]: of pixels; in pixels of way (change over edges); of blocks: mean, largest, share; of the
    colours since one and since two pictures; leap over the half second round it; change within 1 s and within 3 s."""
    pixels = np.abs(since(luma, 1)).mean((1, 2))
    blocks = np.abs(since(luma.reshape(-1, GRID[0], 6, GRID[1], 8).mean((2, 4)), 1))
    colours = histogram(frames)
    one, two = (np.abs(since(colours, gap)).sum(1) / 2 for gap in (1, 2))
    logs = np.log(pixels + FAINT)
    slow = [np.log(uniform_filter1d(pixels, width, mode="nearest") + FAINT) for width in (11, 31)]
    leap = logs - median_filter(logs, 11, mode="nearest")
    return [
        logs, np.log((pixels + FAINT) / (edges + FAINT)), np.log(blocks.mean((1, 2)) + FAINT), np.log(blocks.max((1, 2)) + FAINT),
        (blocks > 0.06).mean((1, 2)), one, two, leap, *slow,
    ]  # fmt: skip


def since(values: np.ndarray, gap: int) -> np.ndarray:
    """[F, ...] minus what it was `gap` pictures ago; the first ones change as much as the first that can be compared."""
    gap = min(gap, len(values) - 1)
    moved = values[gap:] - values[:-gap]
    return np.concatenate([np.repeat(moved[:1], gap, axis=0), moved])


def histogram(frames: np.ndarray) -> np.ndarray:
    """[F, 64] shares of 4 x 4 x 4 colours."""
    steps = frames.reshape(len(frames), -1, 3).astype(np.int64) * COLOURS // 256
    bins = (steps[..., 0] * COLOURS + steps[..., 1]) * COLOURS + steps[..., 2]
    size = COLOURS**3
    counts = np.bincount((bins + size * np.arange(len(frames))[:, None]).ravel(), minlength=size * len(frames))
    return counts.reshape(len(frames), size) / bins.shape[1]


def sound_features(heard: Heard) -> np.ndarray:
    """float32 [S, 65]: log amplitudes of 64 bands and the onset envelope, 50 a second."""
    count = min(len(heard.mel), len(heard.onsets) // 2)
    onsets = heard.onsets[: 2 * count].reshape(count, 2).max(axis=1)
    return np.column_stack([heard.mel[:count], onsets]).astype(np.float32)
