"""The corpus of codes that encode_audio.py writes: one .npz of codes with the facts of each piece as JSON inside.

  codes    int16 [S, K]     all pieces end to end, not delayed
  offsets  int64 [N + 1]    piece i is codes[offsets[i]:offsets[i + 1]]
  pieces   str              JSON list of SoundPiece
  rate_hz  float            frames a second
  codec    str              sha256 of the codec's checkpoint: codes of another codec mean other sounds
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np

from .conditions import FrameFacts, frame_facts
from .pieces import SoundPiece, read_piece


def write_codes(path: Path, codes: list[np.ndarray], pieces: list[SoundPiece], rate_hz: float, codec: str) -> None:
    offsets = np.concatenate([[0], np.cumsum([len(c) for c in codes])]).astype(np.int64)
    part = path.with_suffix(".part.npz")
    about = json.dumps([dataclasses.asdict(piece) for piece in pieces])
    np.savez(part, codes=np.concatenate(codes).astype(np.int16), offsets=offsets, pieces=about, rate_hz=rate_hz, codec=codec)
    part.replace(path)


class CodeCorpus:
    """One split of one or more files; every piece is (frames int16 [F, books], FrameFacts), the coarsest books of the codec."""

    def __init__(self, paths: list[Path], split: int, books: int):
        self.pieces: list[tuple[np.ndarray, FrameFacts]] = []
        self.about: list[SoundPiece] = []
        codecs = set()
        for path in paths:
            data = np.load(path)
            codes, offsets, self.rate_hz = data["codes"], data["offsets"], float(data["rate_hz"])
            codecs.add(str(data["codec"]))
            for i, piece in enumerate(read_piece(entry) for entry in json.loads(str(data["pieces"]))):
                if piece.split == split:
                    frames = codes[offsets[i] : offsets[i + 1], :books]
                    self.pieces.append((frames, frame_facts(piece, len(frames), self.rate_hz)))
                    self.about.append(piece)
        assert self.pieces, f"no piece of split {split} in {[str(path) for path in paths]}"
        assert len(codecs) == 1, "these files were encoded by different codecs; encode them again with one"
