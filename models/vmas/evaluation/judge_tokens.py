"""Notes of a bundle of family `score` beside the corpus: harmony, rhythm, and whether training pieces are repeated. -> plain figures."""

from __future__ import annotations

import numpy as np
from scipy.stats import mannwhitneyu

from ..corpus.compose import compose
from .harmony import FIGURES, harmony_figures
from .material import is_training_seed
from .memorisation import RunIndex, attack_symbols, beat_vectors, melody_symbols, nearest, window_vectors
from .session import Session
from .sizes import HELD_OUT_SEED, TRAINING_SEEDS
from .statistics import quantiles


def training_tokens(count: int) -> list[np.ndarray]:
    """Pieces that compose_corpus.py puts in the training split, spread over all of its seeds."""
    seeds = [seed for seed in range(TRAINING_SEEDS) if is_training_seed(seed)]
    return [compose(seeds[i]).tokens for i in np.linspace(0, len(seeds) - 1, count).astype(int)]


def judge_harmony(session: Session) -> dict:
    ours = [(scored.tokens, scored.result["composition"]["barPhase"]) for scored in session.scores_for("main", "arc", "tempo")]
    corpus = [(piece.tokens, piece.request["barPhases"][0]) for piece in session.full_material.held_out()]
    tables = [np.array([harmony_figures(tokens, phase) for tokens, phase in pieces]) for pieces in (ours, corpus)]
    result = []
    for index, (name, unit) in enumerate(FIGURES):
        first, second = (table[~np.isnan(table[:, index]), index] for table in tables)
        pooled = np.sqrt((first.var() + second.var()) / 2)
        result.append({
            "name": name, "unit": unit, "ours": float(first.mean()), "ours_sd": float(first.std()), "corpus": float(second.mean()),
            "corpus_sd": float(second.std()), "effect": float((first.mean() - second.mean()) / pooled) if pooled > 0 else 0.0,
        })  # fmt: skip
    return {"figures": result, "n": [len(ours), len(corpus)]}


def judge_memorisation(session: Session) -> dict:
    """Ours against training, beside held-out pieces of the arranger against the same training pieces; lengths of both alike."""
    ours = [scored.tokens for scored in session.scores_for("main", "arc", "tempo")]
    lengths = [tokens.shape[1] for tokens in ours]
    training = training_tokens(session.sizes.memorisation_pieces)
    held_out = held_out_tokens(lengths)
    result = {"pieces": len(training), "n": len(ours), "runs": {}}
    for name, symbols_of in (("melody notes", melody_symbols), ("attacks of all pitched parts", attack_symbols)):
        index = RunIndex([symbols_of(tokens) for tokens in training])
        runs = {key: [index.longest_common_run(symbols_of(tokens)) for tokens in pieces] for key, pieces in (("ours", ours), ("held_out", held_out))}
        copy = symbols_of(training[0])
        longer = mannwhitneyu(runs["ours"], runs["held_out"], alternative="greater").pvalue
        result["runs"][name] = {key: quantiles(values) for key, values in runs.items()} | {"p_longer": float(longer), "copy": index.longest_common_run(copy), "copy_length": len(copy)}
    vectors = np.concatenate([window_vectors(beat_vectors(tokens)) for tokens in training])
    nearest_of = {
        key: np.array([values.min() for values in (nearest(window_vectors(beat_vectors(tokens)), vectors) for tokens in pieces) if len(values)])
        for key, pieces in (("ours", ours), ("held_out", held_out))
    }
    closer = mannwhitneyu(nearest_of["ours"], nearest_of["held_out"], alternative="less").pvalue
    result["distance"] = {key: quantiles(values) for key, values in nearest_of.items()} | {"p_closer": float(closer)}
    result["windows"] = len(vectors)
    return result


def held_out_tokens(lengths: list[int]) -> list[np.ndarray]:
    """Arranger pieces of seeds that belong to no corpus, cut to given lengths in steps."""
    result, seed = [], HELD_OUT_SEED
    for length in lengths:
        while (tokens := compose(seed).tokens).shape[1] < length:
            seed += 1
        result.append(tokens[:, :length])
        seed += 1
    return result
