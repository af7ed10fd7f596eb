"""The delay pattern of docs/rvq-family.md: frames of codes [F, K] <-> steps of the model [F + K - 1, K]."""

from __future__ import annotations

import numpy as np


def delay(frames: np.ndarray, sizes: tuple[int, ...]) -> np.ndarray:
    """int [F, K] -> int64 [F + K - 1, K]: stream k stands k steps later; `size` (BOS) where it has no frame."""
    count, books = frames.shape
    steps = np.tile(np.array(sizes, np.int64), (count + books - 1, 1))
    for k in range(books):
        steps[k : k + count, k] = frames[:, k]
    return steps


def undelay(steps: np.ndarray) -> np.ndarray:
    """The inverse: int [T, K] -> [T - K + 1, K]."""
    books = steps.shape[1]
    count = len(steps) - books + 1
    return np.stack([steps[k : k + count, k] for k in range(books)], -1)
