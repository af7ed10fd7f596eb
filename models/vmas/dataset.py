"""Batches of (picture, music) pairs: crops of packed pieces with their conditions, the picture made on the fly.
A batch is a function of (seed, index), so a run resumes exactly. Knows files and facts; no network."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from .config import ModelConfig
from .model import Batch
from .pairing import Dropouts, Pair, Pairing
from .picture import KIND_WEIGHTS, PictureFacts, make_picture
from .picture_sources import ShotPool
from .score.conditions import ENERGY_UNKNOWN, JOIN_GIVEN, PieceFacts, conditions, join_ahead
from .score.streams import restate

TRAIN, VALIDATION, TEST = 0, 1, 2
ENERGY, STYLE, MODE, JOIN = 3, 6, 8, 9  # columns of the condition vector
GIVEN_STEPS = (16, 32, 48)  # length of an ending that is there already: one to three bars


class Corpus:
    """The file of scripts/compose_corpus.py, one split of it; several files are read one after the other."""

    def __init__(self, paths: list[Path], split: int):
        self.pieces: list[tuple[np.ndarray, PieceFacts]] = []
        for path in paths:
            self.read(np.load(path), split)
        assert self.pieces, f"no piece of split {split} in {[str(path) for path in paths]}"

    def read(self, data, split: int) -> None:
        tokens, accents, energy, offsets = (data[name] for name in ("tokens", "accents", "energy", "offsets"))
        columns = {name: data[name] for name in ("tempo_bpm", "style", "mode", "tail_steps", "bar_phase")}
        for i in np.flatnonzero(data["split"] == split):
            start, end = offsets[i], offsets[i + 1]
            fact = {name: column[i].item() for name, column in columns.items()}
            bars = (np.arange(end - start) + fact["bar_phase"]) // 16
            bar_energy = np.full(bars[-1] + 1, ENERGY_UNKNOWN)
            bar_energy[bars] = energy[start:end]
            self.pieces.append((tokens[:, start:end], PieceFacts(accents[start:end], bar_energy, **fact)))


class PairMaker(Pairing):
    def __init__(self, config: ModelConfig, corpus: Corpus, pool: ShotPool, crop_steps: int, dropouts: Dropouts | None):
        super().__init__(config, dropouts)
        self.corpus, self.pool, self.crop_steps = corpus, pool, crop_steps

    def crop(self, rng: np.random.Generator, total: int) -> tuple[int, int]:
        """Three crops in five hold the start or the end of the piece, which the others seldom would."""
        length = min(total, self.crop_steps)
        last = total - length
        where = rng.random()
        start = 0 if where < 0.35 else last if where < 0.6 else int(rng.integers(0, last // 4 + 1)) * 4
        return start, start + length

    def length(self, index: int, with_picture: bool) -> float:
        """What pieces of a batch should have alike."""
        tokens, facts = self.corpus.pieces[index]
        steps = min(tokens.shape[1], self.crop_steps)
        return steps / facts.tempo_bpm if with_picture else steps

    def make(self, rng: np.random.Generator, index: int, with_picture: bool = True) -> Pair:
        tokens, facts = self.corpus.pieces[index]
        start, end = self.crop(rng, tokens.shape[1])
        vectors = conditions(facts, end - start, start)
        seen = PictureFacts(vectors[:, 1], vectors[:, ENERGY], facts.tempo_bpm, facts.style, facts.mode)
        frames, beat_target = self.picture(rng, seen) if with_picture else self.no_picture()
        has_video = self.drop(rng, vectors) and with_picture
        video_index = self.video_index(np.arange(end - start) * seen.step_seconds, len(frames))
        crop = restate(tokens, start, end).T.astype(np.int64)
        pair = Pair(frames, beat_target, crop, vectors, video_index, has_video)
        if self.dropouts and not with_picture and rng.random() < self.dropouts.infill:
            return lead_into(rng, pair, tokens, start, self.config.window)
        return pair

    def picture(self, rng: np.random.Generator, seen: PictureFacts) -> tuple[np.ndarray, np.ndarray]:
        return make_picture(rng, seen, self.pool, self.config.video_fps)


def lead_into(rng: np.random.Generator, pair: Pair, tokens: np.ndarray, start: int, window: int) -> Pair:
    """The same crop as a task of filling in: its last bars first, as given, then what leads into them. All of it
    within one attention window. From piece step `start`; the join lies on a beat."""
    total = min(len(pair.tokens), window)
    given = int(rng.choice(GIVEN_STEPS)) if total > 2 * max(GIVEN_STEPS) else GIVEN_STEPS[0]
    join = total - given
    join -= int(pair.conditions[max(join, 0), 0]) % 4
    if join <= 0:  # shorter than what would be given
        return pair
    ending = restate(tokens, start + join, start + total).T.astype(np.int64)
    order = np.r_[join:total, 0:join]
    vectors = pair.conditions[order]
    vectors[: total - join, JOIN] = JOIN_GIVEN
    vectors[total - join :, JOIN] = join_ahead(join)
    filled_in = np.concatenate([ending, pair.tokens[:join]])
    return dataclasses.replace(
        pair, tokens=filled_in, conditions=vectors, video_index=pair.video_index[order], restart=total - join
    )


def stack(pairs: list[Pair]) -> Batch:
    """Pads to the longest of the batch."""

    def padded(name: str, dtype: torch.dtype) -> torch.Tensor:
        arrays = [getattr(pair, name) for pair in pairs]
        result = torch.zeros(len(arrays), max(map(len, arrays)), *arrays[0].shape[1:], dtype=dtype)
        for row, array in zip(result, arrays):
            row[: len(array)] = torch.from_numpy(np.ascontiguousarray(array))
        return result

    def mask(name: str) -> torch.Tensor:
        lengths = torch.tensor([len(getattr(pair, name)) for pair in pairs])
        return (torch.arange(int(lengths.max())) < lengths[:, None]).float()

    return Batch(
        frames=padded("frames", torch.uint8),
        frame_mask=mask("frames"),
        beat_target=padded("beat_target", torch.float32),
        tokens=padded("tokens", torch.int64),
        conditions=padded("conditions", torch.int64),
        step_mask=mask("tokens"),
        video_index=padded("video_index", torch.int64),
        has_video=torch.tensor([pair.has_video for pair in pairs]),
        restart=torch.tensor([pair.restart for pair in pairs]),
    )


class Batches(Dataset):
    """Item i is batch i of the run: the same for the same seed, whatever was loaded before. A share of the batches has
    music only: making and encoding pictures costs as much as the music Transformer, which has the more to learn."""

    def __init__(
        self,
        maker: PairMaker,
        batch_size: int,
        seed: int,
        first: int = 0,
        music_only: float = 0.0,
        picture_batch: int | None = None,
    ):
        """picture_batch: pairs of a batch with pictures, where that is not `batch_size`."""
        self.maker, self.batch_size, self.seed, self.first, self.count = maker, batch_size, seed, first, 1 << 40
        self.music_only, self.picture_batch = music_only, picture_batch or batch_size

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> Batch:
        if index >= self.count:
            raise IndexError(index)
        rng = np.random.default_rng((self.seed, self.first + index))
        with_picture = rng.random() >= self.music_only
        chosen = self.choose(rng, with_picture)
        return stack([self.maker.make(rng, int(piece), with_picture) for piece in chosen])

    def choose(self, rng: np.random.Generator, with_picture: bool) -> np.ndarray:
        """Pieces of about the same length (in frames where there are pictures, else in steps), so that little is padding:
        neighbours among eight times as many, sorted."""
        count, size = len(self.maker.corpus.pieces), self.picture_batch if with_picture else self.batch_size
        candidates = rng.choice(count, min(count, 8 * size), replace=False)

        candidates = np.array(sorted(candidates, key=lambda piece: self.maker.length(piece, with_picture)))
        start = size * int(rng.integers(0, len(candidates) // size))
        return candidates[start : start + size]


def open_corpus(config: ModelConfig, corpus: list[Path], clips: Path | None, split: int, crop_steps: int) -> PairMaker:
    """Training pairs come with dropouts and training clips; validation and test with everything known and clips that
    were never trained on."""
    pool = ShotPool(clips, "train" if split == TRAIN else "held-out", KIND_WEIGHTS, config.video_fps)
    return PairMaker(config, Corpus(corpus, split), pool, crop_steps, Dropouts() if split == TRAIN else None)


def load(batches: Batches, workers: int) -> DataLoader:
    """Batches made ahead by `workers` background processes; 0 makes them in this one."""
    return DataLoader(
        batches,
        batch_size=None,
        sampler=range(batches.count),
        num_workers=workers,
        prefetch_factor=4 if workers else None,
        worker_init_fn=one_thread,
    )


def one_thread(_: int) -> None:
    torch.set_num_threads(1)
