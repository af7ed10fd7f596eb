"""What ranking several takes of one film is worth: the take that a rule would show first, beside the mean of all (what a take is worth without ranking)
and the best of all (what no rule can exceed). Makes nothing; knows figures of takes only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .paired import Paired, compare

# The figures that the product has of a take when it ranks. Both together is its own order.
BY_PRODUCT, BY_SYNC, BY_ONSETS, BY_SIMILARITY = "as the product ranks", "cuts that are met alone", "onset lift alone", "similarity alone"
FIRST, BEST = "first take", "best take for this figure"
RULES = (FIRST, BY_PRODUCT, BY_SYNC, BY_ONSETS, BY_SIMILARITY)


@dataclass(frozen=True)
class Take:
    number: int  # in the order of the seeds, from 1
    place: int  # where the product puts it, from 0
    similarity: float  # nan where the bundle cannot say
    recall: float  # of cuts, as the product hears it; nan without cuts
    onset_lift: float  # the same
    judged: dict[str, float]  # figures of the evaluation


def chosen(takes: list[Take], rule: str) -> Take:
    """Of equals the one with the smallest number, as the product does it."""
    ordered = sorted(takes, key=lambda take: take.number)
    worth = {
        FIRST: lambda take: -take.number, BY_PRODUCT: lambda take: -take.place, BY_SYNC: lambda take: known(take.recall),
        BY_ONSETS: lambda take: known(take.onset_lift), BY_SIMILARITY: lambda take: known(take.similarity),
    }  # fmt: skip
    return max(ordered, key=worth[rule])


def known(value: float) -> float:
    return value if np.isfinite(value) else 0.0


@dataclass(frozen=True)
class Worth:
    figure: str
    mean: float  # of all takes, mean over films
    by_rule: dict[str, tuple[float, Paired | None]]  # mean over films, and the difference to the mean take of each film


def worth_of_ranking(films: list[list[Take]], figure: str) -> Worth:
    """films [F][takes]; more of the figure is better."""
    values = [np.array([take.judged[figure] for take in takes]) for takes in films]
    means = np.array([of.mean() for of in values])
    picked = {rule: np.array([chosen(takes, rule).judged[figure] for takes in films]) for rule in RULES}
    picked[BEST] = np.array([of.max() for of in values])
    return Worth(figure, float(means.mean()), {rule: (float(of.mean()), compare(of, means)) for rule, of in picked.items()})


def beat_f(cuts: np.ndarray, beats: np.ndarray, hit_seconds: float) -> float:
    """F-measure of beats against cuts, one beat for a cut at most. Low by nature, since music has more beats than a film has cuts."""
    used = np.zeros(len(beats), bool)
    for cut in cuts:
        near = np.flatnonzero(~used & (np.abs(beats - cut) <= hit_seconds))
        if len(near):
            used[near[np.argmin(np.abs(beats[near] - cut))]] = True
    return 2 * float(used.sum()) / max(1, len(cuts) + len(beats))
