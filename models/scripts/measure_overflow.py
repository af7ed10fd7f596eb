"""What a bundle's 8-bit decoder loses on this processor where the runtime is not told to multiply exactly (vmas/onnx_session.py): its logits,
teacher forced on random tokens, beside those of the same graph with each 8-bit product taken in floats, where it is exact.

    python models/scripts/measure_overflow.py --bundle models/bundles/small
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.config import preset  # noqa: E402
from vmas.export_onnx import OnnxSteps, compare_steps  # noqa: E402
from vmas.onnx_session import open_session  # noqa: E402


def in_floats(graph: onnx.ModelProto) -> bytes:
    """Every MatMulInteger as casts, differences and a product of floats: whole numbers below 2^24, so nothing is rounded."""
    nodes = []
    for node in graph.graph.node:
        if node.op_type != "MatMulInteger":
            nodes.append(node)
            continue
        values, weights, values_zero, weights_zero = node.input
        name = node.output[0]
        for side, (whole, zero) in {"left": (values, values_zero), "right": (weights, weights_zero)}.items():
            nodes.append(helper.make_node("Cast", [whole], [f"{name}/{side}"], to=TensorProto.FLOAT))
            nodes.append(helper.make_node("Cast", [zero], [f"{name}/{side}_zero"], to=TensorProto.FLOAT))
            nodes.append(helper.make_node("Sub", [f"{name}/{side}", f"{name}/{side}_zero"], [f"{name}/{side}_centred"]))
        nodes.append(helper.make_node("MatMul", [f"{name}/left_centred", f"{name}/right_centred"], [f"{name}/product"]))
        nodes.append(helper.make_node("Cast", [f"{name}/product"], [name], to=TensorProto.INT32))
    del graph.graph.node[:]
    graph.graph.node.extend(nodes)
    return graph.SerializeToString()


def main(args: argparse.Namespace) -> None:
    manifest = json.loads((args.bundle / "model.json").read_text())
    config = preset(args.config or manifest["id"])
    rng = np.random.default_rng(0)
    tokens = np.stack([rng.integers(0, size, args.steps) for size in config.sizes], -1)
    conditions = np.stack([rng.integers(0, condition.size, args.steps) for condition in config.conditions], -1)
    frames = rng.integers(0, 256, (64, config.video_height_px, config.video_width_px, 3), dtype=np.uint8)
    encoder = open_session(args.bundle / "video-encoder.onnx")
    picture = tuple(torch.from_numpy(part) for part in encoder.run(None, {"frames": frames}))
    decoder = args.bundle / "decoder.onnx"
    exact = OnnxSteps(decoder, config)
    exact.session = open_session(in_floats(onnx.load(decoder)))
    careless = OnnxSteps(decoder, config)
    careless.session = onnxruntime.InferenceSession(str(decoder), providers=["CPUExecutionProvider"])
    for name, graph in {"as the runtime comes": careless, "as this project opens it": OnnxSteps(decoder, config)}.items():
        cost = compare_steps(exact, graph, config, picture, conditions, tokens)
        print(
            f"{manifest['id']} {manifest['version']}, {name}: largest logit error {cost['max_error']:.3f}, "
            f"mean {cost['mean_error']:.3f}, arg max kept in {cost['arg_max_agreement']:.1%}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--config", help="the preset of its sizes; default: its id")
    parser.add_argument("--steps", type=int, default=48)
    main(parser.parse_args())
