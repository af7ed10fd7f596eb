"""What is heard of rhythm: where attacks lie on the grid of beats, how many, how steady. Knows onset envelopes and times of beats only."""

from __future__ import annotations

import librosa
import numpy as np

PULSE_SECONDS = (0.25, 1.2)  # between attacks that make a pulse: 50 to 240 a minute
OFF_BEAT = (0.40, 0.72)  # share of a beat in which the attack of a straight, swung or triplet eighth lies
SLOTS = 16  # sixteenths of a bar
LATE_SECONDS = 0.009  # by which the envelope of sound.py shows clicks, struck tones and bursts of noise (median 9 to 11 ms)
FIGURES = (
    ("attacks", "per second"),
    ("attacks", "per beat"),
    ("attack strength on beats", "share; 0.25 by chance"),
    ("attack strength on eighths between", "share; 0.25 by chance"),
    ("attack strength on other sixteenths", "share; 0.50 by chance"),
    ("attack to the nearest sixteenth", "sixteenths; 0.25 by chance"),
    ("off-beats not resolved on the next beat", "per bar"),
    ("place of the off-beat attack (swing)", "share of a beat; 0.50 straight"),
    ("pulse clarity", "autocorrelation of attacks"),
    ("rhythm kept from bar to bar", "correlation of 16 slots"),
)  # fmt: skip


def attacks_of(onsets: np.ndarray, rate_hz: float) -> tuple[np.ndarray, np.ndarray]:
    """Times (seconds) and strengths (deviations) of the attacks of a standardised envelope; the peaks that sound.py counts."""
    peaks = librosa.util.peak_pick(onsets, pre_max=3, post_max=4, pre_avg=10, post_avg=11, delta=0.3, wait=5)
    return peaks / rate_hz - LATE_SECONDS, np.maximum(onsets[peaks], 0)


def beat_phases(times: np.ndarray, beats: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Place of each time in beats from the first one, and which of the times lie between the first and the last beat."""
    inside = (times >= beats[0] - 0.02) & (times < beats[-1] - 0.02)
    # An attack a little before a beat belongs to it: the first beat's too.
    step = np.concatenate([[2 * beats[0] - beats[1]], beats])
    return np.interp(times, step, np.arange(len(step)) - 1.0), inside


def pulse_clarity(onsets: np.ndarray, rate_hz: float) -> float:
    """Largest autocorrelation of the envelope at distances between attacks (0.25 to 1.2 s); nan where it is too short or flat."""
    first, last = (round(seconds * rate_hz) for seconds in PULSE_SECONDS)
    centred = onsets - onsets.mean()
    power = float((centred**2).sum())
    if len(centred) <= 2 * last or power < 1e-9:
        return float("nan")
    size = len(centred)
    return max(float((centred[:-lag] * centred[lag:]).sum()) / power * size / (size - lag) for lag in range(first, last + 1))


def bar_likeness(onsets: np.ndarray, rate_hz: float, bars: np.ndarray) -> float:
    """Mean correlation of the strength in 16 slots of a bar with that of the next bar; nan under two bars."""
    if len(bars) < 3:
        return float("nan")
    strength = np.maximum(onsets, 0)
    # A slot reaches from half a sixteenth before its place to half a sixteenth after.
    edges = np.concatenate([a + (b - a) * (np.arange(SLOTS) - 0.5) / SLOTS for a, b in zip(bars, bars[1:])] + [[bars[-1] - (bars[-1] - bars[-2]) / 32]])
    at = np.clip(np.round(edges * rate_hz).astype(int), 0, len(strength) - 1)
    slots = np.array([strength[a : max(a + 1, b)].max() for a, b in zip(at, at[1:])]).reshape(-1, SLOTS)
    pairs = [np.corrcoef(a, b)[0, 1] for a, b in zip(slots, slots[1:]) if a.std() > 1e-9 and b.std() > 1e-9]
    return float(np.mean(pairs)) if pairs else float("nan")


def grid_figures(places: np.ndarray, strengths: np.ndarray, beat_count: int) -> np.ndarray:
    """[7] of FIGURES from the second on, without pulse and bars. `places`: attacks in beats; `strengths`: theirs; over `beat_count` beats."""
    figures = np.full(7, np.nan)
    figures[0] = len(places) / beat_count
    if len(places) == 0 or strengths.sum() == 0:
        return figures
    sixteenth = np.round(4 * places).astype(int)
    share = [strengths[sixteenth % 4 == slot].sum() / strengths.sum() for slot in range(4)]
    figures[1:4] = share[0], share[2], share[1] + share[3]
    figures[4] = (strengths * np.abs(4 * places - sixteenth)).sum() / strengths.sum()
    on_beat, off_beat = (set((sixteenth[sixteenth % 4 == slot] // 4).tolist()) for slot in (0, 2))
    figures[5] = 4 * sum(beat + 1 not in on_beat for beat in off_beat if beat + 1 < beat_count) / beat_count
    within = places % 1
    between = (within > OFF_BEAT[0]) & (within < OFF_BEAT[1])
    if strengths[between].sum() > 0:
        figures[6] = np.average(within[between], weights=strengths[between])
    return figures


def rhythm_of(onsets: np.ndarray, rate_hz: float, beats: np.ndarray, bars: np.ndarray) -> np.ndarray:
    """onsets [N] standardised flux at `rate_hz`; `beats` and `bars` in seconds from its first value. -> [10] as FIGURES."""
    figures = np.full(len(FIGURES), np.nan)
    times, strengths = attacks_of(onsets, rate_hz) if len(onsets) else (np.zeros(0), np.zeros(0))
    figures[0] = len(times) / max(1e-9, len(onsets) / rate_hz)
    if len(beats) > 4:
        places, inside = beat_phases(times, beats)
        figures[1:8] = grid_figures(places[inside], strengths[inside], len(beats) - 1)
    figures[8], figures[9] = pulse_clarity(onsets, rate_hz), bar_likeness(onsets, rate_hz, bars)
    return figures
