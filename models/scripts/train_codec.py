"""Trains the codec of family rvq in stages, each resumable: `codes` learns encoder, codebooks and a decoder that says what sounds (at first without
quantiser); `sound` the decoder alone by the sound it makes; `judges` the same against spectrogram discriminators. From the second stage on encoder and
codebooks stand still, so that tokens are final.

    python models/scripts/train_codec.py --config audio --sound sound --real real --out codec --stage codes --minutes 20
    python models/scripts/train_codec.py --config audio --sound sound --real real --out codec --stage sound --minutes 20 --rate 5e-4
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.rvq.codec import CODEC_PRESETS, Codec  # noqa: E402
from vmas.rvq.codec_data import CropMaker, ResidentCrops  # noqa: E402
from vmas.rvq.codec_trainer import STAGES, CodecTrainer, Schedule, plot_curves  # noqa: E402
from vmas.rvq.pieces import TRAIN, VALIDATION, open_folders  # noqa: E402


def main(args: argparse.Namespace) -> None:
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    codec = Codec(CODEC_PRESETS[args.config]).to(device)
    torch.set_float32_matmul_precision("high")  # tf32 where there is a GPU
    roots = [(args.sound, 1 - args.real_share), (args.real, args.real_share)]
    groups = [(open_folders(paths), share) for paths, share in roots if paths]
    length = args.frames * codec.config.samples_per_frame
    held_out = CropMaker(groups, VALIDATION, length, args.seed + VALIDATION)
    if device.type == "cuda":
        crops = ResidentCrops(roots, TRAIN, length, args.seed + TRAIN, device)
    else:
        crops = CropMaker(groups, TRAIN, length, args.seed + TRAIN)
    schedule = Schedule(args.stage, args.minutes, args.rate, args.batch, args.plain_share, args.save_minutes, args.judge_width)
    trainer = CodecTrainer(codec, schedule, args.out)
    trainer.restore()
    if trainer.is_over:
        print(f"stage {args.stage} is over: {args.out / 'codec.pt'} is of a later stage")
        return
    print(f"{sum(p.numel() for p in codec.parameters()):,} parameters, {device}, stage {args.stage} from step {trainer.step}", flush=True)
    trainer.fit(crops, held_out)
    plot_curves(args.out)


def arguments(line: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", default="audio", choices=sorted(CODEC_PRESETS))
    parser.add_argument("--stage", default="codes", choices=STAGES)
    parser.add_argument("--sound", type=Path, nargs="+", required=True, help="folders of prepare_audio.py")
    parser.add_argument("--real", type=Path, nargs="*", default=[], help="folders of recorded music, the same")
    parser.add_argument("--real-share", type=float, default=0.2, help="share of the crops that is recorded music")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True, help="of this stage")
    parser.add_argument("--plain-share", type=float, default=0.25, help="share of stage codes that goes without quantiser")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--frames", type=int, default=12, help="frames of codes in a crop")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--save-minutes", type=float, default=4.0, help="between checkpoints, which are also judged")
    parser.add_argument("--judge-width", type=int, default=8, help="of the discriminators' first layers; a GPU carries 24")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args(line)


if __name__ == "__main__":
    main(arguments())
