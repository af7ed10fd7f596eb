"""Major or minor when the decoder is asked for it. The product never asks (its plan leaves the mode to the decoder), so the same jobs are given
once more with that condition set, and key and mode are heard in what comes out. -> plain figures."""

from __future__ import annotations

import json

import numpy as np

from ..corpus.compose import STYLE_ORDER
from .material import Sounded, run_tool
from .scores import Scored
from .session import Session
from .sound import Heard
from .sound_statistics import weighted_chroma
from .tonality import MAJOR, MINOR, key_of_weights, majorness, mode_of_tokens, relation

MODES = {MAJOR: "major", MINOR: "minor"}


def chosen_scores(scores: list[Scored], count: int) -> list[Scored]:
    """Plans of all styles in turn."""
    by_style = {style: [scored for scored in scores if scored.asked_style == style] for style in STYLE_ORDER}
    depth = max([len(group) for group in by_style.values()] or [0])
    return [group[place] for place in range(depth) for group in by_style.values() if place < len(group)][:count]


def asked_again(session: Session, scored: Scored, mode: int) -> Scored:
    """The same film, controls and seed with a mode; made by make_asked."""
    return Scored(scored.film, "mode", session.folder / "mode" / f"{scored.film.name}-{MODES[mode]}", scored.asked_style)


def make_asked(session: Session, scores: list[Scored]) -> list[tuple[Scored, Scored, int]]:
    """-> (score of the product, the same with a mode asked for, that mode), of those that could be made."""
    asked = [(scored, asked_again(session, scored, mode), mode) for scored in scores for mode in MODES]
    jobs = []
    for scored, again, mode in asked:
        if not again.is_made:
            request = scored.result["request"]
            jobs.append({"mediaPath": request["mediaPath"], "directory": str(again.directory.resolve()), "controls": request["controls"], "mode": MODES[mode]})
    if jobs:
        path = session.folder / "mode-jobs.json"
        path.write_text(json.dumps(jobs))
        run_tool("make-scores.ts", path.resolve(), session.id, bundles=session.bundle.parent)
    return [entry for entry in asked if entry[1].is_made]


def heard_key(heard: Heard, tonic: int) -> dict:
    """`key`: best of 24; `majorness`: over 0 where the known tonic sounds major. Empty for sound without any pitch."""
    weights = weighted_chroma(heard).sum(axis=0)
    if np.ptp(weights) == 0:
        return {}
    return {"key": list(key_of_weights(weights)), "majorness": majorness(weights, tonic)}


def mode_heard(row: dict) -> int:
    return MAJOR if row["majorness"] > 0 else MINOR


def ceiling_rows(session: Session, pieces: list[Sounded]) -> list[dict]:
    """Held-out renderings, whose tonic and mode are known: what the ear makes of the truth."""
    rows = []
    for piece in pieces:
        heard, mode = heard_key(session.ear.hear(piece.path), piece.tonic), mode_of_tokens(piece.tokens)
        if heard and mode:
            rows.append({"asked": mode, "tonic": piece.tonic, "heard": mode_heard(heard), **heard, "relation": relation(tuple(heard["key"]), (piece.tonic, mode))})
    return rows


def asked_rows(session: Session, entries: list[tuple[Scored, Scored, int]], tonics: list[int]) -> list[dict]:
    """`tokens`: mode by the notes, 0 unknown (always for family `rvq`)."""
    rows = []
    for (_, again, mode), tonic in zip(entries, tonics):
        heard = heard_key(session.heard(again), tonic)
        if not heard:
            continue
        by_notes = mode_of_tokens(again.tokens) if session.family == "score" else 0
        rows.append({
            "film": again.film.name, "style": again.asked_style, "asked": mode, "tonic": tonic, "heard": mode_heard(heard), "tokens": by_notes, **heard,
            "relation": relation(tuple(heard["key"]), (tonic, mode)),
        })  # fmt: skip
    return rows


def pair_differences(rows: list[dict]) -> list[float]:
    """Majorness when major was asked minus that when minor was, of the same film, controls and seed."""
    found: dict[str, dict[int, float]] = {}
    for row in rows:
        found.setdefault(row["film"], {})[row["asked"]] = row["majorness"]
    return [pair[MAJOR] - pair[MINOR] for pair in found.values() if len(pair) == 2]


def judge_mode(session: Session, tonics_of) -> dict:
    """`tonics_of(session, scores)`: judge_obedience's."""
    entries = make_asked(session, chosen_scores(session.scores_for("main"), session.sizes.asked_modes))
    rows = asked_rows(session, entries, tonics_of(session, [again for _, again, _ in entries]))
    unasked = session.scores_for("main")
    left = [mode_of_tokens(scored.tokens) for scored in unasked] if session.family == "score" else []
    return {
        "rows": rows, "made": len(entries), "ceiling": ceiling_rows(session, session.material.held_out()), "differences": pair_differences(rows),
        "unasked": [left.count(MAJOR), left.count(MINOR)],
    }  # fmt: skip
