"""The report's words and tables about obedience, sound, notes, codec, beats and controls. Reads results; measures nothing."""

from __future__ import annotations

import numpy as np

from .paired import share_interval
from .report_statistics import key_relation_rows
from .report_sync import column, style_share
from .statistics import bootstrap_interval
from .tables import number, percent, table


def share_text(hits: int, n: int) -> str:
    low, high = share_interval(hits, n)
    return f"{percent(hits / n)} ({hits} of {n}; 95 % {percent(low)} to {percent(high)})" if n else "-"


def mean_text(values: np.ndarray) -> str:
    values = values[np.isfinite(values)]
    if len(values) < 2:
        return "-"
    low, high = bootstrap_interval(values)
    return f"{number(values.mean())} ({number(low)} to {number(high)}, n {len(values)})"


def obedience_lines(results: dict) -> list[str]:
    obedience = results["obedience"]
    tempo, style, energy, key = (obedience[name] for name in ("tempo", "style", "energy", "key"))
    ceiling = sum(a == b for a, b in zip(style["truth"], style["known"]))
    hits, n, _, _ = style_share(results)
    rows = [
        ["tempo within 2 %, by the product's tracker (range of the style known)", share_text(sum(r["passes"] for r in tempo), len(tempo))],
        ["tempo within 2 %, same tracker without a range, octaves allowed", share_text(sum(r["tracker_octave"] for r in tempo), len(tempo))],
        ["tempo within 2 %, librosa, octaves allowed", share_text(sum(r["librosa_octave"] for r in tempo), len(tempo))],
        ["style recognised (chance 12.5 %)", share_text(hits, n)],
        ["ceiling: style recognised in held-out renderings", share_text(ceiling, len(style["truth"]))],
        *energy_rows(energy),
        *key_rows(key, results["family"]),
    ]
    return [
        f"Style is named by a {style['judge']} over hand-made features of the sound, fitted on {style['examples']} arranger pieces that no model was trained on;",
        f"of {len(style['candidates'])} such classifiers it knew most of these pieces when they were left out ({percent(style['own_accuracy'])}; the worst {percent(min(style['candidates'].values()))}).",
        "Energy: Spearman's rho at 1 Hz of the energy asked for (plan) against the level heard and the attacks heard, minus the mean over circular shifts.",
        "",
        *table(["asked", "obeyed"], rows),
        f"![style](runs/evaluation/{results['id']}-style.png) ![energy](runs/evaluation/{results['id']}-energy.png)",
        "",
    ]


ENERGY_GROUPS = (
    ("all", lambda row: True),
    ("scrolls of known motion", lambda row: row["kind"] == "arc"),
    ("real clips", lambda row: row["kind"] == "real"),
    ("plans that span four levels of 16 or more", lambda row: row["range"] >= 4),
)


def energy_rows(energy: list[dict]) -> list[list[str]]:
    rows = []
    for name, fits in ENERGY_GROUPS:
        chosen = [row for row in energy if fits(row)]
        if not chosen:
            continue
        rows.append([f"energy, rho above null, mean of level and attacks: {name}", mean_text(column(chosen, "above"))])
        for curve in ("level", "density"):
            plain = column(chosen, curve)
            rows.append([f"- {curve}: rho / its null", f"{number(np.nanmean(plain))} / {number(np.nanmean(column(chosen, curve + '_null')))}"])
    known = [row for row in energy if "motion_above" in row]
    if known:
        rows.append(["energy against the known motion of scrolls, rho above null", mean_text(column(known, "motion_above"))])
    flat = sum(row["above"] is None or not np.isfinite(row["above"]) for row in energy)
    rows.append(["levels of 16 that a plan spans, mean", number(float(np.mean(column(energy, "range"))), 1)])
    return [*rows, ["pieces whose asked energy is constant (left out)", f"{flat} of {len(energy)}"]]


def key_rows(key: list[dict], family: str) -> list[list[str]]:
    if family != "score":
        right = sum(row["tonic_right"] for row in key)
        return [["tonic C, as all of its training music (chance 8 %)", share_text(right, len(key))]]
    judged = [row for row in key if row["mode"]]
    return [
        ["key by ear as the tokens have it (chance 4 %)", share_text(sum(r["exact"] for r in judged), len(judged))],
        ["the same, relative, parallel and fifths allowed (chance 21 %)", share_text(sum(r["near"] for r in judged), len(judged))],
        ["major or minor as the tokens have it (chance 50 %)", share_text(sum(r["mode_right"] for r in judged), len(judged))],
        *key_relation_rows("by ear as the tokens have it", judged),
    ]


