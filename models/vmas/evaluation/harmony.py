"""What notes are like: harmony and rhythm of token matrices, so that generated music can stand beside the corpus. Knows tokens only."""

from __future__ import annotations

import numpy as np

from ..corpus.music_facts import chord_tone_ratio, melodic_intervals, onset_counts
from ..score.streams import STEPS_PER_BEAT, STREAM, chord_of_token, chord_pitch_classes, filled, to_notes
from .tonality import weights_of_tokens

# Metrical weight of the sixteenths of a bar (Longuet-Higgins and Lee 1984): 0 on the bar line, lower where weaker.
METRE = np.array([0, -4, -3, -4, -2, -4, -3, -4, -1, -4, -3, -4, -2, -4, -3, -4])
FIGURES = (
    ("chord tones of the melody", "share on strong beats"),
    ("chord tones of all notes", "share of sounding steps"),
    ("pitch-class entropy", "bit"),
    ("chord changes", "per bar"),
    ("attacks", "per beat"),
    ("melody note", "sixteenths"),
    ("melody leaps over a fifth", "share"),
    ("syncopation of the melody", "per note"),
    ("steps without any attack", "share"),
)  # fmt: skip


def entropy_bits(weights: np.ndarray) -> float:
    share = weights[weights > 0] / weights.sum() if weights.sum() else np.ones(1)
    return float(-(share * np.log2(share)).sum())


def in_chord_share(tokens: np.ndarray) -> float:
    """Share of sounding steps of bass, melody and counter in which the pitch belongs to the chord (the others play chords always)."""
    chords, inside, total = filled(tokens[STREAM["chord"]]), 0, 0
    for part, start, end, pitch, _ in to_notes(tokens):
        if part in ("bass", "melody", "counter"):
            hits = [pitch % 12 in chord_pitch_classes(*chord_of_token(chords[step])) for step in range(start, end)]
            inside, total = inside + sum(hits), total + len(hits)
    return inside / total if total else float("nan")


def syncopation(tokens: np.ndarray, bar_phase: int) -> float:
    """Mean over melody notes of the strongest metrical place that a note sounds through, above the place where it began (0: none)."""
    values = []
    for part, start, end, _, _ in to_notes(tokens):
        if part == "melody":
            weights = METRE[(np.arange(start, end) + bar_phase) % 16]
            values.append(max(0, int(weights.max() - weights[0])))
    return float(np.mean(values)) if values else float("nan")


def harmony_figures(tokens: np.ndarray, bar_phase: int) -> np.ndarray:
    """[9] in the order of FIGURES; nan where a piece has no such part."""
    steps = tokens.shape[1]
    onsets = onset_counts(tokens)
    lengths = [end - start for part, start, end, _, _ in to_notes(tokens) if part == "melody"]
    leaps = np.abs(melodic_intervals(tokens))
    chords = filled(tokens[STREAM["chord"]])
    return np.array([
        chord_tone_ratio(tokens), in_chord_share(tokens), entropy_bits(weights_of_tokens(tokens)),
        16 * float((np.diff(chords) != 0).sum()) / steps, STEPS_PER_BEAT * float(onsets.sum()) / steps,
        float(np.mean(lengths)) if lengths else np.nan, float((leaps > 7).mean()) if len(leaps) else np.nan,
        syncopation(tokens, bar_phase), float((onsets == 0).mean()),
    ])  # fmt: skip
