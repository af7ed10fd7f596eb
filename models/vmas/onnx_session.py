"""How this project runs ONNX graphs in Python: on the CPU, with a given number of threads. Knows no graph."""

from __future__ import annotations

from pathlib import Path

import onnxruntime

ERRORS_ONLY = 3  # of the runtime's levels of severity
# Without it, x64 processors that lack VNNI overflow in 8-bit products: native-host/src/onnx/open-session.ts opens its graphs the same way.
EXACT_PRODUCTS = ("session.x64quantprecision", "1")


def open_session(graph: Path | bytes, threads: int = 1) -> onnxruntime.InferenceSession:
    """`graph`: a file, or what such a file holds."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = ERRORS_ONLY
    options.add_session_config_entry(*EXACT_PRODUCTS)
    source = graph if isinstance(graph, bytes) else str(graph)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
