"""Does a model repeat what it was trained on? Longest runs in common with training pieces and distances to the nearest of them, beside
the same for held-out pieces, which can have copied nothing. Knows tokens and chroma only."""

from __future__ import annotations

import numpy as np

from ..corpus.music_facts import onset_counts
from ..score.streams import PARTS, REST, STREAM, to_notes

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
MELODY = "melody"
WINDOW_BEATS = 16
HOP_BEATS = 4


def melody_symbols(tokens: np.ndarray) -> np.ndarray:
    """uint64 [N]: a symbol for each melody note, its pitch and length in steps."""
    notes = [(pitch, end - start) for part, start, end, pitch, _ in to_notes(tokens) if part == MELODY]
    return np.array([1 + pitch * 4096 + length for pitch, length in notes], np.uint64)


def attack_symbols(tokens: np.ndarray) -> np.ndarray:
    """uint64 [N]: a symbol for each step at which a pitched part strikes: what all of them do, and steps since the last such step."""
    rows = tokens[[STREAM[part] for part in PARTS]].astype(np.int64)
    steps = np.flatnonzero((rows > REST).any(axis=0))
    gaps = np.diff(steps, prepend=steps[:1])
    symbols = gaps.astype(np.uint64) + np.uint64(1)
    for row in rows:
        symbols = symbols * np.uint64(64) + row[steps].astype(np.uint64)  # six parts of under 64 values: 36 bits and the gap
    return symbols


def run_hashes(symbols: np.ndarray, length: int) -> np.ndarray:
    """A 64-bit hash of each run of `length` symbols; collisions are of order N^2 / 2^64."""
    if len(symbols) < length:
        return np.zeros(0, np.uint64)
    mixed = (symbols ^ (symbols >> np.uint64(29))) * MULTIPLIER
    mixed ^= mixed >> np.uint64(32)
    result = np.zeros(len(symbols) - length + 1, np.uint64)
    for offset in range(length):
        result = result * np.uint64(0x100000001B3) + mixed[offset : offset + len(result)]
    return result


def holds_any(rising: np.ndarray, values: np.ndarray) -> bool:
    if len(rising) == 0 or len(values) == 0:
        return False
    at = np.minimum(np.searchsorted(rising, values), len(rising) - 1)
    return bool((rising[at] == values).any())


class RunIndex:
    """Runs of many training pieces."""

    def __init__(self, pieces: list[np.ndarray]) -> None:
        self.pieces, self.tables = pieces, {}

    def table(self, length: int) -> np.ndarray:
        if length not in self.tables:
            hashes = [run_hashes(symbols, length) for symbols in self.pieces]
            self.tables[length] = np.unique(np.concatenate(hashes)) if hashes else np.zeros(0, np.uint64)
        return self.tables[length]

    def longest_common_run(self, symbols: np.ndarray) -> int:
        """Symbols of the longest run that also stands in a training piece; 0 for none."""
        low, high = 0, 1
        # Doubling first: common runs are short, and a table of long runs is dear.
        while high <= len(symbols) and holds_any(self.table(high), run_hashes(symbols, high)):
            low, high = high, 2 * high
        high = min(high - 1, len(symbols))
        while low < high:
            middle = (low + high + 1) // 2
            if holds_any(self.table(middle), run_hashes(symbols, middle)):
                low = middle
            else:
                high = middle - 1
        return low


def beat_vectors(tokens: np.ndarray, bar_phase: int = 0) -> np.ndarray:
    """[beats, 13]: pitch classes of each beat (length 1) and how many streams strike in it, halved logarithm."""
    beats = tokens.shape[1] // 4
    result = np.zeros((beats, 13), np.float32)
    for _, start, end, pitch, _ in to_notes(tokens):
        for beat in range(start // 4, min(beats, -(-end // 4))):
            result[beat, pitch % 12] += min(end, 4 * beat + 4) - max(start, 4 * beat)
    result[:, :12] /= np.maximum(np.linalg.norm(result[:, :12], axis=1, keepdims=True), 1e-6)
    result[:, 12] = 0.5 * np.log1p(onset_counts(tokens)[: 4 * beats].reshape(beats, 4).sum(axis=1))
    return result


def window_vectors(rows: np.ndarray, length: int = WINDOW_BEATS, hop: int = HOP_BEATS) -> np.ndarray:
    """[N, D] -> [W, length * D]; short pieces give none."""
    starts = range(0, len(rows) - length + 1, hop)
    return np.stack([rows[s : s + length].ravel() for s in starts]) if len(rows) >= length else np.zeros((0, length * rows.shape[1]), np.float32)


def nearest(judged: np.ndarray, training: np.ndarray) -> np.ndarray:
    """[W] root mean square distance of each window to its nearest training window."""
    squares = (training**2).sum(axis=1)
    best = np.full(len(judged), np.inf)
    for start in range(0, len(training), 8192):
        part = training[start : start + 8192]
        distance = (judged**2).sum(axis=1)[:, None] + squares[start : start + 8192][None] - 2 * judged @ part.T
        best = np.minimum(best, distance.min(axis=1))
    return np.sqrt(best.clip(0) / judged.shape[1])
