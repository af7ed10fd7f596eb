"""Prints the tempo that librosa hears in each WAV, as a JSON list in beats per minute: the independent tracker of `npm run bars:tempo`."""

from __future__ import annotations

import argparse
import json

import librosa
import numpy as np


def tempo_of(path: str) -> float:
    """Beats per minute: the mean interval of librosa's beats without those that a missed or doubled beat makes (10 % off the
    median); its own global estimate, a coarse lag grid, where fewer than four beats are found."""
    samples, rate = librosa.load(path, sr=22_050, mono=True)
    estimate, beats = librosa.beat.beat_track(y=samples, sr=rate, hop_length=256, units="time")
    if len(beats) < 4:
        return float(np.atleast_1d(estimate)[0])
    intervals = np.diff(beats)
    steady = intervals[np.abs(intervals / np.median(intervals) - 1) < 0.1]
    return float(60 / steady.mean())


def main(paths: list[str]) -> None:
    print(json.dumps([round(tempo_of(path), 3) for path in paths]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wavs", nargs="+")
    main(parser.parse_args().wavs)
