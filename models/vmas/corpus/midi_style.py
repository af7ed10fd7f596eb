"""Owns the written rule that names the style and palette of an imported piece. Must not know of notes' pitches.

In this order, shares being shares of the pitched notes:
1. a set that has no such style (string quartets), or no General MIDI programs (jrpg): unknown;
2. no drums, keyboards >= 85 %: piano;
3. drums, kick on every beat in >= 60 % of drum bars, 96-142 bpm, distortion < 15 %, acoustic bass < 5 %: house;
4. drums, distortion >= 12 %, or electric guitar and organ >= 35 % with a backbeat: rock;
5. drums with a backbeat, >= 110 bpm, electric bass >= 10 %, keyboards < 25 %: rock;
6. drums with a backbeat, 66-96 bpm, swung sixteenths: lofi; 70-106 bpm, synth bass and syncopated kick: hiphop;
7. drums in < 25 % of the bars, orchestra >= 60 %: cinematic;
8. drums in < 25 % of the bars, pads, synths and bells >= 45 %, at most 1.6 onsets a beat: ambient;
9. acoustic guitar, accordion, fiddle, harmonica >= 40 %, electric instruments and synths < 20 %: folk;
10. otherwise unknown."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from ..score.streams import STEPS_PER_BAR, STREAM

STYLES = ("ambient", "cinematic", "lofi", "house", "folk", "rock", "hiphop", "piano")
UNKNOWN = len(STYLES)
KEYBOARDS, ORGAN = set(range(8)), set(range(16, 21))
DISTORTED, ELECTRIC = {29, 30, 31}, {26, 27, 28}
ORCHESTRA = set(range(40, 50)) | {52, 55} | set(range(56, 62)) | set(range(68, 76))
SYNTHS = set(range(80, 104)) | {38, 39, 50, 51, 54, 62, 63}
ACOUSTIC = {15, 21, 22, 23, 24, 25, 104, 105, 106, 107, 109, 110}
SYNTH_BASS, ELECTRIC_BASS, ACOUSTIC_BASS = {38, 39, 87}, {33, 34, 35, 36, 37}, {32}
BELLS = set(range(8, 16))


@dataclass
class StyleFacts:
    programs: Counter  # program -> pitched notes
    tempo_bpm: float
    is_swung_sixteenths: bool
    drum_bar_share: float
    four_floor_share: float  # of the drum bars
    backbeat_share: float
    syncopation_share: float  # kicks off the beat
    onsets_per_beat: float

    def share(self, programs: set[int]) -> float:
        return sum(self.programs[program] for program in programs) / max(1, sum(self.programs.values()))


def style_facts(tokens: np.ndarray, programs: Counter, tempo_bpm: float, is_swung_sixteenths: bool) -> StyleFacts:
    bars = tokens.shape[1] // STEPS_PER_BAR
    kick, snare = np.divmod(tokens[STREAM["kit"], : bars * STEPS_PER_BAR].reshape(bars, STEPS_PER_BAR), 6)
    cymbals = tokens[STREAM["cymbals"], : bars * STEPS_PER_BAR].reshape(bars, STEPS_PER_BAR)
    drums = (kick > 0) | (snare > 0) | (cymbals > 0)
    busy = drums.sum(1) >= 2
    pitched = (tokens[STREAM["bass"] :] > 1).any(0).sum()
    return StyleFacts(
        programs, tempo_bpm, is_swung_sixteenths,
        drum_bar_share=float(busy.mean()) if bars else 0.0,
        four_floor_share=float((kick[:, ::4] > 0).all(1)[busy].mean()) if busy.any() else 0.0,
        backbeat_share=float(((snare[:, 4] > 1) & (snare[:, 12] > 1))[busy].mean()) if busy.any() else 0.0,
        syncopation_share=float((kick > 0)[:, 1::2].sum() / max(1, (kick > 0).sum())),
        onsets_per_beat=4 * float(pitched) / max(1, tokens.shape[1]),
    )  # fmt: skip


def style_of(facts: StyleFacts, has_style: bool = True) -> int:
    has_drums = facts.drum_bar_share >= 0.25
    tempo, backbeat = facts.tempo_bpm, facts.backbeat_share >= 0.4
    distorted = facts.share(DISTORTED)
    rules = (
        (not has_style, None),
        (not has_drums and facts.share(KEYBOARDS) >= 0.85, "piano"),
        (
            has_drums and facts.four_floor_share >= 0.6 and 96 <= tempo <= 142 and distorted < 0.15
            and facts.share(ACOUSTIC_BASS) < 0.05,
            "house",
        ),
        (has_drums and (distorted >= 0.12 or (facts.share(ELECTRIC | ORGAN) >= 0.35 and backbeat)), "rock"),
        (
            has_drums and backbeat and tempo >= 110 and facts.share(ELECTRIC_BASS) >= 0.1 and facts.share(KEYBOARDS) < 0.25,
            "rock",
        ),
        (has_drums and backbeat and 66 <= tempo <= 96 and facts.is_swung_sixteenths, "lofi"),
        (
            has_drums and backbeat and 70 <= tempo <= 106 and facts.share(SYNTH_BASS) > 0.05
            and facts.syncopation_share > 0.08,
            "hiphop",
        ),
        (not has_drums and facts.share(ORCHESTRA) >= 0.6, "cinematic"),
        (not has_drums and facts.share(SYNTHS | BELLS) >= 0.45 and facts.onsets_per_beat <= 1.6, "ambient"),
        (facts.share(ACOUSTIC) >= 0.4 and facts.share(ELECTRIC | DISTORTED | SYNTHS) < 0.2, "folk"),
    )  # fmt: skip
    name = next((name for holds, name in rules if holds), None)
    return UNKNOWN if name is None else STYLES.index(name)


@lru_cache(maxsize=1)
def _palettes() -> list[list[dict[str, int]]]:
    table = json.loads((Path(__file__).resolve().parents[2] / "styles.json").read_text())
    return [style["palettes"] for style in table["styles"]]


def palette_of(style: int, part_programs: dict[str, int], source: str) -> int:
    """The palette whose instruments are of the same General MIDI families; a fixed draw where none is nearer."""
    draw = zlib.crc32(source.encode()) % 4
    if style == UNKNOWN:
        return draw
    alike = [
        sum(palette[part] // 8 == program // 8 for part, program in part_programs.items())
        for palette in _palettes()[style]
    ]
    return max(range(4), key=lambda index: (alike[index], index == draw))
