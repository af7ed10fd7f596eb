"""Hard cuts of a film from luma thumbnails at its own frame rate, by lost structure as in native-host/src/core/cues (structure-cut.ts,
structure-distance.ts). For films at 24 to 30 frames a second: the product also leaves out repeats and bars, measures windows in
seconds and sees colour. Knows arrays only."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

WIDTH, HEIGHT = 64, 36
BLOCK_WIDTH, BLOCK_HEIGHT = 8, 6
ROWS, COLUMNS = HEIGHT // BLOCK_HEIGHT, WIDTH // BLOCK_WIDTH
SEARCH_X, SEARCH_Y = 5, 4  # thumbnail pixels that a block may have moved
NOISE_VARIANCE, FULL_CONTRAST, FLAT_CONTRAST, GOOD_MATCH = 9, 20, 2, 0.97
LEAST_DIFFERENCE, LEAST_DISTANCE = 5, 0.27
MEDIAN_FRAMES, OVER_MEDIAN, OVER_NEIGHBOURS = 6, 1.6, 1.3
FLASH_SHARE, GRADUAL_SHARE, FLASH_FRAMES = 0.6, 1.22, 3
EMPTY_CONTRAST, EMPTY_OVER_NEIGHBOURS, EMPTY_FRAMES = 5, 4, 3
BLENDED_SHARE, MIXTURE_CLOSENESS, SHORTEST_SHOT_FRAMES = 0.3, 3, 3
SHIFTS = sorted(
    ((x, y) for y in range(-SEARCH_Y, SEARCH_Y + 1) for x in range(-SEARCH_X, SEARCH_X + 1)),
    key=lambda shift: shift[0] ** 2 + shift[1] ** 2,
)  # fmt: skip


@dataclass
class Structure:
    """A thumbnail with mean and variance of the 8 x 6 block at every place; [31 + 8, 57 + 10] with a border of NaN."""

    luma: np.ndarray  # [36 + 2 * 4, 64 + 2 * 5], NaN outside
    means: np.ndarray
    variances: np.ndarray

    @property
    def contrast(self) -> float:
        """Mean standard deviation of the blocks, in levels of 255: near 0 for a black or empty frame."""
        return float(np.sqrt(at_blocks(self.variances, 0, 0)).mean())


def block_sums(values: np.ndarray) -> np.ndarray:
    """[36, 64] -> sums of the block whose corner is at each place [31, 57]."""
    sums = np.pad(values.astype(np.float64), ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    rows, columns = HEIGHT - BLOCK_HEIGHT + 1, WIDTH - BLOCK_WIDTH + 1
    bottom, right = slice(BLOCK_HEIGHT, None), slice(BLOCK_WIDTH, None)
    return sums[bottom, right] - sums[:rows, right] - sums[bottom, :columns] + sums[:rows, :columns]


def bordered(values: np.ndarray) -> np.ndarray:
    return np.pad(values, ((SEARCH_Y, SEARCH_Y), (SEARCH_X, SEARCH_X)), constant_values=np.nan)


def structure_of(luma: np.ndarray) -> Structure:
    pixels = BLOCK_WIDTH * BLOCK_HEIGHT
    means = block_sums(luma) / pixels
    variances = np.maximum(block_sums(luma.astype(np.float64) ** 2) / pixels - means**2, 0)
    return Structure(bordered(luma.astype(np.float64)), bordered(means), bordered(variances))


def at_blocks(values: np.ndarray, x: int, y: int) -> np.ndarray:
    """Of the whole blocks [6, 8], each moved by (x, y)."""
    top, left = SEARCH_Y + y, SEARCH_X + x
    return values[top : top + HEIGHT - BLOCK_HEIGHT + 1 : BLOCK_HEIGHT, left : left + WIDTH - BLOCK_WIDTH + 1 : BLOCK_WIDTH]


def best_correlations(a: Structure, b: Structure) -> np.ndarray:
    """Of each block of b with blocks of a around its place, [6, 8]; the first that is good enough counts."""
    mean, variance = at_blocks(b.means, 0, 0), at_blocks(b.variances, 0, 0) + NOISE_VARIANCE
    now = b.luma[SEARCH_Y:-SEARCH_Y, SEARCH_X:-SEARCH_X]
    found = np.empty((len(SHIFTS), ROWS, COLUMNS))
    for i, (x, y) in enumerate(SHIFTS):
        moved = a.luma[SEARCH_Y + y : SEARCH_Y + y + HEIGHT, SEARCH_X + x : SEARCH_X + x + WIDTH]
        product = (moved * now).reshape(ROWS, BLOCK_HEIGHT, COLUMNS, BLOCK_WIDTH).mean((1, 3))
        covariance = product - mean * at_blocks(a.means, x, y)
        found[i] = covariance / np.sqrt(variance * (at_blocks(a.variances, x, y) + NOISE_VARIANCE))
    found = np.nan_to_num(found, nan=-1.0)  # a block outside the picture is none
    good = found >= GOOD_MATCH
    first_good = np.take_along_axis(found, good.argmax(0)[None], 0)[0]
    return np.where(good.any(0), first_good, found.max(0))


def structure_distance(a: Structure, b: Structure) -> float:
    """0: every block of b is found in a; about 0.3 and more: another picture. Light that rises or falls counts little."""
    contrast = np.sqrt(np.maximum(at_blocks(a.variances, 0, 0), at_blocks(b.variances, 0, 0)))
    weight = np.minimum(FULL_CONTRAST, contrast)
    return float((weight * (1 - best_correlations(a, b))).sum() / (weight + FLAT_CONTRAST).sum())


@dataclass
class CutFinder:
    """Frames of a film and what is known of each step from one to the next, computed when first asked for."""

    luma: np.ndarray  # [F, 36, 64]
    structures: dict[int, Structure] = field(default_factory=dict)
    distances: dict[tuple[int, int], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        steps = np.abs(np.diff(self.luma, axis=0)).mean((1, 2)) if len(self.luma) else np.zeros(0)
        self.differences = np.concatenate([[0.0], steps])
        candidates = np.flatnonzero(self.differences >= LEAST_DIFFERENCE / 2)
        self.steps = np.zeros(len(self.differences))  # structure lost from the frame before
        for frame in candidates:
            self.steps[frame] = self.between(int(frame) - 1, int(frame))

    def structure(self, frame: int) -> Structure:
        if frame not in self.structures:
            self.structures[frame] = structure_of(self.luma[frame])
        return self.structures[frame]

    def between(self, first: int, last: int) -> float | None:
        """None where one of the frames is not there."""
        if first < 0 or last >= len(self.luma):
            return None
        if (first, last) not in self.distances:
            self.distances[first, last] = structure_distance(self.structure(first), self.structure(last))
        return self.distances[first, last]

    def lasting(self, frame: int) -> float:
        """Distance of a step, or what is left of it when the old picture comes back after, or was there before, a flash."""
        if not 0 < frame < len(self.luma):
            return 0.0
        distance = lasting = float(self.steps[frame])
        if distance < LEAST_DISTANCE:
            return distance
        for length in range(1, FLASH_FRAMES + 1):
            for across in (self.between(frame - 1, frame + length), self.between(frame - 1 - length, frame)):
                if across is not None and across < FLASH_SHARE * distance:
                    lasting = min(lasting, across)
        return lasting

    def is_cut(self, frame: int) -> bool:
        distance = float(self.steps[frame])
        if self.differences[frame] < LEAST_DIFFERENCE or distance < LEAST_DISTANCE or self.lasting(frame) < distance:
            return False
        return self.stands_out(frame, frame, distance) and self.is_as_large_across(frame, frame, distance) and self.is_sudden(frame)

    def is_blended_cut(self, frame: int) -> bool:
        """The frame before is a mixture of both shots (a converted frame rate): the two steps are judged as one."""
        halves = self.steps[frame - 1 : frame + 1]
        if frame < 2 or halves.max() < LEAST_DISTANCE / 2:
            return False
        distance = self.between(frame - 2, frame)
        old, middle, new = self.luma[frame - 2 : frame + 1]
        if distance < LEAST_DISTANCE or np.abs(old - new).mean() < LEAST_DIFFERENCE:
            return False
        if any(half < BLENDED_SHARE * distance or half > distance for half in halves):
            return False
        if np.abs((old + new) / 2 - middle).mean() * MIXTURE_CLOSENESS > np.abs(old - new).mean():
            return False
        return self.stands_out(frame - 1, frame, distance) and self.is_as_large_across(frame - 1, frame, distance) and self.is_sudden(frame)

    def stands_out(self, first: int, last: int, distance: float) -> bool:
        around = range(max(1, first - MEDIAN_FRAMES), min(len(self.luma) - 1, last + MEDIAN_FRAMES) + 1)
        others = sorted(self.steps[i] for i in around if not first <= i <= last)
        if others and distance < OVER_MEDIAN * others[len(others) // 2]:
            return False
        return all(distance >= OVER_NEIGHBOURS * self.lasting(i) for i in (first - 2, first - 1, last + 1, last + 2))

    def is_as_large_across(self, first: int, last: int, distance: float) -> bool:
        """Neither a part of a longer change (wipe, dissolve, fade) nor less when looked at from further off."""
        spans = ((first - 1, last + 1), (first - 2, last), (first - 1, last + 2), (first - 2, last + 1))
        seen = [across for span in spans if (across := self.between(*span)) is not None]
        return all(FLASH_SHARE * distance <= across <= GRADUAL_SHARE * distance for across in seen)

    def is_sudden(self, frame: int) -> bool:
        """Where one side is empty, structure says nothing: then the light must change at once."""
        if min(self.structure(frame - 1).contrast, self.structure(frame).contrast) >= EMPTY_CONTRAST:
            return True
        around = [i for i in range(frame - EMPTY_FRAMES, frame + EMPTY_FRAMES + 1) if i != frame and 0 <= i < len(self.luma)]
        return all(self.differences[i] * EMPTY_OVER_NEIGHBOURS <= self.differences[frame] for i in around)

    def cuts(self) -> list[int]:
        """First frames of new shots."""
        found: list[int] = []
        for frame in range(1, len(self.luma)):
            if found and frame - found[-1] < SHORTEST_SHOT_FRAMES:
                continue
            if self.is_cut(frame) or self.is_blended_cut(frame):
                found.append(frame)
        return found


def find_cuts(luma: np.ndarray) -> list[int]:
    """Luma thumbnails [F, 36, 64], 0..255, at the film's own rate -> first frames of new shots."""
    return CutFinder(luma).cuts()
