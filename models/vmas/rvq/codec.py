"""The codec: sound to codes and back. STFT front end, ConvNeXt at 200, 50 and 25 Hz, residual quantiser, ISTFT head (Vocos type,
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
SLOWER = (4, 2)  # strides from the rate of the transform (200 Hz) to 50 Hz and 25 Hz


@dataclass(frozen=True)
class CodecConfig:
    name: str
    sample_rate_hz: int = 32_000
    channels: int = 1
    window: int = 960  # samples, 30 ms: six hops, so that squared Hann windows add up to a constant
    hop: int = 160  # samples, 5 ms
    widths: tuple[int, int, int] = (128, 256, 320)  # at 200, 50 and 25 Hz
    encoder_blocks: tuple[int, int, int] = (1, 2, 3)
    decoder_blocks: tuple[int, int, int] = (2, 3, 3)
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
    def stride(self) -> int:
        """Frames of the transform that one frame of codes stands for."""
        return math.prod(SLOWER)

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
        fast, middle, slow = (3 * count for count in self.decoder_blocks)
        overlap = (self.window / self.hop - 1) / 2
        # Entering convolutions look one step to each side.
        reach = slow + 1 + (middle + (fast + 1 + overlap) / SLOWER[0]) / SLOWER[1]
        return math.ceil(reach)

    @staticmethod
    def from_dict(data: dict) -> CodecConfig:
        return CodecConfig(**{key: tuple(value) if isinstance(value, list) else value for key, value in data.items()})

    def as_dict(self) -> dict:
        return dataclasses.asdict(self)


CODEC_PRESETS = {
    # Two CPU cores train it in an hour to what models/LOG.md says.
    "audio": CodecConfig("audio"),
    # 44.1 kHz stereo, 12 codebooks at 25 Hz (3 kbps): for a GPU.
    "full": CodecConfig(
        "full", fine_window=5292, tones_an_octave=48, sample_rate_hz=44_100, channels=2, window=1764, hop=294, widths=(512, 640, 768),
        encoder_blocks=(3, 3, 6), decoder_blocks=(6, 6, 6), size=128, codebooks=12,
    ),
    "debug-rvq": CodecConfig(
        "debug-rvq", sample_rate_hz=16_000, window=240, hop=80, widths=(16, 16, 16), encoder_blocks=(1, 1, 1), decoder_blocks=(1, 1, 1),
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


class Down(nn.Module):
    """[B, T * stride, C] -> [B, T, C']: neighbours side by side, then one matrix. Looks nowhere else."""

    def __init__(self, width: int, to: int, stride: int):
        super().__init__()
        self.stride, self.linear = stride, nn.Linear(width * stride, to)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x.reshape(x.shape[0], -1, x.shape[2] * self.stride))


class Up(nn.Module):
    """[B, T, C] -> [B, T * stride, C']."""

    def __init__(self, width: int, to: int, stride: int):
        super().__init__()
        self.to, self.linear = to, nn.Linear(width, to * stride)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x).reshape(x.shape[0], -1, self.to)


def blocks(width: int, count: int, config: CodecConfig) -> nn.Sequential:
    return nn.Sequential(*(ConvNext(width, config.expansion) for _ in range(count)))


