"""The codec as two ONNX graphs at the rate of the product, 48 kHz. Transforms are fixed bases there: a window of 30 ms holds the same bins at
any rate, so a codec trained at 32 kHz reads and writes 48 kHz with the bins above 16 kHz left out (docs/rvq-family.md)."""

from __future__ import annotations

import math
import warnings
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from .codec import Codec, logarithmic
from .quantiser import nearest
from .spectrum import Synthesis

PRODUCT_RATE_HZ = 48_000
OPSET = 17


def turned(bins: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
    """Cosines and sines [bins, window] of whole turns, from two short rows of whole numbers: the runtime folds them when it loads the graph, so that
    the file need not hold them (15 MB of them in the encoder of `audio`). Whole numbers, since a product of 3 million has no exact float."""
    turn = torch.remainder(bins[:, None] * places, len(places)).float() * (2 * math.pi / len(places))
    return turn.cos(), turn.sin()


class FixedAnalysis(nn.Module):
    """Analysis of vmas/rvq/spectrum.py as a strided convolution, magnitudes only."""

    def __init__(self, window: int, hop: int, bins: int):
        super().__init__()
        self.window, self.hop = window, hop
        hann = torch.hann_window(window, dtype=torch.float64)
        self.register_buffer("bins", torch.arange(bins))
        self.register_buffer("places", torch.arange(window))
        self.register_buffer("scale", (hann * (2 / hann.sum())).float())

    def forward(self, audio: Tensor) -> Tensor:
        """[channels, 1, N] -> magnitudes [channels, bins, N / hop]."""
        edge = (self.window - self.hop) // 2
        basis = torch.cat(turned(self.bins, self.places)) * self.scale
        real, imaginary = functional.conv1d(functional.pad(audio, (edge, edge)), basis[:, None], stride=self.hop).chunk(2, 1)
        return (real.square() + imaginary.square()).clamp(min=1e-18).sqrt()


class EncoderGraph(nn.Module):
    def __init__(self, codec: Codec, ratio: float, books: int):
        super().__init__()
        config = codec.config
        self.encoder, self.channels = codec.encoder, config.channels
        self.register_buffer("books", codec.quantiser.books[:books].clone())
        self.fast = FixedAnalysis(round(config.window * ratio), round(config.hop * ratio), config.bins)
        self.fine = FixedAnalysis(round(config.fine_window * ratio), round(config.hop * config.stride // config.fine_columns * ratio), config.fine_bins)

    def forward(self, audio: Tensor) -> Tensor:
        """audio [N], of several channels [channels, N] -> codes int64 [F, K]."""
        rows = audio.reshape(self.channels, 1, -1)
        features = (logarithmic(transform(rows)).flatten(0, 1)[None] for transform in (self.fast, self.fine))
        rest, codes = self.encoder(*features)[0], []
        for book in self.books:
            index = nearest(rest, book)
            rest = rest - book[index]
            codes.append(index)
        return torch.stack(codes, -1)


class DecoderGraph(nn.Module):
    """Columns of the spectrum and of the oscillators become sound by one matrix; windows are added up by shifting blocks."""

    def __init__(self, codec: Codec, ratio: float, books: int):
        super().__init__()
        config = codec.config
        self.decoder, self.stride, self.channels = codec.decoder, config.stride, config.channels
        self.register_buffer("books", codec.quantiser.books[:books].clone())
        window, self.hop = round(config.window * ratio), round(config.hop * ratio)
        wide = Synthesis(window, self.hop, config.sample_rate_hz * ratio, codec.synthesis.cycles_a_hop * config.sample_rate_hz / config.hop)
        self.register_buffer("cycles_a_hop", wide.cycles_a_hop)
        # The outermost bins stand for themselves alone, all others for a pair; the top one is a cosine (Nyquist at the codec's own rate).
        weights = torch.full((2, config.bins, 1), 2.0)
        weights[0, [0, -1]] = weights[1, 0] = 1
        weights[1, -1] = 0
        overlapped = wide.hann * (wide.hop / wide.hann.square().sum())
        self.register_buffer("bins", torch.arange(config.bins))
        self.register_buffer("places", torch.arange(window))
        self.register_buffer("weights", weights * (wide.hann.sum() / 2 / window))
        self.register_buffer("overlapped", overlapped)
        self.register_buffer("waves", wide.waves * wide.hann * overlapped)
        self.window = window

    def basis(self) -> Tensor:
        """[2 bins + 2 O, window]: real parts, imaginary parts, cosines, sines."""
        cosine, sine = turned(self.bins, self.places)
        return torch.cat([cosine * self.weights[0] * self.overlapped, -sine * self.weights[1] * self.overlapped, self.waves])

    def forward(self, codes: Tensor, first_frame: Tensor) -> Tensor:
        """codes int64 [F, K], first_frame int64 [1] -> audio [F * samples_per_frame], of several channels [channels, ...]."""
        vectors = sum(self.books[k].index_select(0, codes[:, k]) for k in range(self.books.shape[0]))
        drawing = self.decoder(vectors[None])
        parts = [part[0].transpose(1, 2) for part in (*drawing.spectrum(), drawing.tones()[0])]  # each [channels, T, bins or O]
        # A running sum, not arange: its length must follow the codes, and the tracer would write it down.
        place = torch.ones_like(parts[0][0, :, 0]).double().cumsum(0) + (first_frame * self.stride).double() - 0.5
        angle = place[:, None] * self.cycles_a_hop
        angle = ((angle - angle.floor()) * (2 * math.pi)).float() + self.decoder.tone_phase[:, 0]
        basis = self.basis()
        sounds = [self.channel_sound(*(part[c] for part in parts), angle, basis) for c in range(self.channels)]
        return sounds[0] if self.channels == 1 else torch.stack(sounds)

    def channel_sound(self, real: Tensor, imaginary: Tensor, level: Tensor, angle: Tensor, basis: Tensor) -> Tensor:
        """Each [T, bins or O], the basis -> [T * hop]."""
        frames = torch.cat([real, imaginary, level * angle.cos(), level * angle.sin()], -1) @ basis
        count = self.window // self.hop
        blocks = frames.reshape(-1, count, self.hop)
        total = sum(functional.pad(blocks[:, i], (0, 0, i, count - 1 - i)) for i in range(count))
        edge = (self.window - self.hop) // 2
        return total.flatten()[edge:-edge]


def export_codec(codec: Codec, folder: Path, books: int | None = None) -> dict:
    """Writes codec-encoder.onnx and codec-decoder.onnx; -> the `codec` block of model.json. `books`: the coarsest codebooks alone. Large tensors are stored in half precision,
    which halves the files; all sums are single."""
    config, books = codec.config, books or codec.config.codebooks
    ratio = PRODUCT_RATE_HZ / config.sample_rate_hz
    assert (config.window * ratio).is_integer() and (config.hop * ratio).is_integer()
    samples_per_frame = round(config.samples_per_frame * ratio)
    mono = config.channels == 1
    sound = torch.randn(20 * samples_per_frame) if mono else torch.randn(config.channels, 20 * samples_per_frame)
    last = {sound.ndim - 1: "N"}
    trace(EncoderGraph(codec, ratio, books).eval(), (sound * 0.1,), folder / "codec-encoder.onnx", ["audio"], ["codes"], {"audio": last, "codes": {0: "F"}})
    codes = torch.zeros(20, books, dtype=torch.int64)
    trace(DecoderGraph(codec, ratio, books).eval(), (codes, torch.tensor([7])), folder / "codec-decoder.onnx", ["codes", "first_frame"], ["audio"], {"codes": {0: "F"}, "audio": last})
    return {
        "frameRateHz": config.frame_rate_hz, "samplesPerFrame": samples_per_frame, "contextFrames": config.context_frames,
        "delays": list(range(books)), "channels": config.channels,
    }  # fmt: skip


def trace(module: nn.Module, feeds: tuple, path: Path, inputs: list[str], outputs: list[str], axes: dict) -> None:
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the tracer warns of shape arithmetic that is meant to be traced
        torch.onnx.export(module, feeds, str(path), input_names=inputs, output_names=outputs, dynamic_axes=axes, opset_version=OPSET, dynamo=False, do_constant_folding=False)
    store_in_half(path)
    onnx.checker.check_model(str(path))


def store_in_half(path: Path) -> None:
    """Large float tensors become float16 with a Cast behind them; the runtime folds it when it loads the graph."""
    model = onnx.load(str(path))
    graph, casts = model.graph, []
    for tensor in graph.initializer:
        if tensor.data_type != onnx.TensorProto.FLOAT or math.prod(tensor.dims) < 1024:
            continue
        name = tensor.name
        half = numpy_helper.from_array(numpy_helper.to_array(tensor).astype("float16"), f"{name}.half")
        tensor.CopyFrom(half)
        casts.append(onnx.helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.save(model, str(path))

