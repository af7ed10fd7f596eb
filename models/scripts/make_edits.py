"""Makes edited films with exactly known cuts out of real clips: other shots, speeds, pans and zooms, over openly licensed music or silent. Beside
each film lies a .json with its cuts, shots and music. The same seed gives the same film. Needs the `ffmpeg` command.

    python models/scripts/make_edits.py --out edits --films 8 --fps 25 --seconds 30
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from prepare_clips import split_of
from vmas.data.edits import SHORTEST_SHOT_SECONDS, EditedShot, SourceShot, make_edit
from vmas.data.media import MediaProblem, frame_of, probe, read_frames, run

LONGEST_CLIP_SECONDS = 75
LEAST_MOTION = 0.5  # mean change of 255 from a quarter of the shot to the next: a still picture says nothing of speed


def read_sources(clips: Path, split: str, fps: float, width: int, height: int, most_seconds: float) -> list[SourceShot]:
    """The shots of one split (as prepare_clips.py splits), cut at the marked cuts with a frame to spare on each side."""
    marks = json.loads((clips / "cuts.json").read_text())
    sources = []
    for path in sorted(path for path in clips.iterdir() if path.suffix != ".json" and split_of(path.name) == split):
        try:
            facts = probe(path)
            frames = read_frames(path, 0, round(min(facts.seconds, most_seconds) * fps), fps, width, height)
        except MediaProblem as problem:
            print(f"left out  {path.name}: {problem}", file=sys.stderr)
            continue
        about = marks.get(path.name, {})
        rate = about.get("fps", facts.frames_per_second)
        inner = [(cut["time"], cut["time"]) for cut in about.get("cuts", [])]
        # What is marked as no hard cut (flashes, dissolves, dips to black) is no shot either.
        inner += [tuple(frame / rate for frame in other["frames"]) for other in marked_spans(about)]
        inner += [(dip["time"] - 0.5, dip["time"] + 0.5) for dip in about.get("dips_to_black", [])]
        start = 0
        for begin, end in [*sorted(inner), (len(frames) / fps, 0)]:
            stop = min(len(frames), frame_of(begin, fps))
            part = frames[start : stop - 1]
            if len(part) >= 2 * SHORTEST_SHOT_SECONDS * fps and motion_of(part) > LEAST_MOTION:
                sources.append(SourceShot(path.name, start, part))
            start = max(start, frame_of(end, fps) + 1)
    return sources


def motion_of(frames: np.ndarray) -> float:
    return float(np.abs(np.diff(frames[:: len(frames) // 4].astype(np.float32), axis=0)).mean())


def marked_spans(about: dict) -> list[dict]:
    entries = [entry for kind in ("not_cuts", "dissolves", "irises", "other") for entry in about.get(kind, [])]
    return [entry for entry in entries if len(entry.get("frames", [])) == 2]


def choose_music(random: np.random.Generator, audio: Path, seconds: float) -> dict | None:
    """A piece of audio.json that is long enough and where in it the film begins; one film in five is silent."""
    entries = json.loads((audio / "audio.json").read_text())
    if random.random() < 0.2:
        return None
    for index in random.permutation(len(entries)):
        entry = entries[index]
        spare = probe_seconds(audio / entry["file"]) - seconds
        if spare >= 0:
            credit = {name: entry[name] for name in ("file", "title", "artist", "license")}
            return credit | {"start_seconds": round(float(random.uniform(0, spare)), 3)}
    return None


def probe_seconds(path: Path) -> float:
    return float(run(["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(path)], 0))


def write_film(path: Path, frames: np.ndarray, fps: float, audio: Path, music: dict | None) -> None:
    """Appears when it is whole."""
    height, width = frames.shape[1:3]
    raw, part = path.with_suffix(".raw"), path.with_name(f"{path.stem}.part.mp4")
    frames.tofile(raw)
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(fps), "-i", str(raw)]
    if music:
        command += ["-ss", str(music["start_seconds"]), "-t", str(len(frames) / fps), "-i", str(audio / music["file"]), "-c:a", "aac", "-b:a", "160k"]
    command += ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", "-bitexact", "-threads", "1", str(part)]
    try:
        run(command, len(frames) / fps)
        os.replace(part, path)
    finally:
        raw.unlink()
        part.unlink(missing_ok=True)


def film_facts(shots: list[EditedShot], seed: int, fps: float, split: str, music: dict | None) -> dict:
    cuts = [{"frame": shot.start_frame, "seconds": round(shot.start_frame / fps, 5)} for shot in shots[1:]]
    frames = shots[-1].start_frame + shots[-1].frames
    return {
        "seed": seed, "fps": fps, "frames": frames, "split": split, "music": music, "cuts": cuts, "shots": [asdict(shot) for shot in shots],
    }  # fmt: skip


def main(arguments: argparse.Namespace) -> None:
    width, height = (int(text) for text in arguments.size.split("x"))
    arguments.out.mkdir(parents=True, exist_ok=True)
    sources = read_sources(arguments.clips, arguments.split, arguments.fps, width, height, LONGEST_CLIP_SECONDS)
    if not sources:
        raise SystemExit(f"{arguments.clips} has no clip of the split {arguments.split}")
    print(f"{len(sources)} shots of {len({source.clip for source in sources})} clips, {sum(len(s.frames) for s in sources) / arguments.fps:.0f} s", flush=True)
    count = 0
    for seed in range(arguments.seed, arguments.seed + arguments.films):
        frames, shots = make_edit(seed, sources, arguments.seconds, arguments.fps, width, height)
        music = None if arguments.silent else choose_music(np.random.default_rng((seed, 1)), arguments.audio, arguments.seconds)
        path = arguments.out / f"edit-{seed:06d}.mp4"
        facts = film_facts(shots, seed, arguments.fps, arguments.split, music)
        write_film(path, frames, arguments.fps, arguments.audio, music)
        path.with_suffix(".json").write_text(json.dumps(facts, indent=1) + "\n")
        count += len(shots) - 1
        print(f"{path.name}: {len(shots)} shots, {music['file'] if music else 'silent'}", flush=True)
    print(f"{arguments.films} films, {arguments.films * arguments.seconds:.0f} s, {count} cuts")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, default=Path("../shared/data/clips"))
    parser.add_argument("--audio", type=Path, default=Path("../shared/data/audio"), help="folder with audio.json")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--films", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0, help="of the first film; film i has seed + i")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--fps", type=float, default=25.0)
    parser.add_argument("--size", default="192x108")
    parser.add_argument("--split", default="train", choices=("train", "held-out"), help="no source film is in both")
    parser.add_argument("--silent", action="store_true")
    main(parser.parse_args())
