# Pieces by seed are distinct, know what they are, and stay whole in one split; works of MIDI likewise.
from pathlib import Path

import numpy as np
import pytest

import compose_corpus
import describe_corpus
import import_midi
from vmas.corpus.compose import STYLE_ORDER, compose
from vmas.corpus.form import INTRO
from vmas.score.streams import PARTS, REST, STREAM


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "corpus.npz"
    np.savez(path, **compose_corpus.pack([compose(seed) for seed in range(48)]))
    return path


def test_pieces_of_different_seeds_are_different_pieces(packed):
    rows = describe_corpus.read(packed, None)
    assert describe_corpus.distinct_hours(rows, "exact")[0] == len(rows) == 48
    assert describe_corpus.distinct_hours(rows, "tune")[0] == 48
    # 100 hours by seed: 7,000 pieces of at least this mean length, with the README's table from the command itself.
    assert np.mean([row.seconds for row in rows]) > 45


@pytest.mark.slow
def test_three_thousand_seeds_give_three_thousand_pieces():
    digests = {describe_corpus.digest(compose(seed).tokens) for seed in range(3000)}
    assert len(digests) == 3000


def test_every_piece_knows_what_it_is(packed):
    rows = describe_corpus.read(packed, None)
    assert {row.style for row in rows} == set(range(len(STYLE_ORDER)))
    assert {row.mode for row in rows} == {1, 2}
    for row in rows:
        assert 60 <= row.tempo_bpm <= 170 and -5 <= row.tonic <= 6
        assert row.sections >= 1 and row.ends and row.has_energy


def test_some_pieces_begin_with_an_intro_and_fills_lead_into_sections():
    pieces = [compose(seed) for seed in range(24)]
    assert any(piece.sections[0][1] == "intro" or piece.sections[0][1] == INTRO for piece in pieces)
    fills, plain = zip(*(describe_corpus.drum_changes(p.tokens, np.array([s for s, _, _ in p.sections]), p.bar_phase) for p in pieces))
    share = [sum(a for a, _ in rows) / sum(b for _, b in rows) for rows in (fills, plain)]
    assert share[0] > share[1]


def test_all_notes_stop_where_the_table_says_that_a_piece_ends():
    piece = compose(3)
    last = piece.tokens.shape[1] - piece.tail_steps
    facts = {name: getattr(piece, name) for name in ("style", "mode", "tonic", "tempo_bpm", "tail_steps", "bar_phase")}
    broken = piece.tokens.copy()
    broken[STREAM[PARTS[-1]], last + 1] = REST + 5
    assert describe_corpus.describe(piece.tokens, piece.energy, facts).ends
    assert not describe_corpus.describe(broken, piece.energy, facts).ends


def test_splits_of_pieces_go_by_seed_and_hold_every_style():
    splits = np.array([compose_corpus.split_of(seed) for seed in range(5000)])
    assert [int((splits == part).sum()) for part in (0, 1, 2)] == [4800, 100, 100]
    assert compose_corpus.split_of(12_345) == compose_corpus.split_of(12_345)


def test_all_pieces_of_a_work_are_in_one_split(monkeypatch):
    class Facts:
        style, mode, tail_steps, bar_phase, tempo_bpm = 0, 1, 4, 0, 100.0
        accents = np.zeros(16, np.int8)
        energy = np.zeros(1, np.int8)

    class Quality:
        kept_share = onset_f1 = chroma_similarity = 1.0

    class Stretch:
        def __init__(self, work: str, bar: int):
            self.work, self.source = work, f"{work}#0.{bar}"
            self.tokens, self.facts, self.quality, self.tonic = np.zeros((12, 16), np.int16), Facts(), Quality(), 0

    pieces = [Stretch(f"set/work {i}", bar) for i in range(400) for bar in range(3)]
    split = import_midi.pack(pieces)["split"].reshape(400, 3)
    assert (split == split[:, :1]).all()
    assert 0.02 < (split[:, 0] == 2).mean() < 0.09 and 0.02 < (split[:, 0] == 1).mean() < 0.09
