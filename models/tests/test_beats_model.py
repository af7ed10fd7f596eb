import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
from export_beats import check_parity, export
from train_beats import main as train
from train_beats import read_arguments as arguments
from vmas.beats.dataset import Piece, random_batch, random_crop, save_piece, soft_targets
from vmas.beats.model import BeatTracker, BeatTrackerConfig

TINY = BeatTrackerConfig(front_channels=(4, 4), width=8, dilations=(1, 4))


def tiny_tracker() -> BeatTracker:
    torch.manual_seed(0)
    return BeatTracker(TINY).eval()


def click_piece(name: str, tempo_bpm: float, seconds: float = 12) -> Piece:
    """Noise bursts on the beats, a bass band on the downbeats."""
    random = np.random.default_rng(3)
    beats = np.arange(0.3, seconds - 0.2, 60 / tempo_bpm)
    mel = random.uniform(0, 0.3, (int(seconds * 50), 64)).astype(np.float32)
    for index, beat in enumerate(beats):
        frame = round(beat * 50)
        mel[frame : frame + 3, 30:] += np.array([3.0, 2.0, 1.0])[: len(mel) - frame, None]
        mel[frame : frame + 4, :8] += 4 * (index % 4 == 0)
    return Piece(name, "arranger-test", mel, beats, np.arange(len(beats)) % 4)


def test_an_output_depends_on_no_frame_beyond_the_context():
    tracker, frames = tiny_tracker(), 100
    mel = torch.rand(1, frames, 64)
    changed = mel.clone()
    changed[0, 50] += 1
    moved = (tracker(mel) - tracker(changed)).abs().amax(dim=(0, 2)) > 1e-7
    reached = torch.nonzero(moved).flatten()
    assert TINY.context_frames == 12
    assert reached.min() >= 50 - 12 and reached.max() <= 50 + 12


def test_chunks_with_full_context_join_exactly():
    tracker, context = tiny_tracker(), TINY.context_frames
    mel = torch.rand(1, 120, 64)
    whole = tracker(mel)[0]
    left = tracker(mel[:, : 60 + context])[0, :60]
    right = tracker(mel[:, 60 - context :])[0, context:]
    assert torch.allclose(whole, torch.cat([left, right]), atol=1e-5)


def test_the_exported_graph_gives_probabilities_of_pytorch(tmp_path):
    tracker = tiny_tracker()
    export(tracker, tmp_path / "beat-tracker.onnx")
    assert check_parity(tracker, tmp_path / "beat-tracker.onnx") < 1e-4
    session = onnxruntime.InferenceSession(str(tmp_path / "beat-tracker.onnx"))
    assert [(put.name, put.shape[0], put.shape[2]) for put in session.get_inputs()] == [("mel", 1, 64)]
    out = session.run(None, {"mel": np.zeros((1, 5, 64), np.float32)})[0]
    assert out.shape == (1, 5, 2) and (out > 0).all() and (out < 1).all()


def test_targets_peak_at_the_exact_time():
    target = soft_targets(np.array([0.5, 1.01]), 100)
    assert target[25] == 1 and abs(target[50] - target[51]) < 1e-6
    assert np.count_nonzero(target > 0.5) == 4 + 1  # one frame each side of 25, and 50 and 51


def test_augmented_crops_keep_sound_and_beats_together():
    piece = click_piece("click", 100, 40)
    shifts = []
    for seed in range(12):
        mel, targets, weights = random_crop(piece, 600, np.random.default_rng(seed))
        rise = np.maximum(0, np.diff(mel[:, 30:].mean(axis=1), prepend=mel[0, 30:].mean()))
        lags = [np.dot(np.roll(targets[:, 0], lag), rise) for lag in range(-5, 6)]
        shifts.append(int(np.argmax(lags)) - 5)
        assert weights.tolist() == [1, 1]
    assert abs(np.mean(shifts)) <= 1


def test_a_piece_without_bars_does_not_teach_downbeats():
    piece = click_piece("click", 100)
    unknown = Piece(piece.name, piece.group, piece.mel, piece.beats_seconds, np.full(len(piece.beats_seconds), -1))
    _, targets, weights = random_batch([unknown], np.ones(1), 2, 200, np.random.default_rng(0))
    assert targets[:, :, 1].abs().sum() == 0 and weights[:, 1].sum() == 0


def test_training_learns_and_resumes_where_it_stopped(tmp_path):
    for split in ("train", "held-out"):
        (tmp_path / split).mkdir()
        for tempo_bpm in (90, 120):
            save_piece(tmp_path / split, click_piece(f"click-{tempo_bpm}", tempo_bpm))
    common = ["--pieces", str(tmp_path), "--width", "8", "--batch", "2", "--frames", "200", "--save-every", "4"]
    train(arguments([*common, "--out", str(tmp_path / "whole"), "--steps", "8"]))
    half = arguments([*common, "--out", str(tmp_path / "halves"), "--steps", "8"])
    half.stop_after = 4
    train(half)
    half.stop_after = None
    train(half)
    whole, halves = (torch.load(tmp_path / run / "checkpoint.pt", weights_only=True) for run in ("whole", "halves"))
    assert whole["step"] == halves["step"] == 8
    # Dropout draws anew after a resume, so the weights are near, not equal; a fresh start would be far away.
    name = "head.2.weight"
    assert torch.allclose(whole["model"][name], halves["model"][name], atol=0.05)
    assert whole["model"][name].std() > 0
