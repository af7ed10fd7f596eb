"""Judges shipped bundles and writes models/EVALUATION.md with its pictures: sync, baselines, obedience, sound, notes, codec, beats,
controls, cost, fit of picture and music by another ear. The figures behind its tables go to runs/evaluation/<bundle>.json. Every result is kept
under --work, so a run that was stopped goes on; `--again STAGE` throws a result away.

    python models/scripts/evaluate.py --work evaluation --data ../shared/data
    python models/scripts/evaluate.py --work rehearsal --data ../shared/data --bundles debug-score --quick --out rehearsal/EVALUATION.md

Needs Node with the packages of the repository (`npm ci`), ffmpeg, and models/requirements.txt.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import evaluate_beats  # noqa: E402
from measure_tempo import tempo_of  # noqa: E402
from vmas.beats.features import log_mel  # noqa: E402
from vmas.evaluation import claim_whole, claims, plots  # noqa: E402
from vmas.evaluation.baselines import NAMES  # noqa: E402
from vmas.evaluation.draws import by_film  # noqa: E402
from vmas.evaluation.identity import digest  # noqa: E402
from vmas.evaluation.judge_beats import judge_beats, rendered_cases  # noqa: E402
from vmas.evaluation.judge_codec import judge_codec  # noqa: E402
from vmas.evaluation.judge_codes import judge_codes  # noqa: E402
from vmas.evaluation.judge_controls import judge_controls  # noqa: E402
from vmas.evaluation.judge_cost import judge_cost  # noqa: E402
from vmas.evaluation.judge_match import judge_match  # noqa: E402
from vmas.evaluation.judge_obedience import judge_asked_mode, judge_obedience  # noqa: E402
from vmas.evaluation.judge_posteriors import judge_posteriors  # noqa: E402
from vmas.evaluation.judge_quality import judge_distribution, judge_joins, judge_signal  # noqa: E402
from vmas.evaluation.judge_retrieval import can_be_judged, judge_retrieval  # noqa: E402
from vmas.evaluation.judge_sound_statistics import judge_sound_statistics  # noqa: E402
from vmas.evaluation.judge_sync import judge_films  # noqa: E402
from vmas.evaluation.judge_tokens import judge_harmony, judge_memorisation  # noqa: E402
from vmas.evaluation.ledger import write_figures  # noqa: E402
from vmas.evaluation.match_trial import recipe_key, recipe_of  # noqa: E402
from vmas.evaluation.report import document  # noqa: E402
from vmas.evaluation.session import Session, kept  # noqa: E402

MODELS = Path(__file__).resolve().parents[1]
STAGES = ("films", "obedience", "mode", "distribution", "posteriors", "statistics", "signal", "joins", "harmony", "memorisation", "codec", "controls", "cost", "beats", "retrieval", "match")


def judge(session: Session, stages: list[str], pictures: Path) -> dict:
    """Every stage of one bundle; those not asked for are taken from the folder where they are there, else left out."""
    is_score = session.family == "score"
    found: dict = {"id": session.id, "family": session.family, "version": session.manifest["version"]}
    work = {
        "films": lambda: judge_films(session),
        "obedience": lambda: judge_obedience(session, tempo_of),
        "mode": lambda: judge_asked_mode(session),
        "distribution": lambda: judge_distribution(session),
        "posteriors": lambda: judge_posteriors(session),
        "statistics": lambda: judge_sound_statistics(session),
        "signal": lambda: judge_signal(session),
        "joins": (lambda: judge_joins(session)) if session.sizes.joins else None,
        "harmony": (lambda: judge_harmony(session)) if is_score else None,
        "memorisation": memorisation_of(session),
        "codec": None if is_score else lambda: judge_codec(session, pictures),
        "controls": lambda: judge_controls(
            session, found["films"]["systems"], found["obedience"]["style"], found["distribution"], found.get("memorisation"),
            found.get("statistics"), found.get("posteriors"),
        ),
        "cost": lambda: judge_cost(session),
        "retrieval": (lambda: judge_retrieval(session)) if can_be_judged(session) else None,
        "match": lambda: judge_match(session),
    }
    rests_on = {
        "controls": ("films", "obedience", "distribution", "memorisation", "statistics", "posteriors"), "memorisation": ("codes",), "retrieval": ("codes",),
        "match": ("films", "match_recipe"),
    }  # fmt: skip
    found["match_recipe"] = recipe_key(recipe_of(session))
    found["codes"] = session.codes and [session.codes.name, session.codes.stat().st_size]
    for name, make in work.items():
        if make and (name in stages or session.has(name)):
            found[name] = session.stage(name, make, [found.get(other) for other in rests_on.get(name, ())])
    return found


def memorisation_of(session: Session) -> Callable[[], dict] | None:
    """None where the codes of a bundle of family `rvq` are not at hand."""
    if session.family == "score":
        return lambda: judge_memorisation(session)
    return (lambda: judge_codes(session)) if session.codes else None


def beats_of(session: Session) -> dict:
    def make_case(name: str, group: str, style: str, samples: np.ndarray, beats, downbeats) -> evaluate_beats.Case:
        usual = evaluate_beats.style_range(f"-{style}")
        return evaluate_beats.Case(name, group, log_mel(samples), np.asarray(beats), np.asarray(downbeats), usual, samples)

    def cases():
        yield from rendered_cases(session.full_material.held_out(), make_case)
        if not session.quick:
            yield from evaluate_beats.exact_cases(session.data / "audio_exact_beats")
            yield from evaluate_beats.checked_grid_cases(session.data / "audio")

    tracker = session.ear.tracker
    trackers = {
        "ours": lambda case: evaluate_beats.ours(case, tracker, use_range=False),
        "ours, range of the style": lambda case: evaluate_beats.ours(case, tracker, use_range=True) if case.tempo_range_bpm else None,
        "librosa": evaluate_beats.librosas,
    }
    return judge_beats(cases(), trackers)


def beats_key(session: Session) -> str:
    """Of what the beats of the tracker depend on: its weights and how much is heard."""
    return digest([session.ear.edition, session.run_key])


def draw(results: dict, folder: Path) -> None:
    bundle, style = results["id"], results["obedience"]["style"]
    systems = {NAMES[key]: by_film(rows, "lift_z").tolist() for key, rows in results["films"]["systems"].items()}
    plots.plot_lift(systems, folder / f"{bundle}-lift.png")
    plots.plot_confusion(np.array(style["table"]), style["styles"], folder / f"{bundle}-style.png", f"{bundle}: style")
    arcs = [row for row in results["obedience"]["energy"] if "motion" in row][:4]
    if arcs:
        curves = [(f"{row['film']}\n{row['style']}", *(np.array(row[name], float) for name in ("motion", "asked", "heard_level"))) for row in arcs]
        plots.plot_energy(curves, folder / f"{bundle}-energy.png")
    sets = results["distribution"]["tagger"]["real music, held out"]
    shown = {name: (row["fad"], row["low"], row["high"]) for name, row in sets.items() if name != "white noise"}
    plots.plot_frechet(shown, folder / f"{bundle}-fad.png", "FAD-ours (tagger) to real music, 95 %")


def claim_lines(runs: Path, all_results: list[dict]) -> list[str]:
    """The experiments on the four ideas: those with arms, where they have been run (scripts/run_arms.py), and those on what was written."""
    lines = ["## The four ideas", ""]
    if (runs / "arms.json").exists():
        lines += [*claims.section(runs)["markdown"].replace("](", "](runs/evaluation/").splitlines(), ""]
    for results in all_results:
        lines += claim_whole.claim_lines(results)
    return lines


def main(args: argparse.Namespace) -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    names = args.bundles or [name for name in ("small", "audio") if (args.models / name / "model.json").exists()]
    pictures = args.out.parent / "runs/evaluation"
    sessions = [Session(args.models / name, args.work, args.data, args.bank, args.quick, args.sound, args.codes) for name in names]
    for session in sessions if "scores" in args.again else []:
        session.forget_scores()
    for stage in args.again:
        for path in (args.work / f"{stage}.json", *(session.folder / f"{stage}.json" for session in sessions)):
            path.unlink(missing_ok=True)
    all_results = [judge(session, args.stages, pictures) for session in sessions]
    beats = kept(args.work / "beats.json", lambda: beats_of(sessions[0]), beats_key(sessions[0])) if "beats" in args.stages else None
    complete = [results for results in all_results if {"films", "obedience", "distribution", "signal", "controls", "cost"} <= results.keys()]
    if len(complete) < len(all_results):
        print("Some stages are missing: no report was written.")
        return
    for results in complete:
        draw(results, pictures)
        write_figures(results, pictures / f"{results['id']}.json")
    if beats:
        write_figures(beats, pictures / "beats.json")
    command = f"python models/scripts/evaluate.py --work evaluation --data ../shared/data{' --sound sound' if args.sound else ''}{' --codes codes.npz' if args.codes else ''}"
    args.out.write_text(document(complete, beats, claim_lines(args.runs, complete), command))
    print(f"{args.out}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder for sounds and results")
    parser.add_argument("--data", type=Path, default=MODELS.parent.parent / "shared/data")
    parser.add_argument("--models", type=Path, default=MODELS / "bundles", help="folder of bundles")
    parser.add_argument("--bundles", nargs="*", help="default: small and audio, where they are there")
    parser.add_argument("--bank", type=Path, default=MODELS / "bundles/small/instruments.sf3", help="instruments for the references")
    parser.add_argument("--sound", type=Path, help="folders of prepare_audio.py: training tracks are taken from there, not played")
    parser.add_argument("--codes", type=Path, help="file of encode_audio.py that a bundle of codes was trained on: what it knows by heart")
    parser.add_argument("--runs", type=Path, default=MODELS / "runs", help="folder of arms.json, the experiments on the four ideas")
    parser.add_argument("--stages", nargs="*", default=list(STAGES), choices=STAGES)
    parser.add_argument("--again", nargs="*", default=[], choices=(*STAGES, "scores"), help="results to throw away first; scores: all music")
    parser.add_argument("--quick", action="store_true", help="a rehearsal with next to nothing in it")
    parser.add_argument("--out", type=Path, default=MODELS / "EVALUATION.md")
    main(parser.parse_args())
