"""Owns the way from General MIDI percussion keys to the kit, cymbals and percussion streams. Must not know of files."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from ..score.streams import CYMBAL, KICK, PERCUSSION, SNARE

KICK_KEYS = {35, 36}
# Drums that General MIDI plays on pitched channels, by program; keys beyond MIDI's range stand for them.
DRUM_PROGRAMS = {47: 128, 116: 129, 117: 45, 118: 43, 119: 130, 113: 67, 115: 76}
SNARE_KEYS = {38: "snare", 40: "snare", 37: "side", 39: "clap"}
HAT_KEYS = {42}
CYMBAL_KEYS = {
    44: "pedal", 46: "open", 51: "ride", 59: "ride", 53: "bell", 49: "crash", 57: "crash", 55: "crash", 52: "china",
    130: "swell",
}  # fmt: skip
PERCUSSION_KEYS = {
    41: "low-tom", 43: "low-tom", 45: "mid-tom", 47: "mid-tom", 48: "high-tom", 50: "high-tom",
    54: "tambourine", 83: "tambourine", 56: "cowbell", 67: "cowbell", 68: "cowbell",
    60: "bongo", 61: "bongo", 62: "high-conga", 63: "high-conga", 64: "low-conga", 65: "high-tom", 66: "mid-tom",
    69: "shaker", 70: "shaker", 82: "shaker", 73: "shaker", 74: "shaker",
    75: "wood-block", 76: "wood-block", 77: "wood-block", 80: "triangle", 81: "triangle", 84: "triangle",
    128: "timpani", 129: "taiko",
}  # fmt: skip
# The e-drum kit of the Groove MIDI Dataset sends rims and edges on keys of its own (data set page, "MIDI mapping").
E_DRUM_KEYS = {22: 42, 26: 46, 58: 43, 52: 57, 55: 49, 50: 48, 47: 45}
CYMBAL_RANK = ("crash", "china", "bell", "open", "ride", "closed-accent", "closed", "closed-soft", "pedal", "swell")
SNARE_RANK = ("accent", "hit", "clap", "side", "ghost")
PERCUSSION_RANK = (
    "impact", "taiko", "timpani", "low-tom", "mid-tom", "high-tom", "cowbell", "low-conga", "high-conga", "bongo",
    "wood-block", "snap", "tambourine", "triangle", "shaker-accent", "shaker",
)  # fmt: skip


class DrumHit(NamedTuple):
    step: int
    key: int
    velocity: int


def drum_class(key: int) -> str | None:
    """Instrument whose velocities are judged together; None for keys the streams cannot say."""
    if key in KICK_KEYS:
        return "kick"
    if key in HAT_KEYS:
        return "hat"
    return SNARE_KEYS.get(key) or CYMBAL_KEYS.get(key) or PERCUSSION_KEYS.get(key)


def _usual_velocity(hits: list[DrumHit]) -> dict[str, float]:
    """Upper quartile per instrument: what a plain, unghosted stroke weighs in this piece."""
    by_class = defaultdict(list)
    for hit in hits:
        by_class[drum_class(hit.key)].append(hit.velocity)
    return {name: float(np.percentile(velocities, 75)) for name, velocities in by_class.items()}


def _values(name: str, force: float) -> tuple[str, str]:
    """(stream, value name) of a stroke `force` times as strong as a usual one."""
    if name == "kick":
        return "kick", "soft" if force < 0.7 else "hard"
    if name == "snare":
        return "snare", "ghost" if force < 0.6 else "accent" if force > 1.12 else "hit"
    if name in ("side", "clap"):
        return "snare", name
    if name == "hat":
        return "cymbals", "closed-soft" if force < 0.68 else "closed-accent" if force > 1.1 else "closed"
    if name in CYMBAL:
        return "cymbals", name
    if name == "shaker" and force >= 1.05:
        return "percussion", "shaker-accent"
    return "percussion", name


def drum_streams(hits: list[DrumHit]) -> tuple[dict[str, list[tuple[int, int]]], int]:
    """({stream: [(step, token)]}, hits the streams could say). One value a step: the rarer stroke wins."""
    known = [hit for hit in hits if drum_class(hit.key)]
    usual = _usual_velocity(known)
    struck: dict[tuple[str, int], set[str]] = defaultdict(set)
    for hit in known:
        name = drum_class(hit.key)
        stream, value = _values(name, hit.velocity / max(1.0, usual[name]))
        struck[stream, hit.step].add(value)
    best = {}
    ranks = {"snare": SNARE_RANK, "cymbals": CYMBAL_RANK, "percussion": PERCUSSION_RANK, "kick": ("hard", "soft")}
    for (stream, step), values in struck.items():
        best[stream, step] = min(values, key=ranks[stream].index)
    return _tokens(best), len(best)


def _tokens(best: dict[tuple[str, int], str]) -> dict[str, list[tuple[int, int]]]:
    kit: dict[int, int] = defaultdict(int)
    out: dict[str, list[tuple[int, int]]] = {"cymbals": [], "percussion": []}
    for (stream, step), value in best.items():
        if stream == "kick":
            kit[step] += 6 * KICK[value]
        elif stream == "snare":
            kit[step] += SNARE[value]
        else:
            out[stream].append((step, (CYMBAL if stream == "cymbals" else PERCUSSION)[value]))
    return {"kit": sorted(kit.items()), **{stream: sorted(hits) for stream, hits in out.items()}}
