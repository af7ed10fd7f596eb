"""Decodes a folder of clips once to 64 x 36 at 10 fps and cuts them at their known hard cuts: one .npz of shots.
Needs the `ffmpeg` command. Splits by source, so that no film is in both parts.

    python models/scripts/prepare_clips.py --clips ../shared/data/clips --out clips.npz
"""

from __future__ import annotations

import argparse
import json
import subprocess
import zlib
from pathlib import Path

import numpy as np

HEIGHT, WIDTH, FPS = 36, 64, 10
HELD_OUT_SHARE = 0.2


def decode(path: Path) -> np.ndarray:
    """-> uint8 [F, 36, 64, 3], the whole picture squashed."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-vf", f"fps={FPS},scale={WIDTH}:{HEIGHT}:flags=area"]
    raw = subprocess.run([*command, "-pix_fmt", "rgb24", "-f", "rawvideo", "-"], capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, HEIGHT, WIDTH, 3)


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
            frames = decode(path)
        except subprocess.CalledProcessError as error:
            print(f"{path.name}: left out, {error.stderr.decode().strip().splitlines()[-1:]}")
            continue
        times = [cut["time"] for cut in cuts.get(path.name, {}).get("cuts", [])]
        edges = [0, *(int(np.ceil(time * FPS)) for time in times), len(frames)]
        for start, end in zip(edges[:-1], edges[1:]):
            if end - start >= 4:  # 0.4 s
                shots.append(frames[start:end])
                names.append(path.name)
                splits.append(split_of(path.name))
    offsets = np.cumsum([0, *map(len, shots)])
    np.savez_compressed(arguments.out, frames=np.concatenate(shots), offsets=offsets, names=names, splits=splits)
    held_out = sorted({name for name, split in zip(names, splits) if split == "held-out"})
    print(f"{len(shots)} shots, {offsets[-1] / FPS:.0f} s; held out: {', '.join(held_out)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, default=Path("../shared/data/clips"))
    parser.add_argument("--out", type=Path, required=True)
    main(parser.parse_args())
