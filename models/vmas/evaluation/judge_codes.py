"""Does a bundle of family `rvq` repeat the codes it was trained on? Longest runs of codes in common with training pieces, beside the
same for held-out pieces of the same styles and lengths, which can have copied nothing. -> plain figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.stats import mannwhitneyu

from ..corpus.compose import STYLE_ORDER
from ..rvq.codes import CodeCorpus
from ..rvq.pieces import TEST, TRAIN
from .memorisation import RunIndex
from .session import Session
from .statistics import quantiles

COPIED = 128  # symbols of a training piece that are given as output, the control
READINGS = {"codebook 1": 1, "codebooks 1 and 2 together": 2}


def code_symbols(frames: np.ndarray, books: int, size: int = 65_536) -> np.ndarray:
    """int [F, K] -> uint64 [F]: one symbol for the codes of the first `books` codebooks of each frame."""
    symbols = np.zeros(len(frames), np.uint64)
    for book in range(books):
        symbols = symbols * np.uint64(size) + frames[:, book].astype(np.uint64)
    return symbols + np.uint64(1)


def changes(symbols: np.ndarray) -> np.ndarray:
    """Without the frames that repeat the one before: silence and held sounds are the same everywhere and prove no copy."""
    return symbols[np.diff(symbols, prepend=symbols[:1] + np.uint64(1)) != 0] if len(symbols) else symbols


def matched_held_out(corpus: CodeCorpus, styles: list[str], lengths: list[int]) -> list[np.ndarray]:
    """For each of ours a held-out piece of its style (another each time while there are any), cut to its length in frames."""
    by_style = {name: [codes for (codes, _), about in zip(corpus.pieces, corpus.about) if about.style == index] for index, name in enumerate(STYLE_ORDER)}
    anything = [codes for codes, _ in corpus.pieces]
    taken, chosen = dict.fromkeys(styles, 0), []
    for style, length in zip(styles, lengths):
        shelf = by_style.get(style) or anything
        piece = shelf[taken[style] % len(shelf)]
        # When a style has been gone through, from another place.
        start = (taken[style] // len(shelf) * length) % max(1, len(piece) - length + 1)
        chosen.append(piece[start : start + length])
        taken[style] += 1
    return chosen


def check_codes(session: Session, corpus: CodeCorpus) -> None:
    """ValueError where the file's codes cannot be those of the bundle's codec."""
    rate_hz, sizes = session.manifest["codec"]["frameRateHz"], [stream["size"] for stream in session.manifest["streams"]]
    largest = np.max([codes.max(axis=0) for codes, _ in corpus.pieces], axis=0)
    if corpus.rate_hz != rate_hz or len(largest) < len(sizes) or any(largest[: len(sizes)] >= sizes):
        raise ValueError(f"{session.codes} does not hold codes of the codec of {session.id}: {corpus.rate_hz} Hz, codes up to {largest.tolist()}")


def judge_codes(session: Session) -> dict:
    scores = session.scores_for("main", "arc", "tempo")
    books = len(session.manifest["streams"])
    training, held_out = (CodeCorpus([Path(session.codes)], split, books) for split in (TRAIN, TEST))
    check_codes(session, training)
    ours = [scored.tokens.T for scored in scores]
    others = matched_held_out(held_out, [scored.asked_style for scored in scores], [len(frames) for frames in ours])
    hours = sum(len(codes) for codes, _ in training.pieces) / training.rate_hz / 3600
    copy = max(training.pieces, key=lambda piece: len(piece[0]))[0]
    runs = {
        f"{name}{extra}": compare_runs(
            [form(code_symbols(codes, count)) for codes, _ in training.pieces],
            {"ours": [form(code_symbols(codes, count)) for codes in ours], "held_out": [form(code_symbols(codes, count)) for codes in others]},
            form(code_symbols(copy, count))[:COPIED],
        )
        for name, count in READINGS.items()
        for extra, form in ((", frames", lambda symbols: symbols), (", changes", changes))
    }
    return {"pieces": len(training.pieces), "hours": hours, "n": len(ours), "rate_hz": training.rate_hz, "runs": runs}


def compare_runs(training: list[np.ndarray], sets: dict[str, list[np.ndarray]], copy: np.ndarray) -> dict:
    """`copy`: part of a training piece, which must be found whole."""
    index = RunIndex(training)
    found = {key: [index.longest_common_run(symbols) for symbols in pieces] for key, pieces in sets.items()}
    longer = mannwhitneyu(found["ours"], found["held_out"], alternative="greater").pvalue
    result = {key: quantiles(values) for key, values in found.items()}
    return result | {"p_longer": float(longer), "copy": index.longest_common_run(copy), "copy_length": len(copy)}