def signal_lines(signal: dict) -> list[str]:
    rows = signal["rows"]

    def spread(name: str, digits: int = 1) -> str:
        values = column(rows, name)
        return f"{number(np.nanmedian(values), digits)} ({number(np.nanmin(values), digits)} to {number(np.nanmax(values), digits)})"

    body = [
        ["scores asked for / made", f"{signal['planned']} / {signal['made']}"],
        ["scores whose length is off, in samples", f"{sum(row['wrong_samples'] != 0 for row in rows)} of {len(rows)}"],
        ["the same request again: the same file", {True: "yes, byte for byte", False: "**no**", None: "-"}[signal["repeatable"]]],
        ["scores with clipped samples", f"{sum(row['clipped_samples'] > 0 for row in rows)} of {len(rows)}"],
        ["loudness, LUFS (ffmpeg's meter)", spread("loudness_lufs")],
        ["true peak, dBTP (ffmpeg's meter)", spread("true_peak_dbtp")],
        ["silent tenths of a second, share", spread("silent_share", 3)],
        ["offset (DC), full scale 1", spread("offset", 5)],
        ["95 % of the energy below, Hz", spread("roll_off_hz", 0)],
        ["left against right, correlation", spread("stereo_correlation", 2)],
    ]
    return ["**Signal** (median, least to most)", "", *table(["figure", "value"], body)]


def join_lines(joins: dict | None) -> list[str]:
    return [f"Ranges composed anew (`npm run bars:joins`): {joins['summary']}.", ""] if joins else []


def codec_lines(codec: dict | None, bundle: str) -> list[str]:
    if codec is None:
        return []
    body = [[name, str(row["n"]), number(row["log_mel"], 3), number(row["convergence"], 3), number(row["log_stft"], 3)] for name, row in codec["distances"].items()]
    clicks = codec["transients"]
    steps = " , ".join(f"{row['books']}: {number(row['log_mel'], 3)}" for row in codec["ladder"]) or "the graph has no separate tables"
    return [
        f"{codec['codebooks']} codebooks at {number(codec['frame_rate_hz'], 0)} Hz. Distances over windows of 2048, 1024, 512 and 256 samples.",
        "",
        *table(["music", "n", "log-mel (nat)", "spectral convergence", "log STFT (nat)"], body),
        f"Clicks: median {number(clicks['median_ms'], 1)} ms off, largest {number(clicks['largest_ms'], 1)} ms; {number(clicks['kept_db'], 1)} dB of their energy kept; "
        f"sound 5 to 25 ms before them {number(clicks['before_db'], 1)} dB below.",
        f"Log-mel distance when only the first codebooks are heard: {steps}.",
        "",
        f"![codec](runs/evaluation/{bundle}-codec.png)",
        "",
    ]


def beat_lines(beats: dict) -> list[str]:
    body = [
        [group, str(row["n"]), tracker, *(number(value, 3) for value in row["figures"][:4]), percent(row["figures"][4]), number(row["figures"][5], 1)]
        for group, trackers in beats["groups"].items()
        for tracker, row in trackers.items()
    ]  # fmt: skip
    return table(["material", "n", "tracker", "F at 70 ms", "CMLt", "AMLt", "downbeat F", "tempo within 2 %", "median ms"], body)


def control_lines(controls: dict) -> list[str]:
    body = [[row["name"], row["wanted"], number(row["value"]), row["more"] or "", "as it must" if row["passes"] else "**BROKEN**"] for row in controls["rows"]]
    return table(["control", "must be", "is", "", ""], body)


def retrieval_lines(retrieval: dict) -> list[str]:
    style = retrieval["style"]
    body = [
        [name, *(f"{number(row[f'R@{k}'], 3)} ({number(row[f'chance@{k}'], 3)})" for k in (1, 5, 10)), f"{number(row['low'], 3)} to {number(row['high'], 3)}", number(row["median"], 0), number(row["reciprocal"], 3)]
        for name, row in retrieval["rows"].items()
    ]  # fmt: skip
    count = next(iter(retrieval["rows"].values()))["count"]
    return [
        f"{count} held-out pairs of {retrieval['seconds']:g} s, made by the rules of the training pairs from other pieces and other clips; in brackets what chance gives. The last row is a",
        "control: everybody's music is somebody else's, and nothing may be found.", "",
        *table(["found", "R@1", "R@5", "R@10", "95 % of R@10", "median rank", "mean reciprocal rank"], body),
        f"Style told from the picture alone: {percent(style['right'])} (95 % {percent(style['low'])} to {percent(style['high'])}, chance {percent(style['chance'])}).", "",
    ]  # fmt: skip
