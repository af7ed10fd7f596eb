"""The space that picture and music share: from the tokens of one side to one unit vector, half of it what the whole means, half
of it what happens when. Knows neither frames nor notes; each side has a SharedSpace of its own."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from .config import ModelConfig
from .layers import masked_mean


class SharedSpace(nn.Module):
    """[meaning, course] -> unit vector [B, E + N D]. *Meaning* [E] comes from the mean and the spread of all tokens. *Course* [N, D]
    are D curves in N equal parts of the time, without their means: the product of two of them is a correlation
    over time, so that cuts and accents, motion and energy are compared where they happen. Equal parts, because a picture
    and a music of one length are cut alike whatever either knows of seconds; a mean over everything says nothing of when."""

    def __init__(self, width: int, config: ModelConfig):
        super().__init__()
        self.parts, self.meaning_size = config.course_parts, config.embedding
        self.meaning = nn.Linear(2 * width, config.embedding)
        self.course = nn.Linear(width, config.course_channels)
        # Radians: cosine and sine are the lengths of meaning and course.
        self.balance = nn.Parameter(torch.tensor(math.pi / 4))

    def forward(self, tokens: Tensor, mask: Tensor, begin: Tensor | None = None, end: Tensor | None = None) -> Tensor:
        """tokens [B, L, C], mask [B, L] (padding only behind) -> unit vectors; of the span from `begin` to `end` [B] where
        given, as shares of the length."""
        length = mask.sum(1)
        begin = torch.zeros_like(length) if begin is None else begin
        end = torch.ones_like(length) if end is None else end
        meaning = self.meaning_of(tokens, mask * within(mask, begin * length, end * length))
        course = self.course_of(tokens, begin * length, end * length)
        return torch.cat([self.balance.cos() * meaning, self.balance.sin() * course], -1)

    def meaning_of(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """-> unit vector [B, E]."""
        mean = masked_mean(tokens, mask)
        # 1e-4 keeps the square root's slope finite where all tokens are alike.
        spread = (masked_mean((tokens - mean[:, None]) ** 2, mask) + 1e-4).sqrt()
        return functional.normalize(self.meaning(torch.cat([mean, spread], -1)), dim=-1)

    def course_of(self, tokens: Tensor, begin: Tensor, end: Tensor) -> Tensor:
        """begin, end [B] in tokens -> unit vector [B, N D]."""
        curves = self.course(overlaps(begin, end, self.parts, tokens.shape[1]) @ tokens)  # [B, N, D]
        # A picture of one token has no course: no direction then, rather than that of rounding errors.
        return functional.normalize((curves - curves.mean(1, keepdim=True)).flatten(1), dim=-1, eps=1e-3)


def within(mask: Tensor, begin: Tensor, end: Tensor) -> Tensor:
    """float [B, L]: 1 where the middle of a token lies between begin and end [B]."""
    middle = torch.arange(mask.shape[1], device=mask.device) + 0.5
    return ((middle >= begin[:, None]) & (middle < end[:, None])).to(mask.dtype)


def overlaps(begin: Tensor, end: Tensor, parts: int, count: int) -> Tensor:
    """[B, N, L]: the share of token l in part n of `parts` equal parts of begin..end (tokens, [B]); rows sum to one."""
    edges = begin[:, None] + (end - begin)[:, None] * (
        torch.arange(parts + 1, device=begin.device) / parts
    )  # [B, N + 1]
    token = torch.arange(count, device=begin.device)
    right = torch.minimum(edges[:, 1:, None], token + 1)
    shared = (right - torch.maximum(edges[:, :-1, None], token)).clamp(min=0)
    return shared / shared.sum(-1, keepdim=True).clamp(min=1e-3)


def meaning_part(points: Tensor, size: int) -> Tensor:
    """points [..., E + N D] -> their first E numbers as unit vectors: what style prototypes are compared with."""
    return functional.normalize(points[..., :size], dim=-1)
