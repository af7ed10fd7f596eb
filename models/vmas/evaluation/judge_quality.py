"""How near the sound of a bundle lies to that of held-out music (FAD-ours, density, coverage), and what a meter finds. -> plain figures."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..corpus.compose import STYLE_ORDER
from ..rvq.pieces import TEST, TRAIN
from ..rvq.recorded import split_of, work_of
from .codec import Codec
from .distribution import Directions, density_and_coverage, frechet_infinite, frechet_of, halves, jackknife_interval
from .embedding import Tagger, embed, load_or_train, statistics_of
from .kernel_distance import kernel_figures, median_distance
from .material import REPOSITORY, check_apart
from .session import Session
from .signal import inspect
from .sound import RATE_HZ, Heard, read_mono
from .sound_tokens import through_codec

RENDERINGS, RECORDINGS = "held-out renderings", "real music, held out"
# Fewer than the pieces of nearly every set: in 64 a set of 30 pieces does not tell a direction from chance, however many windows it has.
FEW_DIRECTIONS = 16


def recordings(session: Session, split: int) -> list[str]:
    """Names of real production music, split by work; the same split that the codec is trained by. Of training not more than is needed."""
    files = [entry["file"] for entry in json.loads((session.data / "audio/audio.json").read_text())]
    chosen = [name for name in files if split_of(work_of(name)) == split]
    if session.quick:
        chosen = list({work_of(name): name for name in chosen}.values())
    return chosen[: session.sizes.tagger_recordings if split == TRAIN or session.quick else None]


def recorded(session: Session, names: list[str]) -> list[Heard]:
    return [session.ear.hear(session.data / "audio" / name, levelled=True, light=True) for name in names]


def tagger_material(session: Session) -> tuple[list[np.ndarray], list[int]]:
    """Log mel and style (-1 unknown) of the classifier's pieces and of real music of the training split; neither is judged. ValueError
    where a piece of the reference or of the codec's ceiling is among them."""
    examples = session.full_material.classifier_examples()
    judged = session.material.held_out() + (session.material.other_held_out() if session.family == "rvq" else [])
    check_apart(examples, judged)
    heard = session.heard_all(examples, light=True) + recorded(session, recordings(session, TRAIN))
    styles = [STYLE_ORDER.index(piece.style) for piece in examples]
    return [piece.mel for piece in heard], styles + [-1] * (len(heard) - len(styles))


def open_tagger(session: Session) -> tuple[Tagger, list[np.ndarray]]:
    """The tagger, and the log mels that it was trained on."""
    mels, styles = tagger_material(session)
    return load_or_train(session.shared, mels, styles, session.sizes.embedding_steps), mels


@dataclass(frozen=True)
class Space:
    """Windows of each piece of each set as vectors; `few`: the directions in which material varies most that is not judged."""

    name: str
    sets: dict[str, list[np.ndarray]]
    groups: dict[str, list[str]]  # style of each piece of a set, where it is known: both halves of a reference hold all of them
    few: Directions


def ceiling_sound(session: Session) -> list[Heard]:
    """Held-out pieces, other than the reference, through the codec: the ceiling of any model of its codes."""
    codec = Codec(session.bundle)
    return [session.ear.hear_samples(through_codec(codec, read_mono(piece.path))) for piece in session.material.other_held_out()]


def sound_sets(session: Session) -> dict[str, list[list[np.ndarray]]]:
    """Log mels of each piece of each set; recordings of one work are one piece."""
    noise = np.random.default_rng(1).standard_normal((8, 20 * RATE_HZ)).astype(np.float32) * 0.13
    names = recordings(session, TEST)
    works: dict[str, list[np.ndarray]] = {}
    for name, heard in zip(names, recorded(session, names)):
        works.setdefault(work_of(name), []).append(heard.mel)
    single = {
        "ours": [session.heard(scored) for scored in session.scores_for("main", "arc", "tempo")],
        RENDERINGS: session.held_out,
        "training tracks (B1)": session.library,
        "white noise": [session.ear.hear_samples(row) for row in noise],
    }
    single |= {"codec ceiling": ceiling_sound(session)} if session.family == "rvq" else {}
    return {name: [[heard.mel] for heard in pieces] for name, pieces in single.items()} | {RECORDINGS: list(works.values())}


