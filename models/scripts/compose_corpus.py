"""Composes a corpus of arranger pieces into one packed .npz. Only arguments and files here; music is in vmas.corpus.

The file (np.savez, uncompressed):
  tokens   int16 [12, S]   all pieces side by side along time
  offsets  int64 [N + 1]   piece i is tokens[:, offsets[i]:offsets[i + 1]]
  accents  int8  [S]       0 none, 1 accent, 2 strong, per step
  energy   int8  [S]       0..15 of the step's bar, per step
  tempo_bpm float32 [N]; style, mode, tail_steps, tonic, bar_phase int8 [N]; seed int64 [N]
  split    int8  [N]       0 train, 1 validation, 2 test, by piece seed (seed % 50 == 0: test, == 1: validation)
Tokens are for tonic C; `tonic` (-5..6) is only a suggestion for rendering. vmas.score.conditions turns the facts into [T, 9].
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.corpus.compose import compose  # noqa: E402
from vmas.corpus.piece import Piece  # noqa: E402

FACTS = ("style", "mode", "tail_steps", "tonic", "bar_phase")


def split_of(seed: int) -> int:
    return {0: 2, 1: 1}.get(seed % 50, 0)


def compose_many(seeds: range) -> list[Piece]:
    return [compose(seed) for seed in seeds]


def pack(pieces: list[Piece]) -> dict[str, np.ndarray]:
    lengths = [piece.tokens.shape[1] for piece in pieces]
    energy = [
        piece.energy[(np.arange(length) + piece.bar_phase) // 16] for piece, length in zip(pieces, lengths, strict=True)
    ]
    packed = {name: np.array([getattr(piece, name) for piece in pieces], np.int8) for name in FACTS}
    seeds = [piece.seed for piece in pieces]
    return packed | {
        "tokens": np.concatenate([piece.tokens for piece in pieces], axis=1),
        "offsets": np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        "accents": np.concatenate([piece.accents for piece in pieces]).astype(np.int8),
        "energy": np.concatenate(energy).astype(np.int8),
        "tempo_bpm": np.array([piece.tempo_bpm for piece in pieces], np.float32),
        "seed": np.array(seeds, np.int64),
        "split": np.array([split_of(seed) for seed in seeds], np.int8),
    }


def main(args: argparse.Namespace) -> None:
    stop = args.seed + args.pieces
    chunks = [range(at, min(at + 250, stop)) for at in range(args.seed, stop, 250)]
    with ProcessPoolExecutor(args.workers) as pool:
        pieces = [piece for chunk in pool.map(compose_many, chunks) for piece in chunk]
    np.savez(args.out, **pack(pieces))
    steps = sum(piece.tokens.shape[1] for piece in pieces)
    print(f"{len(pieces)} pieces, {steps} steps, {args.out}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pieces", type=int, default=20000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0, help="seed of the first piece; piece i has seed + i")
    parser.add_argument("--workers", type=int, default=2)
    main(parser.parse_args())
