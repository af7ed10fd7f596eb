"""Family score: samples the plans of held-out pieces and says how like those pieces the result is, whether it obeys its plan, and whether two takes
of one plan differ. More of the score is better; of a group of streams:

  score = shortfall - distance of the group; of all: shortfall - mean distance over groups

  distance   Jensen-Shannon divergence to the held-out pieces, mean over what token_statistics.py counts of a stream and over the streams of the group,
             in units of what it is for other pieces of the arranger for the same plans (1: nothing can be told from chance)
  shortfall  of accents, energy and diversity below the held-out pieces, added up: 0 or less
  accents    share of accents with two signs of one or more (music_facts.accent_signs), minus that share of the other beats
  energy     rank correlation of planned energy and onsets, all bars of all plans
  diversity  share of events of two takes of a plan that are not in both; of the held-out pieces: of two pieces for the same plan
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from ..config import ModelConfig
from ..corpus.music_facts import accent_signs, onset_counts
from ..score.conditions import PieceFacts, conditions
from ..score.streams import NAMES, PARTS, REST, STREAM
from .plans import HeldOut
from .setting import Setting
from .side_by_side import SideBySide
from .token_statistics import GROUPS, Counts, counts_of, divergence

TAKES = 2
IS_PART = np.array([name in PARTS for name in NAMES])[:, None]
TEMPERATURES, CANDIDATES, GUIDANCES = (0.8, 0.9, 1.0, 1.1, 1.25), (4, 6, 10, 0), (1.0, 1.2, 1.5, 2.0)


@dataclass(frozen=True)
class Written:
    """What is counted of the pieces for each plan."""

    counts: dict[tuple[str, str], np.ndarray]  # stream, name -> histograms [P, bins]
    accents: np.ndarray  # [P, 4]: accents, those with two signs, other beats, those with two signs
    bars: list[np.ndarray]  # [P][bars, 2]: planned energy, onsets
    diversity: np.ndarray  # [P]

    def obedience(self, weights: np.ndarray) -> np.ndarray:
        there, struck, others, others_struck = (weights @ self.accents).T
        return struck / np.maximum(there, 1) - others_struck / np.maximum(others, 1)

    def energy_following(self, weights: np.ndarray) -> np.ndarray:
        return np.array([spearmanr(*np.concatenate([pairs for pairs, times in zip(self.bars, row.astype(int)) for _ in range(times)]).T).statistic for row in weights])


@dataclass(frozen=True)
class ScoreMeasured:
    ours: Written
    held_out: Written
    unit: dict[str, float]  # of the distance, by group
    takes: list[np.ndarray] = field(repr=False, default_factory=list)  # tokens [K, T]

    @property
    def plans(self) -> int:
        return len(self.ours.diversity)

    def figures(self, weights: np.ndarray) -> dict[str, np.ndarray]:
        distances = {group: bits / self.unit[group] for group, bits in divergences(self.ours, self.held_out, weights).items()}
        both = {
            "accents": [of.obedience(weights) for of in (self.ours, self.held_out)], "energy": [of.energy_following(weights) for of in (self.ours, self.held_out)],
            "diversity": [weights @ of.diversity / weights.sum(1) for of in (self.ours, self.held_out)],
        }  # fmt: skip
        shortfall = sum(np.minimum(0, ours - theirs) for ours, theirs in both.values())
        obeyed = {name: ours for name, (ours, _) in both.items()} | {"shortfall": shortfall}
        return distances | obeyed | {"score": shortfall - np.mean(list(distances.values()), 0)}


def divergences(ours: Written, held_out: Written, weights: np.ndarray) -> dict[str, np.ndarray]:
    """weights [B, P] -> bits [B] of each group."""
    by_stream: dict[str, list[np.ndarray]] = {}
    for (stream, name), counts in ours.counts.items():
        by_stream.setdefault(stream, []).append(divergence(weights @ counts, weights @ held_out.counts[stream, name]))
    return {group: np.mean([np.mean(by_stream[stream], 0) for stream in streams], 0) for group, streams in GROUPS.items()}


def written(pieces: list[Sequence[np.ndarray]], plans: list[PieceFacts]) -> Written:
    """pieces [P][n] int [12, T]: as many for each plan."""
    every = [added([counts_of_piece(tokens, facts.bar_phase) for tokens in of]) for of, facts in zip(pieces, plans)]
    counts = {key: np.stack([one[key] for one in every]).astype(float) for key in every[0]}
    accents = np.array([np.sum([struck(tokens, facts) for tokens in of], 0) for of, facts in zip(pieces, plans)], float)
    bars = [np.concatenate([bar_pairs(tokens, facts) for tokens in of]) for of, facts in zip(pieces, plans)]
    return Written(counts, accents, bars, np.array([unlike(*of[:2]) if len(of) > 1 else np.nan for of in pieces]))


def counts_of_piece(tokens: np.ndarray, bar_phase: int) -> dict[tuple[str, str], np.ndarray]:
    named = ((stream, counts_of(tokens, stream, bar_phase)) for streams in GROUPS.values() for stream in streams)
    return {(stream, name): histogram for stream, counts in named for name, histogram in counts.items()}


def added(counts: list[Counts]) -> Counts:
    return {key: np.sum([one[key] for one in counts], 0) for key in counts[0]}


def struck(tokens: np.ndarray, facts: PieceFacts) -> tuple[int, int, int, int]:
    accents = np.flatnonzero(facts.accents)
    beats = np.arange(-facts.bar_phase % 4, tokens.shape[1], 4)
    others = np.setdiff1d(beats, accents)
    signs = [sum(accent_signs(tokens, int(step)) >= 2 for step in steps) for steps in (accents, others)]
    return len(accents), signs[0], len(others), signs[1]


def bar_pairs(tokens: np.ndarray, facts: PieceFacts) -> np.ndarray:
    """[bars, 2]: planned energy and onsets of each bar."""
    bars = (np.arange(tokens.shape[1]) + facts.bar_phase) // 16
    return np.stack([np.asarray(facts.energy[: bars[-1] + 1]), np.bincount(bars, onset_counts(tokens))], 1)


def unlike(first: np.ndarray, second: np.ndarray) -> float:
    """Share of the events of either [12, T] that the other has not: all streams together, same step and value."""
    one, other = (np.where(IS_PART & (tokens == REST), 0, tokens) for tokens in (first, second))
    either, same = ((one > 0) | (other > 0)).sum(), ((one == other) & (one > 0)).sum()
    return 1 - float(same / max(either, 1))


class ScoreFamily:
    """Plans of two or more parts (search, confirm, ...), which never share one."""

    grids = {"temperature": TEMPERATURES, "top_k": CANDIDATES, "guidance": GUIDANCES}
    figures = (*GROUPS, "accents", "energy", "diversity", "shortfall", "score")

    def __init__(self, bundle: Path, config: ModelConfig, parts: dict[str, list[HeldOut]]):
        self.sampler, self.parts = SideBySide(bundle, config), parts
        self.groups = {name: tuple(STREAM[stream] for stream in streams) for name, streams in GROUPS.items()}
        self.held_out, self.others, self.units = {}, {}, {}
        for part, plans in parts.items():
            facts = [plan.facts for plan in plans]
            self.held_out[part], self.others[part] = written([plan.pieces for plan in plans], facts), written([plan.others for plan in plans], facts)
            bits = divergences(self.others[part], self.held_out[part], np.ones((1, len(plans))))
            self.units[part] = {group: float(value[0]) for group, value in bits.items()}

    @staticmethod
    def score(figures: dict, group: str) -> np.ndarray:
        """What a group is chosen by: its own streams, so that chance in the others does not drown it."""
        return figures["shortfall"] - figures[group] if group in GROUPS else figures["score"]

    def measure(self, setting: Setting, part: str) -> ScoreMeasured:
        plans = [plan.facts for plan in self.parts[part]]
        rows = [facts for facts in plans for _ in range(TAKES)]
        steps = [len(facts.accents) for facts in rows]
        vectors = np.stack([ended(conditions(facts, length), max(steps)) for facts, length in zip(rows, steps)])
        free = np.full((*vectors.shape[:2], len(setting.temperature)), -1)
        seed = sorted(self.parts).index(part)
        tokens = self.sampler.sample(vectors, free, setting, seed)
        takes = [row[:length].T for row, length in zip(tokens, steps)]
        pieces = [takes[i : i + TAKES] for i in range(0, len(takes), TAKES)]
        return ScoreMeasured(written(pieces, plans), self.held_out[part], self.units[part], takes)

    def floor(self, part: str) -> ScoreMeasured:
        """Other pieces of the arranger in the place of ours."""
        return ScoreMeasured(self.others[part], self.held_out[part], self.units[part])


def ended(rows: np.ndarray, steps: int) -> np.ndarray:
    """[T, C] -> [steps, C], the last row again and again: what is sampled there is cut off."""
    return np.concatenate([rows, np.repeat(rows[-1:], steps - len(rows), 0)])
