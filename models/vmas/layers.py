"""The small parts shared by the encoders and the decoder: norm, gated MLP, rotary positions, mean over a mask.
Knows nothing of video or music."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional


class Norm(nn.LayerNorm):
    """[..., C] -> [..., C]. LayerNorm without bias, not RMSNorm: one fused kernel in training on a CPU (a written-out
    RMSNorm was a tenth of the step) and one operator in ONNX."""

    def __init__(self, width: int):
        super().__init__(width, bias=False)


class GatedMLP(nn.Module):
    """SwiGLU: [..., C] -> [..., C]."""

    def __init__(self, width: int, hidden: int):
        super().__init__()
        self.up = nn.Linear(width, 2 * hidden, bias=False)
        self.down = nn.Linear(hidden, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        gate, value = self.up(x).chunk(2, -1)
        return self.down(functional.silu(gate) * value)


def rotary_angles(position: Tensor, head_size: int) -> tuple[Tensor, Tensor]:
    """position int64 [T] -> cos, sin float [T, head_size / 2]. Phases are reduced in double precision, so that a
    position of any size keeps full accuracy (float32 alone loses 0.03 rad at step 300 000)."""
    exponent = torch.arange(0, head_size, 2, dtype=torch.float64) / head_size
    frequency = (10_000.0**-exponent).to(position.device)
    turns = position.to(torch.float64)[:, None] * (frequency / (2 * math.pi))[None, :]
    angle = ((turns - torch.floor(turns)) * (2 * math.pi)).to(torch.float32)
    return angle.cos(), angle.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """x [..., T, head_size], cos/sin [T, head_size / 2] -> the same shape, halves rotated against each other."""
    first, second = x.chunk(2, -1)
    return torch.cat([first * cos - second * sin, second * cos + first * sin], -1)


def masked_mean(x: Tensor, mask: Tensor) -> Tensor:
    """x [B, L, C], mask [B, L] -> [B, C]."""
    weight = mask.to(x.dtype)[..., None]
    return (x * weight).sum(1) / weight.sum(1).clamp(min=1.0)


def initialise(module: nn.Module, layers: int) -> None:
    """Normal(0, 0.02); projections back into the residual stream are scaled by depth (GPT-2, section 2.3)."""
    for name, parameter in module.named_parameters():
        if parameter.ndim >= 2 and "stem" not in name:
            scale = 0.02 / math.sqrt(2 * layers) if name.endswith(("down.weight", "out.weight")) else 0.02
            nn.init.normal_(parameter, std=scale)
