"""Writes what Python says about family rvq, for the host's tests: conditions, delay pattern, logits of the debug bundle.

    python models/scripts/make_rvq_goldens.py --out test/goldens/debug-rvq

  golden.json              facts of a piece, its conditions [T, 9], frames [F, K], delayed steps [T, K], videoIndex [T], sampling
  frames.uint8             [F_video, 36, 64, 3]
  forced-logits.float32    [T, sum of stream sizes]: teacher-forced with the delayed steps, after guidance
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from make_goldens import GUIDANCE, TEMPERATURE, TOP_K, moving_frames, run, unpadded  # noqa: E402
from vmas.export_bundle import seeded_model  # noqa: E402
from vmas.export_graphs import StepGraph, VideoGraph  # noqa: E402
from vmas.rvq.conditions import conditions, frame_facts  # noqa: E402
from vmas.rvq.delay import delay  # noqa: E402
from vmas.rvq.pieces import SoundPiece  # noqa: E402

FRAMES, VIDEO_FRAMES, RATE_HZ = 52, 21, 25.0


def example_piece() -> SoundPiece:
    """2.08 s with a pickup, a tempo that bends, accents on and off the beat, and two levels of energy."""
    return SoundPiece(
        name="golden", source="golden", split=0, start=0, length=0, style=3, mode=2, tempo_bpm=126.0,
        beats=(0.11, 0.59, 1.06, 1.53, 1.98), beat_positions=(3, 0, 1, 2, 3), accents=((0.59, 2), (1.06, 1), (1.98, 2)),
        bar_energy=((0.0, 4), (0.59, 11)),
    )  # fmt: skip


def main(args: argparse.Namespace) -> None:
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    model = seeded_model("debug-rvq")
    config, graph, piece = model.config, StepGraph(model).eval(), example_piece()
    rng = np.random.default_rng(0)
    codes = np.stack([rng.integers(0, size, FRAMES) for size in config.sizes], -1)
    steps = delay(codes, config.sizes)
    vectors = conditions(frame_facts(piece, FRAMES, RATE_HZ), 0, FRAMES, len(steps))
    frames = moving_frames(VIDEO_FRAMES)
    with torch.no_grad():
        picture = VideoGraph(model)(torch.from_numpy(frames))
    index = np.minimum(np.arange(len(steps)) / RATE_HZ * config.video_fps / config.token_stride, len(picture[2]) - 1).astype(np.int64)
    noise = torch.from_numpy(rng.gumbel(size=(len(steps), len(config.sizes), config.largest)).astype(np.float32))
    _, logits = run(graph, picture, vectors, index, noise, steps)
    golden = {
        "rateHz": RATE_HZ, "piece": dataclasses.asdict(piece), "durationSeconds": FRAMES / RATE_HZ,
        "sampling": {"guidance": GUIDANCE, "temperature": TEMPERATURE, "topK": TOP_K}, "conditions": vectors.tolist(),
        "frames": codes.tolist(), "steps": steps.tolist(), "videoIndex": index.tolist(), "videoFrames": VIDEO_FRAMES,
    }  # fmt: skip
    (args.out / "golden.json").write_text(json.dumps(golden) + "\n")
    (args.out / "frames.uint8").write_bytes(frames.tobytes())
    (args.out / "forced-logits.float32").write_bytes(unpadded(logits, config).tobytes())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    main(parser.parse_args())
