"""Turns sound into the codes that the joint model learns: every piece of the folders through the codec's encoder.

    python models/scripts/encode_audio.py --codec codec/codec.pt --sound sound real --out codes.npz

`--variants 4` encodes the training pieces again 10, 20 and 30 ms later: the same music in other codes, so that a corpus is learned by heart later.
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
from vmas.rvq.pieces import TRAIN, later, open_folders  # noqa: E402


@torch.no_grad()
def encode(codec: Codec, samples: np.ndarray, shifts: list[int]) -> np.ndarray:
    """float [N], shifts in samples, less than a frame -> codes [shifts, ceil((N + largest shift) / samples_per_frame), K], each with so much
    silence before it; the end is filled with silence."""
    size = codec.config.samples_per_frame
    count = -(-(len(samples) + max(shifts)) // size) * size
    rows = np.zeros((len(shifts), count), np.float32)
    for row, shift in zip(rows, shifts):
        row[shift : shift + len(samples)] = samples
    audio = torch.from_numpy(rows).to(codec.quantiser.books.device)[:, None].expand(-1, codec.config.channels, -1)
    return codec.codes(audio).cpu().numpy()


def main(args: argparse.Namespace) -> None:
    torch.set_num_threads(args.threads)
    codec = load_codec(args.codec).to("cuda" if torch.cuda.is_available() else "cpu")
    config, digest = codec.config, hashlib.sha256(args.codec.read_bytes()).hexdigest()
    shifts = [variant * config.samples_per_frame // args.variants for variant in range(args.variants)]
    codes, pieces = [], []
    for folder in open_folders(args.sound):
        for piece in folder.pieces:
            used = shifts if piece.split == TRAIN else shifts[:1]
            codes += [row[:, : args.books] for row in encode(codec, folder.samples(piece), used)]
            pieces += [later(piece, shift / config.sample_rate_hz) if shift else piece for shift in used]
    write_codes(args.out, codes, pieces, config.frame_rate_hz, digest)
    frames = sum(map(len, codes))
    print(f"{len(pieces)} pieces, {frames} frames, {frames / config.frame_rate_hz / 3600:.2f} h")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--codec", type=Path, required=True, help="checkpoint of train_codec.py")
    parser.add_argument("--sound", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--variants", type=int, default=1, help="times that a training piece is encoded, each a part of a frame later")
    parser.add_argument("--books", type=int, help="the coarsest codebooks alone")
    parser.add_argument("--threads", type=int, default=2)
    main(parser.parse_args())
