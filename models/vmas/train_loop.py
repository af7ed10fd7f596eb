"""The training loop: AdamW, warm-up and cosine over a budget, moving average of the weights, checkpoints that resume
exactly, curves. Runs on one CPU, one GPU or under torchrun. Does not know where batches come from."""

from __future__ import annotations

import dataclasses
import math
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from .bundle_weights import weights_of_bundle
from .config import ModelConfig
from .curves import append_row
from .loss import LossWeights, joint, retrieval
from .model import Batch, VideoMusicTransformer


@dataclass(frozen=True)
class TrainConfig:
    batch_size: int = 8  # crops that the decoder reads in a step
    picture_batch: int = 8  # crops of a step with pictures; those beyond batch_size are for the alignment only
    crop_steps: int = 320
    learning_rate: float = 1e-3
    decoder_rate: float = (
        1.0  # the decoder's share of the rate: less where it is trained already and the encoders are not
    )
    final_rate: float = 0.03  # share of the learning rate at the end of the cosine
    warmup_steps: int = 100
    weight_decay: float = 0.05
    clip: float = 1.0
    average: float = 0.999
    minutes: float | None = None  # the budget of the schedule: minutes, else steps
    steps: int = 1000
    validate_minutes: float = 8.0
    checkpoint_minutes: float = 3.0
    seed: int = 0
    weights: LossWeights = dataclasses.field(default_factory=LossWeights)


class Objective(nn.Module):
    """Model and loss as one module, so that DistributedDataParallel sees every parameter in one forward."""

    def __init__(self, model: VideoMusicTransformer, weights: LossWeights, decoded_rows: int):
        super().__init__()
        self.model, self.weights, self.decoded_rows = model, weights, decoded_rows

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        return joint(self.model, batch, self.model(batch, self.decoded_rows), self.weights)


class Average:
    """Exponential moving average of the weights; what is evaluated and exported."""

    def __init__(self, model: nn.Module, decay: float):
        self.decay = decay
        self.values = {name: p.detach().clone() for name, p in model.named_parameters()}

    @torch.no_grad()
    def update(self, model: nn.Module, step: int) -> None:
        decay = min(self.decay, (1 + step) / (10 + step))
        names, values = zip(*model.named_parameters())
        torch._foreach_lerp_([self.values[name] for name in names], list(values), 1 - decay)

    def swap(self, model: nn.Module) -> None:
        """Exchanges model and average; call it again to go back."""
        for name, parameter in model.named_parameters():
            parameter.data, self.values[name] = self.values[name], parameter.data


def parameter_groups(model: VideoMusicTransformer, config: TrainConfig) -> list[dict]:
    """Weight decay only on matrices: norms, biases, temperatures and null tokens are not to shrink. `share`: of the rate."""
    groups = []
    for is_decoder in (False, True):
        own = [p for name, p in model.named_parameters() if name.startswith("decoder.") == is_decoder]
        share = config.decoder_rate if is_decoder else 1.0
        for is_matrix, decay in ((True, config.weight_decay), (False, 0.0)):
            chosen = [p for p in own if (p.ndim >= 2) == is_matrix]
            groups.append({"params": chosen, "weight_decay": decay, "share": share})
    return groups


