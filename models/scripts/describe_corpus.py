"""What a packed corpus holds: hours of distinct pieces, and by style the tempo, mode, keys, sections, endings and fills. Markdown.

    python models/scripts/compose_corpus.py --pieces 30000 --out corpus.npz
    python models/scripts/describe_corpus.py --corpus corpus.npz
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.corpus.compose import STYLE_ORDER
from vmas.corpus.music_facts import onset_counts
from vmas.score.streams import STREAM

BAR = 16
DRUMS = slice(STREAM["kit"], STREAM["percussion"] + 1)
TUNE = (STREAM["chord"], STREAM["melody"])


@dataclass(frozen=True)
class PieceRow:
    style: int
    mode: int
    tonic: int
    tempo_bpm: float
    seconds: float
    exact: bytes  # of all tokens
    tune: bytes  # of chords and melody alone
    sections: int
    roles: int  # different ones
    energy_range: int
    ends: bool  # a final attack where `tail_steps` says, and nothing struck after it
    has_energy: bool
    fills: tuple[int, int]  # bars before a new section whose drums end unlike the bar before; such bars
    plain: tuple[int, int]  # the same of all other bars


def digest(tokens: np.ndarray) -> bytes:
    return hashlib.blake2b(np.ascontiguousarray(tokens).tobytes(), digest_size=12).digest()


def drum_changes(tokens: np.ndarray, starts: np.ndarray, bar_phase: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """How often the drums of a bar's second half differ from those of the bar before: in bars that lead to a section, and in
    the others. Bars without drums do not count."""
    offset = -bar_phase % BAR
    count = (tokens.shape[1] - offset) // BAR
    bars = tokens[DRUMS, offset : offset + count * BAR].reshape(3, count, BAR).transpose(1, 0, 2)
    leading = {int(start - offset) // BAR - 1 for start in starts if start > offset}
    opening = {bar + 1 for bar in leading}
    fills, plain = [], []
    for bar in range(1, count):
        if bar in opening or not bars[bar].any() or not bars[bar - 1].any():
            continue
        (fills if bar in leading else plain).append(bool((bars[bar, :, BAR // 2 :] != bars[bar - 1, :, BAR // 2 :]).any()))
    return (sum(fills), len(fills)), (sum(plain), len(plain))


def describe(tokens: np.ndarray, energy: np.ndarray, facts: dict) -> PieceRow:
    starts = np.flatnonzero(tokens[STREAM["section"]])
    roles = (tokens[STREAM["section"], starts] - 1) // 4
    struck, last = onset_counts(tokens), tokens.shape[1] - facts["tail_steps"]
    fills, plain = drum_changes(tokens, starts, facts["bar_phase"])
    return PieceRow(
        facts["style"], facts["mode"], facts["tonic"], facts["tempo_bpm"], tokens.shape[1] * 15 / facts["tempo_bpm"], digest(tokens),
        digest(tokens[TUNE, :]), len(starts), len(set(roles.tolist())), int(np.ptp(energy)), bool(struck[last] and not struck[last + 1 :].any()),
        bool((energy >= 0).all() and (energy <= 15).all()), fills, plain,
    )  # fmt: skip


def read(path: Path, most: int | None) -> list[PieceRow]:
    data = {name: values for name, values in np.load(path).items()}
    names = ("style", "mode", "tonic", "tempo_bpm", "tail_steps", "bar_phase")
    rows = []
    for i in range(len(data["offsets"]) - 1 if most is None else most):
        part = slice(*data["offsets"][i : i + 2])
        rows.append(describe(data["tokens"][:, part], data["energy"][part], {name: data[name][i].item() for name in names}))
    return rows


def distinct_hours(rows: list[PieceRow], key: str) -> tuple[int, float]:
    seconds = {getattr(row, key): row.seconds for row in rows}
    return len(seconds), sum(seconds.values()) / 3600


def share(pairs: list[tuple[int, int]]) -> str:
    hits, total = (sum(column) for column in zip(*pairs))
    return f"{hits / total:.2f}" if total else "-"


def print_tables(rows: list[PieceRow]) -> None:
    hours = sum(row.seconds for row in rows) / 3600
    for key, words in (("exact", "by all tokens"), ("tune", "by chords and melody alone")):
        count, distinct = distinct_hours(rows, key)
        print(f"{len(rows)} pieces, {hours:.1f} hours; distinct {words}: {count} pieces, {distinct:.1f} hours")
    print("\n| style | pieces | hours | BPM | major / minor | tonics | sections | roles | energy range | true ending | second half of the bar drummed anew: before a section / elsewhere |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for style in [*range(len(STYLE_ORDER)), None]:
        own = [row for row in rows if style is None or row.style == style]
        if not own:
            continue
        tempi = [row.tempo_bpm for row in own]
        mean = {name: np.mean([getattr(row, name) for row in own]) for name in ("sections", "roles", "energy_range", "ends")}
        major = np.mean([row.mode == 1 for row in own])
        print(
            f"| {'all' if style is None else STYLE_ORDER[style]} | {len(own)} | {sum(row.seconds for row in own) / 3600:.1f} "
            f"| {min(tempi):.0f}-{max(tempi):.0f} | {major:.2f} / {1 - major:.2f} | {len({row.tonic for row in own})} | {mean['sections']:.1f} "
            f"| {mean['roles']:.1f} | {mean['energy_range']:.1f} | {mean['ends']:.3f} | {share([row.fills for row in own])} / {share([row.plain for row in own])} |"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True, help="of compose_corpus.py")
    parser.add_argument("--most", type=int, help="pieces to read, from the first on")
    arguments = parser.parse_args()
    print_tables(read(arguments.corpus, arguments.most))
