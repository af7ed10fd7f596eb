"""The report's words and tables about harmony and rhythm as they sound, the tagger's styles, the mode that was asked for, and cost. Reads
results; measures nothing."""

from __future__ import annotations

import numpy as np

from .paired import share_interval
from .statistics import bootstrap_interval
from .tables import number, p_value, percent, table
from .tonality import MAJOR, MINOR, RELATION_CHANCE, RELATIONS

LEVEL = 0.05
QUIET_LOAD = 1.5  # as the bar of speed has it
NAMES = {MAJOR: "major", MINOR: "minor"}


def share_of(hits: int, n: int) -> str:
    low, high = share_interval(hits, n)
    return f"{percent(hits / n)} ({hits} of {n}; 95 % {percent(low)} to {percent(high)})" if n else "-"


def statistics_lines(statistics: dict | None) -> list[str]:
    if statistics is None:
        return []
    ours, reference, real = statistics["n"]
    header = ["figure", "unit", "ours", "held-out", "difference (95 %)", "KS", "KS of halves", "p, Holm", "real music"]
    return [
        f"**Harmony and rhythm as they sound**: {ours} scores beside {reference} held-out renderings of the same styles and {real} works of real music, from chroma and attacks,",
        "the same for every bundle. Medians of pieces; KS: Kolmogorov-Smirnov distance of ours from held-out renderings, style for style (0 alike, 1 apart), beside the",
        "median distance of random halves of these, which is no difference; p: pieces dealt out anew within their styles. Beats are those of the plan and of the",
        "arranger; of real music those that the tracker hears.",
        "",
        *table(header, [figure_row(row) for row in statistics["figures"]]),
        *set_lines(statistics),
    ]


def figure_row(row: dict) -> list[str]:
    difference = row["ours"] - row["reference"]
    mark = "**" if row["holm"] < LEVEL else ""
    return [
        row["name"], row["unit"], number(row["ours"]), number(row["reference"]), f"{number(difference)} ({number(row['low'])} to {number(row['high'])})",
        f"{mark}{number(row['distance'])}{mark}", number(row["halves"]), p_value(row["holm"]) if np.isfinite(row["holm"]) else "-", number(row["real"]),
    ]  # fmt: skip


def set_lines(statistics: dict) -> list[str]:
    styles, chords = statistics["styles"], statistics["chords"]
    apart = sum(row["holm"] < LEVEL for row in statistics["figures"])
    body = [["two random halves of held-out renderings", "-", number(statistics["halves"])]]
    body += [[name, str(row["n"]), number(row["distance"])] for name, row in statistics["sets"].items()]
    body += [["one style against all others (mean of styles)", "-", number(styles["distance"])], ["the same with the names of styles dealt out anew", "-", number(styles["by_chance"])]]
    return [
        f"{apart} of {len(statistics['figures'])} figures differ (p < {LEVEL} after Holm). Mean KS distance over all figures from held-out renderings:",
        "",
        *table(["music", "pieces", "mean KS"], body),
        f"Chords are heard as triads: over {chords['n']} held-out renderings the changes heard per bar ({number(chords['heard'])}) follow those written ({number(chords['written'])}) with Spearman's rho {number(chords['rho'])}.",
        "",
    ]


def posterior_lines(posteriors: dict | None) -> list[str]:
    if posteriors is None:
        return []
    body = [[name, str(row["n"]), number(row["mean"], 3), f"{number(row['low'], 3)} to {number(row['high'], 3)}"] for name, row in posteriors.items()]
    return [
        "**Styles by the tagger**: Kullback-Leibler divergence (nat) of a piece's shares of styles from the mean shares of held-out renderings; 0 alike, 7 at most.",
        "",
        *table(["music", "n", "KL", "95 %"], body),
    ]


def mode_lines(mode: dict | None, family: str) -> list[str]:
    """Major and minor, asked and heard, beside what the same ear hears in pieces whose mode is known."""
    if mode is None:
        return []
    rows, ceiling = mode["rows"], mode["ceiling"]
    intro = [
        "**Mode**: the product asks for none (the condition is \"unknown\" in every score; no control names it), so the mode of a score is the decoder's own choice and cannot be",
        f"obeyed. What the decoder does when it is asked: {mode['made']} scores of the product's own plans, seeds and pictures with the condition set to major or to minor. Heard with the",
        "tonic known: which of the two profiles of that tonic the sound is nearer to. Held-out renderings are the ceiling of the ear, not of the model.",
        "",
    ]  # fmt: skip
    header = ["asked", "heard major", "heard minor", *(["notes major", "notes minor"] if family == "score" else [])]
    body = [confusion_row(rows, asked, family) for asked in NAMES]
    return [*intro, *table(header, body), *table(["figure", "value"], mode_rows(mode, rows, ceiling, family))]


