"""Common runs, nearest pieces, harmony, the plan given to the arranger, the report's words."""

import numpy as np
import pytest

from vmas.corpus.compose import compose
from vmas.evaluation import report, tables
from vmas.evaluation.films import arc_levels
from vmas.evaluation.harmony import FIGURES, entropy_bits, harmony_figures
from vmas.evaluation.judge_codes import changes, code_symbols, compare_runs
from vmas.evaluation.material import is_training_seed, library_requests, piece_on_plan
from vmas.evaluation.memorisation import RunIndex, attack_symbols, beat_vectors, melody_symbols, nearest, window_vectors
from vmas.evaluation.tonality import MAJOR, MINOR, mode_of_tokens
from vmas.score.streams import Score, check_tokens, encode


def symbols(*values: int) -> np.ndarray:
    return np.array(values, np.uint64)


def test_the_longest_common_run_is_found_wherever_it_stands():
    index = RunIndex([symbols(1, 2, 3, 4, 5, 6), symbols(9, 9, 7, 8)])
    assert index.longest_common_run(symbols(0, 3, 4, 5, 0)) == 3
    assert index.longest_common_run(symbols(9, 7, 8, 9)) == 3
    assert index.longest_common_run(symbols(4, 3, 2)) == 1
    assert index.longest_common_run(symbols(11, 12)) == 0
    assert index.longest_common_run(symbols()) == 0


def test_a_copied_piece_is_detected_and_a_new_one_is_not():
    training = [compose(seed).tokens for seed in range(2, 12)]
    copied, fresh = training[3], compose(1_000_000).tokens
    for symbols_of in (melody_symbols, attack_symbols):
        index = RunIndex([symbols_of(tokens) for tokens in training])
        assert index.longest_common_run(symbols_of(copied)) == len(symbols_of(copied))
        assert index.longest_common_run(symbols_of(fresh)) < 0.5 * len(symbols_of(fresh))
    vectors = np.concatenate([window_vectors(beat_vectors(tokens)) for tokens in training])
    assert nearest(window_vectors(beat_vectors(copied)), vectors).max() < 1e-3
    assert nearest(window_vectors(beat_vectors(fresh)), vectors).min() > 0.02


def test_codes_of_two_books_are_one_symbol_and_repeats_may_be_left_out():
    frames = np.array([[3, 1], [3, 1], [3, 2], [4, 2], [4, 2]])
    assert code_symbols(frames, 1).tolist() == [4, 4, 4, 5, 5]
    assert len(np.unique(code_symbols(frames, 2))) == 3
    assert changes(code_symbols(frames, 1)).tolist() == [4, 5]
    assert len(changes(code_symbols(frames, 2))) == 3
    assert len(changes(code_symbols(frames[:0], 2))) == 0


def test_copied_codes_are_told_from_new_ones():
    random = np.random.default_rng(1)
    training = [code_symbols(random.integers(0, 1024, (300, 2)), 2) for _ in range(4)]
    new = [code_symbols(random.integers(0, 1024, (200, 2)), 2) for _ in range(4)]
    result = compare_runs(training, {"ours": [piece[50:250] for piece in training], "held_out": new}, training[0][:128])
    assert result["ours"]["least"] == 200
    assert result["held_out"]["most"] <= 1
    assert result["p_longer"] < 0.05
    assert result["copy"] == result["copy_length"] == 128


def score_of(melody, chords) -> np.ndarray:
    return encode(Score(16, chords=chords, notes={"melody": melody}))


def test_harmony_of_a_bar_by_hand():
    # C major; C on one, E on two (half a bar), G sharp, which is foreign, on the last sixteenth.
    figures = dict(zip((name for name, _ in FIGURES), harmony_figures(score_of([(0, 4, 5), (4, 12, 9), (15, 16, 13)], [(0, (0, 0))]), 0)))
    assert figures["chord tones of all notes"] == pytest.approx(12 / 13)
    assert figures["melody note"] == pytest.approx(13 / 3)
    assert figures["attacks"] == pytest.approx(3 / 4)
    assert figures["steps without any attack"] == pytest.approx(13 / 16)
    assert figures["syncopation of the melody"] == pytest.approx(1 / 3)  # the second note sounds through beat three
    assert entropy_bits(np.array([1, 1, 0, 2])) == pytest.approx(1.5)


