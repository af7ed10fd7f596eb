"""Where shots come from: real clips decoded once to 64 x 36 at a known frame rate, and rendered textures with moving shapes.
Knows nothing of music."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

HEIGHT, WIDTH = 36, 64
UNTOLD_FPS = 10  # of files that were made before they told their rate
MOTION_HZ = 10  # motion is the change in a tenth of a second, whatever the rate
# What a clip shows, from its name. Decides which styles it is more often paired with (picture.py).
KINDS = {
    "nature": ("bee", "bug", "flower", "stream", "ladybug", "fishes", "spring", "summer", "beach", "splash", "opening"),
    "street": ("intel", "seattle", "friday", "casting", "tractors", "cycling", "car", "person"),
    "sport": ("basketball", "surfing", "skateboarding", "cycling", "gaming", "sandbox"),
    "cosy": ("easter", "halloween", "raspberry", "reading", "winter", "xmas", "toy", "rpi", "outro"),
    "film": ("tos", "bbb", "trailer"),
}  # fmt: skip


@dataclass
class Shot:
    """Frames without a cut inside, uint8 [F, 36, 64, 3], their rate, and their mean absolute change in 0.1 s (0..255)."""

    frames: np.ndarray
    fps: int
    motion: float
    kinds: tuple[str, ...]


def motion_of(frames: np.ndarray, fps: int) -> float:
    """Mean absolute change in 0.1 s, 0..255; 0 of a shot that is shorter."""
    tenths = frames[np.arange(0, len(frames), fps / MOTION_HZ).astype(int)].astype(np.int16)
    return float(np.abs(np.diff(tenths, axis=0)).mean()) if len(tenths) > 1 else 0.0


def kinds_of(name: str) -> tuple[str, ...]:
    return tuple(kind for kind, words in KINDS.items() if any(word in name for word in words))


class ShotPool:
    """The shots of one split of the file made by scripts/prepare_clips.py."""

    def __init__(
        self, path: Path | None, split: str, kind_weights: dict[str, dict[str, float]], least_fps: int = UNTOLD_FPS
    ):
        """`least_fps`: what the pictures made of these shots will show; sparser shots are refused."""
        self.shots: list[Shot] = []
        if path is not None:
            self.read(np.load(path), split)
        if self.shots and self.shots[0].fps < least_fps:
            raise SystemExit(
                f"{path} holds {self.shots[0].fps} frames a second, the model reads {least_fps}: prepare it again with "
                f"prepare_clips.py --fps {least_fps}"
            )
        self.kind_weights = kind_weights
        self.chances: dict[str, np.ndarray] = {}

    def read(self, data, split: str) -> None:
        frames, offsets = data["frames"], data["offsets"]
        fps = int(data["fps"]) if "fps" in data else UNTOLD_FPS
        for i, name in enumerate(data["names"]):
            if str(data["splits"][i]) == split:
                part = frames[offsets[i] : offsets[i + 1]]
                self.shots.append(Shot(part, fps, motion_of(part, fps), kinds_of(str(name))))

    def draw(self, rng: np.random.Generator, style: str) -> Shot:
        """A shot; those of a kind that suits the style come more often."""
        if style not in self.chances:
            suits = self.kind_weights.get(style, {})
            # Long shots offer more moments; the square root keeps the longest from ruling.
            weight = np.array(
                [np.sqrt(len(s.frames)) * max([suits.get(kind, 1.0) for kind in s.kinds] or [1.0]) for s in self.shots]
            )
            self.chances[style] = weight.cumsum() / weight.sum()
        return self.shots[int(np.searchsorted(self.chances[style], rng.random()))]


def smooth_noise(rng: np.random.Generator, height: int, width: int, cells: int) -> np.ndarray:
    """float [height, width] in 0..1: bilinear interpolation of a coarse random grid."""
    grid = rng.random((cells, 2 * cells))
    rows = np.linspace(0, cells - 1.001, height)
    columns = np.linspace(0, 2 * cells - 1.001, width)
    r, c = rows.astype(int), columns.astype(int)
    fr, fc = (rows - r)[:, None], (columns - c)[None, :]
    top = grid[r][:, c] * (1 - fc) + grid[r][:, c + 1] * fc
    bottom = grid[r + 1][:, c] * (1 - fc) + grid[r + 1][:, c + 1] * fc
    return top * (1 - fr) + bottom * fr


def texture(rng: np.random.Generator) -> np.ndarray:
    """uint8 [72, 128, 3]: a coloured gradient, stripes, a checker or clouds, larger than the frame so that a camera
    can move over it."""
    height, width = 2 * HEIGHT, 2 * WIDTH
    y, x = np.mgrid[0:height, 0:width] / width
    kind = rng.integers(4)
    if kind == 0:
        angle = rng.uniform(0, 2 * np.pi)
        value = 0.5 + 0.5 * (x * np.cos(angle) + y * np.sin(angle))
    elif kind == 1:
        angle = rng.uniform(0, np.pi)
        value = 0.5 + 0.5 * np.sin((x * np.cos(angle) + y * np.sin(angle)) * rng.uniform(15, 60))
    elif kind == 2:
        size = rng.uniform(6, 20)
        value = ((np.floor(x * size) + np.floor(y * size)) % 2).astype(float)
    else:
        value = smooth_noise(rng, height, width, int(rng.integers(3, 9)))
    value = 0.75 * value + 0.25 * smooth_noise(rng, height, width, 12)
    first, second = rng.uniform(20, 235, (2, 3))
    return (first + (second - first) * value[..., None]).clip(0, 255).astype(np.uint8)


@dataclass
class Sprite:
    colour: np.ndarray  # [3]
    size: float  # pixels
    round: bool
    start: np.ndarray  # [2] x, y in pixels
    direction: float  # radians


def sprites(rng: np.random.Generator) -> list[Sprite]:
    return [
        Sprite(
            rng.uniform(0, 255, 3), rng.uniform(3, 10), bool(rng.integers(2)), rng.uniform(0, 1, 2) * (WIDTH, HEIGHT),
            rng.uniform(0, 2 * np.pi),
        )
        for _ in range(rng.integers(1, 4))
    ]  # fmt: skip


def draw_sprites(
    frames: np.ndarray, shapes: list[Sprite], travel: np.ndarray, enlargement: np.ndarray, focus: np.ndarray
) -> None:
    """Paints moving shapes into frames [F, 36, 64, 3]; travel [F] is the way gone so far in pixels. Edges bounce. All of it
    is seen `enlargement` [F] times as large, the point `focus` [2] (shares of the picture) staying where it is."""
    middle, scale = focus * (WIDTH, HEIGHT), enlargement[:, None, None].astype(np.float32)
    y = np.arange(HEIGHT, dtype=np.float32)[None, :, None]
    x = np.arange(WIDTH, dtype=np.float32)[None, None, :]
    for shape in shapes:
        at_x = bounce(shape.start[0] + travel * np.cos(shape.direction), WIDTH)[:, None, None].astype(np.float32)
        at_y = bounce(shape.start[1] + travel * np.sin(shape.direction), HEIGHT)[:, None, None].astype(np.float32)
        at_x, at_y = middle[0] + (at_x - middle[0]) * scale, middle[1] + (at_y - middle[1]) * scale
        size = np.float32(shape.size) * scale
        if shape.round:
            inside = (x - at_x) ** 2 + (y - at_y) ** 2 < size**2
        else:
            inside = (np.abs(x - at_x) < size) & (np.abs(y - at_y) < size * np.float32(0.7))
        frames[inside] = shape.colour


def bounce(position: np.ndarray, limit: float | np.ndarray) -> np.ndarray:
    """Reflects a position into 0..limit, as a ball between walls."""
    return limit - np.abs(np.mod(position, 2 * limit) - limit)