def confusion_row(rows: list[dict], asked: int, family: str) -> list[str]:
    chosen = [row for row in rows if row["asked"] == asked]
    kinds = ("heard", "tokens") if family == "score" else ("heard",)
    return [NAMES[asked], *(str(sum(row[kind] == mode for row in chosen)) for kind in kinds for mode in NAMES)]


def mode_rows(mode: dict, rows: list[dict], ceiling: list[dict], family: str) -> list[list[str]]:
    body = [["mode heard as asked (chance 50 %)", share_of(sum(row["heard"] == row["asked"] for row in rows), len(rows))]]
    if family == "score":
        body.append(["mode of the notes as asked (chance 50 %)", share_of(sum(row["tokens"] == row["asked"] for row in rows), len(rows))])
        major, minor = mode["unasked"]
        body.append(["major of the scores in which nothing was asked, by the notes", share_of(major, major + minor)])
    body.append(["ceiling: mode heard in held-out renderings", share_of(sum(row["heard"] == row["asked"] for row in ceiling), len(ceiling))])
    differences = np.array(mode["differences"])
    if len(differences) > 1:
        low, high = bootstrap_interval(differences)
        moved = share_of(int((differences > 0).sum()), len(differences))
        body.append(["nearer to major when major is asked than when minor is (same plan and seed; chance 50 %)", moved])
        body.append(["- by how much, correlation", f"{number(differences.mean())} (95 % {number(low)} to {number(high)})"])
    for name, chosen in (("asked", rows), ("ceiling, held-out renderings", ceiling)):
        body += key_relation_rows(name, chosen)
    return body


def key_relation_rows(name: str, rows: list[dict]) -> list[list[str]]:
    """Key of all 24 by ear against tonic and mode."""
    if not rows:
        return []
    counts = {kind: sum(row["relation"] == kind for row in rows) for kind in RELATIONS}
    text = ", ".join(f"{kind} {percent(count / len(rows))} (chance {percent(RELATION_CHANCE[kind])})" for kind, count in counts.items())
    score = sum(RELATIONS[kind] * count for kind, count in counts.items()) / len(rows)
    chance = sum(RELATIONS[kind] * RELATION_CHANCE[kind] for kind in RELATIONS)
    return [[f"key, {name} (n {len(rows)})", text], [f"- weighted as MIREX does (chance {number(chance)})", number(score)]]


def cost_lines(results: dict) -> list[str]:
    cost = results["cost"]
    cold = cost.get("cold")
    if cold is None:
        return []
    other_work = ": **the machine had other work, so seconds on the clock are too long**" if max(cost["load"], cold["load"]) >= QUIET_LOAD else ""
    body = [
        ["tokens for a second of music, wall / processor, s", f"{number(cost['wallSeconds'], 3)} / {number(cost['processorSeconds'], 3)}"],
        ["whole command in a warm process, s for a second of music", number(cold["warm_seconds"] / cold["film_seconds"], 2)],
        ["fresh process: until the first tokens, s", number(cold["first_tokens_seconds"])],
        [f"fresh process: the whole command for {number(cold['film_seconds'], 0)} s of music, s", number(cold["wall_seconds"])],
        ["- of this more than in a warm process (cold start), s", number(cold["start_seconds"])],
        ["peak resident memory of all its processes, MB", number(cold["peak_megabytes"], 0)],
        ["size on disk, MB", number(cost["megabytes"], 1)],
    ]
    return [
        f"On {cold['cpu']}, {cold['cores']} cores, load {number(cost['load'], 1)} to {number(cold['load'], 1)} before the runs{other_work}; medians of {cold['n']} fresh processes, each beside a warm one.",
        "Files were in the system's cache: a first start after boot takes longer by the reading of them.",
        "",
        *table(["cost", "value"], body),
    ]
