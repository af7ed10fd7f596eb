"""Harmony and rhythm as they sound, the same figures for every family: ours beside held-out renderings of the same styles, with what chance
does, and beside real music. -> plain figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from ..rvq.pieces import TEST
from ..rvq.recorded import work_of
from ..score.streams import STREAM, filled
from .codec import Codec
from .judge_quality import RECORDINGS, RENDERINGS, recordings
from .material import Sounded
from .session import Session
from .sound import RATE_HZ, Heard, read_mono
from .sound_statistics import FIGURES, Grid, figures_of, heard_grid, planned_grid
from .sound_tokens import through_codec
from .statistics import holm
from .two_samples import (
    difference_interval,
    halves_distances,
    ks_distance,
    permutation_p,
    style_weights,
    weighted_median,
)

OURS, HEARD_BEATS, LIBRARY, CEILING, NOISE = "ours", "held-out renderings, beats heard", "training tracks (B1)", "codec ceiling", "white noise"
CHORD_CHANGES = [name for name, _ in FIGURES].index("chord changes")
LEAST = 2  # pieces with a figure, of either set


@dataclass(frozen=True)
class Described:
    """Pieces of one set: figures [N, 16], style of each ("" where nobody knows)."""

    figures: np.ndarray
    styles: list[str]


def described(pieces: Iterable[tuple[Heard, Grid, str]]) -> Described:
    rows = [(figures_of(heard, grid), style) for heard, grid, style in pieces]
    return Described(np.array([row for row, _ in rows]).reshape(-1, len(FIGURES)), [style for _, style in rows])


def known_grid(piece: Sounded) -> Grid:
    return Grid(piece.beats_seconds, piece.downbeats_seconds)


def recorded_works(session: Session) -> Described:
    """Held-out real music; files of one work are one piece."""
    works: dict[str, list[np.ndarray]] = defaultdict(list)
    for name in recordings(session, TEST):
        heard = session.ear.hear(session.data / "audio" / name, levelled=True)
        works[work_of(name)].append(figures_of(heard, heard_grid(heard)))
    return Described(np.array([np.nanmean(rows, axis=0) if len(rows) > 1 else rows[0] for rows in works.values()]), [""] * len(works))


def describe_sets(session: Session) -> dict[str, Described]:
    """Beats are those of the plan or the arranger where there is one; recordings and noise have none but what the tracker hears, so held-out
    renderings are described that way too, which says how much it matters."""
    ear, held_out = session.ear, session.material.held_out()
    scores = session.scores_for("main", "arc", "tempo")
    noise = np.random.default_rng(1).standard_normal((8, 20 * RATE_HZ)).astype(np.float32) * 0.13
    sets: dict[str, Callable[[], Described]] = {
        OURS: lambda: described((session.heard(one), planned_grid(one.result["composition"]), one.asked_style) for one in scores),
        RENDERINGS: lambda: described((ear.hear(piece.path), known_grid(piece), piece.style) for piece in held_out),
        HEARD_BEATS: lambda: described((heard, heard_grid(heard), piece.style) for piece in held_out for heard in [ear.hear(piece.path)]),
        LIBRARY: lambda: described((ear.hear(piece.path), known_grid(piece), piece.style) for piece in session.material.library()),
        RECORDINGS: lambda: recorded_works(session),
        NOISE: lambda: described((heard, heard_grid(heard), "") for heard in map(ear.hear_samples, noise)),
    }
    if session.family == "rvq":
        codec = Codec(session.bundle)
        others = session.material.other_held_out()
        sets[CEILING] = lambda: described((ear.hear_samples(through_codec(codec, read_mono(p.path))), known_grid(p), p.style) for p in others)
    return {name: make() for name, make in sets.items()}


def known(pieces: Described, index: int, styles: set[str] | None = None) -> tuple[np.ndarray, list[str]]:
    """One figure of the pieces that have it, and their styles."""
    usable = [i for i, value in enumerate(pieces.figures[:, index]) if np.isfinite(value) and (styles is None or pieces.styles[i] in styles)]
    return pieces.figures[usable, index], [pieces.styles[i] for i in usable]


def compare_figure(ours: Described, reference: Described, real: Described, index: int) -> dict:
    """Only styles that both sets have. Fields that cannot be told of so few pieces are nan."""
    both = set(ours.styles) & set(reference.styles)
    (first, styles), (second, others) = (known(pieces, index, both) for pieces in (ours, reference))
    beside = known(real, index)[0]
    name, unit = FIGURES[index]
    row = {"name": name, "unit": unit, "n": [len(first), len(second)], "real": float(np.median(beside)) if len(beside) else np.nan}
    empty = dict.fromkeys(("ours", "reference", "low", "high", "distance", "halves", "p", "holm"), float("nan"))
    if min(len(first), len(second)) < LEAST or not set(styles) & set(others):
        return row | empty
    weights = style_weights(styles, others)
    low, high = difference_interval(first, styles, second, others)
    return row | {
        "ours": float(np.median(first)), "reference": weighted_median(second, weights), "low": low, "high": high,
        "distance": ks_distance(first, second, weights), "halves": float(np.nanmedian(halves_distances(second, others))),
        "p": permutation_p(first, styles, second, others), "holm": float("nan"),
    }  # fmt: skip


def mean_distance(pieces: Described, reference: Described) -> float:
    """Mean over figures of how far two sets lie apart; style for style where both know styles. nan where nothing is comparable."""
    values = []
    for index in range(len(FIGURES)):
        (first, styles), (second, others) = (known(p, index) for p in (pieces, reference))
        if min(len(first), len(second)) >= LEAST:
            weights = style_weights(styles, others) if set(styles) & set(others) else None
            values.append(ks_distance(first, second, weights))
    return float(np.mean(values)) if values else float("nan")


def split(pieces: Described, chosen: np.ndarray) -> tuple[Described, Described]:
    return tuple(Described(pieces.figures[mask], [style for style, is_in in zip(pieces.styles, mask) if is_in]) for mask in (chosen, ~chosen))


def styles_apart(reference: Described, draws: int = 50) -> dict:
    """Pieces of one style against those of all others, mean over styles, beside the same when the names of styles are dealt out anew."""
    labels, random = np.array(reference.styles), np.random.default_rng(4)
    nameless = Described(reference.figures, [""] * len(labels))

    def mean_over_styles(names: np.ndarray) -> float:
        return float(np.nanmean([mean_distance(*split(nameless, names == name)) for name in dict.fromkeys(reference.styles)]))

    drawn = [mean_over_styles(random.permutation(labels)) for _ in range(draws)]
    return {"distance": mean_over_styles(labels), "by_chance": float(np.nanmean(drawn)), "chance_most": float(np.nanpercentile(drawn, 95))}


def chord_validity(pieces: list[Sounded], heard: Described) -> dict:
    """Do the chord changes heard follow those written, over held-out renderings, whose chords are known?"""
    written = []
    for piece in pieces:
        chords = filled(piece.tokens[STREAM["chord"]])
        written.append(16 * float((np.diff(chords) != 0).sum()) / len(chords))
    usable = np.isfinite(heard.figures[:, CHORD_CHANGES])
    both = np.array(written)[usable], heard.figures[usable, CHORD_CHANGES]
    enough = usable.sum() > 2 and all(np.ptp(values) > 0 for values in both)
    return {"rho": float(spearmanr(*both).statistic) if enough else float("nan"), "written": float(np.mean(both[0])), "heard": float(np.mean(both[1])), "n": int(usable.sum())}


def judge_sound_statistics(session: Session) -> dict:
    sets = describe_sets(session)
    reference = sets[RENDERINGS]
    rows = [compare_figure(sets[OURS], reference, sets[RECORDINGS], index) for index in range(len(FIGURES))]
    judged = [row for row in rows if np.isfinite(row["p"])]
    for row, adjusted in zip(judged, holm([row["p"] for row in judged])):
        row["holm"] = adjusted
    halves = np.nanmedian([halves_distances(*known(reference, index)) for index in range(len(FIGURES)) if len(known(reference, index)[0]) >= 2 * LEAST], axis=1)
    distances = {name: {"distance": mean_distance(pieces, reference), "n": len(pieces.styles)} for name, pieces in sets.items() if name != RENDERINGS}
    return {
        "figures": rows, "n": [len(sets[OURS].styles), len(reference.styles), len(sets[RECORDINGS].styles)], "sets": distances,
        "halves": float(np.mean(halves)) if len(halves) else float("nan"), "styles": styles_apart(reference), "chords": chord_validity(session.material.held_out(), reference),
    }  # fmt: skip
