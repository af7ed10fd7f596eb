"""One bundle under judgement: its films, scores and sounds, each made or heard on first use, and results kept as JSON so that a run that
was stopped goes on. Knows where things are; judges nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import numpy as np

from . import films as film_making
from .films import Film
from .material import FULL_REPERTOIRE, NARROW_REPERTOIRE, Material, Sounded
from .scores import Scored, make_scores, plan_scores
from .sizes import Sizes, sizes_for
from .sound import Ear, Heard, open_graph, open_tracker, read_mono


class Session:
    def __init__(self, bundle: Path, work: Path, data: Path, bank: Path, quick: bool, sound: Path | None = None) -> None:
        self.bundle, self.data, self.quick = bundle, data, quick
        text = (bundle / "model.json").read_bytes()
        self.manifest = json.loads(text)
        self.id, self.family = self.manifest["id"], self.manifest["family"]
        self.sizes: Sizes = sizes_for(self.family, quick)
        # model.json holds the hash of every file: other weights have another folder, so that no old result stands for them.
        self.shared = work.resolve()
        self.folder = self.shared / f"{self.id}-{hashlib.sha256(text).hexdigest()[:8]}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ear = Ear(open_tracker(bundle), self.shared / "heard")
        full = sizes_for("score", quick)
        # Films are the same for every bundle; references are of the repertoire that the bundle was trained on.
        self.full_material = Material(self.shared / "material", bank, full, FULL_REPERTOIRE, sound)
        narrow = Material(self.shared / "material", bank, self.sizes, NARROW_REPERTOIRE, sound)
        self.material = self.full_material if self.family == "score" else narrow
        self.bank = bank

    @property
    def clips(self) -> Path:
        return self.data / "clips"

    @cached_property
    def main_films(self) -> list[Film]:
        full = self.full_material.sizes
        made = film_making.montages(full, self.full_material.film_music(), self.clips, self.shared / "films")
        return [film for film in made if film.number < self.sizes.films]

    @cached_property
    def scores(self) -> list[Scored]:
        films = {
            "main": self.main_films,
            "arc": [film_making.arc_film(n, self.sizes.film_seconds, self.clips, self.shared / "films") for n in range(self.sizes.arcs)],
            "real": film_making.real_clips(self.clips, self.sizes.real_clips),
        }
        planned = plan_scores(self.sizes, films, self.clips, self.folder)
        self.planned_count = len(planned)
        return make_scores(planned, self.bundle, self.folder)

    def scores_for(self, *purposes: str) -> list[Scored]:
        return [scored for scored in self.scores if scored.purpose in purposes]

    def heard(self, scored: Scored) -> Heard:
        return self.ear.hear(scored.wav)

    def heard_all(self, pieces: list[Sounded], light: bool = False) -> list[Heard]:
        return [self.ear.hear(piece.path, light=light) for piece in pieces]

    @cached_property
    def held_out(self) -> list[Heard]:
        return self.heard_all(self.material.held_out(), light=True)

    @cached_property
    def library(self) -> list[Heard]:
        return self.heard_all(self.material.library(), light=True)

    def library_samples(self, index: int) -> np.ndarray:
        return read_mono(self.material.library()[index].path)

    def graph(self, name: str):
        return open_graph(self.bundle / f"{name}.onnx")

    def stage(self, name: str, work: Callable[[], dict]) -> dict:
        """The result of `work`, from the folder of this run where it is there already."""
        return kept(self.folder / f"{name}.json", work)


def kept(path: Path, work: Callable[[], dict]) -> dict:
    if path.exists():
        return json.loads(path.read_text())
    print(f"{path.parent.name}: {path.stem} ...", flush=True)
    result = work()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, default=plain))
    return json.loads(path.read_text())


def plain(value):
    """Numpy values as JSON has them."""
    return value.tolist() if hasattr(value, "tolist") else str(value)
