"""What the product is asked for and what it wrote: jobs for scripts/evaluation/make-scores.ts and the finished scores read back.
Judges nothing."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from ..corpus.compose import STYLE_ORDER, tempo_ranges
from .films import Film, grey_film, tempo_clip
from .material import run_tool
from .sizes import KINDS, Sizes

TEMPO_SHARES = (0.15, 0.5, 0.85)  # of a style's range, as scripts/bars/tempo.ts
# `steady`: the same films at sync 0, where no beat and no accent is put on a cut.
PURPOSES = ("main", "no-picture", "steady", "real", "arc", "tempo", "repeat")
FIRST_FILMS = 8  # of each kind: those that came later stand behind them, so that no film's seed moved
OTHER_SEEDS, SEED_STRIDE = 1_001, 10  # seeds of the second, third ... draw of a film: apart from all first ones and from each other


@dataclass(frozen=True)
class Scored:
    """A finished job. `film` is the picture that it was made for; None of its cuts are known to the product."""

    film: Film
    purpose: str  # one of PURPOSES
    directory: Path
    asked_style: str
    asked_tempo_bpm: float | None = None
    draw: int = 0  # 0, 1 ...: which seed of its film; all but the first are takes of one request

    @property
    def result_path(self) -> Path:
        take = max(1, self.draw)
        return self.directory / (f"score.take-{take}.json" if take > 1 else "score.json")

    @cached_property
    def result(self) -> dict:
        return json.loads(self.result_path.read_text())

    @property
    def wav(self) -> Path:
        return self.directory / self.result["audio"]["path"]

    @property
    def tokens(self) -> np.ndarray:
        """int [K, T]"""
        return np.array(self.result["tokens"]).T

    @property
    def is_made(self) -> bool:
        return self.result_path.exists()


def style_of_film(film: Film) -> str:
    """Neighbouring kinds begin with other styles, so that four films of each kind already meet all eight."""
    offset = 2 * KINDS.index(film.kind) if film.kind in KINDS else 0
    return STYLE_ORDER[(film.number + offset) % len(STYLE_ORDER)]


def is_among(film: Film, count: int, films: int) -> bool:
    """Whether it is one of `count` of the `films` of its kind: every second one first."""
    order = [*range(0, films, 2), *range(1, films, 2)]
    return film.number in order[:count]


def _job(scored: Scored, sync: int, seed: int, takes: int) -> dict:
    controls = {"style": scored.asked_style, "intensity": 50, "sync": sync, "seed": seed}
    if scored.asked_tempo_bpm is not None:
        controls["tempoBpm"] = [scored.asked_tempo_bpm] * 2
    job = {"mediaPath": str(scored.film.path.resolve()), "directory": str(scored.directory.resolve()), "controls": controls, "takes": takes}
    return job | ({"rangeSeconds": list(scored.film.range_seconds)} if scored.film.range_seconds else {})


def plan_scores(sizes: Sizes, films: dict[str, list[Film]], clips: Path, folder: Path) -> list[tuple[Scored, int, int]]:
    """Every score with its sync amount and seed (that of its request: takes count up from it). `films`: main, arc and real ones."""
    planned = []

    def add(film: Film, purpose: str, style: str, sync: int, seed: int, tempo: float | None = None, name: str = "") -> None:
        directory = folder / purpose / (name or film.name)
        planned.append((Scored(film, purpose, directory, style, tempo), sync, seed))

    def add_draws(film: Film, purpose: str, sync: int, index: int, seeds: int) -> None:
        style = style_of_film(film)
        add(film, purpose, style, sync, 1 + index)
        for draw in range(1, seeds):
            scored = Scored(film, purpose, folder / purpose / f"{film.name}-more", style, None, draw)
            planned.append((scored, sync, OTHER_SEEDS + SEED_STRIDE * index))

    for index, film in enumerate(sorted(films["main"], key=lambda film: film.number >= FIRST_FILMS)):
        add_draws(film, "main", 100, index, sizes.seeds)
        if is_among(film, sizes.blank_films, sizes.films):
            blank = Film(film.name, film.kind, grey_film(film.seconds, folder.parent / "films"), film.cuts_seconds, film.number, film.seconds)
            add_draws(blank, "no-picture", 0, index, sizes.blank_seeds)
        if is_among(film, sizes.steady_films, sizes.films):
            add_draws(film, "steady", 0, index, sizes.steady_seeds)
    for film in films["real"]:
        add(film, "real", "auto", 100, 1)
    for film in films["arc"]:
        add(film, "arc", style_of_film(film), 80, 51 + film.number)
    for style in STYLE_ORDER:
        low, high = tempo_ranges()[style]
        for share in TEMPO_SHARES[: sizes.tempi_per_style]:
            number = len(planned)
            tempo = round(low + share * (high - low))
            add(tempo_clip(number, clips), "tempo", style, 80, number, tempo, f"{style}-{tempo}")
    first = films["main"][0]
    add(first, "repeat", style_of_film(first), 100, 1)
    return planned


def make_scores(planned: list[tuple[Scored, int, int]], bundle: Path, folder: Path) -> list[Scored]:
    """Runs the jobs that are not done; those that fail are left out of what is returned and counted by the caller."""
    folder.mkdir(parents=True, exist_ok=True)
    takes = Counter(scored.directory for scored, _, _ in planned)
    missing = {entry[0].directory: entry for entry in planned if not entry[0].is_made}  # one request for all takes of a folder
    jobs = [_job(*entry, takes[directory]) for directory, entry in missing.items()]
    if jobs:
        (folder / "jobs.json").write_text(json.dumps(jobs))
        run_tool("make-scores.ts", (folder / "jobs.json").resolve(), bundle.name, bundles=bundle.parent)
    return [scored for scored, _, _ in planned if scored.is_made]
