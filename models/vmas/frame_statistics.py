"""Light, colour and change of whole frames as a few numbers each. Convolutions on patches find motion and edges quickly, and grades hardly at
all; a mean and a spread of colour say them outright. Knows nothing of music."""

from __future__ import annotations

import torch
from torch import Tensor, nn

SIZE = 14  # numbers a frame
STRIDE = 2  # every second pixel of every second row: a quarter of the work, the same means
UNIT = 64.0  # 8-bit values to about unit scale
DARK, BRIGHT = 2, 253  # 8-bit values at or beyond which a colour counts as clipped


class FrameStatistics(nn.Module):
    """frames uint8 [B, F, H, W, 3] -> [B, F, C]: linear in the numbers of `frame_statistics`."""

    def __init__(self, width: int):
        super().__init__()
        self.linear = nn.Linear(SIZE, width)

    def forward(self, frames: Tensor) -> Tensor:
        return self.linear(frame_statistics(frames))


def frame_statistics(frames: Tensor) -> Tensor:
    """-> float [B, F, 14]: mean, spread and log spread of luma, red - luma and blue - luma (9); mean size of the two colour
    differences (2); share of values clipped dark and bright (2); log mean change of luma to the frame before (1)."""
    values = frames[:, :, ::STRIDE, ::STRIDE].flatten(2, 3)  # [B, F, P, 3]
    red, green, blue = (values.to(torch.float32) / UNIT).unbind(-1)
    luma = 0.299 * red + 0.587 * green + 0.114 * blue  # BT.601
    planes = torch.stack([luma, red - luma, blue - luma], 2)  # [B, F, 3, P]
    mean = planes.mean(-1)
    # 1e-4 and 1e-3: a plain frame has no spread, a still one no change.
    spread = ((planes - mean[..., None]) ** 2).mean(-1).add(1e-4).sqrt()
    colour = planes[:, :, 1:].abs().mean(-1)
    clipped = torch.stack(
        [part.flatten(2).to(torch.float32).mean(-1) for part in (values <= DARK, values >= BRIGHT)], -1
    )
    before = torch.cat([luma[:, :1], luma[:, :-1]], 1)
    change = (luma - before).abs().mean(-1, keepdim=True).add(1e-3).log()
    return torch.cat([mean, spread, spread.log(), colour, clipped, change], -1)
