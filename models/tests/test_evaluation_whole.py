"""Figures of films with several seeds, the verdicts on the whole, and the ledger: made-up rows whose answer is known."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from vmas.evaluation import baselines, claim_whole, claims, draws, ledger
from vmas.evaluation.films import Film
from vmas.evaluation.paired import Paired, Seeded, compare_seeds
from vmas.evaluation.report_sync import baseline_lines, pair_table, sync_lines, sync_share_text
from vmas.evaluation.scores import plan_scores
from vmas.evaluation.sizes import FULL, KINDS, QUICK, SOUND_FAMILY, Sizes
from vmas.evaluation.statistics import Comparison

FILMS, SEEDS = 24, 3
FIGURES = ("lift_z", "recall", "recall_above", "downbeat_recall", "downbeat_above", "locking", "locking_above", "energy_above", "median_ms")
CHANCES = ("recall_chance", "downbeat_chance", "locking_chance", "median_chance_ms")


def rows_of(level: float, seeds: int = SEEDS, films: int = FILMS, noise: float = 0.3, shift_of_seed=lambda draw: 0.0, key: int = 0) -> list[dict]:
    """Rows whose figures lie about `level`, each seed moved by `shift_of_seed`."""
    random, rows = np.random.default_rng(key), []
    for draw in range(seeds):
        for film in range(films):
            values = {name: level + shift_of_seed(draw) + random.normal(0, noise) for name in FIGURES}
            z = values["lift_z"]
            rows.append({"film": f"film-{film}", "kind": KINDS[film % 4], "draw": draw, "cuts": 9, "lift_p": 0.001, "passes": bool(z >= 3)} | values | dict.fromkeys(CHANCES, 0.2))
    return rows


def systems_of(ours: list[dict], **others: list[dict]) -> dict:
    usual = {f"B{number}": rows_of(1.0, seeds=3 if number in (1, 4, 5, 6) else 1, key=number + 1) for number in range(8)}
    return {"systems": {"ours": ours} | usual | others, "steady": rows_of(0.0, films=12, key=20), "extra": []}


def verdicts(films: dict) -> dict[tuple[str, str], str]:
    return {(answer.other, answer.figure): answer.verdict for answer in claim_whole.answer_all(films)}


def test_means_are_over_seeds_first_and_missing_figures_count_nowhere():
    rows = [
        {"film": "a", "draw": 0, "z": 1.0}, {"film": "b", "draw": 0, "z": 5.0},
        {"film": "a", "draw": 1, "z": 3.0}, {"film": "b", "draw": 1, "z": float("inf")}, {"film": "c", "draw": 1, "z": None},
    ]  # fmt: skip
    assert draws.by_film(rows, "z").tolist() == [2.0, 5.0]
    assert draws.by_seed(rows, "z").tolist() == [3.0, 3.0]
    assert draws.by_seed_and_film(rows, "z", ["b", "a"])[0].tolist() == [5.0, 1.0]
    assert draws.seed_deviation(rows, "z") == 0 and np.isnan(draws.seed_deviation(rows[:2], "z"))
    assert draws.draws_of([]) == 0 and draws.by_film([], "z").tolist() == []


def test_a_baseline_without_chance_is_held_against_every_seed():
    ours, other = np.array([[2.0, 4, 6], [4, 6, 8]]), np.array([[1.0, 1, np.nan]])
    found = compare_seeds(ours, other)
    assert (found.pair.n, found.pair.mean, found.by_seed) == (2, 3.0, [2.0, 4.0])


def test_seeds_that_only_one_side_has_are_left_out_of_a_comparison_of_seeds():
    found = compare_seeds(np.array([[1.0, 1], [2, 2], [90, 90]]), np.array([[0.0, 0], [0, 0]]))
    assert found.by_seed == [1.0, 2.0] and found.pair.mean == 1.5
    assert compare_seeds(np.zeros((0, 3)), np.zeros((1, 3))) is None


def test_a_whole_that_is_far_better_is_supported_and_one_that_is_as_good_is_undecided():
    found = verdicts(systems_of(rows_of(4.0), B6=rows_of(4.0, key=30), B7=rows_of(5.0, seeds=1, key=31)))
    assert {found[key, figure] for key in claim_whole.SIMPLE for figure in claim_whole.FIGURES} == {"supported"}
    assert found["B6", "lift_z"] == "undecided" and found["B7", "lift_z"] == "contradicted"
    assert found["steady", "lift_z"] == "supported" and ("steady", "energy_above") not in found


def test_a_seed_that_disagrees_leaves_the_verdict_undecided():
    better = {0: 3.0, 1: 3.0, 2: -0.5}
    films = systems_of(rows_of(1.0, shift_of_seed=better.get))
    one = next(answer for answer in claim_whole.answer_all(films) if (answer.other, answer.figure) == ("B0", "lift_z"))
    assert one.found.pair.low > 0 and one.adjusted < 0.05 and min(one.found.by_seed) < 0
    assert one.verdict == "undecided"
    assert verdicts(systems_of(rows_of(2.8)))["B0", "lift_z"] == "supported"


def test_sync_0_with_one_seed_is_held_against_the_same_seed_alone():
    films = systems_of(rows_of(1.0, shift_of_seed={0: 0.0, 1: 9.0, 2: 9.0}.get)) | {"steady": rows_of(1.0, seeds=1, films=12, key=50)}
    answer = claim_whole.answer_all(films)[-1]
    assert answer.other == "steady" and len(answer.found.by_seed) == 1 and abs(answer.found.pair.mean) < 0.5
    assert answer.verdict == "undecided" and answer.adjusted == answer.found.pair.p


def test_one_baseline_that_is_not_beaten_is_named_and_decides_the_sentence():
    lines = claim_whole.summaries(claim_whole.answer_all(systems_of(rows_of(4.0), B3=rows_of(4.0, seeds=1, key=40), B6=rows_of(4.0, key=41))))
    assert "is **undecided** (but: B0 supported, B1 supported, B2 supported, B4 supported, B5 supported)" in lines[0]
    lines = claim_whole.summaries(claim_whole.answer_all(systems_of(rows_of(4.0), B6=rows_of(4.0, key=41))))
    assert "all of B0 to B5) is **supported**; against the arranger on the same plan, B6, it is undecided" in lines[0]


def test_a_baseline_that_was_not_measured_supports_nothing():
    films = systems_of(rows_of(4.0))
    films["systems"]["B2"] = []
    assert "is **undecided** (but: B0 supported, B1 supported, B2 not measured" in claim_whole.summaries(claim_whole.answer_all(films))[0]


@pytest.mark.parametrize(("low", "high", "p", "seeds"), [(0.1, 2, 0.01, [1, 2]), (-2, -0.1, 0.01, [-1, -2]), (0.1, 2, 0.2, [1, 2]), (-0.1, 2, 0.01, [1, 2]), (0.1, 2, 0.01, [1, -1])])
def test_films_and_arms_are_judged_by_one_rule(low, high, p, seeds):
    found = Seeded(Paired(3, 1.0, low, high, 3, 0, 0, p), seeds, True)
    arm = claims.Answer(claims.QUESTIONS[0], Comparison(1.0, low, high, p, 3, 0, 0), p, seeds)
    assert claim_whole.WORDS[found.leader(p)] == arm.verdict


def test_in_a_figure_where_less_is_better_the_lower_one_leads():
    table = "\n".join(pair_table({"ours": rows_of(1.0), "B0": rows_of(4.0, seeds=1, key=9)}))
    line = next(line for line in table.splitlines() if "median cut to beat" in line)
    assert "24 / 0 / 0" in line and line.endswith("| ours |")
    assert next(line for line in table.splitlines() if "onset lift" in line).endswith("| the other |")


def test_the_report_gives_each_seed_its_share_and_the_claims_their_counts():
    films = systems_of(rows_of(3.0, shift_of_seed={0: 2.0, 1: 2.0, 2: -2.0}.get))
    assert "67 % of 24 films" in sync_share_text(films["systems"]["ours"]) and "seeds 100 % / 100 % / 0 %" in sync_share_text(films["systems"]["ours"])
    results = {"id": "made-up", "version": "1.0.0", "films": films}
    text = "\n".join([*sync_lines(results), *baseline_lines(results), *claim_whole.claim_lines(results)])
    assert "24 films, 3 seeds, 72 scores; at sync 0 12 of these films, 3 seeds" in text
    assert "seeds 100 % / 100 % / 0 %" in text and "±" in text and "nan" not in text
    assert sum("the whole beats simple baselines |" in line for line in text.splitlines()) == 12


@pytest.mark.parametrize("film", range(5))
def test_draws_of_a_random_track_differ_and_the_first_is_as_it_was_with_one(film):
    assert {baselines.random_index(film, 3, draw) for draw in range(3)} == {0, 1, 2}
    assert baselines.random_index(film, 32) == int(np.random.default_rng((5, film)).integers(32))
    assert baselines.random_index(film, 1, draw=2) == 0


def planned_for(sizes: Sizes, tmp_path: Path) -> list:
    grey = tmp_path / "films/grey-22.00.mp4"
    grey.parent.mkdir(parents=True)
    grey.touch()
    main = [Film(f"{kind}-{number}", kind, tmp_path / "x.mp4", (1.0, 2.0), number, 22.0) for kind in KINDS for number in range(sizes.films)]
    return plan_scores(sizes, {"main": main, "arc": [], "real": []}, tmp_path, tmp_path / "bundle")


def test_first_seeds_are_those_of_eight_films_of_a_kind_and_more_come_behind(tmp_path):
    first = {scored.film.name: seed for scored, _, seed in planned_for(FULL, tmp_path) if scored.purpose == "main" and scored.draw == 0}
    assert [first["hidden-grid-0"], first["irregular-0"], first["from-music-7"], first["hidden-grid-8"], first["from-music-8"]] == [1, 9, 32, 33, 36]


@pytest.mark.parametrize(("sizes", "main", "blank", "steady"), [(FULL, 108, 48, 48), (SOUND_FAMILY, 48, 12, 16), (QUICK, 8, 4, 8)])
def test_every_draw_is_one_score_and_draws_beside_the_first_are_takes_of_one_request(tmp_path, sizes, main, blank, steady):
    planned = planned_for(sizes, tmp_path)
    counts = {purpose: sum(scored.purpose == purpose for scored, _, _ in planned) for purpose in ("main", "no-picture", "steady")}
    assert counts == {"main": main, "no-picture": blank, "steady": steady}
    assert len({scored.result_path for scored, _, _ in planned}) == len(planned)
    seeds = {(s.film.name, s.draw): seed for s, _, seed in planned if s.purpose == "main"}
    assert all(seeds[s.film.name, s.draw] == seed and sync == 0 for s, sync, seed in planned if s.purpose == "steady")
    requests = {(seed, scored.film.name) for scored, _, seed in planned if scored.purpose == "main"}
    assert len(requests) == (2 if sizes.seeds > 1 else 1) * 4 * sizes.films


def test_the_ledger_keeps_four_digits_and_summarises_curves(tmp_path):
    rows = [{"film": "a", "z": 3.14159, "passes": True, "curve": list(range(100))}, {"film": "b", "z": float("nan"), "passes": False}]
    ledger.write_figures({"rows": rows, "n": 123456, "p": 1.23456e-9, "few": [1.0, 2.5]}, tmp_path / "deep/x.json")
    kept = json.loads((tmp_path / "deep/x.json").read_text())
    assert kept["rows"]["columns"] == ["film", "z", "passes", "curve"]
    assert kept["rows"]["rows"][0][:3] == ["a", 3.142, True] and kept["rows"]["rows"][1] == ["b", None, False, None]
    assert kept["rows"]["rows"][0][3] == {"n": 100, "mean": 49.5, "deviation": 28.87, "least": 0, "most": 99}
    assert (kept["n"], kept["p"], kept["few"]) == (123456, 1.235e-9, [1, 2.5])
