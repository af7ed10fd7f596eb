"""Exports a trained beat tracker to ONNX (`mel` [1, F, M] to `activations` [1, F, 2]) and writes the goldens of the TypeScript side.

    python models/scripts/export_beats.py --checkpoint /tmp/beat-run/checkpoint.pt --out models/bundles/small/beat-tracker.onnx \\
        --goldens test/goldens/beats --pieces /tmp/beat-pieces
"""
import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.beats.dataset import Piece, load_pieces
from vmas.beats.decoding import decode_beats
from vmas.beats.features import MEL_BANDS, log_mel
from vmas.beats.model import BeatProbabilities, BeatTracker, BeatTrackerConfig
from vmas.onnx_session import open_session

GOLDEN_SAMPLES = 30_011  # 0.63 s, not a whole number of frames


def load_tracker(checkpoint: Path) -> BeatTracker:
    """The averaged weights of a training run."""
    stored = torch.load(checkpoint, weights_only=True)
    tracker = BeatTracker(BeatTrackerConfig(width=stored["width"]))
    tracker.load_state_dict(stored["average"])
    return tracker.eval()


def export(tracker: BeatTracker, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        BeatProbabilities(tracker).eval(), (torch.zeros(1, 200, MEL_BANDS),), str(path), dynamo=False, opset_version=17,
        input_names=["mel"], output_names=["activations"],
        dynamic_axes={"mel": {1: "frames"}, "activations": {1: "frames"}},
    )


def run_graph(path: Path, mel: np.ndarray) -> np.ndarray:
    return open_session(path).run(["activations"], {"mel": mel[None].astype(np.float32)})[0][0]


def check_parity(tracker: BeatTracker, path: Path) -> float:
    """Largest difference between PyTorch and the graph over several lengths; raises above 1e-4."""
    random = np.random.default_rng(0)
    largest = 0.0
    for frames in (1, 37, 1700):
        mel = random.uniform(0, 6, (frames, MEL_BANDS)).astype(np.float32)
        with torch.no_grad():
            expected = torch.sigmoid(tracker(torch.from_numpy(mel)[None]))[0].numpy()
        largest = max(largest, float(np.abs(run_graph(path, mel) - expected).max()))
    if largest > 1e-4:
        raise RuntimeError(f"{path} differs from PyTorch by {largest}")
    return largest


def golden_sound(samples: int) -> np.ndarray:
    """A tone, a sweep and two clicks; mel-extractor.test.ts makes the same."""
    t = np.arange(samples) / 48_000
    clicks = sum(np.where(t < at, 0, 0.5 * np.exp(-90 * (t - at)) * np.sin(9000 * (t - at))) for at in (0.2, 0.45))
    return 0.3 * np.sin(2 * np.pi * 110 * t) + 0.2 * np.sin(2 * np.pi * (300 * t + 4000 * t * t)) + clicks


def write_json(path: Path, value: dict) -> None:
    path.write_text(json.dumps(value, separators=(",", ":")) + "\n")


def decoding_golden(activations: np.ndarray, tempo_range_bpm) -> dict:
    activations = np.round(activations.astype(np.float64), 4)
    found = decode_beats(activations, tempo_range_bpm)
    return {
        "activations": activations.tolist(), "tempoRangeBpm": tempo_range_bpm,
        "beatsSeconds": np.round(found.beats_seconds, 6).tolist(),
        "downbeatsSeconds": np.round(found.downbeats_seconds, 6).tolist(), "tempoBpm": round(found.tempo_bpm, 4),
    }


def write_goldens(graph: Path, pieces: list[Piece], folder: Path) -> None:
    """Features, activations of this graph, and decodings of real activations, easy and hard."""
    folder.mkdir(parents=True, exist_ok=True)
    mel = log_mel(golden_sound(GOLDEN_SAMPLES))
    write_json(folder / "tone-sweep-clicks.mel.json", {"samples": GOLDEN_SAMPLES, "mel": np.round(mel.astype(float), 4).tolist()})
    write_json(folder / "tone-sweep-clicks.activations.json", {"activations": np.round(run_graph(graph, mel).astype(float), 5).tolist()})
    for style, tempo_range_bpm in (("ambient", None), ("piano", [60, 126]), ("rock", None)):
        piece = next(piece for piece in pieces if piece.group.startswith(f"arranger-{style}") and len(piece.mel) > 1000)
        activations = run_graph(graph, piece.mel[:1000])
        write_json(folder / f"{piece.name}.decoding.json", decoding_golden(activations, tempo_range_bpm))
    noise = np.random.default_rng(5).beta(0.3, 2.0, (700, 2))
    write_json(folder / "noise-seed-5.decoding.json", decoding_golden(noise, None))


def main(args: argparse.Namespace) -> None:
    tracker = load_tracker(args.checkpoint)
    export(tracker, args.out)
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.2f} MB, within {check_parity(tracker, args.out):.1e} of PyTorch")
    if args.goldens:
        write_goldens(args.out, load_pieces(args.pieces / "held-out"), args.goldens)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--goldens", type=Path, help="folder for test/goldens/beats")
    parser.add_argument("--pieces", type=Path, help="pieces of prepare_beats.py, for the goldens")
    main(parser.parse_args())
