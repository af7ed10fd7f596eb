"""Owns how chord progressions and melodic motifs of phrases.json are cut from imported MIDI (the file of import_midi.py).
Must not know of the arranger, which reads them through phrases.py."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..score.streams import LOWEST_PITCH, NO_CHORD, QUALITY, STEPS_PER_BAR, STREAM, chord_of_token, filled, part_spans
from .harmony import DEGREES, MAJOR, MINOR, NUMERALS, SCALES, Chord

PHRASES_PATH = Path(__file__).with_name("phrases.json")
CREDIT = (
    "Freedoom (BSD-3-Clause), Simutrans (Artistic-1.0), JRPG Collection by Yubatake (CC BY 3.0), OpenScore String Quartets and "
    "Orchestra (CC0); works in CREDITS.md. Changes: moved to C, quantised; chords are estimates, at most two a bar, colours left out; "
    "motifs are two bars of rhythm and scale steps."
)
TRAIN = 0
# What a progression says of a chord: its function. Ninths, suspensions and bare fifths are the style's to add (harmony.coloured).
PLAIN = {
    "maj": "maj", "min": "min", "dim": "dim", "sus4": "sus4", "maj7": "maj", "min7": "min", "dom7": "dom7", "m7b5": "m7b5", "dim7": "dim7",
    "add9": "maj", "madd9": "min", "maj9": "maj", "min9": "min",
}  # fmt: skip
SIGNS = {"maj": "", "min": "", "dim": "o", "sus4": "sus4", "dom7": "7", "m7b5": "ø", "dim7": "o7"}
LOWER_CASE = {"min", "dim", "m7b5", "dim7"}
# The chords of common practice and of its borrowings; a phrase with another one has modulated or was misheard.
USUAL = {
    MAJOR: set("I ii iii IV V vi I7 II II7 III III7 VI7 V7 Vsus4 viio iv bVII bVI bIII bII v".split()),
    MINOR: set("i iio iiø III iv IV v V V7 Vsus4 VI VII VII7 bII I7 III7".split()),
}
TONIC = {MAJOR: "I", MINOR: "i"}
QUALITY_NAMES = {index: name for name, index in QUALITY.items()}
PROGRESSION_BARS = (4, 8)
PROGRESSIONS_PER_SET, MOTIFS_PER_SET, MOTIFS_PER_WORK = 48, 96, 4
MOTIF_STEPS = 2 * STEPS_PER_BAR
FEWEST_NOTES, MOST_NOTES, WIDEST_STEPS, LEAST_DIATONIC = 4, 18, 9, 0.8


@dataclass(frozen=True)
class ImportedPiece:
    tokens: np.ndarray  # int16 [12, T], bar lines at multiples of 16 from -bar_phase
    mode: int
    bar_phase: int
    set_name: str
    work: str

    @property
    def first_bar_line(self) -> int:
        return -self.bar_phase % STEPS_PER_BAR

    def phrase_starts(self, bars: int) -> Iterator[int]:
        """Steps at which phrases of so many bars may begin: from each section's start on, without a rest of bars left over."""
        sections = [int(step) for step in np.flatnonzero(self.tokens[STREAM["section"]]) if (step + self.bar_phase) % STEPS_PER_BAR == 0]
        edges = [*sections, self.tokens.shape[1]] if sections else [self.first_bar_line, self.tokens.shape[1]]
        for start, end in zip(edges, edges[1:]):
            yield from range(start, end - bars * STEPS_PER_BAR + 1, bars * STEPS_PER_BAR)


def open_imported(path: Path) -> list[ImportedPiece]:
    """The training pieces of a file of import_midi.py: works held out for judging give nothing."""
    pieces = []
    with np.load(path) as data:
        tokens, offsets, sources = data["tokens"], data["offsets"], data["source"]
        for index in np.flatnonzero((data["split"] == TRAIN) & (data["mode"] > 0)):
            work = str(sources[index]).split("#")[0]
            rows = tokens[:, offsets[index] : offsets[index + 1]]
            pieces.append(ImportedPiece(rows, int(data["mode"][index]), int(data["bar_phase"][index]), work.split("/")[0], work))
    return pieces


def symbol_of(chord: Chord, mode: int) -> str:
    """Roman numeral that harmony.parse_symbol reads back as the plain form of the chord. A bare fifth, or a second in place of a third, takes the
    third that the scale has there."""
    root, quality = chord[0], QUALITY_NAMES[chord[1]]
    degrees = DEGREES[mode]
    flat = root not in degrees
    index = degrees.index((root + 1) % 12 if flat else root)
    name = PLAIN.get(quality) or ("maj" if (root + 4) % 12 in degrees else "min")
    numeral = NUMERALS[index]
    return ("b" if flat else "") + (numeral.lower() if name in LOWER_CASE else numeral) + SIGNS[name]


