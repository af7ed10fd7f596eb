"""What each style sounds like in the space shared with pictures: the mean music embedding of a style's pieces. The host
picks for `style auto` the style whose prototype is nearest to the picture's embedding."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from .dataset import PairMaker, stack
from .model import VideoMusicTransformer


@torch.no_grad()
def embed_pieces(model: VideoMusicTransformer, maker: PairMaker, indices: list[int], batch: int = 8):
    """-> music [P, E], video [P, E] of one crop of each piece."""
    musics, videos = [], []
    for at in range(0, len(indices), batch):
        pairs = stack([maker.make(np.random.default_rng((7, i)), i) for i in indices[at : at + batch]])
        musics.append(model.music.embed(*model.music(pairs.tokens, pairs.step_mask)))
        _, tokens, mask = model.video(pairs.frames, pairs.frame_mask)
        videos.append(model.video.embed(tokens, mask))
    return torch.cat(musics), torch.cat(videos)


def style_prototypes(musics: Tensor, styles: Tensor, count: int) -> Tensor:
    """musics [P, E], styles int64 [P] -> [count, E], unit vectors; zero where a style has no piece. The mean over all
    styles is taken off first: what all music shares would otherwise decide."""
    rows = []
    centre = torch.stack([musics[styles == s].mean(0) for s in range(count) if (styles == s).any()]).mean(0)
    for style in range(count):
        own = musics[styles == style]
        rows.append(functional.normalize(own.mean(0) - centre, dim=0) if len(own) else torch.zeros_like(centre))
    return torch.stack(rows)


def auto_style_accuracy(videos: Tensor, styles: Tensor, prototypes: Tensor) -> float:
    """Share of pictures whose nearest prototype is the style they were made for; chance is one in eight."""
    return float(((videos @ prototypes.T).argmax(1) == styles).float().mean())
