"""Held-out plans of family score, as short as films are, with pieces that the arranger wrote for them: several for one plan, from which follows how
alike two pieces of one plan may be. Seeds are those that compose_corpus.py holds out for validation."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np

from ..corpus.compose import STYLE_ORDER, Arranger, compose
from ..corpus.piece import Piece
from ..corpus.plan import BAR, Plan
from ..score.conditions import PieceFacts

VALIDATION_SEED, SEED_STRIDE = 1, 50  # compose_corpus.py: seed % 50 == 1
BARS = (7, 8, 9, 10, 11)  # 15 to 30 s at most tempi


@dataclass(frozen=True)
class HeldOut:
    """Four pieces of one plan, style and mode, int16 [K, T] each: two to compare with, and two that say what chance makes of such a comparison."""

    facts: PieceFacts
    pieces: tuple[np.ndarray, np.ndarray]
    others: tuple[np.ndarray, np.ndarray]


def held_out(first: int, per_style: int) -> list[HeldOut]:
    """`per_style` plans of each style, from held-out seed number `first` on."""
    numbers = range(first, first + per_style * len(STYLE_ORDER))
    return [held_out_plan(VALIDATION_SEED + SEED_STRIDE * number, STYLE_ORDER[number % len(STYLE_ORDER)]) for number in numbers]


def held_out_plan(seed: int, style: str) -> HeldOut:
    piece = compose(seed, style, Random(f"bars-{seed}").choice(BARS))
    first, *others = composed_again(piece, style, 3)
    return HeldOut(piece.facts(), (piece.tokens, first), tuple(others))


def composed_again(piece: Piece, style: str, count: int) -> list[np.ndarray]:
    """Other pieces of the same style and mode for the accents, energy and ending of this one."""
    result, attempt = [], 0
    while len(result) < count:
        attempt += 1
        arranger = Arranger(piece.seed, style, plan_of(piece), Random(f"again-{piece.seed}-{attempt}"))
        if arranger.mode == piece.mode:
            result.append(arranger.write().tokens)
    return result


def plan_of(piece: Piece) -> Plan:
    steps = piece.tokens.shape[1]
    accents = np.zeros(len(piece.energy) * BAR, np.int8)
    accents[piece.bar_phase : piece.bar_phase + steps] = piece.accents
    end = piece.bar_phase + steps
    return Plan(piece.bar_phase, end, end - piece.tail_steps, accents, [int(level) for level in piece.energy])
