"""The ear of picture and music: what it is shown, that it learns when and what, and that its figures are what they are called."""

import numpy as np
import pytest

from vmas.evaluation import sizes
from vmas.evaluation.judge_retrieval import PAIRS
from vmas.evaluation.match_ear import Fitting, draw_step, train_ear
from vmas.evaluation.match_features import PICTURE_WIDTH, SOUND_WIDTH, picture_features, sound_features
from vmas.evaluation.match_material import FULL_RECIPE, QUICK_RECIPE, Example, known_piece, known_pieces
from vmas.evaluation.match_trial import found_among, preferred, rank_table, shuffled, tried
from vmas.evaluation.report_match import match_lines
from vmas.evaluation.sound import Heard

SECONDS = 17


def pair(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Noise in which the picture leaps where the sound strikes, and is as bright throughout as the sound is."""
    picture, sound = random.normal(0, 1, (10 * SECONDS, PICTURE_WIDTH)), random.normal(0, 1, (50 * SECONDS, SOUND_WIDTH))
    for frame in random.choice(10 * SECONDS, 12, replace=False):
        picture[frame, 15] += 6
        sound[5 * frame, 20:] += 4
    light = random.normal(0, 2)
    picture[:, 0] += light
    sound[:, 3] += light
    return picture.astype(np.float32), sound.astype(np.float32)


def fitting_of(count: int) -> Fitting:
    pairs = [pair(np.random.default_rng((1, number))) for number in range(count)]
    return Fitting([[picture] for picture, _ in pairs], [sound for _, sound in pairs])


@pytest.fixture(scope="module")
def trial() -> dict:
    ear, losses = train_ear(fitting_of(48), steps=50, batch=12, seed=3)
    assert np.mean(losses[-5:]) < 0.6 * losses[0]
    new = [pair(np.random.default_rng((2, number))) for number in range(24)]
    return tried(ear, [Example(str(number), [picture], sound) for number, (picture, sound) in enumerate(new)])


def test_an_obvious_relation_is_learned_and_found_in_new_pairs(trial):
    found = trial["found"]
    assert found["both"]["R@1"] > 0.7 and found["when"]["R@1"] > 0.7, "chance is 0.04"
    assert found["what"]["R@5"] > 0.35, "chance is 0.21"
    assert found["both"]["p"] < 0.01
    assert found["shuffled"]["R@5"] < 0.45 and found["shuffled"]["p"] > 0.01


def test_the_own_sound_is_told_from_the_same_a_little_earlier_or_later(trial):
    assert set(trial["shifts"]["when"]) == {"0.5", "1", "2", "4"}
    assert all(figure["share"] > 0.9 and figure["n"] == 24 for figure in trial["shifts"]["when"].values())


def test_the_same_arguments_make_the_same_ear():
    first, second = (train_ear(fitting_of(8), steps=2, batch=4, seed=5)[0].state_dict() for _ in range(2))
    assert all((first[name] == second[name]).all() for name in first)


def test_a_step_holds_sounds_of_the_same_moment_and_of_another():
    places = np.arange(10 * SECONDS, dtype=np.float32)
    picture = np.repeat(places[:, None], PICTURE_WIDTH, axis=1)
    sound = np.repeat(np.repeat(places, 5)[:, None], SOUND_WIDTH, axis=1)
    pictures, sounds, moved = draw_step(Fitting([[picture]] * 6, [sound] * 6), np.random.default_rng(0), 4)
    at, heard, elsewhere = (part[:, 0, -1] for part in (pictures, sounds, moved))  # the attacks are not masked by name, but may be
    known = heard > 0
    assert (at[known] == heard[known]).all() and pictures.shape[1] * 5 == sounds.shape[1] == moved.shape[1]
    gap = (elsewhere - at).abs()[(elsewhere > 0) & known]
    assert ((gap >= 4) & (gap <= 40)).all()


def test_figures_of_finding_are_those_of_a_case_worked_out_by_hand():
    likeness = np.array([[0.9, 0.1, 0.2, 0.0], [0.5, 0.4, 0.1, 0.0], [0.3, 0.2, 0.1, 0.4], [0.0, 0.1, 0.2, 0.3]])
    assert rank_table(likeness).tolist() == [[1, 3, 2, 4], [1, 2, 3, 4], [2, 3, 4, 1], [4, 3, 2, 1]]
    found = found_among([likeness])  # ranks 1, 2, 4, 1
    assert found["R@1"] == 0.5 and found["R@5"] == 1 and found["median"] == 1.5
    assert found["reciprocal"] == pytest.approx((1 + 1 / 2 + 1 / 4 + 1) / 4)
    assert found["chance@1"] == 0.25 and found["chance_reciprocal"] == pytest.approx((1 + 1 / 2 + 1 / 3 + 1 / 4) / 4)


def test_takes_are_averaged_and_certainty_grows_only_with_what_is_found():
    right, wrong = np.eye(12), np.roll(np.eye(12), 1, axis=1)
    assert found_among([right])["R@1"] == 1 and found_among([right])["p"] < 0.001
    assert found_among([right, wrong])["R@1"] == 0.5 and found_among([right, wrong])["takes"] == 2
    assert found_among([np.zeros((12, 12))])["R@1"] == 0 and found_among([np.zeros((12, 12))])["p"] == 1


@pytest.mark.parametrize("count", range(2, 40))
def test_shuffling_leaves_nobody_their_own(count):
    assert np.diagonal(shuffled(np.eye(count))).sum() == 0


def test_early_and_late_count_half_each_and_a_tie_a_quarter():
    assert preferred(np.array([1.0, 0.5, 2.0]), 1) == 0.5
    assert preferred(np.array([1.0, 1.0, 0.0]), 1) == 0.75


def test_a_cut_is_seen_at_its_picture_and_a_standing_picture_does_not_change():
    random = np.random.default_rng(0)
    one, other = random.integers(0, 256, (2, 36, 64, 3), dtype=np.uint8)
    features = picture_features(np.stack([one] * 20 + [other] * 20))
    assert features.shape == (40, PICTURE_WIDTH)
    leap = features[:, 15]
    assert leap.argmax() == 20 and (np.delete(leap, 20) == 0).all()
    assert np.ptp(picture_features(np.stack([one] * 20)), axis=0).max() == 0


def test_a_sound_is_shown_with_its_attacks_in_their_place():
    mel, onsets = np.zeros((100, 64), np.float32), np.zeros(200, np.float32)
    onsets[51] = 3
    none = np.zeros(0)
    features = sound_features(Heard(2.0, mel, onsets, none, none, none, none, none, 0.0))
    assert features.shape == (100, SOUND_WIDTH) and features[:, -1].argmax() == 25


def test_no_piece_of_the_ear_is_one_of_anybody_else():
    widest = max(2 * PAIRS, sizes.FULL.classifier_per_style, sizes.FULL.held_out_per_style, sizes.FULL.films, FULL_RECIPE.fit_pieces)
    names = ("HELD_OUT_SEED", "CLASSIFIER_SEED", "FILM_MUSIC_SEED", "OTHER_SEED", "MATCH_FIT_SEED", "MATCH_TEST_SEED")
    starts = sorted([0, *(getattr(sizes, name) for name in names)])
    assert all(later - earlier > max(widest, sizes.TRAINING_SEEDS) for earlier, later in zip(starts, starts[1:]))
    fit, test = (
        {piece.request["seed"] for piece in known_pieces(first, QUICK_RECIPE.fit_pieces, 8.0)} for first in (sizes.MATCH_FIT_SEED, sizes.MATCH_TEST_SEED)
    )  # fmt: skip
    assert min(fit) >= sizes.MATCH_FIT_SEED and max(fit) < sizes.MATCH_TEST_SEED <= min(test)


def test_the_facts_of_a_picture_are_those_of_what_is_played():
    piece = known_piece(sizes.MATCH_TEST_SEED, "rock", 10.0)
    times, facts = np.array(piece.request["timesSeconds"]), piece.facts
    assert np.allclose(np.diff(times), facts.step_seconds), "no drift: a picture knows one tempo"
    assert facts.accents.tolist() == piece.request["accents"] and facts.energy.tolist() == piece.request["energies"]
    assert abs(len(facts.accents) * facts.step_seconds - times[-1]) < 1e-6


@pytest.fixture(scope="module")
def found() -> dict:
    return found_among([np.eye(8)])


def results(found: dict, p: float) -> dict:
    random = np.random.default_rng(0)
    parts = ("both", "when", "what")
    found = {part: found | {"p": p} for part in (*parts, "shuffled")}
    shifts = {part: {"1": {"share": 0.7, "low": 0.6, "high": 0.8, "n": 8}} for part in parts}
    likeness = {
        name: [{"film": f"film-{film}", "draw": draw} | dict(zip(parts, random.normal(bonus, 1, 3))) for film in range(8) for draw in range(2)]
        for name, bonus in (("ours", 9), ("B1", 0), ("B7", 0))
    }  # fmt: skip
    recipe = {"pieces": 1, "pictures": 1, "steps": 1, "tested": 8}
    trial = {"found": found, "shifts": shifts, "seconds": 9.0}
    return {"trial": trial, "recipe": recipe, "seconds": 20.0, "found": {"ours": found, "B7": found}, "likeness": likeness, "shifts": {"ours": shifts}}


def test_the_report_says_whether_the_ear_sees_anything_in_such_films(found):
    blind, seeing = ("\n".join(match_lines(results(found, p))) for p in (0.4, 0.001))
    assert "blind" in blind and "blind" not in seeing
    assert "| B1 random training track | when and what together | 8 |" in seeing and "8 / 0 / 0" in seeing
