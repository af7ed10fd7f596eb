# `full` at its real size without weights, and the same code at a tiny width: sharded steps, resuming, export.
import csv
import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from model_examples import random_matrix
from train_full import rehearsal_codec
from vmas.config import preset
from vmas.data.pairs import ShardPairs, beat_targets, positions, sound_piece
from vmas.data.shards import ShardFile, ShardSample
from vmas.dataset import Dropouts, stack
from vmas.export_graphs import MusicGraph, StepGraph, StepRunner, VideoGraph
from vmas.export_onnx import OnnxSteps, compare_steps, example_feeds, export_step, export_video
from vmas.loss import LossWeights, joint
from vmas.model import VideoMusicTransformer, count_parameters
from vmas.onnx_session import open_session
from vmas.rvq.codec import CODEC_PRESETS
from vmas.sharded_training import build, spread
from vmas.train_loop import load_model

SCRIPT = Path(__file__).parents[1] / "scripts/train_full.py"
TINY = preset("full-tiny")


def sample_of(index: int, seconds: int = 12) -> ShardSample:
    """Noise with a beat twice a second and a cut on every fourth, as prepare_data.py would have told it."""
    random = np.random.default_rng(index)
    fps, size, rate_hz = TINY.video_fps, TINY.video_height_px, rehearsal_codec("full-tiny").sample_rate_hz
    frames = np.repeat(random.integers(0, 255, (seconds // 2, size // 8, size // 8, 3), np.uint8).repeat(8, 1).repeat(8, 2), 2 * fps, 0)
    beats = [round(0.5 * i, 3) for i in range(2 * seconds)]
    facts = {
        "work": f"film {index}", "split": "train", "seconds": seconds, "frames_per_second": fps, "frames": len(frames), "width": size,
        "height": size, "sample_rate_hz": rate_hz, "channels": 2, "beats_seconds": beats, "downbeats_seconds": beats[1::4],
        "accents": [2 if i % 4 == 1 else 0 for i in range(len(beats))], "tempo_bpm": 120.0, "beats_per_bar": 4,
        "energy": [[0.0, 3], [6.0, 12]], "cuts": [{"frame": 2 * fps * i, "seconds": 2.0 * i} for i in range(1, seconds // 2)],
    }  # fmt: skip
    return ShardSample(f"film{index}-0", frames, 0.1 * random.standard_normal((seconds * rate_hz, 2)).astype(np.float32), facts)


def test_full_has_the_size_that_is_asked_for():
    config = preset("full")
    with torch.device("meta"):
        model = VideoMusicTransformer(config)
    assert count_parameters(model.decoder) >= 300e6
    assert min(config.video_width_px, config.video_height_px) == 224 and config.video_fps >= 10
    codec = CODEC_PRESETS["full"]
    assert codec.sample_rate_hz in (44_100, 48_000) and codec.channels == 2
    assert config.sizes == (codec.codes,) * codec.codebooks and codec.codebooks >= 12


@pytest.mark.slow
def test_the_graphs_of_full_have_the_shapes_that_the_host_feeds():
    config = preset("full")
    with torch.device("meta"), torch.no_grad():
        model = VideoMusicTransformer(config).eval()
        frames = torch.empty(37, 224, 224, 3, dtype=torch.uint8)
        beat_logits, embedding, tokens, keys, values = VideoGraph(model)(frames)
        assert beat_logits.shape == (37,) and embedding.shape == (config.embedding_size,) and tokens.shape == (10, config.video_dim)
        assert keys.shape == values.shape == (12, 10, config.heads, config.head_size)
        assert MusicGraph(model)(torch.zeros(64, 12, dtype=torch.int64)).shape == (config.embedding_size,)
    # One decoder step has Python branches on the values of its feeds, so it runs at full width and heads, with one layer of weights.
    thin = dataclasses.replace(config, layers=2, window=8, cache_capacity=16)
    graph = StepGraph(VideoMusicTransformer(dataclasses.replace(thin, video_width_px=64, video_height_px=64, video_channels=(4, 8))).eval())
    feeds = example_feeds(thin, takes=1, tokens=10)
    with torch.no_grad():
        tokens, logits, *present = graph(*feeds)
    assert tokens.shape == (1, 12) and logits.shape == (1, 12, 1024)
    assert [part.shape for part in present] == [(2, 16, 16, 64)] * 4


@pytest.fixture(scope="module")
def tiny() -> VideoMusicTransformer:
    torch.manual_seed(3)
    model = VideoMusicTransformer(TINY).eval()
    for parameter in model.parameters():
        if parameter.ndim >= 2:
            torch.nn.init.normal_(parameter, std=0.2)
    return model


@pytest.mark.slow
def test_the_exported_graphs_of_full_tiny_equal_pytorch(tiny, tmp_path):
    export_video(tiny, tmp_path / "video.onnx")
    export_step(tiny, tmp_path / "decoder.onnx")
    frames = torch.from_numpy(sample_of(0).frames[:43])
    with torch.no_grad():
        picture = VideoGraph(tiny)(frames)
    found = open_session(tmp_path / "video.onnx").run(None, {"frames": frames.numpy()})
    for ours, theirs in zip(picture, found, strict=True):
        np.testing.assert_allclose(ours.numpy(), theirs, atol=5e-4)
    tokens, conditions = random_matrix(TINY, 40)
    result = compare_steps(StepGraph(tiny).eval(), OnnxSteps(tmp_path / "decoder.onnx", TINY), TINY, picture, conditions, tokens)
    assert result["max_error"] < 5e-4 and result["arg_max_agreement"] > 0.999
    assert isinstance(StepRunner(StepGraph(tiny), 1, picture).position, int)


def test_the_stem_sees_what_moves_and_where(tiny):
    frames = torch.zeros(1, 3, 96, 96, 3, dtype=torch.uint8)
    moved, elsewhere = frames.clone(), frames.clone()
    moved[0, 1, :32, :32] = 255
    elsewhere[0, 1, 64:, 64:] = 255
    with torch.no_grad():
        still, first, second = (tiny.video.stem(x)[0] for x in (frames, moved, elsewhere))
    assert torch.equal(still[0], first[0]) and not torch.allclose(still[1], first[1], atol=1e-3)
    assert not torch.allclose(first[1], second[1], atol=1e-3)
    assert not torch.allclose(still[2], first[2], atol=1e-3)  # the frame after a change differs from the one before it


def test_a_pair_of_a_shard_knows_its_beats_and_its_own_pictures():
    sample = sample_of(1)
    frames_of_codes, rate_hz = 12 * 25, 25.0
    codes = np.arange(frames_of_codes)[:, None].repeat(12, 1) % 64
    pair = ShardPairs(TINY, rate_hz, None).pair(np.random.default_rng(0), sample, codes, 12)
    assert pair.tokens.shape == (frames_of_codes + 11, 12) and pair.conditions.shape == (frames_of_codes + 11, 9)
    np.testing.assert_array_equal(pair.frames, sample.frames)
    assert np.flatnonzero(pair.beat_target).tolist() == [20, 40, 60, 80, 100]
    # The first bar begins with the second beat, at 0.5 s.
    assert pair.conditions[12, 0] == int(24 * 0.0) or pair.conditions[13, 0] < 24
    assert pair.conditions[0, 6] == 8 and pair.conditions[0, 8] == 0  # nobody told style and mode
    assert pair.conditions[0, 3] == 3 and pair.conditions[200, 3] == 12
    assert pair.video_index.max() == len(pair.frames) // TINY.token_stride - 1
    crop = ShardPairs(TINY, rate_hz, Dropouts()).pair(np.random.default_rng(4), sample, codes, 6)
    assert len(crop.frames) == 60 and len(crop.tokens) == 150 + 11


def test_bars_that_are_not_of_four_are_unknown():
    assert positions([0.0, 0.5, 1.0], [0.5], 4) == (3, 0, 1)
    assert positions([0.0, 0.5, 1.0], [0.5], 3) == (-1, -1, -1)
    sample = sample_of(2)
    sample.facts["beats_seconds"], sample.facts["downbeats_seconds"], sample.facts["accents"] = [], [], []
    assert beat_targets(sample).sum() == 0 and sound_piece(sample).beats == ()


def test_a_sharded_pass_has_the_gradients_of_a_plain_one(tmp_path):
    pairs = ShardPairs(TINY, 25.0, None)
    codes = np.random.default_rng(5).integers(0, 64, (300, 12))
    batch = stack([pairs.pair(np.random.default_rng(i), sample_of(i), codes, 4) for i in range(2)])
    gradients = []
    torch.distributed.init_process_group("gloo", init_method=f"file://{tmp_path}/meet", rank=0, world_size=1)
    try:
        for is_sharded in (False, True):
            model = build(TINY, torch.device("cpu"), seed=1)
            model = spread(model, torch.device("cpu")) if is_sharded else model
            torch.manual_seed(9)
            joint(model, batch, model(batch), LossWeights())["total"].sum().backward()
            found = {name.replace("_checkpoint_wrapped_module.", ""): p.grad for name, p in model.named_parameters()}
            gradients.append({name: g.full_tensor() if hasattr(g, "full_tensor") else g for name, g in found.items()})
    finally:
        torch.distributed.destroy_process_group()
    plain, sharded = gradients
    assert plain.keys() == sharded.keys()
    for name, gradient in plain.items():
        assert (gradient is None) == (sharded[name] is None), name
        if gradient is not None:
            torch.testing.assert_close(sharded[name].reshape(gradient.shape), gradient, rtol=1e-4, atol=1e-6, msg=name)


def run(shards: Path, out: Path, until: int) -> None:
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", str(SCRIPT)]
    command += ["--config", "full-tiny", "--shards", str(shards), "--codec", "untrained", "--out", str(out), "--rows", "2", "--accumulate", "2"]
    command += ["--crop-seconds", "6", "--steps", "4", "--until", str(until), "--warmup", "2", "--save-every", "2", "--threads", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, env={**os.environ, "OMP_NUM_THREADS": "1"})
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]


def curve(out: Path) -> list[list[float]]:
    return [[float(row[name]) for name in ("step", "total", "music", "contrast", "beat", "norm")] for row in csv.DictReader((out / "train.csv").open())]


@pytest.mark.slow
def test_two_processes_train_and_a_resumed_run_is_the_same_run(tmp_path):
    for shard in range(2):
        with ShardFile(tmp_path / f"train-{shard:06d}.tar") as file:
            for i in range(3):
                file.add(sample_of(3 * shard + i))
    run(tmp_path, tmp_path / "whole", until=4)
    run(tmp_path, tmp_path / "halves", until=2)
    run(tmp_path, tmp_path / "halves", until=4)
    whole, halves = curve(tmp_path / "whole"), curve(tmp_path / "halves")
    assert [row[0] for row in halves] == [1, 2, 3, 4]
    assert halves == whole
    assert whole[-1][1] != whole[0][1] and all(np.isfinite(row).all() for row in map(np.array, whole))
    weights = [load_model(tmp_path / out / "checkpoint.pt").state_dict() for out in ("whole", "halves")]
    assert all(torch.equal(weights[0][name], weights[1][name]) for name in weights[0])
    assert sorted(path.name for path in (tmp_path / "whole").glob("step-*")) == ["step-00000002", "step-00000004"]
