"""Controls that must fail, and sanity cases that must succeed: where one does not, the measure is broken. -> plain figures."""

from __future__ import annotations

import numpy as np

from .baselines import metronome
from .distribution import frechet
from .draws import by_film
from .energy import above_null
from .judge_posteriors import OTHER_STYLES, OWN_STYLE
from .session import Session
from .sound import RATE_HZ
from .statistics import bootstrap_interval
from .sync import measure_sync

CHANCE_Z = 0.75  # a mean z this near to 0 is chance for the numbers of films that we have


def control(name: str, wanted: str, value: float, passes: bool, more: str = "") -> dict:
    return {"name": name, "wanted": wanted, "value": value, "passes": bool(passes), "more": more}


def wrong_picture(systems: dict[str, list[dict]]) -> dict:
    values = by_film(systems["B5"], "lift_z")
    low, high = bootstrap_interval(values)
    share = float(np.mean([row["passes"] for row in systems["B5"]]))
    more = f"95 % {low:.2f} to {high:.2f}; share of films over the bar {share:.2f}"
    return control("music of another film: mean onset lift z", f"within {CHANCE_Z} of 0, few over the bar", values.mean(), abs(values.mean()) < CHANCE_Z and share < 0.1, more)


def clicks_on_cuts(session: Session) -> list[dict]:
    """Clicks exactly on the cuts of a made-up film must pass, on the half way between them must not."""
    cuts = np.cumsum(np.random.default_rng(4).uniform(1.0, 2.6, 10))
    seconds, scores = float(cuts[-1] + 2), {}
    for name, times in (("on", cuts), ("between", (cuts[1:] + cuts[:-1]) / 2)):
        samples = np.random.default_rng(5).standard_normal(int(seconds * RATE_HZ)).astype(np.float32) * 1e-3
        for time in times:
            start = int(time * RATE_HZ)
            samples[start : start + 2400] += metronome(60, 1.0)[:2400]
        scores[name] = measure_sync(session.ear.hear_samples(samples), cuts, session.sizes.rotations)
    return [
        control("clicks on every cut: onset lift z", "over 3", scores["on"].lift_z, scores["on"].lift_z > 3),
        control("clicks half way between cuts: onset lift z", "under 1", scores["between"].lift_z, scores["between"].lift_z < 1),
    ]


def beats_on_cuts(session: Session) -> dict:
    """The tracker hears a steady click, and cuts on it are met."""
    heard = session.ear.hear_samples(metronome(120, 20.0))
    figures = measure_sync(heard, np.array([2.0, 4.5, 7.0, 9.5, 12.0, 16.5]), session.sizes.rotations)
    return control("cuts on a steady click at 120 BPM: recall", "1", figures.recall, figures.recall > 0.99, f"chance {figures.recall_chance:.2f}")


def style_by_chance(style: dict) -> dict:
    """What was recognised against what other requests had asked for."""
    asked, heard = style["asked"], np.array(style["heard"])
    random = np.random.default_rng(6)
    hits = float(np.mean([(np.array(asked)[random.permutation(len(asked))] == heard).mean() for _ in range(500)]))
    return control("style asked of another piece: share recognised", "about 1 in 8", hits, hits < 0.25)


def white_noise(distribution: dict) -> list[dict]:
    rows = []
    for space, references in distribution.items():
        figures = references["held-out renderings"]
        ours, noise = figures["ours"]["fad"], figures["white noise"]["fad"]
        rows.append(control(f"white noise: FAD-ours ({space})", "many times ours", noise, noise > 3 * ours, f"ours {ours:.2f}"))
    same = np.random.default_rng(7).standard_normal((400, 16))
    return [*rows, control("a set against itself: Frechet distance", "0", frechet(same, same), frechet(same, same) < 1e-6)]


def kernel_controls(distribution: dict) -> list[dict]:
    """Halves of the reference are of one kind, white noise is not."""
    rows = []
    for space, references in distribution.items():
        figures = references["held-out renderings"]
        noise, halves = figures["white noise"], figures["two halves of the reference"]
        name = f"MMD x 100 ({space})"
        rows.append(control(f"white noise: {name}", "over 10 times the halves and over 10", noise["kernel"], noise["kernel"] > 10 * max(1.0, halves["kernel"]), f"halves {halves['kernel']:.2f}"))
        error = (halves["kernel_high"] - halves["kernel_low"]) / (2 * 1.96)
        if np.isfinite(error):
            near = abs(halves["kernel"]) <= 3 * error
            rows.append(control(f"two halves of the reference: {name}", "0 within three standard errors", halves["kernel"], near, f"standard error {error:.2f}"))
    return rows


def statistics_controls(statistics: dict | None) -> list[dict]:
    """Noise and pieces of one style must lie apart from held-out renderings, else harmony and rhythm as heard say nothing."""
    if statistics is None:
        return []
    noise, halves, styles = statistics["sets"]["white noise"]["distance"], statistics["halves"], statistics["styles"]
    return [
        control("white noise: harmony and rhythm as heard, mean KS distance", "over twice that of two halves", noise, noise > 2 * halves, f"halves {halves:.2f}"),
        control("one style against the others: the same", "over 95 % of dealt-out styles", styles["distance"], styles["distance"] > styles["chance_most"], f"dealt-out styles at most {styles['chance_most']:.2f} in 95 %"),
    ]


def posterior_controls(posteriors: dict | None) -> list[dict]:
    if posteriors is None:
        return []
    own, other = (posteriors[name]["mean"] for name in (OWN_STYLE, OTHER_STYLES))
    return [control("held-out renderings from every style but their own: KL of the tagger, nat", "over twice that from their own", other, other > 2 * own, f"own {own:.2f}")]


def energy_controls() -> list[dict]:
    random = np.random.default_rng(8)
    asked = np.repeat([2.0, 9.0, 4.0, 13.0, 6.0], 5)
    obeyed = np.subtract(*above_null(asked, asked + random.normal(0, 0.3, len(asked))))
    drawn = [np.subtract(*above_null(asked, random.standard_normal(len(asked)))) for _ in range(200)]
    return [
        control("a level that follows the request: rho above null", "near 1", float(obeyed), obeyed > 0.8),
        control("levels by chance: mean rho above null", "0", float(np.mean(drawn)), abs(np.mean(drawn)) < 0.1),
    ]


def copied_piece(memorisation: dict | None) -> list[dict]:
    """A training piece, or a part of one, must be found whole, far over what held-out pieces have in common with training."""
    if memorisation is None:
        return []
    return [
        control(f"a training piece given as output: longest common run ({name})", f"all of {runs['copy_length']}", runs["copy"], runs["copy"] == runs["copy_length"] > runs["held_out"]["most"], f"held-out pieces at most {runs['held_out']['most']:.0f}")
        for name, runs in memorisation["runs"].items()
    ]


def judge_controls(
    session: Session, systems: dict, style: dict, distribution: dict, memorisation: dict | None, statistics: dict | None = None,
    posteriors: dict | None = None,
) -> dict:  # fmt: skip
    rows = [
        wrong_picture(systems), *clicks_on_cuts(session), beats_on_cuts(session), style_by_chance(style),
        *white_noise(distribution), *kernel_controls(distribution), *statistics_controls(statistics), *posterior_controls(posteriors),
        *energy_controls(), *copied_piece(memorisation),
    ]  # fmt: skip
    return {"rows": rows}
