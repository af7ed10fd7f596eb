"""Family rvq: samples the plans of held-out pieces, plays the codes through the codec of the bundle, and compares sound and codes with the held-out
pieces through the same codec. The score was settled before the first run:

  score = -log(frechet) + shortfalls of log(pulse) and energy below the held-out pieces (each 0 or less) - 10 * runs - variety

  frechet   Frechet distance of log-mel statistics of 1 s windows
  pulse     onset strength within 40 ms of the planned beats over its mean (1: beats are not heard)
  energy    rank correlation of planned energy and loudness, second by second, all pieces together
  runs      Jensen-Shannon divergence of how long a code stays, bits; mean over codebooks
  variety   difference of the entropies of how often each code is used, bits; mean over codebooks
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from ..beats.features import FRAME_RATE_HZ, INPUT_RATE_HZ, log_mel
from ..config import ModelConfig
from ..evaluation.distribution import root_trace
from ..onnx_session import open_session
from ..rvq.codes import CodeCorpus
from ..rvq.conditions import FrameFacts, conditions
from ..rvq.delay import delay, undelay
from ..score.conditions import STYLE_UNKNOWN
from .setting import Setting
from .side_by_side import SideBySide
from .token_statistics import divergence

TEMPERATURES, CANDIDATES, GUIDANCES = (0.8, 0.9, 1.0, 1.1), (60, 200, 400, 0), (1.0, 1.5, 2.0, 2.5)
SECONDS = 8.0
RUNS = (1, 2, 3, 4, 8)  # frames from which the bins of run lengths begin
RUNS_WEIGHT = 10.0
ONSET_REACH = 2  # frames of 20 ms
BANDS = 16


@dataclass(frozen=True)
class Excerpt:
    """Some seconds of a held-out piece, from frame `start` on: what is planned there, and its codes [F, K]."""

    facts: FrameFacts
    beats: np.ndarray  # seconds from the start of the excerpt
    start: int
    codes: np.ndarray


def excerpts(corpus: CodeCorpus, frames: int) -> list[list[Excerpt]]:
    """For each styled piece that is long enough its beginning, middle and end; pieces of the styles in turn."""
    by_style: dict[int, list[list[Excerpt]]] = {}
    for (codes, facts), about in zip(corpus.pieces, corpus.about):
        if facts.style == STYLE_UNKNOWN or len(codes) < 2 * frames:
            continue
        starts = (0, (len(codes) - frames) // 2, len(codes) - frames)
        cut = [Excerpt(facts, np.array(about.beats) - s / corpus.rate_hz, s, codes[s : s + frames].astype(np.int64)) for s in starts]
        by_style.setdefault(facts.style, []).append(cut)
    longest = max(map(len, by_style.values()))
    return [of[number] for number in range(longest) for of in by_style.values() if number < len(of)]


@dataclass(frozen=True)
class Heard:
    """Of each piece: sums over its windows, mean pulse, power and planned energy of its seconds, counts of its codes."""

    windows: np.ndarray  # [P]
    sums: np.ndarray  # [P, D]
    products: np.ndarray  # [P, D, D]
    pulse: np.ndarray  # [P]
    energy: list[np.ndarray]  # [P][seconds, 2]
    runs: np.ndarray  # [P, K, bins]
    usage: np.ndarray  # [P, K, codes]

    def moments(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """weights [P] -> mean [D], covariance [D, D]."""
        count = weights @ self.windows
        mean = weights @ self.sums / count
        return mean, (np.tensordot(weights, self.products, 1) - count * np.outer(mean, mean)) / (count - 1)

    def energy_following(self, weights: np.ndarray) -> float:
        pairs = np.concatenate([pairs for pairs, times in zip(self.energy, weights.astype(int)) for _ in range(times)])
        return float(spearmanr(*pairs.T).statistic)


@dataclass(frozen=True)
class SoundMeasured:
    ours: Heard
    held_out: Heard

    @property
    def plans(self) -> int:
        return len(self.ours.pulse)

    def figures(self, weights: np.ndarray) -> dict[str, np.ndarray]:
        both = self.ours, self.held_out
        distance = np.array([frechet_of_moments(*(heard.moments(row) for heard in both)) for row in weights])
        pulse, reference = (weights @ heard.pulse / weights.sum(1) for heard in both)
        energy, planned = (np.array([heard.energy_following(row) for row in weights]) for heard in both)
        runs = divergence(*(np.tensordot(weights, heard.runs, 1) for heard in both)).mean(1)
        variety = np.abs(np.subtract(*(entropy_bits(np.tensordot(weights, heard.usage, 1)) for heard in both))).mean(1)
        short = np.minimum(0, np.log(pulse / reference)) + np.minimum(0, energy - planned)
        score = -np.log(np.maximum(distance, 1e-3)) + short - RUNS_WEIGHT * runs - variety
        return {"frechet": distance, "pulse": pulse, "energy": energy, "runs": runs, "variety": variety, "score": score}


def frechet_of_moments(first: tuple[np.ndarray, np.ndarray], second: tuple[np.ndarray, np.ndarray]) -> float:
    """Of (mean, covariance) of both sets, as vmas/evaluation/distribution.py."""
    apart, spread = first[0] - second[0], np.trace(first[1]) + np.trace(second[1]) - 2 * root_trace(first[1], second[1])
    return max(0.0, float(apart @ apart + spread))


def entropy_bits(counts: np.ndarray) -> np.ndarray:
    """[..., codes] -> [...]"""
    share = counts / counts.sum(-1, keepdims=True)
    return -(share * np.log2(np.where(share > 0, share, 1))).sum(-1)


def window_statistics(mel: np.ndarray) -> np.ndarray:
    """Mean and spread of 16 bands in windows of a second that begin every half of one: [windows, 32]. Not the 3 s windows of
    vmas/evaluation/embedding.py, of which pieces as short as these give too few for a covariance."""
    bands = mel.reshape(len(mel), BANDS, -1).mean(2)
    windows = np.lib.stride_tricks.sliding_window_view(bands, FRAME_RATE_HZ, 0)[:: FRAME_RATE_HZ // 2]  # [windows, 16, 50]
    return np.concatenate([windows.mean(2), windows.std(2)], 1)


def pulse(mel: np.ndarray, beats: np.ndarray) -> float:
    onset = np.maximum(np.diff(mel, axis=0, prepend=mel[:1]), 0).mean(1)
    highest = np.lib.stride_tricks.sliding_window_view(onset, 2 * ONSET_REACH + 1).max(1)
    places = np.round(beats * FRAME_RATE_HZ).astype(int) - ONSET_REACH
    places = places[(places >= 0) & (places < len(highest))]
    return float(highest[places].mean() / highest.mean())


def loudness_and_energy(sound: np.ndarray, excerpt: Excerpt, rate_hz: float) -> np.ndarray:
    """[seconds, 2]: power of each whole second, the energy that was planned for its middle."""
    seconds = len(sound) // INPUT_RATE_HZ
    power = np.square(sound[: seconds * INPUT_RATE_HZ].astype(np.float64)).reshape(seconds, -1).mean(1)
    middles = excerpt.start + ((np.arange(seconds) + 0.5) * rate_hz).astype(int)
    return np.stack([power, excerpt.facts.energy[middles]], 1)


def run_lengths(codes: np.ndarray) -> np.ndarray:
    """codes [F] -> [bins] how many runs of the same code are as long as RUNS says."""
    edges = np.flatnonzero(np.diff(codes)) + 1
    lengths = np.diff(np.concatenate([[0], edges, [len(codes)]]))
    return np.bincount(np.searchsorted(RUNS, lengths, side="right") - 1, minlength=len(RUNS))


class SoundFamily:
    grids = {"temperature": TEMPERATURES, "top_k": CANDIDATES, "guidance": GUIDANCES}
    figures = ("frechet", "pulse", "energy", "runs", "variety", "score")

    def __init__(self, bundle: Path, config: ModelConfig, parts: dict[str, list[list[Excerpt]]], rate_hz: float):
        self.config, self.parts, self.rate_hz = config, parts, rate_hz
        self.sampler, self.decoder = SideBySide(bundle, config), open_session(bundle / "codec-decoder.onnx")
        books = range(len(config.streams))
        # All at once first: what each of them gains alone may be too little to be seen. Then the coarsest first.
        self.groups = {"all codebooks": tuple(books)} | {f"codebook {k + 1}": (k,) for k in books}
        self.held_out = {part: self.heard([[cut.codes for cut in cuts] for cuts in pieces], pieces) for part, pieces in parts.items()}

    @staticmethod
    def score(figures: dict, group: str) -> np.ndarray:
        """The same for every codebook: they are heard together."""
        return figures["score"]

    def measure(self, setting: Setting, part: str) -> SoundMeasured:
        pieces = self.parts[part]
        cuts = [cut for of in pieces for cut in of]
        frames, sizes = len(cuts[0].codes), self.config.sizes
        forced = np.stack([delay(np.full((frames, len(sizes)), -1), sizes)] * len(cuts))  # -1 inside: free; BOS outside
        vectors = np.stack([conditions(cut.facts, cut.start, cut.start + frames, forced.shape[1]) for cut in cuts])
        codes = iter(self.sampler.sample(vectors, forced, setting, sorted(self.parts).index(part)))
        return SoundMeasured(self.heard([[undelay(next(codes)) for _ in of] for of in pieces], pieces), self.held_out[part])

    def reference(self, part: str) -> SoundMeasured:
        """The held-out pieces in the place of ours."""
        return SoundMeasured(self.held_out[part], self.held_out[part])

    def heard(self, codes: list[list[np.ndarray]], pieces: list[list[Excerpt]]) -> Heard:
        """codes [P][excerpts] int [F, K]."""
        sounds = [[self.play(of) for of in row] for row in codes]
        mels = [[log_mel(sound) for sound in row] for row in sounds]
        windows = [np.concatenate([window_statistics(mel) for mel in row]) for row in mels]
        size, streams = self.config.largest, range(len(self.config.streams))
        return Heard(
            np.array([len(rows) for rows in windows], float), np.stack([rows.sum(0) for rows in windows]), np.stack([rows.T @ rows for rows in windows]),
            np.array([np.mean([pulse(mel, cut.beats) for mel, cut in zip(*pair)]) for pair in zip(mels, pieces)]),
            [np.concatenate([loudness_and_energy(*pair, self.rate_hz) for pair in zip(row, cuts)]) for row, cuts in zip(sounds, pieces)],
            np.array([[sum(run_lengths(of[:, k]) for of in row) for k in streams] for row in codes], float),
            np.array([[sum(np.bincount(of[:, k], minlength=size) for of in row) for k in streams] for row in codes], float),
        )  # fmt: skip

    def play(self, codes: np.ndarray) -> np.ndarray:
        """[F, K] -> [N] at 48 kHz."""
        return self.decoder.run(None, {"codes": codes.astype(np.int64), "first_frame": np.array([0])})[0]
