"""The claims' section on made-up runs whose answer is known, and the parts of an arm that could cheat."""

from __future__ import annotations

import dataclasses
import itertools
import json

import numpy as np
import pytest
import torch

from compose_corpus import compose_many, pack
from model_examples import lively_model, random_batch
from vmas.config import preset
from vmas.dataset import ENERGY, MODE, STYLE, TRAIN, Pair, open_corpus
from vmas.evaluation import claims
from vmas.evaluation.arms import (
    ARMS,
    Plan,
    held,
    make_pairs,
    measure_arm,
    meeting_steps,
    nats,
    of_frames,
    train_arm,
    without_facts,
)
from vmas.evaluation.beat_head import accent_curve, f_measure, judge_beats, moments, peaks

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
    met = [None, *(-value for value in normal(3)[1:])]  # the first pair has no step where picture and music meet
    return pairs | {"nats": [-value for value in normal(3)], "meeting_drum_nats": met} | {
        name: rng.normal(0, 1, COUNT).tolist() for name in ("gain_over_none", "gain_over_other")
    }


def write_runs(folder, good_arms: set[str], arms: tuple[str, ...] = tuple(arm.name for arm in ARMS)) -> None:
    rng = np.random.default_rng(0)
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


def test_an_arm_that_adds_something_is_asked_whether_it_is_better_than_the_whole(tmp_path):
    write_runs(tmp_path, {"20-fps", "reweight"})
    found = claims.section(tmp_path)
    verdicts = {name: figures["verdict"] for name, figures in found["figures"].items()}
    added = ("20-fps/head_z", "20-fps/found", "reweight/meeting_drum_nats", "reweight/nats")
    assert [verdicts[name] for name in added] == ["supported"] * 4
    assert found["figures"]["reweight/nats"]["difference"] > 2 and "reweight - full" in found["markdown"]
    control = found["figures"]["reweight-elsewhere/meeting_drum_nats"]
    assert control["verdict"] == "supported" and "reweight - reweight-elsewhere" in found["markdown"]
    # The pair without such a step is left out of that question alone.
    wins = {name: sum(found["figures"][name][count] for count in ("wins", "ties", "losses")) for name in added}
    assert wins == dict.fromkeys(added, COUNT) | {"reweight/meeting_drum_nats": COUNT - 1}
    write_runs(tmp_path, {"full"})
    assert claims.section(tmp_path)["figures"]["20-fps/head_z"]["verdict"] == "contradicted"


def test_runs_of_before_these_arms_are_still_read(tmp_path):
    write_runs(tmp_path, {"full"}, ("full", "no-contrast", "no-beat", "2-fps", "1-fps"))
    data = json.loads((tmp_path / "arms.json").read_text())
    for run in (run for arm in data["runs"].values() for run in arm.values()):
        del run["pairs"]["meeting_drum_nats"]
    (tmp_path / "arms.json").write_text(json.dumps(data))
    found = claims.section(tmp_path)
    assert len(found["figures"]) == 7 and "true kit" not in found["markdown"]


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
    longer, shorter, dense = of_frames(pair, 9, 4), of_frames(pair, 6, 4), of_frames(pair, 9, 8)
    assert len(longer.frames) == 9 and longer.beat_target.tolist() == [1] * 7 + [0, 0]
    assert len(shorter.frames) == 6 and shorter.video_index.max() == 1
    assert longer.video_index.max() == 2 and dense.video_index.max() == 1


def test_transitions_are_matched_one_to_one():
    assert f_measure(np.array([10, 20]), np.array([11, 40]), 1) == 0.5
    assert f_measure(np.array([10, 20]), np.array([12, 40]), 1) == 0 and f_measure(np.array([10, 20]), np.array([12, 40]), 2) == 0.5
    assert f_measure(np.array([10, 11]), np.array([10]), 1) == pytest.approx(2 / 3)
    assert f_measure(np.array([]), np.array([]), 1) == 1
    assert peaks(np.array([0.0, 3, 1, 2, 2, 0, 5]), 0.5).tolist() == [1, 4, 6]


def test_accents_and_transitions_of_every_rate_lie_on_one_grid():
    batch = random_batch(lively_model().config, 1, 96, 120)  # 12 s
    batch.conditions[..., 1] = 0
    batch.conditions[0, 40, 1] = 2  # at 5 s
    dense = dataclasses.replace(batch, frames=batch.frames.repeat_interleave(2, 1))
    sparse_curve, dense_curve = accent_curve(batch, 10), accent_curve(dense, 20)
    assert np.array_equal(sparse_curve, dense_curve) and np.flatnonzero(dense_curve[0]).tolist() == [200]
    # First seen in frame 50 of 10 fps: it happened between 4.9 and 5 s; in frame 100 of 20: between 4.95 and 5 s.
    assert moments(np.array([50]), 10).tolist() == [198] and moments(np.array([100]), 20).tolist() == [199]
    assert moments(np.array([0]), 10).tolist() == [0]


