"""A style classifier that shares nothing with the model: hand-made features of the sound, a linear classifier, and pieces of seeds that
no model was trained on. Which classifier is chosen by leaving its own examples out, never on what is judged. Its ceiling is what it
recognises of held-out pieces that are truly of a style."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from .sound import Heard
from .style_features import FRAME_RATE_HZ, stretch_features

FOLDS = 6
MOST_PARTS = 4  # of a piece, spread over it, so that long examples weigh little more than short ones


@dataclass(frozen=True)
class Candidate:
    """`seconds`: length of the stretches that are judged; their mean says the style of a piece."""

    name: str
    seconds: float
    make: Callable[[], object]

    @property
    def title(self) -> str:
        return f"{self.name} on stretches of {self.seconds:.0f} s"


def discriminant(shrinkage: str | float) -> Callable[[], object]:
    return lambda: LinearDiscriminantAnalysis(solver="lsqr", shrinkage=shrinkage)


def logistic(strength: float) -> Callable[[], object]:
    return lambda: LogisticRegression(C=strength, max_iter=2000)


CLASSIFIERS = (
    ("discriminant analysis, shrinkage after Ledoit and Wolf", discriminant("auto")),
    ("discriminant analysis, shrinkage 0.3", discriminant(0.3)),
    ("logistic regression, C 0.3", logistic(0.3)),
)
CANDIDATES = tuple(Candidate(name, seconds, make) for seconds in (8.0, 12.0, 20.0) for name, make in CLASSIFIERS)


def features_of(heard: Heard, seconds: float) -> np.ndarray:
    """[P, M]: stretches of `seconds` that overlap by half, at most four; a shorter piece is one stretch."""
    length, count = round(seconds * FRAME_RATE_HZ), len(heard.mel)
    most = max(0, count - length)
    starts = np.linspace(0, most, min(MOST_PARTS, 1 + 2 * most // length)).astype(int)
    return np.stack([stretch_features(heard.mel[at : at + length], heard.onsets[2 * at : 2 * (at + length)]) for at in starts])


class StyleEar:
    """`trials`: share of pieces that each candidate recognised when they were left out; the first of the best is taken."""

    def __init__(self, examples: list[Heard], styles: list[str], candidates: tuple[Candidate, ...] = CANDIDATES) -> None:
        rows = {seconds: [features_of(heard, seconds) for heard in examples] for seconds in {c.seconds for c in candidates}}
        trials = [left_out(candidate, rows[candidate.seconds], styles) for candidate in candidates]
        # Too few examples to leave any out: the last, because covariances of two pieces are worth nothing.
        best = len(candidates) - 1 if np.isnan(trials).all() else int(np.nanargmax(trials))
        self.chosen, self.own_accuracy = candidates[best], trials[best]
        self.trials = {candidate.title: trial for candidate, trial in zip(candidates, trials)}
        self.pipeline = fit(self.chosen, rows[self.chosen.seconds], styles)

    def recognise(self, heard: Heard) -> str:
        return name_of(self.pipeline, features_of(heard, self.chosen.seconds))


def fit(candidate: Candidate, rows: list[np.ndarray], styles: list[str]):
    labels = [style for part, style in zip(rows, styles) for _ in part]
    return make_pipeline(StandardScaler(), candidate.make()).fit(np.concatenate(rows), labels)


def name_of(pipeline, rows: np.ndarray) -> str:
    """The style that is likeliest over all stretches together."""
    logs = np.log(pipeline.predict_proba(rows) + 1e-6)
    return str(pipeline.classes_[logs.mean(axis=0).argmax()])


def folds_of(styles: list[str]) -> np.ndarray:
    """int [N]: the pieces of each style dealt out over the folds in turn."""
    dealt: dict[str, int] = {}
    folds = np.zeros(len(styles), int)
    for index, style in enumerate(styles):
        folds[index] = dealt.get(style, 0) % FOLDS
        dealt[style] = dealt.get(style, 0) + 1
    return folds


def left_out(candidate: Candidate, rows: list[np.ndarray], styles: list[str]) -> float:
    """Share of pieces recognised when a fold at a time is left out; nan where a style would be left with a single stretch."""
    folds, right = folds_of(styles), 0
    for fold in np.unique(folds):
        kept = np.flatnonzero(folds != fold)
        if any(sum(len(rows[i]) for i in kept if styles[i] == style) < 2 for style in set(styles)):
            return float("nan")
        pipeline = fit(candidate, [rows[i] for i in kept], [styles[i] for i in kept])
        right += sum(name_of(pipeline, rows[i]) == styles[i] for i in np.flatnonzero(folds == fold))
    return right / len(rows)


def confusion(asked: list[str], heard: list[str], styles: tuple[str, ...]) -> np.ndarray:
    """int [S, S], rows asked, columns recognised."""
    table = np.zeros((len(styles), len(styles)), int)
    for row, column in zip(asked, heard):
        table[styles.index(row), styles.index(column)] += 1
    return table
