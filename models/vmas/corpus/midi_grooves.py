"""Owns the human drum patterns of grooves.json: how they are cut from the Groove MIDI Dataset and how a style asks for
them. Must not know of the other parts or of training."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import mido
import numpy as np

from ..score.streams import DRUM_STREAMS
from .midi_drums import E_DRUM_KEYS, DrumHit, drum_streams
from .midi_grid import Grid, fit_grid, to_steps

GROOVES_PATH = Path(__file__).with_name("grooves.json")
CREDIT = (
    "Groove MIDI Dataset (c) Google, CC BY 4.0: J. Gillick, A. Roberts, J. Engel, D. Eck, D. Bamman, "
    "Learning to Groove with Inverse Sequence Transformations, ICML 2019. Changes: quantised to sixteenths, swing "
    "straightened, mapped to drum tokens, representative bars kept."
)
DIGITS = "0123456789abcdefgh"  # one character a token; the kit stream has 18 values
# Which tags of the data set serve a style; None takes the whole genre.
STYLE_TAGS: dict[str, tuple[str, ...]] = {
    "ambient": ("pop/soft", "rock/halftime", "soul"),
    "cinematic": ("jazz/march", "rock/halftime", "afrobeat", "latin/brazilian-sambareggae"),
    "lofi": ("hiphop", "soul", "jazz/funk", "pop/soft"),
    "house": ("dance/disco", "dance/breakbeat", "pop", "highlife"),
    "folk": ("country", "rock/folk", "pop/soft", "latin/brazilian-bossa"),
    "rock": ("rock", "punk", "funk/rock", "pop"),
    "hiphop": ("hiphop", "funk", "soul", "dance/breakbeat"),
    "piano": ("pop/soft", "jazz", "soul"),
}
SIMILAR = 0.72  # bars above this overlap count as one pattern
BARS_PER_TAKE, BARS_PER_TAG, FILLS_PER_TAG = 4, 32, 16
MAX_ERROR_STEPS, MAX_MIDDLE_SHARE = 0.22, 0.15  # looser than for scores: these are human hands


@dataclass(frozen=True)
class Groove:
    kit: tuple[int, ...]  # [16] tokens, as the streams of the same name
    cymbals: tuple[int, ...]
    percussion: tuple[int, ...]
    count: int  # bars of the data set that this one stands for
    is_fill: bool
    tempo_bpm: int
    swing_ratio: float  # 0.5 straight; share of the first note in the performance
    swing_unit_steps: int  # 2: eighths swing, 1: sixteenths
    tag: str

    def as_steps(self) -> np.ndarray:
        """[3, 16] in the order kit, cymbals, percussion"""
        return np.array([self.kit, self.cymbals, self.percussion], np.int16)


@lru_cache(maxsize=1)
def all_grooves() -> tuple[Groove, ...]:
    book = json.loads(GROOVES_PATH.read_text())
    grooves = []
    for row in book["bars"]:
        streams = [tuple(DIGITS.index(digit) for digit in row[stream]) for stream in DRUM_STREAMS]
        grooves.append(Groove(*streams, row["count"], row["fill"], row["bpm"], row["swing"], row["unit"], row["tag"]))
    return tuple(grooves)


def groove_bars(style: str, fills: bool = False) -> list[Groove]:
    """Bars for a product style (`rock`) or a tag of the data set (`jazz/funk`, or its genre `jazz`), most usual first."""
    tags = STYLE_TAGS.get(style, (style,))
    chosen = [
        groove
        for groove in all_grooves()
        if groove.is_fill == fills and any(groove.tag == tag or groove.tag.split("/")[0] == tag for tag in tags)
    ]
    return sorted(chosen, key=lambda groove: -groove.count)


def build_grooves(folder: Path) -> dict:
    """The content of grooves.json from an unpacked data set (`info.csv` and the MIDI files it names)."""
    by_tag: dict[tuple[str, bool], list[dict]] = defaultdict(list)
    with (Path(folder) / "info.csv").open() as table:
        takes = [row for row in csv.DictReader(table) if row["time_signature"] == "4-4"]
    for take in takes:
        path = Path(folder) / take["midi_filename"]
        if path.exists() and take["split"] == "train":
            tag = take["style"].split("/groove")[0]
            by_tag[tag, take["beat_type"] == "fill"] += take_bars(path, tag, take)
    rows = []
    for (_, is_fill), bars in sorted(by_tag.items()):
        rows += merged(bars, FILLS_PER_TAG if is_fill else BARS_PER_TAG)
    return {"comment": "One token a character, base 18, 16 steps a bar.", "credit": CREDIT, "bars": rows}


def take_bars(path: Path, tag: str, take: dict) -> list[dict]:
    """Representative bars of one take; empty when its timing does not fit a grid of sixteenths."""
    onsets = drum_onsets(path)
    grid = fit_grid(np.array([beat for beat, _, _ in onsets]))
    if len(onsets) < 4 or grid.error_steps > MAX_ERROR_STEPS or grid.middle_share > MAX_MIDDLE_SHARE:
        return []
    facts = {
        "fill": take["beat_type"] == "fill", "tag": tag, "bpm": int(take["bpm"]),
        "swing": round(grid.ratio, 2), "unit": 2 if grid.unit_beats == 1 else 1,
    }  # fmt: skip
    return [{**row, **facts} for row in representatives(_bar_rows(onsets, grid), BARS_PER_TAKE)]


def drum_onsets(path: Path) -> list[tuple[float, int, int]]:
    """(beat, General MIDI key, velocity)"""
    midi = mido.MidiFile(path)
    onsets = []
    for track in midi.tracks:
        ticks = 0
        for message in track:
            ticks += message.time
            if message.type == "note_on" and message.velocity > 0:
                key = E_DRUM_KEYS.get(message.note, message.note)
                onsets.append((ticks / midi.ticks_per_beat, key, message.velocity))
    return sorted(onsets)


def _bar_rows(onsets: list[tuple[float, int, int]], grid: Grid) -> list[dict]:
    steps, _ = to_steps(np.array([beat for beat, _, _ in onsets]), grid)
    hits = [DrumHit(max(0, int(step)), key, velocity) for step, (_, key, velocity) in zip(steps, onsets)]
    streams, _ = drum_streams(hits)
    bars: dict[int, dict[str, list[str]]] = {}
    for stream, values in streams.items():
        for step, value in values:
            row = bars.setdefault(step // 16, {name: ["0"] * 16 for name in DRUM_STREAMS})
            row[stream][step % 16] = DIGITS[value]
    return [
        {**{stream: "".join(row[stream]) for stream in DRUM_STREAMS}, "count": 1}
        for _, row in sorted(bars.items())
        if sum(value != "0" for digits in row.values() for value in digits) >= 4
    ]


def strokes(row: dict) -> frozenset[tuple[str, int]]:
    """What a bar strikes, dynamics apart: kick, snare, cymbal, percussion by step."""
    out = set()
    for step in range(16):
        kick, snare = divmod(DIGITS.index(row["kit"][step]), 6)
        out |= {("kick", step)} if kick else set()
        out |= {("snare", step)} if snare > 1 else set()  # ghosts vary from bar to bar
        out |= {("cymbals", step)} if row["cymbals"][step] != "0" else set()
        out |= {("percussion", step)} if row["percussion"][step] != "0" else set()
    return frozenset(out)


def similarity(first: dict, second: dict) -> float:
    a, b = strokes(first), strokes(second)
    return len(a & b) / max(1, len(a | b))


def representatives(rows: list[dict], limit: int) -> list[dict]:
    """Greedy cover: the bar most like the others first, with the number of bars it stands for."""
    left, out = list(rows), []
    while left and len(out) < limit:
        near = [[similarity(row, other) >= SIMILAR for other in left] for row in left]
        best = max(range(len(left)), key=lambda index: sum(near[index]))
        members = [row for row, close in zip(left, near[best]) if close]
        out.append({**left[best], "count": sum(row["count"] for row in members)})
        left = [row for row, close in zip(left, near[best]) if not close]
    return out


def merged(rows: list[dict], limit: int) -> list[dict]:
    """The most usual bars of a tag without near doubles."""
    kept: list[dict] = []
    for row in sorted(rows, key=lambda row: -row["count"]):
        twin = next((other for other in kept if similarity(row, other) >= 0.9 and row["swing"] == other["swing"]), None)
        if twin is not None:
            twin["count"] += row["count"]
        else:
            kept.append(dict(row))
    return sorted(kept, key=lambda row: -row["count"])[:limit]


def write_grooves(folder: Path, path: Path = GROOVES_PATH) -> int:
    book = build_grooves(folder)
    rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in book["bars"])
    head = json.dumps({"comment": book["comment"], "credit": book["credit"]}, indent=0)[:-2]
    path.write_text(f'{head},\n"bars": [\n{rows}\n]\n}}\n')
    return len(book["bars"])
