"""Is ranking several takes worth anything? Composes takes of films with known cuts through the product, judges the sound of each with the measures of the
evaluation, and compares the take that a rule shows first with the mean take of its film.

    python models/scripts/measure_takes.py --bundle models/bundles/small --data ../shared/data --work takes --films 24

Films are montages of seeds that evaluate.py does not use. Onset lift and beats are measured on the sound with this repository's Python measures, not by what
ranks; the tracker that hears the beats is the same, so recall by "cuts that are met" is partly judge and party, and similarity by "similarity" wholly.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.corpus.compose import STYLE_ORDER  # noqa: E402
from vmas.evaluation.films import Film, known_film  # noqa: E402
from vmas.evaluation.material import run_tool  # noqa: E402
from vmas.evaluation.sound import Ear, open_tracker  # noqa: E402
from vmas.evaluation.sync import EDGE_SECONDS, HIT_SECONDS, measure_sync  # noqa: E402
from vmas.evaluation.takes import Take, beat_f, worth_of_ranking  # noqa: E402

RUNS = Path(__file__).resolve().parents[1] / "runs"
KINDS = ("hidden-grid", "irregular", "bursts")
FILM_SEED = 9_000  # evaluate.py: 100 to 299
FIGURES = {"lift_z": "onset lift z", "recall_above": "cuts met above chance", "beat_f": "beat F against the cuts", "similarity": "similarity of music and picture"}


def films(args: argparse.Namespace) -> list[Film]:
    folder = args.work / "films"
    folder.mkdir(parents=True, exist_ok=True)
    plans = [
        {"name": f"{kind}-{number}", "kind": kind, "seed": FILM_SEED + number, "seconds": args.seconds}
        for number in range(args.films // len(KINDS)) for kind in KINDS
    ]  # fmt: skip
    (folder / "plans.json").write_text(json.dumps(plans))
    run_tool("make-films.ts", (folder / "plans.json").resolve(), (args.data / "clips").resolve(), folder.resolve())
    return [known_film(entry) for entry in json.loads((folder / "films.json").read_text())]


def make_takes(found: list[Film], args: argparse.Namespace) -> list[Path]:
    """One folder of takes a film. Everything but style and seed is what the product does when nothing is asked."""
    folders = [(args.work / args.bundle.name / film.name).resolve() for film in found]
    controls = [{"style": STYLE_ORDER[i % len(STYLE_ORDER)], "intensity": 50, "sync": args.sync, "seed": 1 + 100 * i} for i in range(len(found))]
    jobs = [
        {"mediaPath": str(film.path.resolve()), "directory": str(folder), "takes": args.takes, "controls": control}
        for film, folder, control in zip(found, folders, controls)
    ]  # fmt: skip
    (args.work / "jobs.json").write_text(json.dumps(jobs))
    run_tool("make-takes.ts", (args.work / "jobs.json").resolve(), args.bundle.name, bundles=args.bundle.parent)
    return folders


def judged(film: Film, folder: Path, ear: Ear) -> list[Take]:
    """Empty where the film has too few cuts."""
    takes = []
    for place, entry in enumerate(json.loads((folder / "takes.json").read_text())):
        heard = ear.hear(folder / entry["wav"])
        figures = measure_sync(heard, film.cuts_seconds)
        if figures is None:
            return []
        cuts = np.array([t for t in film.cuts_seconds if EDGE_SECONDS < t < heard.duration_seconds - EDGE_SECONDS])
        similarity, recall, lift = (float("nan") if entry[key] is None else entry[key] for key in ("similarity", "recall", "onsetLiftZ"))
        values = {"lift_z": figures.lift_z, "recall_above": figures.recall_above, "beat_f": beat_f(cuts, heard.beats, HIT_SECONDS), "similarity": similarity}
        takes.append(Take(entry["take"], place, similarity, recall, lift, values))
    return takes


def write_takes(path: Path, found: list[Film], takes: list[list[Take]]) -> None:
    columns = ("film", "take", "place", "recall", "onset_lift", *FIGURES)
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for film, of in zip(found, takes):
            for take in of:
                row = (take.recall, take.onset_lift, *(take.judged[name] for name in FIGURES))
                writer.writerow([film.name, take.number, take.place + 1, *(f"{value:.4f}" for value in row)])


def print_worth(takes: list[list[Take]]) -> None:
    for name, title in FIGURES.items():
        worth = worth_of_ranking(takes, name)
        print(f"\n| {title} (mean take {worth.mean:.3f}) | value | above the mean take (95 % interval) | films better, worse |\n| --- | --- | --- | --- |")
        for rule, (value, pair) in worth.by_rule.items():
            beside = "-" if pair is None else f"{pair.mean:+.3f} ({pair.low:+.3f} to {pair.high:+.3f}) | {pair.wins}, {pair.losses}"
            print(f"| {rule} | {value:.3f} | {beside} |")


def main(args: argparse.Namespace) -> None:
    args.work.mkdir(parents=True, exist_ok=True)
    found = films(args)
    folders = make_takes(found, args)
    ear = Ear(open_tracker(args.bundle), args.work / "heard")
    takes = [judged(film, folder, ear) for film, folder in zip(found, folders)]
    write_takes(args.out or RUNS / f"{args.bundle.name}.takes.csv", found, takes)
    usable = [of for of in takes if of]
    print(f"{len(usable)} films of {args.seconds:g} s with known cuts, {args.takes} takes each, sync {args.sync}")
    print_worth(usable)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, required=True, help="films and takes; what is there is kept, so another bundle's weights need another folder")
    parser.add_argument("--out", type=Path, help="table of takes; models/runs/<bundle>.takes.csv where this is left out")
    parser.add_argument("--films", type=int, default=12)
    parser.add_argument("--takes", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--sync", type=int, default=80, help="0 to 100; 80 is the product's default")
    main(parser.parse_args())
