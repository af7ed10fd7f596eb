"""Writes the graphs as ONNX files and measures what int8 costs. Knows names and axes of the host's feeds; no training."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from .config import ModelConfig
from .export_graphs import MusicGraph, StepGraph, StepRunner, VideoGraph
from .model import VideoMusicTransformer
from .onnx_session import open_session

OPSET = 17
STEP_INPUTS = (
    "previous_tokens", "conditions", "position", "seqlens_k", "total_sequence_length", "video_tokens", "cross_keys",
    "cross_values", "video_index", "guidance", "temperature", "top_k", "noise", "forced",
)  # fmt: skip


def cache_names(config: ModelConfig, role: str) -> list[str]:
    return [f"{role}_{kind}_{layer}" for layer in range(config.layers) for kind in ("key", "value")]


def export_video(model: VideoMusicTransformer, path: Path) -> None:
    config = model.config
    frames = torch.randint(0, 256, (50, config.video_height_px, config.video_width_px, 3), dtype=torch.uint8)
    outputs = ["beat_logits", "embedding", "tokens", "cross_keys", "cross_values"]
    axes = {"frames": {0: "F"}, "beat_logits": {0: "F"}, "tokens": {0: "S"}}
    axes |= {"cross_keys": {1: "S"}, "cross_values": {1: "S"}}
    trace(VideoGraph(model).eval(), (frames,), path, ["frames"], outputs, axes)


def export_music(model: VideoMusicTransformer, path: Path) -> None:
    tokens = torch.zeros(64, len(model.config.sizes), dtype=torch.int64)
    trace(MusicGraph(model).eval(), (tokens,), path, ["tokens"], ["embedding"], {"tokens": {0: "T"}})


def export_step(model: VideoMusicTransformer, path: Path) -> None:
    config = model.config
    inputs = [*STEP_INPUTS, *cache_names(config, "past")]
    outputs = ["tokens", "logits", *cache_names(config, "present")]
    axes = {name: {0: "N"} for name in ("previous_tokens", "noise", "forced", "tokens", "logits")}
    axes |= {name: {0: "B"} for name in ("conditions", "seqlens_k", *inputs[14:], *outputs[2:])}
    axes |= {"video_tokens": {0: "S"}, "cross_keys": {1: "S"}, "cross_values": {1: "S"}}
    trace(StepGraph(model).eval(), example_feeds(config), path, inputs, outputs, axes)


def example_feeds(config: ModelConfig, takes: int = 2, tokens: int = 70) -> tuple[torch.Tensor, ...]:
    rows, streams = 2 * takes, len(config.sizes)
    cross = (len(config.cross_layers), tokens, config.heads, config.head_size)
    cache = (rows, config.heads, config.cache_capacity, config.head_size)
    return (
        torch.tensor(config.sizes).repeat(takes, 1), torch.zeros(rows, len(config.conditions), dtype=torch.int64),
        torch.tensor([5]), torch.full((rows,), 5, dtype=torch.int32), torch.tensor(6, dtype=torch.int32),
        torch.randn(tokens, config.video_dim), torch.randn(cross), torch.randn(cross), torch.tensor([3]),
        torch.tensor([2.0]), torch.ones(streams), torch.full((streams,), 8), torch.zeros(takes, streams, config.largest),
        torch.full((takes, streams), -1), *(torch.zeros(cache) for _ in range(2 * config.layers)),
    )  # fmt: skip


def trace(module, feeds, path: Path, inputs: list[str], outputs: list[str], axes: dict) -> None:
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the tracer warns of shape arithmetic that is meant to be traced
        torch.onnx.export(
            module, feeds, str(path), input_names=inputs, output_names=outputs, dynamic_axes=axes,
            opset_version=OPSET, dynamo=False, custom_opsets={"com.microsoft": 1},
        )  # fmt: skip
    shorten_names(path)
    onnx.checker.check_model(str(path))


def shorten_names(path: Path) -> None:
    """The tracer names values after the modules they come from, a quarter of a small file. What the host feeds and fetches, and the
    weights, keep their names."""
    model = onnx.load(str(path))
    graph = model.graph
    kept = {value.name for value in [*graph.input, *graph.output, *graph.initializer]}
    short: dict[str, str] = {}

    def rename(name: str) -> str:
        return name if name == "" or name in kept else short.setdefault(name, f"v{len(short)}")

    for i, node in enumerate(graph.node):
        node.name = f"n{i}"
        node.input[:] = [rename(name) for name in node.input]
        node.output[:] = [rename(name) for name in node.output]
    for value in graph.value_info:  # types behind operators that shape inference does not know
        value.name = rename(value.name)
    onnx.save(model, str(path))


def quantise(source: Path, target: Path) -> None:
    """Matrix products to int8, activations quantised on the way (per row scales are not needed at one step)."""
    quantize_dynamic(str(source), str(target), op_types_to_quantize=["MatMul"], weight_type=QuantType.QInt8, per_channel=True)


class OnnxSteps:
    """The step graph in onnxruntime behind the interface of StepGraph, so that a StepRunner can drive either."""

    def __init__(self, path: Path, config: ModelConfig, threads: int = 1):
        self.config = config
        self.session = open_session(path, threads)
        self.names = [*STEP_INPUTS, *cache_names(config, "past")]

    def __call__(self, *feeds: torch.Tensor) -> tuple[torch.Tensor, ...]:
        outputs = self.session.run(None, {name: feed.numpy() for name, feed in zip(self.names, feeds)})
        for feed, output in zip(feeds[14:], outputs[2:]):
            feed.copy_(torch.from_numpy(output))
        return tuple(torch.from_numpy(output) for output in outputs)


def compare_steps(reference, estimated, config: ModelConfig, picture, conditions: np.ndarray, tokens: np.ndarray) -> dict:
    """Teacher-forced comparison of two step graphs: largest and mean logit error and the agreement of the arg max."""
    sampling = {
        "guidance": torch.tensor([2.0]), "temperature": torch.ones(len(config.sizes)),
        "top_k": torch.zeros(len(config.sizes), dtype=torch.int64),
    }  # fmt: skip
    noise = torch.zeros(1, len(config.sizes), config.largest)
    runs = []
    for graph in (reference, estimated):
        runner, rows = StepRunner(graph, 1, picture), []
        for t in range(len(tokens)):
            index = min(t // 4, picture[2].shape[0] - 1)
            forced = torch.from_numpy(tokens[t : t + 1])
            rows.append(runner.step(torch.from_numpy(conditions[t]), index, sampling, noise, forced)[1])
        runs.append(torch.cat(rows))  # [T, K, V]
    real = runs[0] > -1e8
    error = (runs[0] - runs[1]).abs()[real]
    agree = (runs[0].argmax(-1) == runs[1].argmax(-1)).float().mean()
    return {"max_error": float(error.max()), "mean_error": float(error.mean()), "arg_max_agreement": float(agree)}
