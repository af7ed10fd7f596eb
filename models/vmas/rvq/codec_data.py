"""Crops of sound for the codec: folders drawn with given shares, gains and polarity changed. Item i is a function of (seed, i), so
that a run resumes exactly."""

from __future__ import annotations

import numpy as np
import torch

from .pieces import SoundFolder, SoundPiece

QUIETEST_DB = -12.0


class CropMaker:
    """`groups`: folders and the share of crops they give. `length`: samples of a crop."""

    def __init__(self, groups: list[tuple[list[SoundFolder], float]], split: int, length: int, seed: int):
        self.length, self.seed = length, seed
        self.groups: list[list[tuple[SoundFolder, SoundPiece]]] = []
        shares = []
        for folders, share in groups:
            pieces = [(folder, piece) for folder in folders for piece in folder.pieces if piece.split == split and piece.length >= length]
            if pieces and share > 0:
                self.groups.append(pieces)
                shares.append(share)
        assert self.groups, f"no piece of split {split}"
        self.shares = np.array(shares) / sum(shares)

    def batch(self, index: int, size: int, length: int | None = None) -> torch.Tensor:
        """float32 [B, 1, N]; N is `length` where given, at most that of all crops."""
        random = np.random.default_rng((self.seed, index))
        return torch.from_numpy(np.stack([self.crop(random, length or self.length) for _ in range(size)])[:, None])

    def crop(self, random: np.random.Generator, length: int) -> np.ndarray:
        for _ in range(8):  # a silent crop teaches nothing; try again
            pieces = self.groups[int(random.choice(len(self.groups), p=self.shares))]
            folder, piece = pieces[int(random.integers(len(pieces)))]
            start = int(random.integers(0, piece.length - length + 1))
            samples = folder.samples(piece, start, length)
            if np.abs(samples).max() > 1e-3:
                break
        gain = 10 ** (random.uniform(QUIETEST_DB, 0) / 20) * random.choice([-1, 1])
        return (samples * gain).astype(np.float32)
