"""The training loop of the codec: stages by the clock, moving average of the weights, checkpoints that resume, curves. Does not
know where crops come from."""

from __future__ import annotations

import csv
import itertools
import math
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from ..curves import append_row
from .codec import Codec, CodecConfig, Drawing, inside
from .codec_data import CropMaker, ResidentCrops
from .codec_loss import Judges, judge_loss, maker_loss, spectral
from .tones import TonePeaks, level_distance, tone_distance

WEIGHTS = {"tones": 1.0, "levels": 1.0, "log": 1.0, "convergence": 1.0, "commitment": 0.25, "adversarial": 0.1, "features": 0.2}
COLUMNS = ("stage", "step", "minutes", "log", "convergence", "tones", "levels", "commitment", "adversarial", "features", "judge")
STAGES = ("codes", "sound", "judges")
TONES_LATER = 0.3  # weight of the tones once the decoder is judged by its sound
VALIDATION_BATCHES = 6
AVERAGE = 0.999
SHORT_FRAMES, MARGIN_FRAMES = 3, 3  # of the crops before there are codes, and what only the transforms see beside them
START_CROPS = 24  # batches whose vectors begin the codebooks


@dataclass(frozen=True)
class Schedule:
    stage: str
    minutes: float
    rate: float
    batch: int
    plain_share: float  # of stage `codes` without quantiser
    save_minutes: float = 4.0
    judge_width: int = 8


