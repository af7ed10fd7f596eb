"""The codec of family rvq: transforms that invert, oscillators that ring through, a quantiser that quantises, parts that equal the whole."""

import csv
import dataclasses
import math

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from vmas.rvq.codec import CODEC_PRESETS, Codec
from vmas.rvq.codec_data import CropMaker, ResidentCrops
from vmas.rvq.codec_loss import Judges, spectral
from vmas.rvq.codec_trainer import CodecTrainer, Schedule, load_codec, perplexity, plot_curves
from vmas.rvq.export_codec import PRODUCT_RATE_HZ, export_codec
from vmas.rvq.pieces import TRAIN, VALIDATION, SoundFolder, SoundPiece, write_folder
from vmas.rvq.quantiser import ResidualQuantiser
from vmas.rvq.spectrum import Analysis, Synthesis, tuned_frequencies

RATE_HZ = 16_000


def silent_tones(columns: int, count: int = 24) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.zeros(1, 1, count, columns), torch.zeros(1, 1, count, columns)


def debug_codec() -> Codec:
    torch.manual_seed(0)
    return Codec(CODEC_PRESETS["debug-rvq"]).eval()


def test_a_sine_of_full_scale_has_magnitude_one():
    sine = torch.sin(2 * torch.pi * 1000 * torch.arange(1600) / RATE_HZ)  # bin 15 of a window of 240
    magnitude = Analysis(240, 80)(sine).abs()
    assert magnitude[15, 5:-5].allclose(torch.ones(10), atol=1e-3)


def test_the_inverse_transform_inverts_away_from_the_ends():
    audio = torch.randn(1, 1, 1600)
    spectrum = Analysis(240, 80)(audio)
    synthesis = Synthesis(240, 80, RATE_HZ, tuned_frequencies(60, 2, 12))
    back = synthesis(spectrum.real, spectrum.imag, silent_tones(20), torch.tensor(0))
    assert back[..., 240:-240].allclose(audio[..., 240:-240], atol=1e-5)


@pytest.mark.parametrize("first", [0, 90_001])
def test_a_steady_oscillator_is_a_steady_sine(first):
    synthesis = Synthesis(240, 80, RATE_HZ, tuned_frequencies(60, 2, 12))
    level, offset = silent_tones(30)
    level[:, :, 9] = 0.5  # nine semitones above middle C: A, 440 Hz
    zero = torch.zeros(1, 1, 121, 30)
    sound = synthesis(zero, zero, (level, offset), torch.tensor(first))[0, 0, 240:-240].double()
    time = (torch.arange(len(sound), dtype=torch.float64) + 240 + first * 80) / RATE_HZ
    expected = 0.5 * torch.cos(2 * torch.pi * 440 * time)
    assert sound.allclose(expected, atol=2e-3)


def test_a_middle_c_is_where_midi_has_it():
    assert tuned_frequencies(69, 1, 12)[0] == 440
    assert tuned_frequencies(24, 7, 36)[36].item() == pytest.approx(65.4064, abs=1e-4)


def test_the_quantiser_finds_its_own_vectors():
    quantiser = ResidualQuantiser(3, 16, 4).eval()
    codes = torch.randint(16, (2, 5, 3))
    quantiser.books[1] *= 0.01  # fine books cannot move a vector to another coarse code
    quantiser.books[2] *= 0.0001
    assert quantiser.encode(quantiser.decode(codes)).equal(codes)


def test_k_means_beats_random_books_and_later_books_refine():
    torch.manual_seed(0)
    vectors = torch.randn(2000, 8)
    quantiser = ResidualQuantiser(3, 32, 8).eval()
    random_error = (quantiser.decode(quantiser.encode(vectors[None]))[0] - vectors).square().mean()
    quantiser.start(vectors)
    codes = quantiser.encode(vectors[None])
    errors = [(quantiser.decode(codes, count)[0] - vectors).square().mean() for count in (1, 2, 3)]
    assert errors[2] < errors[1] < errors[0] < 1
    assert errors[2] < random_error


