"""Kernel distance, the tagger's shares of styles, and modes and keys: cases worked out by hand."""

import numpy as np
import pytest
import torch

from vmas.evaluation.embedding import Tagger, posterior
from vmas.evaluation.judge_mode import chosen_scores, pair_differences
from vmas.evaluation.judge_posteriors import against_others, against_rest, against_style, divergence
from vmas.evaluation.kernel_distance import SCALE, KernelSums, kernel_figures, median_distance
from vmas.evaluation.report_statistics import cost_lines, mode_lines, statistics_lines
from vmas.evaluation.tonality import MAJOR, MINOR, PROFILES, RELATION_CHANCE, RELATIONS, majorness, relation


def pieces_of(seed: int, count: int, shift: float = 0.0, alike: float = 0.0) -> list[np.ndarray]:
    """`count` pieces of 10 windows; `alike`: how much more pieces differ than windows of one piece."""
    random = np.random.default_rng(seed)
    return [shift + alike * random.standard_normal(4) + random.standard_normal((10, 4)) for _ in range(count)]


def test_the_kernel_distance_by_hand():
    # Two pieces of one window each: at 0 and 1 the reference, at 0 and 2 the other; h = 1.
    reference, judged = [np.array([[0.0]]), np.array([[1.0]])], [np.array([[0.0]]), np.array([[2.0]])]
    within, other = np.exp(-1 / 2), np.exp(-4 / 2)
    across = (1 + other + within + within) / 4
    assert KernelSums(reference, judged, 1.0).squared() == pytest.approx(SCALE * (within + other - 2 * across))


def test_windows_of_a_piece_do_not_count_as_samples_of_their_own():
    # Each window four times over says nothing new.
    pieces, others = pieces_of(1, 8), pieces_of(2, 8, 1.0)
    once = KernelSums(pieces, others, 2.0).squared()
    assert KernelSums([np.repeat(p, 4, axis=0) for p in pieces], others, 2.0).squared() == pytest.approx(once)


def test_sets_of_one_kind_are_0_on_the_mean_however_few_and_however_alike_their_windows():
    values = [KernelSums(pieces_of(seed, 6, alike=2.0), pieces_of(seed + 1000, 6, alike=2.0), 4.0).squared() for seed in range(300)]
    assert abs(np.mean(values)) < 3 * np.std(values) / np.sqrt(300)
    far = KernelSums(pieces_of(1, 6, alike=2.0), pieces_of(2, 6, 20.0, alike=2.0), 4.0).squared()
    assert far > 10 * np.std(values)


def test_the_interval_holds_0_for_sets_of_one_kind_and_not_for_others():
    same, other = (kernel_figures(pieces_of(3, 30), pieces_of(4, 30, shift), 3.0) for shift in (0.0, 1.0))
    assert same["kernel_low"] < 0 < same["kernel_high"]
    assert 0 < other["kernel_low"] < other["kernel"] < other["kernel_high"]
    assert np.isnan(kernel_figures(pieces_of(3, 1), pieces_of(4, 3), 3.0)["kernel"])


def test_the_bandwidth_is_the_median_distance_of_the_reference():
    assert median_distance([np.array([[0.0], [1.0]]), np.array([[3.0]])]) == 2  # of 1, 3 and 2
    with pytest.raises(ValueError, match="two windows"):
        median_distance([np.zeros((1, 2))])


def test_divergence_is_0_for_the_same_shares_and_large_for_others():
    sure, even = np.array([1.0, 0, 0, 0]), np.full(4, 0.25)
    assert divergence(sure, sure) == pytest.approx(0)
    assert divergence(sure, even) == pytest.approx(np.log(4), rel=0.02)
    assert divergence(sure, np.array([0, 1.0, 0, 0])) > 6


def test_pieces_are_held_against_their_own_style_the_rest_of_it_and_the_others():
    a, b = np.array([0.9, 0.1]), np.array([0.1, 0.9])
    reference = [("a", a), ("a", a), ("b", b), ("b", b)]
    assert against_style([("a", a), ("c", b)], reference) == pytest.approx([0])  # nobody knows style c
    assert against_rest([*reference, ("c", a)]) == pytest.approx([0] * 4)
    assert min(against_others([("a", a), ("b", b)], reference)) > 1


def test_the_shares_of_a_piece_add_up_to_one():
    torch.manual_seed(1)
    shares = posterior(Tagger(5), np.random.default_rng(1).random((400, 64)).astype(np.float32))
    assert shares.shape == (5,)
    assert shares.sum() == pytest.approx(1)
    with pytest.raises(ValueError, match="3 s"):
        posterior(Tagger(5), np.zeros((100, 64), np.float32))


def test_every_relation_of_keys_and_how_often_chance_gives_it():
    right = (0, MAJOR)
    assert relation((0, MAJOR), right) == "exact"
    assert relation((7, MAJOR), right) == relation((5, MAJOR), right) == "a fifth away"
    assert relation((9, MINOR), right) == relation((0, MAJOR), (9, MINOR)) == "relative"
    assert relation((0, MINOR), right) == "parallel"
    assert relation((7, MINOR), right) == relation((3, MINOR), right) == "other"
    counts = {name: sum(relation((tonic, mode), right) == name for tonic in range(12) for mode in PROFILES) for name in RELATIONS}
    assert {name: count / 24 for name, count in counts.items()} == pytest.approx(RELATION_CHANCE)


@pytest.mark.parametrize("tonic", [0, 5, 11])
def test_a_profile_is_nearer_to_its_own_mode(tonic):
    assert majorness(np.roll(PROFILES[MAJOR], tonic), tonic) > 0.3
    assert majorness(np.roll(PROFILES[MINOR], tonic), tonic) < -0.3


def test_modes_of_the_same_film_are_compared_and_lonely_ones_are_not():
    rows = [{"film": "x", "asked": MAJOR, "majorness": 0.5}, {"film": "x", "asked": MINOR, "majorness": -0.25}, {"film": "y", "asked": MAJOR, "majorness": 1}]
    assert pair_differences(rows) == [0.75]


class Asked:
    def __init__(self, style: str) -> None:
        self.asked_style = style


def test_plans_are_taken_from_all_styles_in_turn():
    scores = [Asked(style) for style in ("piano", "piano", "rock", "rock", "ambient")]
    assert [scored.asked_style for scored in chosen_scores(scores, 4)] == ["ambient", "rock", "piano", "rock"]
    assert chosen_scores([], 4) == []


def test_the_report_says_what_was_asked_heard_and_written():
    row = {"film": "x", "style": "rock", "asked": MAJOR, "tonic": 0, "heard": MAJOR, "tokens": MINOR, "key": [0, MAJOR], "majorness": 0.1, "relation": "exact"}
    results = {"rows": [row], "made": 1, "ceiling": [row], "differences": [], "unasked": [3, 1]}
    text = "\n".join(mode_lines(results, "score"))
    assert "| major | 1 | 0 | 0 | 1 |" in text
    assert "75 % (3 of 4" in text
    assert "notes" not in "\n".join(mode_lines(results | {"unasked": []}, "rvq")).split("| asked")[1]
    assert statistics_lines(None) == mode_lines(None, "score") == cost_lines({"cost": {}}) == []
