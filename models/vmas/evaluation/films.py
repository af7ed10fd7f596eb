"""The films that are scored: montages with exactly known cuts, scrolls whose motion is known, grey pictures, and real clips.
Cutting is an outside program (scripts/evaluation/make-films.ts, ffmpeg). Knows no music but the accents that some films are cut to."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .material import Sounded, run_tool
from .sizes import KINDS, Sizes

FPS = 25
FFMPEG = os.environ.get("FFMPEG_PATH", "ffmpeg")
SHORTEST_SHOT_SECONDS = 0.5
# Shares of the picture's width that a scroll moves in a frame: standing, slow, walking, running.
SCROLL_SPEEDS = (0.0, 0.0025, 0.01, 0.035)
# Unedited clips, long enough for a tempo to be heard.
TEMPO_CLIPS = (
    "intel_bottle-detection.mp4", "intel_car-detection.mp4", "ms_casting.mp4", "seattle_pan_16s.avi", "ms_fishes.wmv", "ms_ladybug.wmv",
)  # fmt: skip
TEMPO_SECONDS = 12.0
EDITED_CLIPS = (
    ("tos_battle_70s.webm", (30.0, 60.0)), ("bbb_trailer_33s.webm", (0.0, 33.0)), ("bbb_end_20s_1080p.webm", (0.0, 20.0)),
    ("bbb_opening_30s.mp4", (0.0, 30.0)), ("bbb_part_c_16s_timecode.mp4", (0.0, 16.0)),
)  # fmt: skip


@dataclass(frozen=True)
class Film:
    name: str
    kind: str
    path: Path
    cuts_seconds: tuple[float, ...]
    number: int  # within its kind
    seconds: float
    range_seconds: tuple[float, float] | None = None
    motion_per_second: tuple[float, ...] = ()  # known speed of the picture, arcs only


def cut_to_accents(music: Sounded) -> list[int]:
    """Shot lengths in frames of a film whose cuts stand on the accents of a piece."""
    times = np.array(music.request["timesSeconds"])[:-1][np.array(music.request["accents"]) > 0]
    end = int(music.duration_seconds * FPS)
    edges = [0]
    for frame in np.round(times * FPS).astype(int):
        if frame - edges[-1] >= SHORTEST_SHOT_SECONDS * FPS and end - frame >= SHORTEST_SHOT_SECONDS * FPS:
            edges.append(int(frame))
    return np.diff([*edges, end]).tolist()


def montages(sizes: Sizes, film_music: list[Sounded], clips: Path, folder: Path) -> list[Film]:
    folder.mkdir(parents=True, exist_ok=True)
    plans = []
    for kind in KINDS:
        for number in range(sizes.films):
            plan = {"name": f"{kind}-{number}", "kind": kind, "seed": 100 + number, "seconds": sizes.film_seconds}
            if kind == "from-music":
                plan |= {"kind": "irregular", "seed": 200 + number, "shotFrames": cut_to_accents(film_music[number])}
            plans.append(plan)
    (folder / "plans.json").write_text(json.dumps(plans))
    run_tool("make-films.ts", folder / "plans.json", clips.resolve(), folder.resolve())
    known = json.loads((folder / "films.json").read_text())
    return [known_film(film) for film in known]


def known_film(entry: dict) -> Film:
    kind, number = entry["name"].rsplit("-", 1)
    return Film(entry["name"], kind, Path(entry["file"]), tuple(entry["cutSeconds"]), int(number), entry["seconds"])


def run_ffmpeg(arguments: list[str], output: Path) -> None:
    part = output.with_suffix(".part.mp4")
    encode = ["-an", "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", str(part)]
    subprocess.run([FFMPEG, "-v", "error", "-y", *arguments, *encode], check=True)
    part.rename(output)


def grey_film(seconds: float, folder: Path) -> Path:
    """A picture in which nothing is to be seen, as long as another."""
    path = folder / f"grey-{seconds:.2f}.mp4"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        run_ffmpeg(["-f", "lavfi", "-i", f"color=c=gray:s=640x360:r={FPS}:d={seconds:.3f}"], path)
    return path


def arc_levels(number: int, sections: int) -> list[int]:
    """Speed of each section, neighbours differ; every film has the slowest and the fastest."""
    random = np.random.default_rng((11, number))
    while True:
        levels = random.integers(0, len(SCROLL_SPEEDS), sections)
        if (np.diff(levels) != 0).all() and levels.min() == 0 and levels.max() == len(SCROLL_SPEEDS) - 1:
            return levels.tolist()


def arc_film(number: int, seconds: float, clips: Path, folder: Path) -> Film:
    """Stills that scroll at a known speed, another still and speed in each section: motion is known exactly."""
    path = folder / f"arc-{number}.mp4"
    sections = max(3, round(seconds / 4))
    levels, frames = arc_levels(number, sections), round(seconds * FPS / sections)
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        stills = sorted(clips.glob("toast_*.mp4"))
        inputs, chains = [], []
        for index, level in enumerate(levels):
            inputs += ["-ss", "2", "-i", str(stills[(5 * number + 3 * index) % len(stills)])]
            picture = "scale=640:360:force_original_aspect_ratio=increase,crop=640:360,setsar=1"
            still = f"trim=end_frame=1,loop=loop=-1:size=1,setpts=N/{FPS}/TB,fps={FPS}"
            chains.append(f"[{index}:v]{picture},{still},scroll=h={SCROLL_SPEEDS[level]},trim=end_frame={frames},setpts=PTS-STARTPTS[v{index}]")
        joined = "".join(f"[v{index}]" for index in range(sections))
        graph = f"{';'.join(chains)};{joined}concat=n={sections}:v=1[out]"
        run_ffmpeg([*inputs, "-filter_complex", graph, "-map", "[out]"], path)
    cuts = tuple(frames * index / FPS for index in range(1, sections))
    middle = np.arange(int(sections * frames / FPS)) + 0.5
    motion = tuple(SCROLL_SPEEDS[levels[int(t * FPS // frames)]] for t in middle)
    return Film(f"arc-{number}", "arc", path, cuts, number, sections * frames / FPS, None, motion)


def real_clips(clips: Path, count: int) -> list[Film]:
    """Edited films with looked-at hard cuts; times count from the start of the range."""
    known = json.loads((clips / "cuts.json").read_text())
    films = []
    for number, (name, (start, end)) in enumerate(EDITED_CLIPS[:count]):
        cuts = tuple(cut["time"] - start for cut in known[name]["cuts"] if start < cut["time"] < end)
        films.append(Film(f"real-{Path(name).stem}", "real", clips / name, cuts, number, end - start, (start, end)))
    return films


def tempo_clip(number: int, clips: Path) -> Film:
    name = TEMPO_CLIPS[number % len(TEMPO_CLIPS)]
    return Film(f"tempo-{number}", "tempo", clips / name, (), number, TEMPO_SECONDS, (0.0, TEMPO_SECONDS))
