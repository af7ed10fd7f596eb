"""Makes training shards of anyone's own videos with music: pictures at 10 fps or more, the sound, and what is found in both (beats, bars, tempo,
loudness, energy, cuts). Needs the `ffmpeg` command. A run that was stopped goes on where it was; a file that cannot be used is named and left out.

    python models/scripts/prepare_data.py --videos FOLDER --out SHARDS
    python models/scripts/prepare_data.py --videos list.txt --out SHARDS --size 224x224 --sample-rate 48000 --workers 16

A list has one path a line; a tab and a name behind it say to which work the file belongs. Windows of a work are all in one split.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
from collections import defaultdict
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.data.media import MediaProblem
from vmas.data.shards import ShardFile
from vmas.data.sound_facts import BeatTracker
from vmas.data.windows import Film, FilmReport, Settings, film_samples

VIDEO = {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".wmv", ".mpg", ".mpeg", ".ts", ".mts", ".flv", ".ogv", ".3gp"}
BUNDLE = Path(__file__).resolve().parents[1] / "bundles/small"
TRACKER: BeatTracker | None = None  # one a process


def list_files(source: Path) -> list[tuple[Path, str | None]]:
    """-> paths with the work that the list names, if any."""
    if source.is_dir():
        return [(path, None) for path in sorted(source.rglob("*")) if path.suffix.lower() in VIDEO and path.is_file()]
    if not source.exists():
        raise SystemExit(f"{source} is neither a folder nor a list of files")
    rows = [line.split("\t") for line in source.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return [((source.parent / row[0].strip()).resolve(), row[1].strip() if len(row) > 1 else None) for row in rows]


def split_of(work: str, validation_percent: float, test_percent: float) -> str:
    place = int(hashlib.sha256(work.encode()).hexdigest(), 16) % 10_000 / 100
    return "test" if place < test_percent else "validation" if place < test_percent + validation_percent else "train"


def plan_films(arguments: argparse.Namespace) -> list[Film]:
    films = []
    for path, named in list_files(arguments.videos):
        match = re.search(arguments.work_pattern, path.stem) if arguments.work_pattern else None
        work = named or (match.group(match.re.groups and 1) if match else path.stem)
        films.append(Film(path, work, split_of(work, arguments.validation_percent, arguments.test_percent)))
    if not films:
        raise SystemExit(f"{arguments.videos} names no video ({', '.join(sorted(VIDEO))})")
    return films


def plan_shards(films: list[Film], films_a_shard: int) -> list[tuple[str, list[Film]]]:
    """-> name and films of each shard; a film stands in one shard, the films of a shard in one split."""
    by_split = defaultdict(list)
    for film in films:
        by_split[film.split].append(film)
    shards = []
    for split, members in sorted(by_split.items()):
        members = sorted(members, key=lambda film: (film.key, str(film.path)))
        groups = [members[i : i + films_a_shard] for i in range(0, len(members), films_a_shard)]
        shards += [(f"{split}-{i:06d}", group) for i, group in enumerate(groups)]
    return shards


def recipe(films: list[Film], settings: Settings) -> dict:
    """What a shard was made from: the same again means that it need not be made again."""
    stats = [(film.path, film.path.stat() if film.path.exists() else None) for film in films]
    files = [[str(path), stat.st_size if stat else -1, stat.st_mtime_ns if stat else -1] for path, stat in stats]
    return {"settings": asdict(settings), "files": files, "works": [film.work for film in films]}


def start_worker(graph: Path) -> None:
    global TRACKER
    TRACKER = BeatTracker(graph)


def make_shard(job: tuple[Path, list[Film], Settings]) -> tuple[str, list[dict], bool]:
    """-> name, reports, whether it was there already. The facts beside a shard appear before it and count only with it."""
    path, films, settings = job
    facts_path, made_from = path.with_suffix(".json"), recipe(films, settings)
    if facts_path.exists():
        known = json.loads(facts_path.read_text())
        if known["recipe"] == made_from and path.exists() == any(report["windows"] for report in known["films"]):
            return path.stem, known["films"], True
    facts_path.unlink(missing_ok=True)
    path.unlink(missing_ok=True)
    with ShardFile(path) as shard:
        rows = [add_film(shard, film, settings).as_dict() for film in films]
    part = facts_path.with_suffix(".json.part")
    part.write_text(json.dumps({"recipe": made_from, "films": rows}, indent=1))
    os.replace(part, facts_path)
    return path.stem, rows, False


def add_film(shard: ShardFile, film: Film, settings: Settings) -> FilmReport:
    """A film that breaks off leaves nothing in the shard."""
    report, mark = FilmReport(film.path.name), shard.mark()
    try:
        if not film.path.exists():
            raise MediaProblem("there is no such file")
        for sample in film_samples(film, settings, TRACKER, report):
            shard.add(sample)
    except MediaProblem as problem:
        shard.take_back(mark)
        return FilmReport(film.path.name, problem=str(problem))
    return report


def print_report(name: str, films: list[dict], is_old: bool) -> None:
    for film in films:
        if film["problem"]:
            print(f"left out  {film['name']}: {film['problem']}", flush=True)
            continue
        tempo = sorted(film["tempos_bpm"])[len(film["tempos_bpm"]) // 2]
        print(
            f"{'known' if is_old else 'done':<9} {film['name']}: {film['windows']} windows, {film['seconds']:.1f} s, {film['cuts']} cuts, "
            f"{film['beats']} beats, {tempo:.1f} BPM -> {name}", flush=True,
        )  # fmt: skip


def print_summary(shards: list[tuple[str, list[dict]]]) -> None:
    print("\n| split | shards | films | windows | seconds | cuts | beats |\n| --- | --- | --- | --- | --- | --- | --- |")
    for split in ("train", "validation", "test"):
        own = [films for name, films in shards if name.startswith(f"{split}-")]
        used = [film for films in own for film in films if not film["problem"]]
        sums = {key: sum(film[key] for film in used) for key in ("windows", "seconds", "cuts", "beats")}
        count = sum(any(film["windows"] for film in films) for films in own)
        print(f"| {split} | {count} | {len(used)} | {sums['windows']} | {sums['seconds']:.1f} | {sums['cuts']} | {sums['beats']} |")
    everything = [film for _, films in shards for film in films]
    silent, blind = (sum(film[key] for film in everything) for key in ("silent_windows", "pictureless_windows"))
    print(f"\nleft out: {sum(bool(film['problem']) for film in everything)} of {len(everything)} files, {silent} silent windows, {blind} windows without picture")


def main(arguments: argparse.Namespace) -> None:
    width, height = (int(text) for text in arguments.size.split("x"))
    settings = Settings(arguments.fps, width, height, arguments.sample_rate, arguments.channels, *arguments.window_seconds)
    if not 0 < 2 * settings.shortest_seconds <= settings.longest_seconds:
        raise SystemExit("--window-seconds: the longest must be at least twice the shortest, else some lengths fit no window")
    arguments.out.mkdir(parents=True, exist_ok=True)
    planned = plan_shards(plan_films(arguments), arguments.films_a_shard)
    names = {name for name, _ in planned}
    strange = sorted(path.name for path in arguments.out.glob("*-*.tar") if path.stem not in names)
    if strange:
        raise SystemExit(f"{arguments.out} holds shards of other films ({strange[0]} ...): give another --out, or remove them")
    jobs = [(arguments.out / f"{name}.tar", films, settings) for name, films in planned]
    done = []
    with get_context("spawn").Pool(arguments.workers, start_worker, (arguments.tracker,)) as pool:
        for name, films, is_old in pool.imap_unordered(make_shard, jobs):
            print_report(name, films, is_old)
            done.append((name, films))
    print_summary(done)
    if not any(film["windows"] for _, films in done for film in films):
        raise SystemExit("no film could be used")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--videos", type=Path, required=True, help="a folder, searched to its depth, or a list of files")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fps", type=float, default=10.0)
    parser.add_argument("--size", default="64x36", help="of the pictures, e.g. 224x224 for `full`; the whole picture is squashed")
    parser.add_argument("--sample-rate", type=int, default=48_000)
    parser.add_argument("--channels", type=int, default=2, choices=(1, 2))
    parser.add_argument("--window-seconds", type=float, nargs=2, default=(10.0, 30.0), metavar=("SHORTEST", "LONGEST"))
    parser.add_argument("--work-pattern", help="a regular expression; what it (or its first group) finds in a file's name is its work")
    parser.add_argument("--validation-percent", type=float, default=10.0, help="of the works")
    parser.add_argument("--test-percent", type=float, default=10.0)
    parser.add_argument("--films-a-shard", type=int, default=16)
    parser.add_argument("--tracker", type=Path, default=BUNDLE / "beat-tracker.onnx")
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 2) // 2))
    main(parser.parse_args())
