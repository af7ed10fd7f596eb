"""Choosing the sampling: what is sampled and counted, by hand; a search that finds what is better and leaves what is only luck."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from vmas.config import preset
from vmas.corpus.compose import compose
from vmas.export_graphs import StepRunner
from vmas.export_onnx import OnnxSteps
from vmas.onnx_session import open_session
from vmas.score.conditions import PieceFacts
from vmas.score.streams import Score, encode
from vmas.tuning.chosen import choose, sampling_defaults
from vmas.tuning.copying import compare_copying, training_index
from vmas.tuning.measured import difference, figures_of
from vmas.tuning.plans import held_out, held_out_plan
from vmas.tuning.rows import Rows
from vmas.tuning.score_family import ScoreFamily, ScoreMeasured, struck, unlike, written
from vmas.tuning.search import Search
from vmas.tuning.setting import Setting
from vmas.tuning.side_by_side import BLACK_FRAMES, SideBySide
from vmas.tuning.token_statistics import GROUPS, counts_of, divergence

BUNDLES = Path(__file__).resolve().parents[1] / "bundles"
PLAIN = Setting((0.9,) * 12, (6,) * 12, 1.3)


@pytest.mark.parametrize("family", ["score", "rvq"])
def test_plans_side_by_side_are_sampled_as_each_alone(family):
    bundle, config = BUNDLES / f"debug-{family}", preset(f"debug-{family}")
    streams, steps, count = len(config.streams), 12, 3
    random = np.random.default_rng(5)
    conditions = np.stack([random.integers(0, c.size, (count, steps)) for c in config.conditions], -1)
    forced = np.where(random.random((count, steps, streams)) < 0.2, 1, -1)
    setting = Setting((0.9,) * streams, (6,) * streams, 1.3)
    together = SideBySide(bundle, config).sample(conditions, forced, setting, seed=4)
    black = np.zeros((BLACK_FRAMES, config.video_height_px, config.video_width_px, 3), np.uint8)
    picture = tuple(torch.from_numpy(part) for part in open_session(bundle / "video-encoder.onnx").run(None, {"frames": black}))
    feeds = {"guidance": torch.tensor([1.3]), "temperature": torch.full((streams,), 0.9), "top_k": torch.full((streams,), 6)}
    for row in range(count):
        chance, runner = np.random.default_rng((4, 0)), StepRunner(OnnxSteps(bundle / "decoder.onnx", config), 1, picture)
        for t in range(steps):
            noise = -np.log(chance.standard_exponential((count, streams, config.largest), np.float32).clip(1e-30))
            own = torch.from_numpy(noise[row : row + 1]), torch.from_numpy(forced[row : row + 1, t])
            tokens, _ = runner.step(torch.from_numpy(conditions[row, t]), 0, feeds, *own)
            assert tokens[0].tolist() == together[row, t].tolist()
    assert len({tuple(tokens.ravel()) for tokens in together}) == count


def test_many_plans_are_sampled_in_batches(monkeypatch):
    config, setting = preset("debug-score"), PLAIN
    sampler = SideBySide(BUNDLES / "debug-score", config)
    conditions, free = np.zeros((5, 4, len(config.conditions)), np.int64), np.full((5, 4, 12), -1)
    monkeypatch.setattr("vmas.tuning.side_by_side.MOST_ROWS", 2)
    tokens = sampler.sample(conditions, free, setting, seed=4)
    assert tokens.shape == free.shape and len({tuple(row.ravel()) for row in tokens}) == 5, "each batch has chance of its own"
    assert (sampler.sample(conditions[2:4], free[2:4], setting, seed=4) == tokens[:2]).all()


def two_bars() -> np.ndarray:
    """C major, then no chord; a melody of C, E, F sharp and C again, 4 and 12 steps long in each bar; one kick pattern in both."""
    notes = [(0, 4, 5), (4, 16, 9), (16, 20, 11), (20, 32, 5)]  # melody values count from MIDI 55: 60, 64, 66, 60
    return encode(Score(32, chords=[(0, (0, 0)), (16, None)], drums={"kit": [(0, 12), (8, 3), (16, 12), (24, 3)]}, notes={"melody": notes}))


def test_what_is_counted_of_a_line_by_hand():
    counts = counts_of(two_bars(), "melody", 0)
    assert counts["onsets in a bar"].tolist() == [0, 0, 2] + [0] * 14
    assert np.flatnonzero(counts["place in the bar"]).tolist() == [0, 4]
    assert counts["length"][4] == 2 and counts["length"][12] == 2 and counts["length"].sum() == 4
    assert {int(i) - 12: int(counts["interval"][i]) for i in np.flatnonzero(counts["interval"])} == {4: 1, 2: 1, -6: 1}
    # "No chord" is a power chord on the tonic, C and G: C and E over C major and the last C are inside, F sharp is not.
    assert counts["in the chord"].tolist() == [1, 3]
    assert counts["what follows"].sum() == 2


def test_bars_that_repeat_and_bars_that_do_not():
    tokens = two_bars()
    assert counts_of(tokens, "kit", 0)["like 1 before"].tolist() == [0, 0, 0, 0, 1]
    # Melody: the same places, other pitches.
    assert counts_of(tokens, "melody", 0)["like 1 before"].tolist() == [1, 0, 0, 0, 0]
    # Begun four steps into a bar, one whole bar is left.
    assert counts_of(tokens, "kit", 4)["like 1 before"].sum() == 0


def test_divergence_by_hand():
    same, other, none = np.array([2.0, 2.0, 0.0]), np.array([0.0, 0.0, 5.0]), np.zeros(3)
    assert divergence(same, 3 * same) == pytest.approx(0) and divergence(same, other) == pytest.approx(1)
    assert divergence(none, none) == 0 and divergence(none, same) == 1
    # (1/2, 1/2) and (1, 0): middle (3/4, 1/4); (log2(2/3) + 1) / 4 + log2(4/3) / 2
    assert divergence(np.array([1.0, 1.0]), np.array([4.0, 0.0])) == pytest.approx((np.log2(2 / 3) + 1) / 4 + np.log2(4 / 3) / 2)


def test_accents_and_differences_of_takes_by_hand():
    tokens = two_bars()
    facts = PieceFacts(np.isin(np.arange(32), [0, 4]).astype(int), np.array([3, 8]), 100.0)
    # Two signs, a hard kick and a melody onset, stand on steps 0 and 16; one on 4 and 20 (melody), 8 and 24 (snare); none on 12 and 28.
    assert struck(tokens, facts) == (2, 1, 6, 1)
    changed = tokens.copy()
    changed[GROUPS["drums"].index("kit") + 3, 24] = 0
    assert unlike(tokens, tokens) == 0
    assert unlike(tokens, changed) == pytest.approx(1 / 10)  # 2 chords, 4 drums, 4 notes


def test_held_out_plans_hold_pieces_of_one_plan_from_no_training_seed():
    plan = held_out_plan(51, "rock")
    assert len({tokens.shape for tokens in (*plan.pieces, *plan.others)}) == 1
    assert min(unlike(plan.pieces[0], tokens) for tokens in (plan.pieces[1], *plan.others)) > 0.2
    assert all(struck(tokens, plan.facts)[1] >= 0.8 * struck(tokens, plan.facts)[0] for tokens in plan.others)


def test_the_arranger_is_nearer_to_itself_than_noise_is():
    plans = held_out(0, 1)
    facts = [plan.facts for plan in plans]
    reference = written([plan.pieces for plan in plans], facts)
    unit = dict.fromkeys(GROUPS, 0.01)
    again = ScoreMeasured(written([plan.others for plan in plans], facts), reference, unit)
    shuffled = [[tokens[:, np.random.default_rng(7).permutation(tokens.shape[1])] for tokens in plan.others] for plan in plans]
    noise = ScoreMeasured(written(shuffled, facts), reference, unit)
    near, far = figures_of(again), figures_of(noise)
    assert all(far[group] > near[group] for group in GROUPS) and far["accents"] < near["accents"]
    beside = difference(again, noise, lambda figures: figures["score"], draws=200)
    assert beside.mean > beside.low > 0 and beside.high > beside.mean
    same = difference(again, again, lambda figures: ScoreFamily.score(figures, "bass"), draws=50)
    assert (same.mean, same.low, same.high) == (0, 0, 0)


def test_a_group_is_chosen_by_its_own_streams():
    figures = {"bass": 2.0, "melody": 3.0, "shortfall": -0.5, "score": -9.0}
    assert ScoreFamily.score(figures, "bass") == -2.5 and ScoreFamily.score(figures, "guidance") == -9


class Valued:
    """A measured setting whose score on each plan is known."""

    def __init__(self, values: np.ndarray):
        self.values, self.plans = values, len(values)

    def figures(self, weights):
        return {"score": weights @ self.values / weights.sum(1)}


class Lottery:
    """Streams 0 and 1: the first gains 1 on every plan at temperature 1.2; what the second does is luck, another on every part. Guidance does nothing."""

    groups, grids = {"first": (0,), "second": (1,)}, {"temperature": (0.8, 1.2), "top_k": (5,), "guidance": (1.0, 2.0)}

    def __init__(self):
        self.asked = []

    def score(self, figures, group):
        return figures["score"]

    def measure(self, setting, part):
        self.asked.append((setting, part))
        luck = np.random.default_rng((round(10 * setting.temperature[1]), len(part))).normal(size=16)
        return Valued((setting.temperature[0] == 1.2) + luck)


START = Setting((1.0, 1.0), (5, 5), 1.0)


def searched(path, family, **options):
    return Search(family, START, Rows(path, "one", ("score",)), options.get("minutes", 5), lambda line: None).run()


def test_a_search_takes_what_wins_again_on_other_plans_and_leaves_luck(tmp_path):
    choice = searched(tmp_path / "rows.csv", Lottery())
    assert choice.setting == START.with_value("temperature", (0,), 1.2)
    assert choice.is_better and choice.is_whole
    found = [row for row in (tmp_path / "rows.csv").read_text().splitlines() if row.endswith("kept")]
    assert found, "the luckiest temperature of the second stream was tried again, and not taken"


def test_a_search_that_was_stopped_goes_on_without_measuring_again(tmp_path):
    first, second, other = Lottery(), Lottery(), Lottery()
    whole = searched(tmp_path / "rows.csv", first)
    assert searched(tmp_path / "rows.csv", second) == whole
    assert first.asked and not second.asked
    Search(other, START, Rows(tmp_path / "rows.csv", "another bundle", ("score",)), 5, lambda line: None).run()
    assert len(other.asked) == len(first.asked), "rows of other weights say nothing"


def test_a_search_without_time_keeps_what_there_is(tmp_path):
    choice = searched(tmp_path / "rows.csv", Lottery(), minutes=0)
    assert choice.setting == START and not choice.is_better and not choice.is_whole


def test_exports_take_what_was_chosen(tmp_path):
    chosen = tmp_path / "sampling.json"
    chosen.write_text(json.dumps({"rvq": {"streams": {}}}))
    audio = preset("audio")
    setting = Setting((0.9, 1.0, 1.1, 1.2), (400, 200, 100, 0), 1.5)
    choose(audio, setting, "somewhere.csv", chosen)
    assert sampling_defaults(audio, chosen) == setting.as_manifest()
    assert json.loads(chosen.read_text())["rvq"]["source"] == "somewhere.csv"
    assert sampling_defaults(preset("full"), chosen)["temperature"] == [0.9, 1.0, 1.1] + [1.2] * 9, "finer codebooks follow the finest that was tuned"


@pytest.mark.parametrize("name", ["small", "audio"])
def test_bundles_are_sampled_as_the_chosen_values_say(name):
    assert json.loads((BUNDLES / name / "model.json").read_text())["sampling"] == sampling_defaults(preset(name))


def test_copies_of_training_pieces_are_told_from_new_ones():
    index = training_index(30)
    plans = held_out(0, 2)
    new, held = [plan.others[0] for plan in plans], [plan.pieces[0] for plan in plans]
    copies = [compose(seed).tokens for seed in range(2, 18)]
    copying = compare_copying(index, copies, new, held)
    assert copying.is_worse and copying.chosen > 2 * copying.present
    assert not compare_copying(index, new, held, held).is_worse
