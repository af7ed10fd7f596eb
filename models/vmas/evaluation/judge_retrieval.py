"""How well a bundle's encoders, as shipped, find the music of a picture: held-out pairs of one duration, so that no length gives a pair away. Pairs are
made by the rules of models/README.md from pieces and clips that no model was trained on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from ..config import PRESETS, ModelConfig, preset
from ..corpus.compose import compose
from ..dataset import TEST, PairMaker, stack
from ..model import Batch
from ..onnx_session import open_session
from ..picture import KIND_WEIGHTS
from ..picture_sources import ShotPool
from ..rvq.pairs import CodePairs, open_codes
from ..score.conditions import STYLE_UNKNOWN, PieceFacts
from .arms import make_pairs, of_frames
from .retrieval import ranks, shuffled_ranks, summary
from .session import Session
from .sizes import HELD_OUT_SEED
from .statistics import bootstrap_interval

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
PAIRS, QUICK_PAIRS, SECONDS, SEED = 320, 8, 20.0, 11


def can_be_judged(session: Session) -> bool:
    """Whether the rules of pairing fit the bundle, and its held-out codes are at hand where it needs them."""
    return session.id in PRESETS and (session.family == "score" or session.codes is not None)


def judge_retrieval(session: Session) -> dict:
    pairs = held_out_pairs(session)
    video, music = embed_pairs(session.bundle, pairs)
    prototypes = np.array(session.manifest["stylePrototypes"])
    size = prototypes.shape[1]  # of the meaning: no prototype has more
    found = {
        "music by picture": ranks(video, music),
        "picture by music": ranks(music, video),
        "music by picture, meaning alone": ranks(video[:, :size], music[:, :size]),
        "music by picture, course alone": ranks(video[:, size:], music[:, size:]),
        "music by picture, shuffled pairs": shuffled_ranks(video, music),
    }
    column = next(i for i, condition in enumerate(session.manifest["conditions"]) if condition["name"] == "style")
    right = (video[:, :size] @ prototypes.T).argmax(1) == pairs.conditions[:, 0, column].numpy()
    low, high = bootstrap_interval(right)
    style = {"right": float(right.mean()), "low": low, "high": high, "chance": 1 / len(prototypes)}
    return {"rows": {name: described(rank) for name, rank in found.items()}, "style": style, "seconds": SECONDS}


def described(rank: np.ndarray) -> dict[str, float]:
    low, high = bootstrap_interval(rank <= 10)
    return summary(rank) | {"low": low, "high": high}


def held_out_pairs(session: Session) -> Batch:
    config, count = preset(session.id), QUICK_PAIRS if session.quick else PAIRS
    clips = held_out_clips(session)
    if session.family == "score":
        return make_pairs(composed_pairs(config, clips, count), count, SECONDS, SEED)
    return pairs_of_codes(open_codes(config, [session.codes], clips, TEST, 0), count)


def held_out_clips(session: Session) -> Path:
    fps = preset(session.id).video_fps
    path = session.shared / ("clips.npz" if fps == 10 else f"clips-{fps}fps.npz")
    if not path.exists():
        command = [sys.executable, SCRIPTS / "prepare_clips.py", "--clips", session.clips, "--out", path, "--fps", fps]
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
    return path


def composed_pairs(config: ModelConfig, clips: Path, count: int) -> PairMaker:
    """Pairs of pieces with seeds that belong to no corpus; some are too short for a pair, so there are more of them."""
    pieces = []
    for piece in (compose(HELD_OUT_SEED + number) for number in range(2 * count)):
        facts = {name: getattr(piece, name) for name in ("tempo_bpm", "style", "mode", "tail_steps", "bar_phase")}
        pieces.append((piece.tokens, PieceFacts(piece.accents, piece.energy, **facts)))
    return PairMaker(config, SimpleNamespace(pieces=pieces), ShotPool(clips, "held-out", KIND_WEIGHTS, config.video_fps), 0, None)


def pairs_of_codes(maker: CodePairs, count: int) -> Batch:
    """Of played pieces alone: recordings have no accents to cut on. They are fewer than `count`."""
    maker.crop_steps = round(SECONDS * maker.corpus.rate_hz)
    long = [i for i, (frames, facts) in enumerate(maker.corpus.pieces) if len(frames) >= maker.crop_steps and facts.style != STYLE_UNKNOWN]
    frames = round(SECONDS * maker.config.video_fps)
    return stack([of_frames(maker.make(np.random.default_rng((SEED, i)), i), frames, maker.config.token_stride) for i in long[:count]])


def embed_pairs(bundle: Path, pairs: Batch, threads: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """-> picture and music, unit vectors [N, E]."""
    picture, music = (open_session(bundle / f"{name}-encoder.onnx", threads) for name in ("video", "music"))
    videos, musics = [], []
    for row in range(len(pairs.tokens)):
        steps = int(pairs.step_mask[row].sum())
        videos.append(picture.run(["embedding"], {"frames": pairs.frames[row].numpy()})[0])
        musics.append(music.run(["embedding"], {"tokens": pairs.tokens[row, :steps].numpy()})[0])
    return np.stack(videos), np.stack(musics)
