"""One bundle under judgement: its films, scores and sounds, each made or heard on first use, and results kept as JSON so that a run that
was stopped goes on. Knows where things are; judges nothing."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import numpy as np

from ..onnx_session import open_session
from . import films as film_making
from .films import Film
from .identity import digest, identity
from .material import FULL_REPERTOIRE, NARROW_REPERTOIRE, Material, Sounded
from .scores import PURPOSES, Scored, make_scores, plan_scores
from .sizes import Sizes, sizes_for
from .sound import Ear, Heard, open_tracker, read_mono


class Session:
    """`sound`: folders of prepare_audio.py; `codes`: file of encode_audio.py that a bundle of family `rvq` was trained on."""

    def __init__(
        self, bundle: Path, work: Path, data: Path, bank: Path, quick: bool, sound: Path | None = None, codes: Path | None = None
    ) -> None:
        self.bundle, self.data, self.quick = bundle, data, quick
        self.manifest = json.loads((bundle / "model.json").read_text())
        self.id, self.family = self.manifest["id"], self.manifest["family"]
        self.codes = codes if self.family == "rvq" else None
        self.sizes: Sizes = sizes_for(self.family, quick)
        # Other weights have another folder, so that no old result stands for them; a result of other sizes is no result either.
        self.shared = work.resolve()
        self.folder = self.shared / f"{self.id}-{identity(self.manifest)}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.run_key = digest([dataclasses.asdict(self.sizes), dataclasses.asdict(sizes_for("score", quick)), sound is not None])
        tracker = next(file["sha256"] for file in self.manifest["files"] if file["path"] == "beat-tracker.onnx")
        self.ear = Ear(open_tracker(bundle), self.shared / "heard", tracker)
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
        """The first seed of each."""
        return [scored for scored in self.scores if scored.purpose in purposes and scored.draw == 0]

    def draws_for(self, purpose: str) -> dict[tuple[str, int], Scored]:
        """All seeds, by film and draw."""
        return {(scored.film.name, scored.draw): scored for scored in self.scores if scored.purpose == purpose}

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
        return open_session(self.bundle / f"{name}.onnx")

    def forget_scores(self) -> None:
        """All music of the bundle is made and judged again: for changes of the product that the weights do not show."""
        for purpose in (*PURPOSES, "arranged"):
            shutil.rmtree(self.folder / purpose, ignore_errors=True)
        for result in self.folder.glob("*.json"):
            result.unlink()

    def stage(self, name: str, work: Callable[[], dict], made_from: object = None) -> dict:
        """The result of `work`, from the folder of this run where it is there already; `made_from`: earlier results that it rests on."""
        return kept(self.folder / f"{name}.json", work, digest([self.run_key, json.loads(json.dumps(made_from, default=plain))]))

    def has(self, name: str) -> bool:
        return (self.folder / f"{name}.json").exists()


def kept(path: Path, work: Callable[[], dict], key: str) -> dict:
    """What stands in `path` under the same key, else the result of `work`, which is kept there."""
    if path.exists() and (found := json.loads(path.read_text())).get("key") == key:
        return found["result"]
    print(f"{path.parent.name}: {path.stem} ...", flush=True)
    result = json.loads(json.dumps(work(), default=plain))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"key": key, "result": result}))
    return result


def plain(value):
    """Numpy values as JSON has them."""
    return value.tolist() if hasattr(value, "tolist") else str(value)
