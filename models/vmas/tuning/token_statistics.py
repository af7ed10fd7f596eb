"""What the tokens of a piece are like, as counts: counts of many pieces add up, and two sets of pieces are compared by the Jensen-Shannon divergence
of their sums. Knows tokens only, not who wrote them."""

from __future__ import annotations

import numpy as np

from ..score.streams import (
    DRUM_STREAMS,
    LOWEST_PITCH,
    PARTS,
    REST,
    SIZES,
    STEPS_PER_BAR,
    STREAM,
    chord_of_token,
    chord_pitch_classes,
    filled,
)

# What the choice of a temperature is asked for: streams that are sampled alike.
GROUPS = {
    "harmony": ("section", "dynamics", "chord"),
    "drums": DRUM_STREAMS,
    "bass": ("bass",),
    "chords": ("comp", "pad", "arp"),
    "melody": ("melody",),  # not with the counter line: each gains by what costs the other (models/LOG.md)
    "counter": ("counter",),
}  # fmt: skip
LAGS = (1, 2, 4)  # bars
LIKENESS_PARTS = 5  # of the likeness of two bars, 0..1
WIDEST_LEAP = 12  # semitones; wider ones count as this
LONGEST_NOTE = 32  # steps
LEAP_EDGES = (-2, 0, 1, 3)  # falls by more than a tone, falls by step, repeats, rises by step, rises by more
Counts = dict[str, np.ndarray]


def counts_of(tokens: np.ndarray, stream: str, bar_phase: int) -> Counts:
    """tokens int [12, T] -> a histogram for each thing that is counted of the stream."""
    row = tokens[STREAM[stream]].astype(np.int64)
    is_part = stream in PARTS
    steps = np.flatnonzero(row > REST if is_part else row > 0)
    values, phases = row[steps], (np.arange(len(row)) + bar_phase) % STEPS_PER_BAR
    bars = (np.arange(len(row)) + bar_phase) // STEPS_PER_BAR
    in_bar = np.bincount(bars[steps], minlength=bars[-1] + 1)
    counts = {
        "onsets in a bar": np.bincount(in_bar, minlength=STEPS_PER_BAR + 1), "place in the bar": np.bincount(phases[steps], minlength=STEPS_PER_BAR),
        "value": np.bincount(values, minlength=SIZES[STREAM[stream]]), "what follows": followers(stream, values),
    }  # fmt: skip
    counts |= repetition(np.where(row > REST, row, 0) if is_part else row, phases)
    if is_part:
        lengths = np.diff(np.append(np.flatnonzero(row), len(row)))[row[row > 0] > REST]
        counts["length"] = np.bincount(np.minimum(lengths, LONGEST_NOTE), minlength=LONGEST_NOTE + 1)
    if stream in LOWEST_PITCH:
        counts["interval"] = np.bincount(np.clip(np.diff(values), -WIDEST_LEAP, WIDEST_LEAP) + WIDEST_LEAP, minlength=2 * WIDEST_LEAP + 1)
        counts["in the chord"] = np.bincount(in_chord(tokens, stream, steps), minlength=2)
    return counts


def followers(stream: str, values: np.ndarray) -> np.ndarray:
    """Pairs of neighbours among the events, in so few kinds that a hundred pieces fill them."""
    before, after = values[:-1], values[1:]
    if stream in LOWEST_PITCH:  # two intervals
        kinds = np.searchsorted(LEAP_EDGES, np.diff(values), side="right")
        return np.bincount(5 * kinds[:-1] + kinds[1:], minlength=25)
    if stream in ("comp", "pad"):  # how far the voicing moves, and into which shape
        (low, _), (high, shape) = np.divmod(before - 2, 4), np.divmod(after - 2, 4)
        return np.bincount(4 * (np.clip(high - low, -3, 3) + 3) + shape, minlength=28)
    if stream == "chord":  # how far the root moves, and to which quality; "no chord" stands at the end
        is_chord = (before > 1) & (after > 1)
        (root, _), (other, quality) = np.divmod(before[is_chord] - 2, 16), np.divmod(after[is_chord] - 2, 16)
        return np.bincount(np.append(16 * ((other - root) % 12) + quality, np.repeat(192, (~is_chord).sum())), minlength=193)
    size = SIZES[STREAM[stream]]
    return np.bincount(size * before + after, minlength=size * size)


def repetition(row: np.ndarray, phases: np.ndarray) -> Counts:
    """How alike bars are to those 1, 2 and 4 before them: common events by all events of both."""
    first = int(np.flatnonzero(phases == 0)[0]) if (phases == 0).any() else len(row)
    whole = (len(row) - first) // STEPS_PER_BAR
    bars = row[first : first + whole * STEPS_PER_BAR].reshape(whole, STEPS_PER_BAR)
    counts = {}
    for lag in LAGS:
        one, other = bars[lag:], bars[:-lag]
        either = ((one > 0) | (other > 0)).sum(1)
        same = ((one == other) & (one > 0)).sum(1)
        # A step at which both strike differently counts once in `either`, as one event that they do not share.
        share = same[either > 0] / either[either > 0]
        counts[f"like {lag} before"] = np.bincount(np.minimum((share * LIKENESS_PARTS).astype(int), LIKENESS_PARTS - 1), minlength=LIKENESS_PARTS)
    return counts


def in_chord(tokens: np.ndarray, stream: str, steps: np.ndarray) -> np.ndarray:
    """[N] 1 where the note that begins at a step belongs to the chord."""
    chords = filled(tokens[STREAM["chord"]])
    pitches = LOWEST_PITCH[stream] + tokens[STREAM[stream], steps].astype(int) - 2
    return np.array([int(pitch % 12 in chord_pitch_classes(*chord_of_token(chords[step]))) for pitch, step in zip(pitches, steps)], np.int64)


def divergence(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Jensen-Shannon divergence in bits, 0..1, of counts [..., bins]. Two empty ones are alike, an empty and a full one differ by 1."""
    totals = first.sum(-1), second.sum(-1)
    shares = [counts / np.maximum(total, 1e-12)[..., None] for counts, total in zip((first, second), totals)]
    middle = (shares[0] + shares[1]) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = sum(np.where(share > 0, share * np.log2(share / middle), 0).sum(-1) for share in shares) / 2
    empty = [total <= 0 for total in totals]
    return np.where(empty[0] & empty[1], 0.0, np.where(empty[0] | empty[1], 1.0, terms))
