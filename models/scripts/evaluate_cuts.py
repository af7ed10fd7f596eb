"""Judges the cuts that prepare_data.py finds against the cuts marked by eye. Prints a line a clip and the sums.

    python models/scripts/evaluate_cuts.py --clips ../shared/data/clips
    python models/scripts/evaluate_cuts.py --clips edits        # films of make_edits.py, whose cuts are known
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.data.cuts import find_cuts
from vmas.data.media import MediaProblem, probe, read_thumbnails, thumbnail_rate

TOLERANCE_FRAMES = 1


def count_hits(marked: list[int], found: list[int]) -> int:
    return sum(any(abs(mark - cut) <= TOLERANCE_FRAMES for cut in found) for mark in marked)


def read_marks(folder: Path) -> dict[str, dict]:
    """-> {"cuts": [{"frame"}]} by file name: one list for all, or a list beside each film."""
    if (folder / "cuts.json").exists():
        return json.loads((folder / "cuts.json").read_text())
    return {path.with_suffix(".mp4").name: json.loads(path.read_text()) for path in folder.glob("*.json")}


def main(arguments: argparse.Namespace) -> None:
    marks = read_marks(arguments.clips)
    sums = [0, 0, 0]
    print("| clip | seconds | marked | found | right |\n| --- | --- | --- | --- | --- |")
    for path in sorted(path for path in arguments.clips.iterdir() if path.suffix != ".json"):
        try:
            facts = probe(path)
            found = find_cuts(read_thumbnails(path, 0, facts.seconds, thumbnail_rate(facts)))
        except MediaProblem as problem:
            print(f"{path.name}: {problem}", file=sys.stderr)
            continue
        # A clip without marks is one shot (README of the data).
        marked = [cut["frame"] for cut in marks.get(path.name, {}).get("cuts", [])]
        row = len(marked), len(found), count_hits(marked, found)
        sums = [total + value for total, value in zip(sums, row)]
        if any(row):
            print(f"| {path.name} | {facts.seconds:.1f} | {row[0]} | {row[1]} | {row[2]} |", flush=True)
    marked, found, right = sums
    print(f"\nrecall {right / marked:.3f} ({right} of {marked}), precision {right / max(1, found):.3f} ({right} of {found})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, default=Path("../shared/data/clips"))
    main(parser.parse_args())
