"""Samples many plans at once from the step graph of a bundle: rows of one batch, caches written in place. What is sampled is what the host would
sample of each plan alone (tests/test_tuning.py); knows no token's meaning."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime

from ..config import ModelConfig
from ..export_onnx import cache_names
from ..onnx_session import open_session
from .setting import Setting

BLACK_FRAMES = 40
MOST_ROWS = 64  # of a batch: its caches are 0.5 GB for `small`


class SideBySide:
    def __init__(self, bundle: Path, config: ModelConfig):
        self.config, self.session = config, open_session(bundle / "decoder.onnx")
        black = np.zeros((BLACK_FRAMES, config.video_height_px, config.video_width_px, 3), np.uint8)
        outputs = open_session(bundle / "video-encoder.onnx").run(["tokens", "cross_keys", "cross_values"], {"frames": black})
        self.picture = dict(zip(("video_tokens", "cross_keys", "cross_values"), outputs)) | {"video_index": np.zeros(1, np.int64)}

    def sample(self, conditions: np.ndarray, forced: np.ndarray, setting: Setting, seed: int) -> np.ndarray:
        """conditions int64 [N, T, C], forced int64 [N, T, K] (-1: free) -> tokens int64 [N, T, K], under a black picture. The same seed has the
        same chance in every setting, so that settings are compared under the same noise."""
        assert forced.shape[1] <= self.config.cache_capacity, f"{forced.shape[1]} steps do not fit the cache of {self.config.cache_capacity}"
        firsts = range(0, len(forced), MOST_ROWS)
        parts = ((slice(first, first + MOST_ROWS), np.random.default_rng((seed, first))) for first in firsts)
        return np.concatenate([self.sample_batch(conditions[rows], forced[rows], setting, random) for rows, random in parts])

    def sample_batch(self, conditions: np.ndarray, forced: np.ndarray, setting: Setting, random: np.random.Generator) -> np.ndarray:
        config, (count, steps, streams) = self.config, forced.shape
        binding, rows = self.bind(count, setting), twins(conditions, config)
        tokens = np.empty((count, steps, streams), np.int64)
        previous = np.tile(np.array(config.sizes, np.int64), (count, 1))  # BOS
        for t in range(steps):
            noise = -np.log(random.standard_exponential((count, streams, config.largest), np.float32).clip(1e-30))  # Gumbel
            feed(binding, {
                "previous_tokens": previous, "conditions": rows[:, t], "position": np.array([t]), "seqlens_k": np.full(2 * count, t, np.int32),
                "total_sequence_length": np.array(t + 1, np.int32), "noise": noise, "forced": forced[:, t],
            })  # fmt: skip
            self.session.run_with_iobinding(binding)
            previous = tokens[:, t] = binding.get_outputs()[-2].numpy()
        return tokens

    def bind(self, count: int, setting: Setting) -> onnxruntime.IOBinding:
        """What stays the same for all steps, the caches as input and output at once; then tokens and logits, the last two outputs."""
        config, binding = self.config, self.session.io_binding()
        shape = (2 * count, config.heads, config.cache_capacity, config.head_size)
        for past, present in zip(cache_names(config, "past"), cache_names(config, "present")):
            cache = onnxruntime.OrtValue.ortvalue_from_numpy(np.zeros(shape, np.float32))
            binding.bind_ortvalue_input(past, cache)
            binding.bind_ortvalue_output(present, cache)
        binding.bind_output("tokens", "cpu")
        binding.bind_output("logits", "cpu")
        sampling = {
            "temperature": np.array(setting.temperature, np.float32), "top_k": np.array(setting.top_k, np.int64),
            "guidance": np.array([setting.guidance], np.float32),
        }  # fmt: skip
        feed(binding, self.picture | sampling)
        return binding


def feed(binding: onnxruntime.IOBinding, values: dict[str, np.ndarray]) -> None:
    for name, value in values.items():
        binding.bind_ortvalue_input(name, onnxruntime.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(value)))


def twins(conditions: np.ndarray, config: ModelConfig) -> np.ndarray:
    """[N, T, C] -> [2N, T, C]: with the rows of the guidance, which do not know what a plan may leave out."""
    unconditional = conditions.copy()
    for column in config.droppable:
        unconditional[:, :, column] = config.conditions[column].unknown
    return np.concatenate([conditions, unconditional])
