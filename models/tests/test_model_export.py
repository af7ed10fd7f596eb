"""The step graph against the whole sequence at once, in PyTorch and in onnxruntime."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from model_examples import lively_model, random_batch, random_frames, random_matrix
from vmas.export_graphs import StepGraph, StepRunner, VideoGraph
from vmas.export_onnx import OnnxSteps, compare_steps, export_step, export_video, quantise
from vmas.onnx_session import open_session

# Largest logit difference seen between onnxruntime and PyTorch with these weights: 6e-5 (logits up to 25).
TOLERANCE = 5e-4


@pytest.fixture(scope="module")
def model():
    return lively_model()


@pytest.fixture(scope="module")
def files(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("graphs")
    export_video(model, folder / "video.onnx")
    export_step(model, folder / "decoder.onnx")
    return folder


def whole_run(model, tokens, conditions, frames, has_video: bool = True):
    """Logits [T, K, V] of the training forward over all steps at once."""
    config = model.config
    batch = random_batch(config, 1, len(tokens), len(frames))
    batch.tokens, batch.conditions = torch.from_numpy(tokens)[None], torch.from_numpy(conditions)[None]
    batch.frames = frames[None]
    batch.has_video = torch.tensor([has_video])
    with torch.no_grad():
        output = model(batch)
    wide = [
        torch.nn.functional.pad(row[0], (0, config.largest - row.shape[-1]), value=-1e9) for row in output.logits
    ]
    return torch.stack(wide, 1), batch.video_index[0]


def stepped_run(graph, config, tokens, conditions, frames, video_index, model, guidance: float):
    with torch.no_grad():
        runner = StepRunner(graph, 1, VideoGraph(model)(frames))
    count = len(config.sizes)
    sampling = {
        "guidance": torch.tensor([guidance]), "temperature": torch.ones(count), "top_k": torch.zeros(count, dtype=torch.int64)
    }  # fmt: skip
    noise = torch.zeros(1, count, config.largest)
    return torch.cat(
        [
            runner.step(torch.from_numpy(conditions[t]), int(video_index[t]), sampling, noise, torch.from_numpy(tokens[t : t + 1]))[1]
            for t in range(len(tokens))
        ]
    )


@pytest.mark.parametrize("backend", ["torch", "onnx"])
def test_steps_with_compacted_caches_equal_the_uninterrupted_sequence(model, files, backend):
    """700 steps through a cache of 320 and a window of 256: seven compactions, the position keeps growing."""
    config = model.config
    tokens, conditions = random_matrix(config, 700)
    frames = random_frames(330)
    expected, index = whole_run(model, tokens, conditions, frames)
    graph = StepGraph(model).eval() if backend == "torch" else OnnxSteps(files / "decoder.onnx", config)
    logits = stepped_run(graph, config, tokens, conditions, frames, index, model, guidance=1.0)
    assert (logits - expected).abs().max() < TOLERANCE


def test_one_step_more_or_less_of_window_would_show(model):
    tokens, conditions = random_matrix(model.config, 300)
    frames = random_frames(100)
    expected, _ = whole_run(model, tokens, conditions, frames)
    for window in (255, 257):
        other = lively_model(window=window)
        logits, _ = whole_run(other, tokens, conditions, frames)
        assert (logits - expected)[256:].abs().max() > 10 * TOLERANCE


def test_the_second_row_of_the_step_is_the_run_without_video_and_conditions(model):
    config = model.config
    tokens, conditions = random_matrix(config, 60)
    unknown = conditions.copy()
    for column in config.droppable:
        unknown[:, column] = config.conditions[column].unknown
    frames = random_frames(90)
    expected, index = whole_run(model, tokens, unknown, frames, has_video=False)
    logits = stepped_run(StepGraph(model).eval(), config, tokens, conditions, frames, index, model, guidance=0.0)
    assert (logits - expected).abs().max() < TOLERANCE


@pytest.mark.parametrize("count", [1, 3, 4, 130, 401])
def test_the_exported_video_encoder_takes_pictures_of_any_length(model, files, count):
    frames = random_frames(count)
    with torch.no_grad():
        expected = VideoGraph(model)(frames)
    outputs = open_session(files / "video.onnx").run(None, {"frames": frames.numpy()})
    assert outputs[2].shape[0] == -(-count // model.config.token_stride)
    for reference, estimated in zip(expected, outputs):
        assert np.abs(reference.numpy() - estimated).max() < TOLERANCE


def test_a_picture_in_chunks_with_margins_of_72_tokens_is_encoded_as_a_whole(model):
    frames = random_frames(1200)
    with torch.no_grad():
        whole = VideoGraph(model)(frames)[2]
        part = VideoGraph(model)(frames[(150 - 72) * 4 : (200 + 72) * 4])[2]
    assert (part[72:122] - whole[150:200]).abs().max() < TOLERANCE


def choose_many(model, logits, temperature: float, top_k: int, seed: int = 0):
    generator = torch.Generator().manual_seed(seed)
    noise = -torch.log(-torch.log(torch.rand(len(logits), logits.shape[1], generator=generator)))
    return StepGraph(model).choose(logits, torch.tensor(temperature), torch.tensor([top_k]), noise)


def test_temperature_zero_ignores_the_noise(model):
    logits = torch.randn(50, 17)
    assert torch.equal(choose_many(model, logits, 0.0, 0, seed=1), logits.argmax(-1))


def test_top_k_keeps_only_the_largest_and_sampling_follows_the_probabilities(model):
    logits = torch.tensor([[2.0, 1.0, 0.0, -1.0]]).repeat(20_000, 1)
    share = torch.bincount(choose_many(model, logits, 1.0, 2), minlength=4) / 20_000
    expected = torch.tensor([2.0, 1.0]).softmax(0)
    assert share[2:].sum() == 0
    # Standard error 0.0031; 5 of them: false alarm below 1e-6.
    assert (share[:2] - expected).abs().max() < 0.016


def test_several_takes_are_independent_of_each_other(model, files):
    config = model.config
    _, conditions = random_matrix(config, 12)
    with torch.no_grad():
        picture = VideoGraph(model)(random_frames(40))
    count = len(config.sizes)
    sampling = {"guidance": torch.tensor([1.5]), "temperature": torch.ones(count), "top_k": torch.full((count,), 5)}
    noise = torch.randn(12, 3, count, config.largest)
    free = torch.full((3, count), -1)

    def run(rows: list[int]):
        runner = StepRunner(OnnxSteps(files / "decoder.onnx", config), len(rows), picture)
        return torch.stack(
            [runner.step(torch.from_numpy(conditions[t]), 2, sampling, noise[t, rows], free[rows])[0] for t in range(12)]
        )

    together = run([0, 1, 2])
    for row in range(3):
        assert torch.equal(run([row])[:, 0], together[:, row])


def test_int8_keeps_most_choices(model, files):
    config = model.config
    quantise(files / "decoder.onnx", files / "int8.onnx")
    tokens, conditions = random_matrix(config, 60)
    with torch.no_grad():
        picture = VideoGraph(model)(random_frames(60))
    result = compare_steps(
        OnnxSteps(files / "decoder.onnx", config), OnnxSteps(files / "int8.onnx", config), config, picture, conditions, tokens
    )
    assert result["arg_max_agreement"] > 0.8
