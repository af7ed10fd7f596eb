"""The report's words and tables about distances between sets of sounds and about what was learned by heart. Reads results; measures
nothing."""

from __future__ import annotations

from .report_parts import join_lines, signal_lines
from .tables import number, p_value, table


def quality_lines(results: dict) -> list[str]:
    lines = [
        "FAD-ours: Frechet distance of 3 s windows. Two in-house spaces of 64 figures each: *log-mel statistics* (mean and deviation of 32 bands) and a",
        "*tagger* (a small network trained by this command on other pieces). Not comparable with any other FAD. A set of fewer windows than figures gives a",
        "distance that is too large, and so, less so, does one of few pieces, whose windows are alike; therefore the numbers of both stand in each row, a row",
        "with fewer windows than figures is marked, *FAD-infinity* extrapolates from shares of the whole pieces of both sets to endless music (below 0: not to",
        "be told apart), and *FAD-16* is seen along the 16 directions in which other pieces, which are in no row, vary most. Intervals: jackknife over pieces",
        "of both sets; recordings of one work are one piece. Density, coverage: k = 5. The halves of the reference hold each style alike. *MMD*: squared maximum",
        "mean discrepancy x 100 on the same vectors, Gaussian kernel, bandwidth the median distance of two windows of the reference (as KAD has it); windows of one",
        "piece are never compared with one another, so sets that are alike come out about 0, a little below or above.",
        "",
    ]
    header = ["music", "pieces / windows", "against", "FAD-ours", "95 %", "FAD-infinity", "FAD-16", "MMD x 100", "95 %", "density", "coverage"]
    for space, references in results["distribution"].items():
        for reference, sets in references.items():
            body = [distance_row(name, row) for name, row in sets.items()]
            bandwidth = next(iter(sets.values()))["bandwidth"]
            lines += [f"**{space}, against {reference}** (bandwidth of MMD {number(bandwidth)})", "", *table(header, body)]
    return [*lines, f"![FAD](runs/evaluation/{results['id']}-fad.png)", "", *signal_lines(results["signal"]), *join_lines(results.get("joins"))]


def distance_row(name: str, row: dict) -> list[str]:
    is_short = min(row["windows"], row["reference_windows"]) < row["dimensions"]
    return [
        f"{name} (too few windows)" if is_short else name, f"{row['pieces']} / {row['windows']}", f"{row['reference_pieces']} / {row['reference_windows']}",
        number(row["fad"]), f"{number(row['low'])} to {number(row['high'])}", number(row["fad_infinite"]), number(row["fad_few"]),
        number(row["kernel"]), f"{number(row['kernel_low'])} to {number(row['kernel_high'])}",
        number(row["density"]), number(row["coverage"]),
    ]  # fmt: skip


def run_rows(memory: dict) -> list[list[str]]:
    rows = []
    for name, runs in memory["runs"].items():
        texts = [f"{number(runs[key]['median'], 0)} / {number(runs[key]['p95'], 0)} / {number(runs[key]['most'], 0)}" for key in ("ours", "held_out")]
        rows.append([f"longest run in common, {name}", *texts, p_value(runs["p_longer"])])
    return rows


HEADER = ["figure", "ours", "held-out pieces", "p"]


def code_lines(results: dict) -> list[str]:
    """Family `rvq`: runs of codes."""
    memory = results.get("memorisation")
    if memory is None:
        return ["This family has no notes, and the codes that it was trained on were not given (`--codes`): **memorisation was not measured**.", ""]
    return [
        f"**Memorisation**: codes of {memory['n']} scores against {memory['pieces']:,} training pieces ({number(memory['hours'], 1)} h at {number(memory['rate_hz'], 0)} frames a second), beside held-out pieces of the",
        "same styles and lengths, which can have copied nothing. Runs of frames, and of changes (frames that repeat the one before left out: silence and held",
        "sounds are the same everywhere): median / 95th percentile / longest. p: ours longer than held-out pieces (Mann-Whitney).",
        "",
        *table(HEADER, run_rows(memory)),
    ]


def token_lines(results: dict) -> list[str]:
    if "harmony" not in results:
        return code_lines(results)
    harmony, memory = results["harmony"], results["memorisation"]
    body = [
        [row["name"], row["unit"], f"{number(row['ours'])} +- {number(row['ours_sd'])}", f"{number(row['corpus'])} +- {number(row['corpus_sd'])}", number(row["effect"])]
        for row in harmony["figures"]
    ]  # fmt: skip
    lines = [
        f"Notes of {harmony['n'][0]} scores beside {harmony['n'][1]} held-out pieces of the arranger; difference in standard deviations.",
        "",
        *table(["figure", "unit", "ours", "corpus", "difference, sd"], body),
    ]
    rows = run_rows(memory)
    texts = [f"{number(memory['distance'][key]['median'], 3)} / {number(memory['distance'][key]['least'], 3)}" for key in ("ours", "held_out")]
    rows.append(["distance to the nearest 16 beats (chroma, attacks): median / least", *texts, p_value(memory["distance"]["p_closer"])])
    return [
        *lines,
        f"**Memorisation**: {memory['n']} scores against {memory['pieces']:,} training pieces ({memory['windows']:,} windows), beside held-out pieces of the same lengths,",
        "which can have copied nothing. Runs: median / 95th percentile / longest. p: ours longer, or nearer, than held-out pieces (Mann-Whitney).",
        "",
        *table(HEADER, rows),
    ]
