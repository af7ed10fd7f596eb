"""The sampling ladder in Python: facts and frames -> conditions and video tokens -> tokens. The host mirrors it; this one is
for listening and evaluation. Knows no token's meaning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from .config import ModelConfig
from .export_graphs import StepGraph, StepRunner, VideoGraph
from .model import VideoMusicTransformer
from .score.conditions import PieceFacts, conditions


@dataclass(frozen=True)
class Settings:
    guidance: float
    temperature: tuple[float, ...]  # [K], 0 is arg max
    top_k: tuple[int, ...]  # [K], 0 is all

    @staticmethod
    def flat(config: ModelConfig, temperature: float = 0.9, top_k: int = 10, guidance: float = 1.5) -> Settings:
        count = len(config.sizes)
        return Settings(guidance, (temperature,) * count, (top_k,) * count)

    def feeds(self) -> dict[str, Tensor]:
        return {
            "guidance": torch.tensor([self.guidance]),
            "temperature": torch.tensor(self.temperature),
            "top_k": torch.tensor(self.top_k),
        }


@torch.no_grad()
def frames2picture(model: VideoMusicTransformer, frames: np.ndarray) -> tuple[Tensor, ...]:
    """uint8 [F, 36, 64, 3] -> beat logits [F], embedding [E], tokens [S, C], keys and values [Lc, S, H, dh]."""
    return VideoGraph(model)(torch.from_numpy(frames))


def video_indices(config: ModelConfig, steps: int, tempo_bpm: float, video_tokens: int) -> np.ndarray:
    """int64 [T]: the video token under each step, at a constant tempo."""
    seconds = np.arange(steps) * 15 / tempo_bpm
    return np.minimum((seconds * config.video_fps / config.token_stride).astype(np.int64), video_tokens - 1)


def picture2tokens(
    model: VideoMusicTransformer,
    picture: tuple[Tensor, ...],
    facts: PieceFacts,
    settings: Settings,
    seed: int,
    takes: int = 1,
    graph=None,
) -> np.ndarray:
    """-> int64 [N, T, K]. `graph` runs the steps: a StepGraph (default) or an OnnxSteps."""
    config, steps = model.config, len(facts.accents)
    runner = StepRunner(graph or StepGraph(model).eval(), takes, picture)
    vectors = torch.from_numpy(conditions(facts, steps))
    index = video_indices(config, steps, facts.tempo_bpm, len(picture[2]))
    rng = np.random.default_rng(seed)
    free = torch.full((takes, len(config.sizes)), -1)
    feeds, rows = settings.feeds(), []
    for t in range(steps):
        noise = torch.from_numpy(rng.gumbel(size=(takes, len(config.sizes), config.largest)).astype(np.float32))
        rows.append(runner.step(vectors[t], int(index[t]), feeds, noise, free)[0])
    return torch.stack(rows, 1).numpy()
