"""Short-time Fourier transform, its inverse, and tuned oscillators, on a grid of whole hops: T hops of sound <-> T columns, column j centred on the
middle of hop j, nothing beyond the ends. Both are also linear maps with a fixed basis, which is how they are exported."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class Analysis(nn.Module):
    def __init__(self, window: int, hop: int, bins: int | None = None):
        super().__init__()
        self.window, self.hop, self.bins = window, hop, bins or window // 2 + 1
        self.register_buffer("hann", torch.hann_window(window), persistent=False)

    def forward(self, audio: Tensor) -> Tensor:
        """[..., N] -> complex [..., the lowest `bins`, N / hop]; a full-scale sine has magnitude 1."""
        edge = (self.window - self.hop) // 2
        frames = functional.pad(audio, (edge, edge)).unfold(-1, self.window, self.hop) * self.hann
        return torch.fft.rfft(frames)[..., : self.bins].transpose(-1, -2) * (2 / self.hann.sum())


def tuned_frequencies(lowest_midi: int, octaves: int, steps_an_octave: int) -> Tensor:
    """Equally tempered frequencies in hertz from a MIDI note upwards, in double precision."""
    note = lowest_midi + torch.arange(octaves * steps_an_octave, dtype=torch.float64) * (12 / steps_an_octave)
    return 440 * 2 ** ((note - 69) / 12)


class Synthesis(nn.Module):
    """Inverse transform beside a bank of tuned oscillators. A feed-forward head cannot turn steady codes into a steady tone: the same
    input gives the same phase in every column, so only multiples of the column rate come out. An oscillator's phase is the
    absolute time, so a held note rings through, and the codes need not carry phase."""

    def __init__(self, window: int, hop: int, rate_hz: float, frequencies_hz: Tensor):
        super().__init__()
        assert window % hop == 0 and window // hop >= 3, "squared Hann windows must add up to a constant"
        self.window, self.hop = window, hop
        self.register_buffer("hann", torch.hann_window(window), persistent=False)
        self.register_buffer("cycles_a_hop", frequencies_hz * hop / rate_hz, persistent=False)  # [O], double
        place = (torch.arange(window, dtype=torch.float64) - window / 2) / rate_hz
        turn = 2 * torch.pi * frequencies_hz[:, None] * place
        self.register_buffer("waves", torch.cat([turn.cos(), -turn.sin()]).float(), persistent=False)  # [2 O, window]

    def angles(self, first: Tensor, count: int) -> Tensor:
        """Phase of each oscillator in the middle of columns first..first + count - 1, radians [count, O]; first int64 []."""
        middle = first.double() + torch.arange(count, device=first.device, dtype=torch.float64) + 0.5
        return (torch.remainder(middle[:, None] * self.cycles_a_hop, 1.0) * (2 * torch.pi)).float()

    def forward(self, real: Tensor, imaginary: Tensor, tones: tuple[Tensor, Tensor], first: Tensor) -> Tensor:
        """Spectrum, each [..., bins, T]; tones: level and phase offset [..., O, T]; first: column of absolute time at which they
        begin -> [..., T * hop]."""
        frames = torch.fft.irfft(torch.complex(real, imaginary).transpose(-1, -2), self.window) * (self.hann.sum() / 2)
        level, offset = (part.transpose(-1, -2) for part in tones)
        angle = self.angles(first, level.shape[-2]) + offset
        frames = frames + torch.cat([level * angle.cos(), level * angle.sin()], -1) @ self.waves * self.hann
        frames = frames * self.hann * (self.hop / self.hann.square().sum())
        length = frames.shape[-2] * self.hop
        return overlap_add(frames, self.hop)[..., (self.window - self.hop) // 2 :][..., :length]


def overlap_add(frames: Tensor, hop: int) -> Tensor:
    """[..., T, window] -> [..., (T + window / hop - 1) * hop]: windows in blocks of a hop, each block shifted and summed."""
    count = frames.shape[-1] // hop
    parts = frames.unflatten(-1, (count, hop))  # [..., T, count, hop]
    total = sum(functional.pad(parts[..., i, :], (0, 0, i, count - 1 - i)) for i in range(count))
    return total.flatten(-2)
