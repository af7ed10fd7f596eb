"""Harmony and rhythm of one piece of sound as a row of figures, the same for every family and for recordings. Knows what was heard and
when its beats are; judges nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import sound_harmony, sound_rhythm
from .sound import CHROMA_RATE_HZ, ONSET_RATE_HZ, Heard

FIGURES = (*sound_harmony.FIGURES, *sound_rhythm.FIGURES)
STRETCH_SECONDS = 20.0
BLIND_BPM = 120.0  # of the grid that is laid on sound without any beat


@dataclass(frozen=True)
class Grid:
    """Times in seconds, rising. `bars`: first beats of bars."""

    beats: np.ndarray
    bars: np.ndarray


def heard_grid(heard: Heard) -> Grid:
    """Beats as the tracker hears them; every fourth is a bar line where it hears too few bar lines; a steady grid where it hears no beats."""
    beats = heard.beats
    if len(beats) < 5:
        beats = np.arange(0, heard.duration_seconds, 60 / BLIND_BPM)
    return Grid(beats, heard.downbeats if len(heard.downbeats) > len(beats) // 8 else beats[::4])


def planned_grid(composition: dict) -> Grid:
    """Of the plan in a score.json."""
    times = np.array(composition["stepSeconds"])[:-1]
    place = np.arange(len(times)) + composition["barPhase"]
    return Grid(times[place % 4 == 0], times[place % 16 == 0])


def figures_of(heard: Heard, grid: Grid) -> np.ndarray:
    """[16] in the order of FIGURES: mean over stretches of about 20 s, so that long pieces are described as short ones are; nan where
    nothing can be said."""
    count = max(1, round(heard.duration_seconds / STRETCH_SECONDS))
    edges = np.linspace(0, heard.duration_seconds, count + 1)
    rows = np.array([stretch_figures(heard, grid, a, b) for a, b in zip(edges, edges[1:])])
    known = ~np.isnan(rows)
    return np.divide(np.where(known, rows, 0).sum(axis=0), known.sum(axis=0), out=np.full(len(FIGURES), np.nan), where=known.any(axis=0))


def stretch_figures(heard: Heard, grid: Grid, start: float, end: float) -> np.ndarray:
    beats, bars = (times[(times >= start) & (times < end)] - start for times in (grid.beats, grid.bars))
    chroma, onsets = (rows[round(start * rate) : round(end * rate)] for rows, rate in ((weighted_chroma(heard), CHROMA_RATE_HZ), (heard.onsets, ONSET_RATE_HZ)))
    return np.concatenate([sound_harmony.harmony_of(chroma, CHROMA_RATE_HZ, beats, bars), sound_rhythm.rhythm_of(onsets, ONSET_RATE_HZ, beats, bars)])


def weighted_chroma(heard: Heard) -> np.ndarray:
    """[C, 12]: columns by the amplitude of their second, so that a fading tail or a pause says little."""
    if len(heard.level_db) == 0 or len(heard.chroma) == 0:
        return heard.chroma
    second = np.minimum(np.arange(len(heard.chroma)) // CHROMA_RATE_HZ, len(heard.level_db) - 1)
    return heard.chroma * (10 ** ((heard.level_db - heard.level_db.max()) / 20))[second, None]
