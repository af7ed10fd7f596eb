"""Pictures of training pairs: one film at every frame rate, cameras that zoom, motion that follows the energy; and the clips they are made of."""

from __future__ import annotations

import argparse
import functools
import json
import subprocess

import numpy as np
import pytest

import prepare_clips
from vmas import picture_camera
from vmas.picture import KIND_WEIGHTS, TICKS, PictureFacts, edit, first_frame, make_picture
from vmas.picture_camera import Camera, draw_camera
from vmas.picture_sources import ShotPool, motion_of


def facts(steps: int = 256, energy: int | np.ndarray = 8) -> PictureFacts:
    accents = np.zeros(steps, int)
    accents[::8], accents[::32] = 1, 2
    return PictureFacts(accents, np.broadcast_to(energy, steps), 120.0, 3, 1)


def write_clips(path, fps: int, with_rate: bool = True) -> None:
    """Four shots of ten seconds: a bright bar that crosses the picture, each at a speed of its own."""
    shots = []
    for speed in (3, 8, 15, 30):
        at = speed * np.arange(10 * fps)[:, None, None] / fps % 64
        bar = np.abs(np.arange(64)[None, None] - at) < 6
        shots.append(np.repeat(np.where(bar, 220, 40)[..., None], 36, 1).repeat(3, -1).astype(np.uint8))
    about = {"frames": np.concatenate(shots), "offsets": np.arange(5) * 10 * fps, "names": list("abcd"), "splits": ["train"] * 4}
    np.savez(path, **about, **({"fps": fps} if with_rate else {}))


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    path = tmp_path_factory.mktemp("clips") / "clips.npz"
    write_clips(path, 20)
    return ShotPool(path, "train", KIND_WEIGHTS, 20)


def test_a_film_is_the_same_at_every_frame_rate_seen_at_more_moments(pool):
    for seed in range(6):
        sparse, dense, densest = (make_picture(np.random.default_rng(seed), facts(), pool, fps) for fps in (10, 20, 50))
        assert len(dense[0]) == 2 * len(sparse[0]) == 640
        assert np.array_equal(dense[0][::2], sparse[0]) and np.array_equal(densest[0][::5], sparse[0])
        # Between them are moments of their own.
        assert np.mean(np.any(dense[0][1::2] != sparse[0], axis=(1, 2, 3))) > 0.5