def test_quantiser_dropout_uses_the_first_codebooks_only():
    quantiser = ResidualQuantiser(3, 16, 4).eval()
    x = torch.randn(2, 6, 4)
    quantised = quantiser(x, torch.tensor([1, 3]))
    assert quantised.vectors[0].allclose(quantiser.decode(quantised.codes[:1], 1)[0], atol=1e-6)
    assert quantised.vectors[1].allclose(quantiser.decode(quantised.codes[1:])[0], atol=1e-6)


def test_idle_codes_are_put_to_use():
    torch.manual_seed(0)
    quantiser = ResidualQuantiser(1, 64, 2).train()
    quantiser.books += 100  # nowhere near the vectors
    quantiser.sums.copy_(quantiser.books)
    for _ in range(400):
        codes = quantiser(torch.randn(1, 256, 2)).codes
    assert perplexity(codes.flatten()) > 16


def test_equal_sounds_have_no_distance_and_noise_has():
    sound = torch.sin(torch.arange(8000) * 0.1)[None, None]
    same, other = spectral(sound, sound), spectral(torch.randn_like(sound), sound)
    assert same["log"] == 0 and same["convergence"] < 1e-3
    assert other["log"] > 1 and other["convergence"] > 0.9


def test_judges_tell_apart_what_they_are_given():
    scores = Judges(width=2)(torch.randn(2, 1, 8000))
    assert len(scores) == 3 and all(score.shape[0] == 2 and len(features) == 4 for score, features in scores)


@pytest.fixture
def sound(tmp_path) -> SoundFolder:
    rng = np.random.default_rng(0)
    sounds = [0.3 * np.sin(np.arange(16_000) * f) + 0.01 * rng.normal(size=16_000) for f in (0.05, 0.1, 0.2)]
    pieces = [SoundPiece(f"p{i}", f"p{i}", split, 0, 0) for i, split in enumerate((TRAIN, TRAIN, VALIDATION))]
    write_folder(tmp_path / "sound", sounds, pieces)
    return SoundFolder(tmp_path / "sound")


def test_crops_are_a_function_of_seed_and_index(sound):
    first, second = (CropMaker([([sound], 1.0)], TRAIN, 4000, seed=3) for _ in range(2))
    assert first.batch(5, 2).equal(second.batch(5, 2))
    assert not first.batch(5, 2).equal(first.batch(6, 2))


def test_crops_on_the_device_take_in_folders_that_appear(tmp_path):
    def put(name: str, value: float) -> None:
        pieces = [SoundPiece(f"{name}-{split}", name, split, 0, 0) for split in (TRAIN, VALIDATION)]
        write_folder(tmp_path / name, [np.full(3000, value), np.full(3000, -0.9)], pieces)

    put("first", 0.5)
    (tmp_path / "unfinished").mkdir()
    crops = ResidentCrops([([tmp_path], 0.8), ([], 0.2)], TRAIN, 1000, seed=1, device=torch.device("cpu"))
    batch = crops.batch(0, 8)
    assert batch.shape == (8, 1, 1000) and batch.equal(crops.batch(0, 8)) and not batch.equal(crops.batch(1, 8))
    # Of the training piece alone, at gains of -12 dB to 0.
    assert ((batch.abs() > 0.12) & (batch.abs() < 0.501)).all()
    put("second", 0.9)
    crops.looked -= crops.LOOK_AGAIN_SECONDS
    assert crops.batch(0, 64).abs().max() > 0.6
    assert crops.batch(2, 3, length=200).shape == (3, 1, 200)


def test_a_silent_crop_is_replaced(tmp_path):
    write_folder(tmp_path / "one", [np.r_[np.zeros(4000), np.full(1000, 0.5)]], [SoundPiece("p", "w", TRAIN, 0, 0)])
    batch = ResidentCrops([([tmp_path], 1.0)], TRAIN, 500, seed=0, device=torch.device("cpu")).batch(0, 32)
    assert (batch.abs().amax((1, 2)) > 1e-3).all()


