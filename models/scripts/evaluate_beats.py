"""Judges the exported beat tracker on material it was not trained on, beside librosa in the same run. Prints a Markdown table.

    python models/scripts/evaluate_beats.py --graph models/bundles/small/beat-tracker.onnx --pieces /tmp/beat-pieces --data ../shared/data
"""
import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import librosa
import numpy as np
import onnxruntime
import soundfile

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.beats.dataset import load_pieces
from vmas.beats.decoding import decode_beats
from vmas.beats.features import HOP_SAMPLES, LOG_SCALE, SAMPLE_RATE_HZ, log_mel, to_input_rate
from vmas.beats.metrics import BeatScores, score_beats
from vmas.onnx_session import open_session

STYLES = json.loads((Path(__file__).resolve().parents[1] / "styles.json").read_text())["styles"]


class Case(NamedTuple):
    name: str
    group: str
    mel: np.ndarray  # [F, M]
    beats_seconds: np.ndarray
    downbeats_seconds: np.ndarray  # empty: not known
    tempo_range_bpm: tuple[float, float] | None
    samples: np.ndarray | None = None  # mono at 48 kHz, for librosa


def style_range(group: str) -> tuple[float, float] | None:
    return next((tuple(style["tempoBpm"]) for style in STYLES if f"-{style['id']}" in group), None)


def held_out_cases(folder: Path):
    for piece in load_pieces(folder):
        downbeats = piece.downbeats_seconds if piece.knows_bars else np.zeros(0)
        yield Case(piece.name, piece.group, piece.mel.astype(np.float32), piece.beats_seconds, downbeats, style_range(piece.group))


def audio_case(path: Path, group: str, beats, downbeats, tempo_range_bpm=None) -> Case:
    samples, rate_hz = soundfile.read(path, dtype="float32")
    mono = to_input_rate(samples, rate_hz)
    return Case(path.stem, group, log_mel(mono), np.asarray(beats), np.asarray(downbeats), tempo_range_bpm, mono)


def exact_cases(folder: Path):
    """Electronic tracks rendered to audio by others, beats exact."""
    for entry in json.loads((folder / "index.json").read_text()):
        rows = np.loadtxt(folder / entry["beats"], ndmin=2)
        yield audio_case(folder / entry["file"], "exact-electronic", rows[:, 0], rows[rows[:, 1] == 1, 0])


def checked_grid_cases(folder: Path):
    """Recorded production music with a fitted, checked grid; no downbeats."""
    for entry in json.loads((folder / "audio.json").read_text()):
        grid = entry.get("grid") or {}
        if grid.get("quality") == "checked-grid":
            seconds = soundfile.info(folder / entry["file"]).duration
            beats = np.arange(grid["first_beat"], seconds, 60 / grid["bpm"])
            yield audio_case(folder / entry["file"], "checked-grid", beats, [])


def rendered_cases(folder: Path):
    """WAV files, each with a .json beside it: {"beatsSeconds", "downbeatsSeconds", "style"}."""
    for path in sorted(folder.glob("*.wav")):
        truth = json.loads(path.with_suffix(".json").read_text())
        group = f"sampler-{truth['style']}"
        yield audio_case(path, group, truth["beatsSeconds"], truth["downbeatsSeconds"], style_range(group))


def judge(case: Case, beats, downbeats, tempo_bpm: float) -> BeatScores:
    """Detected beats past the last reference beat are cut off: a tail has no truth."""
    end = case.beats_seconds[-1] + 0.2
    start = case.beats_seconds[0] - 0.2
    inside = [np.asarray(x)[(np.asarray(x) > start) & (np.asarray(x) < end)] for x in (beats, downbeats)]
    return score_beats(case.beats_seconds, case.downbeats_seconds, *inside, tempo_bpm)


def ours(case: Case, session: onnxruntime.InferenceSession, use_range: bool) -> BeatScores:
    activations = session.run(["activations"], {"mel": case.mel[None]})[0][0]
    found = decode_beats(activations, case.tempo_range_bpm if use_range else None)
    return judge(case, found.beats_seconds, found.downbeats_seconds, found.tempo_bpm)


def librosas(case: Case) -> BeatScores:
    """On sound where there is sound, else on an onset envelope of the same mel bands."""
    if case.samples is not None:
        tempo, beats = librosa.beat.beat_track(y=case.samples.astype(np.float32), sr=48_000, units="time")
    else:
        amplitude = np.expm1(case.mel.T) / LOG_SCALE
        envelope = librosa.onset.onset_strength(S=librosa.amplitude_to_db(amplitude, ref=np.max), sr=SAMPLE_RATE_HZ, hop_length=HOP_SAMPLES)
        tempo, beats = librosa.beat.beat_track(onset_envelope=envelope, sr=SAMPLE_RATE_HZ, hop_length=HOP_SAMPLES, units="time")
    return judge(case, beats, np.zeros(0), float(np.atleast_1d(tempo)[0]))


def print_table(scores: dict[str, dict[str, list[BeatScores]]]) -> None:
    print("| material | n | tracker | F@70ms | CMLt | AMLt | downbeat F | tempo in 2 % | median ms |")
    print("|---|---|---|---|---|---|---|---|---|")
    for group in sorted(scores):
        for tracker, rows in scores[group].items():
            table = np.array([row.as_row() for row in rows])
            known = table[~np.isnan(table[:, 3]), 3]
            bars = f"{known.mean():.3f}" if len(known) and tracker != "librosa" else "-"
            print(
                f"| {group} | {len(rows)} | {tracker} | {table[:, 0].mean():.3f} | {table[:, 1].mean():.3f} | {table[:, 2].mean():.3f} "
                f"| {bars} | {np.mean(table[:, 4] <= 0.02):.2f} | {np.nanmedian(table[:, 5]):.1f} |"
            )


def main(args: argparse.Namespace) -> None:
    session = open_session(args.graph)
    sources = [held_out_cases(folder / "held-out") for folder in args.pieces]
    sources += [rendered_cases(folder) for folder in args.renders]
    if args.data:
        sources += [exact_cases(args.data / "audio_exact_beats"), checked_grid_cases(args.data / "audio")]
    scores = defaultdict(lambda: defaultdict(list))
    for source in sources:
        for case in source:
            rows = {"ours": ours(case, session, use_range=False)}
            if case.tempo_range_bpm:
                rows["ours, style range"] = ours(case, session, use_range=True)
            if not args.no_librosa:
                rows["librosa"] = librosas(case)
            for tracker, row in rows.items():
                scores[case.group][tracker].append(row)
                if args.verbose and tracker != "librosa":
                    print(f"{case.name} {tracker}: " + " ".join(f"{value:.3f}" for value in row.as_row()), flush=True)
    print_table(scores)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graph", type=Path, required=True)
    parser.add_argument("--pieces", type=Path, nargs="*", default=[], help="folders of prepare_beats.py")
    parser.add_argument("--renders", type=Path, nargs="*", default=[], help="folders of WAV files with their beats in JSON")
    parser.add_argument("--data", type=Path, help="the shared data, for the two sets of real audio")
    parser.add_argument("--no-librosa", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    main(parser.parse_args())
