"""Whether the music that was written for a film goes with it, by an ear that shares nothing with the model: a film is to find its own
music among that of all films, its likeness to ours stands beside that to every simple means, and ours must go with it better as it
stands than moved. -> plain figures."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from .baselines import frames_of
from .judge_retrieval import held_out_clips
from .judge_sync import SyncJudge
from .match_ear import MatchEar
from .match_features import PICTURE_RATE_HZ, picture_features, sound_features
from .match_trial import (
    PARTS,
    TriedEar,
    common_length,
    found_among,
    parts_of,
    shift_figures,
    shift_preference,
    shuffled,
)
from .session import Session
from .sound import Heard

WRITTEN = ("ours", "B6", "B7")  # music that was made for the film, so that films can look for it
Takes = dict[str, dict[int, np.ndarray]]  # of each film by name, the sounds [S, 65] that a system has for it by draw


class Listening(SyncJudge):
    """The same musics under the same films as for sync, but as they sound: rows are (film, draw, what is heard)."""

    def rows(self, heard_of: Callable[[int, int], Heard | None], draws: int = 1) -> list[tuple[str, int, Heard]]:
        places = itertools.product(range(draws), enumerate(self.films))
        rows = [(film.name, draw, heard_of(index, draw)) for draw, (index, film) in places]
        return [row for row in rows if row[2] is not None]

    def systems(self) -> dict[str, Takes]:
        found = {"ours": self.scored_rows("main", self.seeds)} | self.sample_baselines() | self.own_baselines()
        return {name: takes_of(rows) for name, rows in found.items() if rows}


def takes_of(rows: list[tuple[str, int, Heard]]) -> Takes:
    takes: Takes = {}
    for film, draw, heard in rows:
        takes.setdefault(film, {})[draw] = sound_features(heard)
    return takes


def judge_match(session: Session) -> dict:
    tried = TriedEar(session, held_out_clips(session))
    listening = Listening(session)
    pictures = {film.name: picture_features(frames_of(film)) for film in listening.films}
    systems = listening.systems()
    sounds = [sound for takes in systems.values() for drawn in takes.values() for sound in drawn.values()]
    count = common_length(list(pictures.values()), sounds)
    written = [name for name in WRITTEN if len(systems.get(name, ())) > 1]
    matrices = {name: matrices_of(tried.ear, pictures, systems[name], count) for name in written}
    return {
        "trial": tried.trial,
        "recipe": {"pieces": len(tried.material.fitting), "pictures": tried.recipe.pictures, "steps": tried.recipe.steps, "tested": len(tried.material.testing)},
        "seconds": count / PICTURE_RATE_HZ,
        "found": {name: found_rows(drawn) for name, drawn in matrices.items()},
        "likeness": {name: own_likeness(tried.ear, pictures, takes, count) for name, takes in systems.items()},
        "shifts": {name: shifts_of(tried.ear, pictures, systems[name]) for name in written},
    }


def matrices_of(ear: MatchEar, pictures: dict[str, np.ndarray], takes: Takes, count: int) -> list[dict[str, np.ndarray]]:
    """Likeness of every film to the music of every film, one matrix of each part for each draw."""
    matrices = []
    for draw in sorted({draw for sounds in takes.values() for draw in sounds}):
        films = [name for name, sounds in takes.items() if draw in sounds]
        if len(films) > 1:
            matrices.append(parts_of(ear.likeness([pictures[name] for name in films], [takes[name][draw] for name in films], count)))
    return matrices


def found_rows(matrices: list[dict[str, np.ndarray]]) -> dict[str, dict[str, float]]:
    rows = {part: found_among([matrix[part] for matrix in matrices]) for part in PARTS}
    return rows | {"shuffled": found_among([shuffled(matrix["both"]) for matrix in matrices])}


def own_likeness(ear: MatchEar, pictures: dict[str, np.ndarray], takes: Takes, count: int) -> list[dict]:
    """Rows (film, draw, parts) of each film and what a system has for it."""
    rows = []
    for name, sounds in takes.items():
        parts = parts_of(ear.likeness([pictures[name]], list(sounds.values()), count)[:, 0])
        rows += [{"film": name, "draw": draw} | {part: values[place] for part, values in parts.items()} for place, draw in enumerate(sounds)]
    return rows


def shifts_of(ear: MatchEar, pictures: dict[str, np.ndarray], takes: Takes) -> dict[str, dict[str, dict[str, float]]]:
    """Of each part: the share of films (mean over draws) whose music goes better as it stands than moved."""
    figures = {}
    moved = {name: [shift_preference(ear, pictures[name], sound) for sound in sounds.values()] for name, sounds in takes.items()}
    for part in PARTS:
        films = [[row[part] for row in rows] for rows in moved.values()]
        figures[part] = shift_figures([{seconds: float(np.mean([row[seconds] for row in rows if seconds in row])) for seconds in rows[0]} for rows in films])
    return figures
