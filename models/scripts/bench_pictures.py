"""Times the pictures of training pairs: CPU milliseconds a pair and microseconds a frame.

    python models/scripts/bench_pictures.py --corpus corpus.npz --clips clips-20fps.npz --fps 20
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.config import at_rate, preset  # noqa: E402
from vmas.dataset import TRAIN, open_corpus  # noqa: E402

CROP_STEPS = 320


def main(args: argparse.Namespace) -> None:
    maker = open_corpus(at_rate(preset("small"), args.fps), args.corpus, args.clips, TRAIN, CROP_STEPS)
    maker.make(np.random.default_rng(0), 0)  # the first reads what is read once
    begin, frames = time.process_time(), 0
    for index in range(args.pairs):
        frames += len(maker.make(np.random.default_rng(index), index % len(maker.corpus.pieces)).frames)
    seconds = time.process_time() - begin
    print(f"{1e3 * seconds / args.pairs:.1f} ms a pair of {frames / args.pairs:.0f} frames, {1e6 * seconds / frames:.0f} us a frame")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="file of compose_corpus.py")
    parser.add_argument("--clips", type=Path, help="file of prepare_clips.py; without it all shots are rendered")
    parser.add_argument("--fps", type=int, default=10)
    parser.add_argument("--pairs", type=int, default=100)
    main(parser.parse_args())
