"""Maximum mean discrepancy between sets of pieces, each the vectors [W, E] of its windows, with a Gaussian kernel (Gretton et al. 2012; as
KAD of Chung et al. 2025 has it). Needs no normal distribution and, unlike a Frechet distance, is not too large for small sets."""

from __future__ import annotations

import numpy as np

from .distribution import Pieces, pairwise

SCALE = 100  # of what is reported


def median_distance(pieces: Pieces) -> float:
    """Bandwidth by the median heuristic: median distance between two windows of the reference. ValueError under two windows."""
    vectors = np.concatenate(pieces)
    if len(vectors) < 2:
        raise ValueError("a bandwidth needs two windows")
    return float(np.median(pairwise(vectors, vectors)[np.triu_indices(len(vectors), 1)]))


def kernel_sums(first: Pieces, second: Pieces, bandwidth: float) -> np.ndarray:
    """[P, Q]: for each two pieces the sum of exp(-d^2 / 2 h^2) over their pairs of windows."""
    kernel = np.exp(-(pairwise(np.concatenate(first), np.concatenate(second)) ** 2) / (2 * bandwidth**2))
    rows = np.add.reduceat(kernel, np.cumsum([0, *map(len, first[:-1])]), axis=0)
    return np.add.reduceat(rows, np.cumsum([0, *map(len, second[:-1])]), axis=1)


class KernelSums:
    """Sums over pieces, so that leaving one out costs nothing. Windows of one piece are alike and never compared with one another: pieces,
    not windows, are the independent samples, and only so is the estimate unbiased."""

    def __init__(self, reference: Pieces, judged: Pieces, bandwidth: float) -> None:
        self.within = [kernel_sums(pieces, pieces, bandwidth) for pieces in (reference, judged)]
        self.across = kernel_sums(reference, judged, bandwidth)
        self.sizes = [np.array([len(piece) for piece in pieces], float) for pieces in (reference, judged)]

    def squared(self, kept: tuple[np.ndarray, np.ndarray] | None = None) -> float:
        """MMD^2 x 100 over the pieces `kept` (masks) of both sets; may be below 0 where they are alike. nan under two pieces of a set."""
        masks = kept or tuple(np.ones(len(sizes), bool) for sizes in self.sizes)
        if any(mask.sum() < 2 for mask in masks):
            return float("nan")
        parts = []
        for sums, sizes, mask in zip(self.within, self.sizes, masks):
            chosen, counts = sums[np.ix_(mask, mask)], sizes[mask]
            parts.append((chosen.sum() - np.trace(chosen)) / (counts.sum() ** 2 - (counts**2).sum()))
        cross = self.across[np.ix_(*masks)].sum() / (self.sizes[0][masks[0]].sum() * self.sizes[1][masks[1]].sum())
        return SCALE * float(parts[0] + parts[1] - 2 * cross)

    def interval(self) -> tuple[float, float]:
        """95 % interval from the pieces of both sets left out one by one; nan where a set has too few to leave one out."""
        variance = 0.0
        for side in (0, 1):
            count = len(self.sizes[side])
            rest = []
            for left_out in range(count):
                masks = [np.ones(len(sizes), bool) for sizes in self.sizes]
                masks[side][left_out] = False
                rest.append(self.squared((masks[0], masks[1])))
            variance += (count - 1) * float(np.var(rest))
        value, reach = self.squared(), 1.96 * float(np.sqrt(variance))
        return value - reach, value + reach


def kernel_figures(reference: Pieces, judged: Pieces, bandwidth: float) -> dict:
    """Fields of a row of the table: MMD^2 x 100 and its interval."""
    sums = KernelSums(reference, judged, bandwidth)
    low, high = sums.interval()
    return {"kernel": sums.squared(), "kernel_low": low, "kernel_high": high}
