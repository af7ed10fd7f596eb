# How good a beat tracker is. All beat measures are mir_eval's; only the tempo error is ours.
from dataclasses import dataclass

import mir_eval
import numpy as np


@dataclass(frozen=True)
class BeatScores:
    f_measure: float  # +-70 ms, one to one; chance at the right tempo is 0.12 to 0.36
    cmlt: float  # share of beats in correct continuity, tempo and phase; 1 is perfect
    amlt: float  # the same, half, double and off-beat allowed
    downbeat_f: float  # +-70 ms; nan where downbeats are not known
    tempo_error: float  # |estimated / reference - 1|, octave not forgiven
    median_ms: float  # median distance of a matched beat

    def as_row(self) -> list[float]:
        return [self.f_measure, self.cmlt, self.amlt, self.downbeat_f, self.tempo_error, self.median_ms]


def reference_tempo(beats_seconds: np.ndarray) -> float:
    return float(60 / np.mean(np.diff(beats_seconds)))


def f_measure(reference: np.ndarray, estimated: np.ndarray) -> float:
    if len(reference) == 0 or len(estimated) == 0:
        return 0.0
    return float(mir_eval.beat.f_measure(np.sort(reference), np.sort(estimated), f_measure_threshold=0.07))


def score_beats(reference, reference_downbeats, estimated, estimated_downbeats, tempo_bpm: float, trim_seconds: float = 0.0) -> BeatScores:
    """mir_eval trims 5 s by custom; our pieces start with music, so nothing is trimmed unless asked."""
    reference, estimated = (np.asarray(x)[np.asarray(x) >= trim_seconds] for x in (reference, estimated))
    if len(estimated) < 2:
        return BeatScores(0.0, 0.0, 0.0, 0.0, 1.0, float("nan"))
    _, cmlt, _, amlt = mir_eval.beat.continuity(reference, estimated)
    distances = np.abs(reference[:, None] - estimated[None, :]).min(axis=1)
    matched = distances[distances <= 0.07]
    downbeat_f = f_measure(np.asarray(reference_downbeats), np.asarray(estimated_downbeats)) if len(reference_downbeats) else float("nan")
    return BeatScores(
        f_measure(reference, estimated), float(cmlt), float(amlt), downbeat_f,
        abs(tempo_bpm / reference_tempo(reference) - 1), float(np.median(matched) * 1000) if len(matched) else float("nan"),
    )
