"""The one description of a model's shape: streams, conditions, sizes. Saved as JSON beside the weights.
Knows nothing of what a token means; presets only copy names and sizes from docs/score-family.md."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path


@dataclasses.dataclass(frozen=True)
class Stream:
    """One row of the token matrix. Ids 0..size-1; id `size` means "before the beginning" (input only)."""

    name: str
    size: int


@dataclasses.dataclass(frozen=True)
class Condition:
    """One integer a step, known before the step is sampled. `unknown` is the id that says nothing, if there is one."""

    name: str
    size: int
    unknown: int | None = None


@dataclasses.dataclass(frozen=True)
class ModelConfig:
    name: str
    family: str
    streams: tuple[Stream, ...]
    conditions: tuple[Condition, ...]
    # Head: chained streams within a step (score) or independent ones (rvq with delay pattern).
    chain: bool = True
    chain_width: int = 192
    # Decoder.
    width: int = 256
    layers: int = 8
    heads: int = 4
    head_size: int = 64
    hidden: int = 512
    window: int = 256  # steps of self-attention: 16 bars of sixteenths
    cache_capacity: int = 1024  # steps; the host drops the oldest half when it is full
    cross_every: int = 2
    cross_window: int = 64  # video tokens at 2.5 Hz: +-12.8 s
    dropout: float = 0.0
    # Video encoder.
    video_width_px: int = 64
    video_height_px: int = 36
    video_fps: int = 10  # or 20, 25
    token_stride: int = 4  # frames a video token: 10 fps -> 2.5 Hz, and so at every rate
    video_stem: str = "patch"  # of 64 x 36 pixels; "pyramid" of 224
    video_channels: tuple[int, ...] = (24, 48)
    video_dim: int = 128
    video_blocks: int = 3
    video_layers: int = 2
    video_heads: int = 4
    video_window: int = 32  # tokens each side: +-12.8 s a layer
    # Music encoder and the shared space: what the whole means, and curves of what happens when.
    music_dim: int = 128
    embedding: int = 64
    course_parts: int = 32  # equal parts of the time
    course_channels: int = 8  # curves

    @property
    def inner(self) -> int:
        return self.heads * self.head_size

    @property
    def embedding_size(self) -> int:
        """Length of the vector that picture and music share."""
        return self.embedding + self.course_parts * self.course_channels

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(stream.size for stream in self.streams)

    @property
    def largest(self) -> int:
        return max(self.sizes)

    @property
    def cross_layers(self) -> tuple[int, ...]:
        """Layers (0-based) that look at the video: every `cross_every`-th."""
        return tuple(i for i in range(self.layers) if i % self.cross_every == self.cross_every - 1)

    @property
    def droppable(self) -> tuple[int, ...]:
        """Conditions that the unconditional row of the guidance does not know."""
        return tuple(i for i, c in enumerate(self.conditions) if c.unknown is not None)

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(dataclasses.asdict(self), indent=1) + "\n")

    @staticmethod
    def load(path: Path) -> ModelConfig:
        return ModelConfig.from_dict(json.loads(path.read_text()))

    @staticmethod
    def from_dict(data: dict) -> ModelConfig:
        data = dict(data)
        data["streams"] = tuple(Stream(**s) for s in data["streams"])
        data["conditions"] = tuple(Condition(**c) for c in data["conditions"])
        data["video_channels"] = tuple(data["video_channels"])
        return ModelConfig(**data)


SCORE_STREAMS = tuple(
    Stream(name, size)
    for name, size in (
        ("section", 33), ("dynamics", 9), ("chord", 194), ("kit", 18), ("cymbals", 11), ("percussion", 17),
        ("bass", 39), ("comp", 34), ("pad", 34), ("arp", 18), ("melody", 39), ("counter", 39),
    )
)  # fmt: skip

SCORE_CONDITIONS = (
    Condition("bar-phase", 16),
    Condition("accent", 3),
    Condition("accent-ahead", 17),
    Condition("energy", 17, unknown=16),
    Condition("remaining", 39),
    Condition("elapsed", 5),
    Condition("style", 9, unknown=8),
    Condition("tempo", 16),
    Condition("mode", 3, unknown=0),
    Condition("join", 21),
)


RVQ_CONDITIONS = (
    Condition("bar-position", 97),
    Condition("accent", 3),
    Condition("accent-ahead", 33),
    Condition("energy", 17, unknown=16),
    Condition("remaining", 34),
    Condition("elapsed", 5),
    Condition("style", 9, unknown=8),
    Condition("tempo", 17),
    Condition("mode", 3, unknown=0),
)


def _score(name: str, **sizes) -> ModelConfig:
    return ModelConfig(name=name, family="score", streams=SCORE_STREAMS, conditions=SCORE_CONDITIONS, **sizes)


def _rvq(name: str, codebooks: int, codes: int, **sizes) -> ModelConfig:
    streams = tuple(Stream(f"codes-{k}", codes) for k in range(codebooks))
    return ModelConfig(name=name, family="rvq", streams=streams, conditions=RVQ_CONDITIONS, chain=False, **sizes)


def at_rate(config: ModelConfig, fps: int) -> ModelConfig:
    """The same model for denser pictures: every weight has the same shape, a video token the same length."""
    stride = round(config.token_stride * fps / config.video_fps)
    return dataclasses.replace(config, name=f"{config.name}-{fps}fps", video_fps=fps, token_stride=stride)


PRESETS = {
    # Sized for about 80 minutes of one CPU core: at 8.6 M parameters that budget buys 3 M steps of music, here three times as many.
    "small": _score(
        "small", width=192, layers=6, heads=3, hidden=512, chain_width=144, video_channels=(10, 32), cache_capacity=384,
    ),
    # For arms that differ in one thing (scripts/run_arms.py): small enough that twenty-one of them fit half an hour of a core.
    "arms": _score(
        "arms", width=96, layers=2, heads=2, head_size=48, hidden=192, chain_width=48, cross_every=1, video_channels=(8, 16),
        video_dim=64, video_layers=1, video_heads=2, music_dim=64,
    ),
    # 2 layers x 64, for tests: the same graphs in under a megabyte.
    "debug-score": _score(
        "debug-score", chain_width=20, width=64, layers=2, heads=2, head_size=32, hidden=64, cache_capacity=320,
        video_channels=(8, 16), video_dim=24, video_blocks=1, video_layers=1, video_heads=2, music_dim=24, course_parts=8,
        course_channels=4,
    ),
    # Codes at 25 Hz: the window is 10 s. Sized for minutes of a GPU and a bundle of 60 MB. The first four of the codec's eight books: the others
    # bring its distances down least (LOG.md) and are the hardest to foretell.
    "audio": _rvq(
        "audio", 4, 1024, width=320, layers=8, heads=5, hidden=864, chain_width=192, window=250, cache_capacity=384, video_channels=(10, 32),
        dropout=0.1,
    ),
    "debug-rvq": _rvq(
        "debug-rvq", 4, 64, chain_width=16, width=40, layers=2, heads=2, head_size=24, hidden=40, window=250, cache_capacity=320,
        video_channels=(4, 8), video_dim=24, video_blocks=1, video_layers=1, video_heads=2, music_dim=24,
    ),
    # For many GPUs (scripts/train_full.py): 12 codebooks of the codec preset `full`, pictures of 224 px at 10 fps.
    "full": _rvq(
        "full", 12, 1024, width=1024, layers=24, heads=16, head_size=64, hidden=2816, chain_width=512, window=768, cache_capacity=2048,
        video_stem="pyramid", video_width_px=224, video_height_px=224, video_channels=(96, 192, 384),
        video_dim=768, video_blocks=4, video_layers=6, video_heads=12, music_dim=768, embedding=256,
    ),
    # The same code at a width that two CPU processes train in seconds.
    "full-tiny": _rvq(
        "full-tiny", 12, 64, width=48, layers=3, heads=2, head_size=24, hidden=96, chain_width=24, window=96, cache_capacity=256,
        video_stem="pyramid", video_width_px=96, video_height_px=96, video_channels=(8, 12, 16),
        video_dim=24, video_blocks=2, video_layers=1, video_heads=2, music_dim=24, embedding=16,
    ),
}  # fmt: skip

# Denser pictures: `small-20fps` is `small` at 20 frames a second.
PRESETS |= {f"{name}-{fps}fps": at_rate(config, fps) for name, config in PRESETS.items() for fps in (20, 25)}


def preset(name: str) -> ModelConfig:
    return PRESETS["debug-score" if name == "debug" else name]
