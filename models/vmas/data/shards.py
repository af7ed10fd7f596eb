"""Shards in the WebDataset convention: tar files whose members `key.extension` stand together, a sample each.
Writes them whole or not at all, and reads them as training samples in an order that is a function of (seed, epoch).

  key.frames.npz or key.mp4   picture: `frames` uint8 [F, H, W, 3], or H.264 of the same frames
  key.flac                    sound of exactly the same length, any rate and channels
  key.json                    facts (sample_facts in windows.py), times in seconds from the start of the sample
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

SPLITS = ("train", "validation", "test")
LOSSLESS_UP_TO_PX = 128  # wide: raw frames of 30 s are 21 MB at 128 x 72
SHUFFLE_SAMPLES = 64  # held at once while reading, so that neighbours in a film are not neighbours in training


@dataclass(frozen=True)
class ShardSample:
    key: str
    frames: np.ndarray  # uint8 [F, H, W, 3]
    sound: np.ndarray  # float32 [N, channels]
    facts: dict


def encode_picture(frames: np.ndarray, fps: float) -> tuple[str, bytes]:
    """uint8 [F, H, W, 3] -> extension, bytes."""
    if frames.shape[2] <= LOSSLESS_UP_TO_PX:
        packed = io.BytesIO()
        np.savez_compressed(packed, frames=frames)
        return "frames.npz", packed.getvalue()
    height, width = frames.shape[1:3]
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(fps), "-i", "-"]
        command += ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv444p", "-bitexact", "-threads", "1", file.name]
        subprocess.run(command, input=frames.tobytes(), check=True, capture_output=True)
        return "mp4", Path(file.name).read_bytes()


def decode_picture(extension: str, data: bytes, facts: dict) -> np.ndarray:
    if extension == "frames.npz":
        return np.load(io.BytesIO(data), allow_pickle=False)["frames"]
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        file.write(data)
        file.flush()
        command = ["ffmpeg", "-v", "error", "-i", file.name, "-fps_mode", "passthrough", "-pix_fmt", "rgb24", "-f", "rawvideo", "-"]
        raw = subprocess.run(command, check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, facts["height"], facts["width"], 3)


def encode_sound(sound: np.ndarray, rate_hz: int) -> bytes:
    packed = io.BytesIO()
    soundfile.write(packed, sound.clip(-1, 1), rate_hz, format="FLAC", subtype="PCM_16")
    return packed.getvalue()


class ShardFile:
    """A shard being written, under another name until it is closed whole. Samples behind a mark can be taken back."""

    def __init__(self, path: Path):
        self.path, self.part, self.count = path, path.with_name(f"{path.name}.part"), 0
        self.file = self.part.open("wb")

    def __enter__(self) -> ShardFile:
        return self

    def add(self, sample: ShardSample) -> None:
        extension, picture = encode_picture(sample.frames, sample.facts["frames_per_second"])
        self.add_member(f"{sample.key}.{extension}", picture)
        self.add_member(f"{sample.key}.flac", encode_sound(sample.sound, sample.facts["sample_rate_hz"]))
        self.add_member(f"{sample.key}.json", json.dumps(sample.facts).encode())
        self.count += 1

    def add_member(self, name: str, data: bytes) -> None:
        """Without time and owner, so that the same input gives the same bytes."""
        info = tarfile.TarInfo(name)
        info.size = len(data)
        self.file.write(info.tobuf(tarfile.USTAR_FORMAT) + data + bytes(-len(data) % tarfile.BLOCKSIZE))

    def mark(self) -> tuple[int, int]:
        return self.file.tell(), self.count

    def take_back(self, mark: tuple[int, int]) -> None:
        self.file.seek(mark[0])
        self.file.truncate()
        self.count = mark[1]

    def __exit__(self, kind, *_) -> None:
        """The file appears when it is whole; without a sample it does not appear."""
        self.file.write(bytes(2 * tarfile.BLOCKSIZE))
        self.file.close()
        if kind is None and self.count:
            os.replace(self.part, self.path)
        else:
            self.part.unlink()


def read_members(path: Path) -> Iterator[tuple[str, dict[str, bytes]]]:
    """-> key, {extension: bytes} of each sample, one after the other."""
    key, members = None, {}
    with tarfile.open(path, "r|") as tar:
        for info in tar:
            if not info.isfile():
                continue
            name, _, extension = info.name.partition(".")
            if members and name != key:
                yield key, members
                members = {}
            key = name
            members[extension] = tar.extractfile(info).read()
    if members:
        yield key, members


def decode_sample(key: str, members: dict[str, bytes]) -> ShardSample:
    facts = json.loads(members["json"])
    extension = next(name for name in ("frames.npz", "mp4") if name in members)
    sound, _ = soundfile.read(io.BytesIO(members["flac"]), dtype="float32", always_2d=True)
    return ShardSample(key, decode_picture(extension, members[extension], facts), sound, facts)


class ShardReader:
    """The samples of one split for one of `world` readers. Each reader has shards of its own; where there are fewer shards than
    readers, each has samples of its own."""

    def __init__(self, folder: Path, split: str, seed: int = 0, rank: int = 0, world: int = 1):
        self.paths = sorted(folder.glob(f"{split}-*.tar"))
        if not self.paths:
            raise SystemExit(f"{folder} has no shard of the split {split}; scripts/prepare_data.py makes them")
        self.seed, self.rank, self.world = seed, rank, world

    def members(self, epoch: int) -> Iterator[tuple[str, dict[str, bytes]]]:
        order = np.random.default_rng((self.seed, epoch)).permutation(len(self.paths))
        by_shard = len(self.paths) >= self.world
        seen = 0
        for place, index in enumerate(order):
            if by_shard and place % self.world != self.rank:
                continue
            for entry in read_members(self.paths[index]):
                if by_shard or seen % self.world == self.rank:
                    yield entry
                seen += 1

    def samples(self, epoch: int = 0, skip: int = 0) -> Iterator[ShardSample]:
        """Each sample once, shuffled; the first `skip` are passed over without being decoded (a resumed run)."""
        random = np.random.default_rng((self.seed, epoch, self.rank))
        for place, entry in enumerate(shuffled(self.members(epoch), random)):
            if place >= skip:
                yield decode_sample(*entry)

    def endless(self, skip: int = 0) -> Iterator[ShardSample]:
        """Epoch after epoch, from sample `skip` on of the whole row."""
        epoch = 0
        while True:
            count = 0
            random = np.random.default_rng((self.seed, epoch, self.rank))
            for entry in shuffled(self.members(epoch), random):
                count += 1
                if skip:
                    skip -= 1
                else:
                    yield decode_sample(*entry)
            assert count, f"reader {self.rank} of {self.world} has no sample; make more shards"
            epoch += 1


def shuffled(entries: Iterator, random: np.random.Generator) -> Iterator:
    held = []
    for entry in entries:
        held.append(entry)
        if len(held) > SHUFFLE_SAMPLES:
            yield held.pop(int(random.integers(len(held))))
    for index in random.permutation(len(held)):
        yield held[index]