class Trainer:
    def __init__(self, model: VideoMusicTransformer, config: TrainConfig, out: Path, log: Callable[[str], None]):
        self.config, self.out, self.log = config, out, log
        self.rank, self.world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
        self.device = next(model.parameters()).device
        self.model = model
        self.objective: nn.Module = Objective(model, config.weights, config.batch_size)
        if self.world > 1:
            self.objective = DistributedDataParallel(self.objective)
        groups = parameter_groups(model, config)
        kernel = "fused" if self.device.type == "cuda" else "foreach"
        self.optimizer = torch.optim.AdamW(groups, lr=config.learning_rate, betas=(0.9, 0.98), **{kernel: True})
        self.average = Average(model, config.average)
        self.step, self.elapsed_seconds = 0, 0.0
        self.marks = {"checkpoint": 0.0, "validate": 0.0}
        self.least_music = math.inf  # nats a step on the held-out pairs, the lowest so far

    @property
    def progress(self) -> float:
        if self.config.minutes is not None:
            return self.elapsed_seconds / (60 * self.config.minutes)
        return self.step / self.config.steps

    def rate(self) -> float:
        warm = min(1.0, (self.step + 1) / self.config.warmup_steps)
        cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, self.progress)))
        final = self.config.final_rate
        return self.config.learning_rate * warm * (final + (1 - final) * cosine)

    def train_step(self, batch: Batch) -> dict[str, Tensor]:
        self.model.train()
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate() * group["share"]
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            parts = self.objective(batch.to(self.device))
        parts["total"].backward()
        norm = nn.utils.clip_grad_norm_(self.model.parameters(), self.config.clip)
        if torch.isfinite(norm):
            self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.average.update(self.model, self.step)
        self.step += 1
        return {name: value.detach() for name, value in parts.items()} | {"norm": norm}

    def fit(self, batches: Iterator[Batch], validate: Callable[[], dict[str, float]]) -> None:
        """Trains until the budget is used; validates and saves on the way and at the end."""
        while self.progress < 1:
            started = time.monotonic()
            parts = self.train_step(next(batches))
            if self.step % 10 == 0 or self.step == 1:
                self.record(parts, time.monotonic() - started)
            self.elapsed_seconds += time.monotonic() - started
            if self.is_due("validate", self.config.validate_minutes):
                self.validate(validate)
            if self.is_due("checkpoint", self.config.checkpoint_minutes):
                self.save()
        self.validate(validate)
        self.save()

    def is_due(self, what: str, minutes: float) -> bool:
        due = self.elapsed_seconds - self.marks[what] >= 60 * minutes
        if due:
            self.marks[what] = self.elapsed_seconds
        return due

    def record(self, parts: dict[str, Tensor], seconds: float) -> None:
        row = {name: float(parts[name]) for name in ("total", "music", "contrast", "beat", "norm")}
        row = {"step": self.step, "minutes": self.elapsed_seconds / 60, "rate": self.rate()} | row
        self.append("train.csv", row | {"step_seconds": seconds})
        if self.step % 50 == 0 or self.step == 1:
            self.log("  ".join(f"{name} {value:.4g}" for name, value in row.items()) + f"  {seconds:.2f} s/step")

    def validate(self, validate: Callable[[], dict[str, float]]) -> None:
        """Judges the averaged weights; best.pt holds those that foretold held-out music best: a small corpus is learned by heart in the end."""
        if self.rank:
            return
        self.average.swap(self.model)
        result = {"step": self.step, "minutes": self.elapsed_seconds / 60} | validate()
        self.average.swap(self.model)
        self.append("validation.csv", result)
        self.log("validation  " + "  ".join(f"{name} {value:.4g}" for name, value in result.items()))
        if result["music"] < self.least_music:
            self.least_music = result["music"]
            self.save("best.pt")

    def append(self, name: str, row: dict[str, float]) -> None:
        if self.rank == 0:
            append_row(self.out / name, row)

    def save(self, name: str = "checkpoint.pt") -> None:
        """Written beside and moved into place, so that a killed run leaves the last whole checkpoint."""
        if self.rank:
            return
        state = {
            "model_config": dataclasses.asdict(self.model.config),
            "train_config": dataclasses.asdict(self.config),
            "model": self.model.state_dict(),
            "average": self.average.values,
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "elapsed_seconds": self.elapsed_seconds,
            "marks": self.marks,
            "least_music": self.least_music,
            "random": torch.get_rng_state(),
        }
        part = self.out / f"{name}.part"
        torch.save(state, part)
        part.replace(self.out / name)

    def begin_from(self, checkpoint: Path) -> None:
        """Takes the averaged weights of an earlier run, or those of a bundle's folder; what that model had not, or in another shape, begins anew."""
        if checkpoint.is_dir():
            earlier = weights_of_bundle(checkpoint, self.model.config)
        else:
            state = torch.load(checkpoint, map_location=self.device, weights_only=True)
            earlier = state["model"] | state["average"]
        own = self.model.state_dict()
        taken = {name: value.to(self.device) for name, value in earlier.items() if name in own and own[name].shape == value.shape}
        fresh = [name for name in own if name not in taken]
        self.log(f"begins from {checkpoint.name}; new: {', '.join(fresh) or 'nothing'}")
        self.model.load_state_dict(own | taken)
        self.average = Average(self.model, self.config.average)

    def restore(self) -> None:
        state = torch.load(self.out / "checkpoint.pt", map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        for name, value in state["average"].items():
            self.average.values[name].copy_(value)
        self.step, self.elapsed_seconds, self.marks = state["step"], state["elapsed_seconds"], state["marks"]
        self.least_music = state.get("least_music", math.inf)  # checkpoints of earlier runs lack it
        torch.set_rng_state(state["random"].cpu())


def load_model(checkpoint: Path) -> VideoMusicTransformer:
    """The averaged weights of a checkpoint, ready for use."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model = VideoMusicTransformer(ModelConfig.from_dict(state["model_config"]))
    model.load_state_dict(state["model"] | state["average"])
    return model.eval()


@torch.no_grad()
def measure(model: VideoMusicTransformer, batches: list[Batch], weights: LossWeights) -> dict[str, float]:
    """Nats a step of each stream and together, the other losses, the share of the video in the music (nats lost when
    it is dropped), and retrieval of music by picture among all pairs given."""
    model.eval()
    device = next(model.parameters()).device
    rows, videos, musics = [], [], []
    for batch in batches:
        batch = batch.to(device)
        output = model(batch)
        parts = joint(model, batch, output, weights)
        row = {f"nats_{s.name}": float(v) for s, v in zip(model.config.streams, parts["streams"])}
        row |= {name: float(parts[name]) for name in ("music", "contrast", "beat")}
        blind = dataclasses.replace(batch, has_video=torch.zeros_like(batch.has_video))
        blind_parts = joint(model, blind, model(blind), weights)
        rows.append(row | {"video_gain": float(blind_parts["music"]) - row["music"]})
        videos.append(model.video.embed(output.video_tokens, output.video_mask))
        musics.append(model.music.embed(output.music_beats, output.music_mask))
    mean = {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}
    return mean | retrieval(torch.cat(videos), torch.cat(musics))
