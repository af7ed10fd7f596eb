"""A style classifier that shares nothing with the model: hand-made features of the sound, logistic regression, and pieces of seeds that
no model was trained on. Its ceiling is what it recognises of held-out pieces that are truly of a style."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from .sound import Heard

STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
FOLDS = 5
PART_FRAMES = 400  # 8 s at 50 frames a second: a piece is several examples, judged by their mean


def part_features(mel: np.ndarray) -> np.ndarray:
    """[F, 64] -> [M]: means, deviations and movement of pooled bands; periodicity of the attacks between 50 and 200 BPM."""
    bands = mel.reshape(len(mel), 32, 2).mean(axis=2)
    rises = np.maximum(0, np.diff(bands, axis=0))
    flux = rises[:, :8].mean(1), rises[:, 8:20].mean(1), rises[:, 20:].mean(1)
    return np.concatenate(
        [bands.mean(0), bands.std(0), rises.mean(0), *(pulse_features(row) for row in flux)],
    )


def pulse_features(flux: np.ndarray) -> np.ndarray:
    """Normalised autocorrelation at 24 lags of 0.3 to 1.2 s, and how peaked the attacks are."""
    centred = flux - flux.mean()
    power = float(centred @ centred) + 1e-9
    lags = np.unique(np.geomspace(15, 60, 24).astype(int))
    correlation = [float(centred[lag:] @ centred[:-lag]) / power for lag in lags]
    return np.array([*correlation, float((centred**4).mean() / ((centred**2).mean() ** 2 + 1e-12))])


def features_of(heard: Heard) -> np.ndarray:
    """[P, M], one row for each eight seconds begun (at least one)."""
    starts = range(0, max(1, len(heard.mel) - PART_FRAMES // 2), PART_FRAMES)
    return np.stack([part_features(heard.mel[start : start + PART_FRAMES]) for start in starts])


class StyleEar:
    """`strength` (inverse regularisation) is chosen on the examples alone, by leaving pieces out; every piece weighs the same."""

    def __init__(self, examples: list[Heard], styles: list[str]) -> None:
        rows = [features_of(heard) for heard in examples]
        trials = {strength: self._left_out(rows, styles, strength) for strength in STRENGTHS}
        self.strength = max(trials, key=trials.get)
        self.own_accuracy = trials[self.strength]
        self.pipeline = self._fit(rows, styles, self.strength)

    @staticmethod
    def _fit(rows: list[np.ndarray], styles: list[str], strength: float):
        pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=2000))
        labels = [style for part, style in zip(rows, styles) for _ in part]
        weights = np.concatenate([np.full(len(part), 1 / len(part)) for part in rows])
        return pipeline.fit(np.concatenate(rows), labels, logisticregression__sample_weight=weights)

    def _left_out(self, rows: list[np.ndarray], styles: list[str], strength: float) -> float:
        """Share of pieces recognised when a fifth of them at a time is left out."""
        folds, right = np.arange(len(rows)) // max(1, len(set(styles))) % FOLDS, 0
        for fold in range(min(FOLDS, folds.max() + 1)):
            kept = [i for i in range(len(rows)) if folds[i] != fold]
            if len({styles[i] for i in kept}) < 2:
                return float("nan")
            pipeline = self._fit([rows[i] for i in kept], [styles[i] for i in kept], strength)
            right += sum(self._name(pipeline, rows[i]) == styles[i] for i in np.flatnonzero(folds == fold))
        return right / len(rows)

    @staticmethod
    def _name(pipeline, rows: np.ndarray) -> str:
        return str(pipeline.classes_[pipeline.predict_proba(rows).mean(axis=0).argmax()])

    def recognise(self, heard: Heard) -> str:
        return self._name(self.pipeline, features_of(heard))


def confusion(asked: list[str], heard: list[str], styles: tuple[str, ...]) -> np.ndarray:
    """int [S, S], rows asked, columns recognised."""
    table = np.zeros((len(styles), len(styles)), int)
    for row, column in zip(asked, heard):
        table[styles.index(row), styles.index(column)] += 1
    return table
