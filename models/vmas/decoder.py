"""The music Transformer over a token matrix [K, T]: causal windowed self-attention, cross-attention to the video around
the same moment, and a head that samples the streams of a step one after the other. Knows no token's meaning."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .config import ModelConfig
from .layers import GatedMLP, Norm, rotary_angles, rotate


class SelfAttention(nn.Module):
    def __init__(self, config: ModelConfig):
        super().__init__()
        self.heads, self.head_size, self.window = config.heads, config.head_size, config.window
        self.norm = Norm(config.width)
        self.qkv = nn.Linear(config.width, 3 * config.inner, bias=False)
        self.out = nn.Linear(config.inner, config.width, bias=False)

    def split(self, x: Tensor, cos: Tensor, sin: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """[B, T, C] -> query, key (rotated), value, each [B, H, T, dh]."""
        batch, steps = x.shape[0], x.shape[1]
        parts = self.qkv(self.norm(x)).reshape(batch, steps, 3, self.heads, self.head_size).permute(2, 0, 3, 1, 4)
        both, value = parts.split((2, 1))
        query, key = rotate(both, cos, sin).unbind(0)
        return query, key, value.squeeze(0)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, keep: Tensor | None) -> Tensor:
        query, key, value = self.split(x, cos, sin)
        y = functional.scaled_dot_product_attention(query, key, value, attn_mask=keep, is_causal=keep is None)
        return self.out(y.transpose(1, 2).flatten(2))


class CrossProjection(nn.Module):
    """Video tokens to the keys and values of one cross-attention layer; runs once a picture, beside the encoder."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.heads, self.head_size = config.heads, config.head_size
        self.kv = nn.Linear(config.video_dim, 2 * config.inner, bias=False)

    def forward(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """[B, S, C] -> keys, values [B, S, H, dh]."""
        parts = self.kv(tokens).reshape(*tokens.shape[:2], 2, self.heads, self.head_size)
        return parts.unbind(2)


class CrossAttention(nn.Module):
    """Each step looks at `cross_window` video tokens around its own moment, and at one learned null token, which is
    all there is when the video is dropped. A learned bias per head says how far from the moment a token stands."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.heads, self.head_size, self.window = config.heads, config.head_size, config.cross_window
        self.norm = Norm(config.width)
        self.query = nn.Linear(config.width, config.inner, bias=False)
        self.out = nn.Linear(config.inner, config.width, bias=False)
        self.bias = nn.Parameter(torch.zeros(config.heads, config.cross_window + 1))  # last: the null token
        self.null_key = nn.Parameter(torch.zeros(config.heads, config.head_size))
        self.null_value = nn.Parameter(torch.zeros(config.heads, config.head_size))

    def forward(self, x: Tensor, keys: Tensor, values: Tensor, offset: Tensor, keep: Tensor) -> Tensor:
        """x [B, T, C]; keys/values [B, S, H, dh]; offset int64 [B, T, S] (0 = window start); keep bool [B, T, S]."""
        batch, steps = x.shape[0], x.shape[1]
        query = self.query(self.norm(x)).reshape(batch, steps, self.heads, self.head_size).transpose(1, 2)
        query = query * self.head_size**-0.5
        scores = query @ keys.permute(0, 2, 3, 1)  # [B, H, T, S]
        scores = scores + spread(self.bias, offset)
        scores = scores.masked_fill(~keep[:, None], -1e9)
        null = (query * self.null_key[:, None]).sum(-1, keepdim=True) + self.bias[:, None, -1:]  # [B, H, T, 1]
        weights = torch.cat([scores, null], -1).softmax(-1)
        y = weights[..., :-1] @ values.transpose(1, 2) + weights[..., -1:] * self.null_value[:, None]
        return self.out(y.transpose(1, 2).flatten(2))


def spread(bias: Tensor, offset: Tensor) -> Tensor:
    """bias [H, N], offset int64 [B, T, S] -> [B, H, T, S]."""
    if bias.is_cuda and torch.is_grad_enabled():
        return spread_by_product(bias, offset)
    return bias[:, offset].transpose(0, 1)


def spread_by_product(bias: Tensor, offset: Tensor) -> Tensor:
    """The same as a matrix product: the gradient of an index with a million equal entries is a queue on a GPU."""
    places = (offset[..., None] == torch.arange(bias.shape[1], device=bias.device)).to(torch.bfloat16)
    return (places @ bias.to(places.dtype).T).permute(0, 3, 1, 2)


class DecoderLayer(nn.Module):
    def __init__(self, config: ModelConfig, crosses: bool):
        super().__init__()
        self.attention = SelfAttention(config)
        self.cross = CrossAttention(config) if crosses else None
        self.norm = Norm(config.width)
        self.mlp = GatedMLP(config.width, config.hidden)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, turns: tuple[Tensor, Tensor], self_keep: Tensor | None, seen: tuple[Tensor, ...] | None) -> Tensor:
        """x [B, T, C]; turns: cosines and sines [T, dh / 2]; seen, of a layer that looks at the video: keys, values, offset, keep
        of CrossAttention -> [B, T, C]. A whole layer, so that it can be sharded and computed again as one."""
        x = x + self.dropout(self.attention(x, *turns, self_keep))
        if self.cross is not None:
            x = x + self.dropout(self.cross(x, *seen))
        return x + self.dropout(self.mlp(self.norm(x)))


class StreamHead(nn.Module):
    """Logits of the K streams of one step. Chained: stream k sees h and the tokens of streams < k,
    x_k = h A_k + sum_{j<k} E_j(token_j), then a small MLP. Not chained: x_k = h A_k."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.sizes, self.chain, self.width = config.sizes, config.chain, config.chain_width
        count, width = len(self.sizes), self.width
        self.norm = Norm(config.width)
        self.enter = nn.Linear(config.width, count * width)
        seen = self.sizes[:-1] if self.chain else ()
        self.embeddings = nn.ModuleList(nn.Embedding(size, width) for size in seen)
        self.hidden = nn.ModuleList(nn.Linear(width, width) for _ in self.sizes)
        self.leave = nn.ModuleList(nn.Linear(width, size) for size in self.sizes)

    def enter_streams(self, h: Tensor) -> Tensor:
        """h [..., C] -> [..., K, width]."""
        return self.enter(self.norm(h)).reshape(*h.shape[:-1], len(self.sizes), self.width)

    def logits(self, k: int, x: Tensor) -> Tensor:
        """x [..., width] -> [..., size_k]."""
        y = functional.gelu(x, approximate="tanh")
        y = x + functional.gelu(self.hidden[k](y), approximate="tanh")
        return self.leave[k](y)

    def forward(self, h: Tensor, tokens: Tensor) -> list[Tensor]:
        """Teacher forcing: h [B, T, C], tokens int64 [B, T, K] -> K tensors [B, T, size_k], all streams at once."""
        entered = self.enter_streams(h).unbind(-2)
        seen, result = torch.zeros_like(entered[0]), []
        for k in range(len(self.sizes)):
            result.append(self.logits(k, entered[k] + seen))
            if self.chain and k + 1 < len(self.sizes):
                seen = seen + self.embeddings[k](tokens[..., k])
        return result


class MusicDecoder(nn.Module):
    def __init__(self, config: ModelConfig):
        super().__init__()
        self.config = config
        width = config.width
        self.tokens = nn.ModuleList(nn.Embedding(size + 1, width) for size in config.sizes)
        self.conditions = nn.ModuleList(nn.Embedding(c.size, width) for c in config.conditions)
        self.video = nn.Linear(config.video_dim, width)
        self.no_video = nn.Parameter(torch.zeros(width))
        self.layers = nn.ModuleList(DecoderLayer(config, i in config.cross_layers) for i in range(config.layers))
        self.head = StreamHead(config)

    def enter(self, previous: Tensor, conditions: Tensor, video: Tensor, has_video: Tensor) -> Tensor:
        """previous int64 [B, T, K], conditions int64 [B, T, 10], video [B, T, C_v], has_video bool [B] -> [B, T, C]."""
        x = sum(embed(previous[..., k]) for k, embed in enumerate(self.tokens))
        x = x + sum(embed(conditions[..., c]) for c, embed in enumerate(self.conditions))
        return x + torch.where(has_video[:, None, None], self.video(video), self.no_video)

    def hidden(self, x: Tensor, cross: list[tuple[Tensor, Tensor]], video_index: Tensor, token_keep: Tensor) -> Tensor:
        """x [B, T, C]; cross: keys and values [B, S, H, dh] per cross layer; video_index int64 [B, T];
        token_keep bool [B, S] (false: padding, or all of a dropped video) -> [B, T, C]."""
        steps, window = x.shape[1], self.config.cross_window
        cos, sin = rotary_angles(torch.arange(steps, device=x.device), self.config.head_size)
        offset = torch.arange(token_keep.shape[1], device=x.device) - video_index[..., None] + window // 2
        keep = (offset >= 0) & (offset < window) & token_keep[:, None]
        offset = offset.clamp(0, window - 1)
        self_keep = self.window_mask(steps, x.device)
        pairs = iter(cross)
        for i, layer in enumerate(self.layers):
            seen = (*next(pairs), offset, keep) if i in self.config.cross_layers else None
            x = layer(x, (cos, sin), self_keep, seen)
        return x

    def window_mask(self, steps: int, device: torch.device) -> Tensor | None:
        """bool [T, T], true where query i sees key j: i - window < j <= i. None when plain causal is the same."""
        if steps <= self.config.window:
            return None
        distance = torch.arange(steps, device=device)[:, None] - torch.arange(steps, device=device)[None, :]
        return (distance >= 0) & (distance < self.config.window)
