"""Codes as training material: delay pattern, conditions worked out by hand, pairs that the model can learn from."""

import numpy as np
import pytest
import torch

from vmas.beats.sampler_material import beats_of
from vmas.config import RVQ_CONDITIONS, preset
from vmas.dataset import Batches
from vmas.loss import LossWeights, autoregressive, joint
from vmas.model import VideoMusicTransformer
from vmas.rvq.codes import CodeCorpus, write_codes
from vmas.rvq.conditions import POSITION_UNKNOWN, bar_places, conditions, frame_facts, frames_to_next_accent
from vmas.rvq.delay import delay, undelay
from vmas.rvq.pairs import open_codes
from vmas.rvq.pieces import TRAIN, VALIDATION, SoundPiece, later
from vmas.rvq.recorded import fitted_beats, split_of, work_of
from vmas.rvq.rendered import first_palettes, render_request

SIZES = (4, 4, 4)


def piece(split: int = TRAIN, **facts) -> SoundPiece:
    known = dict(style=3, mode=1, tempo_bpm=120.0, beats=(0.0, 0.5, 1.0, 1.5), beat_positions=(0, 1, 2, 3), accents=((1.0, 2),), bar_energy=((0.0, 5),))
    return SoundPiece(f"piece-{split}", "work", split, 0, 0, **(known | facts))


def test_the_delay_pattern_by_hand():
    frames = np.array([[0, 1, 2], [3, 2, 1]])
    expected = [[0, 4, 4], [3, 1, 4], [4, 2, 2], [4, 4, 1]]
    assert delay(frames, SIZES).tolist() == expected
    assert undelay(np.array(expected)).tolist() == frames.tolist()


def test_conditions_by_hand():
    facts = frame_facts(piece(), frames=50, rate_hz=25)
    rows = conditions(facts, 0, 50, 52)
    # Frame 0: its middle, 20 ms, is 0.04 beats into the bar; the accent at 1.0 s is in frame 25.
    assert rows[0].tolist() == [0, 0, 25, 5, 33 - 9 + 2, 0, 3, 10, 1]
    assert rows[25, 1] == 2 and rows[24, 2] == 1 and rows[25, 2] == 32
    # 24 places a beat: the middle of frame 12 is 0.5 s, the second beat.
    assert rows[12, 0] == 24
    assert rows[49, 4] == 0 and rows[51].tolist() == rows[49].tolist()
    assert all((rows[:, c] < size).all() for c, size in enumerate(condition.size for condition in RVQ_CONDITIONS))


def test_remaining_and_elapsed_buckets():
    rows = conditions(frame_facts(piece(), 600, 25), 0, 600, 600)
    left = rows[::-1, 4]
    assert [int(left[n]) for n in (0, 24, 25, 37, 38, 399, 400, 599)] == [0, 24, 25, 25, 26, 32, 33, 33]
    assert [int(rows[n, 5]) for n in (0, 24, 25, 50, 100, 199, 200, 599)] == [0, 0, 1, 2, 3, 3, 4, 4]


def test_a_piece_with_silence_before_it_has_all_its_facts_later():
    moved = later(piece(sections=((0.5, "verse"),)), 0.02)
    assert moved.beats == pytest.approx((0.02, 0.52, 1.02, 1.52)) and moved.accents == ((1.02, 2),)
    assert moved.bar_energy == ((0.02, 5),) and moved.sections == ((0.52, "verse"),) and moved.tempo_bpm == 120
    # 20 ms are half a frame: the second beat is reached half a frame later.
    rows, usual = (conditions(frame_facts(p, 50, 25), 0, 50, 50) for p in (moved, piece()))
    assert rows[12, 0] == 23 and usual[12, 0] == 24


def test_a_crop_still_knows_the_whole_piece():
    facts = frame_facts(piece(), 600, 25)
    whole, part = conditions(facts, 0, 600, 600), conditions(facts, 200, 300, 100)
    assert (whole[200:300] == part).all()


def test_an_excerpt_neither_begins_nor_ends():
    rows = conditions(frame_facts(piece(style=8), 60, 25), 0, 60, 60)
    assert set(rows[:, 4]) == {33} and set(rows[:, 5]) == {4}


def test_places_go_on_beyond_the_beats_and_are_unknown_without():
    middles = np.array([0.25, 0.5, 2.25])
    assert bar_places(np.array([0.5, 1.0, 1.5, 2.0]), np.array([3, 0, 1, 2]), middles).tolist() == [60, 72, 60]
    assert bar_places(np.array([]), np.array([]), middles).tolist() == [POSITION_UNKNOWN] * 3
    assert bar_places(np.array([0.0, 1.0]), np.array([-1, -1]), middles).tolist() == [POSITION_UNKNOWN] * 3


