"""The paired picture: from a piece's facts (accents, energy, tempo, style, mode) to a video that goes with it, by the
written rules of models/README.md, section "Pairs". Sees no token: only what the plan of a real job also has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .picture_sources import FPS, HEIGHT, WIDTH, ShotPool, bounce, draw_sprites, sprites, texture

STYLES = ("ambient", "cinematic", "lofi", "house", "folk", "rock", "hiphop", "piano", "unknown")
CUT_CHANCE = (0.0, 0.6, 0.9)  # by accent: none, accent, strong
PUNCH_CHANCE = (0.0, 0.5, 0.6)  # a burst of motion where no cut was made
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
    def frame_count(self) -> int:
        return int(np.ceil(len(self.accents) * self.step_seconds * FPS))


def make_picture(rng: np.random.Generator, facts: PictureFacts, pool: ShotPool) -> tuple[np.ndarray, np.ndarray]:
    """-> frames uint8 [F, 36, 64, 3], beat target float32 [F] (1 where a transition was put on an accent)."""
    cuts, punches, target = edit(rng, facts)
    speed = motion_curve(rng, facts, punches)
    frames = np.empty((facts.frame_count, HEIGHT, WIDTH, 3), np.uint8)
    edges = [0, *cuts, facts.frame_count]
    style = STYLES[facts.style]
    # One place of origin for most of a film: its first few shots come back.
    repertoire = [draw_source(rng, pool, style) for _ in range(int(rng.integers(2, 6)))]
    grade = film_grade(rng, facts)
    for start, end in zip(edges[:-1], edges[1:]):
        source = repertoire[rng.integers(len(repertoire))] if rng.random() < 0.6 else draw_source(rng, pool, style)
        frames[start:end] = colour(rng, render_shot(rng, source, speed[start:end]), grade)
    return frames, target


def edit(rng: np.random.Generator, facts: PictureFacts) -> tuple[list[int], list[int], np.ndarray]:
    """Where shots change and where motion bursts, in frames, and the beat target."""
    count = facts.frame_count
    target = np.zeros(count, np.float32)
    cuts, punches = set(), []
    discipline = rng.uniform(0.7, 1.1)  # editors differ in how strictly they follow the music
    for step in np.flatnonzero(facts.accents):
        frame = round(step * facts.step_seconds * FPS) + int(rng.integers(0, 2))
        accent = facts.accents[step]
        if not 0 < frame < count:
            continue
        if rng.random() < CUT_CHANCE[accent] * discipline:
            cuts.add(frame)
        elif rng.random() < PUNCH_CHANCE[accent]:
            punches.append(frame)
        else:
            continue
        target[frame] = 1
    # Cuts that no accent asks for: one in 25 s on average, off the grid, and negatives for the beat head.
    for _ in range(rng.poisson(count / FPS / 25)):
        cuts.add(int(rng.integers(1, max(2, count))))
    return sorted(cut for cut in cuts if cut < count), punches, target


def motion_curve(rng: np.random.Generator, facts: PictureFacts, punches: list[int]) -> np.ndarray:
    """Motion in pixels a frame, [F]: follows the energy, with a burst of 0.3 s at each punch."""
    step = (np.arange(facts.frame_count) / FPS / facts.step_seconds).astype(int).clip(0, len(facts.energy) - 1)
    energy = facts.energy[step].astype(float)
    energy[energy > 15] = rng.uniform(3, 12)
    # 0.15 px a frame (0.2 % of the width) at rest to about 2.5 px (40 % of the width a second) at full energy.
    speed = 0.15 * 2 ** (energy / 15 * 4) * rng.uniform(0.7, 1.4)
    for frame in punches:
        speed[frame : frame + 3] *= np.array([5.0, 3.5, 2.0])[: len(speed) - frame]
    return speed


def draw_source(rng: np.random.Generator, pool: ShotPool, style: str):
    rendered = GRADES[style][3]
    if not pool.shots or rng.random() < rendered:
        return texture(rng), sprites(rng) if rng.random() < 0.8 else []
    return pool.draw(rng, style)


def render_shot(rng: np.random.Generator, source, speed: np.ndarray) -> np.ndarray:
    """A source seen by a moving camera, uint8 [F, 36, 64, 3]; speed [F] in pixels a frame."""
    count = len(speed)
    travel = np.cumsum(speed)
    if isinstance(source, tuple):
        image, shapes = source
        still = np.zeros(count, int)
        frames = through_camera(rng, image[None], still, travel * 0.6, margin=1.0)
        draw_sprites(frames, shapes, travel * 1.2)
        return frames
    # A real clip is played slower or faster so that its own motion plus the camera's gives the wanted motion.
    rate = np.clip(speed / (0.08 * source.motion + 0.15), 0.25, 4.0)
    start = rng.uniform(0, len(source.frames))
    position = bounce(start + rng.choice((-1, 1)) * np.cumsum(rate), len(source.frames) - 1)
    camera = travel * rng.uniform(0, 0.5)
    return through_camera(rng, source.frames, np.rint(position).astype(int), camera, margin=rng.uniform(0.05, 0.35))


def through_camera(
    rng: np.random.Generator, frames: np.ndarray, index: np.ndarray, travel: np.ndarray, margin: float
) -> np.ndarray:
    """Crop, pan and flip by index arithmetic (nearest pixel). margin: share of the picture left for the pan."""
    height, width = frames.shape[1:3]
    view = 1 / (1 + margin)
    spare = np.array([width * (1 - view), height * (1 - view)])
    angle = rng.uniform(0, 2 * np.pi)
    at_x = bounce(rng.uniform(0, spare[0]) + travel * np.cos(angle), max(spare[0], 1e-3))
    at_y = bounce(rng.uniform(0, spare[1]) + travel * np.sin(angle), max(spare[1], 1e-3))
    columns = np.linspace(0, width * view - 1, WIDTH)
    if rng.random() < 0.5:
        columns = columns[::-1]
    rows = np.linspace(0, height * view - 1, HEIGHT)
    column = (at_x[:, None] + columns).astype(np.intp).clip(0, width - 1)
    row = (at_y[:, None] + rows).astype(np.intp).clip(0, height - 1)
    flat = (index[:, None, None] * height + row[:, :, None]) * width + column[:, None, :]
    return frames.reshape(-1, 3)[flat]


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
