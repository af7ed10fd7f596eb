"""Key and mode: by ear from chroma with the probe-tone profiles of Krumhansl and Kessler (1982), and by the notes of a token matrix."""

from __future__ import annotations

import numpy as np

from ..score.streams import to_notes

MAJOR, MINOR = 1, 2
PROFILES = {
    MAJOR: np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88]),
    MINOR: np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]),
}
# How far a heard key is from the right one, and what that is worth in the weighting of the MIREX key task; any other key 0.
RELATIONS = {"exact": 1.0, "a fifth away": 0.5, "relative": 0.3, "parallel": 0.2, "other": 0.0}
# Of the 24 keys: 1 exact, 2 a fifth away, 1 relative, 1 parallel.
RELATION_CHANCE = {"exact": 1 / 24, "a fifth away": 2 / 24, "relative": 1 / 24, "parallel": 1 / 24, "other": 19 / 24}


def key_correlations(weights: np.ndarray) -> dict[tuple[int, int], float]:
    """Correlation of pitch-class weights [12] with the profile of each tonic 0..11 and mode. ValueError when they are constant."""
    if np.ptp(weights) == 0:
        raise ValueError("constant pitch-class weights have no key")
    return {(tonic, mode): float(np.corrcoef(weights, np.roll(profile, tonic))[0, 1]) for mode, profile in PROFILES.items() for tonic in range(12)}


def key_of_weights(weights: np.ndarray) -> tuple[int, int]:
    """Tonic 0..11 and mode of pitch-class weights [12]: the profile that correlates best. ValueError when they are constant."""
    scores = key_correlations(weights)
    return max(scores, key=scores.get)


def majorness(weights: np.ndarray, tonic: int) -> float:
    """Correlation with the major profile of a known tonic minus that with the minor one, -2..2: over 0 it is heard as major."""
    scores = key_correlations(weights)
    return scores[tonic, MAJOR] - scores[tonic, MINOR]


def weights_of_tokens(tokens: np.ndarray) -> np.ndarray:
    """[12] steps that each pitch class sounds, tonic C."""
    weights = np.zeros(12)
    for _, start, end, pitch, _ in to_notes(tokens):
        weights[pitch % 12] += end - start
    return weights


def mode_of_tokens(tokens: np.ndarray) -> int:
    """The tonic of tokens is C by definition, so the third decides; 0 where neither third sounds."""
    weights = weights_of_tokens(tokens)
    return 0 if weights[3] == weights[4] else MAJOR if weights[4] > weights[3] else MINOR


def relation(heard: tuple[int, int], right: tuple[int, int]) -> str:
    """One of RELATIONS: the same key, a fifth up or down in the same mode, relative, parallel, or none of these."""
    distance = (heard[0] - right[0]) % 12
    if heard[1] == right[1]:
        return {0: "exact", 5: "a fifth away", 7: "a fifth away"}.get(distance, "other")
    relative = 9 if right[1] == MAJOR else 3  # A minor of C major, C major of A minor
    return {0: "parallel", relative: "relative"}.get(distance, "other")


def is_near_key(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """The same key, its relative, parallel, or a neighbour on the circle of fifths of the same mode."""
    return relation(first, second) != "other"
