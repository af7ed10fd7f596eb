"""What a training pair is and what all makers of pairs do alike, whatever the music is made of: leave conditions out, stand in for a missing
picture, find the video token of each step. Knows no files and no meaning of a token."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .config import ModelConfig


@dataclass(frozen=True)
class Dropouts:
    """How often a crop does without something, so that it may be missing at inference and guidance has its null row."""

    everything: float = 0.1  # video, style, energy and mode together
    video: float = 0.15
    mode: float = 0.4
    style: float = 0.05
    energy: float = 0.05
    infill: float = 0.5  # share of the crops without picture that lead into bars given beforehand


@dataclass
class Pair:
    frames: np.ndarray  # uint8 [F, H, W, 3]
    beat_target: np.ndarray  # float32 [F]
    tokens: np.ndarray  # int64 [T, K]
    conditions: np.ndarray  # int64 [T, C]
    video_index: np.ndarray  # int64 [T]
    has_video: bool
    restart: int = 0


class Pairing:
    """`dropouts` None: everything is known, as in validation and test."""

    def __init__(self, config: ModelConfig, dropouts: Dropouts | None):
        self.config, self.dropouts = config, dropouts

    def no_picture(self) -> tuple[np.ndarray, np.ndarray]:
        """One black frame that nobody is shown, uint8 [1, H, W, 3], and its beat target [1]."""
        size = (1, self.config.video_height_px, self.config.video_width_px, 3)
        return np.zeros(size, np.uint8), np.zeros(1, np.float32)

    def video_index(self, seconds: np.ndarray, frames: int) -> np.ndarray:
        """seconds [T] from the start of a picture of `frames` frames -> int64 [T], the video token shown then."""
        index = (seconds * self.config.video_fps / self.config.token_stride).astype(np.int64)
        last_token = -(-frames // self.config.token_stride) - 1
        return index.clip(0, last_token)

    def drop(self, rng: np.random.Generator, vectors: np.ndarray) -> bool:
        """Makes conditions unknown in place, vectors [T, C]; -> whether the decoder sees the video."""
        if self.dropouts is None:
            return True
        columns = {condition.name: i for i, condition in enumerate(self.config.conditions)}
        everything = rng.random() < self.dropouts.everything
        for name in ("style", "energy", "mode"):
            if rng.random() < getattr(self.dropouts, name) or everything:
                vectors[:, columns[name]] = self.config.conditions[columns[name]].unknown
        return not (everything or rng.random() < self.dropouts.video)
