"""The codec: sound to codes and back. STFT front end at 200 Hz, ConvNeXt at 25 Hz, residual quantiser, ISTFT head (Vocos type,
model-notes 4.3) beside a bank of tuned oscillators. Phase is not sent. Bounded look-around, no causality."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from .quantiser import Quantised, ResidualQuantiser
from .spectrum import Analysis, Synthesis, tuned_frequencies

FLOOR = 1e-4  # -80 dB of a full-scale sine
LOUDEST = 0.7  # natural logarithm of the largest magnitude, +6 dB of full scale


@dataclass(frozen=True)
class CodecConfig:
    name: str
    sample_rate_hz: int = 32_000
    channels: int = 1
    window: int = 960  # samples, 30 ms: six hops, so that squared Hann windows add up to a constant
    hop: int = 160  # samples, 5 ms
    stride: int = 8  # columns of the transform in a frame of codes: 25 Hz
    fine_columns: int = 2  # of the fine transform in a frame
    width: int = 384
    encoder_blocks: int = 2
    decoder_blocks: int = 4
    expansion: int = 3
    fine_window: int = 3840  # samples, 120 ms: tells low notes apart; read once in 20 ms
    fine_bins: int = 512  # to 4.3 kHz
    lowest_midi: int = 24  # of the oscillators, 33 Hz
    octaves: int = 7
    tones_an_octave: int = 36
    size: int = 64  # of a code vector
    codebooks: int = 8
    codes: int = 1024

    @property
    def samples_per_frame(self) -> int:
        return self.hop * self.stride

    @property
    def frame_rate_hz(self) -> float:
        return self.sample_rate_hz / self.samples_per_frame

    @property
    def bins(self) -> int:
        return self.window // 2 + 1

    @property
    def tones(self) -> int:
        return self.octaves * self.tones_an_octave

    @property
    def context_frames(self) -> int:
        """Frames of codes to each side that the sound of a frame depends on, decoder only."""
        overlap = (self.window / self.hop - 1) / 2 / self.stride
        return math.ceil(3 * self.decoder_blocks + 1 + overlap)

    @staticmethod
    def from_dict(data: dict) -> CodecConfig:
        return CodecConfig(**data)

    def as_dict(self) -> dict:
        return dataclasses.asdict(self)


CODEC_PRESETS = {
    # Sized for minutes of a GPU and a bundle of 60 MB; models/LOG.md says what it has learned.
    "audio": CodecConfig("audio", width=448, decoder_blocks=5),
    # 48 kHz stereo, 12 codebooks at 25 Hz (3 kbps): for a GPU.
    "full": CodecConfig(
        "full", sample_rate_hz=48_000, channels=2, window=1440, hop=240, fine_window=5760, tones_an_octave=48, width=1024,
        encoder_blocks=8, decoder_blocks=12, size=128, codebooks=12,
    ),
    "debug-rvq": CodecConfig(
        "debug-rvq", sample_rate_hz=16_000, window=240, hop=80, width=16, encoder_blocks=1, decoder_blocks=1,
        fine_window=480, fine_bins=8, octaves=2, tones_an_octave=12, size=8, codebooks=4, codes=64,
    ),
}  # fmt: skip


class Even(nn.BatchNorm1d):
    """[B, C, T] -> zero mean and unit variance of each channel; of the batch in training, of the running figures later. Spectra hardly move
    beside their mean: without this the vectors were almost constant and nothing was learned from them (models/LOG.md)."""

    def __init__(self, channels: int):
        super().__init__(channels, affine=False)

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            return super().forward(x)
        scale = (self.running_var + self.eps).rsqrt()
        return (x - self.running_mean[:, None]) * scale[:, None]


class ConvNext(nn.Module):
    """Depthwise convolution of 7 over time, then a pointwise MLP of `expansion`; [B, T, C] -> [B, T, C]."""

    def __init__(self, width: int, expansion: int):
        super().__init__()
        self.depthwise = nn.Conv1d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width)
        self.up = nn.Linear(width, expansion * width)
        self.down = nn.Linear(expansion * width, width)
        self.scale = nn.Parameter(torch.full((width,), 0.1))

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm(self.depthwise(x.transpose(1, 2)).transpose(1, 2))
        return x + self.scale * self.down(functional.gelu(self.up(y), approximate="tanh"))


def blocks(count: int, config: CodecConfig) -> nn.Sequential:
    return nn.Sequential(*(ConvNext(config.width, config.expansion) for _ in range(count)))


class SoundEncoder(nn.Module):
    """All columns of a frame side by side, one matrix, then blocks at the rate of the codes. Blocks at the rate of the transform before that
    kept pitch from being learned (models/LOG.md)."""

    def __init__(self, config: CodecConfig):
        super().__init__()
        self.even = Even(config.channels * config.bins)
        self.even_fine = Even(config.channels * config.fine_bins)
        self.fast = nn.Linear(config.stride * config.channels * config.bins, config.width)
        self.fine = nn.Linear(config.fine_columns * config.channels * config.fine_bins, config.width)
        self.blocks = blocks(config.encoder_blocks, config)
        self.leave = nn.Linear(config.width, config.size)
        self.even_vectors = Even(config.size)
        self.stride, self.fine_columns = config.stride, config.fine_columns

    def forward(self, features: Tensor, fine: Tensor) -> Tensor:
        """Log magnitudes [B, channels * bins, 8 F], fine ones [B, channels * fine bins, 2 F] -> vectors [B, F, D]."""
        x = self.fast(side_by_side(self.even(features), self.stride)) + self.fine(side_by_side(self.even_fine(fine), self.fine_columns))
        return self.even_vectors(self.leave(self.blocks(x)).transpose(1, 2)).transpose(1, 2)


def side_by_side(x: Tensor, count: int) -> Tensor:
    """[B, C, T] -> [B, T / count, count * C]."""
    return x.transpose(1, 2).reshape(x.shape[0], -1, count * x.shape[1])


@dataclass
class Drawing:
    """What the decoder says of T columns. Levels are natural logarithms of magnitude (1 is a full-scale sine), phases radians. They go below FLOOR
    and stay there without harm: a level that only its exponential is judged by has no slope there, and tones once silent never came back."""

    level: Tensor  # [B, channels, bins, T]
    phase: Tensor
    tone_level: Tensor  # [B, channels, tones, T]
    tone_phase: Tensor

    def spectrum(self) -> tuple[Tensor, Tensor]:
        magnitude = audible(self.level)
        return magnitude * self.phase.cos(), magnitude * self.phase.sin()

    def tones(self) -> tuple[Tensor, Tensor]:
        return audible(self.tone_level), self.tone_phase


def audible(level: Tensor) -> Tensor:
    """Magnitude of a level; nothing at all where it is at the floor or below."""
    return (level.clamp(max=LOUDEST).exp() - FLOOR).clamp(min=0)


class SoundDecoder(nn.Module):
    """Blocks at the rate of the codes, then every column of a frame by one matrix each for levels, phases and tones."""

    def __init__(self, config: CodecConfig):
        super().__init__()
        self.channels, self.bins, self.count = config.channels, config.bins, config.tones
        self.stride, self.fine_columns = config.stride, config.fine_columns
        self.enter = nn.Conv1d(config.size, config.width, 3, padding=1)
        self.blocks = blocks(config.decoder_blocks, config)
        self.norm = nn.LayerNorm(config.width)
        self.level = nn.Linear(config.width, config.stride * config.channels * config.bins)
        self.phase = nn.Linear(config.width, config.stride * config.channels * config.bins)
        self.tones = nn.Linear(config.width, config.fine_columns * config.channels * config.tones)
        # Oscillators begin anywhere in their turn, or all would peak together.
        offsets = torch.rand(config.tones, generator=torch.Generator().manual_seed(0)) * (2 * math.pi)
        self.register_buffer("tone_phase", offsets[:, None])
        with torch.no_grad():  # begin as quiet as music is: e^-6 of full scale a bin
            self.level.bias -= 6
            self.tones.bias -= 6

    def forward(self, vectors: Tensor) -> Drawing:
        """[B, F, D] -> what sounds, column by column at the transform's rate."""
        x = self.norm(self.blocks(self.enter(vectors.transpose(1, 2)).transpose(1, 2)))
        level, phase = (self.columns(head(x), self.bins) for head in (self.level, self.phase))
        # Each of the slower columns several times, by joining: the tracer loses the rank of repeat_interleave.
        slow = self.columns(self.tones(x), self.count)
        tone_level = torch.stack([slow] * (self.stride // self.fine_columns), -1).reshape(*slow.shape[:3], -1)
        return Drawing(level, phase, tone_level, self.tone_phase)

    def columns(self, x: Tensor, size: int) -> Tensor:
        """[B, F, columns * channels * size] -> [B, channels, size, F * columns]; lengths stay open for the tracer."""
        return x.reshape(x.shape[0], -1, self.channels, size).permute(0, 2, 3, 1)


@dataclass
class RoundTrip:
    audio: Tensor  # [B, channels, N]
    drawing: Drawing
    quantised: Quantised | None


class Codec(nn.Module):
    def __init__(self, config: CodecConfig):
        super().__init__()
        self.config = config
        self.analysis = Analysis(config.window, config.hop)
        self.fine = Analysis(config.fine_window, config.hop * config.stride // config.fine_columns, config.fine_bins)
        frequencies = tuned_frequencies(config.lowest_midi, config.octaves, config.tones_an_octave)
        self.synthesis = Synthesis(config.window, config.hop, config.sample_rate_hz, frequencies)
        self.encoder = SoundEncoder(config)
        self.quantiser = ResidualQuantiser(config.codebooks, config.codes, config.size)
        self.decoder = SoundDecoder(config)

    def features(self, audio: Tensor) -> tuple[Tensor, Tensor]:
        """audio [B, channels, N] -> log magnitudes [B, channels * bins, 8 F], [B, channels * fine bins, 2 F]."""
        return tuple(logarithmic(transform(audio)).flatten(1, 2) for transform in (self.analysis, self.fine))

    def encode(self, audio: Tensor) -> Tensor:
        """audio [B, channels, N], N a multiple of samples_per_frame -> vectors [B, F, D]."""
        return self.encoder(*self.features(audio))

    def encode_inside(self, audio: Tensor, margin: int) -> Tensor:
        """As `encode`, of all frames but `margin` at either end, which the transforms see and the network does not."""
        fast, fine = self.features(audio)
        return self.encoder(inside(fast, margin * self.config.stride), inside(fine, margin * self.config.fine_columns))

    def decode(self, vectors: Tensor, first_frame: Tensor | None = None) -> Tensor:
        """[B, F, D], the frame of absolute time at which they begin (int64 [], 0) -> audio [B, channels, F * samples_per_frame]."""
        first = torch.zeros((), dtype=torch.int64, device=vectors.device) if first_frame is None else first_frame
        return self.sound(self.decoder(vectors), first)

    def sound(self, drawing: Drawing, first_frame: Tensor) -> Tensor:
        """-> audio [B, channels, N]."""
        return self.synthesis(*drawing.spectrum(), drawing.tones(), first_frame * self.config.stride)

    def codes(self, audio: Tensor) -> Tensor:
        """audio [B, channels, N] -> codes int64 [B, F, K]."""
        return self.quantiser.encode(self.encode(audio))

    def forward(self, audio: Tensor, quantise: bool = True, counts: Tensor | None = None) -> RoundTrip:
        """`counts` int64 [B]: codebooks used of each row (quantiser dropout)."""
        vectors = self.encode(audio)
        quantised = self.quantiser(vectors, counts) if quantise else None
        # No time of day is special: the oscillators begin anywhere within an hour.
        first = torch.randint(90_000 if self.training else 1, (), device=audio.device)
        drawing = self.decoder(vectors if quantised is None else quantised.vectors)
        return RoundTrip(self.sound(drawing, first), drawing, quantised)


def inside(x: Tensor, margin: int) -> Tensor:
    """[..., T] -> [..., T - 2 margin]."""
    return x[..., margin : x.shape[-1] - margin]


def logarithmic(spectrum: Tensor) -> Tensor:
    return (spectrum.abs() + FLOOR).log()
