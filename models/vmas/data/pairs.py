"""Samples of shards to training pairs of family rvq: the film's own pictures beside the codes of its own sound, with the conditions
that its facts give. Knows no model."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from ..config import ModelConfig
from ..dataset import stack
from ..model import Batch
from ..pairing import Dropouts, Pair, Pairing
from ..rvq.codec import Codec
from ..rvq.conditions import FrameFacts, conditions, frame_facts
from ..rvq.delay import delay
from ..rvq.pieces import TRAIN, SoundPiece
from .shards import ShardReader, ShardSample

BEATS_A_BAR = 4  # that the conditions know; bars of three are told as unknown
MEETING_SECONDS = 0.1  # a cut this near to a beat falls on it


def sound_piece(sample: ShardSample) -> SoundPiece:
    """The facts of a sample in the words of the joint model. Style and mode of anyone's film are unknown."""
    facts = sample.facts
    beats = facts["beats_seconds"]
    return SoundPiece(
        sample.key, facts["work"], TRAIN, 0, len(sample.sound), tempo_bpm=facts["tempo_bpm"], beats=tuple(beats),
        beat_positions=positions(beats, facts["downbeats_seconds"], facts["beats_per_bar"]),
        accents=tuple((beat, level) for beat, level in zip(beats, facts["accents"]) if level),
        bar_energy=tuple((start, level) for start, level in facts["energy"]),
    )  # fmt: skip


def positions(beats: list[float], downbeats: list[float], beats_per_bar: int) -> tuple[int, ...]:
    """Place in the bar of each beat; -1 throughout where no bars of four are known."""
    first = [i for i, beat in enumerate(beats) if beat in set(downbeats)]
    if beats_per_bar != BEATS_A_BAR or not first:
        return (-1,) * len(beats)
    return tuple((i - first[0]) % BEATS_A_BAR for i in range(len(beats)))


def beat_targets(sample: ShardSample) -> np.ndarray:
    """float32 [F]: 1 at the first frame of a shot that begins on a beat."""
    target = np.zeros(len(sample.frames), np.float32)
    beats = np.array(sample.facts["beats_seconds"])
    for cut in sample.facts["cuts"]:
        if cut["frame"] < len(target) and len(beats) and np.abs(beats - cut["seconds"]).min() <= MEETING_SECONDS:
            target[cut["frame"]] = 1
    return target


class ShardPairs(Pairing):
    """Pairs from shards, one of a sample at a time."""

    def __init__(self, config: ModelConfig, rate_hz: float, dropouts: Dropouts | None):
        super().__init__(config, dropouts)
        self.rate_hz = rate_hz

    def pair(self, rng: np.random.Generator, sample: ShardSample, codes: np.ndarray, seconds: float) -> Pair:
        """codes int [F', K] of the whole sample; a crop of `seconds` that begins with a frame of the picture."""
        fps = sample.facts["frames_per_second"]
        assert fps == self.config.video_fps, f"{sample.key}: {fps} fps, the model reads {self.config.video_fps}"
        length = min(round(seconds * fps), len(sample.frames))
        first = int(rng.integers(0, len(sample.frames) - length + 1))
        start = round(first / fps * self.rate_hz)
        end = min(len(codes), start + round(length / fps * self.rate_hz))
        facts: FrameFacts = frame_facts(sound_piece(sample), len(codes), self.rate_hz)
        tokens = delay(codes[start:end], self.config.sizes)
        vectors = conditions(facts, start, end, len(tokens))
        has_video = self.drop(rng, vectors)
        video_index = self.video_index(np.arange(len(tokens)) / self.rate_hz, length)
        part = slice(first, first + length)
        return Pair(sample.frames[part], beat_targets(sample)[part], tokens, vectors, video_index, has_video)


@torch.no_grad()
def encode_sound(codec: Codec, sound: np.ndarray, device: torch.device) -> np.ndarray:
    """float [N, channels] -> codes [floor(N / samples_per_frame), K]."""
    size = codec.config.samples_per_frame
    audio: Tensor = torch.from_numpy(np.ascontiguousarray(sound[: len(sound) // size * size].T))[None].to(device)
    return codec.codes(audio)[0].cpu().numpy()


class ShardBatches:
    """Endless batches for one rank; `taken` samples were used before, so a resumed run goes on with the next."""

    def __init__(self, reader: ShardReader, pairs: ShardPairs, codec: Codec, device: torch.device, rows: int, crop_seconds: float):
        self.reader, self.pairs, self.codec, self.device = reader, pairs, codec, device
        self.rows, self.crop_seconds = rows, crop_seconds

    def start(self, taken: int) -> Iterator[Batch]:
        pairs = []
        for place, sample in enumerate(self.reader.endless(taken), taken):
            self.check(sample)
            rng = np.random.default_rng((self.reader.seed, self.reader.rank, place))
            codes = encode_sound(self.codec, sample.sound, self.device)
            pairs.append(self.pairs.pair(rng, sample, codes, self.crop_seconds))
            if len(pairs) == self.rows:
                yield stack(pairs)
                pairs = []

    def check(self, sample: ShardSample) -> None:
        config, facts = self.pairs.config, sample.facts
        wanted = {
            "sample_rate_hz": self.codec.config.sample_rate_hz, "channels": self.codec.config.channels,
            "width": config.video_width_px, "height": config.video_height_px, "frames_per_second": config.video_fps,
        }  # fmt: skip
        wrong = {name: facts[name] for name, value in wanted.items() if facts[name] != value}
        if wrong:
            raise SystemExit(f"the shards hold {wrong}, `{config.name}` reads {wanted}: prepare the data again with these")
