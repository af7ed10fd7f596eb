"""Training with parameters, gradients and optimiser state spread over many processes (FSDP2): wrapping, one optimisation step,
checkpoints that each process writes its part of. Knows no files of data and no command line."""

from __future__ import annotations

import dataclasses
import math
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed as dist
import torch.distributed.checkpoint as checkpoint
from torch import nn
from torch.distributed.algorithms._checkpoint.checkpoint_wrapper import checkpoint_wrapper
from torch.distributed.checkpoint.state_dict import (
    StateDictOptions,
    get_model_state_dict,
    get_state_dict,
    set_state_dict,
)
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import MixedPrecisionPolicy, fully_shard

from .config import ModelConfig
from .loss import LossWeights, joint
from .model import Batch, VideoMusicTransformer


@dataclass(frozen=True)
class FullTraining:
    rows: int = 4  # pairs of one process in one pass
    accumulate: int = 4  # passes before the weights move
    learning_rate: float = 3e-4
    final_rate: float = 0.1  # share of the rate at the end
    warmup_steps: int = 2000
    steps: int = 200_000
    weight_decay: float = 0.1
    clip: float = 1.0
    seed: int = 0


def build(config: ModelConfig, device: torch.device, seed: int) -> VideoMusicTransformer:
    """The same weights in every process: all draw them from one seed, then each keeps its part."""
    torch.manual_seed(seed)
    return VideoMusicTransformer(config).to(device)


def spread(model: VideoMusicTransformer, device: torch.device, recompute: bool = True) -> VideoMusicTransformer:
    """Shards layer by layer, in place; activations inside a layer are computed again in the backward pass. What is
    used outside of a layer's own forward (embeddings, heads, the shared space) stays in the outermost group."""
    mesh = init_device_mesh(device.type, (dist.get_world_size(),))
    # Sums of gradients stay in single precision; on a CPU everything does.
    precision = MixedPrecisionPolicy(param_dtype=torch.bfloat16, reduce_dtype=torch.float32) if device.type == "cuda" else MixedPrecisionPolicy()
    for module, name in scalars(model):
        setattr(module, name, nn.Parameter(getattr(module, name).detach().reshape(1)))
    if recompute:
        model.video.stem = checkpoint_wrapper(model.video.stem)
    for layers in (model.decoder.layers, model.video.layers, model.music.layers):
        for i, layer in enumerate(layers):
            layers[i] = checkpoint_wrapper(layer) if recompute else layer
            fully_shard(layers[i], mesh=mesh, mp_policy=precision)
    fully_shard(model, mesh=mesh, mp_policy=precision)
    return model


def scalars(model: nn.Module) -> list[tuple[nn.Module, str]]:
    """Parameters without a dimension, which cannot be sharded; spread gives them one."""
    return [(module, name) for module in model.modules() for name, p in module.named_parameters(recurse=False) if p.ndim == 0]


def write_whole(model: VideoMusicTransformer, step: int, path: Path) -> None:
    """All weights as one file that train_loop.load_model reads, for export. Every process takes part, the first one writes."""
    options = StateDictOptions(full_state_dict=True, cpu_offload=True)
    state = get_model_state_dict(model, options=options)
    if dist.get_rank() == 0:
        with torch.device("meta"):
            shapes = VideoMusicTransformer(model.config).state_dict()
        state = {name: value.reshape(shapes[name].shape) for name, value in state.items()}
        part = path.with_name(f"{path.name}.part")
        torch.save({"model_config": dataclasses.asdict(model.config), "model": state, "average": {}, "step": step}, part)
        os.replace(part, path)
    dist.barrier()


def count_local(model: nn.Module) -> int:
    """Parameters that this process holds."""
    return sum(p.to_local().numel() if hasattr(p, "to_local") else p.numel() for p in model.parameters())


class FullTrainer:
    def __init__(self, model: VideoMusicTransformer, config: FullTraining, weights: LossWeights, device: torch.device):
        self.model, self.config, self.weights, self.device, self.step = model, config, weights, device, 0
        matrices = [p for p in model.parameters() if p.ndim >= 2]
        others = [p for p in model.parameters() if p.ndim < 2]
        groups = [{"params": matrices, "weight_decay": config.weight_decay}, {"params": others, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=config.learning_rate, betas=(0.9, 0.95), foreach=True)

    def rate(self) -> float:
        warm = min(1.0, (self.step + 1) / self.config.warmup_steps)
        cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, self.step / self.config.steps)))
        return self.config.learning_rate * warm * (self.config.final_rate + (1 - self.config.final_rate) * cosine)

    def train_step(self, batches: Iterator[Batch]) -> dict[str, float]:
        """One move of the weights from `accumulate` batches; figures are means over them and over all processes."""
        self.model.train()
        # Chance within the loss (negatives, moments) is a function of step and process: a resumed run draws the same.
        torch.manual_seed(1_000_003 * self.config.seed + 1009 * self.step + dist.get_rank())
        sums = torch.zeros(4, device=self.device)
        for turn in range(self.config.accumulate):
            self.model.set_requires_gradient_sync(turn == self.config.accumulate - 1)
            with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
                batch = next(batches).to(self.device)
                parts = joint(self.model, batch, self.model(batch), self.weights)
            (parts["total"].sum() / self.config.accumulate).backward()
            sums += torch.stack([parts[name].detach().float().reshape(()) for name in ("total", "music", "contrast", "beat")])
        norm = nn.utils.clip_grad_norm_(self.model.parameters(), self.config.clip)
        norm = norm.full_tensor() if hasattr(norm, "full_tensor") else norm
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate()
        if torch.isfinite(norm):
            self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.step += 1
        dist.all_reduce(sums)
        means = (sums / self.config.accumulate / dist.get_world_size()).tolist()
        return dict(zip(("total", "music", "contrast", "beat"), means)) | {"norm": float(norm), "rate": self.rate()}

    def save(self, folder: Path) -> None:
        """folder/step-NNNNNNNN, each process its part; named so when all of it is there. Keeps the last two."""
        target = folder / f"step-{self.step:08d}"
        part = folder / f"{target.name}.part"
        model_state, optimizer_state = get_state_dict(self.model, self.optimizer)
        state = {"model": model_state, "optimizer": optimizer_state, "step": torch.tensor(self.step)}
        checkpoint.save(state, checkpoint_id=part)
        dist.barrier()
        if dist.get_rank() == 0:
            os.replace(part, target)
            for old in sorted(folder.glob("step-????????"))[:-2]:
                shutil.rmtree(old)
        dist.barrier()

    def restore(self, folder: Path) -> bool:
        """-> whether there was a checkpoint; it may have been written by another number of processes."""
        found = sorted(folder.glob("step-????????"))
        if not found:
            return False
        model_state, optimizer_state = get_state_dict(self.model, self.optimizer)
        state = {"model": model_state, "optimizer": optimizer_state, "step": torch.tensor(0)}
        checkpoint.load(state, checkpoint_id=found[-1])
        set_state_dict(self.model, self.optimizer, model_state_dict=state["model"], optim_state_dict=state["optimizer"])
        self.step = int(state["step"])
        return True
