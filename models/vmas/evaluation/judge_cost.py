"""What a bundle costs: size on disk, seconds of tokens for a second of music. -> plain figures."""

from __future__ import annotations

import json
import os

import numpy as np

from .material import run_tool
from .session import Session

TIMED_SCORES = 3


def judge_cost(session: Session) -> dict:
    """Wall time is only right on a machine without other work, so the load is kept beside it; processor time hardly suffers."""
    megabytes = sum(file.stat().st_size for file in session.bundle.iterdir() if file.is_file()) / 1e6
    scores = session.scores_for("main")[:TIMED_SCORES]
    path = session.folder / "speed.json"
    load = os.getloadavg()[0]
    run_tool("time-tokens.ts", session.id, path, *(scored.directory / "score.json" for scored in scores), bundles=session.bundle.parent)
    timed = json.loads(path.read_text())
    per_second = {
        name: float(np.median([row[name] / row["secondsOfMusic"] for row in timed if row[name] is not None] or [np.nan]))
        for name in ("wallSeconds", "processorSeconds")
    }
    stages = [scored.result["timings"]["total"] / scored.result["audio"]["durationSeconds"] for scored in scores]
    return {"megabytes": megabytes, "n": len(timed), **per_second, "load": load, "cores": os.cpu_count(), "whole": float(np.median(stages))}
