"""Sound with its facts, as the codec and the joint model read it: a folder with `audio.npy` (int16 mono, all pieces end to end)
and `pieces.json`. Knows files only; who made the sound is not known here."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..score.conditions import MODE_UNKNOWN, STYLE_UNKNOWN

SAMPLE_RATE_HZ = 32_000
TRAIN, VALIDATION, TEST = 0, 1, 2


@dataclass(frozen=True)
class SoundPiece:
    """What is known of a piece. Lists that nobody knows are empty; times are seconds from the start of its sound."""

    name: str
    source: str  # work it belongs to: splits go by it
    split: int
    start: int  # first sample in audio.npy
    length: int  # samples
    style: int = STYLE_UNKNOWN
    mode: int = MODE_UNKNOWN  # 1 major, 2 minor
    tempo_bpm: float = 0.0  # 0: unknown
    beats: tuple[float, ...] = ()
    beat_positions: tuple[int, ...] = ()  # 0..3 in the bar, -1 unknown
    accents: tuple[tuple[float, int], ...] = ()  # time, 1 accent or 2 strong
    bar_energy: tuple[tuple[float, int], ...] = ()  # time from which the level 0..15 holds
    sections: tuple[tuple[float, str], ...] = ()
    tail_seconds: float = 0.0  # from the final attack to the end


def later(piece: SoundPiece, seconds: float) -> SoundPiece:
    """The facts of the piece with that much silence before its sound."""
    timed = {name: tuple((at + seconds, what) for at, what in getattr(piece, name)) for name in ("accents", "bar_energy", "sections")}
    return dataclasses.replace(piece, beats=tuple(at + seconds for at in piece.beats), **timed)


class SoundFolder:
    def __init__(self, path: Path):
        self.audio = np.load(path / "audio.npy", mmap_mode="r")
        self.pieces = [read_piece(entry) for entry in json.loads((path / "pieces.json").read_text())]

    def samples(self, piece: SoundPiece, start: int = 0, count: int | None = None) -> np.ndarray:
        """float32 [count] from `start` of the piece, -1..1."""
        first = piece.start + start
        last = piece.start + piece.length if count is None else min(first + count, piece.start + piece.length)
        return self.audio[first:last].astype(np.float32) / 32_768


def read_piece(entry: dict) -> SoundPiece:
    pairs = {name: tuple(tuple(pair) for pair in entry[name]) for name in ("accents", "bar_energy", "sections")}
    return SoundPiece(**entry | pairs | {"beats": tuple(entry["beats"]), "beat_positions": tuple(entry["beat_positions"])})


def write_folder(path: Path, sounds: list[np.ndarray], pieces: list[SoundPiece]) -> None:
    """sounds: float [N] each; `start` and `length` of the pieces are set here."""
    path.mkdir(parents=True, exist_ok=True)
    placed, at = [], 0
    for sound, piece in zip(sounds, pieces, strict=True):
        placed.append(dataclasses.replace(piece, start=at, length=len(sound)))
        at += len(sound)
    audio = np.concatenate([np.round(sound.clip(-1, 1) * 32_767).astype(np.int16) for sound in sounds])
    np.save(path / "audio.npy", audio)
    # The list comes last and whole: a folder that has one is complete.
    part = path / "pieces.part"
    part.write_text(json.dumps([dataclasses.asdict(piece) for piece in placed]))
    part.replace(path / "pieces.json")


def folder_paths(roots: list[Path]) -> list[Path]:
    """The complete folders that `roots` are or hold, in order."""
    paths = [path for root in roots for path in ([root] if (root / "pieces.json").exists() else sorted(root.iterdir()))]
    return [path for path in paths if (path / "pieces.json").exists()]


def open_folders(roots: list[Path]) -> list[SoundFolder]:
    return [SoundFolder(path) for path in folder_paths(roots)]
