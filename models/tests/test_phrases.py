"""Tests of what the arranger draws from MIDI: phrases are cut as they were written, read back as chords, and used."""

import sys
from pathlib import Path
from random import Random

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.corpus.compose import STYLE_ORDER, compose
from vmas.corpus.harmony import MAJOR, MINOR, parse_progression
from vmas.corpus.melody import Melodist, Voice
from vmas.corpus.midi_phrases import USUAL, ImportedPiece, build_phrases, motifs_of, progressions_of, symbol_of
from vmas.corpus.phrases import draw_motif, draw_progression, found_motifs, found_progressions
from vmas.score.streams import QUALITY, Score, chord_of_token, encode, filled

C, F, G7, AM = (0, "maj"), (5, "maj7"), (7, "dom7"), (9, "min7")


def piece_of(chords_of_bars, melody=(), mode=MAJOR, work="set/work"):
    """One bar a chord, or two; melody as (start, end, pitch above the lowest)."""
    score = Score(16 * len(chords_of_bars), 100.0, mode=mode)
    score.sections = [(0, 1, 0)]
    for bar, chords in enumerate(chords_of_bars):
        score.chords += [(16 * bar + 16 // len(chords) * place, (root, QUALITY[name])) for place, (root, name) in enumerate(chords)]
    score.notes = {"melody": list(melody)}
    return ImportedPiece(encode(score), mode, 0, work.split("/")[0], work)


def test_a_progression_is_read_as_it_was_written_without_colours():
    piece = piece_of([[C], [AM], [F, G7], [C]])
    assert list(progressions_of(piece)) == ["I | vi | IV V7 | I"]


def test_symbols_read_back_as_plain_chords():
    for mode in (MAJOR, MINOR):
        for text in USUAL[mode]:
            chord = parse_progression(text, mode)[0][0]
            assert symbol_of(chord, mode) == text


@pytest.mark.parametrize("strange", [(6, "maj"), (1, "min"), (11, "aug")])
def test_a_phrase_with_a_chord_of_no_use_is_left_out(strange):
    assert not list(progressions_of(piece_of([[C], [strange], [F], [C]])))


def test_a_phrase_that_never_touches_its_tonic_is_left_out():
    assert not list(progressions_of(piece_of([[AM], [F], [G7], [F]])))


def test_a_motif_is_rhythm_and_scale_steps():
    notes = [(0, 4, 24), (4, 6, 26), (8, 16, 28), (16, 24, 31), (24, 28, 29)]  # C D E G F
    rhythm, contour = next(motifs_of(piece_of([[C], [C]], notes)))
    assert rhythm == "x---x-..x-------x-------x---...."
    assert contour == (0, 1, 2, 4, 3)


def test_chromatic_lines_are_no_motifs():
    notes = [(4 * index, 4 * index + 4, 24 + index) for index in range(6)]
    assert not list(motifs_of(piece_of([[C], [C]], notes)))


def test_what_comes_once_is_not_kept():
    once, other = piece_of([[C], [AM], [F], [G7]]), piece_of([[C], [F], [G7], [C]], work="set/other")
    assert not build_phrases([once, other])["progressions"]
    kept = build_phrases([once, piece_of([[C], [AM], [F], [G7]], work="set/other")])["progressions"]
    assert [(row["text"], row["times"], row["works"]) for row in kept] == [("I | vi | IV | V7", 2, 2)]


@pytest.mark.parametrize("style", STYLE_ORDER)
def test_every_style_has_phrases_that_can_be_played(style):
    assert len(found_motifs(style)) >= 20
    for mode in (MAJOR, MINOR):
        texts = [text for text, _ in found_progressions(style, mode)]
        assert len(texts) >= 10
        for text in texts:
            assert len(parse_progression(text, mode)) in (4, 8)
    for motif in found_motifs(style):
        assert len(motif.rhythm) == 32 and motif.rhythm.count("x") == len(motif.contour)


def test_draws_come_from_the_book_for_about_the_share_that_is_written():
    dice, texts = Random(1), {text for text, _ in found_progressions("folk", MAJOR)}
    drawn = [draw_progression(dice, "folk", MAJOR) for _ in range(600)]
    assert 0.42 < np.mean([text is not None for text in drawn]) < 0.58
    assert {text for text in drawn if text} <= texts


def test_calm_voices_get_calm_motifs():
    dice = Random(2)
    mean = [
        np.mean([motif.activity for _ in range(400) if (motif := draw_motif(dice, "piano", wanted, 1.0))]) for wanted in (0.3, 2.7)
    ]
    assert mean[0] + 0.8 < mean[1]


def test_melodies_of_the_arranger_use_found_motifs():
    found = {motif.contour for motif in found_motifs("cinematic")}
    voice = Voice(60, 84, 72, 1.0, 0.5, 1.0)
    melodists = [Melodist(Random(seed), voice, "cinematic") for seed in range(100)]
    assert 25 < sum(melodist.motif.contour in found for melodist in melodists) < 75


def test_pieces_play_found_progressions():
    """A loop that no style's own book has: I | IV | IV | I, of Simutrans."""
    wanted, seen = [0, 5, 5, 0], 0
    for seed in range(60):
        piece = compose(seed, style="rock", bars=24)
        if piece.mode == MAJOR:
            chords = filled(piece.tokens[2])
            roots = [chord_of_token(chords[min(step, len(chords) - 1)])[0] for step in range(-piece.bar_phase % 16, len(chords), 16)]
            seen += any(roots[place : place + 4] == wanted for place in range(len(roots) - 3))
    assert seen >= 2
