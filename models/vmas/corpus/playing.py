"""Arranger pieces as the product's own sampler plays them: on tempo maps that drift as the planner's do. Knows nothing of features or networks.
Playing is an outside program (scripts/render-pieces.ts)."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .compose import STYLE_ORDER
from .piece import Piece

# What plays pieces; RENDER_PIECES names another command, for machines with Node and nothing else (models/README.md).
RENDER = shlex.split(os.environ.get("RENDER_PIECES", "npx tsx scripts/render-pieces.ts"))
REPOSITORY = Path(__file__).resolve().parents[3]
BAR = 16  # steps


@dataclass(frozen=True)
class PlayablePiece:
    """A piece whose steps have times."""

    request: dict  # what render-pieces.ts reads
    times_seconds: np.ndarray  # [T + 1] start of each step, then the end
    phases: np.ndarray  # int [T] step within the bar

    @property
    def name(self) -> str:
        return self.request["name"]

    @property
    def style(self) -> str:
        return self.request["styleId"]

    @property
    def duration_seconds(self) -> float:
        return float(self.times_seconds[-1])

    @property
    def beat_steps(self) -> np.ndarray:
        """int [N]: the steps on a beat."""
        return np.flatnonzero(self.phases % 4 == 0)


def drifting_times(steps: int, tempo_bpm: float, random: np.random.Generator) -> np.ndarray:
    """[T + 1] seconds; in two of three pieces the tempo wanders smoothly by up to 4 %."""
    wander = np.zeros(steps)
    if random.random() < 0.67:
        knots = random.uniform(-0.04, 0.04, max(2, steps // 48))
        wander = np.interp(np.arange(steps), np.linspace(0, steps, len(knots)), knots)
    return np.concatenate([[0.0], np.cumsum(15 / (tempo_bpm * (1 + wander)))])


def playable(
    name: str, piece: Piece, tokens: np.ndarray, tempo_bpm: float, tonic_semitones: int, random: np.random.Generator
) -> PlayablePiece:
    """`tokens` [K, T] are played, which may be fewer or other ones than the piece's; `tempo_bpm` is what the drift wanders about."""
    steps = tokens.shape[1]
    times = drifting_times(steps, tempo_bpm, random)
    bars, phases = np.divmod(np.arange(steps) + piece.bar_phase, BAR)
    request = {
        "name": name, "styleId": STYLE_ORDER[piece.style], "seed": piece.seed, "tonicSemitones": tonic_semitones, "timesSeconds": times.tolist(),
        "accents": piece.accents.tolist(), "barPhases": phases.tolist(), "energies": piece.energy[bars].tolist(),
        "endingStep": steps - piece.tail_steps, "tokens": tokens.T.tolist(),
    }  # fmt: skip
    return PlayablePiece(request, times, phases)


def play_pieces(pieces: Sequence[PlayablePiece], bank: Path, folder: Path) -> None:
    """Writes folder/<name>.wav for each; needs Node and the installed packages of the repository, or RENDER_PIECES."""
    (folder / "pieces.json").write_text(json.dumps([piece.request for piece in pieces]))
    command = [*RENDER, str(folder / "pieces.json"), str(bank.resolve()), str(folder)]
    subprocess.run(command, check=True, cwd=REPOSITORY, stdout=subprocess.DEVNULL)
