"""The section of EVALUATION.md on the paper's claims: what each arm lost beside the whole, on the same held-out pairs. Reads
runs/arms.json (scripts/run_arms.py); trains and measures nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .retrieval import RANKS
from .statistics import Comparison, bootstrap_interval, compare, holm

LEVEL = 0.05
COMMAND = "python models/scripts/run_arms.py --corpus corpus.npz --clips clips-20fps.npz --work arms"


@dataclass(frozen=True)
class Question:
    """`full` (or another arm, `against`) beside `arm` by one measure; asked before any result of `arm` was seen. Larger is better in every measure.
    `adds`: the arm has something that the other lacks, and is said to be the better one."""

    claim: str
    arm: str
    measure: str
    says: str
    adds: bool = False
    against: str = "full"

    @property
    def order(self) -> tuple[str, str]:
        """Said to be better, and beside what."""
        return (self.arm, self.against) if self.adds else (self.against, self.arm)


QUESTIONS = (
    Question("contrast", "no-contrast", "found", "the contrastive term lets a picture find its own music"),
    Question("beat", "no-beat", "probe_z", "the beat term puts what happens on beats into the encoder's features"),
    Question("beat", "no-beat", "found", "the beat term helps a picture find its own music"),
    Question("dense", "2-fps", "head_z", "10 frames a second place transitions on accents better than 2"),
    Question("dense", "2-fps", "found", "10 frames a second find the music better than 2"),
    Question("dense", "1-fps", "head_z", "10 frames a second place transitions on accents better than 1"),
    Question("dense", "1-fps", "found", "10 frames a second find the music better than 1"),
    Question("dense", "20-fps", "head_z", "20 frames a second place transitions on accents better than 10", adds=True),
    Question("dense", "20-fps", "found", "20 frames a second find the music better than 10", adds=True),
    Question(
        "beat",
        "reweight",
        "meeting_drum_nats",
        "weighting tokens near coincident beats makes the true drums there likelier",
        adds=True,
    ),
    Question(
        "beat",
        "reweight",
        "nats",
        "weighting tokens near coincident beats makes the true music as a whole likelier",
        adds=True,
    ),
    Question(
        "beat",
        "reweight-elsewhere",
        "meeting_drum_nats",
        "for the drums there it matters that the weight lies near coincident beats",
        against="reweight",
    ),
)
MEASURES = {
    "found": "reciprocal rank of the own music",
    "probe_z": "lift z of a linear probe's transitions on the music's accents",
    "head_z": "lift z of the beat head's transitions on the music's accents",
    "meeting_drum_nats": "log likelihood (nats a step) of kit, cymbals and percussion within one step of a transition on an accent",
    "nats": "log likelihood (nats a step) of all streams",
}
LOSSES = ("meeting_drum_nats", "nats")  # smaller is better: taken with the other sign


@dataclass(frozen=True)
class Answer:
    question: Question
    comparison: Comparison
    adjusted: float  # Holm, over all questions
    by_seed: list[float]  # mean difference of each seed

    @property
    def verdict(self) -> str:
        """Supported or contradicted where interval, adjusted test and every seed agree; undecided otherwise."""
        one = self.comparison
        for word, sign in (("supported", 1), ("contradicted", -1)):
            outside = min(sign * one.low, sign * one.high) > 0
            if outside and self.adjusted < LEVEL and all(sign * value > 0 for value in self.by_seed):
                return word
        return "undecided"


def section(folder: Path) -> dict:
    """folder: models/runs. -> {"markdown", "plots": paths, "figures"}; the plots are written under folder/evaluation. FileNotFoundError where no arm
    has been run."""
    data = json.loads((folder / "arms.json").read_text())
    runs, seeds = data["runs"], whole_seeds(data["runs"])
    answers = answer_all(runs, seeds)
    plots = draw(runs, seeds, folder / "evaluation")
    text = [
        introduction(data, seeds),
        retrieval_table(runs, seeds),
        beat_table(runs, seeds),
        decoder_table(runs, seeds),
        meeting_table(runs, seeds),
    ]
    text += [answer_table(answers), controls(runs, seeds), *(f"![{path.stem}]({path.name})" for path in plots)]
    figures = {
        f"{a.question.arm}/{a.question.measure}": vars(a.comparison) | {"holm": a.adjusted, "verdict": a.verdict}
        for a in answers
    }
    return {"markdown": "\n\n".join(part for part in text if part) + "\n", "plots": plots, "figures": figures}


def whole_seeds(runs: dict) -> list[str]:
    """Seeds that every arm has been run with."""
    seeds = sorted(set.intersection(*(set(arm) for arm in runs.values())), key=int)
    if not seeds or len(runs) < 2:
        raise ValueError("arms.json holds no seed that every arm was run with")
    return seeds


def measured(runs: dict, arm: str, seed: str, measure: str) -> np.ndarray:
    """[N], larger is better; nan where a pair has nothing to measure."""
    pairs = runs[arm][seed]["pairs"]
    if measure == "found":
        return 1 / np.array(pairs["rank"], float)
    return (-1 if measure in LOSSES else 1) * np.array(pairs[measure], float)


def answer_all(runs: dict, seeds: list[str]) -> list[Answer]:
    """Each pair's figure is averaged over the seeds first: pairs, not seeds, are drawn again."""
    asked = [question for question in QUESTIONS if {question.arm, question.against} <= runs.keys()]
    comparisons, by_seed = [], []
    for question in asked:
        first, second = (np.stack([measured(runs, arm, s, question.measure) for s in seeds]) for arm in question.order)
        known = np.isfinite(first).all(0) & np.isfinite(second).all(0)
        first, second = first[:, known], second[:, known]
        comparisons.append(compare(first.mean(0), second.mean(0)))
        by_seed.append([float(value) for value in (first - second).mean(1)])
    adjusted = holm([one.p_value for one in comparisons])
    return [Answer(*each) for each in zip(asked, comparisons, adjusted, by_seed)]


