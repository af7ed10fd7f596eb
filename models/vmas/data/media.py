"""Reads parts of media files through the `ffmpeg` and `ffprobe` commands: pictures, luma thumbnails, sound.
Knows no cuts, beats or shards. Time zero is where the container begins, for picture and sound alike."""

from __future__ import annotations

import json
import math
import subprocess
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

FASTEST_THUMBNAILS = 30  # a second: the cut detector's margins were set at 24 to 30
LEAST_PATIENCE_SECONDS, PATIENCE = 60, 6  # of a decoder: at least, and times the length that is read
CLOCK_SLACK_SECONDS = 0.002  # 180 ticks of the filter's clock


class MediaProblem(Exception):
    """A file that cannot be used; the text says why in words for the person who gave it."""


@dataclass(frozen=True)
class MediaFacts:
    seconds: float
    frames_per_second: float
    has_sound: bool


def run(command: list[str], seconds: float) -> bytes:
    patience = max(LEAST_PATIENCE_SECONDS, PATIENCE * seconds)
    try:
        return subprocess.run(command, capture_output=True, check=True, timeout=patience).stdout
    except FileNotFoundError as error:
        raise SystemExit(f"the command {command[0]} was not found: install ffmpeg, which brings it") from error
    except subprocess.TimeoutExpired as error:
        raise MediaProblem(f"reading took more than {patience:.0f} s") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise MediaProblem(f"{command[0]} cannot read it: {said[-1] if said else 'it gives no reason'}") from error


def probe(path: Path) -> MediaFacts:
    """Raises MediaProblem for a file that is no video (cover art of a song is none)."""
    text = run(["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", f"file:{path}"], 0)
    about = json.loads(text)
    streams = about.get("streams", [])
    pictures = [s for s in streams if s["codec_type"] == "video" and not s.get("disposition", {}).get("attached_pic")]
    if not pictures:
        raise MediaProblem("it has no moving picture")
    durations = [about.get("format", {}).get("duration"), pictures[0].get("duration")]
    seconds = next((float(text) for text in durations if text not in (None, "N/A")), 0.0)
    rate = Fraction(pictures[0].get("avg_frame_rate", "0/1").replace("/0", "/1"))
    return MediaFacts(seconds, float(rate) or 25.0, any(s["codec_type"] == "audio" for s in streams))


def read_pictures(path: Path, start_seconds: float, frames: int, filters: str, width: int, height: int) -> np.ndarray:
    """-> uint8 [F, height, width, 3], F <= frames, all of the picture squashed."""
    command = ["ffmpeg", "-v", "error", "-nostdin", "-threads", "1", "-ss", f"{start_seconds:.6f}", "-i", f"file:{path}", "-map", "0:V:0"]
    command += ["-vf", f"{filters},scale={width}:{height}:flags=area", "-frames:v", str(frames), "-pix_fmt", "rgb24", "-f", "rawvideo", "-"]
    return np.frombuffer(run(command, start_seconds + frames / 10), np.uint8).reshape(-1, height, width, 3)


def read_frames(path: Path, start_seconds: float, frames: int, fps: float, width: int, height: int) -> np.ndarray:
    """-> uint8 [F, height, width, 3], F <= frames: frame k is what is seen at start + k / fps."""
    # Rounded up, a picture begins in the first slot at or after its time; 2 ms forgive containers that count milliseconds.
    return read_pictures(path, start_seconds, frames, f"settb=1/90000,setpts=PTS-180,fps={fps}:round=up:start_time=0", width, height)


def frame_of(seconds: float, fps: float) -> int:
    """The frame of read_frames that first shows what begins at this time."""
    return math.ceil((seconds - CLOCK_SLACK_SECONDS) * fps)


def thumbnail_rate(facts: MediaFacts) -> float:
    """The file's own frame rate, or the largest whole part of it that is at most 30."""
    return facts.frames_per_second / math.ceil(facts.frames_per_second / FASTEST_THUMBNAILS - 0.01)


def read_thumbnails(path: Path, start_seconds: float, seconds: float, rate: float) -> np.ndarray:
    """-> luma float32 [F, 36, 64], 0..255 (Rec. 601)."""
    frames = read_pictures(path, start_seconds, math.ceil(seconds * rate), f"fps={rate}:start_time=0", 64, 36)
    return frames.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)


def read_sound(path: Path, start_seconds: float, samples: int, rate_hz: int, channels: int) -> np.ndarray:
    """-> float32 [samples, channels]; silence where the track has nothing (late start, early end)."""
    seconds = samples / rate_hz
    command = ["ffmpeg", "-v", "error", "-nostdin", "-ss", f"{start_seconds:.6f}", "-t", f"{seconds + 0.1:.6f}", "-i", f"file:{path}"]
    command += ["-map", "0:a:0", "-af", "aresample=async=1:first_pts=0", "-ac", str(channels), "-ar", str(rate_hz), "-f", "f32le", "-"]
    sound = np.frombuffer(run(command, start_seconds + seconds), np.float32).reshape(-1, channels)[:samples]
    return np.concatenate([sound, np.zeros((samples - len(sound), channels), np.float32)])
