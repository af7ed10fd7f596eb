"""Beats are judged per material and tracker; a tracker that does not apply to a case leaves no row."""

from types import SimpleNamespace

import numpy as np
import pytest

from vmas.beats.metrics import BeatScores
from vmas.evaluation.judge_beats import judge_beats


def test_means_are_per_group_and_tracker_and_unknown_downbeats_are_left_out():
    cases = [SimpleNamespace(group="a", f=0.8, bars=0.5), SimpleNamespace(group="a", f=1.0, bars=np.nan), SimpleNamespace(group="b", f=0.2, bars=np.nan)]
    trackers = {
        "ours": lambda case: BeatScores(case.f, 0.5, 0.6, case.bars, 0.01 if case.f > 0.9 else 0.5, 3.0),
        "ours, range": lambda case: BeatScores(1.0, 1.0, 1.0, 1.0, 0.0, 1.0) if case.group == "b" else None,
    }
    groups = judge_beats(cases, trackers)["groups"]
    assert groups["a"]["ours"]["n"] == 2
    assert groups["a"]["ours"]["figures"] == pytest.approx([0.9, 0.5, 0.6, 0.5, 0.5, 3.0])
    assert np.isnan(groups["b"]["ours"]["figures"][3])
    assert "ours, range" not in groups["a"] and groups["b"]["ours, range"]["n"] == 1
