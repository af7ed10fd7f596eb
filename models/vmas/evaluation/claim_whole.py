"""The paper's fourth claim, that the whole beats simple baselines, and what putting beats on cuts does for music, judged on what the shipped
bundle wrote. Reads results of the stage `films`; measures nothing but what pairs of them say."""

from __future__ import annotations

from dataclasses import dataclass

from .baselines import NAMES
from .draws import draws_of, films_of
from .paired import Seeded
from .report_sync import against
from .statistics import holm
from .tables import table

# Asked before any result with several seeds was seen. Larger is better in both.
FIGURES = {"lift_z": "onset lift z of the cuts", "energy_above": "energy rho above null"}
SIMPLE = ("B0", "B1", "B2", "B3", "B4", "B5")  # simple means; B4 and B5 are the network without the picture, or with another's
PLANNER, TRUTH = "B6", "B7"
WORDS = {1: "supported", -1: "contradicted", 0: "undecided"}


@dataclass(frozen=True)
class Answer:
    """`other`: a baseline, or `steady` for our own product at sync 0."""

    other: str
    figure: str
    found: Seeded
    adjusted: float  # Holm, over the questions of one claim; sync 0 is one question

    @property
    def verdict(self) -> str:
        return WORDS[self.found.leader(self.adjusted)]


def answer_all(films: dict) -> list[Answer]:
    """`films`: result of the stage. Each baseline by both figures; and sync 100 against sync 0, with the same seeds, by the lift of the cuts."""
    ours, steady = films["systems"]["ours"], films["steady"]
    asked = [(key, figure) for key in (*SIMPLE, PLANNER, TRUTH) for figure in FIGURES]
    compared = [(key, figure, against(ours, films["systems"][key], figure)) for key, figure in asked]
    whole = [(key, figure, found) for key, figure, found in compared if found]
    adjusted = holm([found.pair.p for _, _, found in whole])
    answers = [Answer(key, figure, found, p) for (key, figure, found), p in zip(whole, adjusted)]
    same_seeds = [row for row in ours if row["draw"] < draws_of(steady)]
    beats = against(same_seeds, steady, "lift_z")
    return answers + ([Answer("steady", "lift_z", beats, beats.pair.p)] if beats else [])


def claim_of(other: str) -> str:
    if other == "steady":
        return "beats put on the cuts make music meet them better"
    if other == PLANNER:
        return "the whole beats its own planner with the arranger"
    if other == TRUTH:
        return "the whole beats the music that the film was cut to"
    return "the whole beats simple baselines"


def measure_of(answer: Answer) -> str:
    other = "sync 0" if answer.other == "steady" else f"{answer.other}, {NAMES[answer.other]}"
    ours = "sync 100" if answer.other == "steady" else "ours"
    return f"{FIGURES[answer.figure]}: {ours} - {other} (n {answer.found.pair.n})"


def answer_row(answer: Answer) -> list[str]:
    pair = answer.found.pair
    return [
        claim_of(answer.other), measure_of(answer), f"{pair.mean:+.3f} ({pair.low:+.3f} to {pair.high:+.3f})",
        f"{pair.wins}/{pair.ties}/{pair.losses}", " / ".join(f"{one:+.2f}" for one in answer.found.by_seed), f"{answer.adjusted:.2g}", f"**{answer.verdict}**",
    ]  # fmt: skip


def summaries(answers: list[Answer]) -> list[str]:
    """One sentence for each figure: supported over all simple baselines only where it is against every one."""
    lines = []
    for figure, title in FIGURES.items():
        verdicts = {answer.other: answer.verdict for answer in answers if answer.figure == figure}
        simple = {key: verdicts.get(key, "not measured") for key in SIMPLE}
        words = set(simple.values())
        whole = "supported" if words == {"supported"} else "contradicted" if "contradicted" in words else "undecided"
        others = [f"{key} {word}" for key, word in simple.items() if word != whole]
        text = f"By {title}, that the whole beats simple baselines (all of B0 to B5) is **{whole}**"
        text += f" (but: {', '.join(others)})" if others else ""
        text += f"; against the arranger on the same plan, B6, it is {verdicts[PLANNER]}" if PLANNER in verdicts else ""
        text += f"; against the music that the film was cut to, B7, {verdicts[TRUTH]}" if TRUTH in verdicts else ""
        lines.append(f"{text}.")
    return lines


def claim_lines(results: dict) -> list[str]:
    """The fourth claim and the beats on the cuts for one bundle, as the other claims are printed."""
    films = results["films"]
    answers, ours = answer_all(films), films["systems"]["ours"]
    counts = f"{len(films_of(ours))} films, {draws_of(ours)} seeds, {len(ours)} scores; at sync 0 {len(films_of(films['steady']))} of these films, {draws_of(films['steady'])} seeds"
    head = ["claim", "measure", "difference (95 % over films)", "won/tied/lost", "by seed", "p, Wilcoxon, Holm", "verdict"]
    return [
        f"**The whole, and the beats on the cuts: `{results['id']}` {results['version']}** ({counts})",
        "",
        "What the bundle wrote against what simple means would have laid under the same films (the baselines of its section below); film by film,",
        "means over seeds. Supported means, as above: the interval, the test (adjusted over the questions of a claim; the last row is a claim of",
        "one question) and every seed agree.",
        "",
        *table(head, [answer_row(answer) for answer in answers]),
        *summaries(answers),
        "The last row compares the product with itself, same films and seeds, when no beat or accent is put on a cut: what it shows is the planner's",
        "alignment together with the decoder's obedience to accents. The loss term `beat` of the encoder is another matter and is judged by the arms.",
        "",
    ]
