"""Pairs that the shipped encoders are judged by: of one length, from pieces of no corpus, and nothing is found where there is nothing to find."""

from pathlib import Path

import numpy as np

from vmas.config import preset
from vmas.evaluation.arms import make_pairs
from vmas.evaluation.judge_retrieval import composed_pairs, described, embed_pairs
from vmas.evaluation.report import retrieval_bar
from vmas.evaluation.retrieval import ranks

BUNDLE = Path(__file__).resolve().parents[1] / "bundles/debug-score"


def test_pairs_are_of_one_length_and_embed_to_unit_vectors():
    pairs = make_pairs(composed_pairs(preset("debug-score"), None, 3), 3, 6.0, seed=11)
    assert pairs.frames.shape[:2] == (3, 60) and bool(pairs.frame_mask.all())
    assert pairs.has_video.all(), "nothing is left out of a pair that is judged"
    video, music = embed_pairs(BUNDLE, pairs)
    assert video.shape == music.shape and np.allclose(np.linalg.norm(video, axis=1), 1, atol=1e-4)


def test_the_bar_asks_for_five_times_chance():
    count = 100
    found, lost = np.full(count, 10), np.full(count, 11)
    half = {"rows": {"music by picture": described(np.r_[found[:50], lost[:50]])}}
    assert retrieval_bar(half).is_met, "0.5 is five times 0.1"
    assert not retrieval_bar({"rows": {"music by picture": described(np.r_[found[:49], lost[:51]])}}).is_met


def test_a_space_of_one_point_finds_nothing():
    same = np.ones((40, 3)) / np.sqrt(3)
    assert described(ranks(same, same))["R@10"] == 0
