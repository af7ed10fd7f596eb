"""The report's words and tables about sync and the baselines. Reads results; measures nothing but what pairs of them say."""

from __future__ import annotations

import numpy as np

from .baselines import NAMES
from .paired import compare, share_interval
from .sizes import KINDS
from .statistics import bootstrap_interval, holm
from .tables import number, p_value, percent, table

# Figure of a row, title, whether more is better.
METRICS = (
    ("lift_z", "onset lift z", True),
    ("recall_above", "cuts on a beat above chance", True),
    ("downbeat_above", "cuts on a downbeat above chance", True),
    ("locking_above", "phase locking above chance", True),
    ("median_ms", "median cut to beat, ms", False),
    ("energy_above", "energy rho above null", True),
)


def column(rows: list[dict], name: str) -> np.ndarray:
    return np.array([row[name] if row[name] is not None else np.nan for row in rows], float)


def share_passing(rows: list[dict]) -> tuple[int, int]:
    return sum(row["passes"] for row in rows), len(rows)


def sync_lines(results: dict) -> list[str]:
    films = results["films"]
    groups = {kind: [row for row in films["systems"]["ours"] if row["kind"] == kind] for kind in KINDS}
    groups |= {kind: [row for row in films["extra"] if row["kind"] == kind] for kind in ("arc", "real")}
    body = [sync_row(name, rows) for name, rows in groups.items() if rows]
    ours = films["systems"]["ours"]
    body.append(sync_row("**controlled films**", ours))
    header = ["films", "n", "z >= 3 and p < 0.01", "z, mean (95 %)", "PLV / chance", "on a beat / chance", "on a downbeat / chance", "median ms / chance"]
    return [
        "Cuts are known, not found. z and p: attack strength within 70 ms of the cuts against 1,000 rotations of all cuts together round the piece.",
        "Beats are those that the tracker hears in the sound, without any tempo range. `--sync 100`.",
        "",
        *table(header, body),
    ]


def sync_row(name: str, rows: list[dict]) -> list[str]:
    hits, n = share_passing(rows)
    z = column(rows, "lift_z")
    low, high = bootstrap_interval(z)

    def beside(figure: str, chance: str, digits: int = 2) -> str:
        return f"{number(np.nanmean(column(rows, figure)), digits)} / {number(np.nanmean(column(rows, chance)), digits)}"

    return [
        name, str(n), percent(hits / n), f"{number(z.mean())} ({number(low)} to {number(high)})", beside("locking", "locking_chance"),
        beside("recall", "recall_chance"), beside("downbeat_recall", "downbeat_chance"), beside("median_ms", "median_chance_ms", 0),
    ]  # fmt: skip


def baseline_lines(results: dict) -> list[str]:
    systems = results["films"]["systems"]
    body = []
    for key, rows in systems.items():
        hits, n = share_passing(rows)
        means = [number(np.nanmean(column(rows, metric)), 0 if metric == "median_ms" else 2) for metric, _, _ in METRICS]
        body.append([f"{'' if key == 'ours' else key + ' '}{NAMES[key]}", str(n), percent(hits / n if n else np.nan), *means])
    header = ["music", "films", "z >= 3, p < 0.01", *(title for _, title, _ in METRICS)]
    return [
        "The same films, cuts and measures for all. B3 is chosen by the very attacks that are measured, as an editor would slide a track;",
        "B7 exists only for the films that were cut to it, B4 and B6 were made for every second film. Energy is that of the plan.",
        "",
        *table(header, body),
        "Film by film against ours: mean difference (ours minus the other) with its 95 % bootstrap interval, films won / lost / tied by ours,",
        "Wilcoxon's p after Holm's correction over the whole table.",
        "",
        *pair_table(systems),
    ]


def pair_table(systems: dict) -> list[str]:
    ours = {row["film"]: row for row in systems["ours"]}
    cells, places = [], []
    for key, rows in systems.items():
        if key == "ours":
            continue
        for metric, title, better in METRICS:
            shared = [row for row in rows if row["film"] in ours]
            first = column([ours[row["film"]] for row in shared], metric)
            pair = compare(first, column(shared, metric), better)
            if pair is not None:
                cells.append(pair)
                places.append((key, title))
    corrected = holm([pair.p for pair in cells])
    body = []
    for (key, title), pair, p in zip(places, cells, corrected):
        digits = 0 if "ms" in title else 2
        difference = f"{number(pair.mean, digits)} ({number(pair.low, digits)} to {number(pair.high, digits)})"
        body.append([f"{key} {NAMES[key]}", title, str(pair.n), difference, f"{pair.wins} / {pair.losses} / {pair.ties}", p_value(p), outcome(pair.wins, pair.losses, p)])
    return table(["against", "figure", "n", "difference", "won / lost / tied", "p", "verdict"], body)


def outcome(wins: int, losses: int, p: float) -> str:
    return "tie" if p >= 0.05 else "ours" if wins > losses else "the other"


def style_share(results: dict) -> tuple[int, int, float, float]:
    style = results["obedience"]["style"]
    hits, n = sum(a == b for a, b in zip(style["asked"], style["heard"])), len(style["asked"])
    return hits, n, *share_interval(hits, n)
