"""Times one decoding step of the `small` shape in PyTorch eager mode, fp32, with the same cache: beside `npm run bench`.

    python models/scripts/bench_eager.py --steps 60
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.config import preset  # noqa: E402
from vmas.export_graphs import StepGraph, StepRunner, VideoGraph  # noqa: E402
from vmas.model import VideoMusicTransformer  # noqa: E402

SECONDS = 30
WARM_UP_STEPS = 5


def main(args: argparse.Namespace) -> None:
    torch.manual_seed(0)
    model = VideoMusicTransformer(preset("small")).eval()
    config = model.config
    count = len(config.sizes)
    frames = torch.zeros(SECONDS * config.video_fps, config.video_height_px, config.video_width_px, 3, dtype=torch.uint8)
    sampling = {"guidance": torch.tensor([1.5]), "temperature": torch.ones(count), "top_k": torch.full((count,), 10)}
    free = torch.full((1, count), -1, dtype=torch.int64)
    conditions = torch.zeros(len(config.conditions), dtype=torch.int64)
    times = []
    with torch.no_grad():
        runner = StepRunner(StepGraph(model).eval(), 1, VideoGraph(model)(frames))
        for step in range(args.steps + WARM_UP_STEPS):
            noise = torch.rand(1, count, config.largest)
            begin = time.perf_counter()
            runner.step(conditions, step // 8, sampling, noise, free)
            times.append(time.perf_counter() - begin)
    print(json.dumps({"millisecondsPerStep": 1000 * statistics.median(times[WARM_UP_STEPS:]), "threads": torch.get_num_threads()}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=60)
    main(parser.parse_args())
