"""Tests that music is busier where there is more energy: rungs of patterns, drum bars, lines."""

import sys
from pathlib import Path
from random import Random

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.corpus.activity import RUNG_EDGES, calmed, draw_rungs, fit_drums, rung_of, strokes, thinned
from vmas.corpus.compose import STYLE_ORDER, compose
from vmas.corpus.patterns import ARP, BASS, COMP
from vmas.score.streams import CYMBAL, REST, STREAM

HAT = CYMBAL["closed"]


def test_the_weakest_strokes_leave_first_and_the_first_stays():
    assert thinned("xxxxxxxxxxxxxxxx", 0.5) == "x-x-x-x-x-x-x-x-"
    assert thinned("x-x-x-x-x-x-x-x-", 0.5) == "x---x---x---x---"
    assert thinned("..x-..x-..x-..x-", 0.25).count("x") == 3
    assert thinned("x---------------", 0.5) == "x---------------"
    assert thinned("1-.11-.11-.11-.1", 0.0) == "1-.11-.11-.11-.1"


@pytest.mark.parametrize("book", [ARP, BASS, COMP])
@pytest.mark.parametrize("style", STYLE_ORDER)
def test_no_rung_strikes_less_often_than_the_one_below(book, style):
    for seed in range(10):
        counts = [strokes(main) for main, _ in draw_rungs(Random(seed), book[style])]
        assert counts == sorted(counts) and len(counts) == len(RUNG_EDGES) + 1
        assert counts[-1] > counts[0]


def test_rungs_cover_all_energies():
    assert [rung_of(energy) for energy in (0, 15)] == [0, len(RUNG_EDGES)]
    assert all(rung_of(energy) <= rung_of(energy + 1) for energy in range(15))


def drum_bar(gap):
    cymbals = [HAT if step % gap == 0 else 0 for step in range(16)]
    return [[12] + [0] * 7 + [1] + [0] * 7, cymbals, [0] * 16]


def struck(rows):
    return sum(value > 0 for value in rows[1])


def test_hats_thin_out_when_quiet_and_double_when_loud():
    quiet, middle, loud = drum_bar(1), drum_bar(1), drum_bar(4)
    fit_drums(quiet, 0, 3.0, 0.2)
    fit_drums(middle, 0, 8.0, 0.2)
    fit_drums(loud, 0, 14.0, 0.9)
    assert [struck(quiet), struck(middle), struck(loud)] == [4, 8, 8]
    assert quiet[0][0] == 12  # kicks stay


def test_other_cymbals_are_never_taken_away():
    rows = drum_bar(4)
    rows[1][3] = CYMBAL["crash"]
    fit_drums(rows, 0, 1.0, 0.0)
    assert rows[1][3] == CYMBAL["crash"]


def test_quiet_lines_lose_light_notes_and_hold_on():
    line = [(0, 2, 60), (2, 4, 62), (4, 8, 64), (9, 10, 65), (12, 16, 67)]
    assert calmed(line, lambda step: 2.0) == [(0, 4, 60), (4, 10, 64), (12, 16, 67)]
    assert calmed(line, lambda step: 9.0) == line


@pytest.mark.parametrize("style", STYLE_ORDER)
def test_bars_with_more_energy_have_more_moments_at_which_something_is_struck(style):
    energy = [3, 3, 3, 3, 7, 7, 7, 7, 10, 10, 10, 10, 14, 14, 14, 14]
    counts = []
    for seed in range(12):
        piece = compose(seed, style=style, bars=17, energy=[*energy, 14], hits=[])
        attacks = (piece.tokens[3:6] > 0).any(0) | (piece.tokens[STREAM["bass"] :] > REST).any(0)
        bars = (np.arange(len(attacks)) + piece.bar_phase) // 16
        counts.append(np.bincount(bars, attacks)[1:16])
    mean = np.mean(counts, 0)
    groups = [mean[:3].mean(), mean[3:7].mean(), mean[7:11].mean(), mean[11:].mean()]
    assert all(more > less for less, more in zip(groups, groups[1:]))
