"""Sound to codes by a bundle's graph, as by the checkpoint that it was exported from."""

import dataclasses
import json

import numpy as np
import pytest
import torch

from vmas.rvq.codec import CODEC_PRESETS, Codec
from vmas.rvq.encoding import BundleEncoder, CheckpointEncoder, encode, open_encoder
from vmas.rvq.export_codec import PRODUCT_RATE_HZ, export_codec
from vmas.rvq.pieces import SAMPLE_RATE_HZ

# A small codec at the rate of the pieces.
CONFIG = dataclasses.replace(CODEC_PRESETS["debug-rvq"], sample_rate_hz=SAMPLE_RATE_HZ, window=960, hop=160, fine_window=960)


@pytest.fixture(scope="module")
def encoders(tmp_path_factory) -> tuple[CheckpointEncoder, BundleEncoder]:
    folder = tmp_path_factory.mktemp("codec")
    torch.manual_seed(0)
    codec = Codec(CONFIG).eval()
    codec.quantiser.books.mul_(10)
    checkpoint = folder / "codec.pt"
    torch.save({"config": codec.config.as_dict(), "model": codec.state_dict(), "average": dict(codec.named_parameters())}, checkpoint)
    (folder / "model.json").write_text(json.dumps({"sampleRateHz": PRODUCT_RATE_HZ, "codec": export_codec(codec, folder)}))
    return open_encoder(checkpoint, 1), open_encoder(folder, 1)


def music(seconds: float, seed: int = 0) -> np.ndarray:
    """Noise whose level changes, so that neither its ends nor its bins are silent."""
    samples = np.random.default_rng(seed).normal(size=round(seconds * SAMPLE_RATE_HZ))
    return (0.1 * samples * np.linspace(0.2, 1, len(samples))).astype(np.float32)


def test_a_bundle_and_its_checkpoint_write_the_same_codes(encoders):
    checkpoint, bundle = encoders
    assert isinstance(checkpoint, CheckpointEncoder) and isinstance(bundle, BundleEncoder)
    assert bundle.samples_per_frame == checkpoint.samples_per_frame and bundle.frame_rate_hz == checkpoint.frame_rate_hz
    samples = music(1.5)
    own, graph = (encode(encoder, samples, [0])[0] for encoder in encoders)
    assert len(np.unique(own[:, 0])) > 3, "codes that hardly change would agree by themselves"
    # Half precision and the other rate decide where two code vectors are equally near.
    assert own.shape == graph.shape and (own == graph)[2:-2].mean() > 0.9
    other = encode(bundle, music(1.5, seed=1), [0])[0]
    assert (own == other)[2:-2].mean() < 0.5, "other sound has other codes"


def test_codes_of_a_part_with_context_equal_those_of_the_whole(encoders):
    _, bundle = encoders
    context, size = CONFIG.context_frames, bundle.wide_frame
    wide = bundle.widened(music(2.0))
    [whole] = bundle.session.run(["codes"], {"audio": wide})
    a, b = 20, 25
    [part] = bundle.session.run(["codes"], {"audio": wide[(a - context) * size : (b + context) * size]})
    assert (part[context:-context] == whole[a:b]).all()


def test_a_variant_begins_with_silence_and_all_are_equally_long(encoders):
    _, bundle = encoders
    samples = music(0.5)  # 12.5 frames
    shift = bundle.samples_per_frame // 2
    codes = encode(bundle, samples, [0, shift])
    assert codes.shape == (2, 13, CONFIG.codebooks)
    assert (codes[1] == encode(bundle, np.concatenate([np.zeros(shift, np.float32), samples]), [0])[0]).all()
