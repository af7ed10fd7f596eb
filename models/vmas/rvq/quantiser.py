"""Residual vector quantisation: K plain codebooks, each coding what the ones before left over. Codebooks follow their vectors by
moving averages, begin as k-means centres, and codes nobody uses are put where vectors are. Magnitudes are kept: unit
vectors made books 2 to 4 idle in a trial (design section 7)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

DECAY = 0.99
RESET_EVERY, RESET_BELOW = 50, 0.3  # steps; mean uses a step
KMEANS_ROUNDS = 10


@dataclass
class Quantised:
    vectors: Tensor  # [B, F, D], gradient straight through to the encoder
    codes: Tensor  # int64 [B, F, K]
    commitment: Tensor  # mean squared distance of the encoder's vectors to their codes


def nearest(x: Tensor, book: Tensor) -> Tensor:
    """x [M, D], book [N, D] -> int64 [M]."""
    return (book.square().sum(1) - 2 * x @ book.T).argmin(1)


class ResidualQuantiser(nn.Module):
    def __init__(self, codebooks: int, codes: int, size: int):
        super().__init__()
        self.register_buffer("books", torch.randn(codebooks, codes, size) * 0.1)
        self.register_buffer("uses", torch.ones(codebooks, codes))
        self.register_buffer("sums", self.books.clone())
        self.register_buffer("steps", torch.zeros((), dtype=torch.int64))

    def forward(self, x: Tensor, counts: Tensor | None = None) -> Quantised:
        """x [B, F, D]; counts int64 [B]: codebooks to use of each row, all where None. In training the books move."""
        rest, total, codes = x.detach(), torch.zeros_like(x), []
        partial = []
        is_waking = self.training and (int(self.steps) + 1) % RESET_EVERY == 0
        for k, book in enumerate(self.books.clone()):
            flat = rest.flatten(0, 1)
            index = nearest(flat, book)
            if self.training:
                self.follow(k, flat, index)
                if is_waking:
                    self.wake(k, flat)
            chosen = book[index].view_as(rest)
            used = chosen if counts is None else chosen * (counts > k)[:, None, None]
            total = total + used
            rest = rest - chosen
            codes.append(index.view(rest.shape[:2]))
            partial.append(total)
        if self.training:
            self.steps += 1
        commitment = (x - partial[-1].detach()).square().mean()
        return Quantised(x + (total - x).detach(), torch.stack(codes, -1), commitment)

    @torch.no_grad()
    def follow(self, k: int, x: Tensor, index: Tensor) -> None:
        """Moves codebook k towards the mean of its vectors x [M, D]."""
        count = torch.zeros_like(self.uses[k]).index_add_(0, index, torch.ones_like(x[:, 0]))
        self.uses[k].lerp_(count, 1 - DECAY)
        self.sums[k].lerp_(torch.zeros_like(self.sums[k]).index_add_(0, index, x), 1 - DECAY)
        self.books[k] = self.sums[k] / self.uses[k].clamp(min=1e-3)[:, None]

    @torch.no_grad()
    def wake(self, k: int, x: Tensor) -> None:
        """Puts idle codes of book k on vectors of the batch."""
        average = max(len(x) / self.uses.shape[1], 1e-6)
        idle = (self.uses[k] < RESET_BELOW * min(1.0, average) * 0.3).nonzero().flatten()
        if len(idle) == 0:
            return
        taken = x[torch.randint(len(x), (len(idle),))]
        self.books[k, idle] = taken
        self.uses[k, idle] = min(1.0, average)
        self.sums[k, idle] = taken * min(1.0, average)

    @torch.no_grad()
    def start(self, x: Tensor) -> None:
        """k-means of the residuals, book after book. x [M, D], M several times the number of codes."""
        rest = x
        for k in range(len(self.books)):
            book = rest[torch.randperm(len(rest))[: self.books.shape[1]]].clone()
            for _ in range(KMEANS_ROUNDS):
                index = nearest(rest, book)
                count = torch.bincount(index, minlength=len(book)).to(rest.dtype)
                mean = torch.zeros_like(book).index_add_(0, index, rest) / count.clamp(min=1)[:, None]
                lone = rest[torch.randint(len(rest), (len(book),))]
                book = torch.where(count[:, None] > 0, mean, lone)
            index = nearest(rest, book)
            self.books[k] = book
            self.uses[k] = torch.bincount(index, minlength=len(book)).to(rest.dtype) * (200 / len(rest))
            self.sums[k] = book * self.uses[k].clamp(min=1e-3)[:, None]
            rest = rest - book[index]

    @torch.no_grad()
    def encode(self, x: Tensor) -> Tensor:
        """[B, F, D] -> int64 [B, F, K]."""
        rest, codes = x.flatten(0, 1), []
        for book in self.books:
            index = nearest(rest, book)
            rest = rest - book[index]
            codes.append(index)
        return torch.stack(codes, -1).unflatten(0, x.shape[:2])

    def decode(self, codes: Tensor, count: int | None = None) -> Tensor:
        """int64 [B, F, K] -> [B, F, D], from the first `count` codebooks where given."""
        used = codes.shape[-1] if count is None else count
        return sum(self.books[k][codes[..., k]] for k in range(used))
