"""Tests of the score streams: round trip, domain, voicings worked by hand, crops."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.corpus.compose import compose  # noqa: E402
from vmas.score.streams import (  # noqa: E402
    PARTS,
    QUALITY,
    REST,
    SIZES,
    STREAM,
    STREAMS,
    K,
    Score,
    arp_pitch,
    check_tokens,
    chord_token,
    decode,
    encode,
    restate,
    section_token,
    to_notes,
    voicing,
)


def random_tokens(seed: int, T: int = 64, bar_phase: int = 0) -> np.ndarray:
    """In-domain tokens that no arranger would write."""
    dice = np.random.default_rng(seed)
    tokens = np.zeros((K, T), np.int16)
    for k, (name, size) in enumerate(STREAMS):
        chosen = np.flatnonzero(dice.random(T) < 0.3)
        if name == "section":
            chosen = chosen[((chosen + bar_phase) % 16 == 0) | (chosen == 0)]
        tokens[k, chosen] = dice.integers(1, size, chosen.size)
        if name in PARTS:
            sounding = False
            for step in chosen:
                if tokens[k, step] == REST and not sounding:
                    tokens[k, step] = 0
                else:
                    sounding = tokens[k, step] != REST
    return tokens


@pytest.mark.parametrize("seed", range(40))
def test_random_tokens_survive_the_round_trip(seed):
    bar_phase = seed % 16
    tokens = random_tokens(seed, 16 * (1 + seed % 5), bar_phase)
    assert np.array_equal(encode(decode(tokens, bar_phase=bar_phase)), tokens)


@pytest.mark.parametrize("seed", range(12))
def test_composed_pieces_survive_the_round_trip(seed):
    piece = compose(seed)
    score = decode(piece.tokens, piece.tempo_bpm, piece.style, piece.mode, piece.bar_phase)
    assert np.array_equal(encode(score), piece.tokens)
    assert score.tempo_bpm == piece.tempo_bpm


def test_sizes_are_those_of_the_specification():
    assert SIZES == (33, 9, 194, 18, 11, 17, 39, 34, 34, 18, 39, 39)


def test_voicings_worked_by_hand():
    c_major7 = (0, QUALITY["maj7"])
    assert voicing(*c_major7, 0, 0) == (48, 52, 55, 59)
    assert voicing(*c_major7, 0, 1) == (43, 48, 52, 59)  # G, second from the top, an octave down
    assert voicing(*c_major7, 0, 2) == (36, 43, 48)
    assert voicing(*c_major7, 0, 3) == (55, 59)
    # D minor from anchor 54: lowest chord tone is F#? no, A 57 (D 50 and F 53 lie below), then D 62, F 65.
    assert voicing(2, QUALITY["min"], 3, 0) == (57, 62, 65)
    assert voicing(2, QUALITY["min"], 3, 2) == (50, 57, 62)  # lowest D at or above 42 is 50
    assert voicing(0, QUALITY["power"], 0, 1) == (48, 67)
    assert voicing(11, QUALITY["dim"], 0, 2) == (47, 53, 59)
    assert voicing(0, QUALITY["aug"], 0, 2) == (36, 44, 48)
    assert voicing(9, QUALITY["min9"], 0, 0) == (48, 52, 55, 57, 59)


def test_arpeggio_counts_chord_tones_from_48():
    assert [arp_pitch(9, QUALITY["min"], j) for j in range(4)] == [48, 52, 57, 60]


def test_every_voicing_is_a_midi_pitch():
    for root in range(12):
        for quality in range(16):
            assert all(0 <= p <= 127 for v in range(8) for shape in range(4) for p in voicing(root, quality, v, shape))


def test_notes_of_a_hand_written_bar():
    score = Score(16, sections=[(0, 1, 0)], dynamics=[(0, 4), (8, 6)], chords=[(0, (0, QUALITY["maj"]))])
    score.notes = {"bass": [(0, 8, 12), (8, 12, 19)], "comp": [(4, 16, 0)], "arp": [(0, 2, 0)]}
    notes = to_notes(encode(score), tonic_semitones=2)
    assert notes == [
        ("bass", 0, 8, 38, 4),
        ("arp", 0, 2, 50, 4),
        ("comp", 4, 16, 50, 4),
        ("comp", 4, 16, 54, 4),
        ("comp", 4, 16, 57, 4),
        ("bass", 8, 12, 45, 6),
    ]


@pytest.mark.parametrize(
    ("stream", "step", "value", "message"),
    [
        ("dynamics", 3, 9, "dynamics token 9 at step"),
        ("section", 5, 2, "section changes at step"),
        ("melody", 7, 1, "melody rests at step 7 while it is resting"),
        ("arp", 2, -1, "arp token -1"),
    ],
)
def test_the_first_violation_is_named(stream, step, value, message):
    tokens = np.zeros((K, 32), np.int16)
    tokens[STREAM[stream], step] = value
    with pytest.raises(ValueError, match=message):
        decode(tokens)


def test_encode_refuses_overlapping_notes():
    with pytest.raises(ValueError, match="overlaps"):
        encode(Score(16, notes={"melody": [(0, 8, 3), (4, 12, 5)]}))


@pytest.mark.parametrize("seed", range(8))
def test_a_crop_states_its_context_and_sounds_the_same(seed):
    piece = compose(seed, bars=12)
    start, stop = 20, 20 + 16 * 6
    crop = restate(piece.tokens, start, stop)
    check_tokens(crop, (start + piece.bar_phase) % 16)
    assert all(crop[STREAM[stream], 0] > 0 for stream in ("section", "dynamics", "chord"))
    whole = [
        (part, s - start, min(e, stop) - start, p, v)
        for part, s, e, p, v in to_notes(piece.tokens)
        if start <= s < stop
    ]
    assert to_notes(crop) == whole


def test_tokens_of_sections_and_chords():
    assert section_token(7, 3) == 32
    assert chord_token(11, 15) == 193
