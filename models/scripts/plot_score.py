"""Draws a finished score for eyes: piano roll of its tokens, spectrogram of its sound, cuts (red) against detected beats (white).

    python models/scripts/plot_score.py DIR/score.json --out picture.png
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
import soundfile  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.score.streams import STREAM, to_notes  # noqa: E402

COLOURS = dict(bass="#444444", comp="#2a78c4", pad="#9fc5e8", arp="#3aa655", melody="#d62728", counter="#ff9f1c")
DRUM_LANES = (("kit", 24), ("cymbals", 21), ("percussion", 18))


def draw_roll(axis, result: dict) -> None:
    tokens = np.array(result["tokens"], dtype=np.int64).T  # [K, T]
    at = np.array(result["composition"]["stepSeconds"])  # [T + 1]
    for part, start, end, pitch, level in to_notes(tokens):
        axis.barh(pitch, at[end] - at[start], left=at[start], height=0.8, color=COLOURS[part], alpha=0.35 + 0.08 * level)
    for stream, lane in DRUM_LANES:
        struck = np.flatnonzero(tokens[STREAM[stream]])
        axis.scatter(at[struck], np.full(struck.size, lane), s=14, c="k", marker="|")
    axis.set(ylabel="MIDI pitch (tonic C)", title=f"{result['style']}, {result['tempoBpm']} BPM heard, {result['plannedTempoBpm']} planned")


def draw_sound(axis, result: dict, wav: Path) -> None:
    samples, rate = soundfile.read(wav, always_2d=True)
    axis.specgram(samples.mean(1) + 1e-9, NFFT=2048, Fs=rate, noverlap=1536, vmin=-140, cmap="magma")
    axis.set(ylim=(0, 10_000), ylabel="Hz", xlabel="seconds")
    for beat in result["beats"]:
        axis.axvline(beat, ymin=0.94, color="w", lw=0.8)
    for beat in result["downbeats"]:
        axis.axvline(beat, ymin=0.9, color="w", lw=1.6)


def main(args: argparse.Namespace) -> None:
    result = json.loads(args.score.read_text())
    seconds = result["audio"]["durationSeconds"]
    figure, (roll, sound) = plt.subplots(2, 1, figsize=(min(26, 5 + seconds * 0.6), 10), sharex=True)
    draw_roll(roll, result)
    draw_sound(sound, result, args.score.parent / result["audio"]["path"])
    for cue in result["cues"]:
        for axis in (roll, sound):
            axis.axvline(cue["timeSeconds"], color="r" if cue["kind"] == "cut" else "c", lw=1, alpha=0.7)
    figure.tight_layout()
    figure.savefig(args.out, dpi=65)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("score", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    main(parser.parse_args())
