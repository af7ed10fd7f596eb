"""Turns sound into the codes that the joint model learns: every piece of the folders through the codec's encoder.

    python models/scripts/encode_audio.py --codec codec/codec.pt --sound sound real --out codes.npz

    python models/scripts/encode_audio.py --codec models/bundles/audio --sound sound --splits validation --out held-out.npz

A checkpoint is read in PyTorch; a bundle has the encoder as a graph, at the product's rate, and no more codebooks than it was exported with.
`--variants 4` encodes the training pieces again 10, 20 and 30 ms later: the same music in other codes, so that a corpus is learned by heart later.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.rvq.codes import write_codes  # noqa: E402
from vmas.rvq.encoding import encode, open_encoder  # noqa: E402
from vmas.rvq.pieces import SAMPLE_RATE_HZ, TRAIN, later, open_folders  # noqa: E402

SPLITS = ("train", "validation", "test")  # as numbered in vmas/rvq/pieces.py


def main(args: argparse.Namespace) -> None:
    torch.set_num_threads(args.threads)
    encoder = open_encoder(args.codec, args.threads)
    shifts = [variant * encoder.samples_per_frame // args.variants for variant in range(args.variants)]
    codes, pieces, begin = [], [], time.monotonic()
    for folder in open_folders(args.sound):
        wanted = [piece for piece in folder.pieces if SPLITS[piece.split] in args.splits]
        for piece in wanted[: args.most]:
            used = shifts if piece.split == TRAIN else shifts[:1]
            codes += [row[:, : args.books] for row in encode(encoder, folder.samples(piece), used)]
            pieces += [later(piece, shift / SAMPLE_RATE_HZ) if shift else piece for shift in used]
    write_codes(args.out, codes, pieces, encoder.frame_rate_hz, encoder.digest)
    seconds = sum(map(len, codes)) / encoder.frame_rate_hz
    print(f"{len(pieces)} pieces, {seconds / 3600:.2f} h, {seconds / (time.monotonic() - begin):.0f} seconds of sound a second")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--codec", type=Path, required=True, help="checkpoint of train_codec.py, or the folder of a bundle: its encoder graph")
    parser.add_argument("--sound", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--variants", type=int, default=1, help="times that a training piece is encoded, each a part of a frame later")
    parser.add_argument("--splits", nargs="+", choices=SPLITS, default=SPLITS)
    parser.add_argument("--most", type=int, help="pieces of each folder; all of them where this is left out")
    parser.add_argument("--books", type=int, help="the coarsest codebooks alone")
    parser.add_argument("--threads", type=int, default=2)
    main(parser.parse_args())
