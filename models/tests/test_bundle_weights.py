"""Tests that training can go on from a bundle: exported weights come back, exactly or as their int8 steps, and other shapes are refused."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.bundle_weights import weights_of_bundle  # noqa: E402
from vmas.config import preset  # noqa: E402
from vmas.export_bundle import export_graphs, seeded_model  # noqa: E402
from vmas.export_onnx import quantise  # noqa: E402

NOT_SHIPPED = {"logit_scale"}


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    model, folder = seeded_model("debug", seed=3), tmp_path_factory.mktemp("bundle")
    for parameter in model.parameters():  # as after training: no two are alike, or the exporter would keep one for both
        torch.nn.init.normal_(parameter, std=0.12)
    export_graphs(model, folder)
    return model, folder


def test_every_weight_comes_back(exported):
    model, folder = exported
    weights = weights_of_bundle(folder, model.config)
    assert set(weights) == {name for name, _ in model.named_parameters()} - NOT_SHIPPED
    for name, parameter in model.named_parameters():
        if name in weights:
            assert torch.equal(weights[name], parameter.detach()), name


def test_int8_weights_come_back_within_a_step(exported, tmp_path):
    model, folder = exported
    for name in ("video-encoder", "music-encoder"):
        (tmp_path / f"{name}.onnx").write_bytes((folder / f"{name}.onnx").read_bytes())
    quantise(folder / "decoder.onnx", tmp_path / "decoder.onnx")
    weights = weights_of_bundle(tmp_path, model.config)
    rounded = 0
    for name, parameter in model.named_parameters():
        if name in weights:
            error, largest = (weights[name] - parameter.detach()).abs().max(), parameter.abs().max()
            assert error <= largest / 127 * 0.51 + 1e-7, name
            rounded += bool(error > 0)
    assert rounded > 10


def test_a_bundle_of_another_shape_is_refused(exported):
    _, folder = exported
    with pytest.raises(ValueError, match="configuration"):
        weights_of_bundle(folder, preset("small"))


def test_weights_are_finite(exported):
    model, folder = exported
    assert all(np.isfinite(values.numpy()).all() for values in weights_of_bundle(folder, model.config).values())
