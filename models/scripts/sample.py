"""Samples pieces from a checkpoint for plans that no training piece had, and renders them beside the arranger's own pieces
for the same plans: MIDI, piano roll, WAV and spectrogram, and their musical facts.

    python models/scripts/sample.py --checkpoint run/checkpoint.pt --clips clips.npz --out samples --styles lofi rock
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from render_samples import facts_line, write_sample  # noqa: E402
from vmas.corpus.compose import STYLE_ORDER, compose  # noqa: E402
from vmas.corpus.piece import Piece  # noqa: E402
from vmas.dataset import ENERGY  # noqa: E402
from vmas.export_onnx import OnnxSteps  # noqa: E402
from vmas.picture import KIND_WEIGHTS, PictureFacts, make_picture  # noqa: E402
from vmas.picture_sources import ShotPool  # noqa: E402
from vmas.sampling import Settings, frames2picture, picture2tokens  # noqa: E402
from vmas.score import render  # noqa: E402
from vmas.score.conditions import conditions  # noqa: E402
from vmas.score.streams import ROLES, STREAM  # noqa: E402
from vmas.train_loop import load_model  # noqa: E402

FIRST_SEED = 90_000_000  # far from the seeds of any corpus


def sampled_piece(model, plan: Piece, pool: ShotPool, settings: Settings, seed: int, graph=None) -> Piece:
    """The model's music for the plan of `plan`, under a picture made for that plan."""
    vectors = conditions(plan.facts(), plan.tokens.shape[1])
    seen = PictureFacts(vectors[:, 1], vectors[:, ENERGY], plan.tempo_bpm, plan.style, plan.mode)
    frames, _ = make_picture(np.random.default_rng(seed), seen, pool, model.config.video_fps)
    tokens = picture2tokens(model, frames2picture(model, frames), plan.facts(), settings, seed, graph=graph)[0].T
    section = tokens[STREAM["section"]]
    sections = [(int(t), ROLES[(section[t] - 1) // 4], int(section[t] - 1) % 4) for t in np.flatnonzero(section)]
    return dataclasses.replace(plan, tokens=tokens.astype(np.int16), sections=sections)


def main(args: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    model = load_model(args.checkpoint)
    pool = ShotPool(args.clips, "held-out", KIND_WEIGHTS, model.config.video_fps)
    settings = Settings.flat(model.config, args.temperature, args.top_k, args.guidance)
    graph = OnnxSteps(args.graph, model.config) if args.graph else None
    for name in ("model", "arranger"):
        (args.out / name).mkdir(parents=True, exist_ok=True)
    for style in args.styles:
        for index in range(args.pieces):
            plan = compose(FIRST_SEED + args.seed + index, style=style, bars=args.bars)
            started = time.monotonic()
            piece = sampled_piece(model, plan, pool, settings, args.seed + index, graph)
            took = (time.monotonic() - started) / piece.tokens.shape[1]
            for source, made in (("model", piece), ("arranger", plan)):
                print(f"{source:9s} {facts_line(made)}" + (f"  {took * 1000:.1f} ms/step" if source == "model" else ""))
                if not args.facts_only:
                    write_sample(made, args.out / source, args.soundfont, not args.no_audio)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--clips", type=Path)
    parser.add_argument("--graph", type=Path, help="decoder.onnx to run the steps instead of PyTorch")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--styles", nargs="+", default=list(STYLE_ORDER), choices=STYLE_ORDER)
    parser.add_argument("--pieces", type=int, default=1, help="per style")
    parser.add_argument("--bars", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--temperature", type=float, default=0.9)
    parser.add_argument("--top-k", type=int, default=10)
    parser.add_argument("--guidance", type=float, default=1.5)
    parser.add_argument("--soundfont", type=Path, default=render.DEFAULT_SOUNDFONT)
    parser.add_argument("--no-audio", action="store_true")
    parser.add_argument("--facts-only", action="store_true", help="print the facts, write nothing")
    main(parser.parse_args())
