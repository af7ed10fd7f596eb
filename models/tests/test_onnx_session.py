"""8-bit products are exact on every processor: those without VNNI overflow where the runtime is not told to take care."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from vmas.onnx_session import open_session

ROOT = Path(__file__).resolve().parents[2]


def overflowing_graph() -> tuple[bytes, np.ndarray]:
    """A product whose pairs do not fit into 16 bits at full input, and its weights int8 [64, 4]."""
    weights = np.stack([np.full(64, 127), np.full(64, -128), np.arange(64) - 32, np.ones(64)], -1).astype(np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["pixels", "weights"], ["products"])],
        "products",
        [helper.make_tensor_value_info("pixels", TensorProto.UINT8, [1, 64])],
        [helper.make_tensor_value_info("products", TensorProto.INT32, [1, 4])],
        [numpy_helper.from_array(weights, "weights")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9, producer_name="framescore")
    return model.SerializeToString(), weights


def test_products_of_8_bits_do_not_overflow():
    graph, weights = overflowing_graph()
    pixels = np.full((1, 64), 255, np.uint8)
    (products,) = open_session(graph).run(None, {"pixels": pixels})
    np.testing.assert_array_equal(products, pixels.astype(np.int32) @ weights.astype(np.int32))


def test_the_host_is_tested_with_the_same_graph():
    graph, _ = overflowing_graph()
    assert (ROOT / "test/parity/int8-products.onnx").read_bytes() == graph