def introduction(data: dict, seeds: list[str]) -> str:
    plan = data["plan"]
    return (
        f"Arms of {data['parameters'] / 1e6:.2f} M parameters (preset `arms`), {plan['steps']} steps of {plan['batch']} pairs each from scratch, seeds "
        f"{', '.join(seeds)}; the same {data['training_pairs']} training pairs in the same order for every arm (`20-fps` sees the same films at twice as many moments). Judged on {data['pairs']} pairs of the test "
        f"split, pieces that nothing was trained or chosen on (of real shots only nine are held out, which validation shares), all {plan['seconds']:g} s "
        f"long, style, energy and mode unknown to the decoder. `{COMMAND}`. Pictures are made for the music by written rules (model card), so these figures say "
        "what the method can learn of these rules, not of taste; and the arms are small and far from trained."
    )


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def over_seeds(values: list[float], digits: int = 3) -> str:
    """Mean and standard deviation of the seeds."""
    spread = f" ± {np.std(values, ddof=1):.{digits}f}" if len(values) > 1 else ""
    return f"{np.mean(values):.{digits}f}{spread}"


def interval(runs: dict, arm: str, seeds: list[str], of) -> str:
    """95 % interval over pairs of their mean over seeds."""
    values = np.mean([of(runs[arm][seed]["pairs"]) for seed in seeds], 0)
    low, high = bootstrap_interval(values[np.isfinite(values)])
    return f"{low:.3f} to {high:.3f}"


def retrieval_table(runs: dict, seeds: list[str]) -> str:
    rows, count = [], len(next(iter(runs.values()))[seeds[0]]["pairs"]["rank"])
    for arm in runs:
        rank = [np.array(runs[arm][seed]["pairs"]["rank"]) for seed in seeds]
        row = [arm, *(over_seeds([float((r <= k).mean()) for r in rank]) for k in RANKS)]
        row += [
            interval(runs, arm, seeds, lambda pairs: np.array(pairs["rank"]) <= 10),
            over_seeds([float(np.median(r)) for r in rank], 0),
        ]
        for part in ("rank_meaning", "rank_course"):
            row.append(over_seeds([float((np.array(runs[arm][s]["pairs"][part]) <= 10).mean()) for s in seeds]))
        rows.append(row)
    chance = [f"{k / count:.3f}" for k in RANKS]
    rows.append(["chance", *chance, "", f"{(count + 1) / 2:.0f}", chance[2], chance[2]])
    head = ["arm", "R@1", "R@5", "R@10", "95 % of R@10", "median rank", "R@10 by meaning", "R@10 by course"]
    return f"Music found for a picture among {count} (mean ± standard deviation of the seeds):\n\n" + table(head, rows)


def beat_table(runs: dict, seeds: list[str]) -> str:
    names = ("head_auc", "head_precision", "head_f", "head_z", "probe_auc", "probe_f", "probe_z", "probe_z_shuffled")
    rows = [
        [
            arm,
            *(
                over_seeds([float(np.nanmean(np.array(runs[arm][s]["pairs"][n], float))) for s in seeds], 2)
                for n in names
            ),
        ]
        for arm in runs
    ]
    head = [
        "arm",
        "AUC",
        "average precision",
        "F",
        "lift z",
        "probe: AUC",
        "probe: F",
        "probe: lift z",
        "the same, other music",
    ]
    note = (
        "Frames at which the picture changes on a beat, per pair (F within 0.1 s, threshold from training pairs; lift z: the music's accents at "
        "the transitions found, against the same transitions moved round the clip). The head of `no-beat` was never trained: it is a random reading of features in which "
        "transitions stand out; the probe, a logistic regression on each arm's frame features, is fair to all. Of the transitions in these pairs nearly all "
        "lie on accents, so this is for the most part the finding of transitions. An encoder that sees one picture in five or ten cannot place them that near "
        "by construction: that is the claim, but it is no achievement of learning."
    )
    return note + "\n\n" + table(head, rows)


