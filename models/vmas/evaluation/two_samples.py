"""One figure of two sets of pieces of several styles: medians, how far the distributions lie apart, and how far they would lie apart by chance.
Sets are compared style for style: pieces of the reference weigh as much as their style has pieces in the judged set."""

from __future__ import annotations

import numpy as np

DRAWS = 1_000
LEAST_OF_STYLE = 3


def style_weights(judged: list[str], reference: list[str]) -> np.ndarray:
    """[M] of the reference's pieces, sum 1; 0 for a style that the judged set has not. ValueError where they share no style."""
    weights = np.array([judged.count(style) / reference.count(style) for style in reference], float)
    if weights.sum() == 0:
        raise ValueError("no style is in both sets")
    return weights / weights.sum()


def weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    """The smallest value up to which half of the weight lies, the mean of two where exactly half does."""
    order = np.argsort(values)
    total = np.cumsum(weights[order]) / weights.sum()
    at = int(np.searchsorted(total, 0.5 - 1e-9))
    following = values[order][min(at + 1, len(order) - 1)]
    return float((values[order][at] + following) / 2 if abs(total[at] - 0.5) < 1e-9 else values[order][at])


def ks_distance(first: np.ndarray, second: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Kolmogorov-Smirnov: the largest gap between the cumulative shares of two sets, 0 alike to 1 apart. `weights` [M] of the second."""
    weights = np.full(len(second), 1 / len(second)) if weights is None else weights / weights.sum()
    order = np.argsort(second)
    total = np.concatenate([[0], np.cumsum(weights[order])])
    points = np.concatenate([first, second])
    ours = np.searchsorted(np.sort(first), points, side="right") / len(first)
    return float(np.abs(ours - total[np.searchsorted(second[order], points, side="right")]).max())


def shuffled_within(styles: list[str], random: np.random.Generator) -> np.ndarray:
    """int [N]: a permutation that moves pieces only among those of their style."""
    order = np.arange(len(styles))
    for style in dict.fromkeys(styles):
        places = np.flatnonzero(np.array(styles) == style)
        order[places] = random.permutation(places)
    return order


def drawn_within(styles: list[str], random: np.random.Generator) -> np.ndarray:
    """int [N]: as many of each style as there are, drawn with replacement; from all styles where one has too few pieces to vary."""
    if min(styles.count(style) for style in styles) < LEAST_OF_STYLE:
        return random.integers(0, len(styles), len(styles))
    order = np.zeros(len(styles), int)
    for style in dict.fromkeys(styles):
        places = np.flatnonzero(np.array(styles) == style)
        order[places] = random.choice(places, len(places))
    return order


def difference_interval(first: np.ndarray, styles: list[str], second: np.ndarray, other_styles: list[str], draws: int = DRAWS) -> tuple[float, float]:
    """95 % interval of the difference of the medians, pieces of both sets drawn again within their styles."""
    random, weights = np.random.default_rng(1), style_weights(styles, other_styles)
    usable = np.flatnonzero(weights)
    second, weights, other_styles = second[usable], weights[usable], [other_styles[i] for i in usable]
    even = np.full(len(first), 1 / len(first))
    values = []
    for _ in range(draws):
        ours, others = drawn_within(styles, random), drawn_within(other_styles, random)
        values.append(weighted_median(first[ours], even) - weighted_median(second[others], weights[others]))
    return tuple(float(value) for value in np.percentile(values, [2.5, 97.5]))


def permutation_p(first: np.ndarray, styles: list[str], second: np.ndarray, other_styles: list[str], draws: int = DRAWS) -> float:
    """How often pieces of both sets, dealt out anew within their styles, lie as far apart."""
    random, weights = np.random.default_rng(2), style_weights(styles, other_styles)
    everything, names = np.concatenate([first, second]), [*styles, *other_styles]
    found, farther = ks_distance(first, second, weights), 0
    for _ in range(draws):
        dealt = everything[shuffled_within(names, random)]
        farther += ks_distance(dealt[: len(first)], dealt[len(first) :], weights) >= found - 1e-12
    return (farther + 1) / (draws + 1)


def halves_distances(values: np.ndarray, styles: list[str], draws: int = 200) -> np.ndarray:
    """[draws] distances between two random halves of one set that hold its styles alike: what is no difference."""
    random, distances = np.random.default_rng(3), []
    for _ in range(draws):
        order = shuffled_within(styles, random)
        side = np.zeros(len(values), bool)
        sizes = [0, 0]
        for style in dict.fromkeys(styles):
            first = int(sizes[1] < sizes[0])  # an odd piece of a style goes to the smaller half
            for place, index in enumerate(np.flatnonzero(np.array(styles) == style)):
                side[order[index]] = (first + place) % 2
                sizes[int(side[order[index]])] += 1
        distances.append(ks_distance(values[~side], values[side]) if side.any() and (~side).any() else np.nan)
    return np.array(distances)