def test_steps_where_picture_and_music_meet_are_those_beside_a_transition_at_every_rate():
    sparse = random_batch(lively_model().config, 2, 96, 120)  # 12 s: 8 steps a second
    sparse.beat_target[0, 50] = 1
    sparse.step_mask[1, 48:] = 0  # and a slower piece beside it
    sparse.beat_target[1, [0, 60]] = 1
    dense = random_batch(lively_model().config, 2, 96, 240)
    dense.step_mask = sparse.step_mask
    dense.beat_target[0, 100], dense.beat_target[1, 0], dense.beat_target[1, 120] = 1, 1, 1
    for batch in (sparse, dense):
        steps = [row.nonzero().flatten().tolist() for row in meeting_steps(batch)]
        assert steps == [[39, 40, 41], [0, 1, 23, 24, 25]]


def test_nats_of_chosen_steps_and_streams_are_the_mean_over_these_steps():
    model = lively_model()
    batch = random_batch(model.config, 2, 24, 30)
    with torch.no_grad():
        logits = model(batch).logits
    chosen = torch.zeros(2, 24)
    chosen[:, [3, 9]] = 1
    each = [torch.nn.functional.cross_entropy(part.transpose(1, 2), batch.tokens[..., k], reduction="none") for k, part in enumerate(logits)]
    by_hand = (each[3] + each[5])[:, [3, 9]].mean(1)
    np.testing.assert_allclose(nats(logits, batch, chosen, [3, 5]), by_hand, rtol=1e-4)
    np.testing.assert_allclose(nats(logits, batch), sum(each).mean(1), rtol=1e-4)


@pytest.fixture(scope="module")
def pairs_of_rates(tmp_path_factory):
    """The same pairs for arms of 10 and of 20 frames a second."""
    corpus = tmp_path_factory.mktemp("corpus") / "corpus.npz"
    np.savez(corpus, **pack(compose_many(range(1, 25))))
    makers = (open_corpus(preset(name), [corpus], None, TRAIN, 320) for name in ("arms", "arms-20fps"))
    return [make_pairs(maker, 6, 4.0, seed=5) for maker in makers]


def test_arms_of_another_rate_have_the_same_films_and_the_same_music(pairs_of_rates):
    sparse, dense = pairs_of_rates
    assert sparse.frames.shape[1] == 40 and dense.frames.shape[1] == 80
    assert torch.equal(dense.frames[:, ::2], sparse.frames)
    for name in ("tokens", "conditions", "step_mask", "video_index"):
        assert torch.equal(getattr(sparse, name), getattr(dense, name))
    for row in range(len(sparse.tokens)):
        frames = {rate: batch.beat_target[row].nonzero().flatten() for rate, batch in ((10, sparse), (20, dense))}
        assert sorted({-(-int(frame) // 2) for frame in frames[20]} & set(range(40))) == frames[10].tolist()


def test_each_added_arm_trains_and_is_measured_pair_by_pair(pairs_of_rates, tmp_path):
    plan = Plan(steps=2, batch=4, decoded=2, seconds=4.0)
    figures = {}
    for arm in (arm for arm in ARMS if arm.name in ("full", "20-fps", "reweight", "reweight-elsewhere")):
        pairs = pairs_of_rates[arm.fps == 20]
        model, _ = train_arm(arm, 0, plan, pairs, tmp_path)
        assert model.config.video_fps == arm.fps
        figures[arm.name] = measure_arm(model, arm, pairs, pairs)
    assert all(len(row) == 6 for each in figures.values() for row in each.values())
    # The same start, pairs and order: only the weights of tokens differ, and with them what was learned.
    for one, other in itertools.combinations(("full", "reweight", "reweight-elsewhere"), 2):
        assert 0 < np.abs(figures[one]["nats"] - figures[other]["nats"]).max() < 1
    assert np.array_equal(np.isnan(figures["full"]["meeting_drum_nats"]), np.isnan(figures["reweight"]["meeting_drum_nats"]))


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
    # 120 steps in 12 s: a step is four places of the grid.
    assert np.array_equal(np.flatnonzero(accent_curve(batch, 10)[0]) / 4, np.flatnonzero(batch.beat_target[0]))
    figures = judge_beats(model, batch, batch, dataclasses.replace(batch))
    assert figures["probe_auc"].mean() > 0.65
    assert figures["probe_z"].mean() > figures["probe_z_shuffled"].mean() + 1
