"""The graphs that the host runs: picture to tokens, one step of the decoder with an in-place cache, music to a vector. The same
modules run in PyTorch (sampling, goldens) and are traced to ONNX; nothing here knows a token's meaning."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .decoder import CrossAttention, SelfAttention
from .layers import rotary_angles
from .model import VideoMusicTransformer


class VideoGraph(nn.Module):
    """Everything of the picture that the decoder needs, once a picture."""

    def __init__(self, model: VideoMusicTransformer):
        super().__init__()
        self.video, self.cross = model.video, model.cross

    def forward(self, frames: Tensor) -> tuple[Tensor, ...]:
        """frames uint8 [F, 36, 64, 3] -> beat logits [F], embedding [E], tokens [S, C], keys, values [Lc, S, H, dh]."""
        mask = torch.ones_like(frames[None, :, 0, 0, 0], dtype=torch.float32)
        beat_logits, tokens, token_mask = self.video(frames[None], mask)
        embedding = self.video.embed(tokens, token_mask)
        keys, values = zip(*(project(tokens) for project in self.cross))
        return beat_logits[0], embedding[0], tokens[0], torch.cat(keys), torch.cat(values)


class MusicGraph(nn.Module):
    """A whole token matrix as one unit vector of the space that it shares with pictures."""

    def __init__(self, model: VideoMusicTransformer):
        super().__init__()
        self.music = model.music

    def forward(self, tokens: Tensor) -> Tensor:
        """tokens int64 [T, K] -> embedding [E]."""
        mask = torch.ones_like(tokens[None, :, 0], dtype=torch.float32)
        return self.music.embed(*self.music(tokens[None], mask))[0]


class CachedAttention(torch.autograd.Function):
    """Attention of one new step over the `window` newest entries of a cache that it writes in place. Traced, it becomes
    com.microsoft::GroupQueryAttention, where past and present may be one buffer (model-notes 5.2)."""

    @staticmethod
    def forward(ctx, query, key, value, past_key, past_value, seqlens_k, total, heads, window):
        """query/key/value [B, 1, H * dh], past [B, H, C, dh], seqlens_k int32 [B] = total - 1, total int32 []."""
        batch, capacity_heads = query.shape[0], (past_key.shape[1], past_key.shape[3])
        count = int(total)
        query, key, value = (part.reshape(batch, 1, *capacity_heads).transpose(1, 2) for part in (query, key, value))
        past_key[:, :, count - 1 : count] = key
        past_value[:, :, count - 1 : count] = value
        first = max(0, count - window)
        y = functional.scaled_dot_product_attention(query, past_key[:, :, first:count], past_value[:, :, first:count])
        return y.transpose(1, 2).reshape(batch, 1, -1), past_key, past_value

    @staticmethod
    def symbolic(g, query, key, value, past_key, past_value, seqlens_k, total, heads, window):
        output, present_key, present_value = g.op(
            "com.microsoft::GroupQueryAttention", query, key, value, past_key, past_value, seqlens_k, total,
            num_heads_i=heads, kv_num_heads_i=heads, local_window_size_i=window, outputs=3,
        )  # fmt: skip
        output.setType(query.type())
        present_key.setType(past_key.type())
        present_value.setType(past_value.type())
        return output, present_key, present_value


class StepGraph(nn.Module):
    """One step for N takes: rows 0..N-1 see video and conditions, rows N..2N-1 are their unconditional twins."""

    def __init__(self, model: VideoMusicTransformer):
        super().__init__()
        self.config, self.decoder = model.config, model.decoder
        sizes = self.config.sizes
        offsets = [sum(size + 1 for size in sizes[:k]) for k in range(len(sizes))]
        condition_sizes = [condition.size for condition in self.config.conditions]
        condition_offsets = [sum(condition_sizes[:c]) for c in range(len(condition_sizes))]
        # All embeddings of a kind as one table: one Gather instead of K.
        self.register_buffer("token_table", torch.cat([e.weight.detach() for e in self.decoder.tokens]))
        self.register_buffer("condition_table", torch.cat([e.weight.detach() for e in self.decoder.conditions]))
        self.register_buffer("token_offsets", torch.tensor(offsets))
        self.register_buffer("condition_offsets", torch.tensor(condition_offsets))

    def forward(
        self, previous_tokens, conditions, position, seqlens_k, total_sequence_length, video_tokens, cross_keys,
        cross_values, video_index, guidance, temperature, top_k, noise, forced, *past,
    ):  # fmt: skip
        """previous_tokens int64 [N, K], conditions int64 [2N, 10], position int64 [1], video_tokens [S, C],
        cross_keys/values [Lc, S, H, dh], video_index int64 [1], guidance [1], temperature [K], top_k int64 [K],
        noise [N, K, V] (Gumbel), forced int64 [N, K] (-1: free), past: key and value [2N, H, C, dh] of each layer ->
        tokens int64 [N, K], logits [N, K, V], present keys and values."""
        takes, rows = previous_tokens.shape[0], conditions.shape[0]
        sees = (torch.arange(rows, device=conditions.device) < takes)[:, None]  # [2N, 1]
        x = self.enter(previous_tokens, conditions, video_tokens.index_select(0, video_index), sees)
        x, present = self.hidden(x, position, seqlens_k, total_sequence_length, cross_keys, cross_values,
                                 video_index, sees, past)  # fmt: skip
        tokens, logits = self.sample(x, takes, guidance, temperature, top_k, noise, forced)
        return (tokens, logits, *present)

    def enter(self, previous: Tensor, conditions: Tensor, here: Tensor, sees: Tensor) -> Tensor:
        """-> [2N, 1, C]."""
        x = functional.embedding(previous + self.token_offsets, self.token_table).sum(1)
        known = functional.embedding(conditions + self.condition_offsets, self.condition_table).sum(1)
        video = torch.where(sees, self.decoder.video(here), self.decoder.no_video)
        return (torch.cat([x, x]) + known + video)[:, None]

    def hidden(self, x, position, seqlens_k, total, cross_keys, cross_values, video_index, sees, past):
        config = self.config
        cos, sin = rotary_angles(position, config.head_size)
        place = video_index + torch.arange(config.cross_window, device=x.device) - config.cross_window // 2
        count = cross_keys.shape[1]
        keep = sees & ((place >= 0) & (place < count))[None]  # [2N, W]
        place = place.clamp(min=0).minimum(torch.ones_like(place) * (count - 1))
        keys, values = cross_keys.index_select(1, place), cross_values.index_select(1, place)  # [Lc, W, H, dh]
        present, crossed = [], 0
        for i, layer in enumerate(self.decoder.layers):
            y, key, value = self.self_attend(
                layer.attention, x, cos, sin, past[2 * i], past[2 * i + 1], seqlens_k, total
            )
            present += [key, value]
            x = x + y
            if layer.cross is not None:
                x = x + self.cross_attend(layer.cross, x, keys[crossed], values[crossed], keep)
                crossed += 1
            x = x + layer.mlp(layer.norm(x))
        return x, present

    def self_attend(self, attention: SelfAttention, x, cos, sin, past_key, past_value, seqlens_k, total):
        query, key, value = attention.split(x, cos, sin)  # each [2N, H, 1, dh]
        query, key, value = (part.transpose(1, 2).flatten(2) for part in (query, key, value))
        y, key, value = CachedAttention.apply(
            query, key, value, past_key, past_value, seqlens_k, total, self.config.heads, self.config.window
        )
        return attention.out(y), key, value

    def cross_attend(self, cross: CrossAttention, x: Tensor, keys: Tensor, values: Tensor, keep: Tensor) -> Tensor:
        """x [2N, 1, C], keys/values [W, H, dh], keep bool [2N, W]."""
        heads, size = cross.heads, cross.head_size
        query = cross.query(cross.norm(x)).reshape(-1, heads, size).transpose(0, 1) * size**-0.5  # [H, 2N, dh]
        scores = query @ keys.permute(1, 2, 0) + cross.bias[:, None, :-1]  # [H, 2N, W]
        scores = torch.where(keep, scores, torch.full_like(scores, -1e9))
        null = (query * cross.null_key[:, None]).sum(-1, keepdim=True) + cross.bias[:, None, -1:]
        weights = torch.cat([scores, null], -1).softmax(-1)
        y = weights[..., :-1] @ values.transpose(0, 1) + weights[..., -1:] * cross.null_value[:, None]
        return cross.out(y.transpose(0, 1).reshape(-1, 1, heads * size))

    def sample(self, x, takes, guidance, temperature, top_k, noise, forced):
        """x [2N, 1, C] -> tokens int64 [N, K], logits [N, K, V]: stream after stream, each seeing those before it."""
        head, sizes = self.decoder.head, self.config.sizes
        entered = head.enter_streams(x)  # [2N, 1, K, width]
        seen = torch.zeros_like(entered[:, :, 0])
        tokens, padded = [], []
        for k, size in enumerate(sizes):
            both = head.logits(k, entered[:, :, k] + seen)[:, 0]  # [2N, size]
            logits = both[takes:] + guidance * (both[:takes] - both[takes:])
            token = self.choose(logits, temperature[k], top_k[k : k + 1], noise[:, k, :size])
            token = torch.where(forced[:, k] >= 0, forced[:, k], token)
            tokens.append(token)
            padded.append(functional.pad(logits, (0, self.config.largest - size), value=-1e9))
            if head.chain and k + 1 < len(sizes):
                given = head.embeddings[k](token)
                seen = seen + torch.cat([given, given])[:, None]
        return torch.stack(tokens, 1), torch.stack(padded, 1)

    def choose(self, logits: Tensor, temperature: Tensor, top_k: Tensor, noise: Tensor) -> Tensor:
        """Gumbel-max over the top_k (0 or less: all) largest logits [N, size]; temperature 0 is arg max."""
        size = logits.shape[-1]
        last = torch.where(top_k > 0, top_k.clamp(max=size), torch.full_like(top_k, size)) - 1
        threshold = logits.sort(-1, descending=True).values.index_select(1, last)
        is_warm = (temperature > 0).to(logits.dtype)
        scores = logits / (temperature + (1 - is_warm)) + noise * is_warm
        return torch.where(logits >= threshold, scores, torch.full_like(scores, -1e9)).argmax(-1)


class StepRunner:
    """Runs a StepGraph in PyTorch for any length: the cache, its compaction and the position, as the host does it."""

    def __init__(self, graph: StepGraph, takes: int, picture: tuple[Tensor, ...]):
        config = graph.config
        self.graph, self.takes, self.used, self.position = graph, takes, 0, 0
        _, _, self.video_tokens, self.cross_keys, self.cross_values = picture
        shape = (2 * takes, config.heads, config.cache_capacity, config.head_size)
        self.cache = [torch.zeros(shape) for _ in range(2 * config.layers)]
        self.previous = torch.tensor(config.sizes).repeat(takes, 1)  # BOS

    def compact(self) -> None:
        window = self.graph.config.window
        for tensor in self.cache:
            tensor[:, :, :window] = tensor[:, :, self.used - window : self.used].clone()
        self.used = window

    @torch.no_grad()
    def step(self, conditions: Tensor, video_index: int, sampling: dict[str, Tensor], noise: Tensor, forced: Tensor):
        """conditions int64 [10] -> tokens int64 [N, K], logits [N, K, V]. `sampling`: guidance, temperature, top_k."""
        config = self.graph.config
        if self.used == config.cache_capacity:
            self.compact()
        self.used += 1
        rows = conditions.expand(2 * self.takes, -1).clone()
        for column in config.droppable:
            rows[self.takes :, column] = config.conditions[column].unknown
        tokens, logits, *_ = self.graph(
            self.previous, rows, torch.tensor([self.position]),
            torch.full((2 * self.takes,), self.used - 1, dtype=torch.int32), torch.tensor(self.used, dtype=torch.int32),
            self.video_tokens, self.cross_keys, self.cross_values, torch.tensor([video_index]),
            sampling["guidance"], sampling["temperature"], sampling["top_k"], noise, forced, *self.cache,
        )  # fmt: skip
        self.previous = tokens
        self.position += 1
        return tokens, logits