class SoundEncoder(nn.Module):
    def __init__(self, config: CodecConfig):
        super().__init__()
        fast, middle, slow = config.widths
        counts = config.encoder_blocks
        self.even = Even(config.channels * config.bins)
        self.even_fine = Even(config.channels * config.fine_bins)
        self.enter = nn.Conv1d(config.channels * config.bins, fast, 3, padding=1)
        self.fast = blocks(fast, counts[0], config)
        self.down_middle = Down(fast, middle, SLOWER[0])
        self.fine = nn.Linear(config.channels * config.fine_bins, middle)
        self.middle = blocks(middle, counts[1], config)
        self.down_slow = Down(middle, slow, SLOWER[1])
        self.slow = blocks(slow, counts[2], config)
        self.leave = nn.Linear(slow, config.size)
        self.even_vectors = Even(config.size)

    def forward(self, features: Tensor, fine: Tensor) -> Tensor:
        """Log magnitudes [B, T, channels * bins], fine ones [B, T / 4, channels * fine bins] -> vectors [B, T / 8, D]."""
        x = self.fast(self.enter(self.even(features.transpose(1, 2))).transpose(1, 2))
        fine = self.even_fine(fine.transpose(1, 2)).transpose(1, 2)
        x = self.middle(self.down_middle(x) + self.fine(fine))
        x = self.leave(self.slow(self.down_slow(x)))
        return self.even_vectors(x.transpose(1, 2)).transpose(1, 2)


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
    def __init__(self, config: CodecConfig):
        super().__init__()
        fast, middle, slow = config.widths
        counts = config.decoder_blocks
        self.channels, self.bins, self.count = config.channels, config.bins, config.tones
        self.enter = nn.Conv1d(config.size, slow, 3, padding=1)
        self.slow = blocks(slow, counts[2], config)
        self.up_middle = Up(slow, middle, SLOWER[1])
        self.middle = blocks(middle, counts[1], config)
        self.up_fast = Up(middle, fast, SLOWER[0])
        self.fast = blocks(fast, counts[0], config)
        self.norm = nn.LayerNorm(fast)
        self.head = nn.Conv1d(fast, 2 * config.channels * config.bins, 3, padding=1)
        self.tones = nn.Linear(fast, 2 * config.channels * config.tones)
        with torch.no_grad():  # begin as quiet as music is: e^-6 of full scale a bin
            self.head.bias.unflatten(0, (config.channels, 2, config.bins))[:, 0] -= 6
            self.tones.bias.unflatten(0, (config.channels, 2, config.tones))[:, 0] -= 6

    def forward(self, vectors: Tensor) -> Drawing:
        """[B, F, D] -> what sounds, column by column at the transform's rate."""
        x = self.slow(self.enter(vectors.transpose(1, 2)).transpose(1, 2))
        x = self.middle(self.up_middle(x))
        x = self.norm(self.fast(self.up_fast(x)))
        level, phase = self.split(self.head(x.transpose(1, 2)), self.bins)
        tone_level, tone_phase = self.split(self.tones(x).transpose(1, 2), self.count)
        return Drawing(level, phase, tone_level, tone_phase)

    def split(self, x: Tensor, size: int) -> tuple[Tensor, Tensor]:
        """[B, channels * 2 * size, T] -> two of [B, channels, size, T]; the length stays open for the tracer."""
        return x.reshape(x.shape[0], self.channels, 2, size, -1).unbind(2)


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
        self.fine = Analysis(config.fine_window, config.hop * SLOWER[0], config.fine_bins)
        frequencies = tuned_frequencies(config.lowest_midi, config.octaves, config.tones_an_octave)
        self.synthesis = Synthesis(config.window, config.hop, config.sample_rate_hz, frequencies)
        self.encoder = SoundEncoder(config)
        self.quantiser = ResidualQuantiser(config.codebooks, config.codes, config.size)
        self.decoder = SoundDecoder(config)

    def features(self, audio: Tensor) -> tuple[Tensor, Tensor]:
        """audio [B, channels, N] -> log magnitudes about unit scale [B, T, channels * bins], [B, T / 4, channels * fine bins]."""
        both = (logarithmic(transform(audio)) for transform in (self.analysis, self.fine))
        return tuple(x.flatten(1, 2).transpose(1, 2) for x in both)

    def encode(self, audio: Tensor) -> Tensor:
        """audio [B, channels, N], N a multiple of samples_per_frame -> vectors [B, F, D]."""
        return self.encoder(*self.features(audio))

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


def logarithmic(spectrum: Tensor) -> Tensor:
    return (spectrum.abs() + FLOOR).log()
