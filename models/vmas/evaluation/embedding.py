"""Windows of sound as vectors for FAD-ours, in two in-house spaces: fixed log-mel statistics, and a small network trained here to tell
windows of the same piece from others and to name styles. No weights of others; must not see what is judged while it trains."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

WINDOW_FRAMES = 150  # 3 s at 50 frames a second
HOP_FRAMES = 75
BATCH_PIECES = 32
SIZE = 64


def windows(mel: np.ndarray) -> np.ndarray:
    """[F, 64] -> [W, 150, 64]; the last incomplete window is dropped, a short piece gives none."""
    starts = range(0, len(mel) - WINDOW_FRAMES + 1, HOP_FRAMES)
    return np.stack([mel[start : start + WINDOW_FRAMES] for start in starts]) if len(mel) >= WINDOW_FRAMES else np.zeros((0, WINDOW_FRAMES, 64))


def statistics_of(mel: np.ndarray) -> np.ndarray:
    """Space "log-mel statistics": [W, 64], mean and deviation over time of 32 pooled bands of each window."""
    pooled = windows(mel).reshape(-1, WINDOW_FRAMES, 32, 2).mean(axis=3)
    return np.concatenate([pooled.mean(axis=1), pooled.std(axis=1)], axis=1)


class Tagger(nn.Module):
    def __init__(self, styles: int) -> None:
        super().__init__()
        widths = (1, 16, 32, 48, 64)
        layers = [
            nn.Sequential(nn.Conv2d(a, b, 3, stride=2, padding=1), nn.GroupNorm(4, b), nn.GELU()) for a, b in zip(widths, widths[1:])
        ]
        self.body = nn.Sequential(*layers)
        self.head = nn.Linear(2 * 64 * 4, SIZE)
        self.name_style = nn.Linear(SIZE, styles)

    def forward(self, mel: torch.Tensor) -> torch.Tensor:
        """[B, 150, 64] -> [B, 64]"""
        features = self.body(mel[:, None])  # [B, 64, 10, 4]
        return self.head(torch.cat([features.mean(2), features.amax(2)], dim=1).flatten(1))


def draw_views(pieces: list[np.ndarray], random: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two random windows of each of `count` pieces and the pieces' indices."""
    chosen = random.choice(len(pieces), min(count, len(pieces)), replace=False)

    def view(index: int) -> np.ndarray:
        start = int(random.integers(0, len(pieces[index]) - WINDOW_FRAMES + 1))
        mel = pieces[index][start : start + WINDOW_FRAMES].copy()
        low = int(random.integers(0, 60))
        mel[:, low : low + int(random.integers(0, 9))] = 0  # a band that is not to be relied on
        return mel

    return np.stack([view(i) for i in chosen]), np.stack([view(i) for i in chosen]), chosen


def train_tagger(pieces: list[np.ndarray], styles: list[int], steps: int, seed: int = 1) -> tuple[Tagger, list[float]]:
    """`pieces`: log mel [F, 64] each; `styles`: class, -1 for unknown (real music). -> network, loss of each step."""
    torch.manual_seed(seed)
    random, labels = np.random.default_rng(seed), torch.tensor(styles)
    tagger, losses = Tagger(max(styles) + 1), []
    optimiser = torch.optim.AdamW(tagger.parameters(), lr=2e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=max(2, steps))
    for _ in range(steps):
        first, second, chosen = draw_views(pieces, random, BATCH_PIECES)
        vectors = tagger(torch.from_numpy(np.concatenate([first, second])).float())
        a, b = F.normalize(vectors, dim=1).chunk(2)
        likeness = a @ b.T / 0.1
        target = torch.arange(len(chosen))
        loss = (F.cross_entropy(likeness, target) + F.cross_entropy(likeness.T, target)) / 2
        known = labels[torch.from_numpy(chosen)].repeat(2)
        if (known >= 0).any():
            loss = loss + F.cross_entropy(tagger.name_style(vectors), known, ignore_index=-1)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    return tagger.eval(), losses


def load_or_train(folder: Path, pieces: list[np.ndarray], styles: list[int], steps: int) -> Tagger:
    """Kept in `folder` by what it is trained on: other pieces give another network."""
    made_of = hashlib.sha256(repr((steps, SIZE, styles)).encode() + b"".join(np.ascontiguousarray(mel).tobytes() for mel in pieces))
    path = folder / f"tagger-{made_of.hexdigest()[:8]}.pt"
    if path.exists():
        tagger = Tagger(max(styles) + 1)
        tagger.load_state_dict(torch.load(path, weights_only=True))
        return tagger.eval()
    torch.set_num_threads(1)
    tagger, losses = train_tagger(pieces, styles, steps)
    print(f"tagger: loss {np.mean(losses[:20]):.2f} -> {np.mean(losses[-20:]):.2f} in {steps} steps", flush=True)
    torch.save(tagger.state_dict(), path)
    return tagger


@torch.no_grad()
def embed(tagger: Tagger, mel: np.ndarray) -> np.ndarray:
    """Space "tagger": [W, 64], vectors of length 8 (their components are of order 1)."""
    cut = windows(mel)
    if len(cut) == 0:
        return np.zeros((0, SIZE))
    return (8 * F.normalize(tagger(torch.from_numpy(cut).float()), dim=1)).numpy().astype(np.float64)


@torch.no_grad()
def posterior(tagger: Tagger, mel: np.ndarray) -> np.ndarray:
    """[S]: mean over the windows of a piece of what the tagger says of its style, sum 1. ValueError for a piece without a whole window."""
    cut = windows(mel)
    if len(cut) == 0:
        raise ValueError("a piece of 3 s at least is needed")
    return torch.softmax(tagger.name_style(tagger(torch.from_numpy(cut).float())), dim=1).mean(0).numpy().astype(np.float64)
