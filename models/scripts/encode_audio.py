"""Turns sound into the codes that the joint model learns: every piece of the folders through the codec's encoder.

    python models/scripts/encode_audio.py --codec codec/codec.pt --sound sound real --out codes.npz
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.rvq.codec import Codec  # noqa: E402
from vmas.rvq.codec_trainer import load_codec  # noqa: E402
from vmas.rvq.codes import write_codes  # noqa: E402
from vmas.rvq.pieces import open_folders  # noqa: E402


@torch.no_grad()
def encode(codec: Codec, samples: np.ndarray) -> np.ndarray:
    """float [N] -> codes [ceil(N / samples_per_frame), K]; the last frame is filled with silence."""
    size = codec.config.samples_per_frame
    padded = np.pad(samples, (0, -len(samples) % size))
    audio = torch.from_numpy(padded).expand(1, codec.config.channels, -1)
    return codec.codes(audio)[0].numpy()


def main(args: argparse.Namespace) -> None:
    torch.set_num_threads(args.threads)
    codec = load_codec(args.codec)
    digest = hashlib.sha256(args.codec.read_bytes()).hexdigest()
    codes, pieces = [], []
    for folder in open_folders(args.sound):
        for piece in folder.pieces:
            codes.append(encode(codec, folder.samples(piece)))
            pieces.append(piece)
    write_codes(args.out, codes, pieces, codec.config.frame_rate_hz, digest)
    frames = sum(map(len, codes))
    print(f"{len(pieces)} pieces, {frames} frames, {frames / codec.config.frame_rate_hz / 3600:.2f} h")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--codec", type=Path, required=True, help="checkpoint of train_codec.py")
    parser.add_argument("--sound", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    main(parser.parse_args())
