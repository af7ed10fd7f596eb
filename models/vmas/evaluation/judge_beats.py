"""The bundle's beat tracker beside librosa's on music with known beats. How a case is judged is evaluate_beats.py's. -> plain figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np

from .material import Sounded
from .sound import read_mono

HELD_OUT = "held-out renderings"


def rendered_cases(pieces: list[Sounded], make_case: Callable) -> Iterable:
    """`make_case(name, group, style, samples, beats, downbeats)`: what evaluate_beats.py judges."""
    for piece in pieces:
        yield make_case(piece.path.stem, HELD_OUT, piece.style, read_mono(piece.path), piece.beats_seconds, piece.downbeats_seconds)


def judge_beats(cases: Iterable, trackers: dict[str, Callable]) -> dict:
    """`trackers`: case -> BeatScores, None where one does not apply. Means over cases; the last figure is a median of medians, downbeats only where known."""
    scores: dict = defaultdict(lambda: defaultdict(list))
    for case in cases:
        for name, track in trackers.items():
            row = track(case)
            if row is not None:
                scores[case.group][name].append(row.as_row())
    return {"groups": {group: {name: summary(np.array(rows), name) for name, rows in found.items()} for group, found in scores.items()}}


def summary(rows: np.ndarray, tracker: str) -> dict:
    """F, CMLt, AMLt, downbeat F, share of tempi within 2 %, median distance in ms."""
    known = rows[np.isfinite(rows[:, 3]), 3]
    bars = float(known.mean()) if len(known) and tracker.startswith("ours") else float("nan")
    figures = [*rows[:, :3].mean(axis=0), bars, float((rows[:, 4] <= 0.02).mean()), float(np.nanmedian(rows[:, 5]))]
    return {"n": len(rows), "figures": [float(value) for value in figures]}
