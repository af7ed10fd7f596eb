# Arranger pieces for the beat tracker: any tempo of a style, with or without parts of the band, with the beats that are heard in them.
# Knows nothing of features or networks, and not how pieces are played.
import numpy as np

from ..corpus.compose import compose, tempo_ranges
from ..corpus.playing import PlayablePiece, playable
from ..score.streams import STREAM
from .midi_material import Beats

MELODIC = ("bass", "comp", "pad", "arp", "melody", "counter")
DRUMS = ("kit", "cymbals", "percussion")


def without_parts(tokens: np.ndarray, parts) -> np.ndarray:
    """Token 0 is silence in every sounding stream: nothing struck, or the rest before the first note held."""
    tokens = tokens.copy()
    for part in parts:
        tokens[STREAM[part]] = 0
    return tokens


def muted_parts(random: np.random.Generator) -> tuple[str, ...]:
    """Of ten pieces six play whole, three without drums, one with only some of the band."""
    choice = random.random()
    if choice < 0.6:
        return ()
    return DRUMS if choice < 0.9 else tuple(part for part in MELODIC if random.random() < 0.5)


def sampler_piece(style: str, seed: int, seconds: float, mute: bool, random: np.random.Generator) -> PlayablePiece:
    """Tempo from anywhere in the style's range."""
    slowest, fastest = tempo_ranges()[style]
    tempo_bpm = float(random.uniform(slowest, fastest))
    piece = compose(seed, style, max(3, round(seconds * tempo_bpm / 240)))
    tokens = without_parts(piece.tokens, muted_parts(random) if mute else ())
    return playable(f"sampler-{style}-{seed}", piece, tokens, tempo_bpm, int(piece.tonic), random)


def beats_of(piece: PlayablePiece) -> Beats:
    on_beat = piece.beat_steps
    return Beats(piece.times_seconds[on_beat], piece.phases[on_beat] // 4)
