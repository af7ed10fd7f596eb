"""Does the music do what was asked: tempo, style, energy, and does its key sound as its tokens say. -> plain figures."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np

from ..corpus.compose import STYLE_ORDER
from .energy import above_null
from .judge_mode import judge_mode
from .judge_sync import asked_energy
from .material import check_apart, run_tool
from .scores import Scored
from .session import Session
from .style_ear import StyleEar, confusion
from .tonality import is_near_key, key_of_weights, mode_of_tokens, relation

TEMPO_TOLERANCE = 0.02
OCTAVES = (0.5, 1.0, 2.0)


def is_near(bpm: float, asked: float, octaves: tuple[float, ...] = (1.0,)) -> bool:
    return any(abs(bpm * factor / asked - 1) <= TEMPO_TOLERANCE for factor in octaves)


def judge_tempo(session: Session, tempo_of: Callable[[str], float]) -> list[dict]:
    """`product` hears with the range of the style, as score.json says; `tracker` without any range; `librosa` is not ours."""
    rows = []
    for scored in session.scores_for("tempo"):
        asked = scored.asked_tempo_bpm
        heard = {"product": scored.result["tempoBpm"], "tracker": session.heard(scored).tempo_bpm, "librosa": tempo_of(str(scored.wav))}
        rows.append({
            "style": scored.asked_style, "asked": asked, **heard, "passes": is_near(heard["product"], asked),
            "tracker_octave": is_near(heard["tracker"], asked, OCTAVES), "librosa_octave": is_near(heard["librosa"], asked, OCTAVES),
        })  # fmt: skip
    return rows


def judge_style(session: Session) -> dict:
    examples = session.full_material.classifier_examples()
    check_apart(examples, session.material.held_out())
    ear = StyleEar(session.heard_all(examples, light=True), [piece.style for piece in examples])
    print(f"style ear: {ear.chosen.title}, {ear.own_accuracy:.2f} of its own pieces when they were left out", flush=True)
    truth = [piece.style for piece in session.material.held_out()]
    known = [ear.recognise(heard) for heard in session.held_out]
    asked = session.scores_for("main", "arc", "tempo")
    found = [ear.recognise(session.heard(scored)) for scored in asked]
    styles = [scored.asked_style for scored in asked]
    return {
        "examples": len(examples), "judge": ear.chosen.title, "own_accuracy": ear.own_accuracy, "candidates": ear.trials, "styles": list(STYLE_ORDER), "asked": styles, "heard": found, "truth": truth, "known": known,
        "table": confusion(styles, found, STYLE_ORDER).tolist(),
    }  # fmt: skip


def energy_row(session: Session, scored: Scored) -> dict:
    heard, asked = session.heard(scored), asked_energy(scored)
    curves = {"level": heard.level_db, "density": heard.onset_density}
    row = {"film": scored.film.name, "kind": scored.film.kind, "style": scored.asked_style, "asked": asked}
    for name, curve in curves.items():
        rho, null = above_null(asked, curve)
        row |= {name: rho, f"{name}_null": null}
    row["range"] = float(np.ptp(asked))
    row["above"] = float(np.mean([row[name] - row[f"{name}_null"] for name in curves]))
    if scored.film.motion_per_second:
        motion = np.array(scored.film.motion_per_second)
        values = [above_null(motion, curve) for curve in curves.values()]
        row["motion_above"] = float(np.mean([rho - null for rho, null in values]))
        row |= {"motion": motion, "heard_level": heard.level_db}
    return row


def tonics_of(session: Session, scores: list[Scored]) -> list[int]:
    """0..11 each: family `score` moves its tokens from C by a tonic of the seed; all training music of `rvq` was in C."""
    if session.family != "score":
        return [0] * len(scores)
    seeds, tonics = session.folder / "seeds.json", session.folder / "tonics.json"
    seeds.write_text(json.dumps([scored.result["request"]["controls"]["seed"] for scored in scores]))
    run_tool("tonics.ts", seeds, tonics)
    return [tonic % 12 for tonic in json.loads(tonics.read_text())]


def judge_key(session: Session) -> list[dict]:
    """The key by ear beside that of the tokens, whose third says the mode. Family `rvq` has no notes to compare with."""
    rows, scores = [], session.scores_for("main", "arc", "tempo")
    for scored, tonic in zip(scores, tonics_of(session, scores)):
        heard = key_of_weights(session.heard(scored).chroma.sum(axis=0))
        mode = mode_of_tokens(scored.tokens) if session.family == "score" else 0
        truth = (tonic, mode)
        rows.append({
            "heard": list(heard), "mode": mode, "exact": bool(mode and heard == truth), "near": bool(mode and is_near_key(heard, truth)),
            "mode_right": bool(mode and heard[1] == mode), "tonic_right": heard[0] == tonic, "relation": relation(heard, truth) if mode else None,
        })  # fmt: skip
    return rows


def judge_asked_mode(session: Session) -> dict:
    return judge_mode(session, tonics_of)


def judge_obedience(session: Session, tempo_of: Callable[[str], float]) -> dict:
    energy = [energy_row(session, scored) for scored in session.scores_for("main", "arc", "real")]
    return {"tempo": judge_tempo(session, tempo_of), "style": judge_style(session), "energy": energy, "key": judge_key(session)}
