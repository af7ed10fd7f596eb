"""Turns openly licensed MIDI sets into one packed .npz of training pieces, and what the arranger draws from them: grooves.json, phrases.json.
Only arguments and files here; music is in vmas.corpus.midi_*.

    python models/scripts/import_midi.py --data ../shared/data --out runs/midi.npz [--most-per-work 8] [--table 12]
    python models/scripts/import_midi.py --data ../shared/data --grooves
    python models/scripts/import_midi.py --data ../shared/data --out runs/midi.npz --phrases

The file has the arrays of compose_corpus.py (np.savez, uncompressed):
  tokens   int16 [12, S]   all pieces side by side along time
  offsets  int64 [N + 1]   piece i is tokens[:, offsets[i]:offsets[i + 1]]
  accents  int8  [S]; energy int8 [S] of the step's bar
  tempo_bpm float32 [N]; style, mode, tail_steps, tonic, bar_phase int8 [N]; seed int64 [N], a hash of the source
  split    int8  [N]       0 train, 1 validation, 2 test; all pieces of a work are in the same
and of its own:
  source   str   [N]       set/work#region.bar
  kept_share, onset_f1, chroma_similarity float32 [N]   what the import kept of the original
"""

from __future__ import annotations

import argparse
import sys
import tarfile
import tempfile
import zlib
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

MODELS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(MODELS))
from vmas.corpus.midi_grooves import write_grooves  # noqa: E402
from vmas.corpus.midi_import import Imported, import_file  # noqa: E402
from vmas.corpus.midi_phrases import write_phrases  # noqa: E402
from vmas.corpus.midi_style import STYLES  # noqa: E402
from vmas.score.render import to_midi  # noqa: E402
from vmas.score.streams import PARTS  # noqa: E402

FOLDERS = ("freedoom", "simutrans", "jrpg")
ARCHIVES = ("openscore_orchestra", "openscore_quartets")
QUALITIES = ("kept_share", "onset_f1", "chroma_similarity", "chord_cover")
HELD_OUT = {0: 2, 1: 1}  # work hash modulo 20: 5 % test, 5 % validation