def progressions_of(piece: ImportedPiece) -> Iterator[str]:
    """Phrases of four and eight bars as symbols, "I | vi | ii V7 | I": those that touch the tonic and know only usual chords."""
    chords = filled(piece.tokens[STREAM["chord"]])
    for bars in PROGRESSION_BARS:
        for start in piece.phrase_starts(bars):
            # A sixteenth after the beat: a chord that is played a little late still counts for it.
            steps = [start + bar * STEPS_PER_BAR + beat for bar in range(bars) for beat in (1, 9)]
            if any(chords[step] <= NO_CHORD for step in steps):
                continue
            names = [symbol_of(chord_of_token(chords[step]), piece.mode) for step in steps]
            pairs = list(zip(names[::2], names[1::2]))
            is_loop = bars == 8 and pairs[:4] == pairs[4:]
            if TONIC[piece.mode] in names and USUAL[piece.mode].issuperset(names) and len(set(names)) > 1 and not is_loop:
                yield " | ".join(first if first == second else f"{first} {second}" for first, second in pairs)


def motifs_of(piece: ImportedPiece) -> Iterator[tuple[str, tuple[int, ...]]]:
    """(rhythm of 32 letters, x strike - hold . rest; scale steps above the first note) of two-bar units of the melody."""
    ladder = _ladder(piece.mode)
    spans = [(start, end, value + LOWEST_PITCH["melody"]) for start, end, value in part_spans(piece.tokens, "melody")]
    for start in piece.phrase_starts(2):
        notes = [(on - start, min(end - start, MOTIF_STEPS), pitch) for on, end, pitch in spans if start <= on < start + MOTIF_STEPS]
        if not FEWEST_NOTES <= len(notes) <= MOST_NOTES or notes[0][0] >= 8:
            continue
        pitches = np.array([pitch for _, _, pitch in notes])
        if np.isin(pitches, ladder).mean() < LEAST_DIATONIC:
            continue
        places = np.searchsorted(ladder, pitches, side="right") - 1
        contour = tuple(int(step) for step in places - places[0])
        if max(contour) - min(contour) > WIDEST_STEPS or len(set(contour)) < 3:
            continue
        letters = ["."] * MOTIF_STEPS
        for on, end, _ in notes:
            letters[on:end] = ["x"] + ["-"] * (end - on - 1)
        yield "".join(letters), contour


def _ladder(mode: int) -> np.ndarray:
    """MIDI pitches of the mode's scale on C, ascending."""
    scale = SCALES["major" if mode == MAJOR else "minor"]
    return np.array([pitch for pitch in range(128) if pitch % 12 in scale])


def build_phrases(pieces: list[ImportedPiece]) -> dict:
    """The content of phrases.json. A progression or a motif is kept where it comes again, in the same work or in another: once may be
    an estimate's mistake, twice is somebody's idea."""
    return {
        "comment": "Progressions: roman numerals, bars between strokes. Motifs: 32 sixteenths and scale steps above the first note.",
        "credit": CREDIT,
        "progressions": _chosen_progressions(pieces),
        "motifs": _chosen_motifs(pieces),
    }


def _chosen_progressions(pieces: list[ImportedPiece]) -> list[dict]:
    times: dict[tuple, list[str]] = defaultdict(list)
    for piece in pieces:
        for text in progressions_of(piece):
            times[piece.set_name, piece.mode, text].append(piece.work)
    rows = [
        {"set": set_name, "mode": mode, "text": text, "times": len(works), "works": len(set(works))}
        for (set_name, mode, text), works in times.items()
        if len(works) > 1
    ]
    return _most_usual(rows, ("set", "mode"), PROGRESSIONS_PER_SET // 2)


def _chosen_motifs(pieces: list[ImportedPiece]) -> list[dict]:
    times: dict[tuple, list[str]] = defaultdict(list)
    for piece in pieces:
        for rhythm, contour in motifs_of(piece):
            times[piece.set_name, rhythm, contour].append(piece.work)
    rows, from_work = [], defaultdict(int)
    for (set_name, rhythm, contour), works in sorted(times.items(), key=lambda item: (-len(item[1]), item[0])):
        from_work[works[0]] += 1
        if len(works) > 1 and from_work[works[0]] <= MOTIFS_PER_WORK:
            rows.append({"set": set_name, "rhythm": rhythm, "contour": list(contour), "times": len(works), "works": len(set(works))})
    return _most_usual(rows, ("set",), MOTIFS_PER_SET)


def _most_usual(rows: list[dict], group: tuple[str, ...], limit: int) -> list[dict]:
    kept: dict[tuple, list[dict]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (-row["works"], -row["times"], str(row))):
        members = kept[tuple(row[name] for name in group)]
        if len(members) < limit:
            members.append(row)
    return [row for _, members in sorted(kept.items()) for row in members]


def write_phrases(imported: Path, path: Path = PHRASES_PATH) -> tuple[int, int]:
    """-> how many progressions and motifs were written."""
    book = build_phrases(open_imported(imported))
    lists = [
        f'"{name}": [\n' + ",\n".join(json.dumps(row, separators=(",", ":"), ensure_ascii=False) for row in book[name]) + "\n]"
        for name in ("progressions", "motifs")
    ]
    head = json.dumps({name: book[name] for name in ("comment", "credit")}, indent=0)[:-2]
    path.write_text(f"{head},\n" + ",\n".join(lists) + "\n}\n")
    return len(book["progressions"]), len(book["motifs"])
