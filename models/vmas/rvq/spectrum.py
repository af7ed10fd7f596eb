"""Short-time Fourier transform and its inverse on a grid of whole hops: T hops of sound <-> T columns, column j centred on the
middle of hop j, nothing beyond the ends. Both are also linear maps with a fixed basis, which is how they are exported."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class Analysis(nn.Module):
    def __init__(self, window: int, hop: int):
        super().__init__()
        self.window, self.hop = window, hop
        self.register_buffer("hann", torch.hann_window(window), persistent=False)

    def forward(self, audio: Tensor) -> Tensor:
        """[..., N] -> complex [..., window / 2 + 1, N / hop]; a full-scale sine has magnitude 1."""
        edge = (self.window - self.hop) // 2
        frames = functional.pad(audio, (edge, edge)).unfold(-1, self.window, self.hop) * self.hann
        return torch.fft.rfft(frames).transpose(-1, -2) * (2 / self.hann.sum())


class Synthesis(nn.Module):
    def __init__(self, window: int, hop: int):
        super().__init__()
        assert window % hop == 0 and window // hop >= 3, "squared Hann windows must add up to a constant"
        self.window, self.hop = window, hop
        self.register_buffer("hann", torch.hann_window(window), persistent=False)

    def forward(self, real: Tensor, imaginary: Tensor) -> Tensor:
        """Each [..., bins, T] -> [..., T * hop]; inverts Analysis but for the half window at either end."""
        frames = torch.fft.irfft(torch.complex(real, imaginary).transpose(-1, -2), self.window)
        frames = frames * self.hann * (self.hann.sum() / 2 / (self.hann.square().sum() / self.hop))
        length = frames.shape[-2] * self.hop
        return overlap_add(frames, self.hop)[..., (self.window - self.hop) // 2 :][..., :length]


def overlap_add(frames: Tensor, hop: int) -> Tensor:
    """[..., T, window] -> [..., (T + window / hop - 1) * hop]: windows in blocks of a hop, each block shifted and summed."""
    count = frames.shape[-1] // hop
    parts = frames.unflatten(-1, (count, hop))  # [..., T, count, hop]
    total = sum(functional.pad(parts[..., i, :], (0, 0, i, count - 1 - i)) for i in range(count))
    return total.flatten(-2)
