"""What simple means would have laid under the same films: B0 to B7. Each gives sound [N] at 48 kHz, or the sound that a score has.
Judges nothing."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

import numpy as np
import onnxruntime

from .films import FFMPEG, Film
from .sound import ONSET_RATE_HZ, RATE_HZ, Heard
from .sync import HIT_SECONDS

NAMES = {
    "ours": "our model",
    "B0": "metronome at the planned tempo",
    "B1": "random training track",
    "B2": "track found by our contrastive model",
    "B3": "the same, best slide and speed of five tracks",
    "B4": "our model without a picture",
    "B5": "our model, music of another film",
    "B6": "arranger on the same plan, no network",
    "B7": "the music that the film was cut to",
}
SPEEDS = np.arange(0.96, 1.0401, 0.01)
SHELF = 5  # tracks that an editor would try
FRAME_RATE_HZ, FRAME_HEIGHT, FRAME_WIDTH = 10, 36, 64


def metronome(tempo_bpm: float, seconds: float) -> np.ndarray:
    """Clicks on a steady tempo from time 0, the first of four higher."""
    samples = np.zeros(int(seconds * RATE_HZ), np.float32)
    age = np.arange(int(0.05 * RATE_HZ)) / RATE_HZ
    for beat, time in enumerate(np.arange(0, seconds - 0.06, 60 / tempo_bpm)):
        click = 0.5 * np.sin(2 * np.pi * (1500 if beat % 4 == 0 else 1000) * age) * np.exp(-age * 80)
        start = int(time * RATE_HZ)
        samples[start : start + len(click)] += click.astype(np.float32)
    return samples


def random_index(film_number: int, count: int, draw: int = 0) -> int:
    """Index of a track for each draw; the draws of one film are different tracks while there are enough."""
    random = np.random.default_rng((5, film_number))
    first = int(random.integers(count))
    others = random.permutation(np.delete(np.arange(count), first))
    return int(others[(draw - 1) % len(others)]) if draw and len(others) else first


def other_film(index: int, films: list[Film]) -> int:
    """The next film of the same kind: other cuts, as many of them and as long."""
    same = [i for i, film in enumerate(films) if film.kind == films[index].kind]
    return same[(same.index(index) + 1) % len(same)] if len(same) > 1 else (index + 1) % len(films)


def frames_of(film: Film) -> np.ndarray:
    """uint8 [F, 36, 64, 3] at 10 fps, as the video encoder sees a film."""
    start, end = film.range_seconds or (0.0, film.seconds)
    window = ["-ss", str(start), "-t", str(end - start), "-i", str(film.path)]
    scale = ["-vf", f"fps={FRAME_RATE_HZ},scale={FRAME_WIDTH}:{FRAME_HEIGHT}:flags=area", "-pix_fmt", "rgb24", "-f", "rawvideo", "-"]
    raw = subprocess.run([FFMPEG, "-v", "error", *window, *scale], capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, FRAME_HEIGHT, FRAME_WIDTH, 3)


def embed_film(encoder: onnxruntime.InferenceSession, film: Film) -> np.ndarray:
    return unit(encoder.run(["embedding"], {"frames": frames_of(film)})[0])


def embed_tokens(encoder: onnxruntime.InferenceSession, tokens: np.ndarray) -> np.ndarray:
    """`tokens` int [T, K], rows as the model reads them."""
    return unit(encoder.run(["embedding"], {"tokens": tokens.astype(np.int64)})[0])


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / max(1e-9, float(np.linalg.norm(vector)))


@dataclass(frozen=True)
class Placement:
    track: int
    offset_seconds: float
    speed: float
    strength: float


def best_placement(cuts: np.ndarray, seconds: float, tracks: dict[int, np.ndarray]) -> Placement:
    """The slide (10 ms) and speed (+-4 %) at which the attacks of a track are strongest at the cuts. `tracks`: onset envelopes."""
    reach, best = round(HIT_SECONDS * ONSET_RATE_HZ), Placement(next(iter(tracks)), 0.0, 1.0, -np.inf)
    for track, onsets in tracks.items():
        highest = np.lib.stride_tricks.sliding_window_view(np.pad(onsets, reach, constant_values=-np.inf), 2 * reach + 1).max(axis=1)
        for speed in SPEEDS:
            room = len(onsets) - int(seconds * speed * ONSET_RATE_HZ)
            if room < 1:
                continue
            frames = np.round(cuts * speed * ONSET_RATE_HZ).astype(int)
            strength = highest[np.minimum(np.arange(room)[:, None] + frames[None], len(onsets) - 1)].mean(axis=1)
            at = int(strength.argmax())
            if strength[at] > best.strength:
                best = Placement(track, at / ONSET_RATE_HZ, float(speed), float(strength[at]))
    return best


def placed(samples: np.ndarray, placement: Placement, seconds: float) -> np.ndarray:
    """The part of a track that was chosen, played at its speed (pitch moves with it, as in an editor's clip speed)."""
    at = (placement.offset_seconds + np.arange(int(seconds * RATE_HZ)) / RATE_HZ * placement.speed) * RATE_HZ
    return np.interp(at, np.arange(len(samples)), samples).astype(np.float32)


def shelf_of(similarity: np.ndarray, count: int = SHELF) -> list[int]:
    return np.argsort(-similarity)[:count].tolist()


def trimmed(samples: np.ndarray, seconds: float) -> np.ndarray:
    return samples[: int(seconds * RATE_HZ)]


def inner_cuts(film: Film) -> np.ndarray:
    return np.array([t for t in film.cuts_seconds if 0.25 < t < film.seconds - 0.25])


def envelopes(tracks: list[Heard], chosen: list[int]) -> dict[int, np.ndarray]:
    return {index: tracks[index].onsets for index in chosen}
