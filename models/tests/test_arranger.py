"""Tests of the arranger in every style: domain, determinism, obedience to the plan, endings, musical facts."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
import compose_corpus  # noqa: E402
from vmas.corpus import music_facts  # noqa: E402
from vmas.corpus.compose import STYLE_ORDER, compose, tempo_ranges  # noqa: E402
from vmas.corpus.harmony import parse_symbol  # noqa: E402
from vmas.corpus.style_book import HARMONY  # noqa: E402
from vmas.score.streams import PARTS, QUALITY, REST, STREAM, check_tokens, chord_of_token, filled  # noqa: E402

SEEDS = range(20)
pytestmark = pytest.mark.parametrize("style", STYLE_ORDER)


@pytest.fixture(scope="module")
def pieces():
    return {style: [compose(seed, style=style) for seed in SEEDS] for style in STYLE_ORDER}


def energy_per_step(piece):
    return piece.energy[(np.arange(piece.tokens.shape[1]) + piece.bar_phase) // 16]


def test_pieces_are_in_the_domain_and_in_the_style(style, pieces):
    low, high = tempo_ranges()[style]
    for piece in pieces[style]:
        check_tokens(piece.tokens, piece.bar_phase)
        assert piece.style == STYLE_ORDER.index(style) and low <= piece.tempo_bpm <= high
        assert piece.tokens[:3, 0].all()  # section, dynamics and chord are stated at once


def test_the_same_seed_gives_the_same_piece_and_others_do_not(style, pieces):
    again = [compose(seed, style=style) for seed in range(3)]
    for first, second in zip(pieces[style], again):
        assert np.array_equal(first.tokens, second.tokens)
    assert len({piece.tokens.tobytes() for piece in pieces[style]}) == len(SEEDS)


def test_accents_are_struck(style, pieces):
    accents = [
        (piece.accents[step], music_facts.accent_signs(piece.tokens, int(step)))
        for piece in pieces[style]
        for step in np.flatnonzero(piece.accents)
    ]
    assert np.mean([signs >= 2 for _, signs in accents]) > 0.97
    assert np.mean([signs >= 3 for strength, signs in accents if strength == 2]) > 0.9


def test_an_off_beat_hit_is_struck_where_the_film_cuts(style, pieces):
    hits = [(35, 2), (50, 1), (86, 2)]
    for seed in range(4):
        piece = compose(seed, style=style, bars=8, hits=hits, energy=[8])
        for step, _ in hits:
            assert music_facts.accent_signs(piece.tokens, step) >= 2


def test_pieces_end_on_the_tonic_and_nothing_follows(style, pieces):
    for piece in pieces[style]:
        ending = piece.tokens.shape[1] - piece.tail_steps
        root, _ = chord_of_token(filled(piece.tokens[STREAM["chord"]])[-1])
        assert root == 0 and piece.accents[ending] == 2
        assert piece.tokens[STREAM["bass"], ending] > REST
        assert (piece.tokens[STREAM["bass"], ending] - 2 + 24) % 12 == 0
        after = piece.tokens[:, ending + 1 :]
        assert not after[1:6].any() and not (after[6:] > REST).any()
        assert 5 <= piece.tail_steps <= 17  # 4..16 steps ring on after the final attack


def test_the_pulse_is_there(style, pieces):
    for piece in pieces[style]:
        last = piece.tokens.shape[1] - piece.tail_steps
        assert music_facts.pulse_ratio(piece.tokens, energy_per_step(piece), last, piece.bar_phase) >= 0.9


def test_louder_bars_where_the_plan_has_energy(style, pieces):
    correlations = []
    for piece in pieces[style]:
        _, loudness = music_facts.bar_loudness(piece.tokens, piece.bar_phase)
        if len(piece.energy) > 8 and np.ptp(piece.energy[:-1]) >= 5:
            correlations.append(music_facts.rank_correlation(piece.energy[:-1].astype(float), loudness[:-1]))
    assert np.mean(correlations) > 0.7


def test_melodies_sing(style, pieces):
    ratios = [music_facts.chord_tone_ratio(piece.tokens) for piece in pieces[style]]
    intervals = np.abs(np.concatenate([music_facts.melodic_intervals(piece.tokens) for piece in pieces[style]]))
    assert np.nanmean(ratios) >= 0.75
    assert np.mean(intervals <= 4) > 0.7 and np.mean(intervals > 9) < 0.06
    assert np.mean(intervals == 0) < 0.4


def test_a_silent_film_gives_soft_and_sparse_music(style, pieces):
    quiet = compose(2, style=style, bars=8, energy=[1], hits=[])
    loud = compose(2, style=style, bars=8, energy=[14], hits=[])
    assert music_facts.onset_counts(loud.tokens).sum() > 2 * music_facts.onset_counts(quiet.tokens).sum()
    assert loud.tokens[1, 0] > quiet.tokens[1, 0] + 2


def test_every_style_uses_several_parts(style, pieces):
    used = {part for piece in pieces[style] for part in PARTS if (piece.tokens[STREAM[part]] > REST).any()}
    assert used == set(PARTS)


def test_every_chord_symbol_of_the_book_can_be_read(style, pieces):
    for mode, pool in HARMONY[style]["pools"].items():
        for text in pool:
            for symbol in text.replace("|", " ").split():
                root, quality = parse_symbol(symbol, mode)
                assert 0 <= root < 12 and quality in QUALITY.values()


def test_the_packed_corpus_holds_the_pieces(style, pieces):
    packed = compose_corpus.pack(pieces[style][:4])
    at = packed["offsets"]
    for index, piece in enumerate(pieces[style][:4]):
        assert np.array_equal(packed["tokens"][:, at[index] : at[index + 1]], piece.tokens)
        assert np.array_equal(packed["energy"][at[index] : at[index + 1]], energy_per_step(piece))
    assert packed["split"].tolist() == [2, 1, 0, 0]
