"""A style classifier that shares nothing with the model: hand-made features of the sound, logistic regression, and pieces of seeds that
no model was trained on. Its ceiling is what it recognises of held-out pieces that are truly of a style."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from .sound import Heard

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
    def __init__(self, examples: list[Heard], styles: list[str], strength: float = 0.05) -> None:
        rows = [features_of(heard) for heard in examples]
        labels = [style for part, style in zip(rows, styles) for _ in part]
        self.pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=2000))
        self.pipeline.fit(np.concatenate(rows), labels)

    def recognise(self, heard: Heard) -> str:
        chances = self.pipeline.predict_proba(features_of(heard)).mean(axis=0)
        return str(self.pipeline.classes_[chances.argmax()])


def confusion(asked: list[str], heard: list[str], styles: tuple[str, ...]) -> np.ndarray:
    """int [S, S], rows asked, columns recognised."""
    table = np.zeros((len(styles), len(styles)), int)
    for row, column in zip(asked, heard):
        table[styles.index(row), styles.index(column)] += 1
    return table
