"""The report's words and tables about sync and the baselines. Reads results; measures nothing but what pairs of them say."""

from __future__ import annotations

import numpy as np

from .baselines import NAMES
from .draws import by_film, by_seed, by_seed_and_film, draws_of, films_of, mean_of, seed_deviation
from .paired import Seeded, compare_seeds, share_interval
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


def sync_share_text(rows: list[dict]) -> str:
    """Share of films over the bar: mean over seeds with its interval over films, and each seed's."""
    if not rows:
        return "-"
    low, high = bootstrap_interval(by_film(rows, "passes"))
    seeds = " / ".join(percent(share) for share in by_seed(rows, "passes"))
    return f"{percent(by_film(rows, 'passes').mean())} of {len(films_of(rows))} films (95 % {percent(low)} to {percent(high)}; seeds {seeds})"


def over_seeds(rows: list[dict], figure: str, digits: int = 2, with_interval: bool = True) -> str:
    """Mean over films, standard deviation of the seeds' means, 95 % interval over films."""
    values, deviation = by_film(rows, figure), seed_deviation(rows, figure)
    if len(values) == 0:
        return "-"
    text = number(values.mean(), digits) + (f" ± {number(deviation, digits)}" if np.isfinite(deviation) else "")
    if not with_interval:
        return text
    low, high = bootstrap_interval(values)
    return f"{text} ({number(low, digits)} to {number(high, digits)})"


def sync_lines(results: dict) -> list[str]:
    films = results["films"]
    groups = {kind: [row for row in films["systems"]["ours"] if row["kind"] == kind] for kind in KINDS}
    groups |= {kind: [row for row in films["extra"] if row["kind"] == kind] for kind in ("arc", "real")}
    body = [sync_row(name, rows) for name, rows in groups.items() if rows]
    ours = films["systems"]["ours"]
    body.append(sync_row("**controlled films**", ours))
    header = ["films", "n", "seeds", "z >= 3 and p < 0.01", "z, mean (95 %)", "PLV / chance", "on a beat / chance", "on a downbeat / chance", "median ms / chance"]
    return [
        "Cuts are known, not found. z and p: attack strength within 70 ms of the cuts against 1,000 rotations of all cuts together round the piece.",
        "Beats are those that the tracker hears in the sound, without any tempo range. `--sync 100`. Every controlled film is scored with several",
        "seeds; figures are means over them, ± the standard deviation of the seeds' means, and intervals draw films again, not seeds.",
        "",
        *table(header, body),
        f"Over the bar: {sync_share_text(ours)}.",
        "",
    ]


def sync_row(name: str, rows: list[dict]) -> list[str]:
    def beside(figure: str, chance: str, digits: int = 2) -> str:
        return " / ".join(number(float(mean_of(by_film(rows, one))), digits) for one in (figure, chance))

    return [
        name, str(len(films_of(rows))), str(draws_of(rows)), percent(by_film(rows, "passes").mean()), over_seeds(rows, "lift_z"),
        beside("locking", "locking_chance"), beside("recall", "recall_chance"), beside("downbeat_recall", "downbeat_chance"),
        beside("median_ms", "median_chance_ms", 0),
    ]  # fmt: skip


def baseline_lines(results: dict) -> list[str]:
    systems = results["films"]["systems"]
    body = []
    for key, rows in systems.items():
        passing = percent(by_film(rows, "passes").mean()) if rows else "-"
        means = [over_seeds(rows, metric, 0 if metric == "median_ms" else 2, key == "ours") for metric, _, _ in METRICS]
        body.append([f"{'' if key == 'ours' else key + ' '}{NAMES[key]}", str(len(films_of(rows))), str(draws_of(rows)), passing, *means])
    header = ["music", "films", "seeds", "z >= 3, p < 0.01", *(title for _, title, _ in METRICS)]
    return [
        "The same films, cuts and measures for all. B3 is chosen by the very attacks that are measured, as an editor would slide a track;",
        "B7 exists only for the films that were cut to it, B4 was made for some of the films. B0, B2, B3 and B7 have no chance in them.",
        "Energy is that of the plan. Means over films of the mean over seeds, ± the standard deviation of the seeds' means; ours with 95 % over films.",
        "",
        *table(header, body),
        "Film by film against ours, means over seeds: mean difference (ours minus the other) with its 95 % bootstrap interval over films, films",
        "won / lost / tied by ours, Wilcoxon's p after Holm's correction over the whole table. A verdict where interval, p and every seed agree.",
        "",
        *pair_table(systems),
    ]


def pair_table(systems: dict) -> list[str]:
    cells: list[tuple[str, str, Seeded]] = []
    for key, rows in systems.items():
        for metric, title, better in METRICS if key != "ours" else ():
            if found := against(systems["ours"], rows, metric, better):
                cells.append((key, title, found))
    corrected = holm([found.pair.p for _, _, found in cells])
    body = []
    for (key, title, found), p in zip(cells, corrected):
        pair, digits = found.pair, 0 if "ms" in title else 2
        difference = f"{number(pair.mean, digits)} ({number(pair.low, digits)} to {number(pair.high, digits)})"
        outcome = {1: "ours", -1: "the other", 0: "undecided"}[found.leader(p)]
        body.append([f"{key} {NAMES[key]}", title, str(pair.n), difference, f"{pair.wins} / {pair.losses} / {pair.ties}", p_value(p), outcome])
    return table(["against", "figure", "n", "difference", "won / lost / tied", "p", "verdict"], body)


def against(ours: list[dict], others: list[dict], figure: str, higher_is_better: bool = True) -> Seeded | None:
    """Our rows and another's, film by film and seed by seed; None where they share no two films."""
    films = films_of(ours)
    return compare_seeds(by_seed_and_film(ours, figure, films), by_seed_and_film(others, figure, films), higher_is_better)


def style_share(results: dict) -> tuple[int, int, float, float]:
    style = results["obedience"]["style"]
    hits, n = sum(a == b for a, b in zip(style["asked"], style["heard"])), len(style["asked"])
    return hits, n, *share_interval(hits, n)
