"""The paired picture: from a piece's facts (accents, energy, tempo, style, mode) to a video that goes with it, by the
written rules of models/README.md, section "Pairs". Sees no token: only what the plan of a real job also has. Everything is decided in ticks
of 10 ms: the same seed is the same film at every frame rate, seen at more or fewer of its moments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .picture_camera import draw_camera
from .picture_sources import HEIGHT, MOTION_HZ, WIDTH, ShotPool, bounce, draw_sprites, sprites, texture

STYLES = ("ambient", "cinematic", "lofi", "house", "folk", "rock", "hiphop", "piano", "unknown")
TICKS = 100  # a second: 10, 20, 25 and 50 frames a second have whole ones
CUT_CHANCE = (0.0, 0.6, 0.9)  # by accent: none, accent, strong
PUNCH_CHANCE = (0.0, 0.5, 0.6)  # a burst of motion where no cut was made
BURST = np.repeat([5.0, 3.5, 2.0], TICKS // 10)  # times the speed, over 0.3 s
LOOSENESS_SECONDS = 0.05  # an editor's hand: how far a transition stands from its accent, at most
# Kinds of clip that a style is paired with more often than others.
KIND_WEIGHTS = {
    "ambient": {"nature": 4}, "cinematic": {"film": 4}, "lofi": {"cosy": 3, "street": 2}, "house": {"street": 3},
    "folk": {"nature": 3, "cosy": 2}, "rock": {"sport": 4, "film": 2}, "hiphop": {"sport": 3, "street": 3},
    "piano": {"cosy": 3, "nature": 3},
}  # fmt: skip
# Grade of each style: saturation, contrast, brightness offset, and the share of rendered shots.
GRADES = {
    "ambient": (0.75, 0.75, 6, 0.3), "cinematic": (0.8, 1.25, -12, 0.1), "lofi": (0.6, 0.8, 2, 0.2),
    "house": (1.5, 1.2, -4, 0.6), "folk": (1.1, 1.0, 8, 0.1), "rock": (1.0, 1.4, -4, 0.3),
    "hiphop": (0.9, 1.2, -14, 0.4), "piano": (0.35, 0.95, 4, 0.2), "unknown": (1.0, 1.0, 0, 0.3),
}  # fmt: skip


@dataclass
class PictureFacts:
    accents: np.ndarray  # int [T] 0 none, 1 accent, 2 strong
    energy: np.ndarray  # int [T] 0..15, 16 unknown
    tempo_bpm: float
    style: int  # index into STYLES
    mode: int  # 0 unknown, 1 major, 2 minor

    @property
    def step_seconds(self) -> float:
        return 60 / self.tempo_bpm / 4

    @property
    def ticks(self) -> int:
        return int(np.ceil(len(self.accents) * self.step_seconds * TICKS))


def first_frame(tick: int, fps: int) -> int:
    """The frame in which what begins at a tick is first seen: frame k shows tick k * TICKS / fps."""
    return -(-tick * fps // TICKS)


def make_picture(
    rng: np.random.Generator, facts: PictureFacts, pool: ShotPool, fps: int = 10
) -> tuple[np.ndarray, np.ndarray]:
    """-> frames uint8 [F, 36, 64, 3], beat target float32 [F] (1 where a transition was put on an accent)."""
    assert TICKS % fps == 0, f"{fps} frames a second fall between ticks of {1000 // TICKS} ms"
    cuts, punches, moments = edit(rng, facts)
    speed = motion_curve(rng, facts, punches)
    count = first_frame(facts.ticks, fps)
    frames, target = np.empty((count, HEIGHT, WIDTH, 3), np.uint8), np.zeros(count, np.float32)
    seen = [first_frame(moment, fps) for moment in moments]
    target[[frame for frame in seen if frame < count]] = 1
    edges = [0, *cuts, facts.ticks]
    style = STYLES[facts.style]
    # One place of origin for most of a film: its first few shots come back.
    repertoire = [draw_source(rng, pool, style) for _ in range(int(rng.integers(2, 6)))]
    grade = film_grade(rng, facts)
    for start, end in zip(edges[:-1], edges[1:]):
        source = repertoire[rng.integers(len(repertoire))] if rng.random() < 0.6 else draw_source(rng, pool, style)
        first, last = first_frame(start, fps), first_frame(end, fps)  # none between two cuts that are very near
        instants = np.arange(first, last) * (TICKS // fps) - start
        frames[first:last] = colour(rng, render_shot(rng, source, speed[start:end], instants), grade)
    return frames, target


def edit(rng: np.random.Generator, facts: PictureFacts) -> tuple[list[int], list[int], list[int]]:
    """Where shots change, where motion bursts, and which of both stand on an accent, in ticks."""
    cuts, punches, moments = set(), [], []
    discipline = rng.uniform(0.7, 1.1)  # editors differ in how strictly they follow the music
    for step in np.flatnonzero(facts.accents):
        seconds = step * facts.step_seconds + rng.uniform(-LOOSENESS_SECONDS, LOOSENESS_SECONDS)
        tick, accent = int(np.ceil(seconds * TICKS)), facts.accents[step]
        if not 0 < tick < facts.ticks:
            continue
        if rng.random() < CUT_CHANCE[accent] * discipline:
            cuts.add(tick)
        elif rng.random() < PUNCH_CHANCE[accent]:
            punches.append(tick)
        else:
            continue
        moments.append(tick)
    # Cuts that no accent asks for: one in 25 s on average, off the grid, and negatives for the beat head.
    for _ in range(rng.poisson(facts.ticks / TICKS / 25)):
        cuts.add(int(rng.integers(1, max(2, facts.ticks))))
    return sorted(cut for cut in cuts if cut < facts.ticks), punches, moments


def motion_curve(rng: np.random.Generator, facts: PictureFacts, punches: list[int]) -> np.ndarray:
    """Motion in pixels a second, [ticks]: follows the energy, with a burst of 0.3 s at each punch."""
    step = (np.arange(facts.ticks) / TICKS / facts.step_seconds).astype(int).clip(0, len(facts.energy) - 1)
    energy = facts.energy[step].astype(float)
    energy[energy > 15] = rng.uniform(3, 12)
    # 1.5 pixels a second (2 % of the width) at rest to about 24 (40 %) at full energy.
    speed = 1.5 * 2 ** (energy / 15 * 4) * rng.uniform(0.7, 1.4)
    for tick in punches:
        # Motion takes time to be seen: it begins 50 ms before the moment, so that a frame at the moment shows it.
        place = tick - TICKS // 20 + np.arange(len(BURST))
        inside = (place >= 0) & (place < facts.ticks)
        speed[place[inside]] *= BURST[inside]
    return speed


def draw_source(rng: np.random.Generator, pool: ShotPool, style: str):
    rendered = GRADES[style][3]
    if not pool.shots or rng.random() < rendered:
        return texture(rng), sprites(rng) if rng.random() < 0.8 else []
    return pool.draw(rng, style)


def render_shot(rng: np.random.Generator, source, speed: np.ndarray, instants: np.ndarray) -> np.ndarray:
    """A source seen by a moving camera at some ticks of the shot [F], uint8 [F, 36, 64, 3]; speed [ticks] in pixels a second."""
    travel = np.cumsum(speed)[instants] / TICKS
    if isinstance(source, tuple):
        image, shapes = source
        camera, way = draw_camera(rng, pan_margin=1.0, zoom_margin=0.25), travel * 0.6
        frames = camera.see(image[None], np.zeros(len(instants), int), way)
        draw_sprites(frames, shapes, travel * 1.2, camera.enlargement(way), camera.focus)
        return frames
    # A real clip is played slower or faster so that its own motion plus the camera's gives the wanted motion.
    rate = np.clip(speed / MOTION_HZ / (0.08 * source.motion + 0.15), 0.25, 4.0)
    last = (len(source.frames) - 1) / source.fps  # seconds
    start = rng.uniform(0, len(source.frames) / source.fps)
    position = bounce(start + rng.choice((-1, 1)) * np.cumsum(rate)[instants] / TICKS, last)
    index = np.rint(position * source.fps).astype(int)
    camera_share, margin = rng.uniform(0, 0.5), rng.uniform(0.05, 0.35)
    return draw_camera(rng, margin, margin).see(source.frames, index, travel * camera_share)


def film_grade(rng: np.random.Generator, facts: PictureFacts) -> tuple[float, float, float, float]:
    """Saturation, contrast, brightness offset (0..255 scale), warmth (-1..1) of the whole film."""
    saturation, contrast, offset, _ = GRADES[STYLES[facts.style]]
    mood = (0, 1, -1)[facts.mode]
    saturation *= rng.lognormal(0, 0.25)
    contrast *= rng.lognormal(0, 0.12)
    return saturation, contrast, offset + 18 * mood + rng.normal(0, 10), 0.35 * mood + rng.normal(0, 0.25)


def colour(rng: np.random.Generator, frames: np.ndarray, grade: tuple[float, float, float, float]) -> np.ndarray:
    """Mixes each channel with the luma (saturation), scales and shifts it; shots of a film differ a little. Channel by
    channel: eight times faster than a 3 x 3 matrix product over interleaved pixels."""
    saturation, contrast, offset, warmth = grade
    warmth = warmth + rng.normal(0, 0.08)
    shift = np.float32(128 * (1 - contrast) + offset + rng.normal(0, 6))
    channels = [frames[..., c].astype(np.float32) for c in range(3)]
    luma = sum(channel * np.float32(weight) for channel, weight in zip(channels, (0.299, 0.587, 0.114)))
    luma *= np.float32(1 - saturation)
    result = np.empty_like(frames)
    for c, channel in enumerate(channels):
        channel *= np.float32(saturation)
        channel += luma
        channel *= np.float32(contrast * (1 + 0.15 * warmth * (1, 0, -1)[c]))
        channel += shift
        np.clip(channel, 0, 255, out=channel)
        result[..., c] = channel
    return result
