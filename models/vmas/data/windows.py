"""One film to samples: windows of 10-30 s with picture, sound and facts. Analyses the film in stretches, so that its length
costs no memory. Knows files of films; nothing of shards or of models."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from ..beats.features import INPUT_RATE_HZ
from .cuts import find_cuts
from .media import MediaFacts, MediaProblem, frame_of, probe, read_frames, read_sound, read_thumbnails, thumbnail_rate
from .shards import ShardSample
from .sound_facts import BeatTracker, SoundFacts

STRETCH_SECONDS = 150.0  # analysed at once
MARGIN_SECONDS = 8.0  # heard and seen beyond a stretch's ends, so that its first bar is known
SILENCE_DBFS = -60.0  # RMS of a window
DIGITS = 4  # of a second in the facts


@dataclass(frozen=True)
class Settings:
    """What all samples of a set have in common."""

    fps: float = 10.0
    width: int = 64
    height: int = 36
    sample_rate_hz: int = 48_000
    channels: int = 2
    shortest_seconds: float = 10.0
    longest_seconds: float = 30.0


@dataclass
class FilmReport:
    name: str
    windows: int = 0
    seconds: float = 0.0
    cuts: int = 0
    beats: int = 0
    silent_windows: int = 0
    pictureless_windows: int = 0
    tempos_bpm: list[float] = field(default_factory=list)
    problem: str | None = None

    def as_dict(self) -> dict:
        return asdict(self)


@dataclass(frozen=True)
class Film:
    path: Path
    work: str  # films of one work share a split
    split: str

    @property
    def key(self) -> str:
        """No dots: a sample's key ends at the first one."""
        return hashlib.sha256(f"{self.work}\n{self.path.name}".encode()).hexdigest()[:12]


def plan_windows(frames: int, settings: Settings) -> list[tuple[int, int]]:
    """Frames of a film -> windows (first, end), equally long to a frame, within the limits; none of a film that is too short."""
    longest = math.floor(settings.longest_seconds * settings.fps)
    count = math.ceil(frames / longest)
    if frames < settings.shortest_seconds * settings.fps:
        return []
    edges = [round(frames * i / count) for i in range(count + 1)]
    return list(zip(edges[:-1], edges[1:]))


def film_samples(film: Film, settings: Settings, tracker: BeatTracker, report: FilmReport) -> Iterator[ShardSample]:
    """Raises MediaProblem where the film cannot be used; what came before that must be thrown away."""
    facts = probe(film.path)
    if not facts.has_sound:
        raise MediaProblem("it has no sound")
    windows = plan_windows(math.floor(facts.seconds * settings.fps), settings)
    if not windows:
        raise MediaProblem(f"it lasts {facts.seconds:.1f} s; at least {settings.shortest_seconds:g} s are needed")
    per_stretch = max(1, int(STRETCH_SECONDS / settings.longest_seconds))
    for at in range(0, len(windows), per_stretch):
        yield from stretch_samples(film, facts, windows[at : at + per_stretch], settings, tracker, report)
    if report.windows == 0:
        raise MediaProblem("its sound is silence")


def stretch_samples(
    film: Film, facts: MediaFacts, windows: list[tuple[int, int]], settings: Settings, tracker: BeatTracker, report: FilmReport
) -> Iterator[ShardSample]:
    start, end = windows[0][0] / settings.fps, windows[-1][1] / settings.fps
    seen_from, seen_to = max(0.0, start - MARGIN_SECONDS), min(facts.seconds, end + MARGIN_SECONDS)
    heard = tracker.hear(read_sound(film.path, seen_from, round((seen_to - seen_from) * INPUT_RATE_HZ), INPUT_RATE_HZ, 2))
    rate = thumbnail_rate(facts)
    cuts = seen_from + np.array(find_cuts(read_thumbnails(film.path, seen_from, seen_to - seen_from, rate))) / rate
    frames = read_frames(film.path, start, windows[-1][1] - windows[0][0], settings.fps, settings.width, settings.height)
    sound = read_sound(film.path, start, round((end - start) * settings.sample_rate_hz), settings.sample_rate_hz, settings.channels)
    for first, last in windows:
        picture = held_to_end(frames[first - windows[0][0] : last - windows[0][0]], last - first, settings)
        begin, stop = (round((frame / settings.fps - start) * settings.sample_rate_hz) for frame in (first, last))
        if picture is None:
            report.pictureless_windows += 1
        elif level_dbfs(sound[begin:stop]) < SILENCE_DBFS:
            report.silent_windows += 1
        else:
            about = sample_facts(film, (first, last), settings, heard, cuts, seen_from)
            count_window(report, about)
            yield ShardSample(f"{film.key}-{first:07d}", picture, sound[begin:stop], about)


def held_to_end(frames: np.ndarray, count: int, settings: Settings) -> np.ndarray | None:
    """A picture that ends up to a second before its sound holds its last frame; one that ends earlier is none."""
    missing = count - len(frames)
    if missing > settings.fps:
        return None
    return np.concatenate([frames, np.repeat(frames[-1:], missing, 0)]) if missing else frames


def level_dbfs(sound: np.ndarray) -> float:
    return 10 * math.log10(float(np.square(sound).mean()) + 1e-12)


def sample_facts(
    film: Film, window: tuple[int, int], settings: Settings, heard: SoundFacts, cuts: np.ndarray, origin_seconds: float
) -> dict:
    """What key.json holds. `heard` and `origin_seconds` are of the stretch; times in the result are of the window."""
    first, last = window
    offset = first / settings.fps - origin_seconds
    seconds = (last - first) / settings.fps
    inside = (heard.beats_seconds >= offset) & (heard.beats_seconds < offset + seconds)
    beats = heard.beats_seconds[inside] - offset
    seen = [float(cut) - first / settings.fps for cut in cuts]
    return {
        "work": film.work, "split": film.split, "file": film.path.name, "start_seconds": round(first / settings.fps, DIGITS),
        "seconds": round(seconds, DIGITS), "frames_per_second": settings.fps, "frames": last - first, "width": settings.width,
        "height": settings.height, "sample_rate_hz": settings.sample_rate_hz, "channels": settings.channels,
        "beats_seconds": rounded(beats), "downbeats_seconds": rounded(beats[heard.is_downbeat[inside]]),
        "beat_confidences": rounded(heard.confidences[inside]), "accents": heard.accents[inside].tolist(),
        "tempo_bpm": round(heard.tempo_bpm, 2) if len(beats) > 1 else 0.0, "beats_per_bar": heard.beats_per_bar,
        "loudness_lufs": round(heard.loudness_lufs, 2) if math.isfinite(heard.loudness_lufs) else None,
        "energy": window_energy(heard.energy, offset, seconds),
        "cuts": [{"frame": frame_of(cut, settings.fps), "seconds": round(cut, DIGITS)} for cut in seen if 0 < cut < seconds],
    }  # fmt: skip


def rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), DIGITS) for value in values]


def window_energy(energy: tuple[tuple[float, int], ...], offset: float, seconds: float) -> list[list]:
    """Levels that hold within the window; the first holds from its start."""
    before = [level for start, level in energy if start <= offset]
    inside = [[round(start - offset, DIGITS), level] for start, level in energy if offset < start < offset + seconds]
    return [[0.0, before[-1] if before else energy[0][1]], *inside]


def count_window(report: FilmReport, about: dict) -> None:
    report.windows += 1
    report.seconds += about["seconds"]
    report.cuts += len(about["cuts"])
    report.beats += len(about["beats_seconds"])
    report.tempos_bpm.append(about["tempo_bpm"])
