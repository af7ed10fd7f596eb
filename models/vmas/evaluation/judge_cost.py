"""What a bundle costs: size on disk, seconds of tokens for a second of music, memory, and how long a fresh process takes. -> plain figures."""

from __future__ import annotations

import json
import os

import numpy as np

from .material import run_tool
from .scores import Scored
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
    cold = cold_start(session, scores[-1])
    return {"megabytes": megabytes, "n": len(timed), **per_second, "load": load, "cores": os.cpu_count(), "whole": float(np.median(stages)), "cold": cold}


def cold_start(session: Session, scored: Scored) -> dict:
    """The film of a score once more, medians of pairs of a fresh process, whose files may be in the system's cache, and a warm one;
    `start_seconds`: what the fresh one of a pair takes longer."""
    path, load = session.folder / "cold.json", os.getloadavg()[0]
    run_tool("cold-start.ts", path, session.sizes.fresh_starts, scored.film.path.resolve(), session.id, scored.asked_style, bundles=session.bundle.parent)
    found = json.loads(path.read_text())
    first, wall, warm = (np.array([run[name] for run in found["runs"]], float) for name in ("firstTokensSeconds", "wallSeconds", "warmSeconds"))
    return {
        **found["machine"], "load": load, "n": len(found["runs"]), "film_seconds": scored.film.seconds, "first_tokens_seconds": float(np.median(first)),
        "wall_seconds": float(np.median(wall)), "warm_seconds": float(np.median(warm)), "start_seconds": float(np.median(wall - warm)),
        "peak_megabytes": float("nan") if found["peakMegabytes"] is None else found["peakMegabytes"],
    }  # fmt: skip
