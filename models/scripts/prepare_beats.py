"""Renders arranger pieces, MIDI files and human drum takes and stores log-mel pieces with exact beats for train_beats.py.

    python models/scripts/prepare_beats.py --data ../shared/data --out /tmp/beat-pieces
Source `sampler` needs Node and the repository's packages, the others `fluidsynth`. A compressed .sf3 takes seconds to open for every piece; an uncompressed .sf2 does not.
"""
import argparse
import sys
import tarfile
import tempfile
from pathlib import Path

import mido
import numpy as np
import pretty_midi
import soundfile

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.beats.dataset import Piece, save_piece
from vmas.beats.features import log_mel, to_input_rate
from vmas.beats.midi_material import (
    Beats,
    excerpt,
    is_on_grid,
    load_midi,
    mute_parts,
    notated_beats,
    onset_seconds,
    prepare_groove,
    render_midi,
)
from vmas.beats.sampler_material import beats_of, sampler_piece
from vmas.corpus.compose import compose, tempo_ranges
from vmas.corpus.playing import play_pieces
from vmas.score.render import to_midi

SOURCES = ("sampler", "corpus", "collections", "grooves")
COLLECTIONS = ("freedoom", "simutrans", "jrpg")
HELD_OUT_EVERY = 8  # by work: every excerpt of a held-out file is held out
HELD_OUT_SEEDS = 900_000_000  # arranger seeds from here on are never trained on
SOFT_STYLES = ("ambient", "piano", "cinematic", "folk")  # weak onsets: half as many pieces again


def render_piece(midi: pretty_midi.PrettyMIDI | mido.MidiFile, sound_font: Path, scratch: Path) -> np.ndarray:
    write = midi.save if isinstance(midi, mido.MidiFile) else midi.write
    write(str(scratch / "piece.mid"))
    render_midi(scratch / "piece.mid", scratch / "piece.wav", sound_font)
    samples, rate_hz = soundfile.read(scratch / "piece.wav", dtype="float32")
    return log_mel(to_input_rate(samples, rate_hz))


def store_excerpt(midi, beats: Beats, name: str, group: str, args, random: np.random.Generator, drums: bool = False) -> float:
    """Renders one random excerpt; returns its seconds of sound."""
    onsets = onset_seconds(midi)
    first, last = float(onsets[0]), float(onsets[-1])
    start = random.uniform(max(0.0, first - 1), max(first, last - args.seconds))
    end = min(last + 0.5, start + args.seconds)
    scale = 1.0 if drums else random.uniform(0.87, 1.15)
    part = excerpt(midi, start, end, scale)
    if drums:
        prepare_groove(part, random)
    else:
        mute_parts(part, random)
    if not part.instruments:
        return 0.0
    with tempfile.TemporaryDirectory() as scratch:
        mel = render_piece(part, args.sound_fonts[int(random.integers(len(args.sound_fonts)))], Path(scratch))
    inside = beats.between(start, end)
    length = int((end - start) * scale * 50) + 50  # one second of tail
    piece = Piece(name, group, mel[:length], inside.seconds * scale, inside.positions)
    save_piece(args.out / ("held-out" if group.endswith("-held-out") else "train"), piece)
    return end - start


def mute_tracks(midi: mido.MidiFile, random: np.random.Generator) -> None:
    """A third of the pieces lose their drums, a sixth keep a random half of the band."""
    choice = random.random()
    if choice < 0.33:
        midi.tracks = [track for track in midi.tracks if track.name != "drums"]
    elif choice < 0.5:
        sounding = [track for track in midi.tracks[1:] if sum(m.type == "note_on" for m in track) > 20 and random.random() < 0.5]
        midi.tracks = midi.tracks[:1] + sounding if sounding else midi.tracks


def store_arranged(style: str, seed: int, group: str, args, random: np.random.Generator) -> float:
    """Composes, renders and stores one arranger piece at a tempo from anywhere in its style's range."""
    folder = args.out / ("held-out" if seed >= HELD_OUT_SEEDS else "train")
    if (folder / f"{style}-{seed}.npz").exists():
        return 0.0
    slowest, fastest = tempo_ranges()[style]
    tempo_bpm = float(random.uniform(slowest, fastest))
    bars = max(4, round(random.uniform(14, 1.2 * args.seconds) * tempo_bpm / 240))
    piece = compose(seed, style, bars)
    if random.random() < 0.4:
        tempo_bpm = piece.tempo_bpm
    midi, timing = to_midi(
        piece.tokens, piece.style, tempo_bpm, piece.tonic, humanise_seed=seed, bar_phase=piece.bar_phase
    )
    if seed < HELD_OUT_SEEDS:
        mute_tracks(midi, random)
    with tempfile.TemporaryDirectory() as scratch:
        mel = render_piece(midi, args.sound_fonts[0 if random.random() < 0.75 else -1], Path(scratch))
    steps = np.round(timing.beats_seconds * tempo_bpm / 15).astype(int)
    positions = (steps + piece.bar_phase) % 16 // 4
    mel = mel[: int(timing.duration_seconds * 50) + 75]
    save_piece(folder, Piece(f"{style}-{seed}", group, mel, timing.beats_seconds, positions))
    return timing.duration_seconds


