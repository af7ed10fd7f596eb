"""Measures whether the arranger is busier where its plan has more energy: rank correlation, second by second, of planned energy and moments at which
anything is struck, minus its mean over circular shifts.

    python models/scripts/measure_activity.py
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.corpus.compose import STYLE_ORDER, compose  # noqa: E402
from vmas.corpus.music_facts import onset_counts  # noqa: E402
from vmas.corpus.piece import Piece  # noqa: E402
from vmas.evaluation.energy import above_null, asked_per_second  # noqa: E402

SEED, BARS, KNOTS = 8_000_000, 20, 7  # seeds of no corpus


def planned_energy(number: int) -> np.ndarray:
    """[BARS] levels between 4 and 9, about as far apart as those of the product's plans."""
    knots = np.random.default_rng((7, number)).uniform(4, 9, KNOTS)
    return np.interp(np.linspace(0, KNOTS - 1, BARS), np.arange(KNOTS), knots)


def following(piece: Piece) -> float:
    """Spearman's rho above null, up to the final attack."""
    steps = np.arange(piece.tokens.shape[1] - piece.tail_steps)
    times = steps * 15 / piece.tempo_bpm
    seconds = int(len(steps) * 15 / piece.tempo_bpm)
    composition = {"stepSeconds": times, "energy": piece.energy[(steps + piece.bar_phase) // 16]}
    struck = times[onset_counts(piece.tokens)[steps] > 0].astype(int)
    rho, null = above_null(asked_per_second(composition, seconds), np.bincount(struck, minlength=seconds)[:seconds])
    return rho - null


def main(args: argparse.Namespace) -> None:
    rows = {
        style: [following(compose(SEED + number, style, BARS, energy=planned_energy(number).tolist())) for number in range(args.pieces)]
        for style in STYLE_ORDER
    }
    for style, values in rows.items():
        print(f"{style:10s} {np.nanmean(values):.2f}")
    print(f"all        {np.nanmean(list(rows.values())):.2f} of {args.pieces * len(rows)} pieces")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pieces", type=int, default=30, help="of each style")
    main(parser.parse_args())
