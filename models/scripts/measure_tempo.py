"""Prints the tempo that librosa hears in each WAV, as a JSON list in beats per minute: the independent tracker of `npm run bars:tempo`."""

from __future__ import annotations

import argparse
import json

import librosa
import numpy as np


def tempo_of(path: str) -> float:
    """Beats per minute from a line through librosa's beats (its own global estimate is a coarse lag grid); falls back
    to that estimate when fewer than four beats are found."""
    samples, rate = librosa.load(path, sr=22_050, mono=True)
    estimate, beats = librosa.beat.beat_track(y=samples, sr=rate, hop_length=256, units="time")
    if len(beats) < 4:
        return float(np.atleast_1d(estimate)[0])
    slope = np.polyfit(np.arange(len(beats)), beats, 1)[0]
    return float(60 / slope)


def main(paths: list[str]) -> None:
    print(json.dumps([round(tempo_of(path), 3) for path in paths]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wavs", nargs="+")
    main(parser.parse_args().wavs)
