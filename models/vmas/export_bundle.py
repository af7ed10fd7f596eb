"""What exports of every family share: the three graphs of the joint model, its decoder as int8, seeded weights for tests, the description that
becomes model.json. Knows no command line, no corpus and no codec."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from .config import ModelConfig, preset
from .export_graphs import VideoGraph
from .export_onnx import OnnxSteps, compare_steps, export_music, export_step, export_video, quantise
from .model import VideoMusicTransformer
from .pairing import Pair
from .tuning.chosen import sampling_defaults

STYLES = 8


@dataclass(frozen=True)
class Identity:
    """What only the one who exports knows of a bundle."""

    id: str
    version: str
    guidance: float | None = None  # strength of classifier-free guidance, where it is not the one of sampling.json


def seeded_model(name: str, seed: int = 0) -> VideoMusicTransformer:
    """Untrained weights, but large enough that inputs matter: for tests only."""
    torch.manual_seed(seed)
    model = VideoMusicTransformer(preset(name)).eval()
    for parameter in model.parameters():
        if parameter.ndim >= 2:
            torch.nn.init.normal_(parameter, std=0.12)
    return model


def seeded_prototypes(config: ModelConfig) -> Tensor:
    """Unit vectors [8, E] that mean nothing: for tests only."""
    generator = torch.Generator().manual_seed(0)
    return functional.normalize(torch.randn(STYLES, config.embedding, generator=generator), dim=-1)


def export_graphs(model: VideoMusicTransformer, bundle: Path) -> None:
    """Writes the three graphs into `bundle`, all in single precision."""
    export_video(model, bundle / "video-encoder.onnx")
    export_music(model, bundle / "music-encoder.onnx")
    export_step(model, bundle / "decoder.onnx")


def quantise_step(model: VideoMusicTransformer, bundle: Path, pair: Pair, keep_whole: bool = False) -> dict[str, float]:
    """Turns decoder.onnx of `bundle` into int8 unless `keep_whole`; -> what int8 costs (compare_steps) on a held-out pair, teacher forced."""
    step = bundle / "decoder.onnx"
    whole, small = step.replace(bundle / "decoder.fp32.onnx"), bundle / "decoder.int8.onnx"
    quantise(whole, small)
    with torch.no_grad():
        picture = VideoGraph(model)(torch.from_numpy(pair.frames))
    graphs = [OnnxSteps(path, model.config) for path in (whole, small)]
    cost = compare_steps(*graphs, model.config, picture, pair.conditions[:256], pair.tokens[:256])
    kept, dropped = (whole, small) if keep_whole else (small, whole)
    kept.replace(step)
    dropped.unlink()
    return cost


def about(config: ModelConfig, identity: Identity, training: str, prototypes: Tensor) -> dict:
    """model.json without styles and files, as contract/src/model-manifest.ts wants it. `prototypes` [8, E]."""
    return {
        "schemaVersion": 1,
        "id": identity.id,
        "version": identity.version,
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
        "sampling": sampling_defaults(config) | ({} if identity.guidance is None else {"guidance": identity.guidance}),
        "stylePrototypes": [[round(float(x), 5) for x in row] for row in prototypes],
    }  # fmt: skip
