# A tiny film goes through scripts/prepare_data.py and comes back as training samples with its known beats and cuts.
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest
import soundfile

from vmas.data.cuts import find_cuts
from vmas.data.media import MediaProblem, frame_of, probe, read_frames
from vmas.data.shards import ShardFile, ShardReader, ShardSample, decode_picture, encode_picture
from vmas.data.sound_facts import block_loudness, integrated
from vmas.data.windows import Settings, plan_windows

SCRIPT = Path(__file__).parents[1] / "scripts/prepare_data.py"
BPM, SECONDS, RATE_HZ = 120, 24, 48_000
SHOTS = (("red", 5.0), ("testsrc", 7.0), ("mandelbrot", 12.0))


def rock_beat() -> np.ndarray:
    """Kick on one and three, snare on two and four, a hi-hat on every eighth, a bass note each bar, from 0.25 s on."""
    random = np.random.default_rng(0)
    sound = np.zeros(SECONDS * RATE_HZ)
    t = np.arange(int(0.24 * RATE_HZ)) / RATE_HZ
    noise = random.standard_normal(len(t))
    kick = np.sin(2 * np.pi * (55 * t + 4 * (1 - np.exp(-t * 40)))) * np.exp(-t * 15) * 2
    snare = (noise * 0.6 + np.sin(2 * np.pi * 190 * t)) * np.exp(-t * 20)
    hat = np.diff(noise, prepend=0) * np.exp(-t * 80) * 0.15
    bass = np.sin(2 * np.pi * 82.4 * t) * np.exp(-t * 4)
    for i, at in enumerate(np.arange(0.25, SECONDS - 0.5, 30 / BPM)):
        start = int(at * RATE_HZ)
        drum = (kick, snare)[i // 2 % 2] if i % 2 == 0 else 0
        sound[start : start + len(t)] += hat + drum + (bass if i % 8 == 0 else 0)
    return (0.3 * sound).astype(np.float32)


@pytest.fixture(scope="module")
def films(tmp_path_factory) -> Path:
    """clip.mp4 with three shots and a beat; a file that is no video, one without sound, one that is too short."""
    folder = tmp_path_factory.mktemp("films")
    soundfile.write(folder / "beat.wav", rock_beat(), RATE_HZ)
    inputs = []
    for name, seconds in SHOTS:
        source = f"color={name}:s=128x72:r=24" if name == "red" else f"{name}=s=128x72:r=24"
        inputs += ["-f", "lavfi", "-t", str(seconds), "-i", source]
    quiet = ["ffmpeg", "-v", "error", "-y"]
    joined = "[0][1][2]concat=n=3:v=1:a=0,format=yuv420p"
    encode = ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"]
    subprocess.run([*quiet, *inputs, "-i", folder / "beat.wav", "-filter_complex", joined, *encode, folder / "clip.mp4"], check=True)
    subprocess.run([*quiet, "-f", "lavfi", "-t", "1", "-i", "testsrc=s=64x36", folder / "silent.mp4"], check=True)
    subprocess.run([*quiet, "-t", "3", "-i", folder / "clip.mp4", "-c", "copy", folder / "short.mp4"], check=True)
    (folder / "broken.mp4").write_bytes(b"this is no film" * 100)
    (folder / "beat.wav").rename(folder / "beat.wave")
    return folder


def prepare(films: Path, out: Path, *options: str) -> subprocess.CompletedProcess:
    command = [sys.executable, SCRIPT, "--videos", films, "--out", out, "--workers", "1", *options]
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300)


@pytest.mark.slow
def test_a_film_comes_back_with_its_frames_its_sound_its_beats_and_its_cuts(films, tmp_path):
    made = prepare(films, tmp_path, "--validation-percent", "0", "--test-percent", "0")
    assert made.returncode == 0, made.stderr
    for name, reason in (("broken", "cannot read it"), ("silent", "no sound"), ("short", "at least 10 s")):
        assert any(line.startswith(f"left out  {name}.mp4") and reason in line for line in made.stdout.splitlines())
    assert "left out: 3 of 4 files" in made.stdout
    (sample,) = ShardReader(tmp_path, "train").samples()
    assert sample.frames.shape == (240, 36, 64, 3)
    assert sample.sound.shape == (SECONDS * RATE_HZ, 2)
    assert [cut["frame"] for cut in sample.facts["cuts"]] == [50, 120]
    np.testing.assert_array_equal(sample.frames, read_frames(films / "clip.mp4", 0, 240, 10, 64, 36))
    truth = np.arange(0.25, SECONDS - 0.5, 60 / BPM)
    beats = np.array(sample.facts["beats_seconds"])
    near = np.abs(beats[:, None] - truth).min(0) < 0.07
    assert near.mean() > 0.95 and len(beats) < 1.1 * len(truth)
    assert abs(sample.facts["tempo_bpm"] / BPM - 1) < 0.02
    assert 0 < sum(sample.facts["accents"]) < len(beats)
    original = rock_beat()
    assert np.corrcoef(sample.sound[:, 0], original)[0, 1] > 0.95  # sound and picture begin together


@pytest.mark.slow
def test_a_second_run_keeps_what_is_there_and_a_changed_film_is_made_again(films, tmp_path):
    assert prepare(films, tmp_path).returncode == 0
    shard = next(tmp_path.glob("*.tar"))
    (tmp_path / "train-000007.tar.part").write_bytes(b"killed")
    before = shard.stat().st_mtime_ns
    again = prepare(films, tmp_path)
    assert "known     clip.mp4" in again.stdout and shard.stat().st_mtime_ns == before
    other = prepare(films, tmp_path, "--fps", "12")
    assert "done      clip.mp4" in other.stdout
    (sample,) = ShardReader(tmp_path, shard.name.split("-")[0]).samples()
    assert sample.frames.shape[0] == 288 and sample.facts["cuts"][0]["frame"] == 60


