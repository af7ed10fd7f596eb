"""How well an encoder tells the frames where a picture changes on a beat: its own head, and a linear probe on its features, which is fair to an
arm whose head was never trained. Knows frames and targets; no report."""

from __future__ import annotations

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

from ..model import Batch, VideoMusicTransformer
from .statistics import circular_shift_z

TOLERANCE_SECONDS = 0.1
GRID_HZ = (
    40  # on which transitions and accents meet, finer than any frame rate: encoders of different rates are judged alike
)


@torch.no_grad()
def frame_features(model: VideoMusicTransformer, batch: Batch, rows: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """-> features [N, F, C] that the beat head reads, logits of the head [N, F]."""
    seen, logits = [], []
    handle = model.video.beat[0].register_forward_hook(lambda _, __, value: seen.append(value))
    for at in range(0, len(batch.frames), rows):
        logits.append(model.video(batch.frames[at : at + rows], batch.frame_mask[at : at + rows])[0])
    handle.remove()
    return torch.cat(seen).numpy(), torch.cat(logits).numpy()


def accent_curve(batch: Batch, fps: int) -> np.ndarray:
    """[N, G]: 0, 1 or 2 at the place of each step's accent on the grid. Facts of the music, which the encoder is not shown."""
    count, places = len(batch.tokens), round(batch.frames.shape[1] / fps * GRID_HZ)
    curve = np.zeros((count, places))
    for row in range(count):
        steps = int(batch.step_mask[row].sum())
        accents = batch.conditions[row, :steps, 1].numpy()
        place = (np.arange(steps) * places / steps).round().astype(int).clip(max=places - 1)
        np.maximum.at(curve[row], place, accents)
    return curve


def moments(frames: np.ndarray, fps: int) -> np.ndarray:
    """Frames that first show a transition -> places on the grid, half a frame before: on average it happened then."""
    return np.round((frames - 0.5) * GRID_HZ / fps).astype(int).clip(min=0)


def peaks(score: np.ndarray, threshold: float) -> np.ndarray:
    """Frames of local maxima above the threshold."""
    padded = np.r_[-np.inf, score, -np.inf]
    return np.flatnonzero((score > threshold) & (score >= padded[:-2]) & (score > padded[2:]))


def best_threshold(score: np.ndarray, target: np.ndarray) -> float:
    precision, recall, threshold = precision_recall_curve(target.ravel(), score.ravel())
    f_measure = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return float(threshold[min(int(f_measure.argmax()), len(threshold) - 1)])


def f_measure(found: np.ndarray, wanted: np.ndarray, tolerance: int) -> float:
    """Of frames found and wanted, one to one within the tolerance; 1 where both are empty."""
    if len(found) + len(wanted) == 0:
        return 1.0
    free, hits = list(wanted), 0
    for frame in found:
        near = [other for other in free if abs(other - frame) <= tolerance]
        if near:
            free.remove(min(near, key=lambda other: abs(other - frame)))
            hits += 1
    return 2 * hits / (len(found) + len(wanted))


def judge_beats(model: VideoMusicTransformer, seen: Batch, fitting: Batch, pairs: Batch) -> dict[str, np.ndarray]:
    """Figures of each pair: for the head and for a probe fitted on `fitting` AUC (nan without any transition), F of transitions on a beat and the
    lift z of its transitions on the accents of the pair's own music; for the control, of the next pair's music."""
    features, logits = frame_features(model, seen)
    fit_features, fit_logits = frame_features(model, fitting)
    target, fit_target = pairs.beat_target.numpy() > 0, fitting.beat_target.numpy() > 0
    probe = LogisticRegression(max_iter=200, C=0.1).fit(
        fit_features.reshape(-1, fit_features.shape[-1]), fit_target.ravel()
    )

    def probed(x: np.ndarray) -> np.ndarray:
        return probe.decision_function(x.reshape(-1, x.shape[-1])).reshape(x.shape[:2])

    fps = model.config.video_fps
    accents, result = accent_curve(pairs, fps), {}
    tolerance, reach = round(TOLERANCE_SECONDS * fps), round(TOLERANCE_SECONDS * GRID_HZ)
    for name, score, fit_score in (("head", logits, fit_logits), ("probe", probed(features), probed(fit_features))):
        threshold = best_threshold(fit_score, fit_target)
        found = [peaks(row, threshold) for row in score]
        result[f"{name}_auc"] = np.array([roc_auc_score(t, s) if t.any() else np.nan for t, s in zip(target, score)])
        result[f"{name}_precision"] = np.array(
            [average_precision_score(t, s) if t.any() else np.nan for t, s in zip(target, score)]
        )
        result[f"{name}_f"] = np.array([f_measure(f, np.flatnonzero(t), tolerance) for f, t in zip(found, target)])
        found = [moments(frames, fps) for frames in found]
        result[f"{name}_z"] = np.array([circular_shift_z(a, f, reach) for a, f in zip(accents, found)])
        result[f"{name}_z_shuffled"] = np.array(
            [circular_shift_z(a, f, reach) for a, f in zip(np.roll(accents, 1, 0), found)]
        )
    return result
