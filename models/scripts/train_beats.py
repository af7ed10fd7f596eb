"""Trains the beat tracker on pieces made by prepare_beats.py; resumes from its last checkpoint in --out.

    python models/scripts/train_beats.py --pieces /tmp/beat-pieces --out /tmp/beat-run --steps 1800
"""
import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.beats.dataset import Piece, load_pieces, random_batch, soft_targets
from vmas.beats.model import BeatTracker, BeatTrackerConfig

# Share of training crops by kind of material; what is missing is shared among the rest.
KIND_SHARES = {"arranger": 0.7, "sampler": 0.7, "groove": 0.08}
OTHER_SHARE = 0.22  # all MIDI collections together


def kind_of(group: str) -> str:
    return group.split("-")[0] if group.split("-")[0] in KIND_SHARES else "band"


def piece_chances(pieces: list[Piece]) -> np.ndarray:
    """Within a kind by length, so that every second of it is equally likely."""
    seconds = np.array([len(piece.mel) for piece in pieces], dtype=float)
    kinds = np.array([kind_of(piece.group) for piece in pieces])
    chances = np.zeros(len(pieces))
    for kind in set(kinds):
        chances += np.where(kinds == kind, KIND_SHARES.get(kind, OTHER_SHARE) * seconds / seconds[kinds == kind].sum(), 0)
    return chances / chances.sum()


def tracker_loss(logits, targets, weights):
    """Plain cross-entropy on soft targets, so that outputs stay probabilities; beats and bars weigh the same."""
    losses = binary_cross_entropy_with_logits(logits, targets, reduction="none").mean(dim=1)  # [B, 2]
    return (losses * weights).sum() / weights.sum() * 2


@torch.no_grad()
def held_out_loss(model: BeatTracker, pieces: list[Piece]) -> float:
    model.eval()
    losses = []
    for piece in pieces:
        mel = torch.from_numpy(piece.mel.astype(np.float32))[None]
        target = np.stack([soft_targets(t, len(piece.mel)) for t in (piece.beats_seconds, piece.downbeats_seconds)], axis=1)
        weights = torch.tensor([[1.0, float(piece.knows_bars)]])
        losses.append(tracker_loss(model(mel), torch.from_numpy(target)[None], weights).item())
    model.train()
    return float(np.mean(losses))


def learning_rate(step: int, steps: int, peak: float) -> float:
    """Linear for 50 steps, then a cosine to a hundredth."""
    return float(peak * min(1.0, (step + 1) / 50) * (0.01 + 0.99 * 0.5 * (1 + np.cos(np.pi * step / steps))))


def start(args) -> tuple[BeatTracker, torch.optim.Optimizer, dict[str, torch.Tensor], int]:
    """Model, optimiser, moving average of the weights, and the step to go on from."""
    model = BeatTracker(BeatTrackerConfig(width=args.width))
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.rate, weight_decay=0.01)
    first, checkpoint = 0, args.out / "checkpoint.pt"
    if checkpoint.exists():
        stored = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(stored["model"])
        optimizer.load_state_dict(stored["optimizer"])
        return model, optimizer, stored["average"], stored["step"]
    if args.init:
        model.load_state_dict(torch.load(args.init, weights_only=True)["average"])
    return model, optimizer, {name: value.clone() for name, value in model.state_dict().items()}, first


def update_average(average: dict[str, torch.Tensor], model: BeatTracker, step: int) -> None:
    keep = min(0.995, (step + 1) / (step + 20))
    for name, value in model.state_dict().items():
        if value.dtype.is_floating_point:
            average[name].mul_(keep).add_(value, alpha=1 - keep)
        else:
            average[name].copy_(value)


def main(args: argparse.Namespace) -> None:
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    pieces = [piece for folder in args.pieces for piece in load_pieces(folder / "train")]
    held_out = [piece for folder in args.pieces for piece in load_pieces(folder / "held-out")]
    chances = piece_chances(pieces)
    model, optimizer, average, first = start(args)
    print(f"{len(pieces)} pieces, {sum(len(p.mel) for p in pieces) / 180000:.2f} h; {sum(p.numel() for p in model.parameters())} parameters", flush=True)
    model.train()
    began, shown = time.time(), []
    for step in range(first, min(args.steps, args.stop_after or args.steps)):
        random = np.random.default_rng([args.seed, step])  # a resumed run draws what an unbroken one would
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, args.steps, args.rate)
        mel, targets, weights = random_batch(pieces, chances, args.batch, args.frames, random)
        loss = tracker_loss(model(mel), targets, weights)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        update_average(average, model, step)
        shown.append(loss.item())
        if (step + 1) % args.save_every == 0 or step + 1 == args.steps:
            judged = BeatTracker(model.config)
            judged.load_state_dict(average)
            line = {"step": step + 1, "loss": round(float(np.mean(shown)), 4), "held_out": round(held_out_loss(judged, held_out), 4), "seconds": round(time.time() - began)}
            shown = []
            print(json.dumps(line), flush=True)
            state = {"model": model.state_dict(), "average": average, "optimizer": optimizer.state_dict(), "step": step + 1, "width": args.width}
            torch.save(state, args.out / "checkpoint.partial")
            (args.out / "checkpoint.partial").replace(args.out / "checkpoint.pt")


def read_arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pieces", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--init", type=Path, help="checkpoint to fine-tune")
    parser.add_argument("--steps", type=int, default=1800)
    parser.add_argument("--batch", type=int, default=6)
    parser.add_argument("--frames", type=int, default=1500, help="30 s; the network sees +-13.6 s")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--width", type=int, default=80)
    parser.add_argument("--stop-after", type=int, help="leave the run at this step, to be resumed")
    parser.add_argument("--save-every", type=int, default=150)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(words)


if __name__ == "__main__":
    main(read_arguments())
