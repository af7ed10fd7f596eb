"""Sound as the token rows that a bundle of family `rvq` reads: codes of its own codec under the delay pattern. Knows graphs only."""

from __future__ import annotations

import numpy as np
from scipy.signal import resample_poly

from ..rvq.delay import delay
from .codec import Codec
from .sound import RATE_HZ


def rows_of_sound(codec: Codec, samples: np.ndarray, sizes: tuple[int, ...]) -> np.ndarray:
    """float32 [N] at 48 kHz -> int64 [T, K]."""
    return delay(codec.encode(at_rate(samples, codec.rate_hz)), sizes)


def at_rate(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    common = int(np.gcd(RATE_HZ, rate_hz))
    return samples if rate_hz == RATE_HZ else resample_poly(samples, rate_hz // common, RATE_HZ // common).astype(np.float32)


def through_codec(codec: Codec, samples: np.ndarray) -> np.ndarray:
    """What the codec leaves of a sound, at 48 kHz again and as long as before."""
    heard = codec.reconstruct(at_rate(samples, codec.rate_hz))
    common = int(np.gcd(RATE_HZ, codec.rate_hz))
    back = heard if codec.rate_hz == RATE_HZ else resample_poly(heard, RATE_HZ // common, codec.rate_hz // common)
    return np.pad(back, (0, max(0, len(samples) - len(back))))[: len(samples)].astype(np.float32)

