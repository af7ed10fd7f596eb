"""The temporal video encoder: dense frames (10 fps or more) to per-frame beat logits and tokens at 2.5 Hz.
Knows nothing of music. Bounded look-around everywhere, so that long pictures can be encoded in pieces.

At a higher frame rate kernels keep their taps and are stretched to the same seconds: every weight has the same shape at any rate, and the
look-around in tokens (the host's margin) stays that of 10 fps."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .config import ModelConfig
from .frame_statistics import FrameStatistics
from .layers import GatedMLP, Norm
from .pyramid_stem import PyramidStem
from .shared_space import SharedSpace

PATCH = 4  # pixels


class FrameStem(nn.Module):
    """Each frame and its difference to the one before, to a vector: patches of 4 x 4 pixels, a stride-2 convolution,
    then 4 x 2 cells. The patch layer is linear, so W [frame, frame - before] is computed as U frame - V before:
    the pixels are read once (the difference at full size was half of the training step on two cores)."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        low, high = config.video_channels
        self.rows, self.columns = config.video_height_px // PATCH, config.video_width_px // PATCH
        self.patch = nn.Linear(PATCH * PATCH * 3, 2 * low, bias=False)  # U and V
        self.bias = nn.Parameter(torch.zeros(low))
        self.conv = nn.Conv2d(low, high, kernel_size=3, stride=2, padding=1)
        # 64 x 36 pixels -> 16 x 9 patches -> 8 x 5 -> 4 x 2 cells.
        self.pool = nn.AvgPool2d((3, 2), stride=(2, 2))
        self.project = nn.Linear(8 * high, config.video_dim)

    def forward(self, frames: Tensor) -> Tensor:
        """frames uint8 [B, F, 36, 64, 3] -> float [B, F, C]."""
        batch, count = frames.shape[0], frames.shape[1]
        x = frames.reshape(batch, count, self.rows, PATCH, self.columns, PATCH, 3).transpose(3, 4)
        x = x.reshape(batch, count, self.rows * self.columns, PATCH * PATCH * 3).to(torch.float32)
        # 1/64 brings 8-bit values to unit scale; on the output, where there are fewer numbers.
        now, before = (self.patch(x) * (1 / 64)).chunk(2, -1)
        before = torch.cat([before[:, :1], before[:, :-1]], 1)
        x = functional.gelu(now - before + self.bias, approximate="tanh")  # [B, F, 144, low]
        x = x.reshape(batch * count, self.rows, self.columns, -1).permute(0, 3, 1, 2)
        x = functional.gelu(self.conv(x), approximate="tanh")
        return self.project(self.pool(x).flatten(1)).reshape(batch, count, -1)


class MotionBlock(nn.Module):
    """Dense motion, at the frame rate: depthwise convolution over time, then a pointwise MLP. [B, F, C] -> [B, F, C]."""

    def __init__(self, width: int, dilation: int):
        super().__init__()
        self.depthwise = nn.Conv1d(width, width, 9, padding=4 * dilation, dilation=dilation, groups=width)
        self.norm = Norm(width)
        self.mlp = GatedMLP(width, width)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        y = self.depthwise((x * mask).transpose(1, 2)).transpose(1, 2)
        return x + self.mlp(self.norm(y))


