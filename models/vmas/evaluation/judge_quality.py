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
from .distribution import density_and_coverage, frechet, frechet_infinite, grouped_interval
from .embedding import Tagger, embed, load_or_train, statistics_of
from .material import REPOSITORY
from .session import Session
from .signal import inspect
from .sound import RATE_HZ, Heard, read_mono
from .sound_tokens import through_codec

SPACES = ("log-mel statistics", "tagger")


def recorded(session: Session, split: int) -> list[Heard]:
    """Real production music, split by work; the same split that the codec is trained by. Of the training split not more than is needed."""
    folder = session.data / "audio"
    files = [entry["file"] for entry in json.loads((folder / "audio.json").read_text())]
    most = session.sizes.tagger_recordings
    chosen = [name for name in files if split_of(work_of(name)) == split]
    return [session.ear.hear(folder / name, levelled=True, light=True) for name in chosen[: most if split == TRAIN or session.quick else None]]


def tagger_of(session: Session) -> Tagger:
    """Trained on the classifier's pieces and real music of the training split; neither is judged."""
    examples = session.full_material.classifier_examples()
    mels = [heard.mel for heard in session.heard_all(examples, light=True)] + [heard.mel for heard in recorded(session, TRAIN)]
    styles = [STYLE_ORDER.index(piece.style) for piece in examples]
    styles += [-1] * (len(mels) - len(styles))
    return load_or_train(session.shared / "tagger.pt", mels, styles, session.sizes.embedding_steps)


@dataclass(frozen=True)
class Space:
    """Windows of each piece of each set as vectors."""

    name: str
    sets: dict[str, list[np.ndarray]]

    def whole(self, name: str) -> np.ndarray:
        return np.concatenate(self.sets[name])


def ceiling_sound(session: Session) -> list[Heard]:
    """Held-out pieces, other than the reference, through the codec: the ceiling of any model of its codes."""
    codec = Codec(session.bundle)
    return [session.ear.hear_samples(through_codec(codec, read_mono(piece.path))) for piece in session.material.other_held_out()]


def sound_sets(session: Session) -> dict[str, list[Heard]]:
    noise = np.random.default_rng(1).standard_normal((8, 20 * RATE_HZ)).astype(np.float32) * 0.13
    sets = {
        "ours": [session.heard(scored) for scored in session.scores_for("main", "arc", "tempo")],
        "held-out renderings": session.held_out,
        "training tracks (B1)": session.library,
        "real music, held out": recorded(session, TEST),
        "white noise": [session.ear.hear_samples(row) for row in noise],
    }
    return sets | ({"codec ceiling": ceiling_sound(session)} if session.family == "rvq" else {})


def spaces_of(session: Session) -> list[Space]:
    tagger, sets = tagger_of(session), sound_sets(session)
    functions = {"log-mel statistics": statistics_of, "tagger": lambda mel: embed(tagger, mel)}
    return [Space(name, {key: [functions[name](heard.mel) for heard in pieces] for key, pieces in sets.items()}) for name in SPACES]


def compare(space: Space, reference: str, resamples: int) -> dict[str, dict]:
    """Every other set against a reference, and the reference's own halves, which say how much is only size."""
    whole = space.whole(reference)
    own = space.sets[reference]
    rows = {"two halves of the reference": (np.concatenate(own[::2]), own[1::2])}
    rows |= {name: (whole, pieces) for name, pieces in space.sets.items() if name != reference}
    result = {}
    for name, (basis, pieces) in rows.items():
        judged = np.concatenate(pieces)
        low, high = grouped_interval(basis, pieces, resamples)
        density, coverage = density_and_coverage(basis, judged)
        result[name] = {
            "windows": len(judged), "pieces": len(pieces), "fad": frechet(basis, judged), "fad_infinite": frechet_infinite(basis, judged),
            "low": low, "high": high, "density": density, "coverage": coverage,
        }  # fmt: skip
    return result


def judge_distribution(session: Session) -> dict:
    resamples = 20 if session.quick else 60
    return {
        space.name: {reference: compare(space, reference, resamples) for reference in ("held-out renderings", "real music, held out")}
        for space in spaces_of(session)
    }


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
    command = ["npx", "--no-install", "tsx", "scripts/bars/joins.ts", "--ranges", str(session.sizes.joins)]
    environment = os.environ | {"FRAMESCORE_MODELS": str(session.bundle.parent.resolve())}
    run = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True, env=environment)
    summary = run.stdout.strip().splitlines()[-1]
    pairs = re.findall(r"(\d+) of (\d+)", summary)
    return {"summary": summary, "same": pairs[0], "level": pairs[1], "flux": pairs[2]}
