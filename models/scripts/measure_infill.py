"""What bars that are given behind a range tell the model about the range: nats of the last bar before the join, held-out pieces,
with those bars given and without.

    python models/scripts/measure_infill.py --checkpoint run/checkpoint.pt --corpus corpus.npz
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.dataset import VALIDATION, Corpus, Pair, PairMaker, lead_into, stack  # noqa: E402
from vmas.loss import autoregressive  # noqa: E402
from vmas.picture import KIND_WEIGHTS  # noqa: E402
from vmas.picture_sources import ShotPool  # noqa: E402
from vmas.train_loop import load_model  # noqa: E402

CROP_STEPS = 192
JUDGED_STEPS = 16


def two_views(maker: PairMaker, index: int, seed: int) -> tuple[Pair, Pair]:
    """The same bars led into given ones, and without them; both end at the join."""
    tokens, facts = maker.corpus.pieces[index]
    start = 4 * int(np.random.default_rng(seed).integers(0, (tokens.shape[1] - CROP_STEPS) // 4 + 1))
    maker.crop = lambda rng, total: (start, start + CROP_STEPS)
    pair = maker.make(np.random.default_rng(seed), index, with_picture=False)
    led = lead_into(np.random.default_rng(seed), pair, tokens, start, CROP_STEPS)
    join = CROP_STEPS - led.restart
    cut = {name: getattr(pair, name)[:join] for name in ("tokens", "conditions", "video_index")}
    return led, dataclasses.replace(pair, **cut)


@torch.no_grad()
def last_bar_nats(model, pairs: list[Pair]) -> float:
    batch = stack([dataclasses.replace(pair, has_video=False) for pair in pairs])
    weight = torch.zeros_like(batch.step_mask)
    for row, pair in zip(weight, pairs):
        row[len(pair.tokens) - JUDGED_STEPS : len(pair.tokens)] = 1
    return float(autoregressive(model(batch).logits, batch, weight).sum())


def main(args: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    model = load_model(args.checkpoint)
    maker = PairMaker(model.config, Corpus(args.corpus, VALIDATION), ShotPool(None, "held-out", KIND_WEIGHTS), CROP_STEPS, None)
    long = [i for i, (tokens, _) in enumerate(maker.corpus.pieces) if tokens.shape[1] >= CROP_STEPS][: args.pieces]
    views = [two_views(maker, index, seed) for seed, index in enumerate(long)]
    given, alone = (
        np.array([last_bar_nats(model, [view[k] for view in views[i : i + 8]]) for i in range(0, len(views), 8)]) for k in (0, 1)
    )
    gain = alone - given
    error = gain.std(ddof=1) / np.sqrt(len(gain))
    print(f"{len(views)} pieces: {alone.mean():.3f} nats a step without, {given.mean():.3f} with what follows")
    print(f"gain {gain.mean():.3f} +- {1.96 * error:.3f} (95 %, over {len(gain)} batches of 8)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, nargs="+", required=True)
    parser.add_argument("--pieces", type=int, default=160)
    main(parser.parse_args())