def unpacked(data: Path, name: str, folder: Path) -> Path:
    """The folder of a set: as it lies in the data, or unpacked from its archive."""
    plain = data / "midi" / name
    if plain.is_dir():
        return plain
    with tarfile.open(data / "midi" / f"{name}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / name.removesuffix("_train")


def import_one(job: tuple[Path, str, int]) -> list[Imported]:
    return import_file(*job)


def chosen(pieces: list[Imported], most_per_work: int) -> list[Imported]:
    """Good pieces without repeats; of a long work, those that kept most, longer ones preferred."""
    works, seen = defaultdict(list), set()
    for piece in pieces:
        key = zlib.crc32(piece.tokens.tobytes())
        if piece.quality.is_good() and key not in seen:
            seen.add(key)
            works[piece.work].append(piece)
    out = []
    for _, members in sorted(works.items()):
        members.sort(key=lambda piece: -piece.quality.onset_f1 - min(piece.tokens.shape[1], 512) / 2048)
        out += sorted(members[:most_per_work], key=lambda piece: piece.source)
    return out


def pack(pieces: list[Imported]) -> dict[str, np.ndarray]:
    lengths = [piece.tokens.shape[1] for piece in pieces]
    facts = [piece.facts for piece in pieces]
    hashes = [zlib.crc32(piece.work.encode()) for piece in pieces]
    columns = {name: [getattr(fact, name) for fact in facts] for name in ("style", "mode", "tail_steps", "bar_phase")}
    columns["tonic"] = [piece.tonic for piece in pieces]
    columns["split"] = [HELD_OUT.get(number % 20, 0) for number in hashes]
    quality = {
        name: np.array([getattr(piece.quality, name) for piece in pieces], np.float32)
        for name in ("kept_share", "onset_f1", "chroma_similarity")
    }
    energy = [
        fact.energy[(np.arange(length) + fact.bar_phase) // 16] for fact, length in zip(facts, lengths, strict=True)
    ]
    return {name: np.array(values, np.int8) for name, values in columns.items()} | quality | {
        "tokens": np.concatenate([piece.tokens for piece in pieces], axis=1),
        "offsets": np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        "accents": np.concatenate([fact.accents for fact in facts]).astype(np.int8),
        "energy": np.concatenate(energy).astype(np.int8),
        "tempo_bpm": np.array([fact.tempo_bpm for fact in facts], np.float32),
        "seed": np.array([zlib.crc32(piece.source.encode()) for piece in pieces], np.int64),
        "source": np.array([piece.source for piece in pieces]),
    }  # fmt: skip


def report(pieces: list[Imported], seen: int) -> None:
    seconds = [piece.tokens.shape[1] * 15 / piece.facts.tempo_bpm for piece in pieces]
    print(f"{len(pieces)} pieces of {seen} cut, {sum(seconds) / 3600:.2f} hours")
    rows: dict[str, list[tuple[Imported, float]]] = defaultdict(list)
    for piece, length in zip(pieces, seconds, strict=True):
        rows[f"set {piece.source.split('/')[0]}"].append((piece, length))
        rows[f"style {(*STYLES, 'unknown')[piece.facts.style]}"].append((piece, length))
    for name, members in sorted(rows.items()):
        mean = [np.mean([getattr(piece.quality, key) for piece, _ in members]) for key in QUALITIES]
        figures = "  ".join(f"{key} {value:.3f}" for key, value in zip(QUALITIES, mean, strict=True))
        hours = sum(length for _, length in members) / 3600
        print(f"{name:26s} {len(members):5d} pieces {hours:6.2f} h  {figures}")


def print_table(pieces: list[Imported], count: int) -> None:
    """Per-part onset F1 of every n-th piece against the voices it was cast from, and notes that MIDI rendering plays."""
    print(f"{'source':48s} bars  style {' '.join(f'{part:>8s}' for part in PARTS)}   all chroma midi-notes")
    for piece in pieces[:: max(1, len(pieces) // count)]:
        midi, _ = to_midi(piece.tokens, piece.facts.style, piece.facts.tempo_bpm, piece.tonic)
        notes = Counter(message.type for track in midi.tracks for message in track)["note_on"]
        parts = " ".join(f"{piece.quality.part_f1.get(part, float('nan')):8.2f}" for part in PARTS)
        print(
            f"{piece.source[:48]:48s} {piece.tokens.shape[1] // 16:4d} {piece.facts.style:6d} {parts} "
            f"{piece.quality.onset_f1:5.2f} {piece.quality.chroma_similarity:6.2f} {notes:10d}"
        )


def main(args: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        if args.grooves:
            print(f"{write_grooves(unpacked(args.data, 'groove_train', Path(folder)))} groove bars")
        if args.out is None:
            return
        jobs = [
            (path, name, 2 * args.most_per_work)
            for name in args.sets
            for path in sorted(unpacked(args.data, name, Path(folder)).glob("*.mid"))
        ]
        with ProcessPoolExecutor(args.workers) as pool:
            found = [piece for batch in pool.map(import_one, jobs, chunksize=4) for piece in batch]
    pieces = chosen(found, args.most_per_work)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez(args.out, **pack(pieces))
    if args.phrases:
        print("{} progressions and {} motifs".format(*write_phrases(args.out)))
    report(pieces, len(found))
    if args.table:
        print_table(pieces, args.table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, help="the .npz to write")
    parser.add_argument("--sets", nargs="+", default=[*FOLDERS, *ARCHIVES], choices=[*FOLDERS, *ARCHIVES])
    parser.add_argument(
        "--most-per-work", type=int, default=8, help="pieces kept of one work, so that no set drowns others"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--table", type=int, default=0, help="print the fidelity of about this many pieces")
    parser.add_argument("--grooves", action="store_true", help="write vmas/corpus/grooves.json anew")
    parser.add_argument("--phrases", action="store_true", help="write vmas/corpus/phrases.json anew from the training pieces of --out")
    args = parser.parse_args()
    if args.phrases and args.out is None:
        parser.error("--phrases reads the pieces that --out names")
    main(args)
