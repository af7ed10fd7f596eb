"""Chooses temperature, candidates and guidance of a bundle of family rvq by measurement: samples pieces for the plans of held-out ones with every setting of a
grid, plays them through the codec, and compares them with the held-out pieces through the same codec.

    python models/scripts/tune_sampling.py --bundle models/bundles/audio --config audio --corpus codes.npz --out models/runs/audio.sampling.csv

  frechet   Frechet distance of log-mel statistics of 1 s windows to the held-out pieces (small: like them)
  pulse     onset strength within 40 ms of the planned beats over its mean (1: beats are not heard; the held-out pieces' own is printed)
  energy    rank correlation of the planned energy and the loudness, second by second, all pieces together
  score     -log(frechet) + log(pulse) + energy: what the choice goes by
"""

from __future__ import annotations

import argparse
import csv
import itertools
import math
import sys
from pathlib import Path

import numpy as np
import torch
from scipy.stats import spearmanr

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from vmas.beats.features import FRAME_RATE_HZ, INPUT_RATE_HZ, log_mel  # noqa: E402
from vmas.config import ModelConfig, preset  # noqa: E402
from vmas.evaluation.distribution import frechet  # noqa: E402
from vmas.export_graphs import StepRunner  # noqa: E402
from vmas.export_onnx import OnnxSteps  # noqa: E402
from vmas.onnx_session import open_session  # noqa: E402
from vmas.rvq.codes import CodeCorpus  # noqa: E402
from vmas.rvq.conditions import FrameFacts, conditions  # noqa: E402
from vmas.rvq.delay import delay, undelay  # noqa: E402
from vmas.rvq.pieces import VALIDATION, SoundPiece  # noqa: E402
from vmas.score.conditions import STYLE_UNKNOWN  # noqa: E402


class Player:
    """A bundle's step graph under a black picture, and its codec."""

    def __init__(self, bundle: Path, config: ModelConfig):
        self.config, self.steps = config, OnnxSteps(bundle / "decoder.onnx", config)
        self.decoder = open_session(bundle / "codec-decoder.onnx")
        black = np.zeros((40, config.video_height_px, config.video_width_px, 3), np.uint8)
        outputs = open_session(bundle / "video-encoder.onnx").run(None, {"frames": black})
        self.picture = tuple(torch.from_numpy(output) for output in outputs)

    def sample(self, facts: FrameFacts, frames: int, setting: tuple[float, int, float], seed: int) -> np.ndarray:
        """-> codes [F, K] of the first `frames` frames of a piece like that."""
        temperature, top_k, guidance = setting
        sizes = self.config.sizes
        corners = delay(np.full((frames, len(sizes)), -1), sizes)  # -1 inside: free; BOS outside
        vectors = conditions(facts, 0, frames, len(corners))
        sampling = {
            "temperature": torch.full((len(sizes),), temperature), "top_k": torch.full((len(sizes),), top_k),
            "guidance": torch.tensor([guidance]),
        }  # fmt: skip
        runner, random = StepRunner(self.steps, 1, self.picture), np.random.default_rng(seed)
        rows = []
        for vector, corner in zip(vectors, corners):
            noise = torch.from_numpy(random.gumbel(size=(1, len(sizes), self.config.largest)).astype(np.float32))
            tokens, _ = runner.step(torch.from_numpy(vector), 0, sampling, noise, torch.from_numpy(corner[None]))
            rows.append(tokens[0].numpy())
        return undelay(np.stack(rows))

    def play(self, codes: np.ndarray) -> np.ndarray:
        return self.decoder.run(None, {"codes": codes.astype(np.int64), "first_frame": np.array([0])})[0]


