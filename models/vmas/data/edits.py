"""New edits of real clips: pieces of shots without a cut inside, re-timed, seen by a camera that pans and zooms, joined at known frames.
Knows frames and chance; no music and no output files. The same seed gives the same film."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SHORTEST_SHOT_SECONDS, LONGEST_SHOT_SECONDS = 0.6, 4.0
SPEEDS = (0.5, 0.75, 1.0, 1.0, 1.0, 1.5, 2.0)
MOVES = ("still", "pan", "zoom-in", "zoom-out", "pan-zoom")
DEEPEST_ZOOM = 1.6  # the picture is seen at most this much enlarged
LEAST_DIFFERENCE = 12.0  # mean of 255 between the last frame of a shot and the first of the next: a cut that can be seen


@dataclass(frozen=True)
class SourceShot:
    """A stretch of a clip without a cut inside."""

    clip: str
    first: int  # frame of the clip at the rate of the edit
    frames: np.ndarray  # uint8 [F, H, W, 3]


@dataclass(frozen=True)
class EditedShot:
    """What is known of a shot of an edit: where it came from and what was done to it."""

    start_frame: int
    frames: int
    clip: str
    clip_frame: float  # in the source, at the rate of the edit
    speed: float  # negative: backwards
    mirrored: bool
    move: str
    view_begin: tuple[float, float, float]  # left, top and size of the view as shares of the picture
    view_end: tuple[float, float, float]


def draw_view(random: np.random.Generator, size: float) -> tuple[float, float, float]:
    left, top = random.uniform(0, 1 - size, 2)
    return round(float(left), 5), round(float(top), 5), round(size, 5)


def draw_move(random: np.random.Generator) -> tuple[str, tuple, tuple]:
    """-> name, view at the first frame, view at the last one."""
    move = MOVES[random.integers(len(MOVES))]
    near, far = 1 / random.uniform(1.25, DEEPEST_ZOOM), 1 / random.uniform(1.0, 1.15)
    begin, end = {"still": (far, far), "pan": (near, near), "zoom-in": (far, near), "zoom-out": (near, far), "pan-zoom": (near, far)}[move]
    first, last = draw_view(random, begin), draw_view(random, end)
    if move == "still":
        last = first
    if move in ("zoom-in", "zoom-out"):  # about the same centre, as far as the picture reaches
        left, top = (first[i] + (begin - end) / 2 for i in (0, 1))
        last = round(float(np.clip(left, 0, 1 - end)), 5), round(float(np.clip(top, 0, 1 - end)), 5), round(end, 5)
    return move, first, last


def through_view(frame: np.ndarray, view: tuple[float, float, float], width: int, height: int) -> np.ndarray:
    """uint8 [H, W, 3] seen through a view -> uint8 [height, width, 3], bilinear: slow moves do not jump by pixels."""
    left, top, size = view
    rows, row_share = places(top, size, frame.shape[0], height)
    columns, column_share = places(left, size, frame.shape[1], width)
    seen = frame.astype(np.float32)
    lines = seen[rows] + (seen[rows + 1] - seen[rows]) * row_share[:, None, None]
    picture = lines[:, columns] + (lines[:, columns + 1] - lines[:, columns]) * column_share[None, :, None]
    return np.rint(picture).astype(np.uint8)


def places(begin: float, size: float, pixels: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Centres of `count` pixels across begin..begin + size of the picture -> pixel before, share of the one behind."""
    at = ((begin + size * (np.arange(count) + 0.5) / count) * pixels - 0.5).clip(0, pixels - 1.001)
    return at.astype(int), (at - at.astype(int)).astype(np.float32)


def render_shot(shot: EditedShot, source: SourceShot, width: int, height: int) -> np.ndarray:
    """-> uint8 [frames, height, width, 3]."""
    position = shot.clip_frame - source.first + shot.speed * np.arange(shot.frames)
    index = np.rint(position).astype(int).clip(0, len(source.frames) - 1)
    share = np.linspace(0, 1, shot.frames)[:, None] if shot.frames > 1 else np.zeros((1, 1))
    views = np.array(shot.view_begin) * (1 - share) + np.array(shot.view_end) * share
    pictures = np.stack([through_view(source.frames[i], tuple(view), width, height) for i, view in zip(index, views)])
    return pictures[:, :, ::-1] if shot.mirrored else pictures


def draw_shot(random: np.random.Generator, source: SourceShot, start: int, fps: float, most: int) -> EditedShot | None:
    """None where the source is too short for the speed that was drawn."""
    speed = float(SPEEDS[random.integers(len(SPEEDS))])
    longest = min(most, int(LONGEST_SHOT_SECONDS * fps), int((len(source.frames) - 1) / speed) + 1)
    shortest = int(np.ceil(SHORTEST_SHOT_SECONDS * fps))
    if longest < shortest:
        return None
    frames = int(np.exp(random.uniform(np.log(shortest), np.log(longest + 0.999))))
    span = speed * (frames - 1)
    first = float(random.uniform(0, max(0.0, len(source.frames) - 1 - span)))
    if random.random() < 0.25:
        first, speed = first + span, -speed
    move, begin, end = draw_move(random)
    return EditedShot(start, frames, source.clip, round(source.first + first, 3), speed, bool(random.random() < 0.5), move, begin, end)


def make_edit(
    seed: int, sources: list[SourceShot], seconds: float, fps: float, width: int, height: int
) -> tuple[np.ndarray, list[EditedShot]]:
    """-> uint8 [F, height, width, 3], its shots. Neighbours come from different sources and differ visibly; the first frame of each
    shot but the first is a cut."""
    random = np.random.default_rng(seed)
    total, shortest = round(seconds * fps), int(np.ceil(SHORTEST_SHOT_SECONDS * fps))
    parts: list[np.ndarray] = []
    shots: list[EditedShot] = []
    start, previous = 0, -1
    for _ in range(200 * max(1, int(seconds))):
        if start >= total:
            break
        chosen = int(random.integers(len(sources)))
        left = total - start
        # What is left after a shot is none, or enough for another.
        shot = None if chosen == previous else draw_shot(random, sources[chosen], start, fps, left if left < 2 * shortest else left - shortest)
        if shot is None or (left < 2 * shortest and shot.frames < left):
            continue
        pictures = render_shot(shot, sources[chosen], width, height)
        if parts and np.abs(parts[-1][-1].astype(np.float32) - pictures[0]).mean() < LEAST_DIFFERENCE:
            continue
        parts.append(pictures)
        shots.append(shot)
        start, previous = start + shot.frames, chosen
    if start < total:
        raise ValueError(f"these {len(sources)} shots are too few, too short or too much alike for {seconds:g} s")
    return np.concatenate(parts), shots
