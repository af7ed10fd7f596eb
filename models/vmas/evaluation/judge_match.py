"""Whether the music that was written for a film goes with it, by an ear that shares nothing with the model: a film is to find its own
music among that of all films, its likeness to ours stands beside that to every simple means, and ours must go with it better as it
stands than moved. -> plain figures."""

from __future__ import annotations

import numpy as np

from .baselines import frames_of
from .films import Film
from .judge_retrieval import held_out_clips
from .judge_sync import SyncJudge
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
Takes = dict[str, list[np.ndarray]]  # of each film by name, the sounds [S, 65] that a system has for it


class Listening(SyncJudge):
    """The same musics under the same films as for sync, but as they sound: rows are (film, what is heard)."""

    def rows(self, heard_of, indices=None) -> list[tuple[Film, Heard]]:
        return [(self.films[index], heard_of(index)) for index in (range(len(self.films)) if indices is None else indices)]

    def systems(self) -> dict[str, Takes]:
        ours = {"ours": self.rows(lambda i: self.session.heard(self.scores[i]))}
        return {name: takes_of(rows) for name, rows in (ours | self.sample_baselines() | self.own_baselines()).items()}


def takes_of(rows: list[tuple[Film, Heard]]) -> Takes:
    takes: Takes = {}
    for film, heard in rows:
        takes.setdefault(film.name, []).append(sound_features(heard))
    return takes


def judge_match(session: Session) -> dict:
    tried = TriedEar(session, held_out_clips(session))
    listening = Listening(session)
    pictures = {film.name: picture_features(frames_of(film)) for film in listening.films}
    systems = {name: takes for name, takes in listening.systems().items() if takes}
    count = common_length(list(pictures.values()), [sound for takes in systems.values() for sounds in takes.values() for sound in sounds])
    written = [name for name in WRITTEN if len(systems.get(name, ())) > 1]
    matrices = {name: matrices_of(tried.ear, pictures, systems[name], count) for name in written}
    return {
        "trial": tried.trial,
        "recipe": {"pieces": len(tried.material.fitting), "pictures": tried.recipe.pictures, "steps": tried.recipe.steps, "tested": len(tried.material.testing)},
        "seconds": count / PICTURE_RATE_HZ,
        "found": {name: found_rows(takes) for name, takes in matrices.items()},
        "likeness": {name: own_likeness(tried.ear, pictures, takes, count) for name, takes in systems.items()},
        "shifts": {name: shifts_of(tried.ear, pictures, systems[name]) for name in written},
    }


def matrices_of(ear, pictures: dict[str, np.ndarray], takes: Takes, count: int) -> list[dict[str, np.ndarray]]:
    """Likeness of every film to the music of every film, one matrix of each part for the first take of all, the second ..."""
    matrices = []
    for take in range(max(map(len, takes.values()))):
        films = [name for name, sounds in takes.items() if len(sounds) > take]
        if len(films) > 1:
            matrices.append(parts_of(ear.likeness([pictures[name] for name in films], [takes[name][take] for name in films], count)))
    return matrices


def found_rows(matrices: list[dict[str, np.ndarray]]) -> dict[str, dict[str, float]]:
    rows = {part: found_among([matrix[part] for matrix in matrices]) for part in PARTS}
    return rows | {"shuffled": found_among([shuffled(matrix["both"]) for matrix in matrices])}


def own_likeness(ear, pictures: dict[str, np.ndarray], takes: Takes, count: int) -> dict[str, dict[str, float]]:
    """Of each film to what a system has for it, mean over takes."""
    rows = {}
    for name, sounds in takes.items():
        parts = parts_of(ear.likeness([pictures[name]], sounds, count)[:, 0])
        rows[name] = {part: float(values.mean()) for part, values in parts.items()}
    return rows


def shifts_of(ear, pictures: dict[str, np.ndarray], takes: Takes) -> dict[str, dict[str, dict[str, float]]]:
    """Of each part: the share of films (mean over takes) whose music goes better as it stands than moved."""
    figures = {}
    moved = {name: [shift_preference(ear, pictures[name], sound) for sound in sounds] for name, sounds in takes.items()}
    for part in PARTS:
        films = [[row[part] for row in rows] for rows in moved.values()]
        figures[part] = shift_figures([{seconds: float(np.mean([row[seconds] for row in rows if seconds in row])) for seconds in rows[0]} for rows in films])
    return figures
