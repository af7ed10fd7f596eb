"""The music side of the contrastive alignment: token matrix to a unit vector. Never sees the video, and has its own
embeddings, so that the alignment cannot be won by copying (model-notes section 1.3)."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from .config import ModelConfig
from .layers import Norm
from .shared_space import SharedSpace
from .video_encoder import LocalAttention

GROUP = 4  # steps a music token: one beat


class MusicEncoder(nn.Module):
    def __init__(self, config: ModelConfig):
        super().__init__()
        width = config.music_dim
        self.embeddings = nn.ModuleList(nn.Embedding(size + 1, width) for size in config.sizes)
        self.stride_conv = nn.Conv1d(width, width, 7, stride=GROUP, padding=3)
        self.layers = nn.ModuleList(LocalAttention(width, config.video_heads, config.video_window) for _ in range(2))
        self.norm = Norm(width)
        self.space = SharedSpace(width, config)

    def forward(self, tokens: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """tokens int64 [B, T, K], mask float [B, T] -> beats [B, T / 4, C], their mask [B, T / 4]."""
        mask = mask[..., None]
        x = sum(embed(tokens[..., k]) for k, embed in enumerate(self.embeddings))
        x = functional.gelu(self.stride_conv((x * mask).transpose(1, 2)).transpose(1, 2))
        mask = mask[:, ::GROUP]
        for layer in self.layers:
            x = layer(x, mask)
        return self.norm(x), mask.squeeze(-1)

    def embed(self, beats: Tensor, mask: Tensor) -> Tensor:
        """beats [B, L, C], mask [B, L] -> unit vector [B, E + N D]."""
        return self.space(beats, mask)
