"""Sync of a bundle and of the baselines, film by film, with the same cuts and the same measures for all. -> plain figures."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable

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
ARRANGER_SEED, DRAW_STRIDE = 4_000_000, 10_000  # of the arranger's pieces on our plans: no training piece has such a seed


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
        self.session, self.seeds = session, session.sizes.seeds
        self.scores = session.scores_for("main")
        self.films = [scored.film for scored in self.scores]
        self.energy = [asked_energy(scored) for scored in self.scores]

    def rows(self, heard_of: Callable[[int, int], Heard | None], draws: int = 1) -> list[dict]:
        """Rows of every film and draw; `heard_of` is called with their indices and gives None for what does not exist."""
        rows = []
        for draw, (index, film) in itertools.product(range(draws), enumerate(self.films)):
            heard = heard_of(index, draw)
            row = heard and row_of(heard, film, self.energy[index], self.session.sizes.rotations)
            if row:
                rows.append(row | {"draw": draw})
        return rows

    def scored_rows(self, purpose: str, draws: int, film_of: Callable[[int], int] = lambda index: index) -> list[dict]:
        """Of what the product wrote for a purpose; under each film the music of film `film_of(index)`."""
        made = self.session.draws_for(purpose)

        def heard_of(index: int, draw: int) -> Heard | None:
            scored = made.get((self.films[film_of(index)].name, draw))
            return scored and self.session.heard(scored)

        return self.rows(heard_of, draws)

    def similarities(self) -> np.ndarray:
        """[films, tracks] cosine of picture and music in the bundle's own space."""
        video, music = self.session.graph("video-encoder"), self.session.graph("music-encoder")
        pictures = np.stack([baselines.embed_film(video, film) for film in self.films])
        tracks = np.stack([baselines.embed_tokens(music, rows) for rows in library_rows(self.session)])
        return pictures @ tracks.T

    def sample_baselines(self) -> dict[str, list[dict]]:
        """B0 to B3: sounds that are put together here. Only the random track is drawn more than once."""
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
            "B0": self.rows(lambda i, _: hear(baselines.metronome(self.scores[i].result["plannedTempoBpm"], self.films[i].seconds))),
            "B1": self.rows(lambda i, draw: track(baselines.random_index(i, len(library), draw), self.films[i]), self.seeds),
            "B2": self.rows(lambda i, _: track(int(likeness[i].argmax()), self.films[i])),
            "B3": self.rows(lambda i, _: slid(i)),
        }

    def own_baselines(self) -> dict[str, list[dict]]:
        """B4 to B7: music that was written for something."""
        session = self.session
        arranged = [arranger_scores(session, self.scores, draw) for draw in range(self.seeds)]
        truth = session.full_material.film_music()

        def cut_to(index: int, _: int) -> Heard | None:
            film = self.films[index]
            return session.ear.hear(truth[film.number].path) if film.kind == "from-music" else None

        return {
            "B4": self.scored_rows("no-picture", session.sizes.blank_seeds),
            "B5": self.scored_rows("main", self.seeds, lambda i: baselines.other_film(i, self.films)),
            "B6": self.rows(lambda i, draw: arranged[draw][i], self.seeds),
            "B7": self.rows(cut_to),
        }


def library_rows(session: Session) -> list[np.ndarray]:
    """Token rows [T, K] of each track of the library, as the music encoder reads them."""
    tracks = session.material.library()
    if session.family == "score":
        return [np.array(track.request["tokens"]) for track in tracks]
    codec, sizes = Codec(session.bundle), tuple(stream["size"] for stream in session.manifest["streams"])
    return [rows_of_sound(codec, read_mono(track.path), sizes) for track in tracks]


def arranger_scores(session: Session, scores: list[Scored], draw: int) -> list[Heard]:
    """A piece on the plan of each score: a film has one plan, whatever the seed."""
    requests = []
    for number, scored in enumerate(scores):
        name, seed = f"arranged-{scored.film.name}-{draw}", ARRANGER_SEED + draw * DRAW_STRIDE + number
        request = piece_on_plan(name, scored.asked_style, seed, scored.result["composition"])
        requests.append(request | ({"tonicSemitones": 0} if session.material.repertoire == NARROW_REPERTOIRE else {}))
    return session.heard_all(play(requests, session.folder / "arranged", session.bank))


def judge_films(session: Session) -> dict:
    """Rows of every system under the main films, with each of its seeds (`draw`), and of `steady`, our product at sync 0; our rows on real clips
    and scrolls."""
    judge = SyncJudge(session)
    systems = {"ours": judge.scored_rows("main", judge.seeds)}
    systems |= judge.sample_baselines() | judge.own_baselines()
    steady = judge.scored_rows("steady", session.sizes.steady_seeds)
    other = [(scored, asked_energy(scored)) for scored in session.scores_for("real", "arc")]
    extra = [row_of(session.heard(scored), scored.film, energy, session.sizes.rotations) for scored, energy in other]
    return {"systems": systems, "steady": steady, "extra": [row | {"draw": 0} for row in extra if row is not None]}
