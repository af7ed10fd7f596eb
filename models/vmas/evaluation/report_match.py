"""The report's words and tables about picture and generated music, by another ear than the model's own. Reads results; measures nothing
but what pairs of them say."""

from __future__ import annotations

from .baselines import NAMES
from .paired import LEVEL
from .report_sync import against
from .statistics import holm
from .tables import number, p_value, percent, table

PART_TITLES = {
    "both": "when and what together", "when": "when alone (course over time)", "what": "what alone (all of it at once)",
    "shuffled": "control: everybody has another's music",
}  # fmt: skip
VERDICTS = {1: "ours", -1: "the other", 0: "undecided"}


def match_lines(match: dict) -> list[str]:
    recipe, trial = match["recipe"], match["trial"]
    return [
        f"The ear is two small networks over hand-made figures of the picture and over the bands of the sound, trained by this command on {recipe['pieces']} pieces of the arranger with {recipe['pictures']} pictures",
        f"each ({recipe['steps']} steps). It shares no layer, feature, token, piece or seed with the model. It shares the rules by which pictures are made for music and the arranger: it can say whether music goes",
        "with a film as those rules have it, not whether anybody would like it. Some clips of the films are among those that it was trained on, with other music.",
        "Films and sounds are held to one length, so that none gives a pair away. p: as good a mean reciprocal rank when music is dealt out by chance.",
        "",
        f"**The ear itself**, on {recipe['tested']} pairs of other pieces and other clips, {trial['seconds']:g} s each:",
        "",
        *found_table([(PART_TITLES[part], row) for part, row in trial["found"].items()]),
        "How often the own music goes better with the picture than the same music moved, early and late (chance 50 %):",
        "",
        *shift_table({PART_TITLES[part]: rows for part, rows in trial["shifts"].items()}),
        f"**The films**, {match['seconds']:g} s of each. A film looks for its own music among that of all films:",
        "",
        *found_table([(f"{NAMES[name]}: {PART_TITLES[part]}", row) for name, rows in match["found"].items() for part, row in rows.items()]),
        *verdict_lines(match["found"]),
        *shift_table({f"{NAMES[name]}: {PART_TITLES[part]}": rows for name, parts in match["shifts"].items() for part, rows in parts.items() if part != "what"}),
        "Film by film, means over seeds: likeness to our music minus likeness to the other (logits of the ear), with the interval over films; Wilcoxon's p after Holm's correction over the table.",
        "",
        *pair_table(match["likeness"]),
    ]  # fmt: skip


def found_table(rows: list[tuple[str, dict]]) -> list[str]:
    body = [
        [
            name, number(row["count"], 0), *(f"{number(row[f'R@{k}'], 3)} ({number(row[f'chance@{k}'], 3)})" for k in (1, 5, 10)),
            f"{number(row['low'], 3)} to {number(row['high'], 3)}", f"{number(row['median'], 1)} ({number(row['chance_median'], 1)})",
            f"{number(row['reciprocal'], 3)} ({number(row['chance_reciprocal'], 3)})", f"{number(row['reciprocal_low'], 3)} to {number(row['reciprocal_high'], 3)}", p_value(row["p"]),
        ]
        for name, row in rows
    ]  # fmt: skip
    header = ["found by", "among", "R@1 (chance)", "R@5 (chance)", "R@10 (chance)", "95 % of R@5", "median rank (chance)", "mean reciprocal rank (chance)", "95 %", "p"]
    return table(header, body)


def shift_table(systems: dict[str, dict[str, dict]]) -> list[str]:
    shifts = sorted({seconds for rows in systems.values() for seconds in rows}, key=float)
    body = [[name, *(share_of(rows.get(seconds)) for seconds in shifts)] for name, rows in systems.items()]
    return table(["own music preferred to itself moved by", *(f"{seconds} s" for seconds in shifts)], body) if shifts else []


def share_of(figure: dict | None) -> str:
    return f"{percent(figure['share'])} ({percent(figure['low'])} to {percent(figure['high'])}, n {figure['n']})" if figure else "-"


def verdict_lines(found: dict) -> list[str]:
    """What the ear can see in such films at all comes first: where it does not find the true music, it says nothing of ours."""
    lines = []
    if "B7" in found:
        true = found["B7"]["both"]
        seen = f"films cut to a piece find that piece with mean reciprocal rank {number(true['reciprocal'], 3)} of {number(true['count'], 0)} (chance {number(true['chance_reciprocal'], 3)}, p {p_value(true['p'])})"
        lines.append(
            f"**What the ear can see in such films**: {seen}, so it sees something." if true["p"] < LEVEL
            else f"**The ear is blind here**: {seen}, which is no more than chance. What it says of our music is then no evidence for or against it."
        )  # fmt: skip
    if "ours" in found:
        ours = found["ours"]["both"]
        text = "find their music" if ours["p"] < LEVEL else "do **not** find their music"
        lines.append(f"Films {text} more often than chance when it is ours (R@1 {number(ours['R@1'], 3)}, chance {number(ours['chance@1'], 3)}, p {p_value(ours['p'])}).")
        whole = found["ours"]["what"]
        reason = "The style of these films is dealt out by number, not by what is seen"
        lines.append(f"{reason}, so *what* alone should be at chance: R@1 {number(whole['R@1'], 3)}, p {p_value(whole['p'])}.")
    return [*lines, ""]


def pair_table(likeness: dict) -> list[str]:
    asked = [(name, part) for name in likeness if name != "ours" for part in ("both", "when")]
    cells = [(name, part, found) for name, part in asked if (found := against(likeness["ours"], likeness[name], part))]
    corrected = holm([found.pair.p for _, _, found in cells])
    body = [
        [f"{name} {NAMES[name]}", PART_TITLES[part], str(found.pair.n), f"{number(found.pair.mean)} ({number(found.pair.low)} to {number(found.pair.high)})", f"{found.pair.wins} / {found.pair.losses} / {found.pair.ties}", p_value(p), VERDICTS[found.leader(p)]]
        for (name, part, found), p in zip(cells, corrected)
    ]  # fmt: skip
    return table(["against", "by", "n", "difference", "won / lost / tied", "p", "goes better"], body)
