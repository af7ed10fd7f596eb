"""Writes what PyTorch (fp32) says about the debug bundle's graphs, for the parity tests of the host.

    python models/scripts/make_goldens.py --out test/goldens/debug-score

Files (numbers little-endian):
  golden.json               shapes, conditions [T, 10], videoIndex [T], sampling, forced tokens [T, K], free tokens [T, K]
  frames.uint8              [F, 36, 64, 3]
  video.float32             beat_logits [F], embedding [E], tokens [S, C], cross_keys and cross_values [Lc, S, H, dh]
  music.float32             embedding [E] of the forced tokens
  forced-logits.float32     [T, sum of stream sizes]: teacher-forced, after guidance, streams side by side
  free-noise.float32        [T, sum of stream sizes]: the Gumbel noise of the free run
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
from vmas.export_bundle import seeded_model  # noqa: E402
from vmas.export_graphs import MusicGraph, StepGraph, StepRunner, VideoGraph  # noqa: E402
from vmas.score.conditions import PieceFacts, conditions, join_ahead  # noqa: E402

STEPS, FRAMES = 40, 30
GUIDANCE, TEMPERATURE, TOP_K = 1.75, 0.9, 7


def moving_frames(count: int) -> np.ndarray:
    """uint8 [F, 36, 64, 3]: a gradient that moves, with a hard cut to its inverse half way."""
    f, y, x, c = np.ogrid[0:count, 0:36, 0:64, 0:3]
    picture = (3 * x + 5 * y + 11 * f + 60 * c) % 256
    return np.where(f < count // 2, picture, 255 - picture).astype(np.uint8)


def example_conditions() -> np.ndarray:
    """[T, 10] of a piece of 40 steps with accents, as the arranger's pieces have them."""
    accents = np.zeros(STEPS, np.int64)
    accents[[0, 16, 28]] = (2, 2, 1)
    vectors = conditions(PieceFacts(accents, np.array([4, 9, 12]), tempo_bpm=120.0, style=3, mode=2), STEPS)
    vectors[-24:, -1] = join_ahead(24)  # as if bars were given behind it
    return vectors


def unpadded(rows: torch.Tensor, config: ModelConfig) -> np.ndarray:
    """[T, K, V] -> float32 [T, sum of sizes]."""
    return np.concatenate([rows[:, k, :size].numpy() for k, size in enumerate(config.sizes)], 1).astype("<f4")


def run(graph: StepGraph, picture, vectors: np.ndarray, index: np.ndarray, noise: torch.Tensor, forced: np.ndarray):
    """-> tokens [T, K], logits [T, K, V]"""
    count = len(graph.config.sizes)
    sampling = {
        "guidance": torch.tensor([GUIDANCE]), "temperature": torch.full((count,), TEMPERATURE),
        "top_k": torch.full((count,), TOP_K),
    }  # fmt: skip
    runner = StepRunner(graph, 1, picture)
    steps = [
        runner.step(torch.from_numpy(vectors[t]), int(index[t]), sampling, noise[t : t + 1], torch.from_numpy(forced[t : t + 1]))
        for t in range(len(vectors))
    ]
    return torch.cat([tokens for tokens, _ in steps]), torch.cat([logits for _, logits in steps])


def main(args: argparse.Namespace) -> None:
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    model = seeded_model("debug")
    config, graph = model.config, StepGraph(model).eval()
    rng = np.random.default_rng(0)
    frames, vectors = moving_frames(FRAMES), example_conditions()
    with torch.no_grad():
        picture = VideoGraph(model)(torch.from_numpy(frames))
    index = np.minimum(np.arange(STEPS) * 60 / 120 / 4 * config.video_fps / config.token_stride, len(picture[2]) - 1)
    index = index.astype(np.int64)
    forced = np.stack([rng.integers(0, size, STEPS) for size in config.sizes], -1)
    noise = torch.from_numpy(rng.gumbel(size=(STEPS, len(config.sizes), config.largest)).astype(np.float32))
    _, logits = run(graph, picture, vectors, index, noise, forced)
    free, _ = run(graph, picture, vectors, index, noise, np.full_like(forced, -1))
    golden = {
        "seed": 0, "frames": FRAMES, "videoTokens": len(picture[2]), "steps": STEPS,
        "sampling": {"guidance": GUIDANCE, "temperature": TEMPERATURE, "topK": TOP_K},
        "conditions": vectors.tolist(), "videoIndex": index.tolist(), "forced": forced.tolist(), "free": free.tolist(),
    }  # fmt: skip
    (args.out / "golden.json").write_text(json.dumps(golden) + "\n")
    (args.out / "frames.uint8").write_bytes(frames.tobytes())
    (args.out / "video.float32").write_bytes(b"".join(part.numpy().astype("<f4").tobytes() for part in picture))
    with torch.no_grad():
        music = MusicGraph(model)(torch.from_numpy(forced))
    (args.out / "music.float32").write_bytes(music.numpy().astype("<f4").tobytes())
    (args.out / "forced-logits.float32").write_bytes(unpadded(logits, config).tobytes())
    (args.out / "free-noise.float32").write_bytes(unpadded(noise, config).tobytes())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    main(parser.parse_args())