def test_the_third_says_the_mode_of_tokens():
    assert mode_of_tokens(score_of([(0, 16, 9)], [])) == MAJOR
    assert mode_of_tokens(score_of([(0, 16, 8)], [])) == MINOR
    assert mode_of_tokens(score_of([(0, 16, 12)], [])) == 0


def test_the_arranger_keeps_to_the_plan_of_a_score():
    steps, phase = 70, 12
    accents = [0] * steps
    accents[20] = accents[60] = 2
    composition = {"barPhase": phase, "accents": accents, "energy": [8] * steps, "endingStep": 60, "stepSeconds": [0.125 * i for i in range(steps + 1)]}
    request = piece_on_plan("a", "rock", 5, composition)
    tokens = np.array(request["tokens"]).T
    check_tokens(tokens, phase)
    assert tokens.shape == (12, steps)
    assert request["barPhases"][0] == phase
    assert request["endingStep"] == 60
    assert request["accents"][20] == 2


def test_training_seeds_leave_out_what_the_corpus_holds_out():
    assert [seed for seed in range(48, 54) if is_training_seed(seed)] == [48, 49, 52, 53]


def test_tracks_of_the_library_outlast_a_film_and_are_cut_alike():
    for request in library_requests("full", 3, 8.0):
        steps = len(request["tokens"])
        assert 8.0 < request["timesSeconds"][-1] < 13.0
        assert len(request["timesSeconds"]) == steps + 1
        assert len(request["accents"]) == len(request["energies"]) == len(request["barPhases"]) == steps
        assert request["endingStep"] < steps


def test_scrolls_change_their_speed_in_every_section_and_use_both_extremes():
    for number in range(8):
        levels = arc_levels(number, 6)
        assert min(levels) == 0 and max(levels) == 3
        assert all(a != b for a, b in zip(levels, levels[1:]))
        assert levels == arc_levels(number, 6)


def test_numbers_and_verdicts_as_they_are_printed():
    assert tables.number(float("nan")) == "-"
    assert tables.number(-0.001) == "0.00"
    assert tables.p_value(1e-5) == "< 0.001"
    assert tables.verdict(False) == "**missed**"
    assert tables.table(["a"], [["1"]]) == ["| a |", "| --- |", "| 1 |", ""]


def results_with(name: str, family: str, passing: int, styles: int, distance: float) -> dict:
    """Of 40 films and 40 styles; a distance known to 1 either way."""
    rows = [{"film": f"f-{i}", "draw": 0, "passes": i < passing} for i in range(40)]
    style = {"asked": ["a"] * 40, "heard": ["a"] * styles + ["b"] * (40 - styles)}
    near = {"real music, held out": {"ours": {"fad": distance, "low": distance - 1, "high": distance + 1}}}
    films = {"systems": {"ours": rows}}
    return {"id": name, "family": family, "films": films, "obedience": {"style": style}, "distribution": {"tagger": near}}


def test_the_default_is_the_bundle_that_is_ahead_in_more_figures():
    small, audio = results_with("small", "score", 32, 39, 9.0), results_with("audio", "rvq", 12, 15, 5.0)
    assert report.default_sentence([small]) == "Only `small` was there to be judged; it is the default."
    assert report.default_sentence([small, audio]) == (
        "The default is `small`: it is ahead in sync and style; the other is ahead in nearness to real music."
    )
    better = results_with("audio", "rvq", 39, 39, 5.0)
    assert report.default_sentence([results_with("small", "score", 20, 20, 9.0), better]) == (
        "The default is `audio`: it is ahead in sync and style and nearness to real music."
    )


def test_a_bundle_is_not_ahead_where_intervals_overlap():
    small, audio = results_with("small", "score", 31, 37, 5.0), results_with("audio", "rvq", 30, 38, 9.0)
    assert report.default_sentence([small, audio]) == (
        "The default is `small`: it is ahead in nearness to real music; in sync and style their intervals overlap."
    )
    same = results_with("audio", "rvq", 31, 37, 5.0)
    assert report.default_sentence([small, same]).startswith("The default is `small`: it comes first, and neither is ahead in more; in sync and style and")


def test_speed_is_not_judged_while_the_machine_has_other_work():
    cost = {"wallSeconds": 0.2, "processorSeconds": 0.06, "load": 6.0, "cores": 2}
    assert report.speed_bar(cost, "score").is_met is None
    assert report.speed_bar(cost | {"load": 0.3}, "score").is_met is False
    assert report.speed_bar(cost | {"wallSeconds": 0.04}, "score").is_met is True
