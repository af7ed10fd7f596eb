"""What training `full` costs on a data set of a given length: tokens, FLOPs, GPU-hours, memory, storage. Formulas are printed with their figures.

    python models/scripts/estimate_cost.py --hours 10000 --epochs 4
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.config import ModelConfig, preset
from vmas.model import VideoMusicTransformer, count_parameters
from vmas.rvq.codec import CODEC_PRESETS, Codec

# Dense bf16 peak of the makers' data sheets, FLOP/s. An H200 computes as an H100 does; it has more memory (141 against 80 GB).
PEAK = {"H100 SXM": 989e12, "H200 SXM": 989e12}
BYTES_A_PARAMETER = 16  # fp32 weight, gradient and two moments of AdamW, spread over all GPUs
# Measured with vmas/data/shards.py on 20 s each of the two edited films with most cuts, 224 x 224 at 10 fps, 44.1 kHz stereo.
MP4_MEGABYTES_AN_HOUR, FLAC_MEGABYTES_AN_HOUR = 81, 363
DECODED_FRAMES_A_CORE_SECOND = 730


@dataclass(frozen=True)
class Work:
    """One part of the model: its parameters, and how many positions each of them reads a second of film."""

    name: str
    parameters: int
    positions_a_second: float


def stem_flops_a_frame(config: ModelConfig) -> float:
    """Multiplications and additions of PyramidStem for one frame, forward."""
    rows, columns, widths = config.video_height_px // 8, config.video_width_px // 8, config.video_channels
    total = 2.0 * rows * columns * 8 * 8 * 3 * 2 * widths[0]
    for width, to in zip(widths[:-1], widths[1:]):
        total += 2.0 * rows * columns * (25 * width + 4 * width * width)
        rows, columns = -(-rows // 2), -(-columns // 2)
        total += 2.0 * rows * columns * 9 * width * to
    return total


def works(config: ModelConfig, rate_hz: float) -> list[Work]:
    with torch.device("meta"):
        model = VideoMusicTransformer(config)
    embeddings = count_parameters(model.decoder.tokens) + count_parameters(model.decoder.conditions)
    stem, motion = count_parameters(model.video.stem), count_parameters(model.video.motion)
    tokens_a_second = config.video_fps / config.token_stride
    return [
        Work("decoder", count_parameters(model.decoder) - embeddings, rate_hz),
        Work("motion blocks", motion, config.video_fps),
        Work("video encoder behind them", count_parameters(model.video) - stem - motion, tokens_a_second),
        Work("cross-attention keys and values", count_parameters(model.cross), tokens_a_second),
        Work("music encoder", count_parameters(model.music), rate_hz / 4),
    ]


def attention_flops_a_second(config: ModelConfig, rate_hz: float) -> float:
    """Scores and mixing of the windows, forward: 4 x window x inner for each layer and step, half of it masked."""
    self_attention = 0.5 * 4 * config.window * config.inner * config.layers
    cross_attention = 4 * config.cross_window * config.inner * len(config.cross_layers)
    return rate_hz * (self_attention + cross_attention)


def print_estimate(config: ModelConfig, arguments: argparse.Namespace) -> None:
    codec = CODEC_PRESETS[arguments.config]
    rate_hz, books = codec.frame_rate_hz, codec.codebooks
    seconds = arguments.hours * 3600
    steps, seen = seconds * rate_hz, seconds * arguments.epochs
    with torch.device("meta"):
        total, codec_parameters = count_parameters(VideoMusicTransformer(config)), count_parameters(Codec(codec))
    print(f"model `{config.name}`: {total / 1e6:.1f} M parameters; codec: {codec_parameters / 1e6:.1f} M, {rate_hz:g} Hz x {books} codebooks of {codec.codes}")
    print(f"data: {arguments.hours:g} h = {steps / 1e9:.2f} G steps = {steps * books / 1e9:.2f} G codes; {arguments.epochs:g} epochs: {steps * arguments.epochs / 1e9:.2f} G steps")
    print("\n| part | N (M) | positions a second | 6 N D of one pass over the data (EFLOP) |\n| --- | --- | --- | --- |")
    flops_a_second = 0.0
    for work in works(config, rate_hz):
        flops = 6.0 * work.parameters * work.positions_a_second
        flops_a_second += flops
        print(f"| {work.name} | {work.parameters / 1e6:.1f} | {work.positions_a_second:g} | {flops * seconds / 1e18:.2f} |")
    # Convolutions use each parameter at many places: their operations are counted, times three for forward and backward.
    for name, flops in (("stem, counted", 3 * config.video_fps * stem_flops_a_frame(config)), ("attention windows, counted", 3 * attention_flops_a_second(config, rate_hz))):
        flops_a_second += flops
        print(f"| {name} | - | - | {flops * seconds / 1e18:.2f} |")
    encoding = 2.0 * codec_parameters * rate_hz * codec.stride / 2  # encoder: about half of the codec, forward, at the rate of the transform at most
    recomputed = flops_a_second * 4 / 3  # layers run forward twice where activations are computed again
    flops = (recomputed + encoding) * seen
    print(f"\ntogether {flops_a_second * seconds / 1e18:.1f} EFLOP a pass; with activations computed again (x 4/3) and the codec's encoder: {flops / 1e18:.1f} EFLOP in {arguments.epochs:g} epochs")
    print(f"\n| GPU | peak (TFLOP/s, bf16 dense) | MFU assumed | GPU-hours = FLOP / (peak x MFU x 3600) | hours on {arguments.gpus} |\n| --- | --- | --- | --- | --- |")
    for name, peak in PEAK.items():
        hours = flops / (peak * arguments.mfu * 3600)
        print(f"| {name} | {peak / 1e12:.0f} | {arguments.mfu:.2f} | {hours:,.0f} | {hours / arguments.gpus:.2f} |")
    print(f"\nmemory of parameters, gradients and AdamW: {BYTES_A_PARAMETER} B x N = {total * BYTES_A_PARAMETER / 1e9:.1f} GB over all GPUs")
    storage = arguments.hours * (MP4_MEGABYTES_AN_HOUR + FLAC_MEGABYTES_AN_HOUR) / 1e6
    print(f"shards: {arguments.hours:g} h x ({MP4_MEGABYTES_AN_HOUR} + {FLAC_MEGABYTES_AN_HOUR}) MB/h = {storage:.1f} TB")
    cores = seen * config.video_fps / DECODED_FRAMES_A_CORE_SECOND / 3600
    print(f"pictures of the shards: {seen * config.video_fps / 1e9:.1f} G frames / {DECODED_FRAMES_A_CORE_SECOND} a second and core = {cores:,.0f} core-hours of CPU beside the GPUs")
    print("MFU is an assumption; small layers and waiting for pictures make it less. Trials, failed runs and the codec's own training are not in these figures.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", default="full", choices=("full",))
    parser.add_argument("--hours", type=float, default=10_000)
    parser.add_argument("--epochs", type=float, default=4)
    parser.add_argument("--mfu", type=float, default=0.35, help="share of the peak that is used")
    parser.add_argument("--gpus", type=int, default=64)
    arguments = parser.parse_args()
    print_estimate(preset(arguments.config), arguments)
