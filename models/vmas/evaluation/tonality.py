"""Key and mode: by ear from chroma with the probe-tone profiles of Krumhansl and Kessler (1982), and by the notes of a token matrix."""

from __future__ import annotations

import numpy as np

from ..score.streams import to_notes

MAJOR, MINOR = 1, 2
PROFILES = {
    MAJOR: np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88]),
    MINOR: np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]),
}


def key_of_weights(weights: np.ndarray) -> tuple[int, int]:
    """Tonic 0..11 and mode of pitch-class weights [12]: the profile that correlates best. ValueError when they are constant."""
    if np.ptp(weights) == 0:
        raise ValueError("constant pitch-class weights have no key")
    scores = {(tonic, mode): np.corrcoef(weights, np.roll(profile, tonic))[0, 1] for mode, profile in PROFILES.items() for tonic in range(12)}
    return max(scores, key=scores.get)


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


def is_near_key(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """The same key, its relative, or a neighbour on the circle of fifths of the same mode."""
    if first[1] == second[1]:
        return (first[0] - second[0]) % 12 in (0, 5, 7)
    major, minor = (first, second) if first[1] == MAJOR else (second, first)
    return (major[0] - minor[0]) % 12 in (3, 0)  # relative or parallel
