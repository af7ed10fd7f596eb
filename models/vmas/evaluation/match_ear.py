"""An ear that tells whether a sound goes with a picture, and whether it does so at this moment: two towers of temporal convolutions and
recurrent layers, one over hand-made figures of the picture, one over bands of the sound. No layer, feature, token or seed is the
generator's. Knows no files, no films, no bundle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .match_features import PICTURE_RATE_HZ, PICTURE_WIDTH, SOUND_PER_PICTURE, SOUND_WIDTH

COURSE, WHOLE = 16, 24  # curves over time; figures of all of it
HIDDEN, RECURRENT = 48, 32
CROP_SECONDS = (6.0, 15.0)  # of a training pair, the same for all of a step
SHIFT_SECONDS = (0.4, 4.0)  # how far the own sound is moved to be a wrong one
LEARNING_RATE = 3e-3


class Heads(nn.Module):
    """[B, T, 2 R] -> course [B, T * 16], its curves without their means, and whole [B, 24]; both of length 1."""

    def __init__(self) -> None:
        super().__init__()
        self.course = nn.Linear(2 * RECURRENT, COURSE)
        self.whole = nn.Linear(4 * RECURRENT, WHOLE)

    def forward(self, states: Tensor) -> tuple[Tensor, Tensor]:
        course = self.course(states)
        course = (course - course.mean(1, keepdim=True)).flatten(1)
        whole = self.whole(torch.cat([states.mean(1), states.std(1)], dim=1))
        return F.normalize(course, dim=1), F.normalize(whole, dim=1)


class Scaled(nn.Module):
    """Figures with the mean and deviation of what was fitted on; the deviation is the larger of that and a hundredth."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("deviation", torch.ones(width))

    def fit(self, rows: np.ndarray) -> None:
        self.mean.copy_(torch.from_numpy(rows.mean(0)))
        self.deviation.copy_(torch.from_numpy(rows.std(0)).clamp(min=0.01))

    def forward(self, values: Tensor) -> Tensor:
        return (values - self.mean) / self.deviation