def test_a_transition_is_one_frame_of_the_target_and_the_first_that_shows_it(pool):
    made = facts()
    _, _, moments = edit(np.random.default_rng(3), made)
    targets = {fps: make_picture(np.random.default_rng(3), made, pool, fps)[1] for fps in (10, 20, 25)}
    for fps, target in targets.items():
        assert np.flatnonzero(target).tolist() == [-(-moment * fps // TICKS) for moment in moments]
        # Half an accent's distance is 0.5 s; a transition stands within 0.05 s and a frame of its accent.
        nearest = np.abs(np.flatnonzero(target)[:, None] / fps - np.flatnonzero(made.accents) * made.step_seconds).min(1)
        assert nearest.max() <= 0.06 + 1 / fps
    assert len(moments) > 10


def test_cuts_are_where_the_edit_says():
    still = PictureFacts(facts().accents, np.zeros(256, int), 120.0, 3, 1)
    found, said = 0, 0
    for seed in range(8):
        cuts, _, _ = edit(np.random.default_rng(seed), still)
        frames, _ = make_picture(np.random.default_rng(seed), still, ShotPool(None, "train", KIND_WEIGHTS), 20)
        change = np.abs(np.diff(frames.astype(int), axis=0)).mean((1, 2, 3))
        at = np.array([first_frame(cut, 20) for cut in cuts])
        found, said = found + (change[at - 1] > 3 * np.median(change)).sum(), said + len(at)
    assert found > 0.85 * said  # two rendered shots can look alike


@functools.cache
def places(width: int = 1280, height: int = 720) -> np.ndarray:
    """Two pictures [2, H, W, 3] whose colours tell where a pixel is: its column, its row (of 256 * first + second)."""
    columns, rows = np.meshgrid(np.arange(width), np.arange(height))
    return np.stack([np.stack([part // 256, part % 256, part * 0], -1) for part in (columns, rows)]).astype(np.uint8)


def seen_places(camera: Camera, travel: np.ndarray) -> np.ndarray:
    """[F, 36, 64, 2]: column and row that the camera shows in each pixel, as shares of the picture."""
    shown = [camera.see(places(), np.full(len(travel), axis), travel).astype(int) for axis in range(2)]
    return np.stack([(part[..., 0] * 256 + part[..., 1]) / size for part, size in zip(shown, (1280, 720))], -1)


def camera_of(move: str, seed: int, monkeypatch, margin: float = 0.3) -> Camera:
    monkeypatch.setattr(picture_camera, "MOVE_CHANCES", tuple(float(name == move) for name in picture_camera.MOVES))
    return draw_camera(np.random.default_rng(seed), margin, margin)


def test_a_zoom_shows_less_and_less_or_more_and_more_and_turns_at_its_limits(monkeypatch):
    inwards = set()
    for seed in range(8):
        camera = camera_of("zoom", seed, monkeypatch)
        way = np.linspace(0, 1.9 * picture_camera.MEAN_RADIUS * np.log(camera.depth), 41)
        width = np.ptp(seen_places(camera, way)[..., 0], axis=(1, 2))
        there, back = np.diff(width[:21]), np.diff(width[22:])
        assert (there < 0).all() and (back > 0).all() or (there > 0).all() and (back < 0).all()
        assert width.max() / width.min() == pytest.approx(camera.depth, rel=0.06)
        inwards.add(bool(there[0] < 0))
    assert inwards == {True, False}


def test_a_zoom_moves_the_picture_as_much_as_a_pan_of_the_same_motion(monkeypatch):
    moved = {}
    for move in ("pan", "zoom", "pan-zoom"):
        means = []
        for seed in range(12):
            camera = camera_of(move, seed, monkeypatch)
            # From 1 to 3 pixels of motion, seen in pixels of the view; nowhere near a limit in most of the draws.
            seen = seen_places(camera, np.array([1.0, 3.0]))
            view = np.ptp(seen[0], axis=(0, 1))
            means.append(np.hypot(*((seen[1] - seen[0]) / view * (64, 36)).transpose(2, 0, 1)).mean())
        moved[move] = np.median(means)
    assert all(value == pytest.approx(2, rel=0.2) for value in moved.values()), moved


def test_every_camera_stays_inside_the_picture(monkeypatch):
    for move in picture_camera.MOVES:
        for seed in range(6):
            camera = camera_of(move, seed, monkeypatch)
            seen = seen_places(camera, np.linspace(0, 200, 60))
            assert seen.min() >= 0 and seen.max() < 1
            # A view that hung over an edge would show the edge's column or row many times.
            assert (np.abs(np.diff(seen[..., 0], axis=2)) > 0).all() and (np.diff(seen[..., 1], axis=1) > 0).all()


@pytest.mark.parametrize("move", picture_camera.MOVES)
@pytest.mark.parametrize("fps", (10, 20))
def test_motion_follows_energy_whatever_the_camera_does(move, fps, pool, monkeypatch):
    monkeypatch.setattr(picture_camera, "MOVE_CHANCES", tuple(float(name == move) for name in picture_camera.MOVES))
    levels = np.repeat([1, 8, 14, 4], 64)

    def motion(level: int) -> float:
        films = [make_picture(np.random.default_rng(seed), facts(energy=levels), pool, fps)[0] for seed in range(6)]
        steps = np.abs(np.diff([film.astype(np.int16) for film in films], axis=1)).mean((2, 3, 4))
        shown = levels[(np.arange(1, steps.shape[1] + 1) / fps / 0.125).astype(int)]
        return float(np.median(steps[:, shown == level]))

    assert motion(14) > 1.5 * motion(8) > 1.5 * motion(1)


def test_motion_of_a_clip_is_that_of_a_tenth_of_a_second_at_every_rate(tmp_path):
    for fps in (10, 20, 25):
        write_clips(tmp_path / f"{fps}.npz", fps)
    motions = {fps: [shot.motion for shot in ShotPool(tmp_path / f"{fps}.npz", "train", KIND_WEIGHTS).shots] for fps in (10, 20, 25)}
    np.testing.assert_allclose(motions[20], motions[10])
    np.testing.assert_allclose(motions[25], motions[10], rtol=0.15)
    assert motion_of(np.zeros((2, 36, 64, 3), np.uint8), 25) == 0


def test_clips_that_do_not_tell_their_rate_have_ten_frames_a_second_and_too_sparse_ones_are_refused(tmp_path):
    write_clips(tmp_path / "old.npz", 10, with_rate=False)
    assert {shot.fps for shot in ShotPool(tmp_path / "old.npz", "train", KIND_WEIGHTS).shots} == {10}
    with pytest.raises(SystemExit, match=r"holds 10 frames a second, the model reads 20.*--fps 20"):
        ShotPool(tmp_path / "old.npz", "train", KIND_WEIGHTS, 20)


def prepared(folder, fps: int) -> dict:
    prepare_clips.main(argparse.Namespace(clips=folder, out=folder.parent / f"{fps}.npz", fps=fps))
    return dict(np.load(folder.parent / f"{fps}.npz"))


@pytest.fixture(scope="module")
def cut_clip(tmp_path_factory):
    """24 fps; a test pattern in red until frame 53 (2.2083 s, early in a frame of 10 fps), in blue until frame 100, in green to frame 144."""
    folder = tmp_path_factory.mktemp("cut") / "clips"
    folder.mkdir()
    parts = [f"color=c={colour}:s=64x36:r=24,trim=end_frame={count}[{colour}]" for colour, count in (("red", 53), ("blue", 47), ("lime", 44))]
    graph = ";".join(parts) + ";[red][blue][lime]concat=n=3[out]"
    command = ["ffmpeg", "-v", "error", "-filter_complex", graph, "-map", "[out]", "-c:v", "libx264", "-qp", "0", str(folder / "clip.mp4")]
    subprocess.run(command, check=True)
    marks = {"clip.mp4": {"cuts": [{"time": 53 / 24}, {"time": 100 / 24}]}}
    (folder / "cuts.json").write_text(json.dumps(marks))
    return folder


@pytest.mark.parametrize("fps", (10, 20, 25))
def test_a_shot_holds_no_frame_of_the_next(cut_clip, fps):
    data = prepared(cut_clip, fps)
    assert data["fps"] == fps and len(data["offsets"]) == 4
    assert np.abs(np.diff(data["offsets"]) - np.array([53, 47, 44]) * fps / 24).max() <= 1
    for start, end, channel in zip(data["offsets"][:-1], data["offsets"][1:], (0, 2, 1)):
        assert (data["frames"][start:end].mean((1, 2)).argmax(-1) == channel).all()


def test_a_clip_of_fewer_frames_repeats_them(tmp_path):
    folder = tmp_path / "clips"
    folder.mkdir()
    (folder / "cuts.json").write_text("{}")
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=128x72:r=12:d=3", "-c:v", "libx264", "-qp", "0", str(folder / "slow.mp4")]
    subprocess.run(command, check=True)
    changes = {fps: np.any(np.diff(prepared(folder, fps)["frames"].astype(int), axis=0), axis=(1, 2, 3)) for fps in (10, 20)}
    assert changes[10].all()
    assert 34 <= changes[20].sum() <= 35 and len(changes[20]) >= 58  # 36 pictures in 60 frames
