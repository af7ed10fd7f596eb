"""Exports a bundle of family rvq: the joint model's graphs as export_onnx.py does, the codec's encoder and decoder, model.json. The beat tracker is taken
from another bundle.

    python models/scripts/export_rvq.py --checkpoint run/checkpoint.pt --codec codec/codec.pt --corpus codes.npz --clips clips.npz --bundle models/bundles/audio
    python models/scripts/export_rvq.py --config debug-rvq --bundle models/bundles/debug-rvq --tracker models/bundles/debug-score
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from vmas.dataset import VALIDATION  # noqa: E402
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
from vmas.model import VideoMusicTransformer, count_parameters  # noqa: E402
from vmas.prototypes import embed_pieces, held_out_accuracy, style_prototypes  # noqa: E402
from vmas.rvq.codec import CODEC_PRESETS, Codec  # noqa: E402
from vmas.rvq.codec_trainer import load_codec  # noqa: E402
from vmas.rvq.export_codec import export_codec  # noqa: E402
from vmas.rvq.pairs import CodePairs, open_codes  # noqa: E402
from vmas.train_loop import load_model  # noqa: E402
from write_manifest import write_manifest  # noqa: E402


def seeded_codec(name: str) -> Codec:
    """Untrained, with codebooks far enough apart that codes matter: for tests only."""
    torch.manual_seed(1)
    codec = Codec(CODEC_PRESETS[name]).eval()
    codec.quantiser.books.mul_(10)
    return codec


def trained_prototypes(model: VideoMusicTransformer, maker: CodePairs, pieces: int) -> torch.Tensor:
    """Mean music embedding of each style, and what it is worth: style by picture and retrieval on held-out pieces."""
    indices = [i for i, (_, facts) in enumerate(maker.corpus.pieces) if facts.style < STYLES][:pieces]
    styles = torch.tensor([maker.corpus.pieces[i][1].style for i in indices])
    musics, videos = embed_pieces(model, maker, indices)
    even, odd = slice(0, None, 2), slice(1, None, 2)
    accuracy = held_out_accuracy(musics, styles, videos, (even, odd), STYLES, model.config.embedding)
    print(f"style auto: {accuracy:.3f} of {len(indices) // 2} pictures (chance {1 / STYLES:.3f})")
    print("retrieval of music by picture:", retrieval(videos, musics))
    return style_prototypes(musics, styles, videos, STYLES, model.config.embedding)


def main(args: argparse.Namespace) -> None:
    args.bundle.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    if args.checkpoint:
        model, codec = load_model(args.checkpoint), load_codec(args.codec)
        export_graphs(model, args.bundle)
        maker = open_codes(model.config, args.corpus, args.clips, VALIDATION, args.crop)
        print("int8 against fp32:", quantise_step(model, args.bundle, maker.make(np.random.default_rng(0), 0)))
        prototypes = trained_prototypes(model, maker, args.pieces)
        training = f"{count_parameters(model):,} parameters and a codec of {count_parameters(codec):,}. {args.training}"
    else:
        model, codec = seeded_model(args.config), seeded_codec(args.config)
        export_graphs(model, args.bundle)
        prototypes = seeded_prototypes(model.config)
        training = "None: seeded random weights, for tests only."
    shutil.copyfile(args.tracker / "beat-tracker.onnx", args.bundle / "beat-tracker.onnx")
    identity = Identity(args.bundle.name, args.version, args.guidance)
    manifest = about(model.config, identity, training, prototypes) | {"codec": export_codec(codec, args.bundle, len(model.config.streams))}
    (args.bundle / "model.json").write_text(json.dumps(manifest, indent=1) + "\n")
    for entry in write_manifest(args.bundle)["files"]:
        print(f"{entry['path']}  {entry['bytes'] / 1e6:.2f} MB")


def arguments(line: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--checkpoint", type=Path)
    source.add_argument("--config", help="preset with seeded weights instead of a checkpoint")
    parser.add_argument("--bundle", type=Path, required=True, help="folder; its name is the bundle's id")
    parser.add_argument("--codec", type=Path, help="checkpoint of train_codec.py")
    parser.add_argument("--corpus", type=Path, nargs="+", help="files of encode_audio.py: validation pieces for prototypes")
    parser.add_argument("--clips", type=Path)
    parser.add_argument("--tracker", type=Path, default=Path("models/bundles/small"), help="bundle whose beat tracker to take")
    parser.add_argument("--pieces", type=int, default=400)
    parser.add_argument("--crop", type=int, default=320, help="frames of a crop, for the figures that are printed")
    parser.add_argument("--guidance", type=float, help="instead of that of models/sampling.json")
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--training", default="Pieces of the project's arranger, played by its sampler, and openly licensed recordings (CREDITS.md).")
    args = parser.parse_args(line)
    if args.checkpoint and not (args.codec and args.corpus):
        parser.error("--checkpoint needs --codec and --corpus")
    return args


if __name__ == "__main__":
    main(arguments())
