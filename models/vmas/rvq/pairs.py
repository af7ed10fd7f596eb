"""(Picture, codes) pairs: crops of the corpus of codes with their conditions, the picture made on the fly from the same facts by the
same rules as for family `score` (vmas/picture.py). Knows no model."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from ..config import ModelConfig
from ..dataset import TRAIN
from ..pairing import Dropouts, Pair, Pairing
from ..picture import KIND_WEIGHTS, PictureFacts, make_picture
from ..picture_sources import ShotPool
from .codes import CodeCorpus
from .conditions import FrameFacts, conditions, without_rhythm
from .delay import delay

NO_RHYTHM = 0.05  # share of crops that do not know their beats, so that the model also hears music without


class CodePairs(Pairing):
    """The PairMaker of family rvq: `make` gives a crop of `crop_steps` frames with its picture."""

    def __init__(self, config: ModelConfig, corpus: CodeCorpus, pool: ShotPool, crop_steps: int, dropouts: Dropouts | None):
        super().__init__(config, dropouts)
        self.corpus, self.pool, self.crop_steps = corpus, pool, crop_steps

    def length(self, index: int, with_picture: bool) -> float:
        """What pieces of a batch should have alike, so that little is padding."""
        return float(min(len(self.corpus.pieces[index][0]), self.crop_steps))

    def crop(self, rng: np.random.Generator, total: int) -> tuple[int, int]:
        """A quarter of the crops hold the start, a quarter the end."""
        length = min(total, self.crop_steps)
        last = total - length
        where = rng.random()
        start = 0 if where < 0.25 else last if where < 0.5 else int(rng.integers(0, last + 1))
        return start, start + length

    def make(self, rng: np.random.Generator, index: int, with_picture: bool = True) -> Pair:
        frames, facts = self.corpus.pieces[index]
        start, end = self.crop(rng, len(frames))
        if self.dropouts and rng.random() < NO_RHYTHM:
            facts = without_rhythm(facts)
        tokens = delay(frames[start:end], self.config.sizes)
        vectors = conditions(facts, start, end, len(tokens))
        has_video = self.drop(rng, vectors) and with_picture
        pictures, beat_target = self.picture(rng, facts, start, end) if with_picture else self.no_picture()
        video_index = self.video_index(np.arange(len(tokens)) / self.corpus.rate_hz, len(pictures))
        return Pair(pictures, beat_target, tokens, vectors, video_index, has_video)

    def picture(self, rng: np.random.Generator, facts: FrameFacts, start: int, end: int) -> tuple[np.ndarray, np.ndarray]:
        # A frame of codes takes the place of a sixteenth: this tempo makes them equally long.
        tempo_bpm = 15 * self.corpus.rate_hz
        seen = PictureFacts(facts.accents[start:end], facts.energy[start:end], tempo_bpm, facts.style, facts.mode)
        return make_picture(rng, seen, self.pool, self.config.video_fps)


def open_codes(config: ModelConfig, paths: list[Path], clips: Path | None, split: int, crop_steps: int) -> CodePairs:
    pool = ShotPool(clips, "train" if split == TRAIN else "held-out", KIND_WEIGHTS, config.video_fps)
    dropouts = dataclasses.replace(Dropouts(), infill=0) if split == TRAIN else None
    return CodePairs(config, CodeCorpus(paths, split, len(config.streams)), pool, crop_steps, dropouts)
