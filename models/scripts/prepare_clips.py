"""Decodes a folder of clips once to 64 x 36 and cuts them at their known hard cuts: one .npz of shots that tells its frame rate. Clips of fewer
frames a second repeat theirs. Needs the `ffmpeg` command. Splits by source, so that no film is in both parts.

    python models/scripts/prepare_clips.py --clips ../shared/data/clips --out clips.npz
    python models/scripts/prepare_clips.py --clips ../shared/data/clips --out clips-20fps.npz --fps 20
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import zlib
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.data.media import MediaProblem, frame_of, probe, read_frames  # noqa: E402
from vmas.picture_sources import HEIGHT, WIDTH  # noqa: E402

HELD_OUT_SHARE = 0.2
SHORTEST_SECONDS = 0.4


def decode(path: Path, fps: int) -> np.ndarray:
    """-> uint8 [F, 36, 64, 3], the whole picture squashed; frame k is what is seen at k / fps."""
    return read_frames(path, 0, math.ceil((probe(path).seconds + 1) * fps), fps, WIDTH, HEIGHT)


def shots_of(frames: np.ndarray, cuts: list[float], fps: int) -> list[np.ndarray]:
    """frames [F, ...] between cuts (seconds), those that last long enough."""
    edges = [0, *(frame_of(time, fps) for time in cuts), len(frames)]
    return [frames[a:b] for a, b in zip(edges[:-1], edges[1:]) if b - a >= SHORTEST_SECONDS * fps]


def source_of(name: str) -> str:
    """Films cut into several clips share the first word of their names; other clips are their own source."""
    return name.split("_")[0] if name.startswith(("bbb", "tos")) else name


def split_of(name: str) -> str:
    return "held-out" if zlib.crc32(source_of(name).encode()) % 100 < 100 * HELD_OUT_SHARE else "train"


def main(arguments: argparse.Namespace) -> None:
    cuts = json.loads((arguments.clips / "cuts.json").read_text())
    shots, names, splits = [], [], []
    for path in sorted(p for p in arguments.clips.iterdir() if p.suffix != ".json"):
        try:
            frames = decode(path, arguments.fps)
        except MediaProblem as problem:
            print(f"{path.name}: left out, {problem}")
            continue
        times = [cut["time"] for cut in cuts.get(path.name, {}).get("cuts", [])]
        for shot in shots_of(frames, times, arguments.fps):
            shots.append(shot)
            names.append(path.name)
            splits.append(split_of(path.name))
    offsets = np.cumsum([0, *map(len, shots)])
    np.savez_compressed(
        arguments.out, frames=np.concatenate(shots), offsets=offsets, names=names, splits=splits, fps=arguments.fps
    )
    held_out = sorted({name for name, split in zip(names, splits) if split == "held-out"})
    print(f"{len(shots)} shots, {offsets[-1] / arguments.fps:.0f} s; held out: {', '.join(held_out)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, default=Path("../shared/data/clips"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fps", type=int, default=10, help="at least what the model reads (video_fps of its preset)")
    main(parser.parse_args())