def spaces_of(session: Session) -> list[Space]:
    tagger, mels = open_tagger(session)
    functions = {"log-mel statistics": statistics_of, "tagger": lambda mel: embed(tagger, mel)}
    sets, groups = sound_sets(session), {RENDERINGS: [piece.style for piece in session.material.held_out()]}
    spaces = []
    for name, function in functions.items():
        vectors = {key: [np.concatenate([function(mel) for mel in mels_of]) for mels_of in pieces] for key, pieces in sets.items()}
        few = Directions.of(np.concatenate([function(mel) for mel in mels]), FEW_DIRECTIONS)
        vectors = {key: [piece for piece in pieces if len(piece)] for key, pieces in vectors.items()}
        spaces.append(Space(name, vectors, groups, few))
    return spaces


def compare(space: Space, reference: str) -> dict[str, dict]:
    """Every other set against a reference, and the reference's own halves, which say how much is only size."""
    whole = space.sets[reference]
    groups = space.groups.get(reference, [""] * len(whole))
    pairs = {"two halves of the reference": halves(whole, groups)}
    pairs |= {name: (whole, pieces) for name, pieces in space.sets.items() if name != reference}
    bandwidth = median_distance(whole)
    return {name: figures_of(space, basis, pieces, bandwidth) for name, (basis, pieces) in pairs.items()}


def figures_of(space: Space, basis: list[np.ndarray], pieces: list[np.ndarray], bandwidth: float) -> dict:
    low, high = jackknife_interval(basis, pieces)
    density, coverage = density_and_coverage(np.concatenate(basis), np.concatenate(pieces))
    return {
        "pieces": len(pieces), "windows": sum(map(len, pieces)), "reference_pieces": len(basis), "reference_windows": sum(map(len, basis)),
        "dimensions": basis[0].shape[1], "fad": frechet_of(basis, pieces), "low": low, "high": high, "fad_infinite": frechet_infinite(basis, pieces),
        "fad_few": frechet_of(space.few.along(basis), space.few.along(pieces)), "density": density, "coverage": coverage,
        "bandwidth": bandwidth, **kernel_figures(basis, pieces, bandwidth),
    }  # fmt: skip


def judge_distribution(session: Session) -> dict:
    return {space.name: {reference: compare(space, reference) for reference in (RENDERINGS, RECORDINGS)} for space in spaces_of(session)}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def is_repeatable(session: Session) -> bool | None:
    """The same request once more: the same file, byte for byte? None when it was not made."""
    again = {scored.film.name: scored for scored in session.scores_for("repeat")}
    first = [scored for scored in session.scores_for("main") if scored.film.name in again]
    return all(digest(scored.wav) == digest(again[scored.film.name].wav) for scored in first) if first else None


def judge_signal(session: Session) -> dict:
    rows = []
    for scored in session.scores:
        seconds = scored.film.seconds
        figures = dataclasses.asdict(inspect(scored.wav))
        stated = scored.result["audio"]
        wanted = round(seconds * stated["sampleRateHz"])
        rows.append({"film": scored.film.name, **figures, "wrong_samples": figures["samples"] - wanted, "film_seconds": seconds})
    return {"rows": rows, "planned": session.planned_count, "made": len(session.scores), "repeatable": is_repeatable(session)}


def judge_joins(session: Session) -> dict:
    """What scripts/bars/joins.ts says of ranges composed anew: its last line, and the numbers in it."""
    command = ["npx", "--no-install", "tsx", "scripts/bars/joins.ts", "--ranges", str(session.sizes.joins), "--model", session.id]
    environment = os.environ | {"FRAMESCORE_MODELS": str(session.bundle.parent.resolve())}
    run = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True, env=environment)
    summary = run.stdout.strip().splitlines()[-1]
    pairs = re.findall(r"(\d+) of (\d+)", summary)
    return {"summary": summary, "same": pairs[0], "level": pairs[1], "flux": pairs[2]}
