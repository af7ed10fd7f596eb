"""How much is judged, and the seeds that keep what is judged apart from what was trained on. Knows no files."""

from __future__ import annotations

from dataclasses import dataclass

# Arranger pieces with seeds from here on belong to no training corpus of this repository.
HELD_OUT_SEED = 1_000_000
CLASSIFIER_SEED = 2_000_000
FILM_MUSIC_SEED = 3_000_000
OTHER_SEED = 5_000_000
MATCH_FIT_SEED, MATCH_TEST_SEED = 6_000_000, 6_500_000
# Training seeds: compose_corpus.py makes 0..29,999 and holds every fiftieth piece and its neighbour out.
TRAINING_SEEDS = 30_000
# Of each style, of the pieces that the bundle `audio` learned from (runs/audio.sh): 12 folders of 12.
NARROW_SEEDS = 144
KINDS = ("hidden-grid", "irregular", "bursts", "from-music")


@dataclass(frozen=True)
class Sizes:
    """`films` counts films of each kind, other counts are per style where they say so; lengths in seconds.

    Every film is scored with `seeds` seeds. Of each kind, `blank_films` are also scored without a picture, with `blank_seeds` seeds, and
    `steady_films` at sync 0, with `steady_seeds`. Beside one seed of 8 films of a kind and no sync 0, all this costs `small` some 15 minutes of
    two free cores (76 scores of films, 32 without a picture, 48 at sync 0, 92 pieces of the arranger). `audio` takes twice as long for a score:
    some 10 minutes (32, 4, 16 and 40)."""

    films: int = 9
    seeds: int = 3
    blank_films: int = 4
    blank_seeds: int = 3
    steady_films: int = 4
    steady_seeds: int = 3
    film_seconds: float = 22.0
    arcs: int = 8
    tempi_per_style: int = 3
    real_clips: int = 3
    classifier_per_style: int = 12
    example_seconds: float = 12.0
    held_out_per_style: int = 12
    other_per_style: int = 3  # held-out pieces through the codec
    piece_seconds: float = 20.0
    library: int = 32
    memorisation_pieces: int = 1_500
    embedding_steps: int = 700
    rotations: int = 1_000
    tagger_recordings: int = 24
    joins: int = 10
    asked_modes: int = 16  # plans that are scored again in major and in minor
    fresh_starts: int = 3  # of the whole command


FULL = Sizes()
# A token model of sound needs several times the time of a score for each second, so fewer films are made for it.
SOUND_FAMILY = Sizes(films=4, blank_films=3, blank_seeds=1, steady_films=2, steady_seeds=2, tempi_per_style=2, real_clips=2, held_out_per_style=10, library=24)
QUICK = Sizes(
    films=1, seeds=2, blank_films=1, blank_seeds=1, steady_films=1, steady_seeds=2, film_seconds=8.0, arcs=1, tempi_per_style=0, real_clips=0, classifier_per_style=2, held_out_per_style=2, other_per_style=1,
    piece_seconds=6.0, example_seconds=6.0, library=4, memorisation_pieces=60, embedding_steps=10, rotations=100, tagger_recordings=3, joins=0, asked_modes=2, fresh_starts=1,
)  # fmt: skip


def sizes_for(family: str, quick: bool) -> Sizes:
    return QUICK if quick else FULL if family == "score" else SOUND_FAMILY
