# Arranger pieces played by the product's own sampler, on tempo maps that drift as the planner's do.
# Knows nothing of features or networks. Playing is an outside program (scripts/render-pieces.ts).
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..corpus.compose import compose, tempo_ranges
from ..corpus.piece import Piece
from ..score.streams import STREAM
from .midi_material import Beats

REPOSITORY = Path(__file__).resolve().parents[3]
MELODIC = ("bass", "comp", "pad", "arp", "melody", "counter")
DRUMS = ("kit", "cymbals", "percussion")
BAR = 16


@dataclass(frozen=True)
class SamplerPiece:
    name: str
    style: str
    request: dict  # what render-pieces.ts reads
    beats: Beats
    duration_seconds: float


def drifting_times(steps: int, tempo_bpm: float, random: np.random.Generator) -> np.ndarray:
    """[T + 1] seconds; in two of three pieces the tempo wanders smoothly by up to 4 %."""
    wander = np.zeros(steps)
    if random.random() < 0.67:
        knots = random.uniform(-0.04, 0.04, max(2, steps // 48))
        wander = np.interp(np.arange(steps), np.linspace(0, steps, len(knots)), knots)
    return np.concatenate([[0.0], np.cumsum(15 / (tempo_bpm * (1 + wander)))])


def without_parts(tokens: np.ndarray, parts) -> np.ndarray:
    """Token 0 is silence in every sounding stream: nothing struck, or the rest before the first note held."""
    tokens = tokens.copy()
    for part in parts:
        tokens[STREAM[part]] = 0
    return tokens


def muted_parts(random: np.random.Generator) -> tuple[str, ...]:
    """Of ten pieces six play whole, three without drums, one with only some of the band."""
    choice = random.random()
    if choice < 0.6:
        return ()
    return DRUMS if choice < 0.9 else tuple(part for part in MELODIC if random.random() < 0.5)


def sampler_piece(style: str, seed: int, seconds: float, mute: bool, random: np.random.Generator) -> SamplerPiece:
    """Tempo from anywhere in the style's range."""
    slowest, fastest = tempo_ranges()[style]
    tempo_bpm = float(random.uniform(slowest, fastest))
    piece: Piece = compose(seed, style, max(3, round(seconds * tempo_bpm / 240)))
    tokens = without_parts(piece.tokens, muted_parts(random) if mute else ())
    steps = tokens.shape[1]
    times = drifting_times(steps, tempo_bpm, random)
    phases = (np.arange(steps) + piece.bar_phase) % BAR
    request = {
        "name": f"sampler-{style}-{seed}", "styleId": style, "seed": seed, "tonicSemitones": int(piece.tonic),
        "timesSeconds": times.tolist(), "accents": piece.accents.tolist(), "barPhases": phases.tolist(),
        "energies": piece.energy[(np.arange(steps) + piece.bar_phase) // BAR].tolist(),
        "endingStep": steps - piece.tail_steps, "tokens": tokens.T.tolist(),
    }
    on_beat = phases % 4 == 0
    beats = Beats(times[:-1][on_beat], phases[on_beat] // 4)
    return SamplerPiece(request["name"], style, request, beats, float(times[-1]))


def play_pieces(pieces: list[SamplerPiece], bank: Path, folder: Path) -> None:
    """Writes folder/<name>.wav for each; needs Node and the installed packages of the repository."""
    (folder / "pieces.json").write_text(json.dumps([piece.request for piece in pieces]))
    command = ["npx", "tsx", "scripts/render-pieces.ts", str(folder / "pieces.json"), str(bank.resolve()), str(folder)]
    subprocess.run(command, check=True, cwd=REPOSITORY, stdout=subprocess.DEVNULL)
