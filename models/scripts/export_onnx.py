"""Exports a trained checkpoint (or, with --config, seeded weights) as a bundle: video-encoder.onnx, decoder.onnx, music-encoder.onnx and model.json. Prints what int8 costs.

    python models/scripts/export_onnx.py --checkpoint run/checkpoint.pt --corpus corpus.npz --clips clips.npz --bundle models/bundles/small
    python models/scripts/export_onnx.py --config debug --bundle models/bundles/debug-score
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from vmas.config import ModelConfig  # noqa: E402
from vmas.dataset import VALIDATION, open_corpus  # noqa: E402
from vmas.export_bundle import (  # noqa: E402
    STYLES,
    Identity,
    about,
    export_graphs,
    quantise_step,
    seeded_model,
    seeded_prototypes,
)
from vmas.loss import retrieval  # noqa: E402
from vmas.model import count_parameters  # noqa: E402
from vmas.prototypes import embed_pieces, held_out_accuracy, style_prototypes  # noqa: E402
from vmas.train_loop import load_model  # noqa: E402
from write_manifest import write_manifest  # noqa: E402


def export_trained(args: argparse.Namespace) -> None:
    model = load_model(args.checkpoint)
    state = torch.load(args.checkpoint, map_location="cpu", weights_only=True)
    export_graphs(model, args.bundle)
    maker = open_corpus(model.config, args.corpus, args.clips, VALIDATION, state["train_config"]["crop_steps"])
    print("int8 against fp32:", quantise_step(model, args.bundle, maker.make(np.random.default_rng(0), 0), args.fp32))
    indices = list(range(min(args.pieces, len(maker.corpus.pieces))))
    styles = torch.tensor([maker.corpus.pieces[i][1].style for i in indices])
    musics, videos = embed_pieces(model, maker, indices)
    half = len(indices) // 2
    for name, points in (("music", musics), ("picture", videos)):
        accuracy = held_out_accuracy(points, styles, videos, (slice(half), slice(half, None)), STYLES, model.config.embedding)
        print(f"style auto by {name} prototypes: {accuracy:.3f} of {len(indices) - half} pictures (chance {1 / STYLES:.3f})")
    print("retrieval of music by picture:", retrieval(videos, musics))
    training = (
        f"{count_parameters(model):,} parameters, {state['step']:,} steps of {state['train_config']['batch_size']} pairs "
        f"({state['elapsed_seconds'] / 60:.0f} minutes on CPU cores). {args.training}"
    )
    points = {"music": musics, "picture": videos}[args.prototypes]
    write_bundle(args, model.config, training, style_prototypes(points, styles, videos, STYLES, model.config.embedding))


def export_seeded(args: argparse.Namespace) -> None:
    model = seeded_model(args.config)
    export_graphs(model, args.bundle)
    write_bundle(args, model.config, "None: seeded random weights, for tests only.", seeded_prototypes(model.config))


def write_bundle(args: argparse.Namespace, config: ModelConfig, training: str, prototypes: torch.Tensor) -> None:
    manifest = about(config, Identity(args.bundle.name, args.version, args.guidance), training, prototypes)
    (args.bundle / "model.json").write_text(json.dumps(manifest, indent=1) + "\n")
    for entry in write_manifest(args.bundle)["files"]:
        print(f"{entry['path']}  {entry['bytes'] / 1e6:.2f} MB")


def main(args: argparse.Namespace) -> None:
    args.bundle.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    if args.checkpoint:
        export_trained(args)
    else:
        export_seeded(args)


def arguments(line: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--checkpoint", type=Path)
    source.add_argument("--config", help="preset with seeded weights instead of a checkpoint")
    parser.add_argument("--bundle", type=Path, required=True, help="folder; its name is the bundle's id")
    parser.add_argument("--corpus", type=Path, nargs="+", help="for prototypes and the int8 check: its validation pieces")
    parser.add_argument("--clips", type=Path)
    parser.add_argument("--pieces", type=int, default=400, help="validation pieces for the prototypes")
    parser.add_argument("--prototypes", choices=["music", "picture"], default="music", help="what a style's prototype averages")
    parser.add_argument("--fp32", action="store_true", help="ship the decoder unquantised")
    parser.add_argument("--guidance", type=float, help="instead of that of models/sampling.json")
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--training", default="Pieces composed by the project's arranger, pictures made by rules (README).")
    args = parser.parse_args(line)
    if args.checkpoint and not args.corpus:
        parser.error("--checkpoint needs --corpus")
    return args


if __name__ == "__main__":
    main(arguments())
