"""The camera over a shot: it pans, zooms in or out, or does both, as far as the motion it is given takes it. Knows frames and chance; no music,
no frame rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .picture_sources import HEIGHT, WIDTH, bounce

MOVES = ("pan", "zoom", "pan-zoom")
MOVE_CHANCES = (0.5, 0.3, 0.2)
DEPTHS = (1.25, 1.6)  # how much closer the closest view of a zoom is than its widest
# Enlarging by a factor f moves a pixel by ln f times its distance from the middle: 19.6 pixels on average over 64 x 36.
MEAN_RADIUS = float(np.hypot(*np.mgrid[0.5 - HEIGHT / 2 : HEIGHT / 2, 0.5 - WIDTH / 2 : WIDTH / 2]).mean())


@dataclass(frozen=True)
class Camera:
    """Shares of the motion that go into pan and zoom have squares that add up to one, so a zoom moves the picture as much as a pan."""

    pan: float  # share of the motion
    zoom: float  # share of the motion; negative: outwards
    angle: float  # of the pan, radians
    view: float  # widest view, share of the picture's width and height
    depth: float
    start: np.ndarray  # [2] left and top of the widest view, shares of what it leaves over
    focus: np.ndarray  # [2] the point of the widest view that a zoom keeps in place, shares of it
    mirrored: bool

    def enlargement(self, travel: np.ndarray) -> np.ndarray:
        """Motion so far in pixels [F] -> 1..depth [F]. At its limits a zoom turns round, as a pan does."""
        if self.depth == 1:
            return np.ones(len(travel))
        limit = np.log(self.depth)
        begin = limit if self.zoom < 0 else 0.0
        return np.exp(bounce(begin + self.zoom / MEAN_RADIUS * travel, limit))

    def see(self, frames: np.ndarray, index: np.ndarray, travel: np.ndarray) -> np.ndarray:
        """frames uint8 [N, H, W, 3], which of them is seen when [F], motion so far in pixels as they are seen [F] -> uint8 [F, 36, 64, 3].
        Index arithmetic, nearest pixel."""
        height, width = frames.shape[1:3]
        wide = np.array([width, height]) * self.view
        close = wide[:, None] / self.enlargement(travel)  # [2, F]
        way = self.pan * travel * np.array([[np.cos(self.angle)], [np.sin(self.angle)]]) * (wide / (WIDTH, HEIGHT))[:, None]
        spare = (np.array([width, height]) - wide)[:, None]
        corner = bounce(self.start[:, None] * spare + way, np.maximum(spare, 1e-3))
        corner = corner + self.focus[:, None] * (wide[:, None] - close)
        columns, rows = (np.arange(count) / (count - 1) for count in (WIDTH, HEIGHT))
        if self.mirrored:
            columns = columns[::-1]
        column = (corner[0, :, None] + columns * (close[0, :, None] - 1)).astype(np.intp).clip(0, width - 1)
        row = (corner[1, :, None] + rows * (close[1, :, None] - 1)).astype(np.intp).clip(0, height - 1)
        flat = (index[:, None, None] * height + row[:, :, None]) * width + column[:, None, :]
        return frames.reshape(-1, 3).take(flat, axis=0)


def draw_camera(rng: np.random.Generator, pan_margin: float, zoom_margin: float) -> Camera:
    """Margins: what the picture has beyond the widest view of a mere pan, and of a zoom, as a share of that view."""
    move = rng.choice(MOVES, p=MOVE_CHANCES)
    turn = {"pan": 0.0, "zoom": np.pi / 2, "pan-zoom": rng.uniform(0.25, 0.75) * np.pi / 2}[move]
    return Camera(
        pan=np.cos(turn), zoom=np.sin(turn) * rng.choice((-1, 1)), angle=rng.uniform(0, 2 * np.pi),
        view=1 / (1 + (pan_margin if move == "pan" else zoom_margin)), depth=1.0 if move == "pan" else rng.uniform(*DEPTHS),
        start=rng.uniform(0, 1, 2), focus=rng.uniform(0.2, 0.8, 2), mirrored=bool(rng.random() < 0.5),
    )  # fmt: skip
