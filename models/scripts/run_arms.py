"""Trains and measures every arm of the claims, three seeds each, and writes models/runs/arms.json and arms.csv. Stopped and started again, it
goes on with the arms that are missing.

    python models/scripts/run_arms.py --corpus corpus.npz --clips clips-20fps.npz --work arms
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import json
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.config import preset  # noqa: E402
from vmas.dataset import TEST, TRAIN, open_corpus  # noqa: E402
from vmas.evaluation.arms import ARMS, Arm, Plan, make_pairs, run_arm  # noqa: E402
from vmas.model import Batch, VideoMusicTransformer, count_parameters  # noqa: E402

RUNS = Path(__file__).resolve().parents[1] / "runs"


def pairs_of(args: argparse.Namespace, split: int, count: int, plan: Plan, arm: Arm) -> Batch:
    """Made once and kept in the work folder, so that every arm of a frame rate learns from and is judged on the same pairs; another rate shows
    the same films at other moments. Read from the file as they are used: more than an arm's memory."""
    path = args.work / f"pairs-{split}-{count}-{plan.seconds:g}s-{arm.fps}fps.pt"
    if not path.exists():
        maker = open_corpus(preset(arm.preset), args.corpus, args.clips, split, 320)
        part = path.with_suffix(".part")
        torch.save(vars(make_pairs(maker, count, plan.seconds, seed=5)), part)
        part.replace(path)
    return Batch(**torch.load(path, weights_only=True, mmap=True))


def write(path: Path, text: str) -> None:
    part = path.with_suffix(path.suffix + ".part")
    part.write_text(text)
    part.replace(path)


def append_curve(path: Path, curve: list[dict]) -> None:
    is_new = not path.exists()
    with path.open("a", newline="") as file:
        writer = csv.DictWriter(file, list(curve[0]))
        if is_new:
            writer.writeheader()
        writer.writerows(curve)


def main(args: argparse.Namespace) -> None:
    torch.set_num_threads(args.threads)
    args.work.mkdir(parents=True, exist_ok=True)
    args.out.mkdir(parents=True, exist_ok=True)
    plan = Plan(steps=args.steps)
    pairs = {  # of each frame rate: for training, held out
        arm.fps: (pairs_of(args, TRAIN, args.training_pairs, plan, arm), pairs_of(args, TEST, args.pairs, plan, arm))
        for arm in ARMS
    }
    training, held_out = pairs[ARMS[0].fps]
    path = args.out / "arms.json"
    about = {
        "plan": dataclasses.asdict(plan), "training_pairs": len(training.tokens), "pairs": len(held_out.tokens),
        "parameters": count_parameters(VideoMusicTransformer(preset("arms"))),
    }  # fmt: skip
    known = json.loads(path.read_text()) if path.exists() else about | {"runs": {}}
    if {name: known[name] for name in about} != about:
        raise SystemExit(f"{path} holds runs of another plan; move it away to start again")
    # Seeds outside, so that a run that is stopped has as many whole comparisons as there was time for.
    for seed in args.seeds:
        for arm in ARMS:
            if str(seed) in known["runs"].get(arm.name, {}):
                continue
            result, curve = run_arm(arm, seed, plan, *pairs[arm.fps], args.work)
            known["runs"].setdefault(arm.name, {})[str(seed)] = result
            write(path, json.dumps(known, separators=(",", ":")) + "\n")
            append_curve(args.out / "arms.csv", curve)
            print(arm.name, seed, result["cpu_seconds"], curve[-1], flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="file of compose_corpus.py")
    parser.add_argument("--clips", type=Path, required=True, help="file of prepare_clips.py --fps 20")
    parser.add_argument("--work", type=Path, required=True, help="folder for the pairs, about 4 GB")
    parser.add_argument("--out", type=Path, default=RUNS)
    parser.add_argument("--steps", type=int, default=Plan.steps)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--training-pairs", type=int, default=1000)
    parser.add_argument("--pairs", type=int, default=240, help="held-out pairs")
    parser.add_argument("--threads", type=int, default=1)
    main(parser.parse_args())
