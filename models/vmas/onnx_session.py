"""How this project runs ONNX graphs in Python: on the CPU, with a given number of threads. Knows no graph."""

from __future__ import annotations

from pathlib import Path

import onnxruntime

ERRORS_ONLY = 3  # of the runtime's levels of severity


def open_session(graph: Path | bytes, threads: int = 1) -> onnxruntime.InferenceSession:
    """`graph`: a file, or what such a file holds."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = ERRORS_ONLY
    source = graph if isinstance(graph, bytes) else str(graph)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
