"""Sync of a bundle and of the baselines, film by film, with the same cuts and the same measures for all. -> plain figures."""

from __future__ import annotations

import dataclasses

import numpy as np

from . import baselines
from .codec import Codec
from .energy import above_null, asked_per_second
from .films import Film
from .material import NARROW_REPERTOIRE, piece_on_plan, play
from .scores import Scored
from .session import Session
from .sound import Heard, read_mono
from .sound_tokens import rows_of_sound
from .sync import measure_sync

BAR_Z, BAR_P = 3.0, 0.01


def row_of(heard: Heard, film: Film, asked_energy: np.ndarray | None, rotations: int) -> dict | None:
    """Figures of one film under one music; None where the film has too few cuts."""
    figures = measure_sync(heard, film.cuts_seconds, rotations)
    if figures is None:
        return None
    row = dataclasses.asdict(figures) | {"film": film.name, "kind": film.kind}
    row |= {"recall_above": figures.recall_above, "downbeat_above": figures.downbeat_above, "locking_above": figures.locking - figures.locking_chance}
    row["passes"] = bool(figures.lift_z >= BAR_Z and figures.lift_p < BAR_P)
    row["energy_above"] = energy_score(heard, asked_energy)
    return row


def energy_score(heard: Heard, asked: np.ndarray | None) -> float:
    """Mean of level and attack density: Spearman's rho above its null."""
    if asked is None:
        return float("nan")
    scores = [above_null(asked, curve) for curve in (heard.level_db, heard.onset_density)]
    return float(np.mean([rho - null for rho, null in scores]))


def asked_energy(scored: Scored) -> np.ndarray:
    return asked_per_second(scored.result["composition"], int(scored.result["audio"]["durationSeconds"]))


class SyncJudge:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.scores = session.scores_for("main")
        self.films = [scored.film for scored in self.scores]
        self.energy = [asked_energy(scored) for scored in self.scores]

    def rows(self, heard_of, indices=None) -> list[dict]:
        rows = []
        for index in range(len(self.films)) if indices is None else indices:
            row = row_of(heard_of(index), self.films[index], self.energy[index], self.session.sizes.rotations)
            if row is not None:
                rows.append(row)
        return rows

    def similarities(self) -> np.ndarray:
        """[films, tracks] cosine of picture and music in the bundle's own space."""
        video, music = self.session.graph("video-encoder"), self.session.graph("music-encoder")
        pictures = np.stack([baselines.embed_film(video, film) for film in self.films])
        tracks = np.stack([baselines.embed_tokens(music, rows) for rows in library_rows(self.session)])
        return pictures @ tracks.T

    def sample_baselines(self) -> dict[str, list[dict]]:
        """B0 to B3: sounds that are put together here."""
        session, library, likeness = self.session, self.session.library, self.similarities()

        def hear(samples: np.ndarray) -> Heard:
            return session.ear.hear_samples(samples)

        def track(chosen: int, film: Film) -> Heard:
            return hear(baselines.trimmed(session.library_samples(chosen), film.seconds))

        def slid(index: int) -> Heard:
            film = self.films[index]
            options = baselines.envelopes(library, baselines.shelf_of(likeness[index]))
            best = baselines.best_placement(baselines.inner_cuts(film), film.seconds, options)
            return hear(baselines.placed(session.library_samples(best.track), best, film.seconds))

        return {
            "B0": self.rows(lambda i: hear(baselines.metronome(self.scores[i].result["plannedTempoBpm"], self.films[i].seconds))),
            "B1": self.rows(lambda i: track(baselines.random_index(i, len(library)), self.films[i])),
            "B2": self.rows(lambda i: track(int(likeness[i].argmax()), self.films[i])),
            "B3": self.rows(slid),
        }

    def own_baselines(self) -> dict[str, list[dict]]:
        """B4 to B7: music that was written for something."""
        session = self.session
        blank = {scored.film.name: scored for scored in session.scores_for("no-picture")}
        with_blank = [i for i, film in enumerate(self.films) if film.name in blank]
        arranged = dict(zip(with_blank, arranger_scores(session, [self.scores[i] for i in with_blank])))
        truth = session.full_material.film_music()
        from_music = [i for i, film in enumerate(self.films) if film.kind == "from-music"]
        return {
            "B4": self.rows(lambda i: session.heard(blank[self.films[i].name]), with_blank),
            "B5": self.rows(lambda i: session.heard(self.scores[baselines.other_film(i, self.films)])),
            "B6": self.rows(lambda i: arranged[i], with_blank),
            "B7": self.rows(lambda i: session.ear.hear(truth[self.films[i].number].path), from_music),
        }


def library_rows(session: Session) -> list[np.ndarray]:
    """Token rows [T, K] of each track of the library, as the music encoder reads them."""
    tracks = session.material.library()
    if session.family == "score":
        return [np.array(track.request["tokens"]) for track in tracks]
    codec, sizes = Codec(session.bundle), tuple(stream["size"] for stream in session.manifest["streams"])
    return [rows_of_sound(codec, read_mono(track.path), sizes) for track in tracks]


def arranger_scores(session: Session, scores: list[Scored]) -> list[Heard]:
    requests = []
    for number, scored in enumerate(scores):
        request = piece_on_plan(f"arranged-{scored.film.name}", scored.asked_style, 4_000_000 + number, scored.result["composition"])
        requests.append(request | ({"tonicSemitones": 0} if session.material.repertoire == NARROW_REPERTOIRE else {}))
    return session.heard_all(play(requests, session.folder / "arranged", session.bank))


def judge_films(session: Session) -> dict:
    """Rows of every system, and our rows on real clips and scrolls."""
    judge = SyncJudge(session)
    systems = {"ours": judge.rows(lambda i: session.heard(judge.scores[i]))}
    systems |= judge.sample_baselines() | judge.own_baselines()
    other = [(scored, asked_energy(scored)) for scored in session.scores_for("real", "arc")]
    extra = [row_of(session.heard(scored), scored.film, energy, session.sizes.rotations) for scored, energy in other]
    return {"systems": systems, "extra": [row for row in extra if row is not None]}
