# Edits of clips: cuts where the list says, camera and speed as told, the same film for the same seed.
import json

import numpy as np
import pytest

from make_edits import film_facts, motion_of, write_film
from vmas.data.cuts import find_cuts
from vmas.data.edits import (
    SHORTEST_SHOT_SECONDS,
    EditedShot,
    SourceShot,
    draw_move,
    make_edit,
    render_shot,
    through_view,
)
from vmas.data.media import probe, read_frames, read_thumbnails

WHOLE = (0.0, 0.0, 1.0)


def moving_texture(seed: int, frames: int = 120) -> SourceShot:
    """Blocks of other colours for each seed, drifting a pixel in two frames."""
    random = np.random.default_rng(seed)
    blocks = random.integers(0, 255, (12, 40, 3), np.uint8).repeat(6, 0).repeat(6, 1)
    return SourceShot(f"clip {seed}", 0, np.stack([blocks[:, i // 2 : i // 2 + 128] for i in range(frames)]))


@pytest.fixture(scope="module")
def sources() -> list[SourceShot]:
    return [moving_texture(seed) for seed in range(6)]


def test_shots_join_without_gaps_and_every_join_is_a_visible_cut(sources):
    frames, shots = make_edit(7, sources, 12, 25, 64, 36)
    assert frames.shape == (300, 36, 64, 3)
    assert [shot.start_frame for shot in shots[1:]] == np.cumsum([shot.frames for shot in shots])[:-1].tolist()
    assert sum(shot.frames for shot in shots) == 300
    assert all(shot.frames >= SHORTEST_SHOT_SECONDS * 25 for shot in shots)
    changes = np.abs(np.diff(frames.astype(float), axis=0)).mean((1, 2, 3))
    cuts = [shot.start_frame for shot in shots[1:]]
    assert changes[np.array(cuts) - 1].min() > 12
    assert all(a.clip != b.clip for a, b in zip(shots[:-1], shots[1:]))


def test_the_same_seed_gives_the_same_film_and_another_one_another(sources):
    first, shots = make_edit(3, sources, 6, 12.5, 64, 36)
    again, same = make_edit(3, sources, 6, 12.5, 64, 36)
    other, _ = make_edit(4, sources, 6, 12.5, 64, 36)
    assert np.array_equal(first, again) and shots == same and not np.array_equal(first, other)


def test_speed_and_direction_are_those_that_are_told():
    count = np.tile(np.arange(50, dtype=np.uint8)[:, None, None, None], (1, 36, 64, 3))
    source = SourceShot("count", 100, count)
    fast = EditedShot(0, 10, "count", 110.0, 2.0, False, "still", WHOLE, WHOLE)
    back = EditedShot(0, 10, "count", 130.0, -1.0, False, "still", WHOLE, WHOLE)
    assert render_shot(fast, source, 8, 6)[:, 0, 0, 0].tolist() == list(range(10, 30, 2))
    assert render_shot(back, source, 8, 6)[:, 0, 0, 0].tolist() == list(range(30, 20, -1))


def test_a_view_shows_its_part_of_the_picture():
    ramp = np.tile(np.arange(200, dtype=np.uint8)[None, :, None], (100, 1, 3))
    assert np.array_equal(through_view(ramp, WHOLE, 200, 100)[:, 5:195], ramp[:, 5:195])
    half = through_view(ramp, (0.25, 0.25, 0.5), 100, 50)
    np.testing.assert_allclose(half[0, :, 0], np.arange(50, 150), atol=1)
    zoomed = EditedShot(0, 5, "ramp", 0.0, 1.0, False, "zoom-in", WHOLE, (0.25, 0.25, 0.5))
    widths = [np.ptp(picture[0, :, 0].astype(int)) for picture in render_shot(zoomed, SourceShot("ramp", 0, ramp[None]), 100, 50)]
    assert widths == sorted(widths, reverse=True) and widths[0] > 1.8 * widths[-1]


def test_every_move_stays_inside_the_picture():
    random = np.random.default_rng(0)
    moves = [draw_move(random) for _ in range(300)]
    assert {name for name, _, _ in moves} == {"still", "pan", "zoom-in", "zoom-out", "pan-zoom"}
    for name, first, last in moves:
        for left, top, size in (first, last):
            assert -1e-6 <= left <= 1 - size + 2e-5 and -1e-6 <= top <= 1 - size + 2e-5 and 0.6 < size <= 1
        assert (first == last) == (name == "still")


def test_too_little_material_is_said(sources):
    with pytest.raises(ValueError, match="too few, too short or too much alike"):
        make_edit(0, sources[:1], 20, 25, 64, 36)


def test_the_written_film_has_the_frames_and_cuts_of_its_list(sources, tmp_path):
    frames, shots = make_edit(11, sources, 6, 25, 128, 72)
    write_film(tmp_path / "edit.mp4", frames, 25, tmp_path, None)
    facts = json.loads(json.dumps(film_facts(shots, 11, 25, "train", None)))
    assert facts["frames"] == len(frames) == 150 and len(facts["cuts"]) == len(shots) - 1
    assert [path.name for path in tmp_path.iterdir()] == ["edit.mp4"]
    back = read_frames(tmp_path / "edit.mp4", 0, 150, 25, 128, 72)
    luma = [film @ np.array([0.299, 0.587, 0.114]) for film in (back, frames)]  # colour has half the resolution in the file
    assert np.abs(luma[0] - luma[1]).mean() < 8
    assert not probe(tmp_path / "edit.mp4").has_sound and motion_of(frames) > 0
    found = find_cuts(read_thumbnails(tmp_path / "edit.mp4", 0, 6, 25))
    assert set(found) <= {cut["frame"] for cut in facts["cuts"]} and len(found) >= len(facts["cuts"]) - 1