def sample_of(key: str, value: int) -> ShardSample:
    facts = {"frames_per_second": 10, "sample_rate_hz": 8000, "width": 4, "height": 4, "value": value}
    return ShardSample(key, np.full((3, 4, 4, 3), value, np.uint8), np.zeros((2400, 1), np.float32), facts)


def write(folder: Path, shards: int, each: int) -> None:
    for shard in range(shards):
        with ShardFile(folder / f"train-{shard:06d}.tar") as file:
            for i in range(each):
                file.add(sample_of(f"{shard}-{i}", shard * each + i))


@pytest.mark.parametrize(("shards", "world"), [(4, 2), (1, 3), (3, 1)])
def test_readers_share_the_samples_and_resume_where_they_were(tmp_path, shards, world):
    write(tmp_path, shards, 6)
    readers = [ShardReader(tmp_path, "train", seed=5, rank=rank, world=world) for rank in range(world)]
    rows = [[sample.facts["value"] for sample in reader.samples(epoch=2)] for reader in readers]
    assert sorted(sum(rows, [])) == list(range(6 * shards))
    resumed = [sample.facts["value"] for sample in readers[0].samples(epoch=2, skip=2)]
    assert resumed == rows[0][2:]
    other = [sample.facts["value"] for sample in readers[0].samples(epoch=3)]
    assert len(rows[0]) < 3 or other != rows[0]


def test_a_film_that_breaks_off_leaves_nothing_in_its_shard(tmp_path):
    with ShardFile(tmp_path / "train-000000.tar") as file:
        file.add(sample_of("whole", 1))
        mark = file.mark()
        file.add(sample_of("half", 2))
        file.take_back(mark)
        file.add(sample_of("next", 3))
    names = tarfile.open(tmp_path / "train-000000.tar").getnames()
    assert names == [f"{key}.{kind}" for key in ("whole", "next") for kind in ("frames.npz", "flac", "json")]


def test_a_shard_that_fails_or_stays_empty_does_not_appear(tmp_path):
    with pytest.raises(KeyError), ShardFile(tmp_path / "train-000000.tar") as file:
        file.add(sample_of("a", 1))
        raise KeyError
    with ShardFile(tmp_path / "train-000001.tar"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_large_pictures_are_kept_as_video_frame_by_frame():
    ramp = np.linspace(0, 255, 224, dtype=np.uint8)
    frames = np.stack([np.roll(np.tile(ramp[None, :, None], (128, 1, 3)), 20 * i, 1) for i in range(5)])
    extension, data = encode_picture(frames, 10)
    back = decode_picture(extension, data, {"height": 128, "width": 224})
    assert extension == "mp4" and back.shape == frames.shape
    assert np.abs(back.astype(int) - frames).mean() < 4


@pytest.mark.parametrize(("seconds", "count"), [(9.9, 0), (10, 1), (30, 1), (30.1, 2), (61, 3), (3600, 120)])
def test_windows_cover_a_film_and_keep_their_limits(seconds, count):
    windows = plan_windows(int(seconds * 10), Settings())
    assert len(windows) == count
    assert all(100 <= end - start <= 300 for start, end in windows)
    assert [end for _, end in windows[:-1]] == [start for start, _ in windows[1:]]


def test_works_go_to_one_split_whatever_their_files_are_called():
    sys.path.insert(0, str(SCRIPT.parent))
    from prepare_data import split_of

    splits = [split_of(f"work {i}", 10, 10) for i in range(2000)]
    assert abs(splits.count("test") / 2000 - 0.1) < 0.03 and abs(splits.count("train") / 2000 - 0.8) < 0.03


def test_a_cut_is_found_and_a_flash_and_a_pan_are_none():
    random = np.random.default_rng(1)
    one, two = (np.kron(random.integers(0, 255, (9, 40)), np.ones((4, 4))).astype(np.float32) for _ in range(2))
    pan = [one[:, 2 * i : 2 * i + 64] for i in range(20)]
    flash = [np.minimum(one[:, 38:102] + 200, 255)]
    after = [two[:, i : i + 64] for i in range(20)]
    assert find_cuts(np.stack([*pan, *flash, *([one[:, 38:102]] * 8), *after])) == [29]


def test_loudness_is_that_of_the_recommendation():
    # BS.1770-5: a sine of 997 Hz at 0 dBFS in one channel is -3.01 LUFS.
    sine = np.sin(2 * np.pi * 997 * np.arange(5 * RATE_HZ) / RATE_HZ)[:, None]
    assert integrated(block_loudness(sine)) == pytest.approx(-3.01, abs=0.05)
    assert integrated(block_loudness(np.zeros((RATE_HZ, 2)))) == float("-inf")


def test_what_is_no_film_is_refused_in_words(tmp_path):
    (tmp_path / "a.mp4").write_text("nothing")
    with pytest.raises(MediaProblem, match="ffprobe cannot read it"):
        probe(tmp_path / "a.mp4")
    assert [frame_of(t, 10) for t in (0.0, 0.1, 0.1005, 0.15, 0.2)] == [0, 1, 1, 2, 2]
