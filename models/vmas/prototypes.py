"""Where each style lies in the meaning of the space shared with pictures. The host picks for `style auto` the style whose prototype is
nearest to the meaning of the picture."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from .dataset import PairMaker, stack
from .model import VideoMusicTransformer
from .shared_space import meaning_part


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


def style_prototypes(points: Tensor, styles: Tensor, videos: Tensor, count: int, meaning_size: int) -> Tensor:
    """points [P, E + N D] (music or pictures of known style), styles int64 [P], videos [P, E + N D] -> unit vectors [count, E],
    zero where a style has no piece. Of the meaning alone: a style happens at no time. Taken off first: the mean of the styles, and the direction
    that all pictures share, or the styles that happen to lie towards it would win for every picture."""
    points, videos = meaning_part(points, meaning_size), meaning_part(videos, meaning_size)
    present = [s for s in range(count) if (styles == s).any()]
    means = torch.stack([points[styles == s].mean(0) for s in present])
    means = means - means.mean(0)
    common = functional.normalize(videos.mean(0), dim=0)
    means = means - (means @ common)[:, None] * common
    rows = torch.zeros(count, meaning_size)
    rows[present] = functional.normalize(means, dim=-1)
    return rows


def auto_style_accuracy(videos: Tensor, styles: Tensor, prototypes: Tensor) -> float:
    """videos [P, E + N D], styles int64 [P], prototypes [count, E] -> share of pictures whose nearest prototype is the style they were made
    for; chance is one in `count`."""
    return float(((meaning_part(videos, prototypes.shape[1]) @ prototypes.T).argmax(1) == styles).float().mean())


def held_out_accuracy(points: Tensor, styles: Tensor, videos: Tensor, parts: tuple[slice, slice], count: int, meaning_size: int) -> float:
    """auto_style_accuracy of the pieces in the second of `parts` by prototypes made of the first; shapes as in style_prototypes."""
    made, judged = parts
    prototypes = style_prototypes(points[made], styles[made], videos[made], count, meaning_size)
    return auto_style_accuracy(videos[judged], styles[judged], prototypes)
