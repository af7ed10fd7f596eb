"""How well a bundle's two encoders, as shipped, find the music of a picture: pairs of the test split, all of one duration, so that no length
gives a pair away. Prints R@1/5/10, median rank, the control with shuffled pairs, the parts of the space, and the style told from the picture.

    python models/scripts/measure_alignment.py --bundle models/bundles/small --corpus corpus.npz --clips clips.npz
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.config import preset  # noqa: E402
from vmas.dataset import TEST, VALIDATION, open_corpus  # noqa: E402
from vmas.evaluation.arms import make_pairs  # noqa: E402
from vmas.evaluation.judge_retrieval import embed_pairs  # noqa: E402
from vmas.evaluation.retrieval import ranks, shuffled_ranks, summary  # noqa: E402
from vmas.evaluation.statistics import bootstrap_interval  # noqa: E402


def line(name: str, rank: np.ndarray) -> str:
    figures = summary(rank)
    low, high = bootstrap_interval(rank <= 10)
    shares = "  ".join(f"R@{k} {figures[f'R@{k}']:.3f} (chance {figures[f'chance@{k}']:.3f})" for k in (1, 5, 10))
    return f"{name:34} {shares}  95 % of R@10 {low:.3f}-{high:.3f}  median {figures['median']:.0f} of {len(rank)}"


def main(args: argparse.Namespace) -> None:
    split = {"test": TEST, "validation": VALIDATION}[args.split]
    maker = open_corpus(preset("small"), args.corpus, args.clips, split, 320)
    pairs = make_pairs(maker, args.pairs, args.seconds, seed=11)
    manifest = json.loads((args.bundle / "model.json").read_text())
    video, music = embed_pairs(args.bundle, pairs, args.threads)
    prototypes = np.array(manifest["stylePrototypes"])
    print(f"{manifest['id']} {manifest['version']}: {len(video)} pairs of {args.seconds:g} s, {args.split} split")
    print(line("music by picture", ranks(video, music)))
    print(line("picture by music", ranks(music, video)))
    print(line("music by picture, shuffled pairs", shuffled_ranks(video, music)))
    size = prototypes.shape[1]  # of the meaning: no prototype has more
    if size < video.shape[1]:
        print(line("music by picture, meaning alone", ranks(video[:, :size], music[:, :size])))
        print(line("music by picture, course alone", ranks(video[:, size:], music[:, size:])))
    styles = pairs.conditions[:, 0, 6].numpy()
    right = (video[:, :size] @ prototypes.T).argmax(1) == styles
    low, high = bootstrap_interval(right)
    print(
        f"style told from the picture {right.mean():.3f} (95 % {low:.3f}-{high:.3f}, chance {1 / len(prototypes):.3f})"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="file of compose_corpus.py")
    parser.add_argument("--clips", type=Path, required=True, help="file of prepare_clips.py")
    parser.add_argument("--pairs", type=int, default=320)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--split", choices=["test", "validation"], default="test")
    parser.add_argument("--threads", type=int, default=1)
    main(parser.parse_args())
