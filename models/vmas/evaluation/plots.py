"""Pictures of the report, small PNG files. Knows arrays and titles only."""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402

DPI = 80
OURS, OTHER, GREY = "#1f6f8b", "#e07a3f", "#8a8a8a"


def save(figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.tight_layout()
    figure.savefig(path, dpi=DPI)
    plt.close(figure)


def plot_lift(groups: dict[str, list[float]], path: Path, bar: float = 3.0) -> None:
    """Onset lift of every film, one row of points for each system."""
    figure, axes = plt.subplots(figsize=(7.5, 0.42 * len(groups) + 1.2))
    random = np.random.default_rng(1)
    for row, (name, values) in enumerate(groups.items()):
        height = row + random.uniform(-0.18, 0.18, len(values))
        axes.scatter(values, height, s=14, alpha=0.7, color=OURS if row == 0 else GREY)
        if values:
            axes.plot([np.median(values)] * 2, [row - 0.3, row + 0.3], color="black", lw=2)
    axes.axvline(bar, color=OTHER, ls="--", lw=1)
    axes.axvline(0, color=GREY, lw=0.7)
    axes.set_yticks(range(len(groups)), list(groups))
    axes.invert_yaxis()
    axes.set_xlabel("onset lift at the cuts, z (line: median; dashes: bar)")
    save(figure, path)


def plot_confusion(table: np.ndarray, styles: list[str], path: Path, title: str) -> None:
    figure, axes = plt.subplots(figsize=(4.6, 4.2))
    axes.imshow(table / np.maximum(1, table.sum(axis=1, keepdims=True)), cmap="Blues", vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(table):
        if count:
            axes.text(column, row, str(count), ha="center", va="center", fontsize=8, color="white" if row == column else "black")
    axes.set_xticks(range(len(styles)), styles, rotation=60, ha="right", fontsize=8)
    axes.set_yticks(range(len(styles)), styles, fontsize=8)
    axes.set_xlabel("recognised")
    axes.set_ylabel("asked")
    axes.set_title(title, fontsize=9)
    save(figure, path)


def plot_energy(curves: list[tuple[str, np.ndarray, np.ndarray, np.ndarray]], path: Path) -> None:
    """(name, known motion, asked energy, level in dB) of some films, each scaled to 0..1."""
    figure, rows = plt.subplots(len(curves), 1, figsize=(7.5, 1.5 * len(curves)), sharex=True, squeeze=False)

    def scaled(values: np.ndarray) -> np.ndarray:
        return (values - values.min()) / max(1e-9, np.ptp(values))

    for axes, (name, motion, asked, level) in zip(rows[:, 0], curves):
        if len(motion):
            axes.step(range(len(motion)), scaled(motion), where="mid", color=GREY, lw=1, label="motion of the picture")
        axes.step(range(len(asked)), scaled(asked), where="mid", color=OTHER, lw=1.4, label="energy asked for")
        axes.plot(scaled(level), color=OURS, lw=1.6, label="level heard")
        axes.set_ylabel(name, fontsize=8)
        axes.set_yticks([])
    rows[0, 0].legend(fontsize=7, ncol=3, loc="upper left", bbox_to_anchor=(0, 1.4))
    rows[-1, 0].set_xlabel("seconds")
    save(figure, path)


def plot_frechet(values: dict[str, tuple[float, float, float]], path: Path, title: str) -> None:
    """Distance and its interval for each set."""
    figure, axes = plt.subplots(figsize=(7, 0.36 * len(values) + 1.1))
    for row, (name, (value, low, high)) in enumerate(values.items()):
        axes.plot([low, high], [row, row], color=GREY, lw=3, solid_capstyle="butt")
        axes.plot(value, row, "o", color=OURS)
    axes.set_yticks(range(len(values)), list(values), fontsize=8)
    axes.set_xlim(left=0)
    axes.invert_yaxis()
    axes.set_title(title, fontsize=9)
    save(figure, path)


def plot_spectrograms(pairs: list[tuple[str, np.ndarray, np.ndarray]], path: Path) -> None:
    """(name, log magnitudes [F, T] of the original, of the other) side by side."""
    figure, rows = plt.subplots(len(pairs), 2, figsize=(9, 2.2 * len(pairs)), squeeze=False)
    for (left, right), (name, first, second) in zip(rows, pairs):
        for axes, values, what in ((left, first, "original"), (right, second, "codec")):
            axes.imshow(values, origin="lower", aspect="auto", cmap="magma", vmin=values.max() - 70, vmax=values.max())
            axes.set_title(f"{name}: {what}", fontsize=8)
            axes.set_xticks([])
            axes.set_yticks([])
    save(figure, path)
