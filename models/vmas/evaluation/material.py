"""Pieces of the arranger as sound through the product's player and mastering, with their facts kept beside them: held-out references,
examples for the style classifier, a library of training tracks. Playing is an outside program (scripts/evaluation/play-pieces.ts)."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import soundfile

from ..beats.sampler_material import sampler_piece
from ..corpus.compose import STYLE_ORDER, Arranger, compose
from ..corpus.piece import Piece
from ..corpus.plan import Plan
from ..rvq.pieces import SAMPLE_RATE_HZ, TEST, TRAIN, VALIDATION, SoundFolder
from ..rvq.rendered import SPLIT_EVERY, render_request
from ..rvq.rendered import split_of as sound_split_of
from .sizes import CLASSIFIER_SEED, FILM_MUSIC_SEED, HELD_OUT_SEED, NARROW_SEEDS, OTHER_SEED, TRAINING_SEEDS, Sizes

REPOSITORY = Path(__file__).resolve().parents[3]
BAR = 16
PREPARED_SECONDS = 40.0  # prepare_audio.py, --seconds
MOST_PREPARED = 6  # examples of a style
# Pieces of the validation split of prepare_audio.py are of two uses that must not meet: ceilings are judged, examples are fitted to.
CEILINGS, EXAMPLES = 0, 1
FULL_REPERTOIRE, NARROW_REPERTOIRE = "full", "narrow"  # narrow: tonic C and the first instruments of a style, as prepare_audio.py makes


@dataclass(frozen=True)
class Sounded:
    """A piece that can be heard: `request` is what was played (tokens [T][K], timesSeconds [T + 1], accents, energies ...)."""

    path: Path
    request: dict

    @property
    def style(self) -> str:
        return self.request["styleId"]

    @property
    def origin(self) -> tuple[str, int]:
        """Style and seed: what the arranger made it from."""
        return self.style, self.request["seed"]

    @property
    def tokens(self) -> np.ndarray:
        """int [K, T]"""
        return np.array(self.request["tokens"]).T

    @property
    def tonic(self) -> int:
        """0..11"""
        return self.request["tonicSemitones"] % 12

    @property
    def beats_seconds(self) -> np.ndarray:
        on_beat = np.array(self.request["barPhases"]) % 4 == 0
        return np.array(self.request["timesSeconds"])[:-1][on_beat]

    @property
    def downbeats_seconds(self) -> np.ndarray:
        on_bar = np.array(self.request["barPhases"]) == 0
        return np.array(self.request["timesSeconds"])[:-1][on_bar]

    @property
    def duration_seconds(self) -> float:
        return self.request["timesSeconds"][-1]


def request_of(name: str, style: str, piece: Piece, times_seconds: np.ndarray) -> dict:
    steps = piece.tokens.shape[1]
    at = np.arange(steps) + piece.bar_phase
    return {
        "name": name, "styleId": style, "seed": piece.seed, "tonicSemitones": int(piece.tonic),
        "timesSeconds": np.asarray(times_seconds).tolist(), "accents": piece.accents.tolist(), "barPhases": (at % BAR).tolist(),
        "energies": piece.energy[at // BAR].tolist(), "endingStep": steps - piece.tail_steps, "tokens": piece.tokens.T.tolist(),
    }  # fmt: skip


def styled_requests(repertoire: str, first_seed: int, per_style: int, seconds: float, tag: str) -> list[dict]:
    """The same number of pieces of each style, any tempo of its range."""
    requests = []
    for number in range(per_style):
        for style in STYLE_ORDER:
            seed = first_seed + number
            if repertoire == NARROW_REPERTOIRE:
                request = render_request(seed, style, seconds, 1)[0].request
            else:
                random = np.random.default_rng((seed, STYLE_ORDER.index(style)))
                request = sampler_piece(style, seed, seconds, False, random).request
            requests.append(request | {"name": f"{tag}-{style}-{number}"})
    return requests


def is_training_seed(seed: int) -> bool:
    return seed % 50 > 1  # compose_corpus.py


def beginning(request: dict, seconds: float) -> dict:
    """As much of a piece as begins within `seconds`."""
    times = request["timesSeconds"]
    steps = min(len(times) - 1, int(np.searchsorted(times, seconds)))
    per_step = {name: request[name][:steps] for name in ("accents", "barPhases", "energies", "tokens")}
    return request | per_step | {"timesSeconds": times[: steps + 1], "endingStep": min(request["endingStep"], steps - 1)}


def library_requests(repertoire: str, count: int, shortest_seconds: float) -> list[dict]:
    """Training tracks at least as long as a film: what an editor could take from the shelf."""
    random, requests = np.random.default_rng(7), []
    while len(requests) < count:
        seed = int(random.integers(TRAINING_SEEDS))
        if repertoire == NARROW_REPERTOIRE:
            style = STYLE_ORDER[len(requests) % len(STYLE_ORDER)]
            seed %= NARROW_SEEDS
            if sound_split_of(seed) == TRAIN:
                requests.append(render_request(seed, style, 1.5 * shortest_seconds, 1)[0].request | {"name": f"library-{style}-{seed}"})
            continue
        if is_training_seed(seed) and (piece := compose(seed)).tokens.shape[1] * 15 / piece.tempo_bpm > 1.1 * shortest_seconds:
            times = np.arange(piece.tokens.shape[1] + 1) * 15 / piece.tempo_bpm
            name = f"library-{STYLE_ORDER[piece.style]}-{seed}"
            requests.append(beginning(request_of(name, STYLE_ORDER[piece.style], piece, times), 1.5 * shortest_seconds))
    return requests


def piece_on_plan(name: str, style: str, seed: int, composition: dict) -> dict:
    """The arranger composing for the plan of a score.json: the symbolic baseline, without the network."""
    phase, steps = composition["barPhase"], len(composition["accents"])
    bars = -(-(phase + steps) // BAR)
    accents = np.zeros(bars * BAR, np.int8)
    accents[phase : phase + steps] = composition["accents"]
    at = np.clip(np.arange(bars) * BAR - phase, 0, steps - 1)
    plan = Plan(phase, phase + steps, phase + composition["endingStep"], accents, [composition["energy"][step] for step in at])
    piece = Arranger(seed, style, plan, Random(f"evaluation-{seed}-{style}")).write()
    return request_of(name, style, piece, composition["stepSeconds"])


def play(requests: list[dict], folder: Path, bank: Path) -> list[Sounded]:
    """Plays what is not there yet; needs Node and the installed packages of the repository."""
    folder.mkdir(parents=True, exist_ok=True)
    sounded = [Sounded(folder / f"{request['name']}.wav", request) for request in requests]
    missing = [piece.request for piece in sounded if not piece.path.exists()]
    if missing:
        (folder / "pieces.json").write_text(json.dumps(missing))
        run_tool("play-pieces.ts", folder / "pieces.json", bank.resolve(), folder)
    return sounded


def run_tool(script: str, *arguments: object, bundles: Path | None = None) -> None:
    """One of scripts/evaluation; `bundles`: folder of bundles that the product shall use. Raises CalledProcessError."""
    command = ["npx", "--no-install", "tsx", f"scripts/evaluation/{script}", *(str(part) for part in arguments)]
    environment = os.environ | ({"FRAMESCORE_MODELS": str(bundles.resolve())} if bundles else {})
    subprocess.run(command, check=True, cwd=REPOSITORY, stdout=subprocess.DEVNULL, env=environment)


def use_of(seed: int) -> int:
    """CEILINGS or EXAMPLES: seeds of one split take turns, whatever the style and however many pieces are asked for."""
    return seed // SPLIT_EVERY % 2


def check_apart(fitted: list[Sounded], judged: list[Sounded]) -> None:
    """ValueError where a piece is in both: its name is the style and the seed that the arranger made it from."""
    both = {piece.origin for piece in fitted} & {piece.origin for piece in judged}
    if both:
        raise ValueError(f"{len(both)} pieces are fitted to and judged: {sorted(both)[:5]}")


def prepared_pieces(sound: Path, split: int, per_style: int, folder: Path, use: int | None = None) -> list[Sounded]:
    """Pieces of one split from a folder of prepare_audio.py (made with its own defaults for length and palettes), as WAV; with `use` only
    those of that use."""
    folder.mkdir(parents=True, exist_ok=True)
    found: list[Sounded] = []
    for path in sorted(sound.iterdir(), key=lambda path: path.name.rsplit("-", 1)[::-1]):  # one chunk of each style, then the next
        chunk = SoundFolder(path)
        for piece in [piece for piece in chunk.pieces if piece.split == split]:
            style, seed = piece.name.rsplit("-", 1)
            if use is not None and use_of(int(seed)) != use:
                continue
            if sum(other.style == style for other in found) == per_style:
                break
            wav = folder / f"prepared-{piece.name}.wav"
            if not wav.exists():
                soundfile.write(wav, chunk.samples(piece), SAMPLE_RATE_HZ)
            found.append(Sounded(wav, render_request(int(seed), style, PREPARED_SECONDS, 1)[0].request))
    return found


class Material:
    """Every set of one repertoire, played on first use."""

    def __init__(self, folder: Path, bank: Path, sizes: Sizes, repertoire: str, sound: Path | None = None) -> None:
        self.sound = sound
        self.folder, self.bank, self.sizes, self.repertoire = folder.resolve() / repertoire, bank, sizes, repertoire

    def _styled(self, tag: str, first_seed: int, per_style: int, seconds: float) -> list[Sounded]:
        return play(styled_requests(self.repertoire, first_seed, per_style, seconds, tag), self.folder / tag, self.bank)

    def held_out(self) -> list[Sounded]:
        if self.is_prepared:
            return prepared_pieces(self.sound, TEST, self.sizes.held_out_per_style, self.folder / "test")
        return self._styled("held-out", HELD_OUT_SEED, self.sizes.held_out_per_style, self.sizes.piece_seconds)

    @property
    def is_prepared(self) -> bool:
        return self.sound is not None and self.repertoire == NARROW_REPERTOIRE

    def other_held_out(self) -> list[Sounded]:
        """Held-out pieces that are not the reference."""
        per_style = self.sizes.other_per_style
        if self.is_prepared:
            return prepared_pieces(self.sound, VALIDATION, per_style, self.folder / "validation", CEILINGS)
        return self._styled("other", OTHER_SEED, per_style, self.sizes.piece_seconds)

    def classifier_examples(self) -> list[Sounded]:
        """With a folder of prepare_audio.py also pieces of its validation split, which no weights were fitted to and no ceiling is made of."""
        own = self._styled("classifier", CLASSIFIER_SEED, self.sizes.classifier_per_style, self.sizes.example_seconds)
        more = prepared_pieces(self.sound, VALIDATION, MOST_PREPARED, self.folder / "validation", EXAMPLES) if self.sound else []
        return own + more

    def film_music(self) -> list[Sounded]:
        """Held-out pieces that films are cut to: the music that is known to fit."""
        per_style = -(-self.sizes.films // len(STYLE_ORDER))
        return self._styled("film-music", FILM_MUSIC_SEED, per_style, self.sizes.film_seconds)[: self.sizes.films]

    def library(self) -> list[Sounded]:
        """Training tracks; with a folder of prepare_audio.py those of its training split, which saves playing."""
        if self.sound:
            return prepared_pieces(self.sound, TRAIN, max(1, self.sizes.library // len(STYLE_ORDER)), self.folder / "library")
        requests = library_requests(self.repertoire, self.sizes.library, self.sizes.film_seconds)
        return play(requests, self.folder / "library", self.bank)