def test_a_sound_folder_gives_back_what_was_written(sound):
    assert [piece.name for piece in sound.pieces] == ["p0", "p1", "p2"]
    assert np.abs(sound.samples(sound.pieces[1])[:3] - 0.3 * np.sin(np.arange(3) * 0.1)).max() < 0.05
    assert len(sound.samples(sound.pieces[2], 100, 50)) == 50


def test_training_lowers_the_loss_and_resumes(sound, tmp_path):
    torch.manual_seed(0)
    crops = {split: CropMaker([([sound], 1.0)], split, 5120, seed=0) for split in (TRAIN, VALIDATION)}
    schedule = Schedule("codes", minutes=1, rate=3e-3, batch=2, plain_share=1.0)
    trainer = CodecTrainer(Codec(CODEC_PRESETS["debug-rvq"]), schedule, tmp_path)
    parts = []
    for i in range(16):
        trainer.stage_step = 100  # past the warm-up
        trainer.set_rate()
        parts.append(float(trainer.train_step(crops[TRAIN].batch(i, 2))["levels"].detach()))
    assert np.mean(parts[-4:]) < 0.9 * parts[0]
    trainer.step = 40
    trainer.save()
    again = CodecTrainer(Codec(CODEC_PRESETS["debug-rvq"]), schedule, tmp_path)
    again.restore()
    assert again.step == 40
    assert all(a.equal(b) for a, b in zip(again.codec.parameters(), trainer.codec.parameters()))


def test_the_judged_stage_leaves_encoder_and_codebooks_alone(sound, tmp_path):
    crops = CropMaker([([sound], 1.0)], TRAIN, 5120, seed=0)
    trainer = CodecTrainer(debug_codec(), Schedule("judges", 1, 1e-3, 2, 0), tmp_path)
    before = {name: value.clone() for name, value in trainer.codec.state_dict().items()}
    trainer.stage_step = 100
    trainer.set_rate()
    parts = trainer.train_step(crops.batch(0, 2))
    after = trainer.codec.state_dict()
    assert {"adversarial", "features", "judge"} <= set(parts)
    changed = {name.split(".")[0] for name in after if not after[name].equal(before[name])}
    assert changed == {"decoder"}
    trainer.save()
    earlier = CodecTrainer(debug_codec(), Schedule("codes", 1, 1e-3, 2, 0), tmp_path)
    earlier.restore()
    assert earlier.is_over, "codes that others were trained on are not trained again"


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("codec")
    codec = debug_codec()
    codec.quantiser.books.mul_(10)
    about = export_codec(codec, folder)
    return codec, about, *(onnxruntime.InferenceSession(str(folder / f"codec-{side}.onnx")) for side in ("encoder", "decoder"))


def test_parts_with_context_equal_the_whole(exported):
    codec, about, _, decoder = exported
    context, size = about["contextFrames"], about["samplesPerFrame"]
    codes = np.random.default_rng(0).integers(0, codec.config.codes, (60, codec.config.codebooks))
    [whole] = decoder.run(None, {"codes": codes, "first_frame": np.array([0])})
    a, b = 20, 35
    [part] = decoder.run(None, {"codes": codes[a - context : b + context], "first_frame": np.array([a - context])})
    assert len(whole) == 60 * size
    assert np.abs(part[context * size : -context * size] - whole[a * size : b * size]).max() < 1e-5
    [wrong] = decoder.run(None, {"codes": codes[a - 1 : b + 1], "first_frame": np.array([a - 1])})
    assert np.abs(wrong[size:-size] - whole[a * size : b * size]).max() > 1e-3, "less context is heard"


def test_the_graphs_at_48_khz_do_what_the_codec_does_at_its_own_rate(exported):
    codec, about, encoder, decoder = exported
    ratio = PRODUCT_RATE_HZ // codec.config.sample_rate_hz
    time = np.arange(about["samplesPerFrame"] * 25) / PRODUCT_RATE_HZ
    audio = sum(0.1 * np.sin(2 * np.pi * f * time) for f in (110, 440, 1760)).astype(np.float32)
    [codes] = encoder.run(None, {"audio": audio})
    with torch.no_grad():
        own = codec.codes(torch.from_numpy(audio[::ratio].copy())[None, None])[0].numpy()
        own_sound = codec.decode(codec.quantiser.decode(torch.from_numpy(codes)[None]), torch.tensor(4))[0, 0].numpy()
    assert (codes[2:-2] == own[2:-2]).mean() > 0.9
    [sound] = decoder.run(None, {"codes": codes, "first_frame": np.array([4])})
    inner = slice(400, -400)
    error = np.square(sound[::ratio][inner] - own_sound[inner]).mean() / np.square(own_sound[inner]).mean()
    assert error < 0.01