class LocalAttention(nn.Module):
    """Tokens look `window` tokens back and ahead, in blocks of `window`, so the cost is linear in S."""

    def __init__(self, width: int, heads: int, window: int):
        super().__init__()
        self.heads, self.window = heads, window
        self.norm = Norm(width)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.bias = nn.Parameter(torch.zeros(heads, 2 * window + 1))
        self.mlp_norm = Norm(width)
        self.mlp = GatedMLP(width, 2 * width)
        # A block's query i meets the keys of three blocks; key j stands at offset j - window - i.
        offset = torch.arange(3 * window)[None, :] - window - torch.arange(window)[:, None]
        self.register_buffer("offset", (offset + window).clamp(0, 2 * window), persistent=False)
        self.register_buffer("near", offset.abs() <= window, persistent=False)

    def blocks(self, x: Tensor, length: int) -> Tensor:
        """[B, length, C] -> each block with its neighbours [B, length / window, 3 * window, C]."""
        edge = torch.zeros_like(x[:, : self.window])
        x = torch.cat([edge, x, edge], 1)
        parts = [x[:, i * self.window : i * self.window + length] for i in range(3)]
        shape = (x.shape[0], length // self.window, self.window, x.shape[-1])
        return torch.cat([part.reshape(shape) for part in parts], 2)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x [B, S, C], mask [B, S, 1] (1 = there is a token) -> [B, S, C]."""
        size, window = x.shape[1], self.window
        length = (size + window - 1) // window * window
        padding = torch.zeros_like(x[:, :1]).expand(-1, window, -1)
        padded = torch.cat([self.norm(x), padding], 1)[:, :length]
        valid = torch.cat([mask, padding[..., :1]], 1)[:, :length]
        query, key, value = self.qkv(padded).chunk(3, -1)
        key, value, valid = (self.blocks(part, length) for part in (key, value, valid))
        y = self.attend(query, key, value, valid, length)[:, :size]
        x = x + self.out(y)
        return x + self.mlp(self.mlp_norm(x))

    def attend(self, query: Tensor, key: Tensor, value: Tensor, valid: Tensor, length: int) -> Tensor:
        """query [B, L, C], key/value [B, L/w, 3w, C], valid [B, L/w, 3w, 1] -> [B, L, C]."""
        batch, window, heads = query.shape[0], self.window, self.heads
        count, width = length // window, query.shape[-1]
        split = (batch, count, -1, heads, width // heads)
        query = query.reshape(batch, count, window, heads, width // heads).transpose(2, 3)  # [B, n, H, w, dh]
        key, value = (part.reshape(split).transpose(2, 3) for part in (key, value))
        scores = query @ key.transpose(-1, -2) * (width // heads) ** -0.5  # [B, n, H, w, 3w]
        scores = scores + self.bias[:, self.offset]
        keep = self.near & (valid.transpose(-1, -2) > 0)[:, :, None]  # [B, n, 1, w, 3w]
        # A finite floor: a row of padding sees nothing and must not become NaN.
        weights = scores.masked_fill(~keep, -1e4).softmax(-1)
        return (weights @ value).transpose(2, 3).reshape(batch, length, width)


def dilations(config: ModelConfig) -> list[int]:
    """Of the motion blocks. Nine taps each: +-2.8 s with three blocks at 10 fps (1, 2, 4), +-2.6 s at 20 (1, 4, 8) and 25 (1, 5, 10). The
    first sees neighbouring frames at any rate, and each of the others steps no further than those before it have seen: no frame is skipped."""
    return [max(1, round(2**i * config.video_fps / 10)) if i else 1 for i in range(config.video_blocks)]


STEMS = {"patch": FrameStem, "pyramid": PyramidStem}


class VideoEncoder(nn.Module):
    """frames -> (beat logits [B, F], tokens [B, S, C], embedding [B, E]); S = ceil(F / token_stride)."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        width = config.video_dim
        self.stride = config.token_stride
        self.stem = STEMS[config.video_stem](config)
        self.statistics = FrameStatistics(width)
        self.motion = nn.ModuleList(MotionBlock(width, dilation) for dilation in dilations(config))
        self.beat = nn.Sequential(Norm(width), nn.Linear(width, 1))
        # Kernel 7, padding 3 (stretched): token s is centred on frame 4 s, and S = floor((F - 1) / 4) + 1 = ceil(F / 4).
        reach = -(-self.stride // 4)  # frames from tap to tap: seven of them reach over more than a stride
        self.stride_conv = nn.Conv1d(width, width, 7, stride=self.stride, padding=3 * reach, dilation=reach)
        self.layers = nn.ModuleList(
            LocalAttention(width, config.video_heads, config.video_window) for _ in range(config.video_layers)
        )
        self.norm = Norm(width)
        self.space = SharedSpace(width, config)

    def forward(self, frames: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """frames uint8 [B, F, H, W, 3], mask float [B, F] (0 = padding) -> beat logits, tokens, token mask [B, S]."""
        mask = mask[..., None]
        x = self.stem(frames) + self.statistics(frames)
        for block in self.motion:
            x = block(x, mask)
        beat_logits = self.beat(x).squeeze(-1)
        tokens = self.stride_conv((x * mask).transpose(1, 2)).transpose(1, 2)
        token_mask = mask[:, :: self.stride]
        for layer in self.layers:
            tokens = layer(tokens, token_mask)
        return beat_logits, self.norm(tokens), token_mask.squeeze(-1)

    def embed(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """tokens [B, S, C], mask [B, S] -> unit vector [B, E + N D]: what the picture means, and what happens when."""
        return self.space(tokens, mask)
