"""Owns chord progressions: reading of chord symbols, substitutions, cadences, colour. Must not know of parts or rhythm
finer than half bars. Pitch classes are for tonic C."""

from __future__ import annotations

import re
from functools import cache
from random import Random

from ..score.streams import QUALITY, chord_pitch_classes

MAJOR, MINOR = 1, 2
SCALES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
}
DEGREES = {MAJOR: (0, 2, 4, 5, 7, 9, 11), MINOR: (0, 2, 3, 5, 7, 8, 10)}
NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")
SYMBOL = re.compile(r"([#b]?)([IViv]+)(maj7|maj9|add9|sus2|sus4|sus|o7|o|ø|\+|7|9|5)?(?:/([#b]?[IViv]+))?$")
SUFFIX = {
    "maj7": ("maj7", "maj7"), "maj9": ("maj9", "maj9"), "add9": ("add9", "madd9"), "sus2": ("sus2", "sus2"),
    "sus4": ("sus4", "sus4"), "sus": ("sus4", "sus4"), "o7": ("dim7", "dim7"), "o": ("dim", "dim"), "ø": ("m7b5", "m7b5"),
    "+": ("aug", "aug"), "7": ("dom7", "min7"), "9": ("dom7", "min9"), "5": ("power", "power"), None: ("maj", "min"),
}  # fmt: skip
Chord = tuple[int, int]


@cache
def parse_symbol(symbol: str, mode: int) -> Chord:
    """Roman numeral in the mode's own degrees: in minor, III, VI and VII are the flat ones. "V7/vi" is applied."""
    match = SYMBOL.match(symbol)
    if match is None:
        raise ValueError(f"chord symbol {symbol!r}")
    accidental, numeral, suffix, target = match.groups()
    shift = {"": 0, "#": 1, "b": -1}[accidental]
    if target:
        base = parse_symbol(target, mode)[0]
        root = base + DEGREES[MAJOR][NUMERALS.index(numeral.upper())]
    else:
        root = DEGREES[mode][NUMERALS.index(numeral.upper())]
    is_minor = numeral[0].islower()
    return ((root + shift) % 12, QUALITY[SUFFIX[suffix][is_minor]])


def parse_progression(text: str, mode: int) -> list[list[Chord]]:
    """Bars of one or two chords: "I vi | ii V7"."""
    return [[parse_symbol(symbol, mode) for symbol in bar.split()] for bar in text.split("|")]


def coloured(dice: Random, chord: Chord, colours: dict[str, tuple], scale: tuple[int, ...]) -> Chord:
    """Replaces a plain triad by one of the style's colours if what it adds stays in the scale."""
    root, quality = chord
    name = {QUALITY["maj"]: "maj", QUALITY["min"]: "min", QUALITY["dom7"]: "dom"}.get(quality)
    if name is None or name not in colours:
        return chord
    old = set(chord_pitch_classes(root, quality))
    options = [
        (QUALITY[colour], weight)
        for colour, weight in colours[name]
        if all(pc in scale or pc in old for pc in chord_pitch_classes(root, QUALITY[colour]))
    ]
    if not options:
        return chord
    return (root, dice.choices([option for option, _ in options], [weight for _, weight in options])[0])


def scale_of(dice: Random, mode: int, bars: list[list[Chord]]) -> str:
    """The mode's scale that holds most of the progression's tones; plain major and minor win ties."""
    names = ("major", "mixolydian", "lydian") if mode == MAJOR else ("minor", "dorian", "phrygian")
    tones = [pc for bar in bars for chord in bar for pc in chord_pitch_classes(*chord)]
    return max(names, key=lambda name: (sum(pc in SCALES[name] for pc in tones), -names.index(name)))


@cache
def chord_scale(scale: str, chord: Chord) -> tuple[int, ...]:
    """Seven-ish note scale under a chord: foreign chord tones push out the neighbour a semitone away."""
    tones = set(chord_pitch_classes(*chord))
    base = set(SCALES[scale])
    for tone in tones - base:
        base -= {(tone + 1) % 12, (tone - 1) % 12} - tones
        base.add(tone)
    return tuple(sorted(base))


def section_chords(
    dice: Random, bars: list[list[Chord]], count: int, habits: dict, mode: int, scale: str, next_is_tonic: bool
) -> list[list[Chord]]:
    """`count` bars of the material's progression with this visit's substitutions and a cadence at the end."""
    out = [list(bars[index % len(bars)]) for index in range(count)]
    tones = SCALES[scale]
    for index in range(count - 1):
        if len(out[index]) == 1 and dice.random() < habits.get("applied", 0.0):
            _apply_dominant(out, index, mode)
        elif len(out[index]) == 1 and dice.random() < habits.get("borrowed", 0.0):
            _darken_subdominant(out[index], mode)
    if count >= 4 and dice.random() < habits.get("cadence", 0.6):
        _close(dice, out, habits, mode, next_is_tonic)
    return [[coloured(dice, chord, habits["colours"], tones) for chord in bar] for bar in out]


def _apply_dominant(out: list[list[Chord]], index: int, mode: int) -> None:
    """Second half of the bar becomes the dominant of the next bar's chord, unless it already falls a fifth."""
    here, target = out[index][0], out[index + 1][0]
    is_plain = target[1] in (QUALITY["min"], QUALITY["maj"], QUALITY["min7"])
    if is_plain and (here[0] - target[0]) % 12 != 7 and target[0] not in (0, 11) and here[0] != target[0]:
        out[index].append(((target[0] + 7) % 12, QUALITY["dom7"]))


def _darken_subdominant(bar: list[Chord], mode: int) -> None:
    if mode == MAJOR and bar[0] == (5, QUALITY["maj"]):
        bar.append((5, QUALITY["min"]))


def _close(dice: Random, out: list[list[Chord]], habits: dict, mode: int, next_is_tonic: bool) -> None:
    symbols = habits["cadences" if next_is_tonic else "half"][mode]
    bar = [parse_symbol(symbol, mode) for symbol in dice.choice(symbols).split()]
    if bar[0] != out[-2][-1] or len(bar) > 1:
        out[-1] = bar


def final_cadence(dice: Random, habits: dict, mode: int) -> tuple[list[Chord], Chord]:
    """The bar before the ending and the last chord, a form of the tonic."""
    approach = [parse_symbol(symbol, mode) for symbol in dice.choice(habits["cadences"][mode]).split()]
    colours = habits["final"][mode]
    return approach, (0, QUALITY[dice.choice(colours)])
