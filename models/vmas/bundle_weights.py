"""Weights read back out of a shipped bundle, so that training can go on from it where its checkpoint is gone. A model of the same shape is exported
with random weights; what its graphs call each weight is what the bundle's graphs call it. int8 weights come back as the steps they were rounded to."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from .config import ModelConfig
from .export_bundle import export_graphs
from .model import VideoMusicTransformer

GRAPHS = ("video-encoder", "music-encoder", "decoder")
# Tables that the decoder's graph joins into one (StepGraph), in the order of their parts.
JOINED = {"token_table": "decoder.tokens", "condition_table": "decoder.conditions"}


def weights_of_bundle(bundle: Path, config: ModelConfig) -> dict[str, Tensor]:
    """Parameters by name; those that no graph holds (the temperature of the alignment) are left out. ValueError where the bundle is of another shape
    or was exported by another version of the exporter."""
    probe = _random_model(config)
    shipped = {name: values for graph in GRAPHS for name, values in _initialisers(bundle / f"{graph}.onnx").items()}
    with tempfile.TemporaryDirectory() as folder:
        export_graphs(probe, Path(folder))
        fresh = {name: values for graph in GRAPHS for name, values in _initialisers(Path(folder) / f"{graph}.onnx").items()}
    weights: dict[str, Tensor] = {}
    for name, parameter in probe.named_parameters():
        places = _places(parameter.detach().numpy(), fresh)
        if places:
            weights[name] = torch.from_numpy(_read(parameter.shape, places, shipped, bundle))
    for table, parts in JOINED.items():
        rows = shipped[table]
        for name, parameter in probe.named_parameters():
            if name.startswith(f"{parts}."):
                weights[name], rows = torch.from_numpy(rows[: len(parameter)].copy()), rows[len(parameter) :]
        if len(rows):
            raise ValueError(f"{bundle}: {table} does not have the rows of this configuration")
    return weights


def _random_model(config: ModelConfig) -> VideoMusicTransformer:
    """Every weight of every parameter another number, so that a value tells where it comes from."""
    torch.manual_seed(0)
    model = VideoMusicTransformer(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn_like(parameter))
    return model


def _initialisers(path: Path) -> dict[str, np.ndarray]:
    """Arrays of a graph by name, int8 ones multiplied out under the name that they had before."""
    arrays = {entry.name: numpy_helper.to_array(entry).copy() for entry in onnx.load(path).graph.initializer}
    for name in [name for name in arrays if name.endswith("_quantized")]:
        whole = name.removesuffix("_quantized")
        steps = arrays[name].astype(np.float32) - arrays[f"{whole}_zero_point"].astype(np.float32)
        values = steps * arrays[f"{whole}_scale"]
        # The quantiser turns what a Gemm would have turned.
        plain = whole.removesuffix("_Transposed")
        arrays[plain] = values.T if plain != whole else values
    return arrays


def _views(values: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """The forms in which the tracer stores a parameter."""
    yield "as it is", values
    if values.ndim == 2:
        yield "turned", values.T
        yield "with an axis", values[:, None]
        yield "all but the last", values[:, None, :-1]
        yield "the last", values[:, None, -1:]


def _places(values: np.ndarray, fresh: dict[str, np.ndarray]) -> dict[str, str]:
    """{form: name of the initialiser}"""
    return {
        form: name
        for form, view in _views(values)
        for name, stored in fresh.items()
        if stored.shape == view.shape and np.array_equal(stored, view)
    }


def _read(shape: torch.Size, places: dict[str, str], shipped: dict[str, np.ndarray], bundle: Path) -> np.ndarray:
    found = {form: shipped.get(name) for form, name in places.items()}
    missing = [places[form] for form, values in found.items() if values is None]
    if missing:
        raise ValueError(f"{bundle}: its graphs have no {missing[0]}; was it exported from this configuration?")
    if "all but the last" in found:
        values = np.concatenate([found["all but the last"], found["the last"]], axis=2)[:, 0]
    elif "with an axis" in found:
        values = found["with an axis"][:, 0]
    elif "as it is" in found:
        values = found["as it is"]
    else:
        values = found["turned"].T
    if values.shape != tuple(shape):
        raise ValueError(f"{bundle}: {next(iter(places.values()))} is {values.shape}, this configuration has {tuple(shape)}")
    return np.array(values, np.float32)
