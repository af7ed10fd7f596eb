"""Trains `full` over shards of videos with music (prepare_data.py) on as many processes as torchrun starts; the same command goes on from the
last checkpoint. With two CPU processes and `full-tiny` it is a rehearsal of the same code (runs/full.sh has both).

    torchrun --nproc-per-node 8 models/scripts/train_full.py --config full --shards SHARDS --codec codec.pt --out run
    torchrun --nproc-per-node 2 models/scripts/train_full.py --config full-tiny --shards SHARDS --codec untrained --out run --steps 4
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
import time
from pathlib import Path

import torch
import torch.distributed as dist

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.config import preset
from vmas.curves import append_row
from vmas.data.pairs import ShardBatches, ShardPairs
from vmas.data.shards import ShardReader
from vmas.loss import LossWeights
from vmas.model import count_parameters
from vmas.pairing import Dropouts
from vmas.rvq.codec import CODEC_PRESETS, Codec, CodecConfig
from vmas.rvq.codec_trainer import load_codec
from vmas.sharded_training import FullTrainer, FullTraining, build, count_local, spread, write_whole

CODEC_SEED = 7  # of an untrained codec: the same codes in every process and run


def rehearsal_codec(name: str) -> CodecConfig:
    if name == "full-tiny":
        return dataclasses.replace(CODEC_PRESETS["debug-rvq"], name=name, channels=2, codebooks=12)
    return CODEC_PRESETS[name]


def open_codec(source: str, config_name: str, device: torch.device) -> Codec:
    """A checkpoint of train_codec.py; `untrained` for rehearsals: real codes of the real shape that mean nothing."""
    if source != "untrained":
        return load_codec(Path(source)).to(device)
    torch.manual_seed(CODEC_SEED)
    return Codec(rehearsal_codec(config_name)).to(device).eval()


def begin() -> torch.device:
    if "RANK" not in os.environ:
        raise SystemExit("start it with torchrun, also for one process: torchrun --nproc-per-node 1 models/scripts/train_full.py ...")
    has_gpu = torch.cuda.is_available()
    if has_gpu:
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    dist.init_process_group("nccl" if has_gpu else "gloo")
    return torch.device("cuda" if has_gpu else "cpu")


def main(arguments: argparse.Namespace) -> None:
    device = begin()
    rank, world = dist.get_rank(), dist.get_world_size()
    torch.set_num_threads(arguments.threads)
    config = preset(arguments.config)
    codec = open_codec(arguments.codec, arguments.config, device)
    books = (codec.config.codebooks, codec.config.codes)
    if config.sizes != (books[1],) * books[0]:
        raise SystemExit(f"{arguments.codec} writes {books[0]} codebooks of {books[1]} codes; `{config.name}` reads {len(config.sizes)} of {config.largest}")
    training = FullTraining(
        rows=arguments.rows, accumulate=arguments.accumulate, learning_rate=arguments.rate, warmup_steps=arguments.warmup, steps=arguments.steps,
        seed=arguments.seed,
    )  # fmt: skip
    model = spread(build(config, device, arguments.seed), device, not arguments.keep_activations)
    trainer = FullTrainer(model, training, LossWeights(), device)
    arguments.out.mkdir(parents=True, exist_ok=True)
    resumed = trainer.restore(arguments.out)
    say = print if rank == 0 else lambda *_, **__: None
    say(f"{count_parameters(model)} parameters, {count_local(model)} of them here; {world} x {device}; {'goes on from' if resumed else 'begins at'} step {trainer.step}", flush=True)
    reader = ShardReader(arguments.shards, "train", arguments.seed, rank, world)
    pairs = ShardPairs(config, codec.config.frame_rate_hz, dataclasses.replace(Dropouts(), infill=0))
    source = ShardBatches(reader, pairs, codec, device, training.rows, arguments.crop_seconds)
    batches = source.start(taken=trainer.step * training.accumulate * training.rows)
    stop = min(training.steps, arguments.until or training.steps)
    while trainer.step < stop:
        started = time.monotonic()
        figures = trainer.train_step(batches)
        seconds = time.monotonic() - started
        if rank == 0:
            append_row(arguments.out / "train.csv", {"step": trainer.step, **figures, "seconds": seconds})
        say(f"step {trainer.step}  " + "  ".join(f"{name} {value:.5g}" for name, value in figures.items()) + f"  {seconds:.2f} s", flush=True)
        if trainer.step % arguments.save_every == 0 or trainer.step == stop:
            trainer.save(arguments.out)
    if trainer.step == training.steps:
        write_whole(model, trainer.step, arguments.out / "checkpoint.pt")
    dist.destroy_process_group()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", default="full", choices=("full", "full-tiny"))
    parser.add_argument("--shards", type=Path, required=True, help="folder of prepare_data.py")
    parser.add_argument("--codec", required=True, help="checkpoint of train_codec.py, or `untrained` for a rehearsal")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=4, help="pairs of a process in one pass")
    parser.add_argument("--accumulate", type=int, default=4, help="passes before the weights move")
    parser.add_argument("--crop-seconds", type=float, default=20.0)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--warmup", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=200_000, help="of the whole schedule")
    parser.add_argument("--until", type=int, help="end at this step of it, to go on another time")
    parser.add_argument("--save-every", type=int, default=1000)
    parser.add_argument("--keep-activations", action="store_true", help="instead of computing them again: faster, more memory")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=4)
    main(parser.parse_args())