def convolution(inputs: int, outputs: int, width: int = 5) -> nn.Sequential:
    return nn.Sequential(nn.Conv1d(inputs, outputs, width, padding=width // 2), nn.GELU())


class PictureTower(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.scaled = Scaled(PICTURE_WIDTH)
        self.body = nn.Sequential(convolution(PICTURE_WIDTH, HIDDEN), nn.Dropout(0.1), convolution(HIDDEN, HIDDEN))
        self.memory = nn.GRU(HIDDEN, RECURRENT, batch_first=True, bidirectional=True)
        self.heads = Heads()

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """[B, T, 18]"""
        return self.heads(self.memory(self.body(self.scaled(pictures).mT).mT)[0])


class SoundTower(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.scaled = Scaled(SOUND_WIDTH)
        self.fine = convolution(SOUND_WIDTH, HIDDEN)
        self.body = nn.Sequential(convolution(2 * HIDDEN, HIDDEN), nn.Dropout(0.1), convolution(HIDDEN, HIDDEN))
        self.memory = nn.GRU(HIDDEN, RECURRENT, batch_first=True, bidirectional=True)
        self.heads = Heads()

    def forward(self, sounds: Tensor) -> tuple[Tensor, Tensor]:
        """[B, 5 T, 65]"""
        fine = self.fine(self.scaled(sounds).mT)
        pooled = torch.cat([F.avg_pool1d(fine, SOUND_PER_PICTURE), F.max_pool1d(fine, SOUND_PER_PICTURE)], dim=1)
        return self.heads(self.memory(self.body(pooled).mT)[0])


class MatchEar(nn.Module):
    """What a picture and a sound have in common: a weighted sum of the products of their courses (when) and of their wholes (what)."""

    def __init__(self) -> None:
        super().__init__()
        self.picture, self.sound = PictureTower(), SoundTower()
        self.log_scales = nn.Parameter(torch.tensor([2.5, 2.0]))

    def products(self, pictures: Tensor, sounds: Tensor) -> Tensor:
        """[B, T, 18] and [C, 5 T, 65] -> [2, B, C]: scaled likeness of courses and of wholes."""
        seen, heard = self.picture(pictures), self.sound(sounds)
        return torch.stack([scale * (a @ b.T) for scale, a, b in zip(self.log_scales.exp(), seen, heard)])

    @torch.no_grad()
    def likeness(self, pictures: list[np.ndarray], sounds: list[np.ndarray], count: int) -> np.ndarray:
        """[2, B, C], courses and wholes, of the first `count` pictures and as much sound of each, so that no length gives anything away."""
        seen = torch.from_numpy(np.stack([picture[:count] for picture in pictures]))
        heard = torch.from_numpy(np.stack([heard_from(sound, 0, count) for sound in sounds]))
        return self.products(seen, heard).numpy().astype(np.float64)


@dataclass(frozen=True)
class Fitting:
    """pictures: of each piece some, float32 [F, 18]; sounds: one of each piece, float32 [S, 65], both from the same moment on."""

    pictures: list[list[np.ndarray]]
    sounds: list[np.ndarray]

    def length(self, piece: int) -> int:
        """In pictures."""
        return min(*(len(picture) for picture in self.pictures[piece]), len(self.sounds[piece]) // SOUND_PER_PICTURE)


def draw_step(fitting: Fitting, random: np.random.Generator, batch: int) -> tuple[Tensor, Tensor, Tensor]:
    """Pictures [B, T, 18], their sounds and the same sounds at another moment [B, 5 T, 65]; pieces too short for the crop are left out."""
    crop = round(random.uniform(*CROP_SECONDS) * PICTURE_RATE_HZ)
    lengths = np.array([fitting.length(piece) for piece in range(len(fitting.sounds))])
    crop = min(crop, int(np.median(lengths)) - round(2 * SHIFT_SECONDS[0] * PICTURE_RATE_HZ))
    usable = np.flatnonzero(lengths >= crop + 2 * SHIFT_SECONDS[0] * PICTURE_RATE_HZ)
    pictures, sounds, moved = [], [], []
    for piece in random.choice(usable, min(batch, len(usable)), replace=False):
        last = lengths[piece] - crop
        start = int(random.integers(0, last + 1))
        picture = fitting.pictures[piece][int(random.integers(len(fitting.pictures[piece])))]
        pictures.append(picture[start : start + crop])
        sounds.append(heard_from(fitting.sounds[piece], start, crop))
        moved.append(heard_from(fitting.sounds[piece], other_start(random, start, last), crop))
    return varied_pictures(pictures, random), varied_sounds(sounds, random), varied_sounds(moved, random)


def other_start(random: np.random.Generator, start: int, last: int) -> int:
    """Another moment within reach, 0..last, in pictures; `last` leaves room for one."""
    least, most = (round(seconds * PICTURE_RATE_HZ) for seconds in SHIFT_SECONDS)
    choices = [at for at in range(max(0, start - most), min(last, start + most) + 1) if abs(at - start) >= least]
    return int(random.choice(choices))


def heard_from(sound: np.ndarray, start: int, count: int) -> np.ndarray:
    """`start` and `count` in pictures."""
    return sound[start * SOUND_PER_PICTURE : (start + count) * SOUND_PER_PICTURE]


def varied_pictures(pictures: list[np.ndarray], random: np.random.Generator) -> Tensor:
    """Stacked, each with another light throughout, so that no grade is known by heart."""
    stacked = np.stack(pictures)
    stacked[..., :7] += random.normal(0, 0.03, (len(stacked), 1, 7))
    return torch.from_numpy(stacked)


def varied_sounds(sounds: list[np.ndarray], random: np.random.Generator) -> Tensor:
    """Stacked, each louder or fainter, some bands of each unheard."""
    stacked = np.stack(sounds)
    stacked[..., :64] += random.normal(0, 0.2, (len(stacked), 1, 1))
    for sound in stacked:
        low = int(random.integers(0, 60))
        sound[:, low : low + int(random.integers(0, 9))] = 0
    return torch.from_numpy(stacked)


def loss_of(ear: MatchEar, pictures: Tensor, sounds: Tensor, moved: Tensor) -> Tensor:
    """Each picture is to find its sound among all others and all moved ones, each sound its picture: by both parts together, and by each
    alone, so that neither sleeps; where the whole alone is asked, moved sounds are no wrong ones."""
    parts = ear.products(pictures, torch.cat([sounds, moved]))
    count, target = len(pictures), torch.arange(len(pictures))

    def both_ways(logits: Tensor) -> Tensor:
        return (F.cross_entropy(logits, target) + F.cross_entropy(logits[:, :count].T, target)) / 2

    return both_ways(parts.sum(0)) + 0.5 * both_ways(parts[0]) + 0.5 * both_ways(parts[1, :, :count])


def train_ear(fitting: Fitting, steps: int, batch: int, seed: int) -> tuple[MatchEar, list[float]]:
    """-> the ear and the loss of each step. The same arguments, the same ear."""
    torch.manual_seed(seed)
    random, ear, losses = np.random.default_rng(seed), MatchEar(), []
    ear.picture.scaled.fit(np.concatenate([picture for pictures in fitting.pictures for picture in pictures]))
    ear.sound.scaled.fit(np.concatenate(fitting.sounds))
    optimiser = torch.optim.AdamW(ear.parameters(), lr=LEARNING_RATE, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, LEARNING_RATE, total_steps=max(2, steps))
    for _ in range(steps):
        loss = loss_of(ear, *draw_step(fitting, random, batch))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(ear.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    return ear.eval(), losses