def test_transforms_are_worked_out_when_a_graph_is_loaded_and_not_stored(tmp_path):
    codec = debug_codec()
    export_codec(codec, tmp_path)
    stored = [math.prod(tensor.dims) for tensor in onnx.load(str(tmp_path / "codec-encoder.onnx")).graph.initializer]
    # The fine transform alone has more numbers than anything that the encoder of debug-rvq has learned.
    assert max(stored) <= max(parameter.numel() for parameter in codec.encoder.parameters())


def test_the_coarsest_codebooks_are_exported_alone(exported, tmp_path):
    codec, _, encoder, decoder = exported
    about = export_codec(codec, tmp_path, 2)
    coarse_encoder, coarse_decoder = (onnxruntime.InferenceSession(str(tmp_path / f"codec-{side}.onnx")) for side in ("encoder", "decoder"))
    audio = np.random.default_rng(0).normal(size=about["samplesPerFrame"] * 9).astype(np.float32)
    [codes], [coarse] = (session.run(None, {"audio": audio}) for session in (encoder, coarse_encoder))
    assert about["delays"] == [0, 1] and (coarse == codes[:, :2]).all()
    sounds = [s.run(None, {"codes": c, "first_frame": np.array([0])})[0] for s, c in ((decoder, codes), (coarse_decoder, coarse))]
    assert sounds[0].shape == sounds[1].shape and np.abs(sounds[0] - sounds[1]).max() > 1e-3


def test_a_stereo_codec_is_exported_too(tmp_path):
    torch.manual_seed(0)
    codec = Codec(dataclasses.replace(CODEC_PRESETS["debug-rvq"], channels=2)).eval()
    about = export_codec(codec, tmp_path)
    encoder, decoder = (onnxruntime.InferenceSession(str(tmp_path / f"codec-{side}.onnx")) for side in ("encoder", "decoder"))
    [codes] = encoder.run(None, {"audio": np.random.default_rng(0).normal(size=(2, about["samplesPerFrame"] * 9)).astype(np.float32)})
    [sound] = decoder.run(None, {"codes": codes, "first_frame": np.array([3])})
    assert about["channels"] == 2 and codes.shape == (9, 4) and sound.shape == (2, about["samplesPerFrame"] * 9)
    assert np.abs(sound[0] - sound[1]).max() > 1e-3
    [longer] = decoder.run(None, {"codes": np.concatenate([codes, codes]), "first_frame": np.array([3])})
    assert longer.shape == (2, about["samplesPerFrame"] * 18)


def test_a_checkpoint_gives_the_averaged_weights(sound, tmp_path):
    trainer = CodecTrainer(debug_codec(), Schedule("codes", 1, 1e-3, 2, 1.0), tmp_path)
    trainer.average = {name: torch.zeros_like(value) for name, value in trainer.average.items()}
    trainer.save()
    assert all(parameter.abs().max() == 0 for parameter in load_codec(tmp_path / "codec.pt").parameters())


def test_a_stage_of_a_few_steps_is_logged_and_drawn(sound, tmp_path):
    crops = {split: CropMaker([([sound], 1.0)], split, 5120, seed=0) for split in (TRAIN, VALIDATION)}
    CodecTrainer(debug_codec(), Schedule("codes", 1e-4, 1e-3, 2, 1.0), tmp_path).fit(crops[TRAIN], crops[VALIDATION])
    plot_curves(tmp_path)
    for name in ("train", "validation"):
        [row] = csv.DictReader((tmp_path / f"{name}.csv").open())
        assert row["stage"] == "codes" and float(row["tones"]) > 0
    assert (tmp_path / "curves.png").exists()
