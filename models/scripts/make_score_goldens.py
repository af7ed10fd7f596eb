"""Writes test/goldens/score-decode.json: one short arranged piece per style and palette pair, its tokens [T][K] and the notes
that `to_notes` decodes, for the TypeScript decoder's parity test and for scripts/measure-balance.ts.

    python models/scripts/make_score_goldens.py [--out test/goldens/score-decode.json] [--bars 6]
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "models"))

from vmas.corpus.compose import compose, tempo_ranges  # noqa: E402
from vmas.score.streams import PALETTES, STREAM, to_notes  # noqa: E402

SEED = 20261123


def with_palette(tokens, palette: int):
    """The same piece played throughout by one palette."""
    changed = tokens.copy()
    row = changed[STREAM["section"]]
    row[row > 0] = 1 + PALETTES * ((row[row > 0] - 1) // PALETTES) + palette
    return changed


def golden(style: str, index: int, bars: int) -> dict:
    piece = compose(SEED + index, style, bars=bars)
    tokens = with_palette(piece.tokens, index % PALETTES)
    steps = tokens.shape[1]
    return {
        "style": style,
        "tempoBpm": round(piece.tempo_bpm, 3),
        "tonicSemitones": piece.tonic,
        "barPhase": piece.bar_phase,
        "endingStep": steps - 1 - piece.tail_steps,
        "accents": piece.accents.tolist(),
        "energies": [int(piece.energy[(step + piece.bar_phase) // 16]) for step in range(steps)],
        "tokens": tokens.T.tolist(),
        "notes": [list(note) for note in to_notes(tokens, piece.tonic)],
    }


def main(args: argparse.Namespace) -> None:
    styles = list(tempo_ranges())
    pieces = [golden(style, index, args.bars) for index, style in enumerate(styles)]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(piece, separators=(",", ":")) for piece in pieces)
    args.out.write_text(f'{{"pieces":[\n{lines}\n]}}\n')
    print(f"{args.out}: {len(pieces)} pieces, {sum(len(piece['notes']) for piece in pieces)} notes")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "test/goldens/score-decode.json")
    parser.add_argument("--bars", type=int, default=6)
    main(parser.parse_args())
