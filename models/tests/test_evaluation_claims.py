"""The claims' section on made-up runs whose answer is known, and the parts of an arm that could cheat."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
import torch

from model_examples import lively_model, random_batch
from vmas.dataset import ENERGY, MODE, STYLE, Pair
from vmas.evaluation import claims
from vmas.evaluation.arms import held, of_frames, without_facts
from vmas.evaluation.beat_head import accent_curve, f_measure, judge_beats, peaks

COUNT = 60


def made_up_pairs(rng: np.random.Generator, good: bool) -> dict:
    def normal(mean: float) -> list[float]:
        return rng.normal(mean if good else 0, 1, COUNT).round(3).tolist()

    rank = np.where(rng.random(COUNT) < 0.8, rng.integers(1, 4, COUNT), 20) if good else rng.integers(1, COUNT + 1, COUNT)
    pairs = {name: rank.tolist() for name in ("rank", "rank_meaning", "rank_course")}
    pairs["rank_shuffled"] = rng.permutation(np.arange(1, COUNT + 1)).tolist()
    for name in ("auc", "precision", "f", "z"):
        pairs |= {f"head_{name}": normal(3), f"probe_{name}": normal(3)}
    pairs |= {"head_z_shuffled": rng.normal(0, 1, COUNT).tolist(), "probe_z_shuffled": rng.normal(0, 1, COUNT).tolist()}
    return pairs | {name: rng.normal(0, 1, COUNT).tolist() for name in ("nats", "gain_over_none", "gain_over_other")}


def write_runs(folder, good_arms: set[str]) -> None:
    rng = np.random.default_rng(0)
    arms = ("full", "no-contrast", "no-beat", "2-fps", "1-fps")
    runs = {arm: {str(seed): {"pairs": made_up_pairs(rng, arm in good_arms)} for seed in range(3)} for arm in arms}
    plan = {"steps": 1, "batch": 2, "seconds": 12.0}
    data = {"plan": plan, "training_pairs": 5, "pairs": COUNT, "parameters": 10, "runs": runs}
    (folder / "arms.json").write_text(json.dumps(data))


def test_an_arm_that_is_as_good_is_undecided_and_a_worse_one_supports_its_claim(tmp_path):
    write_runs(tmp_path, {"full", "2-fps"})
    found = claims.section(tmp_path)
    verdicts = {name: figures["verdict"] for name, figures in found["figures"].items()}
    assert verdicts["no-contrast/found"] == verdicts["no-beat/probe_z"] == verdicts["1-fps/head_z"] == "supported"
    assert verdicts["2-fps/head_z"] == verdicts["2-fps/found"] == "undecided"
    assert "fails, as it must" in found["markdown"] and "0.167" in found["markdown"]  # chance of 10 in 60
    assert all(path.stat().st_size > 1000 for path in found["plots"])


def test_a_better_arm_contradicts_the_claim(tmp_path):
    write_runs(tmp_path, {"no-contrast"})
    assert claims.section(tmp_path)["figures"]["no-contrast/found"]["verdict"] == "contradicted"


def test_seeds_that_not_every_arm_has_are_left_out():
    assert claims.whole_seeds({"full": {"0": {}, "1": {}}, "no-beat": {"0": {}}}) == ["0"]
    with pytest.raises(ValueError, match="no seed"):
        claims.whole_seeds({"full": {"1": {}}, "no-beat": {"0": {}}})


def test_a_sparse_encoder_sees_every_nth_frame_until_the_next():
    batch = random_batch(lively_model().config, 2, 32, 23)
    sparse = held(batch, 5).frames
    assert torch.equal(sparse[:, 0:5], batch.frames[:, :1].expand(-1, 5, -1, -1, -1))
    assert torch.equal(sparse[:, 20], batch.frames[:, 20]) and torch.equal(sparse[:, 22], batch.frames[:, 20])
    assert held(batch, 1) is batch


def test_rows_without_facts_know_neither_style_nor_energy_nor_mode():
    batch = random_batch(lively_model().config, 2, 8, 12)
    blind = without_facts(batch, torch.tensor([True, False]))
    assert blind.conditions[0, :, [STYLE, ENERGY, MODE]].unique(dim=0).tolist() == [[8, 16, 0]]
    assert torch.equal(blind.conditions[1], batch.conditions[1])


def test_every_picture_has_the_same_length():
    pair = Pair(np.zeros((7, 36, 64, 3), np.uint8), np.ones(7, np.float32), np.zeros((5, 12)), np.zeros((5, 10)), np.arange(5), True)
    longer, shorter = of_frames(pair, 9), of_frames(pair, 6)
    assert len(longer.frames) == 9 and longer.beat_target.tolist() == [1] * 7 + [0, 0]
    assert len(shorter.frames) == 6 and shorter.video_index.max() == 1


def test_transitions_are_matched_one_to_one():
    assert f_measure(np.array([10, 20]), np.array([11, 40])) == 0.5
    assert f_measure(np.array([10, 11]), np.array([10])) == pytest.approx(2 / 3)
    assert f_measure(np.array([]), np.array([])) == 1
    assert peaks(np.array([0.0, 3, 1, 2, 2, 0, 5]), 0.5).tolist() == [1, 4, 6]


def test_a_head_that_knows_the_targets_stands_on_the_accents_and_noise_does_not():
    model = lively_model()
    batch = random_batch(model.config, 12, 120, 120)
    batch.conditions[..., 1] = 0
    batch.frames[:] = 0
    rng = np.random.default_rng(0)
    for row in range(12):
        at = rng.choice(np.arange(4, 116), 6, replace=False)
        batch.conditions[row, at, 1] = 2
        batch.beat_target[row, at] = 1
        batch.frames[row, at[at % 2 == 0]] = 255  # half of the transitions flash; the model is random
    assert np.array_equal(np.flatnonzero(accent_curve(batch)[0]), np.flatnonzero(batch.beat_target[0]))
    figures = judge_beats(model, batch, batch, dataclasses.replace(batch))
    assert figures["probe_auc"].mean() > 0.65
    assert figures["probe_z"].mean() > figures["probe_z_shuffled"].mean() + 1
