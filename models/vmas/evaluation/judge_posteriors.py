"""What the tagger says of the style of pieces, ours beside held-out ones of the same style: Kullback-Leibler divergence. -> plain figures."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from .embedding import WINDOW_FRAMES, posterior
from .judge_quality import ceiling_sound, open_tagger
from .session import Session
from .sound import RATE_HZ, Heard
from .statistics import bootstrap_interval

SMOOTHING = 1e-3  # added to each class: a network may be endlessly sure, and then one piece would decide the mean
OWN_STYLE, OTHER_STYLES = "held-out renderings, each from the others of its style", "held-out renderings, from every other style"
Styled = list[tuple[str, np.ndarray]]  # style and posterior [S] of each piece


def divergence(reference: np.ndarray, judged: np.ndarray) -> float:
    """KL of the reference's class shares from the judged ones [S], nat; 0 alike, at most about 7 with this smoothing."""
    p, q = ((shares + SMOOTHING) / (shares + SMOOTHING).sum() for shares in (reference, judged))
    return float((p * np.log(p / q)).sum())


def mean_of_style(pieces: Styled) -> dict[str, np.ndarray]:
    by_style = defaultdict(list)
    for style, shares in pieces:
        by_style[style].append(shares)
    return {style: np.mean(rows, axis=0) for style, rows in by_style.items()}


def against_style(pieces: Styled, reference: Styled) -> list[float]:
    """Of each piece from the mean of the reference's pieces of its style; pieces of a style that the reference has not are left out."""
    means = mean_of_style(reference)
    return [divergence(means[style], shares) for style, shares in pieces if style in means]


def against_rest(pieces: Styled) -> list[float]:
    """Of each piece from the mean of the others of its style: what pieces truly of a style reach."""
    values = []
    for index, (style, shares) in enumerate(pieces):
        others = [other for place, (name, other) in enumerate(pieces) if name == style and place != index]
        values += [divergence(np.mean(others, axis=0), shares)] if others else []
    return values


def against_others(pieces: Styled, reference: Styled) -> list[float]:
    """Of each piece from every style that is not its own: what must be far."""
    means = mean_of_style(reference)
    return [divergence(mean, shares) for style, shares in pieces for name, mean in means.items() if name != style]


def row_of(values: list[float]) -> dict:
    low, high = bootstrap_interval(np.array(values)) if len(values) > 1 else (np.nan, np.nan)
    return {"n": len(values), "mean": float(np.mean(values)) if values else float("nan"), "low": low, "high": high}


def judge_posteriors(session: Session) -> dict:
    tagger, _ = open_tagger(session)

    def styled(pieces: list[Heard], styles: list[str]) -> Styled:
        return [(style, posterior(tagger, heard.mel)) for heard, style in zip(pieces, styles) if len(heard.mel) >= WINDOW_FRAMES]

    scores = session.scores_for("main", "arc", "tempo")
    ours = styled([session.heard(scored) for scored in scores], [scored.asked_style for scored in scores])
    held_out = styled(session.held_out, [piece.style for piece in session.material.held_out()])
    noise = np.random.default_rng(1).standard_normal((8, 20 * RATE_HZ)).astype(np.float32) * 0.13
    sets = {
        OWN_STYLE: against_rest(held_out),
        OTHER_STYLES: against_others(held_out, held_out),
        "ours, from held-out renderings of the style asked for": against_style(ours, held_out),
        "training tracks (B1), likewise": against_style(styled(session.library, [piece.style for piece in session.material.library()]), held_out),
        "ours, from every other style": against_others(ours, held_out),
        "white noise, from every style": against_others(styled([session.ear.hear_samples(row) for row in noise], [""] * len(noise)), held_out),
    }
    if session.family == "rvq":
        others = styled(ceiling_sound(session), [piece.style for piece in session.material.other_held_out()])
        sets["codec ceiling, likewise"] = against_style(others, held_out)
    return {name: row_of(values) for name, values in sets.items()}
