"""Trains the video-music Transformer. One process, or many under torchrun; the same command resumes with --resume.

python models/scripts/train.py --config small --corpus corpus.npz --clips clips.npz --out run --minutes 80
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.config import preset  # noqa: E402
from vmas.dataset import TRAIN, VALIDATION, Batches, load, open_corpus  # noqa: E402
from vmas.loss import LossWeights  # noqa: E402
from vmas.model import VideoMusicTransformer, count_parameters  # noqa: E402
from vmas.rvq.pairs import open_codes  # noqa: E402
from vmas.train_loop import TrainConfig, Trainer, measure  # noqa: E402

VALIDATION_BATCHES, VALIDATION_PAIRS = 12, 16  # and pairs of a batch, at most


def choose_device(name: str) -> torch.device:
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and "LOCAL_RANK" in os.environ:
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    return torch.device(name)


def plot(out: Path) -> None:
    """Curves of train.csv and validation.csv beside them, as curves.png."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 3, figsize=(15, 4))
    for name, style in (("train.csv", "-"), ("validation.csv", "o-")):
        if not (out / name).exists():
            continue
        rows = list(csv.DictReader((out / name).open()))
        minutes = [float(row["minutes"]) for row in rows]
        for axis, column in zip(axes, ("music", "contrast", "beat")):
            axis.plot(minutes, [float(row[column]) for row in rows], style, label=name.removesuffix(".csv"))
            axis.set(title=f"{column}", xlabel="minutes", ylabel="nats a step" if column == "music" else "nats")
    axes[0].legend()
    figure.tight_layout()
    figure.savefig(out / "curves.png", dpi=80)


def main(args: argparse.Namespace) -> None:
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    device = choose_device(args.device)
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    if world > 1:
        torch.distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    weights = LossWeights(contrast=args.contrast, beat=args.beat, reweight=args.reweight)
    config = TrainConfig(
        batch_size=args.batch, picture_batch=args.picture_batch or args.batch, minutes=args.minutes, steps=args.steps, seed=args.seed, weights=weights,
        learning_rate=args.rate, decoder_rate=args.decoder_rate, warmup_steps=args.warmup, crop_steps=args.crop, validate_minutes=args.validate_minutes,
    )  # fmt: skip
    torch.manual_seed(args.seed)
    model = VideoMusicTransformer(preset(args.config)).to(device)
    trainer = Trainer(model, config, args.out, lambda line: print(line, flush=True) if rank == 0 else None)
    if args.resume and (args.out / "checkpoint.pt").exists():
        trainer.restore()
    elif args.begin_from:
        trainer.begin_from(args.begin_from)
    trainer.log(f"{count_parameters(model)} parameters, {device}, from step {trainer.step}")
    opened = open_codes if model.config.family == "rvq" else open_corpus
    training, held_out = (
        opened(model.config, args.corpus, args.clips, split, config.crop_steps) for split in (TRAIN, VALIDATION)
    )
    size = min(config.batch_size, VALIDATION_PAIRS, len(held_out.corpus.pieces))
    held_out_batches = [Batches(held_out, size, seed=1)[i] for i in range(VALIDATION_BATCHES)]
    # Ranks draw from seeds of their own; batch i of a rank does not depend on where the run was resumed.
    batches = Batches(
        training, config.batch_size, seed=1000 * config.seed + rank + 17, first=trainer.step, music_only=args.music_only,
        picture_batch=config.picture_batch,
    )  # fmt: skip
    trainer.fit(iter(load(batches, args.workers)), lambda: measure(model, held_out_batches, weights))
    if rank == 0:
        plot(args.out)


def arguments(line: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--config", default="small", help="preset of vmas/config.py; `small-20fps`, `small-25fps`: at that frame rate"
    )
    parser.add_argument(
        "--corpus",
        type=Path,
        nargs="+",
        required=True,
        help="files of compose_corpus.py; of encode_audio.py for family rvq",
    )
    parser.add_argument(
        "--clips",
        type=Path,
        help="file of prepare_clips.py, with at least the frame rate of the preset; without it all shots are rendered",
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, help="training time that the schedule is stretched over")
    parser.add_argument(
        "--steps", type=int, default=1000, help="the same in optimiser steps, where no minutes are given"
    )
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument(
        "--picture-batch", type=int, help="pairs of a step with pictures; those beyond --batch are only aligned"
    )
    parser.add_argument("--crop", type=int, default=320, help="steps of a crop")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument(
        "--decoder-rate", type=float, default=1.0, help="the decoder's share of the rate, beside --begin-from"
    )
    parser.add_argument("--warmup", type=int, default=100, help="steps until the full rate")
    parser.add_argument("--contrast", type=float, default=0.2)
    parser.add_argument("--beat", type=float, default=0.2)
    parser.add_argument("--music-only", type=float, default=0.0, help="share of batches without pictures")
    parser.add_argument("--begin-from", type=Path, help="checkpoint of an earlier run, or folder of a bundle, whose weights to take")
    parser.add_argument("--reweight", type=float, default=0.0, help="extra token weight near coincident beats")
    parser.add_argument("--validate-minutes", type=float, default=8.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--workers", type=int, default=1, help="processes that make batches")
    parser.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda"])
    parser.add_argument("--resume", action="store_true")
    return parser.parse_args(line)


if __name__ == "__main__":
    main(arguments())
