"""Crops of sound for the codec: folders drawn with given shares, gains and polarity changed. Item i is a function of (seed, i) and of the
pieces that are there, so that a run resumes exactly."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import torch

from .pieces import SoundFolder, SoundPiece, folder_paths

QUIETEST_DB = -12.0
LOUD_ENOUGH = 1e-3  # peak of a crop that teaches something


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
            if np.abs(samples).max() > LOUD_ENOUGH:
                break
        gain = 10 ** (random.uniform(QUIETEST_DB, 0) / 20) * random.choice([-1, 1])
        return (samples * gain).astype(np.float32)


class ResidentCrops:
    """The same kind of crops from sound that lies on the device as a whole: a GPU takes a batch in less time than a processor reads it.
    `roots`: folders of prepare_audio.py and the share of crops they give. Folders that appear while a run goes on are taken in, so that
    training need not wait for the last piece to be played."""

    LOOK_AGAIN_SECONDS = 15.0

    def __init__(self, roots: list[tuple[list[Path], float]], split: int, length: int, seed: int, device: torch.device):
        self.roots, self.split, self.length, self.seed, self.device = roots, split, length, seed, device
        self.seen: set[Path] = set()
        self.looked = -self.LOOK_AGAIN_SECONDS
        self.audio = torch.zeros(0, dtype=torch.int16, device=device)
        self.spans: list[list[tuple[int, int]]] = [[] for _ in roots]  # first sample and length of each piece in `audio`
        self.look()
        assert any(self.spans), f"no piece of split {split}"

    def look(self) -> None:
        """Takes in what has been added to the folders."""
        added, at = [self.audio], len(self.audio)
        for spans, (roots, _) in zip(self.spans, self.roots):
            for path in (path for path in folder_paths(roots) if path not in self.seen):
                self.seen.add(path)
                folder = SoundFolder(path)
                spans += [(at + p.start, p.length) for p in folder.pieces if p.split == self.split and p.length >= self.length]
                added.append(torch.from_numpy(np.array(folder.audio)).to(self.device))
                at += len(folder.audio)
        self.audio = torch.cat(added)
        self.looked = time.monotonic()

    def batch(self, index: int, size: int, length: int | None = None) -> torch.Tensor:
        """float32 [B, 1, N] on the device; N is `length` where given, at most that of all crops."""
        if time.monotonic() - self.looked > self.LOOK_AGAIN_SECONDS:
            self.look()
        random, count = np.random.default_rng((self.seed, index)), length or self.length
        shares = np.array([share if spans else 0.0 for spans, (_, share) in zip(self.spans, self.roots)])
        groups = random.choice(len(shares), size, p=shares / shares.sum())
        chosen = np.array([self.spans[group][int(random.integers(len(self.spans[group])))] for group in groups])
        starts = chosen[:, 0] + (random.random(size) * (chosen[:, 1] - count + 1)).astype(np.int64)
        gains = 10 ** (random.uniform(QUIETEST_DB, 0, size) / 20) * random.choice([-1, 1], size) / 32_768
        place = torch.from_numpy(starts).to(self.device)[:, None] + torch.arange(count, device=self.device)
        crops = self.audio[place] * torch.from_numpy(gains.astype(np.float32)).to(self.device)[:, None]
        # A silent crop teaches nothing: the loudest of the batch stands in for it.
        peaks = crops.abs().amax(1)
        return torch.where((peaks > LOUD_ENOUGH)[:, None], crops, crops[peaks.argmax()])[:, None]
