"""The video-music Transformer as it is trained: temporal video encoder, autoregressive decoder over the token matrix,
music encoder for the alignment. Four ideas of VMAs in four lines of `forward`; losses are in loss.py."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from .config import ModelConfig
from .decoder import CrossProjection, MusicDecoder
from .layers import initialise
from .music_encoder import MusicEncoder
from .video_encoder import VideoEncoder


@dataclass
class Batch:
    frames: Tensor  # uint8 [B, F, 36, 64, 3]
    frame_mask: Tensor  # float [B, F]
    beat_target: Tensor  # float [B, F]: a visual transition that falls on a beat
    tokens: Tensor  # int64 [B, T, K]
    conditions: Tensor  # int64 [B, T, 10]
    step_mask: Tensor  # float [B, T]
    video_index: Tensor  # int64 [B, T]: the video token nearest to the step's time
    restart: Tensor  # int64 [B]: the step, 0 or behind a given ending, that follows "before the beginning"
    has_video: Tensor  # bool [B]: false drops the video from the decoder (never from the alignment)

    @property
    def has_pictures(self) -> bool:
        """False for a batch of music only, whose pictures are one frame long."""
        return self.frames.shape[1] > 1

    def rows(self, chosen: Tensor) -> Batch:
        return Batch(**{name: value[chosen] for name, value in vars(self).items()})

    def to(self, device: torch.device) -> Batch:
        return Batch(**{name: value.to(device, non_blocking=True) for name, value in vars(self).items()})


@dataclass
class Output:
    decoded: Batch  # the rows [D] that the decoder has read
    logits: list[Tensor]  # K of [D, T, size_k]
    beat_logits: Tensor  # [B, F]
    video_tokens: Tensor  # [B, S, C]
    video_mask: Tensor  # [B, S]
    music_beats: Tensor  # [B, L, C]
    music_mask: Tensor  # [B, L]


class VideoMusicTransformer(nn.Module):
    def __init__(self, config: ModelConfig):
        super().__init__()
        self.config = config
        self.video = VideoEncoder(config)
        self.cross = nn.ModuleList(CrossProjection(config) for _ in config.cross_layers)
        self.decoder = MusicDecoder(config)
        self.music = MusicEncoder(config)
        # Temperature of the alignment, learned, from 0.07 (CLIP).
        self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))
        for part, layers in ((self.video, 2), (self.cross, 1), (self.decoder, config.layers), (self.music, 2)):
            initialise(part, layers)

    def forward(self, batch: Batch, decoded_rows: int | None = None) -> Output:
        """`decoded_rows`: how many rows the decoder reads; encoders are cheap, and alignment wants many pairs."""
        beat_logits, video_tokens, video_mask = self.video(batch.frames, batch.frame_mask)  # dense frames; beats
        size = len(batch.tokens)
        chosen = torch.arange(size, device=batch.tokens.device)
        if decoded_rows is not None and decoded_rows < size:
            chosen = chosen[:decoded_rows] * size // decoded_rows  # evenly spread: a batch may be sorted by length
        decoded = batch.rows(chosen)
        h = self.decode(decoded, video_tokens[chosen], video_mask[chosen])
        logits = self.decoder.head(h, decoded.tokens)  # autoregressive, in time and within the step
        music_beats, music_mask = self.music(batch.tokens, batch.step_mask)  # alignment
        return Output(decoded, logits, beat_logits, video_tokens, video_mask, music_beats, music_mask)

    def decode(self, batch: Batch, video_tokens: Tensor, video_mask: Tensor) -> Tensor:
        """-> h [B, T, C] under teacher forcing: the input of step t is the tokens of step t - 1."""
        start = torch.tensor(self.config.sizes, device=batch.tokens.device).expand(batch.tokens.shape[0], 1, -1)
        previous = torch.cat([start, batch.tokens[:, :-1]], 1)
        steps = torch.arange(previous.shape[1], device=previous.device)
        previous = torch.where((steps == batch.restart[:, None])[..., None], start, previous)
        here = video_tokens.gather(1, batch.video_index[..., None].expand(-1, -1, video_tokens.shape[-1]))
        x = self.decoder.enter(previous, batch.conditions, here, batch.has_video)
        keep = (video_mask > 0) & batch.has_video[:, None]
        return self.decoder.hidden(x, [project(video_tokens) for project in self.cross], batch.video_index, keep)


def count_parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())
