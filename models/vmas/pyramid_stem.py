"""The stem of large frames (224 px): patches of 8 x 8 with the difference to the frame before, then halved and widened level by level.
Knows nothing of time beyond one frame back, and nothing of music."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .config import ModelConfig

PATCH = 8  # pixels
CELLS = 3  # rows and columns that are left at the end: where in the picture something is


class Level(nn.Module):
    """Depthwise 5 x 5 and a pointwise MLP beside the way through, then half the size and another width.
    [N, C, H, W] -> [N, C', ceil(H / 2), ceil(W / 2)]."""

    def __init__(self, width: int, to: int):
        super().__init__()
        self.depthwise = nn.Conv2d(width, width, 5, padding=2, groups=width)
        self.norm = nn.GroupNorm(1, width)
        self.up = nn.Conv2d(width, 2 * width, 1)
        self.down = nn.Conv2d(2 * width, width, 1)
        self.halve = nn.Conv2d(width, to, 3, stride=2, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        y = self.up(self.norm(self.depthwise(x)))
        x = x + self.down(functional.gelu(y, approximate="tanh"))
        return functional.gelu(self.halve(x), approximate="tanh")


class PyramidStem(nn.Module):
    """224 x 224 pixels -> 28 x 28 patches -> 14 x 14 -> 7 x 7 -> 3 x 3 cells -> a vector. `video_channels`: width of each size."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        widths = config.video_channels
        self.rows, self.columns = config.video_height_px // PATCH, config.video_width_px // PATCH
        assert self.rows * PATCH == config.video_height_px and self.columns * PATCH == config.video_width_px, "whole patches"
        assert min(self.rows, self.columns) >> (len(widths) - 1) >= CELLS, "too many levels for this size"
        self.patch = nn.Linear(PATCH * PATCH * 3, 2 * widths[0], bias=False)  # of the frame, and of the one before
        self.bias = nn.Parameter(torch.zeros(widths[0]))
        self.levels = nn.Sequential(*(Level(width, to) for width, to in zip(widths[:-1], widths[1:])))
        rows, columns = self.rows, self.columns
        for _ in widths[1:]:
            rows, columns = -(-rows // 2), -(-columns // 2)
        # Windows of one size side by side or overlapping by less than one step, so that ONNX needs no adaptive pooling.
        strides = (rows // CELLS, columns // CELLS)
        self.pool = nn.AvgPool2d((rows - (CELLS - 1) * strides[0], columns - (CELLS - 1) * strides[1]), stride=strides)
        self.project = nn.Linear(CELLS * CELLS * widths[-1], config.video_dim)

    def forward(self, frames: Tensor) -> Tensor:
        """frames uint8 [B, F, H, W, 3] -> float [B, F, C]."""
        batch, count = frames.shape[0], frames.shape[1]
        x = frames.reshape(batch, count, self.rows, PATCH, self.columns, PATCH, 3).transpose(3, 4)
        x = x.reshape(batch, count, self.rows * self.columns, PATCH * PATCH * 3).to(torch.float32)
        now, before = (self.patch(x) * (1 / 64)).chunk(2, -1)  # 8-bit values to unit scale, as in FrameStem
        before = torch.cat([before[:, :1], before[:, :-1]], 1)
        x = functional.gelu(now - before + self.bias, approximate="tanh")
        x = x.reshape(batch * count, self.rows, self.columns, -1).permute(0, 3, 1, 2)
        return self.project(self.pool(self.levels(x)).flatten(1)).reshape(batch, count, -1)
