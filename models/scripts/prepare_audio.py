"""Makes the sound that the codec and the `audio` model learn from: arranger pieces through the product's sampler, exact facts beside
them. Folders that are there already are kept, so the command resumes.

    python models/scripts/prepare_audio.py --out sound --hours 6 --palettes 1
    python models/scripts/prepare_audio.py --out real --real ../shared/data/audio      # recorded music instead
"""

from __future__ import annotations

import argparse
import math
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.corpus.compose import STYLE_ORDER  # noqa: E402
from vmas.rvq.pieces import write_folder  # noqa: E402
from vmas.rvq.recorded import recorded_pieces  # noqa: E402
from vmas.rvq.rendered import render_pieces  # noqa: E402

CHUNK = 12  # pieces a folder: every folder has one of each held-out split


def render_chunk(job: tuple[str, int, argparse.Namespace]) -> str:
    style, chunk, args = job
    folder = args.out / f"{style}-{chunk:04d}"
    if (folder / "pieces.json").exists():
        return f"{folder.name} kept"
    seeds = range(args.seed + chunk * CHUNK, args.seed + (chunk + 1) * CHUNK)
    write_folder(folder, *render_pieces(seeds, style, args.seconds, args.palettes, args.bank))
    return f"{folder.name} rendered"


def main(args: argparse.Namespace) -> None:
    if args.real:
        write_folder(args.out, *recorded_pieces(args.real))
        return
    chunks = math.ceil(args.hours * 3600 / (len(args.styles) * CHUNK * args.seconds))
    jobs = [(style, chunk, args) for chunk in range(chunks) for style in args.styles]
    with ProcessPoolExecutor(args.workers) as pool:
        for done, line in enumerate(pool.map(render_chunk, jobs), 1):
            print(f"{done}/{len(jobs)} {line}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--hours", type=float, default=6.0, help="all styles together")
    parser.add_argument("--seconds", type=float, default=40.0, help="of a piece, about")
    parser.add_argument("--styles", nargs="+", default=list(STYLE_ORDER), choices=STYLE_ORDER)
    parser.add_argument("--real", type=Path, help="folder with audio.json and its files: packs these, renders nothing")
    parser.add_argument("--palettes", type=int, default=1, choices=range(1, 5), help="instrument sets of a style that are heard")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bank", type=Path, default=Path("models/bundles/small/instruments.sf3"))
    parser.add_argument("--workers", type=int, default=2)
    main(parser.parse_args())
