"""Small models and inputs for the model tests: weights large enough that a wrong mask, window or position shows."""

from __future__ import annotations

import numpy as np
import torch

from vmas.config import ModelConfig, preset
from vmas.model import Batch, VideoMusicTransformer


def lively_model(seed: int = 0, **changes) -> VideoMusicTransformer:
    import dataclasses

    torch.manual_seed(seed)
    model = VideoMusicTransformer(dataclasses.replace(preset("debug"), **changes)).eval()
    for name, parameter in model.named_parameters():
        if parameter.ndim >= 2:
            torch.nn.init.normal_(parameter, std=0.2)
        elif "norm" not in name and parameter.ndim == 1:
            torch.nn.init.normal_(parameter, std=0.2)
    return model


def random_matrix(config: ModelConfig, steps: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """tokens int64 [T, K], conditions int64 [T, 10]"""
    rng = np.random.default_rng(seed)
    tokens = np.stack([rng.integers(0, size, steps) for size in config.sizes], -1)
    conditions = np.stack([rng.integers(0, c.size, steps) for c in config.conditions], -1)
    return tokens, conditions


def random_frames(count: int, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, 256, (count, 36, 64, 3), dtype=torch.uint8, generator=generator)


def random_batch(config: ModelConfig, rows: int, steps: int, frames: int, seed: int = 0) -> Batch:
    matrices = [random_matrix(config, steps, seed + row) for row in range(rows)]
    index = (torch.arange(steps) * (-(-frames // config.token_stride)) // steps).expand(rows, -1)
    return Batch(
        frames=torch.stack([random_frames(frames, seed + row) for row in range(rows)]),
        frame_mask=torch.ones(rows, frames),
        beat_target=torch.zeros(rows, frames),
        tokens=torch.from_numpy(np.stack([tokens for tokens, _ in matrices])),
        conditions=torch.from_numpy(np.stack([conditions for _, conditions in matrices])),
        step_mask=torch.ones(rows, steps),
        video_index=index.clone(),
        restart=torch.zeros(rows, dtype=torch.int64),
        has_video=torch.ones(rows, dtype=torch.bool),
    )
