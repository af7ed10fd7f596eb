"""What the ear of picture and music is fitted and tried on: pieces of seeds of its own, played by the product's sampler on a steady tempo,
and pictures made for them by the rules of the training pairs. Shots of the training clips for fitting, of other clips for trying. Knows
no network and no bundle."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..corpus.compose import STYLE_ORDER, compose, tempo_ranges
from ..corpus.piece import Piece
from ..picture import KIND_WEIGHTS, PictureFacts, make_picture
from ..picture_sources import ShotPool
from .identity import digest
from .match_features import picture_features, sound_features
from .material import BAR, play, request_of
from .sizes import MATCH_FIT_SEED, MATCH_TEST_SEED
from .sound import Ear


@dataclass(frozen=True)
class Recipe:
    """Counts are per style; `seconds` of a piece; `batch` pairs a step."""

    fit_pieces: int = 15
    test_pieces: int = 8
    seconds: float = 20.0
    pictures: int = 8  # of each piece
    steps: int = 500
    batch: int = 32
    seed: int = 23


FULL_RECIPE = Recipe()
QUICK_RECIPE = Recipe(fit_pieces=1, test_pieces=1, seconds=8.0, pictures=1, steps=6, batch=6)


@dataclass(frozen=True)
class Known:
    """A piece with what its pictures are made from."""

    request: dict  # as play-pieces.ts reads it
    facts: PictureFacts


@dataclass(frozen=True)
class Example:
    """One piece and some pictures of it. pictures: float32 [F, P] each; sound: float32 [5 F, M], a little longer or shorter."""

    name: str
    pictures: list[np.ndarray]
    sound: np.ndarray


def known_piece(seed: int, style: str, seconds: float) -> Known:
    """On one steady tempo of the style's range, for pictures are made on one."""
    random = np.random.default_rng((seed, STYLE_ORDER.index(style)))
    tempo_bpm = float(random.uniform(*tempo_ranges()[style]))
    piece = compose(seed, style, max(3, round(seconds * tempo_bpm / 240)))
    times = np.arange(piece.tokens.shape[1] + 1) * 15 / tempo_bpm
    return Known(request_of(f"match-{style}-{seed}", style, piece, times), picture_facts(piece, tempo_bpm))


def picture_facts(piece: Piece, tempo_bpm: float) -> PictureFacts:
    bars = (np.arange(piece.tokens.shape[1]) + piece.bar_phase) // BAR
    return PictureFacts(piece.accents, piece.energy[bars], tempo_bpm, piece.style, piece.mode)


def known_pieces(first_seed: int, per_style: int, seconds: float) -> list[Known]:
    return [known_piece(first_seed + number, style, seconds) for number in range(per_style) for style in STYLE_ORDER]


class MatchMaterial:
    """`clips`: file of prepare_clips.py. Sounds are kept in `folder` by what is played, so that another arranger plays anew."""

    def __init__(self, recipe: Recipe, clips: Path, folder: Path, bank: Path, ear: Ear) -> None:
        self.recipe, self.clips, self.bank, self.ear = recipe, clips, bank, ear
        self.fitting = known_pieces(MATCH_FIT_SEED, recipe.fit_pieces, recipe.seconds)
        self.testing = known_pieces(MATCH_TEST_SEED, recipe.test_pieces, recipe.seconds)
        self.played = digest([known.request for known in (*self.fitting, *self.testing)])
        self.folder = folder / f"match-{self.played}"

    def key(self) -> str:
        """Of pieces, clips and rules of pairing: one picture stands for the rules."""
        pool = ShotPool(self.clips, "train", KIND_WEIGHTS)
        frames, _ = make_picture(np.random.default_rng(self.recipe.seed), self.fitting[0].facts, pool)
        shots = hashlib.sha256(b"".join(shot.frames.tobytes() for shot in pool.shots)).hexdigest()
        return digest([self.played, shots, hashlib.sha256(frames.tobytes()).hexdigest()])

    def fit_examples(self) -> list[Example]:
        return self._examples(self.fitting, "train", self.recipe.pictures)

    def test_examples(self) -> list[Example]:
        return self._examples(self.testing, "held-out", 1)

    def _examples(self, pieces: list[Known], split: str, pictures: int) -> list[Example]:
        pool = ShotPool(self.clips, split, KIND_WEIGHTS)
        sounded = play([known.request for known in pieces], self.folder, self.bank)

        def picture(index: int, number: int) -> np.ndarray:
            random = np.random.default_rng((self.recipe.seed, pieces[index].request["seed"], pieces[index].facts.style, number))
            return picture_features(make_picture(random, pieces[index].facts, pool)[0])

        return [
            Example(piece.path.stem, [picture(index, number) for number in range(pictures)], sound_features(self.ear.hear(piece.path, light=True)))
            for index, piece in enumerate(sounded)
        ]