def prepare_corpus(args, random: np.random.Generator) -> float:
    total = 0.0
    for number in range(3 * args.pieces // 2):
        for style in tempo_ranges():
            if number < args.pieces or style in SOFT_STYLES:
                total += store_arranged(style, args.seed * 10_000 + number, f"arranger-{style}", args, random)
    for number in range(args.held_out_pieces):
        for style in tempo_ranges():
            total += store_arranged(style, HELD_OUT_SEEDS + number, f"arranger-{style}-held-out", args, random)
    return total


def prepare_sampler(args, random: np.random.Generator) -> float:
    """The sound that counts: the product's. A batch of one piece per style is one run of the sampler."""
    total = 0.0
    firsts = [args.seed * 10_000 + 5000 + number for number in range(args.sampler_pieces)]
    for seed in [*firsts, *(HELD_OUT_SEEDS + 5000 + number for number in range(args.sampler_held_out))]:
        held_out = seed >= HELD_OUT_SEEDS
        folder = args.out / ("held-out" if held_out else "train")
        if (folder / f"sampler-{list(tempo_ranges())[-1]}-{seed}.npz").exists():
            continue
        pieces = [sampler_piece(style, seed, random.uniform(14, 40), not held_out, random) for style in tempo_ranges()]
        with tempfile.TemporaryDirectory() as scratch:
            play_pieces(pieces, args.bank, Path(scratch))
            for piece in pieces:
                samples, rate_hz = soundfile.read(Path(scratch) / f"{piece.name}.wav", dtype="float32")
                group = f"sampler-{piece.style}" + ("-held-out" if held_out else "")
                mel = log_mel(to_input_rate(samples, rate_hz))
                beats = beats_of(piece)
                save_piece(folder, Piece(piece.name, group, mel, beats.seconds, beats.positions))
                total += piece.duration_seconds
    return total


def prepare_collections(args, random: np.random.Generator) -> float:
    total = 0.0
    for collection in COLLECTIONS:
        for index, path in enumerate(sorted((args.data / "midi" / collection).glob("*.mid"))):
            midi = load_midi(path)
            if midi is None or not is_on_grid(midi, beats := notated_beats(midi)):
                continue
            held_out = index % HELD_OUT_EVERY == 0
            for take in range(1 if held_out else args.takes):
                group = collection + ("-held-out" if held_out else "")
                total += store_excerpt(midi, beats, f"{collection}-{path.stem}-{take}".replace(" ", "_"), group, args, random)
    return total


def prepare_grooves(args, random: np.random.Generator) -> float:
    total = 0.0
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(args.data / "midi" / "groove_train.tar.xz") as archive:
            archive.extractall(folder, filter="data")
        paths = sorted(path for path in Path(folder).rglob("*_beat_4-4.mid"))
        for index in random.permutation(len(paths))[: args.grooves]:
            midi = load_midi(paths[index])
            if midi is None or midi.get_end_time() < 12:
                continue
            held_out = index % HELD_OUT_EVERY == 0
            name = "groove-" + "-".join(paths[index].with_suffix("").parts[-3:])
            total += store_excerpt(midi, notated_beats(midi), name, "groove-held-out" if held_out else "groove", args, random, drums=True)
    return total


def main(args: argparse.Namespace) -> None:
    random = np.random.default_rng(args.seed)
    for split in ("train", "held-out"):
        (args.out / split).mkdir(parents=True, exist_ok=True)
    prepare = {"corpus": prepare_corpus, "sampler": prepare_sampler, "collections": prepare_collections, "grooves": prepare_grooves}
    for source in args.sources:
        print(f"{source}: {prepare[source](args, random) / 3600:.2f} h in {args.out}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sources", nargs="+", choices=SOURCES, default=SOURCES)
    parser.add_argument("--sound-fonts", type=Path, nargs="+", default=[Path("/usr/share/sounds/sf3/MuseScore_General.sf3"), Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")])
    parser.add_argument("--bank", type=Path, default=Path("models/bundles/small/instruments.sf3"), help="of the sampler")
    parser.add_argument("--sampler-pieces", type=int, default=16, help="per style")
    parser.add_argument("--sampler-held-out", type=int, default=4, help="per style")
    parser.add_argument("--seconds", type=float, default=70.0, help="longest excerpt")
    parser.add_argument("--takes", type=int, default=2, help="excerpts per file")
    parser.add_argument("--grooves", type=int, default=120, help="drum takes")
    parser.add_argument("--pieces", type=int, default=30, help="arranger pieces per style; half as many again for soft styles")
    parser.add_argument("--held-out-pieces", type=int, default=6, help="per style")
    parser.add_argument("--seed", type=int, default=1)
    main(parser.parse_args())
