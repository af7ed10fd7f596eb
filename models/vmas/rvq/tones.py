"""What the oscillators should play: the spectral peaks of a recording, each on the tuned oscillator nearest to it. Teaches the decoder which
notes sound; from waveform losses alone it learned envelopes and no pitch (models/LOG.md). Not needed at inference."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import huber_loss

from .codec import FLOOR, CodecConfig
from .spectrum import Analysis

NEIGHBOURHOOD = 21  # bins whose mean level a peak must stand above
PROMINENCE = math.log(10 ** (8 / 20))  # 8 dB
BORN_QUIET = 1e-3  # peaks below -60 dB do not count


class TonePeaks(nn.Module):
    def __init__(self, config: CodecConfig):
        super().__init__()
        self.config = config
        bins = min(config.fine_window // 2, int(8000 / (config.sample_rate_hz / config.fine_window)))
        self.analysis = Analysis(config.fine_window, config.hop * config.stride // config.fine_columns, bins)
        self.bin_hz = config.sample_rate_hz / config.fine_window
        self.lowest_hz = 440 * 2 ** ((config.lowest_midi - 69) / 12)

    @torch.no_grad()
    def forward(self, audio: Tensor) -> Tensor:
        """audio [B, channels, N] -> levels [B, channels, tones, T], T columns at the transform's rate; 1 is a full-scale sine."""
        spectrum = self.analysis(audio).abs()  # [B, channels, bins, 2 F]
        log = (spectrum + 1e-6).log()
        left, middle, right = log[..., :-2, :], log[..., 1:-1, :], log[..., 2:, :]
        around = nn.functional.avg_pool1d(log.flatten(0, 1).transpose(1, 2), NEIGHBOURHOOD, 1, NEIGHBOURHOOD // 2, count_include_pad=False)
        around = around.transpose(1, 2).view_as(log)[..., 1:-1, :]
        is_peak = (middle > left) & (middle >= right) & (middle > around + PROMINENCE) & (spectrum[..., 1:-1, :] > BORN_QUIET)
        # The parabola through three log magnitudes: its top is the partial.
        bend = (left - 2 * middle + right).clamp(max=-1e-6)
        shift = (0.5 * (left - right) / bend).clamp(-0.5, 0.5)
        level = torch.where(is_peak, (middle - 0.25 * (left - right) * shift).exp(), torch.zeros_like(middle))
        place = torch.arange(1, log.shape[-2] - 1, device=log.device)[:, None] + shift
        tone = self.config.tones_an_octave * (place * self.bin_hz / self.lowest_hz).log2()
        index = tone.round().long()
        level = torch.where((index >= 0) & (index < self.config.tones), level, torch.zeros_like(level))
        levels = torch.zeros(*log.shape[:2], self.config.tones, log.shape[-1], device=log.device)
        levels.scatter_reduce_(2, index.clamp(0, self.config.tones - 1), level, "amax")
        return levels.repeat_interleave(self.config.stride // self.config.fine_columns, -1)


def tone_distance(made: Tensor, wanted: Tensor) -> Tensor:
    """Levels of the oscillators (logarithms) against magnitudes that should sound, same shape -> Huber distance, nats; where a tone should
    sound it counts five times: most never do. Squares near the goal, since absolute distances alone are content with silence everywhere."""
    weight = 1 + 4 * (wanted > 0).to(made.dtype)
    distance = huber_loss(made, (wanted + FLOOR).log(), reduction="none", delta=2.0)
    return (weight * distance).sum() / weight.sum()


def level_distance(made: Tensor, wanted: Tensor) -> Tensor:
    """Levels of the spectrum (logarithms) against magnitudes, same shape, nats."""
    return (made - (wanted + FLOOR).log()).abs().mean()
