"""Owns what the arranger takes from music that people wrote: progressions and motifs of phrases.json, by style. How they were cut: midi_phrases.py."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from .midi_phrases import PHRASES_PATH

# Which sets of MIDI serve a style. The sets are of genres, not of our styles: what a style makes of a phrase (tempo, colours, parts) is its own.
STYLE_SETS: dict[str, tuple[str, ...]] = {
    "ambient": ("freedoom", "jrpg", "openscore_orchestra"),
    "cinematic": ("openscore_orchestra", "openscore_quartets", "freedoom", "jrpg"),
    "lofi": ("simutrans", "jrpg"),
    "house": ("freedoom", "simutrans"),
    "folk": ("openscore_quartets", "simutrans", "jrpg"),
    "rock": ("freedoom", "simutrans"),
    "hiphop": ("freedoom", "simutrans"),
    "piano": ("openscore_quartets", "openscore_orchestra", "jrpg"),
}
# Chance that a section's progression, and a melody's motif, is drawn from there; else it is the style's own.
PROGRESSION_SHARE = dict(ambient=0.25, cinematic=0.45, lofi=0.2, house=0.3, folk=0.5, rock=0.45, hiphop=0.25, piano=0.45)
MOTIF_SHARE = dict(ambient=0.35, cinematic=0.5, lofi=0.4, house=0.35, folk=0.5, rock=0.45, hiphop=0.35, piano=0.5)


@dataclass(frozen=True)
class FoundMotif:
    rhythm: str  # 32 sixteenths: x strike, - hold, . rest
    contour: tuple[int, ...]  # scale steps above the first note
    times: int  # how often it was found
    activity: float  # 0..3 as melody.CELLS: onsets a half bar, less one
    syncopation: float  # 0..2: notes struck off the beat that sound across the next one, a half bar
    leaps: float  # share of moves by two steps or more


@lru_cache(maxsize=1)
def _book() -> dict:
    return json.loads(PHRASES_PATH.read_text())


@lru_cache(maxsize=64)
def found_progressions(style: str, mode: int) -> tuple[tuple[str, float], ...]:
    """(text, weight): what came more often is drawn more often, by the root, lest one song rule."""
    rows = [row for row in _book()["progressions"] if row["set"] in STYLE_SETS[style] and row["mode"] == mode]
    return tuple((row["text"], (row["times"] * row["works"]) ** 0.5) for row in rows)


@lru_cache(maxsize=16)
def found_motifs(style: str) -> tuple[FoundMotif, ...]:
    rows = [row for row in _book()["motifs"] if row["set"] in STYLE_SETS[style]]
    return tuple(_described(row["rhythm"], tuple(row["contour"]), row["times"]) for row in rows)


def _described(rhythm: str, contour: tuple[int, ...], times: int) -> FoundMotif:
    onsets = [step for step, letter in enumerate(rhythm) if letter == "x"]
    across = sum(1 for step in onsets if step % 4 and rhythm[step + 1 : step - step % 4 + 5].startswith("-" * (4 - step % 4)))
    moves = [abs(b - a) for a, b in zip(contour, contour[1:])]
    return FoundMotif(rhythm, contour, times, min(3.0, len(onsets) / 4 - 1), min(2.0, across / 4 * 2), sum(move >= 2 for move in moves) / max(1, len(moves)))


def draw_progression(dice: Random, style: str, mode: int) -> str | None:
    """Symbols for harmony.parse_progression, or None: the style's own book is to be asked."""
    options = found_progressions(style, mode)
    if not options or dice.random() >= PROGRESSION_SHARE[style]:
        return None
    return dice.choices([text for text, _ in options], [weight for _, weight in options])[0]


def draw_motif(dice: Random, style: str, activity: float, syncopation: float) -> FoundMotif | None:
    """A motif near the wanted activity (0..3) and not more syncopated than wanted, or None."""
    options = found_motifs(style)
    if not options or dice.random() >= MOTIF_SHARE[style]:
        return None
    weights = [
        one.times**0.5 * 2.718 ** (-1.6 * abs(one.activity - activity) - 1.0 * max(0.0, one.syncopation - syncopation)) for one in options
    ]
    return dice.choices(options, weights)[0]
