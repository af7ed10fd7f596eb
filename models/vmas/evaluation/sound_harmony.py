"""What is heard of harmony: key, chords and their changes from chroma and the times of beats. Knows arrays only, neither notes nor files."""

from __future__ import annotations

import numpy as np

from .tonality import MAJOR, MINOR, key_correlations

SCALES = {MAJOR: (0, 2, 4, 5, 7, 9, 11), MINOR: (0, 2, 3, 5, 7, 8, 10)}
TRIADS = {MAJOR: (0, 4, 7), MINOR: (0, 3, 7)}
BEATS_PER_BAR = 4
# What a change of chord must gain in correlation over the beats that follow. Chosen on arranger pieces of other seeds than any that is judged: there the
# changes heard lie nearest to those written.
CHANGE_COST = 0.3
FIGURES = (
    ("key clarity", "correlation with the best key profile"),
    ("chroma inside the scale of the heard key", "share; 0.58 without a key"),
    ("pitch-class entropy", "bit of 3.58"),
    ("chord clarity", "correlation of a beat with its triad"),
    ("chord changes", "per bar"),
    ("tonal distance of neighbouring bars", "0 to 2.8"),
)  # fmt: skip


def triad_templates() -> np.ndarray:
    """[24, 12], standardised: 12 major, 12 minor triads."""
    rows = np.array([[(pitch - root) % 12 in tones for pitch in range(12)] for tones in TRIADS.values() for root in range(12)], float)
    return standardised(rows)


def standardised(rows: np.ndarray) -> np.ndarray:
    """Each row with mean 0 and length 1, so that products of rows are correlations; a constant row becomes 0."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.divide(centred, length, out=np.zeros_like(centred), where=length > 1e-9)


def tonal_centroids(chroma: np.ndarray) -> np.ndarray:
    """[N, 12] -> [N, 6]: circles of fifths, minor and major thirds of Harte, Sandler and Gasser (2006), radii 1, 1 and 0.5."""
    shares = chroma / np.maximum(chroma.sum(axis=1, keepdims=True), 1e-9)
    pitch = np.arange(12)
    angles = [(1.0, 7 * np.pi / 6), (1.0, 3 * np.pi / 2), (0.5, 2 * np.pi / 3)]
    basis = np.stack([radius * turn(pitch * angle) for radius, angle in angles for turn in (np.sin, np.cos)], axis=1)
    return shares @ basis


def means_between(rows: np.ndarray, rate_hz: float, times: np.ndarray) -> np.ndarray:
    """rows [N, C] at `rate_hz` -> [len(times) - 1, C]: mean of the rows between neighbouring times (seconds), one row at least."""
    starts = np.clip(np.round(np.asarray(times) * rate_hz).astype(int), 0, len(rows) - 1)
    return np.stack([rows[a : max(a + 1, b)].mean(axis=0) for a, b in zip(starts, starts[1:])])


def chord_path(fits: np.ndarray, cost: float = CHANGE_COST) -> np.ndarray:
    """fits [B, 24] -> int [B]: chords with the largest sum of fits when each change costs `cost` (Viterbi)."""
    total, back = fits[0], []
    for row in fits[1:]:
        best = int(total.argmax())
        moved = total[best] - cost > total
        back.append(np.where(moved, best, np.arange(len(total))))
        total = np.where(moved, total[best] - cost, total) + row
    path = [int(total.argmax())]
    for row in reversed(back):
        path.append(int(row[path[-1]]))
    return np.array(path[::-1])


def harmony_of(chroma: np.ndarray, rate_hz: float, beats: np.ndarray, bars: np.ndarray) -> np.ndarray:
    """chroma [C, 12] (not negative), `beats` and `bars` in seconds from its first row. -> [6] as FIGURES; nan where there is too little of it."""
    figures = np.full(len(FIGURES), np.nan)
    weights = chroma.sum(axis=0)
    if len(chroma) == 0 or np.ptp(weights) == 0:
        return figures
    fits = key_correlations(weights)
    tonic, mode = max(fits, key=fits.get)
    inside = [(tonic + degree) % 12 for degree in SCALES[mode]]
    # A spectrum has some of every pitch class: only what stands over the median of its column is counted as in or outside the scale.
    standing = np.maximum(0, chroma - np.median(chroma, axis=1, keepdims=True)).sum(axis=0)
    share = weights / weights.sum()
    figures[:3] = fits[tonic, mode], standing[inside].sum() / standing.sum(), -(share[share > 0] * np.log2(share[share > 0])).sum()
    if len(beats) > BEATS_PER_BAR:
        fit = standardised(means_between(chroma, rate_hz, beats)) @ triad_templates().T  # [B - 1, 24]
        path = chord_path(fit)
        changes = int((np.diff(path) != 0).sum())
        figures[3:5] = fit[np.arange(len(path)), path].mean(), BEATS_PER_BAR * changes / (len(path) - 1)
    if len(bars) > 2:
        centroids = tonal_centroids(means_between(chroma, rate_hz, bars))
        figures[5] = np.linalg.norm(np.diff(centroids, axis=0), axis=1).mean()
    return figures
