"""Models that read 20 or 25 frames a second: shapes, look-around, losses, and a run of train.py."""

from __future__ import annotations

import csv

import numpy as np
import pytest
import torch

import train
from compose_corpus import compose_many, pack
from model_examples import lively_model, random_batch
from test_pictures import write_clips
from vmas.config import at_rate, preset
from vmas.dataset import TRAIN, open_corpus, stack
from vmas.export_bundle import Identity, about
from vmas.export_graphs import VideoGraph
from vmas.loss import LossWeights, beat, frames_of_steps, joint, step_weights
from vmas.model import VideoMusicTransformer
from vmas.train_loop import load_model
from vmas.video_encoder import dilations

HOST_MARGIN_TOKENS = 72  # native-host/src/onnx/video-encoding.ts


def dense_model(fps: int, **changes) -> VideoMusicTransformer:
    return lively_model(**vars(at_rate(preset("debug"), fps)) | changes)


@pytest.mark.parametrize("fps", (20, 25))
def test_a_denser_model_has_the_weights_of_the_sparse_one_and_as_many_tokens_a_second(fps):
    sparse, dense = VideoMusicTransformer(preset("small")), VideoMusicTransformer(preset(f"small-{fps}fps"))
    assert dense.config.video_fps / dense.config.token_stride == 2.5
    dense.load_state_dict(sparse.state_dict())
    for seconds in (4.0, 4.04, 9.7):
        count = int(np.ceil(seconds * fps))
        frames = torch.zeros(1, count, 36, 64, 3, dtype=torch.uint8)
        with torch.no_grad():
            logits, tokens, mask = dense.video(frames, torch.ones(1, count))
        assert logits.shape[1] == count and tokens.shape[1] == mask.shape[1] == -(-count // dense.config.token_stride)


def test_ten_frames_a_second_are_read_as_ever():
    assert dilations(preset("small")) == [1, 2, 4]
    conv = VideoMusicTransformer(preset("small")).video.stride_conv
    assert (conv.kernel_size, conv.stride, conv.padding, conv.dilation) == ((7,), (4,), (3,), (1,))


@pytest.mark.parametrize("fps", (10, 20, 25))
def test_every_frame_is_seen_and_none_from_further_than_the_hosts_margin(fps):
    model = dense_model(fps, video_blocks=3, video_layers=0)
    stride, margin = model.config.token_stride, HOST_MARGIN_TOKENS - 64  # without what two layers of attention look around
    x = torch.zeros(1, 40 * stride, model.config.video_dim, requires_grad=True)
    y = x
    for block in model.video.motion:
        y = block(y, torch.ones(1, len(x[0]), 1))
    tokens = model.video.stride_conv(y.transpose(1, 2))
    tokens[0, :, 20].square().sum().backward()
    reach = x.grad[0].abs().sum(1).nonzero().flatten() - 20 * stride
    assert reach.tolist() == list(range(int(reach[0]), int(reach[-1]) + 1))  # none is left out between
    assert 6 * model.video.stride_conv.dilation[0] + 1 > stride  # neighbouring tokens overlap without the motion blocks, too
    assert 2.5 < -int(reach[0]) / fps < 3.5 and max(-int(reach[0]), int(reach[-1])) <= margin * stride


def test_a_model_of_one_motion_block_skips_no_frame_at_any_rate():
    for fps in (10, 20, 25):
        model, count = dense_model(fps), 3 * fps
        frames = torch.randint(0, 256, (1, count, 36, 64, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
        with torch.no_grad():
            before = model.video(frames, torch.ones(1, count))[1]
            for at in range(fps, 2 * fps):
                other = frames.clone()
                other[0, at] = 255 - other[0, at]
                assert not torch.equal(model.video(other, torch.ones(1, count))[1], before), (fps, at)


def test_the_contract_carries_the_frame_rate():
    config = preset("small-20fps")
    written = about(config, Identity("some", "0.1.0", 1.5), "", torch.zeros(8, config.embedding))
    assert written["video"]["fps"] == 20 and written["video"]["tokenStride"] == 8
    tokens = VideoGraph(dense_model(20)).eval()(torch.zeros(21, 36, 64, 3, dtype=torch.uint8))[2]
    assert len(tokens) == 3


def test_the_beat_loss_weighs_a_transition_against_its_second_alike_at_every_rate():
    values = []
    for fps in (10, 20, 25):
        batch = random_batch(dense_model(fps).config, 1, 24, 4 * fps)
        batch.beat_target[0, [fps, 2 * fps]] = 1
        output = type("Output", (), {"beat_logits": torch.zeros(1, 4 * fps)})
        values.append(float(beat(output, batch, LossWeights(), fps)))
    # ln 2 times (frames - 2 + 2 * 4 fps / 10) / frames
    assert values == pytest.approx([np.log(2) * (4 * fps - 2 + 0.8 * fps) / (4 * fps) for fps in (10, 20, 25)], rel=1e-5)
    assert max(values) - min(values) < 0.03


@pytest.mark.parametrize("fps", (10, 20, 25))
def test_tokens_within_a_tenth_of_a_second_of_a_transition_weigh_more(fps):
    batch = random_batch(dense_model(fps).config, 2, 96, 12 * fps)  # 8 steps a second; and a slower piece
    batch.step_mask[1, 48:] = 0
    batch.beat_target[:, round(5.2 * fps)] = 1
    weight = step_weights(batch, LossWeights(reweight=1.5), fps)
    seconds = frames_of_steps(batch) / fps
    for row, steps in ((0, 96), (1, 48)):
        near = (np.arange(steps) * 12 / steps - 5.2).__abs__() < 0.1 - 1 / fps
        far = (np.arange(steps) * 12 / steps - 5.2).__abs__() > 0.1 + 1 / fps
        assert near.sum() + far.sum() > 40 and (weight[row, :steps][near] == 2.5).all() and (weight[row, :steps][far] == 1).all()
        assert 1 <= (weight[row] == 2.5).sum() <= 3
    assert (weight[1, 48:] == 0).all() and seconds[0, -1] == pytest.approx(11.9, abs=0.06)
    assert torch.equal(step_weights(batch, LossWeights(), fps), batch.step_mask)


@pytest.mark.parametrize("fps", (10, 20))
def test_the_control_of_that_weighs_as_many_tokens_half_a_crop_away(fps):
    batch = random_batch(dense_model(fps).config, 2, 96, 12 * fps)
    batch.frame_mask[1, 8 * fps :] = batch.step_mask[1, 64:] = 0  # 8 s of 12
    batch.beat_target[:, [fps, 7 * fps]] = 1
    there, elsewhere = (step_weights(batch, LossWeights(reweight=1, reweight_elsewhere=moved), fps) for moved in (False, True))
    assert (there.sum(1) - elsewhere.sum(1)).abs().max() <= 1 and (elsewhere[1, 64:] == 0).all()
    middles = [[round(float(s)) for s in (row == 2).nonzero().flatten().float() / 8] for row in elsewhere]
    assert [sorted(set(row)) for row in middles] == [[1, 7], [3, 5]]


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    folder = tmp_path_factory.mktemp("material")
    np.savez(folder / "corpus.npz", **pack(compose_many(range(1, 60))))
    write_clips(folder / "clips.npz", 20)
    return folder


def test_pairs_of_a_denser_model_have_its_frames_and_their_tokens(material):
    sparse, dense = (
        open_corpus(preset(name), [material / "corpus.npz"], material / "clips.npz", TRAIN, 96) for name in ("debug", "debug-score-20fps")
    )
    one, two = (maker.make(np.random.default_rng(4), 2) for maker in (sparse, dense))
    assert abs(len(two.frames) - 2 * len(one.frames)) <= 1 and np.array_equal(two.frames[::2], one.frames)
    assert np.array_equal(one.tokens, two.tokens) and np.array_equal(one.video_index, two.video_index)
    model = dense_model(20)
    batch = stack([two])
    assert joint(model, batch, model(batch), LossWeights(reweight=1))["total"].isfinite()


def test_train_runs_at_twenty_frames_a_second_and_refuses_clips_of_ten(material, tmp_path):
    line = ["--config", "debug-score-20fps", "--corpus", str(material / "corpus.npz"), "--out", str(tmp_path / "run"), "--steps", "3"]
    line += ["--batch", "2", "--crop", "48", "--workers", "0", "--warmup", "1", "--threads", "1", "--device", "cpu", "--reweight", "1"]
    train.main(train.arguments([*line, "--clips", str(material / "clips.npz")]))
    model = load_model(tmp_path / "run" / "checkpoint.pt")
    assert model.config == preset("debug-score-20fps")
    rows = list(csv.DictReader((tmp_path / "run" / "validation.csv").open()))
    assert np.isfinite([float(value) for value in rows[-1].values()]).all()
    write_clips(tmp_path / "sparse.npz", 10)
    with pytest.raises(SystemExit, match="holds 10 frames a second, the model reads 20"):
        train.main(train.arguments([*line, "--clips", str(tmp_path / "sparse.npz")]))