def test_frames_to_the_next_accent():
    accents = np.zeros(40, int)
    accents[[3, 39]] = 1
    ahead = frames_to_next_accent(accents)
    assert [int(ahead[n]) for n in (0, 2, 3, 7, 8, 38, 39)] == [3, 1, 32, 32, 31, 1, 32]


def test_palettes_are_folded_into_the_first_ones():
    assert first_palettes(np.array([0, 1, 2, 4, 5, 8]), 1).tolist() == [0, 1, 1, 1, 5, 5]
    assert first_palettes(np.array([0, 3, 4]), 2).tolist() == [0, 1, 2]


def test_variants_of_a_work_stay_in_one_split():
    names = ["a_small_town_on_pluto_composed.ogg", "a_small_town_on_pluto_music_box.ogg", "creppy_piano_1.ogg", "creppy_piano_3.ogg"]
    works = [work_of(name) for name in names]
    assert works[0] == works[1] and works[2] == works[3] and works[0] != works[2]
    assert {split_of(f"work {i}") for i in range(60)} == {0, 1, 2}


def test_only_a_checked_grid_gives_beats():
    assert fitted_beats({"quality": "checked-grid", "first_beat": 0.5, "bpm": 120}, 2.0) == (0.5, 1.0, 1.5)
    assert fitted_beats({"quality": "no steady grid found", "first_beat": 0.5, "bpm": 120}, 2.0) == ()


@pytest.fixture
def corpus(tmp_path):
    rng = np.random.default_rng(0)
    pieces = [piece(TRAIN), piece(VALIDATION), piece(TRAIN, style=8, beats=(), beat_positions=(), accents=(), bar_energy=(), tempo_bpm=0.0)]
    codes = [rng.integers(0, 64, (90, 4)) for _ in pieces]
    write_codes(tmp_path / "codes.npz", codes, pieces, 25.0, "one")
    write_codes(tmp_path / "other.npz", codes, pieces, 25.0, "two")
    return tmp_path


def test_codes_of_two_codecs_are_refused(corpus):
    with pytest.raises(AssertionError, match="different codecs"):
        CodeCorpus([corpus / "codes.npz", corpus / "other.npz"], TRAIN, 4)


def test_the_coarsest_codebooks_can_be_had_alone(corpus):
    whole, coarse = (CodeCorpus([corpus / "codes.npz"], TRAIN, books) for books in (4, 2))
    assert (coarse.pieces[0][0] == whole.pieces[0][0][:, :2]).all()


def test_a_pair_lines_up_codes_conditions_and_picture(corpus):
    maker = open_codes(preset("debug-rvq"), [corpus / "codes.npz"], None, VALIDATION, 50)
    pair = maker.make(np.random.default_rng(1), 0)
    assert pair.tokens.shape == (53, 4) and pair.conditions.shape == (53, 9)
    assert len(pair.frames) == 20  # 50 frames at 25 Hz are 2 s
    assert pair.video_index[0] == 0 and pair.video_index[-1] == 4
    codes = maker.corpus.pieces[0][0]
    assert any((undelay(pair.tokens) == codes[s : s + 50]).all() for s in range(41))


def test_the_corners_of_the_delay_pattern_cost_nothing(corpus):
    torch.manual_seed(0)
    model = VideoMusicTransformer(preset("debug-rvq"))
    maker = open_codes(model.config, [corpus / "codes.npz"], None, TRAIN, 50)
    batch = Batches(maker, 2, seed=0)[0]
    logits = [torch.zeros(2, batch.tokens.shape[1], 64) for _ in range(4)]
    streams = autoregressive(logits, batch, batch.step_mask)
    uniform = np.log(64) * 50 / 53  # three of 53 steps have nothing to say
    assert streams.tolist() == pytest.approx([uniform] * 4, rel=1e-4)
    parts = joint(model, batch, model(batch), LossWeights())
    parts["total"].backward()
    assert torch.isfinite(parts["total"])
    assert model.decoder.head.leave[3].weight.grad.abs().sum() > 0


def test_facts_and_request_of_a_played_piece_tell_of_the_same_times():
    played, facts = render_request(5, "house", 10, 1)
    steps = len(played.request["tokens"])
    assert len(played.times_seconds) == steps + 1 and (np.diff(played.times_seconds) > 0).all()
    heard = beats_of(played)
    assert facts.beats == tuple(heard.seconds) and facts.beat_positions == tuple(heard.positions)
    # A house piece keeps its tempo within the drift of 4 %.
    assert np.abs(60 / np.diff(heard.seconds) / facts.tempo_bpm - 1).max() < 0.05
    accents = [step for step, level in enumerate(played.request["accents"]) if level]
    assert [time for time, _ in facts.accents] == [played.request["timesSeconds"][step] for step in accents]
    assert facts.tail_seconds == played.duration_seconds - played.times_seconds[played.request["endingStep"]]
