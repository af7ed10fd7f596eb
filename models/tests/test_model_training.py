"""Pairs, losses, training and its resumption, on the arranger's own pieces and the debug model."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from model_examples import lively_model, random_batch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
from compose_corpus import compose_many, pack  # noqa: E402
from vmas.config import SCORE_CONDITIONS, SCORE_STREAMS, ModelConfig, preset  # noqa: E402
from vmas.curves import append_row  # noqa: E402
from vmas.dataset import TRAIN, VALIDATION, Batches, Dropouts, lead_into, open_corpus, stack  # noqa: E402
from vmas.decoder import spread, spread_by_product  # noqa: E402
from vmas.loss import LossWeights, info_nce, joint, retrieval  # noqa: E402
from vmas.model import VideoMusicTransformer  # noqa: E402
from vmas.picture import KIND_WEIGHTS, TICKS, PictureFacts, edit, make_picture  # noqa: E402
from vmas.picture_sources import ShotPool  # noqa: E402
from vmas.prototypes import auto_style_accuracy, style_prototypes  # noqa: E402
from vmas.score import conditions as score_conditions  # noqa: E402
from vmas.score import streams as score_streams  # noqa: E402
from vmas.score.streams import restate  # noqa: E402
from vmas.train_loop import TrainConfig, Trainer, load_model  # noqa: E402


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    path = tmp_path_factory.mktemp("corpus") / "corpus.npz"
    np.savez(path, **pack(compose_many(range(1, 60))))
    return path


def facts(steps: int = 256, style: int = 3, mode: int = 1, energy: int = 8) -> PictureFacts:
    accents = np.zeros(steps, int)
    accents[::16], accents[::64] = 1, 2
    return PictureFacts(accents, np.full(steps, energy), 120.0, style, mode)


def test_the_preset_has_the_streams_and_conditions_of_the_score_family():
    assert [(s.name, s.size) for s in SCORE_STREAMS] == list(score_streams.STREAMS)
    assert [(c.name, c.size) for c in SCORE_CONDITIONS] == list(score_conditions.CONDITIONS)


def test_a_config_survives_its_file(tmp_path):
    preset("small").save(tmp_path / "config.json")
    assert ModelConfig.load(tmp_path / "config.json") == preset("small")


def test_transitions_stand_on_accents_and_nowhere_else_in_the_target():
    made = facts()
    _, target = make_picture(np.random.default_rng(0), made, ShotPool(None, "train", KIND_WEIGHTS))
    frames = np.flatnonzero(target)
    steps = frames / 10 / made.step_seconds
    accents = np.flatnonzero(made.accents)
    assert len(frames) > 0.4 * len(accents)
    # A frame is 0.8 steps at 120 bpm; rounding and looseness move a transition by at most one and a half frames.
    assert all(np.abs(accents - step).min() <= 1.5 for step in steps)


def test_strong_accents_are_cut_more_often_than_others():
    rng = np.random.default_rng(0)
    made, strong, plain = facts(), 0, 0
    for _ in range(200):
        cuts, _, _ = edit(rng, made)
        near = {round(cut / TICKS / made.step_seconds / 16) for cut in cuts}
        strong += sum(bar in near for bar in (4, 8, 12))
        plain += sum(bar in near for bar in (2, 6, 10))
    assert 0.7 < strong / 600 < 1 and 0.4 < plain / 600 < 0.75


def test_motion_follows_energy_and_brightness_follows_mode():
    pool = ShotPool(None, "train", KIND_WEIGHTS)

    def mean_of(measure, **changes):
        return np.mean([measure(make_picture(np.random.default_rng(i), facts(**changes), pool)[0]) for i in range(12)])

    def motion(frames):
        return np.abs(np.diff(frames.astype(int), axis=0)).mean()

    assert mean_of(motion, energy=14) > 1.5 * mean_of(motion, energy=1)
    assert mean_of(np.mean, mode=1) > mean_of(np.mean, mode=2) + 15


def test_a_picture_is_a_function_of_its_seed():
    pool = ShotPool(None, "train", KIND_WEIGHTS)
    first, second = (make_picture(np.random.default_rng(5), facts(), pool)[0] for _ in range(2))
    assert first.dtype == np.uint8 and first.shape == (320, 36, 64, 3)
    assert np.array_equal(first, second)


def test_dropouts_have_their_frequencies(corpus):
    maker = open_corpus(preset("debug"), [corpus], None, TRAIN, 64)
    maker.dropouts = Dropouts()
    rng, seen, known = np.random.default_rng(0), [], []
    for _ in range(4000):
        vectors = np.zeros((2, 10), np.int64)
        vectors[:, 8] = 1
        seen.append(maker.drop(rng, vectors))
        known.append(vectors[0, 8] == 1)
    # 1 - 0.9 * 0.85 and 1 - 0.9 * 0.6; five standard errors of 4000 draws.
    assert abs(1 - np.mean(seen) - 0.235) < 0.034
    assert abs(np.mean(known) - 0.54) < 0.04


def test_validation_pairs_know_everything_and_differ_from_training(corpus):
    maker = open_corpus(preset("debug"), [corpus], None, VALIDATION, 64)
    pair = maker.make(np.random.default_rng(0), 0)
    assert pair.has_video and (pair.conditions[:, 6] < 8).all()
    assert len(maker.corpus.pieces) < len(open_corpus(preset("debug"), [corpus], None, TRAIN, 64).corpus.pieces)


def test_a_crop_that_leads_into_given_bars_holds_them_first_and_counts_down_to_them(corpus):
    maker = open_corpus(preset("debug"), [corpus], None, TRAIN, 200)
    index = max(range(len(maker.corpus.pieces)), key=lambda i: maker.corpus.pieces[i][0].shape[1])
    tokens, _ = maker.corpus.pieces[index]
    maker.dropouts = Dropouts(everything=0, infill=0)
    pair = maker.make(np.random.default_rng(3), index, with_picture=False)
    start = next(s for s in range(tokens.shape[1]) if np.array_equal(restate(tokens, s, s + len(pair.tokens)).T, pair.tokens))
    led = lead_into(np.random.default_rng(0), pair, tokens, start, window=128)
    join = 128 - led.restart
    assert led.restart in range(16, 52) and len(led.tokens) == 128
    assert np.array_equal(led.tokens[: led.restart], restate(tokens, start + join, start + 128).T)
    assert np.array_equal(led.tokens[led.restart :], pair.tokens[:join])
    assert (led.conditions[: led.restart, 9] == 1).all() and led.conditions[-1, 9] == 2 and led.conditions[led.restart, 9] == 20
    assert led.conditions[0, 0] % 4 == 0  # the join is on a beat
    assert np.array_equal(led.conditions[led.restart :, :9], pair.conditions[:join, :9])


def test_a_crop_shorter_than_what_would_be_given_stays_as_it_is(corpus):
    maker = open_corpus(preset("debug"), [corpus], None, TRAIN, 7)
    maker.dropouts = Dropouts(infill=0)
    pair = maker.make(np.random.default_rng(0), 0, with_picture=False)
    assert lead_into(np.random.default_rng(0), pair, maker.corpus.pieces[0][0], 0, 256) is pair


def test_a_step_that_restarts_does_not_see_the_token_before_it():
    model = lively_model()
    batch = random_batch(model.config, 2, 24, 30)
    batch.restart[:] = 8
    other = dataclasses.replace(batch, tokens=batch.tokens.clone())
    other.tokens[:, 7] = (other.tokens[:, 7] + 1) % torch.tensor(model.config.sizes)
    with torch.no_grad():
        video = model.video(batch.frames, batch.frame_mask)
        first, second = (model.decode(each, *video[1:]) for each in (batch, other))
    assert torch.equal(first, second)  # step 7 is given to nobody as the step before


def test_padding_changes_no_output(corpus):
    model = lively_model()
    maker = open_corpus(model.config, [corpus], None, TRAIN, 96)
    pair = maker.make(np.random.default_rng(0), 0)
    short = dataclasses.replace(
        pair, tokens=pair.tokens[:40], conditions=pair.conditions[:40], video_index=pair.video_index[:40],
        frames=pair.frames[:50], beat_target=pair.beat_target[:50],
    )  # fmt: skip
    short.video_index[:] = short.video_index.clip(0, 12)
    with torch.no_grad():
        alone, padded = model(stack([short])), model(stack([short, pair]))
    for one, two in zip(alone.logits, padded.logits):
        assert torch.allclose(one[0], two[0, :40], atol=1e-3)
    assert torch.allclose(alone.beat_logits[0], padded.beat_logits[0, :50], atol=1e-3)
    embeddings = [model.music.embed(output.music_beats, output.music_mask)[0] for output in (alone, padded)]
    assert torch.allclose(*embeddings, atol=1e-4)


def test_no_logit_sees_the_future_or_a_later_stream():
    model = lively_model()
    batch = random_batch(model.config, 1, 40, 60)
    with torch.no_grad():
        before = model(batch).logits
        batch.tokens[0, 20, 5] = (batch.tokens[0, 20, 5] + 1) % model.config.sizes[5]
        after = model(batch).logits
    for k, (one, two) in enumerate(zip(before, after)):
        same_until = 20 if k > 5 else 21
        assert torch.equal(one[0, :same_until], two[0, :same_until])
        assert not torch.equal(one[0, same_until:], two[0, same_until:])


def test_info_nce_is_near_zero_for_perfect_pairs_and_log_n_for_random_ones():
    scale = torch.tensor(100.0)
    eye = torch.eye(16)
    assert info_nce(eye, eye, scale) < 1e-3
    assert abs(float(info_nce(eye, eye.roll(1, 0) * 0, scale)) - np.log(16)) < 1e-4


def test_retrieval_of_perfect_pairs_is_one_and_of_unrelated_ones_is_chance():
    generator = torch.Generator().manual_seed(0)
    perfect = torch.nn.functional.normalize(torch.randn(200, 16, generator=generator), dim=-1)
    other = torch.nn.functional.normalize(torch.randn(200, 16, generator=generator), dim=-1)
    assert retrieval(perfect, perfect)["R@1"] == 1
    result = retrieval(perfect, other)
    # Chance is 0.05; five standard errors of 200 draws.
    assert abs(result["R@10"] - result["chance@10"]) < 0.077


def test_prototypes_find_the_style_of_clustered_embeddings():
    generator = torch.Generator().manual_seed(0)
    centres = torch.randn(8, 64, generator=generator)
    styles = torch.arange(160) % 8
    points = torch.nn.functional.normalize(centres[styles] + 0.3 * torch.randn(160, 64, generator=generator), dim=-1)
    # Pictures share a direction that music has not, and that lies towards style 3.
    videos = torch.nn.functional.normalize(points + 1.5 * centres[3] / centres[3].norm(), dim=-1)
    assert auto_style_accuracy(videos, styles, style_prototypes(points, styles, videos, 8, 64)) > 0.9


def test_prototypes_are_of_the_meaning_alone_and_do_not_see_when_things_happen():
    generator = torch.Generator().manual_seed(0)
    meaning, course = torch.randn(160, 16, generator=generator), 100 * torch.randn(160, 8, generator=generator)
    styles, videos = torch.arange(160) % 8, torch.randn(160, 16, generator=generator)
    styles[styles == 5] = 4
    prototypes = style_prototypes(torch.cat([meaning, course], 1), styles, torch.cat([videos, course], 1), 8, 16)
    assert prototypes.shape == (8, 16)
    torch.testing.assert_close(prototypes, style_prototypes(meaning, styles, videos, 8, 16))
    assert prototypes[5].eq(0).all()
    torch.testing.assert_close(prototypes.norm(dim=1)[styles.unique()], torch.ones(7))
    # The course, louder by far, does not change which one is nearest.
    assert auto_style_accuracy(torch.cat([videos, course], 1), styles, prototypes) == auto_style_accuracy(videos, styles, prototypes)


def test_the_course_of_a_picture_is_told_by_when_things_happen_and_not_by_how_much():
    model = lively_model()
    width, mask = model.config.music_dim, torch.ones(1, 64)
    early, late = torch.zeros(1, 64, width), torch.zeros(1, 64, width)
    early[:, 8:16], late[:, 40:48] = 1, 1
    space, size = model.music.space, model.config.embedding
    with torch.no_grad():
        one, louder, other = (space(x, mask)[0] for x in (early, early + 3, late))
        shift = torch.tensor([0.5])
        cut = space(torch.cat([late, early], 1), torch.ones(1, 128), shift, shift * 2)[0]
    assert torch.allclose(one.norm(), torch.tensor(1.0))
    course = [x[size:] / x[size:].norm() for x in (one, louder, other, cut)]
    assert course[0] @ course[1] > 0.999 and course[0] @ course[2] < 0.5
    assert torch.allclose(cut, one, atol=1e-5)  # the second half of a longer piece, as if it stood alone


def test_pairs_beyond_the_decoders_rows_are_aligned_only():
    model = lively_model()
    batch = random_batch(model.config, 6, 64, 90)
    with torch.no_grad():
        output, whole = model(batch, decoded_rows=2), model(batch)
    assert len(output.logits[0]) == 2 and len(output.video_tokens) == 6
    for some, every in zip(output.logits, whole.logits):
        assert torch.allclose(some, every[[0, 3]], atol=1e-3)
    assert torch.equal(output.decoded.tokens, batch.tokens[[0, 3]])


def test_the_joint_loss_reaches_every_parameter():
    model = lively_model().train()
    batch = random_batch(model.config, 3, 64, 90)
    batch.has_video[0] = False
    joint(model, batch, model(batch), LossWeights())["total"].backward()
    unused = [name for name, p in model.named_parameters() if p.grad is None or p.grad.abs().sum() == 0]
    # Never predicted: BOS rows get gradients only at step 0, which is enough.
    assert unused == []


def trainer_of(corpus, out: Path, steps: int) -> tuple[Trainer, Batches]:
    out.mkdir(exist_ok=True)
    torch.manual_seed(0)
    model = VideoMusicTransformer(preset("debug"))
    config = TrainConfig(batch_size=4, crop_steps=64, steps=steps, warmup_steps=4, learning_rate=3e-3)
    maker = open_corpus(model.config, [corpus], None, TRAIN, 64)
    trainer = Trainer(model, config, out, lambda line: None)
    return trainer, Batches(maker, 4, seed=0)


@pytest.mark.slow
def test_a_resumed_run_equals_an_uninterrupted_one(corpus, tmp_path):
    whole, batches = trainer_of(corpus, tmp_path / "whole", 12)
    for i in range(8):
        whole.train_step(batches[i])
    first, _ = trainer_of(corpus, tmp_path / "parts", 12)
    for i in range(5):
        first.train_step(batches[i])
    first.save()
    second, _ = trainer_of(corpus, tmp_path / "parts", 12)
    second.restore()
    for i in range(5, 8):
        second.train_step(batches[i])
    for one, two in zip(whole.model.parameters(), second.model.parameters()):
        assert torch.equal(one, two)
    assert all(torch.equal(whole.average.values[name], second.average.values[name]) for name in whole.average.values)


@pytest.mark.slow
def test_training_learns_and_writes_a_checkpoint_that_loads(corpus, tmp_path):
    trainer, batches = trainer_of(corpus, tmp_path / "run", 60)
    trainer.fit((batches[i] for i in range(1000)), lambda: {"music": 0.0})
    first, *_, last = (tmp_path / "run" / "train.csv").read_text().splitlines()[1:]
    assert float(last.split(",")[4]) < 0.5 * float(first.split(",")[4])
    model = load_model(tmp_path / "run" / "checkpoint.pt")
    assert model.config == preset("debug")


def test_the_weights_that_foretold_held_out_music_best_are_kept_beside_the_last(corpus, tmp_path):
    trainer, batches = trainer_of(corpus, tmp_path / "run", 3)
    for i, nats in enumerate((3.0, 2.0, 2.5)):
        trainer.train_step(batches[i])
        trainer.validate(lambda: {"music": nats})
        trainer.save()
    steps = [torch.load(tmp_path / "run" / name, weights_only=True)["step"] for name in ("best.pt", "checkpoint.pt")]
    assert steps == [2, 3]
    again, _ = trainer_of(corpus, tmp_path / "run", 3)
    again.restore()
    again.validate(lambda: {"music": 2.1})
    assert torch.load(tmp_path / "run" / "best.pt", weights_only=True)["step"] == 2


def test_rows_of_figures_go_below_one_header_whatever_they_leave_out(tmp_path):
    for row in ({"step": 50, "loss": 0.12345678, "judge": 2.0}, {"step": 100, "loss": np.float32(3), "aside": 7.5}):
        append_row(tmp_path / "some.csv", row, ("step", "loss", "judge"))
    assert (tmp_path / "some.csv").read_text().split() == ["step,loss,judge", "50,0.123457,2", "100,3,"]


def test_the_bias_of_distances_is_the_same_by_index_and_by_product():
    torch.manual_seed(0)
    bias = torch.randn(3, 9).bfloat16().float().requires_grad_()
    offset = torch.randint(9, (2, 5, 4))
    by_index, by_product = spread(bias, offset), spread_by_product(bias, offset)
    assert by_index.equal(by_product.float())
    slopes = [torch.autograd.grad(values.float().sum(), bias)[0] for values in (by_index, by_product)]
    assert slopes[0].equal(slopes[1])
