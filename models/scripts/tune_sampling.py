"""Chooses temperature and candidates, group of streams after group (family score) or codebook after codebook (family rvq), and then guidance, by
measurement: samples the plans of held-out pieces and compares the result with those pieces. What is compared, and the score that combines it, stands in
vmas/tuning/score_family.py and sound_family.py; how a setting is found and when it is taken, in search.py.

    python models/scripts/tune_sampling.py --bundle models/bundles/small
    python models/scripts/tune_sampling.py --bundle models/bundles/audio --corpus held-out.npz     # of encode_audio.py --splits validation

Writes every measurement to models/runs/<id>.sampling.csv as it is made, and goes on from there. What the bundle has is kept unless something else wins
beyond the 95 % interval on plans that the search did not use. The last lines are the choice as JSON; with `--apply` it also goes to models/sampling.json, from
which exports take it, and to model.json of the bundle.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.config import ModelConfig, preset  # noqa: E402
from vmas.rvq.codes import CodeCorpus  # noqa: E402
from vmas.rvq.pieces import VALIDATION  # noqa: E402
from vmas.tuning.chosen import choose  # noqa: E402
from vmas.tuning.copying import compare_copying, training_index  # noqa: E402
from vmas.tuning.measured import figures_of  # noqa: E402
from vmas.tuning.plans import held_out  # noqa: E402
from vmas.tuning.rows import Rows  # noqa: E402
from vmas.tuning.score_family import ScoreFamily  # noqa: E402
from vmas.tuning.search import FINAL, PARTS, SEARCH, Choice, Search  # noqa: E402
from vmas.tuning.setting import Setting  # noqa: E402
from vmas.tuning.sound_family import SECONDS, SoundFamily, excerpts  # noqa: E402

RUNS = Path(__file__).resolve().parents[1] / "runs"
STYLES = 8
FLOOR, REFERENCE = "other pieces of the arranger for the same plans", "held-out pieces through the codec"


def score_family(args: argparse.Namespace, config: ModelConfig) -> ScoreFamily:
    """Twice as many plans to confirm as to search: there the interval decides."""
    count, parts, first = args.plans or 6, {}, 0
    for part in PARTS:
        per_style = count if part == SEARCH else 2 * count
        parts[part] = held_out(first, per_style)
        first += per_style * STYLES
    return ScoreFamily(args.bundle, config, parts)


def sound_family(args: argparse.Namespace, config: ModelConfig) -> SoundFamily:
    assert args.corpus, "family rvq is compared with codes of held-out pieces: --corpus"
    corpus = CodeCorpus(args.corpus, VALIDATION, len(config.streams))
    pieces = excerpts(corpus, round(SECONDS * corpus.rate_hz))
    count = min(len(pieces) // len(PARTS), args.plans * STYLES if args.plans else len(pieces))
    assert count > 1, f"{len(pieces)} held-out pieces are too few for {len(PARTS)} parts"
    return SoundFamily(args.bundle, config, {part: pieces[number * count : (number + 1) * count] for number, part in enumerate(PARTS)}, corpus.rate_hz)


def add_reference(family: ScoreFamily | SoundFamily, rows: Rows) -> None:
    """A row that says what the figures of good music are."""
    name, measure = (FLOOR, family.floor) if isinstance(family, ScoreFamily) else (REFERENCE, family.reference)
    if rows.find(SEARCH, name) is None:
        row = rows.add(SEARCH, name, figures_of(measure(SEARCH)))
        print({key: value for key, value in row.items() if value}, flush=True)


def repeats_training(family: ScoreFamily, choice: Choice, present: Setting) -> bool:
    takes = [family.measure(setting, FINAL).takes for setting in (choice.setting, present)]
    pieces = [tokens for plan in family.parts[FINAL] for tokens in plan.pieces]
    copying = compare_copying(training_index(), *takes, pieces)
    print(copying)
    return copying.is_worse


def apply(bundle: Path, manifest: dict, config: ModelConfig, setting: Setting, table: Path) -> None:
    choose(config, setting, f"models/runs/{table.name}")
    (bundle / "model.json").write_text(json.dumps(manifest | {"sampling": setting.as_manifest()}, indent=1) + "\n")


def main(args: argparse.Namespace) -> None:
    manifest = json.loads((args.bundle / "model.json").read_text())
    config, present = preset(args.config or manifest["id"]), Setting.of(manifest)
    table = args.out or RUNS / f"{manifest['id']}.sampling.csv"
    family = (score_family if config.family == "score" else sound_family)(args, config)
    weights = hashlib.sha256((args.bundle / "decoder.onnx").read_bytes()).hexdigest()[:12]
    plans = "+".join(str(len(family.parts[part])) for part in PARTS)
    rows = Rows(table, f"{manifest['version']} {weights} {plans} plans", family.figures)
    add_reference(family, rows)
    choice = Search(family, present, rows, args.minutes, lambda line: print(line, flush=True)).run()
    if choice.is_better and isinstance(family, ScoreFamily) and repeats_training(family, choice, present):
        print("the choice repeats training pieces more than what the bundle has: kept")
        choice = Choice(present, False, choice.is_whole)
    print("a better setting" if choice.is_better else "nothing wins beyond its interval: what the bundle has is kept")
    print(json.dumps({"sampling": choice.setting.as_manifest()}))
    if args.apply and choice.is_better:
        apply(args.bundle, manifest, config, choice.setting, table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--config", help="preset of its shape, where that is not its id")
    parser.add_argument("--corpus", type=Path, nargs="+", help="family rvq: files of encode_audio.py with held-out pieces")
    parser.add_argument("--out", type=Path, help="table; models/runs/<id>.sampling.csv where this is left out")
    parser.add_argument("--plans", type=int, help="of each style to search, twice as many to confirm (6); family rvq: of each style and part (what there is)")
    parser.add_argument("--minutes", type=float, default=20, help="after which no further group is begun")
    parser.add_argument("--apply", action="store_true", help="a better setting goes to models/sampling.json and to the bundle")
    main(parser.parse_args())