class CodecTrainer:
    def __init__(self, codec: Codec, schedule: Schedule, out: Path):
        self.codec, self.schedule, self.out = codec, schedule, out
        self.device = next(codec.parameters()).device
        self.peaks = TonePeaks(codec.config).to(self.device)
        self.judges = Judges(schedule.judge_width).to(self.device) if schedule.stage == "judges" else None
        made = codec.parameters() if schedule.stage == "codes" else codec.decoder.parameters()
        self.maker = torch.optim.AdamW(made, lr=schedule.rate, betas=(0.9, 0.99), weight_decay=0.01, foreach=True)
        self.judging = self.judges and torch.optim.AdamW(self.judges.parameters(), lr=schedule.rate, betas=(0.8, 0.99), foreach=True)
        self.average = {name: p.detach().clone() for name, p in codec.named_parameters()}
        self.step, self.elapsed_seconds, self.has_codes, self.stage_step = 0, 0.0, False, 0
        self.is_over = False

    @property
    def path(self) -> Path:
        return self.out / "codec.pt"

    def save(self) -> None:
        state = {
            "config": self.codec.config.as_dict(), "stage": self.schedule.stage, "step": self.step, "has_codes": self.has_codes,
            "stage_step": self.stage_step, "elapsed_seconds": self.elapsed_seconds, "model": self.codec.state_dict(), "average": self.average,
            "maker": self.maker.state_dict(), "judges": self.judges and self.judges.state_dict(),
            "judging": self.judging and self.judging.state_dict(),
        }  # fmt: skip
        torch.save(state, self.path.with_suffix(".tmp"))
        self.path.with_suffix(".tmp").replace(self.path)

    def restore(self) -> None:
        """Goes on with the stage, or begins it from the averaged weights of the stage before. A stage that a later one has built on is over:
        to train it again would give its codes another meaning."""
        if not self.path.exists():
            return
        state = torch.load(self.path, map_location=self.device, weights_only=True)
        self.is_over = STAGES.index(state["stage"]) > STAGES.index(self.schedule.stage)
        self.codec.load_state_dict(state["model"])
        self.average, self.step, self.has_codes = state["average"], state["step"], state["has_codes"]
        if state["stage"] != self.schedule.stage:
            use_average(self.codec, self.average)
            return
        self.stage_step, self.elapsed_seconds = state["stage_step"], state["elapsed_seconds"]
        self.maker.load_state_dict(state["maker"])
        if self.judges:
            self.judges.load_state_dict(state["judges"])
            self.judging.load_state_dict(state["judging"])

    @property
    def progress(self) -> float:
        return self.elapsed_seconds / (60 * self.schedule.minutes)

    def set_rate(self) -> None:
        warm = min(1.0, (self.stage_step + 1) / 100)
        cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, self.progress)))
        for optimizer in filter(None, (self.maker, self.judging)):
            for group in optimizer.param_groups:
                group["lr"] = self.schedule.rate * warm * (0.03 + 0.97 * cosine)

    def fit(self, crops: CropMaker | ResidentCrops, held_out: CropMaker) -> None:
        saved, count = self.elapsed_seconds, 0
        sums: dict[str, Tensor] = {}  # kept on the device: reading a figure makes a GPU wait
        while self.progress < 1:
            started = time.monotonic()
            if not self.has_codes and self.progress >= self.schedule.plain_share:
                self.start_codes(crops)
            self.set_rate()
            parts = self.train_step(self.draw(crops).to(self.device))
            self.step, self.stage_step = self.step + 1, self.stage_step + 1
            self.elapsed_seconds += time.monotonic() - started
            sums = {name: sums.get(name, 0.0) + value.detach() for name, value in parts.items()}
            count += 1
            if self.stage_step % 50 == 0:
                self.log("train", {name: float(total) / count for name, total in sums.items()})
                sums, count = {}, 0
            if self.elapsed_seconds - saved > 60 * self.schedule.save_minutes:
                saved = self.elapsed_seconds
                self.log("validation", self.validate(held_out))
                self.save()
        if count:  # a stage of few steps has figures too
            self.log("train", {name: float(total) / count for name, total in sums.items()})
        self.log("validation", self.validate(held_out))
        self.save()

    def draw(self, crops: CropMaker | ResidentCrops) -> Tensor:
        """The crops of a step. Notes are learned from many pieces at once: eight crops of 12 frames, all columns alike within each, taught envelopes
        and no pitch in 1,500 steps. So before there are codes a step has the same number of frames in short crops."""
        if self.schedule.stage != "codes" or self.has_codes:
            return crops.batch(self.step, self.schedule.batch)
        frame = self.codec.config.samples_per_frame
        frames = crops.length // frame
        return crops.batch(self.step, self.schedule.batch * frames // SHORT_FRAMES, (SHORT_FRAMES + 2 * MARGIN_FRAMES) * frame)

    @torch.no_grad()
    def start_codes(self, crops: CropMaker | ResidentCrops) -> None:
        """Codebooks from k-means over the vectors of fresh crops."""
        batches = (crops.batch(1_000_000 + i, 4 * self.schedule.batch).to(self.device) for i in range(START_CROPS))
        vectors = torch.cat([self.codec.encode(batch).flatten(0, 1) for batch in batches])
        self.codec.quantiser.start(vectors)
        self.has_codes = True
        print(f"codebooks begun from {len(vectors)} vectors at step {self.step}", flush=True)

    def train_step(self, audio: Tensor) -> dict[str, Tensor]:
        self.codec.train()
        if self.schedule.stage != "codes":
            return self.sound_step(audio)
        margin = 0 if self.has_codes else MARGIN_FRAMES
        vectors = self.codec.encode_inside(audio, margin)
        quantised = self.codec.quantiser(vectors, self.draw_counts(len(audio))) if self.has_codes else None
        parts = self.described(self.codec.decoder(vectors if quantised is None else quantised.vectors), audio, margin)
        if quantised is not None:
            parts["commitment"] = quantised.commitment
        self.update(parts)
        return parts

    def described(self, drawing: Drawing, audio: Tensor, margin: int = 0) -> dict[str, Tensor]:
        """What the decoder says of the sound against what the sound is: tones and the levels of the spectrum. Smooth, unlike distances of
        waveforms whose phases are free, and so what codes are learned from."""
        peaks, magnitudes = (inside(x, margin * self.codec.config.stride) for x in (self.peaks(audio), self.codec.analysis(audio).abs()))
        return {"tones": tone_distance(drawing.tone_level, peaks), "levels": level_distance(drawing.level, magnitudes)}

    def draw_counts(self, rows: int) -> Tensor:
        """Quantiser dropout: half of the rows use all codebooks, the others a random number."""
        books = self.codec.config.codebooks
        few = torch.randint(1, books + 1, (rows,))
        return torch.where(torch.rand(rows) < 0.5, few, torch.full_like(few, books)).to(self.device)

    def sound_step(self, audio: Tensor) -> dict[str, Tensor]:
        """The decoder alone, on the sound it makes; encoder and codebooks stand still."""
        self.codec.encoder.eval()
        self.codec.quantiser.eval()
        with torch.no_grad():
            vectors = self.codec.quantiser(self.codec.encode(audio), self.draw_counts(len(audio))).vectors
        drawn = self.codec.decoder(vectors)
        made = self.codec.sound(drawn, torch.randint(90_000, (), device=self.device))
        parts = spectral(made, audio) | {"tones": tone_distance(drawn.tone_level, self.peaks(audio))}
        judged = self.judge(made, audio) if self.judges else {}
        if self.judges:
            with torch.no_grad():
                real = self.judges(audio)
            self.judges.requires_grad_(False)
            parts |= maker_loss(real, self.judges(made))
        self.update(parts)
        return parts | judged

    def judge(self, made: Tensor, audio: Tensor) -> dict[str, Tensor]:
        """One step of the judges."""
        self.judges.requires_grad_(True)
        loss = judge_loss(self.judges(audio), self.judges(made.detach()))
        self.judging.zero_grad()
        loss.backward()
        self.judging.step()
        return {"judge": loss.detach()}

    def update(self, parts: dict[str, Tensor]) -> None:
        weights = WEIGHTS if self.schedule.stage == "codes" else WEIGHTS | {"tones": TONES_LATER}
        total = sum(weights[name] * value for name, value in parts.items())
        self.maker.zero_grad()
        total.backward()
        nn.utils.clip_grad_norm_((p for group in self.maker.param_groups for p in group["params"]), 1.0)
        self.maker.step()
        decay = min(AVERAGE, (1 + self.stage_step) / (10 + self.stage_step))
        names, values = zip(*self.codec.named_parameters())
        with torch.no_grad():
            torch._foreach_lerp_([self.average[name] for name in names], list(values), 1 - decay)

    @torch.no_grad()
    def validate(self, held_out: CropMaker) -> dict[str, float]:
        """Distances of the averaged weights on the same held-out crops, and how evenly codes are used (perplexity)."""
        own = {name: p.detach().clone() for name, p in self.codec.named_parameters()}
        use_average(self.codec, self.average)
        self.codec.eval()
        sums: dict[str, float] = {}
        codes = []
        for i in range(VALIDATION_BATCHES):
            audio = held_out.batch(i, 16).to(self.device)
            made = self.codec(audio, self.has_codes)
            distances = spectral(made.audio, audio) | self.described(made.drawing, audio)
            for name, value in distances.items():
                sums[name] = sums.get(name, 0.0) + float(value) / VALIDATION_BATCHES
            if made.quantised is not None:
                codes.append(made.quantised.codes.flatten(0, 1))
        use_average(self.codec, own)
        if codes:
            sums |= {f"perplexity_{k}": perplexity(column) for k, column in enumerate(torch.cat(codes).T)}
        return sums

    def log(self, name: str, values: dict[str, float]) -> None:
        row = {"stage": self.schedule.stage, "step": self.step, "minutes": round(self.elapsed_seconds / 60, 2)}
        row |= {key: round(value, 4) for key, value in values.items()}
        print(name, row, flush=True)
        append_row(self.out / f"{name}.csv", row, COLUMNS)


def use_average(codec: Codec, average: dict[str, Tensor]) -> None:
    with torch.no_grad():
        for name, parameter in codec.named_parameters():
            parameter.copy_(average[name])


def perplexity(codes: Tensor) -> float:
    share = torch.bincount(codes).float() / len(codes)
    return float((-(share * share.clamp(min=1e-9).log()).sum()).exp())


def plot_curves(out: Path) -> None:
    """Distances over steps, as curves.png beside the csv files."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 4, figsize=(20, 4))
    titles = {"log": "log magnitude of the sound", "convergence": "spectral convergence", "tones": "tones", "levels": "levels"}
    written = [name for name in ("train", "validation") if (out / f"{name}.csv").exists()]
    for (axis, column), name in itertools.product(zip(axes, titles), written):
        rows = [row for row in csv.DictReader((out / f"{name}.csv").open()) if row[column]]
        axis.plot([int(row["step"]) for row in rows], [float(row[column]) for row in rows], label=name)
        axis.set(title=titles[column], xlabel="step", ylabel="" if column == "convergence" else "nats")
    axes[0].legend()
    figure.tight_layout()
    figure.savefig(out / "curves.png", dpi=80)


def load_codec(path: Path) -> Codec:
    """The codec of a checkpoint, averaged weights."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    codec = Codec(CodecConfig.from_dict(state["config"]))
    codec.load_state_dict(state["model"])
    use_average(codec, state["average"])
    return codec.eval()
