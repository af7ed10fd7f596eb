"""The joint objective: L = L_AR + w_c L_contrast + w_b L_beat, and the numbers that judge the alignment.
Knows tensors and masks only."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from .model import Batch, Output, VideoMusicTransformer
from .shared_space import meaning_part

MEETING_SECONDS = 0.1  # a step this near to a transition on a beat meets it
BEAT_POSITIVE_FPS = 10  # that LossWeights.beat_positive is meant for


@dataclass(frozen=True)
class LossWeights:
    contrast: float = 0.2
    beat: float = 0.2
    meaning: float = 0.5  # within the contrastive loss: the meaning alone, which the course would leave idle
    moments: float = 0.5  # and spans of the crops
    beat_positive: float = 4.0  # at 10 fps, where transitions on beats are about one frame in fifteen; as much more as there are more frames
    reweight: float = 0.0  # ablation arm: extra weight of tokens near coincident beats (model-notes 1.4c)
    reweight_elsewhere: bool = False  # its control: as many tokens, half a crop away


def step_weights(batch: Batch, weights: LossWeights, fps: int) -> Tensor:
    """[B, T]: 1 for a real step, more within 0.1 s of a frame where picture and music meet, or half of the row's frames later, round its end."""
    if weights.reweight == 0 or not batch.has_pictures:
        return batch.step_mask
    reach = round(MEETING_SECONDS * fps)
    meeting = half_a_crop_later(batch) if weights.reweight_elsewhere else batch.beat_target
    near = functional.max_pool1d(meeting[:, None], 2 * reach + 1, stride=1, padding=reach)[:, 0]
    return batch.step_mask * (1 + weights.reweight * near.gather(1, frames_of_steps(batch)))