def decoder_table(runs: dict, seeds: list[str]) -> str:
    rows = []
    for arm in runs:
        row = [arm, over_seeds([float(np.mean(runs[arm][s]["pairs"]["nats"])) for s in seeds], 2)]
        row.append(over_seeds([float(np.mean(runs[arm][s]["pairs"]["gain_over_other"])) for s in seeds]))
        row.append(interval(runs, arm, seeds, lambda pairs: np.array(pairs["gain_over_other"], float)))
        rows.append(row)
    note = (
        "What the decoder makes of the picture: nats a step of the true music, and how many more with the picture of another pair (an arm's decoder never "
        "went without one). It is a likelihood and needs no judge, so nothing is circular; but the question was not among those asked beforehand, "
        "and no verdict is drawn from it. Accents are known to the decoder, as in every job. These decoders are far from trained."
    )
    return note + "\n\n" + table(["arm", "nats a step", "lost with another's picture", "95 %"], rows)


def meeting_table(runs: dict, seeds: list[str]) -> str:
    """Empty for runs that were made before this was measured."""
    name = "meeting_drum_nats"
    if any(name not in runs[arm][seed]["pairs"] for arm in runs for seed in seeds):
        return ""
    rows = []
    for arm in runs:
        each = [float(np.nanmean(np.array(runs[arm][seed]["pairs"][name], float))) for seed in seeds]
        rows.append([arm, over_seeds(each), interval(runs, arm, seeds, lambda pairs: np.array(pairs[name], float))])
    note = (
        "Nats a step of the true kit, cymbals and percussion within one step of a transition that stands on an accent. `reweight` gives tokens within 0.1 s of such a "
        "transition twice the weight in training, `reweight-elsewhere` as many tokens half a crop away; the weight was chosen beforehand."
    )
    return note + "\n\n" + table(["arm", "nats a step", "95 %"], rows)


def answer_table(answers: list[Answer]) -> str:
    rows = []
    for one in answers:
        c = one.comparison
        rows.append([
            one.question.says, f"{MEASURES[one.question.measure]}: {' - '.join(one.question.order)}", f"{c.difference:+.3f} ({c.low:+.3f} to {c.high:+.3f})",
            f"{c.wins}/{c.ties}/{c.losses}", f"{one.adjusted:.2g}", f"**{one.verdict}**",
        ])  # fmt: skip
    head = ["claim", "measure", "difference (95 % over pairs)", "won/tied/lost", "p, Wilcoxon, Holm", "verdict"]
    return "Supported means: the interval, the adjusted test and every seed agree.\n\n" + table(head, rows)


def controls(runs: dict, seeds: list[str]) -> str:
    """Controls that must fail: shuffled pairs at chance."""
    rank = np.concatenate([np.array(runs["full"][seed]["pairs"]["rank_shuffled"]) for seed in seeds])
    count = len(runs["full"][seeds[0]]["pairs"]["rank"])
    share, chance = float((rank <= 10).mean()), 10 / count
    bound = 3 * np.sqrt(chance * (1 - chance) / count)  # three standard errors of one seed's pairs: seeds share them
    lift = np.concatenate([np.array(runs["full"][seed]["pairs"]["head_z_shuffled"], float) for seed in seeds])
    true = np.concatenate([np.array(runs["full"][seed]["pairs"]["head_z"], float) for seed in seeds])
    word = "fails, as it must" if abs(share - chance) < bound else "DOES NOT FAIL: the measure is broken"
    return (
        f"Control, `full` with the music of another pair: R@10 {share:.3f} at chance {chance:.3f} ({word}); lift z of the head {lift.mean():.2f} with another's music, "
        f"{true.mean():.2f} with its own."
    )


def draw(runs: dict, seeds: list[str], folder: Path) -> list[Path]:
    from matplotlib import pyplot

    from .plots import save

    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.2))
    names = list(runs)
    panels = (
        ("R@10, own music found", lambda pairs: np.array(pairs["rank"]) <= 10),
        ("lift z of transitions (linear probe)", lambda pairs: np.array(pairs["probe_z"], float)),
    )
    for axis, (title, of) in zip(axes, panels):
        for place, arm in enumerate(names):
            values = [float(np.mean(of(runs[arm][seed]["pairs"]))) for seed in seeds]
            low, high = bootstrap_interval(np.mean([of(runs[arm][seed]["pairs"]) for seed in seeds], 0), draws=2000)
            axis.plot([place, place], [low, high], color="0.6", linewidth=6, solid_capstyle="butt")
            axis.plot([place] * len(values), values, "k.")
        axis.set_title(title, fontsize=10)
        axis.set_xticks(range(len(names)), names, rotation=30, ha="right", rotation_mode="anchor")
    count = len(runs["full"][seeds[0]]["pairs"]["rank"])
    axes[0].axhline(10 / count, linestyle="--", color="0.4", linewidth=1)
    axes[1].axhline(0, linestyle="--", color="0.4", linewidth=1)
    path = folder / "claims.png"
    save(figure, path)
    return [path]
