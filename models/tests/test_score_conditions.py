"""Tests of the condition vectors against values worked out from docs/score-family.md."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.corpus.compose import compose  # noqa: E402
from vmas.score.conditions import CONDITION_SIZES, PieceFacts, conditions, tempo_bucket  # noqa: E402


def facts(T=320, bar_phase=0, hits=()):
    accents = np.zeros(T, np.int8)
    for step, strength in hits:
        accents[step] = strength
    return PieceFacts(accents, np.arange((T + bar_phase + 15) // 16) % 16, 120.0, 3, 2, 8, bar_phase)


def test_accents_and_steps_ahead():
    got = conditions(facts(hits=[(4, 1), (6, 2)]), 40)
    assert got[:7, 1].tolist() == [0, 0, 0, 0, 1, 0, 2]
    assert got[:7, 2].tolist() == [4, 3, 2, 1, 2, 1, 16]


def test_an_accent_sixteen_steps_away_is_not_announced():
    got = conditions(facts(hits=[(20, 1)]), 30)
    assert got[4, 2] == 16 and got[5, 2] == 15


def test_remaining_and_elapsed_buckets():
    got = conditions(facts(320), 320)
    remaining = {left: int(got[319 - left, 4]) for left in (0, 31, 32, 47, 48, 63, 64, 95, 96, 127, 128, 191, 192, 255, 256)}
    assert list(remaining.values()) == [0, 31, 32, 32, 33, 33, 34, 34, 35, 35, 36, 36, 37, 37, 38]
    assert [int(got[step, 5]) for step in (0, 15, 16, 31, 32, 63, 64, 127, 128)] == [0, 0, 1, 1, 2, 2, 3, 3, 4]


def test_bar_phase_and_energy_follow_the_bar_grid():
    got = conditions(facts(bar_phase=12), 40)
    assert got[:5, 0].tolist() == [12, 13, 14, 15, 0]
    assert got[3, 3] == 0 and got[4, 3] == 1


def test_tempo_buckets():
    assert [tempo_bucket(bpm) for bpm in (40, 55, 60, 99.5, 120, 180, 240)] == [0, 0, 1, 8, 10, 15, 15]


def test_a_crop_is_a_slice_of_the_whole():
    piece = compose(3)
    T = piece.tokens.shape[1]
    whole = conditions(piece.facts(), T)
    assert np.array_equal(conditions(piece.facts(), 16, start=T - 24), whole[T - 24 : T - 8])
    assert (whole >= 0).all() and (whole < np.array(CONDITION_SIZES)).all()


def test_a_crop_outside_the_piece_is_refused():
    with pytest.raises(ValueError, match="leave the piece"):
        conditions(facts(64), 65)