def window_statistics(mel: np.ndarray) -> np.ndarray:
    """Mean and spread of 16 bands in windows of a second: [windows, 32]. Not the 3 s windows of vmas/evaluation/embedding.py, of which pieces as
    short as these give too few for a covariance."""
    bands = mel.reshape(len(mel), 16, 4).mean(2)
    whole = bands[: len(bands) // FRAME_RATE_HZ * FRAME_RATE_HZ].reshape(-1, FRAME_RATE_HZ, 16)
    return np.concatenate([whole.mean(1), whole.std(1)], 1)


def pulse(mel: np.ndarray, beats: tuple[float, ...]) -> float:
    onset = np.maximum(np.diff(mel, axis=0, prepend=mel[:1]), 0).mean(1)
    inside = [int(round(b * FRAME_RATE_HZ)) for b in beats if 2 <= round(b * FRAME_RATE_HZ) < len(onset) - 3]
    return float(np.mean([onset[i - 2 : i + 3].max() for i in inside]) / np.mean([onset[i - 2 : i + 3].max() for i in range(2, len(onset) - 3)]))


def loudness_and_energy(sound: np.ndarray, facts: FrameFacts, rate_hz: float) -> list[tuple[float, float]]:
    """Power of each whole second beside the energy that was planned for its middle."""
    seconds = len(sound) // INPUT_RATE_HZ
    power = np.square(sound[: seconds * INPUT_RATE_HZ].astype(np.float64)).reshape(seconds, -1).mean(1)
    return [(float(power[s]), float(facts.energy[int((s + 0.5) * rate_hz)])) for s in range(seconds)]


def figures(sounds: list[np.ndarray], plans: list[tuple[FrameFacts, SoundPiece]], rate_hz: float, reference: np.ndarray | None) -> dict[str, float]:
    mels = [log_mel(sound) for sound in sounds]
    pairs = [pair for sound, (facts, _) in zip(sounds, plans) for pair in loudness_and_energy(sound, facts, rate_hz)]
    vectors = np.concatenate([window_statistics(mel) for mel in mels])
    row = {
        "frechet": frechet(vectors if reference is None else reference, vectors),
        "pulse": float(np.mean([pulse(mel, about.beats) for mel, (_, about) in zip(mels, plans)])),
        "energy": float(spearmanr(*zip(*pairs)).statistic),
    }  # fmt: skip
    return row | {"score": -math.log(max(row["frechet"], 1e-3)) + math.log(max(row["pulse"], 1e-3)) + row["energy"]}


def chosen_plans(corpus: CodeCorpus, count: int) -> list[int]:
    """`count` pieces of each style."""
    taken: dict[int, list[int]] = {}
    for i, (_, facts) in enumerate(corpus.pieces):
        if facts.style != STYLE_UNKNOWN and len(taken.setdefault(facts.style, [])) < count:
            taken[facts.style].append(i)
    return [i for group in taken.values() for i in group]


def main(args: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    config = preset(args.config)
    corpus = CodeCorpus(args.corpus, VALIDATION, len(config.streams))
    player, frames = Player(args.bundle, config), round(args.seconds * corpus.rate_hz)
    indices = chosen_plans(corpus, args.pieces)
    plans = [(corpus.pieces[i][1], corpus.about[i]) for i in indices]
    held_out = [player.play(corpus.pieces[i][0][:frames]) for i in indices]
    reference = np.concatenate([window_statistics(log_mel(sound)) for sound in held_out])
    rows = [{"setting": "held-out through the codec"} | figures(held_out, plans, corpus.rate_hz, None)]
    print(rows[0], flush=True)
    for setting in itertools.product(args.temperatures, args.top_k, args.guidance):
        sounds = [player.play(player.sample(facts, frames, setting, seed)) for seed, (facts, _) in enumerate(plans)]
        name = "temperature {} top-k {} guidance {}".format(*setting)
        rows.append({"setting": name} | figures(sounds, plans, corpus.rate_hz, reference))
        print(rows[-1], flush=True)
    with args.out.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()} for row in rows)
    print("best:", max(rows[1:], key=lambda row: row["score"])["setting"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--config", default="audio")
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="files of encode_audio.py")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pieces", type=int, default=1, help="of each style")
    parser.add_argument("--seconds", type=float, default=8.0, help="of each piece")
    parser.add_argument("--temperatures", type=float, nargs="+", default=[0.7, 0.85, 1.0])
    parser.add_argument("--top-k", type=int, nargs="+", default=[16, 128])
    parser.add_argument("--guidance", type=float, nargs="+", default=[1.0, 2.0])
    main(parser.parse_args())
