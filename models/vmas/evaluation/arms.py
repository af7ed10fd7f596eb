"""Arms of the experiment on the paper's claims: the same model, pairs, steps and seeds, one thing taken away or added. Trains one and measures
it on pairs it never saw. Knows nothing of the report."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ..config import preset
from ..dataset import ENERGY, MODE, STYLE, PairMaker, stack
from ..loss import LossWeights, autoregressive
from ..model import Batch, VideoMusicTransformer
from ..score.conditions import ENERGY_UNKNOWN, MODE_UNKNOWN, STYLE_UNKNOWN
from ..train_loop import TrainConfig, Trainer
from .beat_head import judge_beats
from .retrieval import ranks, shuffled_ranks


@dataclass(frozen=True)
class Arm:
    name: str
    contrast: float = 1.0
    beat: float = 0.5
    hold_frames: int = 1  # frames for which the encoder sees the same picture: 5 at 10 fps is 2 pictures a second
    fps: int = 10  # at which it sees the film of each pair
    reweight: float = 0.0  # extra weight of tokens where picture and music meet
    elsewhere: bool = False  # that weight half a crop away from there: the control of `reweight`

    @property
    def preset(self) -> str:
        return "arms" if self.fps == 10 else f"arms-{self.fps}fps"


DRUMS = ("kit", "cymbals", "percussion")  # streams that strike what is seen
ARMS = (
    Arm("full"),
    Arm("no-contrast", contrast=0.0),
    Arm("no-beat", beat=0.0),
    Arm("2-fps", hold_frames=5),
    Arm("1-fps", hold_frames=10),
    Arm("20-fps", fps=20),
    # Twice the weight; chosen before any run, as the smaller of the usual 1 to 2 (model-notes 1.4c).
    Arm("reweight", reweight=1.0),
    Arm("reweight-elsewhere", reweight=1.0, elsewhere=True),
)


@dataclass(frozen=True)
class Plan:
    steps: int = 150
    batch: int = 16  # pairs whose pictures and music are encoded
    decoded: int = 8  # of them, crops that the decoder learns from
    seconds: float = 12.0  # of every pair
    rate: float = 3e-3
    unknown: float = 0.5  # share of the training crops whose style, energy and mode only the picture tells


def make_pairs(maker: PairMaker, count: int, seconds: float, seed: int) -> Batch:
    """`count` pairs of pieces in order, each of the same duration, so that no length gives a pair away."""
    maker.dropouts = None
    pairs = []
    for index, (tokens, facts) in enumerate(maker.corpus.pieces):
        steps = round(seconds * facts.tempo_bpm / 15)  # 4 steps a beat
        if tokens.shape[1] < steps or len(pairs) == count:
            continue
        maker.crop_steps = steps
        pair = maker.make(np.random.default_rng((seed, index)), index)
        frames = round(seconds * maker.config.video_fps)
        pairs.append(of_frames(pair, frames, maker.config.token_stride))
    return stack(pairs)


def of_frames(pair, count: int, token_stride: int = 4):
    """Rounding of steps makes some pictures a frame longer or shorter: the last frame is cut off or stands."""
    place = np.arange(count).clip(max=len(pair.frames) - 1)
    last = -(-count // token_stride) - 1
    target = np.where(np.arange(count) < len(pair.frames), pair.beat_target[place], 0).astype(np.float32)
    return dataclasses.replace(
        pair, frames=pair.frames[place], beat_target=target, video_index=pair.video_index.clip(0, last)
    )


def held(batch: Batch, hold_frames: int) -> Batch:
    """What an encoder sees that looks only now and then: each sampled frame stands until the next."""
    if hold_frames == 1:
        return batch
    place = torch.arange(batch.frames.shape[1]) // hold_frames * hold_frames
    return dataclasses.replace(batch, frames=batch.frames[:, place])


def without_facts(batch: Batch, rows: Tensor) -> Batch:
    """Style, energy and mode unknown in the rows chosen (bool [B]): what the picture might tell."""
    conditions = batch.conditions.clone()
    for column, unknown in ((STYLE, STYLE_UNKNOWN), (ENERGY, ENERGY_UNKNOWN), (MODE, MODE_UNKNOWN)):
        conditions[rows, :, column] = unknown
    return dataclasses.replace(batch, conditions=conditions)


def train_arm(arm: Arm, seed: int, plan: Plan, pairs: Batch, out: Path) -> tuple[VideoMusicTransformer, list[dict]]:
    """-> averaged weights, and the curve: a row every ten steps. Order of pairs and dropouts depend on the seed alone, not on the arm."""
    torch.manual_seed(seed)
    model = VideoMusicTransformer(preset(arm.preset))
    weights = LossWeights(contrast=arm.contrast, beat=arm.beat, reweight=arm.reweight, reweight_elsewhere=arm.elsewhere)
    config = TrainConfig(
        batch_size=plan.decoded, picture_batch=plan.batch, steps=plan.steps, learning_rate=plan.rate, warmup_steps=15,
        average=0.98, seed=seed, weights=weights,
    )  # fmt: skip
    trainer = Trainer(model, config, out, lambda line: None)
    generator, curve = torch.Generator().manual_seed(1000 + seed), []
    for step in range(plan.steps):
        chosen = torch.randperm(len(pairs.tokens), generator=generator)[: plan.batch]
        is_unknown = torch.rand(plan.batch, generator=generator) < plan.unknown
        batch = without_facts(held(trimmed(pairs.rows(chosen)), arm.hold_frames), is_unknown)
        parts = trainer.train_step(batch)
        if step % 10 == 9:
            names = ("music", "contrast", "beat")
            curve.append(
                {"arm": arm.name, "seed": seed, "step": step + 1}
                | {name: round(float(parts[name]), 4) for name in names}
            )
    trainer.average.swap(model)
    return model.eval(), curve


def trimmed(batch: Batch) -> Batch:
    """Without the padding that no row of the batch needs."""
    length = int(batch.step_mask.sum(1).max())
    names = ("tokens", "conditions", "step_mask", "video_index")
    return dataclasses.replace(batch, **{name: getattr(batch, name)[:, :length] for name in names})


@torch.no_grad()
def measure_arm(model: VideoMusicTransformer, arm: Arm, pairs: Batch, fitting: Batch) -> dict:
    """Figures of each held-out pair, in the order of `pairs`; `fitting` are training pairs, for thresholds and probes only."""
    rows, videos, musics = [], [], []
    for at in range(0, len(pairs.tokens), 20):
        batch = trimmed(pairs.rows(torch.arange(at, min(at + 20, len(pairs.tokens)))))
        batch = without_facts(held(batch, arm.hold_frames), torch.ones(len(batch.tokens), dtype=torch.bool))
        output = model(batch)
        rows.append(likelihoods(model, batch, output))
        videos.append(model.video.embed(output.video_tokens, output.video_mask))
        musics.append(model.music.embed(output.music_beats, output.music_mask))
    result = {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
    video, music, size = torch.cat(videos).numpy(), torch.cat(musics).numpy(), model.config.embedding
    result |= {"rank": ranks(video, music), "rank_shuffled": shuffled_ranks(video, music)}
    result |= {
        "rank_meaning": ranks(video[:, :size], music[:, :size]),
        "rank_course": ranks(video[:, size:], music[:, size:]),
    }
    return result | judge_beats(model, held(pairs, arm.hold_frames), held(fitting, arm.hold_frames), pairs)


def likelihoods(model: VideoMusicTransformer, batch: Batch, output) -> dict[str, np.ndarray]:
    """Nats a step of each row [B] with its own picture, and how many more it costs with none and with another's picture; nats of the
    drums at the steps where picture and music meet, nan where they never do."""
    own = nats(output.logits, batch)
    blind = dataclasses.replace(batch, has_video=torch.zeros_like(batch.has_video))
    tokens, mask = output.video_tokens, output.video_mask
    without = nats(model.decoder.head(model.decode(blind, tokens, mask), batch.tokens), batch)
    other = nats(model.decoder.head(model.decode(batch, tokens.roll(1, 0), mask.roll(1, 0)), batch.tokens), batch)
    drums = [k for k, stream in enumerate(model.config.streams) if stream.name in DRUMS]
    meeting = meeting_steps(batch)
    met = np.where(meeting.any(1).numpy(), nats(output.logits, batch, meeting.float(), drums), np.nan)
    return {"nats": own, "gain_over_none": without - own, "gain_over_other": other - own, "meeting_drum_nats": met}


def nats(
    logits: list[Tensor], batch: Batch, weight: Tensor | None = None, streams: list[int] | None = None
) -> np.ndarray:
    """[B]: nats a step, of the steps that `weight` [B, T] chooses and the sum of `streams`; else of all."""
    weight = batch.step_mask if weight is None else weight
    rows = []
    for row in range(len(batch.tokens)):
        one = dataclasses.replace(batch, tokens=batch.tokens[row : row + 1])
        each = autoregressive([part[row : row + 1] for part in logits], one, weight[row : row + 1])
        rows.append(float(each.sum() if streams is None else each[streams].sum()))
    return np.array(rows)


def meeting_steps(batch: Batch) -> Tensor:
    """bool [B, T]: within one step of a transition that was put on an accent."""
    steps, frames = batch.step_mask.sum(1), batch.frame_mask.sum(1)
    meeting = torch.zeros_like(batch.step_mask, dtype=torch.bool)
    for row, frame in batch.beat_target.nonzero().tolist():
        # Half a frame before it is first seen: on average it happened then.
        step = round((frame - 0.5) * float(steps[row] / frames[row]))
        meeting[row, max(0, step - 1) : step + 2] = True
    return meeting & (batch.step_mask > 0)


def run_arm(arm: Arm, seed: int, plan: Plan, training: Batch, held_out: Batch, out: Path) -> tuple[dict, list[dict]]:
    """`training`, `held_out`: pairs at the arm's frame rate. -> {figures of pairs, costs}, curve."""
    started = time.process_time()
    model, curve = train_arm(arm, seed, plan, training, out)
    trained = time.process_time()
    fitting = training.rows(torch.arange(min(160, len(training.tokens))))
    figures = measure_arm(model, arm, held_out, fitting)
    # JSON has no NaN: null where a pair has no transition.
    pairs = {
        name: [None if value != value else value for value in np.round(row, 4).tolist()]
        for name, row in figures.items()
    }
    return {
        "pairs": pairs,
        "cpu_seconds": {"training": round(trained - started), "measuring": round(time.process_time() - trained)},
    }, curve
