"""Exports a trained checkpoint (or, with --config, seeded weights) as a bundle: video-encoder.onnx, decoder.onnx, music-encoder.onnx and model.json. Prints what int8 costs.

    python models/scripts/export_onnx.py --checkpoint run/checkpoint.pt --corpus corpus.npz --clips clips.npz --bundle models/bundles/small
    python models/scripts/export_onnx.py --config debug --bundle models/bundles/debug-score
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
from vmas.config import ModelConfig, preset  # noqa: E402
from vmas.dataset import VALIDATION, PairMaker, open_corpus  # noqa: E402
from vmas.export_graphs import VideoGraph  # noqa: E402
from vmas.export_onnx import OnnxSteps, compare_steps, export_music, export_step, export_video, quantise  # noqa: E402
from vmas.loss import retrieval  # noqa: E402
from vmas.model import VideoMusicTransformer, count_parameters  # noqa: E402
from vmas.prototypes import auto_style_accuracy, embed_pieces, style_prototypes  # noqa: E402
from vmas.train_loop import load_model  # noqa: E402
from write_manifest import write_manifest  # noqa: E402

STYLES = 8
# Temperature and candidates of each stream, chosen by density and chord tones beside the arranger's (LOG.md). Melodies
# mostly hold: few candidates keep them in the chord, a temperature above 1 keeps them moving.
SAMPLING = {
    "section": (0.9, 8), "dynamics": (0.95, 6), "chord": (0.9, 6), "kit": (0.9, 6), "cymbals": (0.9, 6),
    "percussion": (0.9, 6), "bass": (0.95, 4), "comp": (0.95, 6), "pad": (0.95, 6), "arp": (1.0, 4),
    "melody": (1.25, 5), "counter": (1.25, 5),
}  # fmt: skip

# Of codebook 0 and of the finer ones, by tune_sampling.py (runs/audio.sampling.csv).
RVQ_SAMPLING = {0: (1.0, 400), 1: (1.0, 400)}


def seeded_model(name: str, seed: int = 0) -> VideoMusicTransformer:
    """Untrained weights, but large enough that inputs matter: for tests only."""
    torch.manual_seed(seed)
    model = VideoMusicTransformer(preset(name)).eval()
    for parameter in model.parameters():
        if parameter.ndim >= 2:
            torch.nn.init.normal_(parameter, std=0.12)
    return model


def sampling_defaults(config: ModelConfig) -> dict:
    chosen = SAMPLING if config.family == "score" else RVQ_SAMPLING
    names = [s.name if config.family == "score" else min(k, 1) for k, s in enumerate(config.streams)]
    return {"temperature": [chosen[name][0] for name in names], "topK": [chosen[name][1] for name in names]}


def about(config: ModelConfig, args: argparse.Namespace, training: str, prototypes: torch.Tensor) -> dict:
    """model.json without styles and files, as contract/src/model-manifest.ts wants it."""
    return {
        "schemaVersion": 1,
        "id": args.bundle.name,
        "version": args.version,
        "family": config.family,
        "licence": "Apache-2.0",
        "training": training,
        "sampleRateHz": 48000,
        "channels": 2,
        "video": {
            "widthPx": config.video_width_px, "heightPx": config.video_height_px, "fps": config.video_fps,
            "tokenStride": config.token_stride, "tokenSize": config.video_dim, "embeddingSize": config.embedding_size,
            "meaningSize": config.embedding,
        },
        "streams": [{"name": s.name, "size": s.size} for s in config.streams],
        "conditions": [
            {"name": c.name, "size": c.size} | ({} if c.unknown is None else {"unknown": c.unknown})
            for c in config.conditions
        ],
        "decoder": {
            "layers": config.layers, "crossLayers": len(config.cross_layers), "heads": config.heads,
            "headSize": config.head_size, "cacheCapacity": config.cache_capacity, "window": config.window,
            "crossWindow": config.cross_window,
        },
        "sampling": sampling_defaults(config) | {"guidance": args.guidance},
        "stylePrototypes": [[round(float(x), 5) for x in row] for row in prototypes],
    }  # fmt: skip


def int8_report(model: VideoMusicTransformer, folder: Path, maker: PairMaker) -> dict:
    """int8 against fp32 on a held-out piece, teacher forced."""
    pair = maker.make(np.random.default_rng(0), 0)
    with torch.no_grad():
        picture = VideoGraph(model)(torch.from_numpy(pair.frames))
    graphs = [OnnxSteps(folder / name, model.config) for name in ("decoder.fp32.onnx", "decoder.onnx")]
    return compare_steps(*graphs, model.config, picture, pair.conditions[:256], pair.tokens[:256])


def export_trained(args: argparse.Namespace) -> None:
    model = load_model(args.checkpoint)
    state = torch.load(args.checkpoint, map_location="cpu", weights_only=True)
    export_video(model, args.bundle / "video-encoder.onnx")
    export_music(model, args.bundle / "music-encoder.onnx")
    export_step(model, args.bundle / "decoder.fp32.onnx")
    quantise(args.bundle / "decoder.fp32.onnx", args.bundle / "decoder.onnx")
    maker = open_corpus(model.config, args.corpus, args.clips, VALIDATION, state["train_config"]["crop_steps"])
    print("int8 against fp32:", int8_report(model, args.bundle, maker))
    if args.fp32:
        shutil.copy(args.bundle / "decoder.fp32.onnx", args.bundle / "decoder.onnx")
    (args.bundle / "decoder.fp32.onnx").unlink()
    indices = list(range(min(args.pieces, len(maker.corpus.pieces))))
    styles = torch.tensor([maker.corpus.pieces[i][1].style for i in indices])
    musics, videos = embed_pieces(model, maker, indices)
    half = len(indices) // 2
    for name, points in (("music", musics), ("picture", videos)):
        prototypes = style_prototypes(points[:half], styles[:half], videos[:half], STYLES, model.config.embedding)
        accuracy = auto_style_accuracy(videos[half:], styles[half:], prototypes)
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
    export_video(model, args.bundle / "video-encoder.onnx")
    export_music(model, args.bundle / "music-encoder.onnx")
    export_step(model, args.bundle / "decoder.onnx")
    generator = torch.Generator().manual_seed(0)
    prototypes = torch.nn.functional.normalize(torch.randn(STYLES, model.config.embedding, generator=generator), dim=-1)
    write_bundle(args, model.config, "None: seeded random weights, for tests only.", prototypes)


def write_bundle(args: argparse.Namespace, config: ModelConfig, training: str, prototypes: torch.Tensor) -> None:
    (args.bundle / "model.json").write_text(json.dumps(about(config, args, training, prototypes), indent=1) + "\n")
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
    parser.add_argument("--guidance", type=float, default=1.2)
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--training", default="Pieces composed by the project's arranger, pictures made by rules (README).")
    args = parser.parse_args(line)
    if args.checkpoint and not args.corpus:
        parser.error("--checkpoint needs --corpus")
    return args


if __name__ == "__main__":
    main(arguments())