def half_a_crop_later(batch: Batch) -> Tensor:
    """[B, F]: the frames where picture and music meet, each moved by half of its row's frames, round the end."""
    count = batch.frame_mask.sum(1, keepdim=True).long()
    place = torch.arange(batch.beat_target.shape[1], device=batch.tokens.device)
    return batch.beat_target.gather(1, torch.where(place < count, (place - count // 2) % count.clamp(min=1), place))


def frames_of_steps(batch: Batch) -> Tensor:
    """int64 [B, T]: the frame nearest to the beginning of each step; picture and music of a row last equally long."""
    frames, steps = batch.frame_mask.sum(1, keepdim=True), batch.step_mask.sum(1, keepdim=True)
    place = torch.arange(batch.tokens.shape[1], device=batch.tokens.device)
    return torch.minimum((place * frames / steps).round(), frames - 1).long()


def autoregressive(logits: list[Tensor], batch: Batch, weight: Tensor) -> Tensor:
    """-> nats a step of each stream, [K]; their sum is the negative log likelihood of a step. Where a token is "before the
    beginning" (the corners of the delay pattern) nothing was to be said."""
    total = weight.sum().clamp(min=1)
    losses = []
    for k, stream_logits in enumerate(logits):
        target = batch.tokens[..., k].flatten()
        target = target.masked_fill(target == stream_logits.shape[-1], -100)  # what cross_entropy ignores
        entropy = functional.cross_entropy(stream_logits.flatten(0, 1), target, reduction="none")
        losses.append((entropy * weight.flatten()).sum() / total)
    return torch.stack(losses)


def info_nce(video: Tensor, music: Tensor, scale: Tensor, extra: Tensor | None = None) -> Tensor:
    """Symmetric InfoNCE of matched rows [B, E]; `extra` [B, M, E]: further video negatives of each music row."""
    similarity = scale * video @ music.T  # [B video, B music]
    target = torch.arange(len(video), device=video.device)
    rows = similarity.T
    if extra is not None:
        rows = torch.cat([rows, scale * (extra @ music[..., None]).squeeze(-1)], 1)
    return 0.5 * (functional.cross_entropy(similarity, target) + functional.cross_entropy(rows, target))


def replaced_video(model: VideoMusicTransformer, output: Output) -> Tensor:
    """Each picture with a random third to half of its tokens taken from another piece: [B, 1, E] (MuVi's
    'random replacement' negatives, made on the tokens, so that frames are encoded once)."""
    tokens, mask = output.video_tokens, output.video_mask
    size = tokens.shape[1]
    length = int(size * (0.33 + 0.17 * torch.rand(()).item()))
    start = int(torch.randint(0, size - length + 1, ()).item())
    place = torch.arange(size, device=tokens.device)
    inside = (place >= start) & (place < start + length)
    mixed = torch.where(inside[None, :, None], tokens.roll(1, 0), tokens)
    return model.video.embed(mixed, mask)[:, None]


def contrast(model: VideoMusicTransformer, output: Output, weights: LossWeights) -> Tensor:
    """Whole crops, their meaning alone, and moments of them."""
    scale = model.logit_scale.clamp(max=4.6).exp()  # at most 100, as in CLIP
    video = model.video.embed(output.video_tokens, output.video_mask)
    music = model.music.embed(output.music_beats, output.music_mask)
    whole = info_nce(video, music, scale, replaced_video(model, output) if len(video) > 1 else None)
    size = model.config.embedding
    meaning = info_nce(meaning_part(video, size), meaning_part(music, size), scale)
    return whole + weights.meaning * meaning + weights.moments * moments(model, output, scale)


def moments(model: VideoMusicTransformer, output: Output, scale: Tensor) -> Tensor:
    """InfoNCE of spans of the crops, two of each and all of one share of the length: the same moment against another moment of
    the same piece (time shift) and moments of others."""
    rows, device = len(output.video_tokens), output.video_tokens.device
    share = 0.35 + 0.4 * torch.rand((), device=device)
    videos, musics = [], []
    for _ in range(2):
        begin = (1 - share) * torch.rand(rows, device=device)
        videos.append(model.video.space(output.video_tokens, output.video_mask, begin, begin + share))
        musics.append(model.music.space(output.music_beats, output.music_mask, begin, begin + share))
    return info_nce(torch.cat(videos), torch.cat(musics), scale)


def beat(output: Output, batch: Batch, weights: LossWeights, fps: int) -> Tensor:
    """A transition is one frame at any rate, so its weight against the other frames of its second stays the same."""
    positive = torch.tensor(weights.beat_positive * fps / BEAT_POSITIVE_FPS, device=batch.frames.device)
    entropy = functional.binary_cross_entropy_with_logits(
        output.beat_logits, batch.beat_target, pos_weight=positive, reduction="none"
    )
    return (entropy * batch.frame_mask).sum() / batch.frame_mask.sum()


def joint(model: VideoMusicTransformer, batch: Batch, output: Output, weights: LossWeights) -> dict[str, Tensor]:
    """-> total and its parts, `streams` [K] in nats a step."""
    fps = model.config.video_fps
    streams = autoregressive(output.logits, output.decoded, step_weights(output.decoded, weights, fps))
    parts = {"streams": streams, "music": streams.sum()}
    if batch.has_pictures:
        parts["contrast"] = contrast(model, output, weights)
        parts["beat"] = beat(output, batch, weights, fps)
    else:
        parts["contrast"] = parts["beat"] = output.beat_logits.sum() * 0
    parts["total"] = parts["music"] + weights.contrast * parts["contrast"] + weights.beat * parts["beat"]
    return parts


def retrieval(video: Tensor, music: Tensor, ranks: tuple[int, ...] = (1, 5, 10)) -> dict[str, float]:
    """Music found for a picture among N candidates: R@k (share of pictures whose own music is among the k nearest),
    median rank, and what chance gives (k / N). 1 is perfect."""
    similarity = video @ music.T
    own = similarity.diagonal()[:, None]
    rank = (similarity > own).sum(1) + 1
    count = len(video)
    result = {f"R@{k}": float((rank <= k).float().mean()) for k in ranks}
    result |= {f"chance@{k}": min(1.0, k / count) for k in ranks}
    return result | {"median_rank": float(rank.float().median()), "count": count}
