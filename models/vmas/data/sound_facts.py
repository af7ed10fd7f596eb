"""What is heard in a stretch of music: beats and bars by the shipped tracker, tempo, loudness, energy by bars, accents.
Knows samples only, no files and no pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.signal import lfilter

from ..beats.decoding import decode_beats
from ..beats.features import FRAME_RATE_HZ, INPUT_RATE_HZ, log_mel
from ..onnx_session import open_session

BLOCK_SECONDS, BLOCK_HOP_SECONDS = 0.4, 0.1  # of loudness, ITU-R BS.1770-5
ABSOLUTE_GATE_LUFS, RELATIVE_GATE_LU = -70.0, -10.0
# K weighting at 48 kHz, from the same recommendation: (b, a) of the shelf and of the high-pass.
K_WEIGHTING = (
    ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)
# Energy 0 is this far below the loudness of the whole stretch, 15 this far above: relative, so that mastering says nothing.
ENERGY_BELOW_LU, ENERGY_ABOVE_LU, ENERGY_LEVELS = 18.0, 6.0, 16
ENERGY_STEP_SECONDS = 2.0  # where no bars are heard
STRONG_SHARE, ACCENT_SHARE = 0.05, 0.2  # of the beats of a stretch, by the strength of their onsets


@dataclass(frozen=True)
class SoundFacts:
    """Times in seconds from the start of the stretch."""

    beats_seconds: np.ndarray
    is_downbeat: np.ndarray  # bool [N]
    confidences: np.ndarray  # [N] of the beats, 0..1
    accents: np.ndarray  # int [N] of the beats: 0 none, 1 accent, 2 strong
    tempo_bpm: float  # 0: no beats
    beats_per_bar: int
    loudness_lufs: float  # -inf: silence
    energy: tuple[tuple[float, int], ...]  # time from which the level 0..15 holds


class BeatTracker:
    def __init__(self, graph: Path):
        self.session = open_session(graph)

    def hear(self, samples: np.ndarray) -> SoundFacts:
        """samples float [N, channels] at 48 kHz."""
        mel = log_mel(samples.mean(1))
        heard = decode_beats(self.session.run(["activations"], {"mel": mel[None]})[0][0])
        loudness = block_loudness(samples)
        beats, is_downbeat = heard.beats_seconds, np.isin(heard.beats_seconds, heard.downbeats_seconds)
        seconds = len(samples) / INPUT_RATE_HZ
        edges = heard.downbeats_seconds if len(heard.downbeats_seconds) > 1 else np.arange(0, seconds, ENERGY_STEP_SECONDS)
        return SoundFacts(
            beats, is_downbeat, heard.confidences, accents_of(mel, beats, is_downbeat), heard.tempo_bpm, heard.beats_per_bar,
            integrated(loudness), energy_curve(loudness, edges),
        )  # fmt: skip


def block_loudness(samples: np.ndarray) -> np.ndarray:
    """[N, channels] at 48 kHz -> LUFS of blocks of 0.4 s, one each 0.1 s, [M]."""
    weighted = samples.astype(np.float64)
    for b, a in K_WEIGHTING:
        weighted = lfilter(b, a, weighted, axis=0)
    hop, block = round(BLOCK_HOP_SECONDS * INPUT_RATE_HZ), round(BLOCK_SECONDS * INPUT_RATE_HZ)
    energy = np.concatenate([[0.0], np.square(weighted).sum(1).cumsum()])
    starts = np.arange(0, max(1, len(samples) - block + 1), hop)
    power = (energy[np.minimum(starts + block, len(samples))] - energy[starts]) / block
    with np.errstate(divide="ignore"):
        return -0.691 + 10 * np.log10(np.maximum(power, 0))


def integrated(loudness: np.ndarray) -> float:
    """Gated mean of block loudness, LUFS; -inf where all is silence."""
    loud = loudness[loudness > ABSOLUTE_GATE_LUFS]
    if len(loud) == 0:
        return float("-inf")
    gate = mean_loudness(loud) + RELATIVE_GATE_LU
    return mean_loudness(loud[loud > gate])


def mean_loudness(loudness: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(10 ** (loudness / 10))))


def energy_curve(loudness: np.ndarray, edges: np.ndarray) -> tuple[tuple[float, int], ...]:
    """Loudness between edges (seconds) -> levels 0..15; what comes before the first edge has a level of its own."""
    whole = integrated(loudness)
    middles = np.arange(len(loudness)) * BLOCK_HOP_SECONDS + BLOCK_SECONDS / 2
    edges = np.concatenate([[0.0], edges[edges > 0.5]])
    levels = []
    for start, end in zip(edges, np.append(edges[1:], np.inf)):
        inside = loudness[(middles >= start) & (middles < end)]
        heard = mean_loudness(inside) if len(inside) and np.isfinite(inside).any() else float("-inf")
        if np.isinf(whole) or np.isinf(heard):
            levels.append(0)
            continue
        share = (heard - whole + ENERGY_BELOW_LU) / (ENERGY_BELOW_LU + ENERGY_ABOVE_LU)
        levels.append(int(np.clip(share * ENERGY_LEVELS, 0, ENERGY_LEVELS - 1)))
    return tuple((round(float(start), 3), level) for start, level in zip(edges, levels))


def accents_of(mel: np.ndarray, beats: np.ndarray, is_downbeat: np.ndarray) -> np.ndarray:
    """Beats with the strongest onsets (log-mel flux within 60 ms): a fifth of them accents, of these the downbeats among
    the strongest twentieth strong. int [N]."""
    if len(beats) == 0:
        return np.zeros(0, int)
    flux = np.maximum(np.diff(mel, axis=0, prepend=mel[:1]), 0).sum(1)
    frames = np.rint(beats * FRAME_RATE_HZ).astype(int)
    strength = np.array([flux[max(0, f - 3) : f + 4].max(initial=0) for f in frames])
    accent, strong = np.quantile(strength, [1 - ACCENT_SHARE, 1 - STRONG_SHARE])
    return (strength >= accent).astype(int) + ((strength >= strong) & is_downbeat)
