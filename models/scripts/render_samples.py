"""Renders arranger pieces (or pieces of a packed corpus or token file) to MIDI, WAV, piano roll and spectrogram for eyes
and ears, and prints their musical facts. Arguments and files only."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
import soundfile  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.corpus import music_facts  # noqa: E402
from vmas.corpus.compose import STYLE_ORDER, compose  # noqa: E402
from vmas.corpus.piece import Piece  # noqa: E402
from vmas.score import render  # noqa: E402
from vmas.score.streams import STREAM, to_notes  # noqa: E402

COLOURS = dict(bass="#444444", comp="#2a78c4", pad="#9fc5e8", arp="#3aa655", melody="#d62728", counter="#ff9f1c")
DRUM_LANES = (("kit", 24, "#000000"), ("cymbals", 21, "#888800"), ("percussion", 18, "#884488"))


def draw_piano_roll(piece: Piece, path: Path) -> None:
    T = piece.tokens.shape[1]
    figure, axes = plt.subplots(2, 1, figsize=(min(28, 4 + T / 24), 9), height_ratios=(6, 1), sharex=True)
    for part, start, end, pitch, level in to_notes(piece.tokens):
        axes[0].barh(pitch, end - start - 0.15, left=start, height=0.8, color=COLOURS[part], alpha=0.35 + 0.08 * level)
    for stream, lane, colour in DRUM_LANES:
        steps = np.flatnonzero(piece.tokens[STREAM[stream]])
        axes[0].scatter(steps, np.full(steps.size, lane), s=14, c=colour, marker="|")
    for step in np.flatnonzero(piece.accents):
        axes[0].axvline(step, color="#d62728", alpha=0.5 if piece.accents[step] == 2 else 0.2, linewidth=1)
    for bar_line in range(-piece.bar_phase % 16, T, 16):
        axes[0].axvline(bar_line - 0.1, color="k", alpha=0.15, linewidth=0.7)
    for step, role, palette in piece.sections:
        axes[0].text(step, 95, f"{role} {palette}", fontsize=9)
    axes[0].set_title(f"{STYLE_ORDER[piece.style]} seed {piece.seed}, {piece.tempo_bpm:g} bpm, {('', 'major', 'minor')[piece.mode]}")
    axes[0].set_ylim(16, 99)
    bars = (np.arange(T) + piece.bar_phase) // 16
    axes[1].step(np.arange(T), piece.energy[bars], where="post", color="#d62728")
    axes[1].set_ylim(0, 15)
    figure.tight_layout()
    figure.savefig(path, dpi=65)
    plt.close(figure)


def draw_spectrogram(wav: Path, beats_seconds: np.ndarray, path: Path) -> None:
    samples, rate = soundfile.read(wav)
    mono = samples.mean(axis=1) if samples.ndim > 1 else samples
    figure, axis = plt.subplots(figsize=(16, 6))
    axis.specgram(mono + 1e-7 * np.random.default_rng(0).standard_normal(mono.size), NFFT=2048, Fs=rate, noverlap=1024, vmin=-140, vmax=-30, cmap="magma")
    axis.set_yscale("symlog", linthresh=300)
    axis.set_ylim(30, 16000)
    axis.vlines(beats_seconds, 30, 45, color="cyan", linewidth=1)
    figure.tight_layout()
    figure.savefig(path, dpi=65)
    plt.close(figure)


def facts_line(piece: Piece) -> str:
    T = piece.tokens.shape[1]
    energy = piece.energy[(np.arange(T) + piece.bar_phase) // 16]
    onsets, loudness = music_facts.bar_loudness(piece.tokens, piece.bar_phase)
    hits = np.flatnonzero(piece.accents)
    signs = [music_facts.accent_signs(piece.tokens, int(step)) for step in hits]
    return (
        f"{STYLE_ORDER[piece.style]:10s} seed {piece.seed} bars {len(piece.energy)} "
        f"chord tones {music_facts.chord_tone_ratio(piece.tokens):.2f} "
        f"energy-loudness rho {music_facts.rank_correlation(piece.energy[:-1].astype(float), loudness[:-1]):.2f} "
        f"accents {len(signs)} with two signs {np.mean(np.array(signs) >= 2) if signs else 1:.2f} "
        f"pulse {music_facts.pulse_ratio(piece.tokens, energy, T - piece.tail_steps, piece.bar_phase):.2f} onsets/bar {onsets.mean():.1f}"
    )


def write_sample(piece: Piece, folder: Path, soundfont: Path, with_audio: bool) -> None:
    stem = folder / f"{STYLE_ORDER[piece.style]}-{piece.seed}"
    midi, timing = render.to_midi(
        piece.tokens, piece.style, piece.tempo_bpm, piece.tonic, humanise_seed=piece.seed, bar_phase=piece.bar_phase
    )
    midi.save(stem.with_suffix(".mid"))
    draw_piano_roll(piece, stem.with_suffix(".roll.png"))
    if with_audio:
        wav = stem.with_suffix(".wav")
        render.midi_to_wav(stem.with_suffix(".mid"), wav, soundfont)
        draw_spectrogram(wav, timing.beats_seconds, stem.with_suffix(".spectrogram.png"))


def main(args: argparse.Namespace) -> None:
    args.out.mkdir(parents=True, exist_ok=True)
    for style in args.styles:
        for index in range(args.pieces):
            piece = compose(args.seed + index, style=style, bars=args.bars)
            write_sample(piece, args.out, args.soundfont, not args.no_audio)
            print(facts_line(piece))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pieces", type=int, default=2, help="per style")
    parser.add_argument("--styles", nargs="+", default=list(STYLE_ORDER), choices=STYLE_ORDER)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bars", type=int, default=None)
    parser.add_argument("--soundfont", type=Path, default=render.DEFAULT_SOUNDFONT)
    parser.add_argument("--no-audio", action="store_true")
    main(parser.parse_args())
